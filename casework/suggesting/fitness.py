"""Whether a reply sent in one case may be offered in another. Strict: what is in doubt is not offered.

Three things are asked. Whose words are its sentences about the law? Only those of rows that are in force and unchanged.
Does it name anybody or anything of the other case: a sealed token, a person, a number, a day, a place, an institution?
Does it repeat what the other citizen told, beyond the words of the rule book?
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterable
from functools import lru_cache

from casework.redaction import SURNAMES, find_sensitive
from casework.suggesting.channel_words import sources
from knowledge import Channel, Citation, Fact, LawNote, Period, Reply, Row, RuleBook, Situation, Term, Topic

NamesPlace = Callable[[str], bool]
"""Whether a text names a division of the country."""

_TOKEN = re.compile(r"[〔〕]")
_BLANK = re.compile(r"\s+")
# Words of a statement about law or benefits. Such a sentence is offered only in a row's own words.
_LAW = re.compile(
    "复议|诉讼|起诉|法院|复查|仲裁|赔偿|期限|时限|工作日|日内|天内|之日|年内|月内|依法|法定|法律|违法|条例|规定|政策|办法|细则|条款|应当|必须|"
    "有权|无权|不得|不予|处罚|罚款|受理|立案|投诉|举报|信访|公开申请|申请公开|比例|待遇|起付|封顶|能报|可以报|不能报|报不了|报得了|给报|"
    "不报|全报|予以|资格|补缴|退回|追回|备案|时效|过期|逾期|奖励|保密|匿名|实名|第.{1,6}条"
)
_DIGIT = re.compile(r"[0-9０-９]")
_NUMERAL = "零〇一二两三四五六七八九十百千万亿"
_NUMBER = re.compile(rf"[{_NUMERAL}]{{2,}}|[{_NUMERAL}几半](?:[元块万千百岁号楼室床月日年周天]|礼拜|星期|点钟)")
_DAY = re.compile("昨天|前天|明天|后天|上周|下周|本周|上个?月|下个?月|去年|今年|明年|前年|周[一二三四五六日末]|星期")
_PERSON = re.compile(
    rf"[{SURNAMES}](?:[\u4e00-\u9fff]{{0,2}}(?:先生|女士|小姐|大爷|大妈|大姐|大哥|大叔|阿姨|叔叔|奶奶|爷爷|师傅|主任|医生|大夫|护士|老师|局长|"
    r"科长|处长|院长|所长|经理|老板|同志|书记|村长)|[某XxＸ×*])|(?:叫|姓|名为|名叫)[\u4e00-\u9fff]|[老小]["
    + SURNAMES
    + "]"
)
_INSTITUTION = re.compile(
    r"(?P<before>[\u4e00-\u9fffA-Za-z]?)(?:医院|卫生院|诊所|卫生室|卫生站|药店|药房|大药房|医馆|公司|集团|工厂|学校|大学|中学|小学|幼儿园|养老院|护理院|福利院|银行|"
    r"有限|合作社|门诊部|堂|厂)"
)
_PLACE = re.compile(r"(?P<before>[\u4e00-\u9fff])(?:省|市|县|区|镇|乡|村|屯|街|路|巷|旗|州|庄)")
_LETTERS = re.compile(r"[A-Za-zＡ-Ｚａ-ｚ]{2,}")
_GENERAL = re.compile(
    "医疗保险经办机构|医保经办机构|经办机构|政务服务中心|办事大厅|服务大厅|医保中心|医疗保障部门|市场监管|市场监督"
    "|定点医院|定点药店|这家医院|那家医院|就诊医院|看病的医院|住院的医院|这家药店|那家药店|这家单位|这家公司"
    "|本级人民政府|上一级|本市|本省|本县|本区|全省|全市|地区|社区|辖区|区别|区分|市民|城市|城乡|市级|县级|省级|区县"
    "|哪个市|哪个区|哪个县|各地市|外省|外市|乡镇|村里|上路|路上|一路|走哪条路|这条路"
    "|万一|一一|一起|一下|十分|百分之百|千万|一直|一旦|一般|二维码|进一步|逐一|第一|统一|唯一|一致|一定"
    "|叫号|叫做|名叫什么|叫什么|姓名|哪一天|哪天|小程序|书面答复|书面的答复"
)
"""Ordinary words that would be taken for numbers, places or names."""
_BEFORE_INSTITUTION = frozenset("到去在向找让请从由把对给是的您，。：；、 ")
_LITTLE = re.compile("[的了就是在也都把被和与我你他她它们这那个不有又还很着过要会能去来给，。、！？]{2}")
_GRAM = 2


def marks(rows: Iterable[Row]) -> tuple[str, ...]:
    """What is kept of the rows a reply rests on: id and a fingerprint of their wording, so that a change is noticed."""
    return tuple(dict.fromkeys(f"{row.id}@{_print(row)}" for row in rows))


def rows_said(text: str, book: RuleBook) -> tuple[Row, ...]:
    """The rows whose own sentences stand in a text."""
    plain = _BLANK.sub("", text)
    return tuple(row for row, sentences in _sentences(book) if any(one in plain for one in sentences))


def in_force(kept: Iterable[str], book: RuleBook) -> tuple[Citation, ...] | None:
    """The citations of kept marks; None when a row is gone or worded otherwise today."""
    known = {row.id: row for row, _ in _sentences(book)}
    cited = []
    for mark in kept:
        row_id, _, wording = mark.partition("@")
        row = known.get(row_id)
        if row is None or _print(row) != wording:
            return None
        cited.append(book.citation(row.id))
    return tuple(cited)


def fit(text: str, told: str, kept: Iterable[str], names_place: NamesPlace, book: RuleBook) -> bool:
    """Whether the reply `text`, sent to somebody who had told `told`, may be offered to others.

    `kept`: the marks it was kept with. False also for a reply that says nothing of its own.
    """
    cited = in_force(kept, book)
    if cited is None or _TOKEN.search(text) or find_sensitive(text):
        return False
    own = _GENERAL.sub("，", _own_words(text, cited, book))
    return (
        bool(own.strip(" 。，、；：\n（）"))
        and not _names(own)
        and not names_place(own)
        and not _repeats(own, told, book)
    )


def free_of_law(text: str, book: RuleBook) -> bool:
    """Whether no sentence of a text speaks about law or benefits in other words than a row's."""
    cited = tuple(book.citation(row.id) for row in rows_said(text, book))
    return _LAW.search(_own_words(text, cited, book)) is None


