"""Every text whose answer changes: before, after, and which of them is right."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from urllib.parse import quote, urlencode

from api.desk.pages.models_loop import MODELS
from api.desk.pages.models_words import CHECK_DRAWING, CROSS_DRAWING, drawing, percent, reading_words
from api.desk.pieces import box, link, nothing, panel, text
from api.desk.still import Still, still
from api.desk.still import show as put
from casework.services.ports.models import Changed, Comparison
from knowledge import RuleBook

PER_PAGE = 50
SHOWN = {"all": "全部", "improved": "改对了", "worsened": "改错了", "other": "其他"}
_SETS = ("gold", "corrections", "robustness")
_LONG, _BEGINNING = 160, 100
"""Characters from which a message is folded, and how many of them are shown then."""
_WAYS = {
    "typos": "错字漏字",
    "traditional": "繁体",
    "homophones": "同音字",
    "without_punctuation": "没有标点",
    "dialect": "方言词",
    "padded": "加了闲话",
}
_NO_SUCH = {
    "all": "没有一条消息的回答会变。",
    "improved": "没有改对的。",
    "worsened": "没有改错的。",
    "other": "没有别的变化。",
}


@dataclass(frozen=True, slots=True)
class Filter:
    """What stands in the address of a comparison."""

    candidate: str
    set: str = ""
    show: str = "all"
    page: int = 1

    @classmethod
    def of(cls, candidate: str, query: Mapping[str, str]) -> Filter:
        """What an address asks for; whatever it holds that makes no sense is left out."""
        number = query.get("page", "1")
        return cls(
            candidate,
            set=query.get("set", "") if query.get("set") in _SETS else "",
            show=query.get("show", "all") if query.get("show") in SHOWN else "all",
            page=int(number) if number.isascii() and number.isdigit() and 0 < int(number) < 10_000 else 1,
        )

    def address(self, **other: str | int) -> str:
        """The address with something changed; another filter begins at the first page."""
        changed = replace(self, **({"page": 1} | other))  # type: ignore[arg-type]
        said = {"set": changed.set, "show": "" if changed.show == "all" else changed.show}
        named = {name: value for name, value in said.items() if value}
        if changed.page > 1:
            named["page"] = str(changed.page)
        base = f"{MODELS}/{quote(self.candidate)}"
        return f"{base}?{urlencode(named)}" if named else base


def kind_of(one: Changed) -> str:
    """Under which filter a change stands."""
    return "other" if one.better is None else "improved" if one.better else "worsened"


def counted(changed: Sequence[Changed]) -> dict[str, int]:
    """How many stand under each filter."""
    kinds = [kind_of(one) for one in changed]
    return {show: len(kinds) if show == "all" else kinds.count(show) for show in SHOWN}


def examples(book: RuleBook, found: Comparison, asked: Filter) -> None:
    """The list, worsened ones first: they are what speaks against the candidate."""
    counts = counted(found.changed)
    order = {"worsened": 0, "improved": 1, "other": 2}
    wanted = [one for one in found.changed if asked.show in ("all", kind_of(one))]
    wanted.sort(key=lambda one: order[kind_of(one)])
    begin = (asked.page - 1) * PER_PAGE
    titles = {one.name: one.title for one in found.sets}
    with panel("回答会变的消息", "改错的排在前面", "ml-list") as part:
        part.props["id"] = "changed"
        with box("div", "panel-body"), box("nav", "seg", aria_label="哪些变化"):
            for show, words in SHOWN.items():
                chosen = link(f"{words} {counts[show]:,}", asked.address(show=show), "choice")
                chosen.props["aria-current"] = "true" if show == asked.show else "false"
        if not wanted:
            nothing(_NO_SUCH[asked.show])
            return
        heads = ("消息", "应当是", "现在的模型", "候选模型")
        head = still("thead", still("tr", *(still("th", words) for words in heads)))
        rows = [_row(book, one, titles.get(one.set, "")) for one in wanted[begin : begin + PER_PAGE]]
        put(still("table", head, still("tbody", *rows), classes="table ml-table ml-examples"), "scroll")
    _pages(asked, -(-len(wanted) // PER_PAGE))


def _row(book: RuleBook, one: Changed, title: str) -> Still:
    truth = reading_words(book, one.truth)
    serving, candidate = _rightness(book, one)
    return still(
        "tr",
        still(
            "td", _words(one.text), still("span", f"{title}　{_where(one)}", classes="soft small"), classes="ml-text"
        ),
        still("td", truth[0], still("span", truth[1], classes="soft small")),
        still("td", _answer(book, one.serving, one.serving_confidence, one.serving_asks, serving)),
        still("td", _answer(book, one.candidate, one.candidate_confidence, one.candidate_asks, candidate)),
        data_row="",
        tabindex="0",
    )


def _words(message: str) -> Still:
    """A message, a long one folded."""
    if len(message) <= _LONG:
        return still("span", message)
    return still("details", still("summary", f"{message[:_BEGINNING]}……"), message, classes="ml-long")


def _where(one: Changed) -> str:
    """Where a text stands; of a text written worse also how."""
    name, _, way = one.where.rpartition(" ")
    return f"{name} {_WAYS[way]}" if way in _WAYS else one.where


def _rightness(book: RuleBook, one: Changed) -> tuple[bool, bool]:
    """Which of the two answers is right. Where both are or neither is, the answer itself says which."""
    if one.better is not None:
        return not one.better, one.better
    right = reading_words(book, one.truth)[0] == reading_words(book, one.candidate)[0]
    return right, right


def _answer(book: RuleBook, reading: str, sure: float, asks: bool, right: bool) -> Still:
    category, closer = reading_words(book, reading)
    how = f"先追问，把握 {percent(sure, 0)}" if asks else f"把握 {percent(sure, 0)}"
    parts = [still("span", category)]
    if closer:
        parts.append(still("span", closer, classes="small"))
    parts.append(still("span", how, classes="small num"))
    mark = still("span", "对" if right else "错", classes="ml-hidden")
    return still(
        "span",
        drawing(CHECK_DRAWING if right else CROSS_DRAWING),
        still("span", mark, *parts),
        classes=f"ml-answer {'right' if right else 'wrong'}",
    )


def _pages(asked: Filter, last: int) -> None:
    if last <= 1:
        return
    with box("nav", "pages", aria_label="翻页"):
        if asked.page > 1:
            link("上一页", asked.address(page=asked.page - 1), "btn plain")
        text(f"第 {asked.page} 页，共 {last} 页", "soft num")
        if asked.page < last:
            link("下一页", asked.address(page=asked.page + 1), "btn plain")
