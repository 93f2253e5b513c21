"""Whom and where a story is about: the office that decided, the institution, the person, the address."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from casework.redaction import SURNAMES
from casework.story.parts import clauses
from casework.story.telling import KIN

_OFFICE = re.compile(
    r"(?:社会医疗保险|医疗保障|医疗保险|医疗生育保险|医保|长护险|生育保险|社会保险|社保)"
    r"(?:事业|基金|经办|管理|服务|事务|保险|监督|监管|稽核|中心|综合){0,5}"
    r"(?:管理局|事业局|服务局|局|中心|分局|分中心|办事处|处|所)"
)
_TOWN = re.compile(r"(?P<name>[\u4e00-\u9fff]{2})(?P<kind>[市区县旗州]|新区)$")
_NOT_IN_A_TOWN = frozenset(
    "我你他她它咱们这那全各某该本去到在让给的和向问找被请由是从跟与对把一二三四五六七八九十零日月号年天"
)
_NOT_A_TOWN = frozenset(
    (
        "公开",
        "关于",
        "申请",
        "收到",
        "反映",
        "投诉",
        "举报",
        "建议",
        "要求",
        "通过",
        "经过",
        "按照",
        "根据",
        "所在",
        "当地",
        "本地",
        "老家",
        "打电",
    )
)
_ANY_OFFICE = re.compile(r"(?:医保|社保|医疗保障|合医|农合|新农合|农医|社会保险|医疗保险|人社)(?:局|中心|办|站|所)")
_ELSEWHERE = re.compile(r"(?:法院|检察院|公安局|派出所|仲裁委|仲裁院)$")
_BELOW = re.compile(r"(?:下面|下属|所属|底下)的?$")
_DECIDES = re.compile(
    r"发来|送来|寄来|作出|做出|出具|给了?我|打印|盖的?章|落款|决定|通知书|告知书|答复|拒付|认定|处罚|核定|不予|收到|通知|解除|回复|向|公开"
)

_INSTITUTION = re.compile(
    r"(?:叫做?|名叫|有一?[家个所]|由|就是|举报|反映|关于|去了?|在|到|是)"
    r"(?P<name>[\u4e00-\u9fff]{2,10}?(?:大药房|大药店|药店|药房|诊所|医院|卫生院|卫生室|卫生服务站|卫生服务中心|门诊部|护理站|护理院|有限公司))"
)
_NO_NAME = re.compile(
    r"有|些|他|她|我|跟|和|说|讲|把|被|让|给|从|向|一家|这家|那家|哪家|几家|三家|两家|各|某|我们|你们|他们|附近|门口|定点|所有|外地|别的|县里|镇上|市里|当地|其他|两个|三个|的|了|不|去|在|到|开|民营|私人|隔壁"
)

_STREET = re.compile(
    r"(?:[\u4e00-\u9fff]{2,5}?(?:新区|开发区|区|县|市|镇|乡))?[\u4e00-\u9fff]{2,4}?(?:大道|路|街|巷|胡同)"
    r"(?:[0-9零一二三四五六七八九十百]+号(?:院|楼)?)?"
)
_BEFORE_A_STREET = re.compile(r"^(?:就?在|到|去|从)")
_ON_A_STREET = re.compile(r"路|街|巷|大道|胡同|小区|村|镇|乡|[区县市]")
_STANDS = re.compile(
    r"(?:位于|坐落[于在]|地处|开在|就在|住在|家住|(?:地址|位置|家)(?:就?是|就?在|[:：])|在(?!住)|住(?!在|院|进))"
    r"(?P<place>[^，,。；;！!？?、]{2,20}?)(?=$|[，,。；;！!？?、]|有一?[家个]|开了|里面)"
)
_IS_ADDRESS = re.compile(
    r"^[^的是了有]*(?:路|街|巷|大道|胡同|小区|号|号院|号楼|村|组|乡|镇|市场|广场|大厦|楼|路口|街口|车站|学校|小学|中学|供销社)"
    r"(?:上|里|内|旁边?|对面|附近|门口|隔壁|后面|东侧|西侧|南侧|北侧)*$"
)
_ONES_OWN = re.compile(r"我|本人|户籍|老家")
_CLAUSE_MAX = 300
_TITLES = r"大夫|医生|主任|院长|店长|老板|护士长|站长|经理|护理员|所长|村医|药师"
_SURNAME_ONLY = re.compile(
    rf"(?P<title>{_TITLES})(?:好像|也|都|是|就)?姓(?P<name>[\u4e00-\u9fff])(?=$|[，,。；;！!、])|"
    rf"姓(?P<first>[\u4e00-\u9fff])的(?P<after>{_TITLES})"
)
# A full name beside a word for who somebody is: 同村的丁满仓把, 以前的同事周建军，
_FULL_NAME = re.compile(
    rf"(?:同事|同村的?|邻居|村民|亲戚|同学|室友|老乡|会计|负责人|{_TITLES})(?:叫做?|是)?"
    rf"(?P<name>[{SURNAMES}][\u4e00-\u9fff]{{2}})(?=[，,。；;、把被让每在他她是用拿]|$)"
)
# Not the respondent: 王书记：您好；冯县长，麻烦您；我母亲李秀英；患者李某
_NOT_MEANT = (
    r"(?:尊敬的|敬爱的|致){name}|{name}\s*(?:和[^，。：:]{{0,10}})?[，,：:！!\s]*(?:您|你们?)好|"
    r"{name}\s*[，,：:]\s*(?:麻烦|请|恳请|求|希望)您?|"
    rf"(?:我|我叫|我是|患者|病人|参保人|死者|{KIN}|他妈|她妈|他爸|她爸){{name}}"
)


def office(offices: Sequence[str], story: str) -> str:
    """The office that decided, or that is asked: the one in a clause of deciding, with its town in front; empty where
    several are named and none decides.
    """
    told = [(clause, name) for clause in clauses(story) for name in _offices_in(clause[:_CLAUSE_MAX], offices)]
    # “医保局” alone is no name: which one has to be asked.
    named = [name for _, name in told if not _ANY_OFFICE.fullmatch(name) and not _ELSEWHERE.search(name)]
    deciding = [name for clause, name in told if _DECIDES.search(clause) and name in named]
    first = deciding[0] if deciding else named[0] if len(set(named)) == 1 else ""
    longer = [name for name in named if name.endswith(first) and len(name) > len(first)]
    return longer[0] if first and longer else first


def _offices_in(clause: str, offices: Sequence[str]) -> Iterator[str]:
    """Names of offices in a clause; of two that stand one below the other, the lower."""
    spans: list[tuple[int, int]] = []
    for name in offices:
        start = clause.find(name)
        if start >= 0:
            spans.append((start, start + len(name)))
    for match in _OFFICE.finditer(clause):
        covered = [span for span in spans if span[0] < match.end() and match.start() < span[1]]
        if not covered:
            spans.append((_with_kind(clause, match.start()), match.end()))
        elif match.end() > max(end for _, end in covered):
            spans = [span for span in spans if span not in covered] + [(min(s for s, _ in covered), match.end())]
    ordered = sorted(spans)
    for place, (start, end) in enumerate(ordered):
        following = ordered[place + 1] if place + 1 < len(ordered) else None
        if following and _BELOW.fullmatch(clause[end : following[0]]):
            continue
        yield clause[_with_town(clause, start) : end]


def _with_kind(clause: str, start: int) -> int:
    """Where a name begins that has only the kind of its place in front (区, 县)."""
    return start - 1 if start and clause[start - 1] in "省市区县旗州" else start


def _with_town(clause: str, start: int) -> int:
    """Where a name begins whose town no list of divisions knows: two characters before 区, 县, 市."""
    head = clause[: start + 1] if clause[start] in "市区县旗州" else clause[:start]
    match = _TOWN.search(head)
    if match is None or match.group("name") in _NOT_A_TOWN or _NOT_IN_A_TOWN & set(match.group("name")):
        return start
    return match.start()


def institution(institutions: Sequence[str], story: str) -> str:
    """The first institution found, or a name after words that bring one (有一家, 叫, 由)."""
    if institutions:
        # 雅华物业 + 有限公司: the form of business belongs to the name
        whole = re.search(re.escape(institutions[0]) + r"(?:[\u4e00-\u9fff]{0,4}?(?:公司|集团))?", story)
        return whole.group() if whole else institutions[0]
    for match in _INSTITUTION.finditer(story):
        if not _NO_NAME.search(match.group("name")):
            return match.group("name")
    return ""


def address(places: Sequence[str], story: str) -> str:
    """Where the respondent is: what follows 在, 位于, 住 and looks like an address, else a street, else a place."""
    landmark = ""
    for clause in clauses(story):
        match = _STANDS.search(clause)
        if match and _IS_ADDRESS.search(match.group("place")) and not _ONES_OWN.search(clause[: match.start()]):
            if _ON_A_STREET.search(match.group("place")):
                return match.group("place")
            landmark = landmark or match.group("place")
    for clause in clauses(story):
        street = _STREET.match(_BEFORE_A_STREET.sub("", clause))
        if street and not re.search("[我的是]", street.group()) and not _ONES_OWN.match(clause):
            return street.group()
    if landmark:
        return landmark
    # Where the citizen lives must not stand on a form as the respondent's address.
    own = [clause for clause in clauses(story) if _ONES_OWN.search(clause)]
    others = [clause for clause in clauses(story) if clause not in own]
    return next((one for one in places if _in_any(one, others) or not _in_any(one, own)), "")


def _in_any(words: str, parts: Sequence[str]) -> bool:
    return any(words in part for part in parts)


def person(people: Sequence[str], story: str) -> str:
    """The first person found who is neither addressed nor the citizen's own, else a full name beside a word for who
    somebody is, or a post with a family name (大夫姓马: 马大夫).
    """
    for name in people:
        if not re.search(_NOT_MEANT.format(name=re.escape(name)), story):
            return name
    full = _FULL_NAME.search(story)
    if full is not None:
        return full.group("name")
    match = _SURNAME_ONLY.search(story)
    if match is None:
        return ""
    name, title = match.group("name") or match.group("first"), match.group("title") or match.group("after")
    return f"{name}{title}"