def _own_words(text: str, cited: tuple[Citation, ...], book: RuleBook) -> str:
    """What is left without the sentences of rows, of the replies table, clauses and numbers everybody knows."""
    own = _BLANK.sub("", text)
    rows = {one.row for one in cited}
    said = [one for row, sentences in _sentences(book) if row.id in rows for one in sentences]
    said += _spoken(book)
    said += [f"（依据：{sources(cited)}）", *(f"《{one.title}》{one.clause}" for one in cited)]
    for sentence in sorted((_BLANK.sub("", one) for one in said), key=len, reverse=True):
        own = own.replace(sentence, "，")
    for row in book.hotlines:
        own = re.sub(rf"(?<!\d){row.number}(?!\d)", "，", own)
    return own


def _names(own: str) -> bool:
    """Whether there are words of law of its own, numbers, days, people, institutions or places."""
    if _LAW.search(own):
        return True
    found = (_DIGIT, _NUMBER, _DAY, _PERSON, _LETTERS)
    if any(pattern.search(own) for pattern in found):
        return True
    institutions = (match["before"] for match in _INSTITUTION.finditer(own))
    return _PLACE.search(own) is not None or any(
        before and before not in _BEFORE_INSTITUTION for before in institutions
    )


def _repeats(own: str, told: str, book: RuleBook) -> bool:
    """Whether two characters that follow each other are of what was told, and nowhere in the words of the trade."""
    common = _book_grams(book)
    plain = _BLANK.sub("", told)
    pairs = (own[at : at + _GRAM] for at in range(len(own) - _GRAM + 1))
    return any(pair not in common and pair in plain and not _LITTLE.fullmatch(pair) for pair in pairs)


def _print(row: Row) -> str:
    words = "\n".join((row.source, row.clause, *_of(row)))
    return hashlib.sha256(words.encode()).hexdigest()[:8]


def _of(row: Row) -> tuple[str, ...]:
    """The sentences of a row that may be said."""
    match row:
        case Channel():
            return tuple(step.text for step in row.steps)
        case Period() | LawNote():
            return (row.text,)
        case _:
            return ()


@lru_cache(maxsize=4)
def _sentences(book: RuleBook) -> tuple[tuple[Row, tuple[str, ...]], ...]:
    rows: list[Row] = [*book.channels, *book.periods, *book.all(LawNote)]
    return tuple((row, tuple(_BLANK.sub("", one) for one in _of(row))) for row in rows)


@lru_cache(maxsize=4)
def _spoken(book: RuleBook) -> tuple[str, ...]:
    """Sentences of the replies table that have no gaps and are long enough to be somebody's own."""
    whole = [row.text for row in book.all(Reply) if not row.slots and len(row.text) > 8]
    pieces = [
        piece for row in book.all(Reply) if row.id.startswith("suggest_") for piece in re.split(r"\{\w+\}", row.text)
    ]
    questions = [fact.question for fact in book.all(Fact)]
    labels = [channel.label for channel in book.channels if channel.label]
    return tuple(dict.fromkeys([*whole, *(one for one in pieces if len(one) > 5), *questions, *labels]))


@lru_cache(maxsize=4)
def _book_grams(book: RuleBook) -> frozenset[str]:
    """Runs of characters that belong to the trade, not to anybody's case."""
    words: list[str] = [row.text for row in book.all(Reply)]
    words += [word for one in book.all(Situation) for word in (one.plain, one.text, *one.keywords)]
    words += [word for one in book.all(Topic) for word in (one.name, one.plain, *one.keywords)]
    words += [word for one in book.all(Term) for word in (one.name, one.plain, *one.words)]
    words += [word for one in book.all(Fact) for option in one.options for word in (option.label, option.meaning)]
    return frozenset(word[at : at + _GRAM] for word in words for at in range(len(word) - _GRAM + 1))
