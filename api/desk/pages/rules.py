"""规则: any word → rows of the rule book, with clause and text in context, ready to be copied with their source."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from api.desk.pieces import box, icon, link, text
from api.desk.seat import Page
from api.desk.still import Still, still
from api.desk.still import show as put
from api.desk.times import today
from knowledge import Row, RuleBook, UnknownRow
from knowledge.passages import Part, fault_of_quote
from knowledge.search import NATIONAL, QUERY_MAX, Found, Hit, around, cited, marks, search

PER_PAGE = 20
_HINT = "词、条款、规则编号，例如：不予受理 期限"
_EXAMPLES = ("不予受理", "第十二条", "告知 工作日", "行政复议 期限", "异地就医备案", "举报奖励", "A2-7")
_LONG = 420
"""Characters from which a text is folded around the first word found in it."""
_BEFORE, _AFTER = 90, 210


@dataclass(frozen=True, slots=True)
class Asked:
    """What stands in the address of the page."""

    q: str = ""
    source: str = ""
    place: str = ""
    page: int = 1

    @classmethod
    def of(cls, query: Mapping[str, str], book: RuleBook) -> "Asked":
        """What an address asks for; whatever it holds that makes no sense is left out."""
        sources = {source.id for source in book.sources}
        places = {place.region_code for place in book.places}
        number = query.get("page", "1")
        return cls(
            q=query.get("q", "").strip()[:QUERY_MAX],
            source=query.get("source", "") if query.get("source") in sources else "",
            place=query.get("place", "") if query.get("place") in places else "",
            page=int(number) if number.isascii() and number.isdigit() and 0 < int(number) < 1000 else 1,
        )

    def address(self, **other: str | int) -> str:
        """The address with something changed; another filter begins at the first page."""
        changed = replace(self, **({"page": 1} | other))  # type: ignore[arg-type]
        named = {"q": changed.q, "source": changed.source, "place": changed.place}
        said = {name: value for name, value in named.items() if value}
        if changed.page > 1:
            said["page"] = str(changed.page)
        return f"/desk/rules?{urlencode(said)}" if said else "/desk/rules"


async def show(page: Page, query: Mapping[str, str]) -> None:
    """The page."""
    await page.active()
    book = page.book.as_of(today())
    asked = Asked.of(query, book)
    found = await page.io(
        lambda: search(book, asked.q, asked.source, asked.place, (asked.page - 1) * PER_PAGE, PER_PAGE)
    )
    with box("div", "sheet rules"):
        with box("div", "sheet-head"):
            text("规则", tag="h1")
            if asked != Asked():
                text(f"{found.total:,} 条", "soft num").props["aria-live"] = "polite"
        _search_box(asked)
        if asked == Asked():
            _beginning(asked, book)
            return
        with box("div", "rules-body"):
            with box("div", "hits"):
                _hits(found, asked, book)
            with box("aside", "facets", aria_label="筛选"):
                _facet("来源", "source", asked.source, _sources(found, book, asked.source), asked)
                _facet("地方", "place", asked.place, _places(found, book, asked.place), asked)


def _search_box(asked: Asked) -> None:
    with box("form", "find rules-find", role="search", id_="rules-find-form"):
        icon("search")
        with box(
            "input", type_="search", id_="rules-find", name="q", placeholder=_HINT, maxlength=str(QUERY_MAX),
            autocomplete="off", value=asked.q,
        ) as find:  # fmt: skip
            find.props["aria-label"] = "查找规则"
        text("/", "key")
        for name, value in (("source", asked.source), ("place", asked.place)):
            with box("input", type_="hidden", name=name, value=value):
                pass


def _beginning(asked: Asked, book: RuleBook) -> None:
    """Nothing was asked yet: what can be asked, and the documents to leaf through."""
    with box("section", "panel", aria_label="怎么查"), box("div", "panel-body stack rules-begin"):
        text("输入任意一个词，找到写着它的规则、条款和原文。几个词用空格隔开，每个词都要写到。", tag="p")
        with box("p", "row"):
            text("试试", "soft")
            for words in _EXAMPLES:
                link(words, asked.address(q=words), "btn quiet")
        with box("p", "soft small keys"):
            for key, what in (("/", "查找"), ("j k", "上下看"), ("c", "复制带出处的原文")):
                text(key, "key-word", tag="kbd")
                text(what)
    with box("section", "panel", aria_label="逐个来源翻看"):
        with box("header", "panel-head"):
            text("逐个来源翻看", tag="h2")
        with box("ul", "panel-body source-list"):
            for source in book.sources:
                if source.kind == "house":
                    continue
                with box("li", ""):
                    link(source.title, asked.address(source=source.id))
                    text(
                        f"{source.number or source.issuer}　{_place_name(book, source.place or NATIONAL)}", "soft small"
                    )


def _hits(found: Found, asked: Asked, book: RuleBook) -> None:
    if not found.hits:
        with box("section", "panel no-hit", role="status"):
            text(book.reply("rules_none"), tag="p")
            if asked.source or asked.place:
                link("不限来源和地方再找", asked.address(source="", place=""), "btn plain")
        return
    if not found.whole:
        text(book.reply("rules_alike"), "alike", tag="p").props["role"] = "status"
    put(still("div", *(_hit(hit, book) for hit in found.hits)))
    last = -(-found.total // PER_PAGE)
    if last > 1:
        with box("nav", "pages", aria_label="翻页"):
            if asked.page > 1:
                link("上一页", asked.address(page=asked.page - 1), "btn plain")
            text(f"第 {asked.page} 页，共 {last} 页", "soft num")
            if asked.page < last:
                link("下一页", asked.address(page=asked.page + 1), "btn plain")


def _hit(hit: Hit, book: RuleBook) -> Still:
    row, source, passage = hit.row, book.source(hit.row.source), hit.passage
    ours = source.kind == "house"
    until = f"至 {row.effective_to}" if row.effective_to else "起有效"
    head = [
        still("span", passage.kind, classes="pill pine"),
        still("h2", *_marked(passage.title, hit.words)),
    ]
    if not passage.sound:
        head.append(still("span", "来源有缺陷", classes="pill ochre"))
    if ours:
        head.append(still("span", "本系统约定，不是法律依据", classes="pill stone"))
    copying = {"data_copy": cited(book, hit), "data_done": "已复制", "data_failed": "没能复制"}
    head.append(still("button", "复制", classes="btn plain hit-copy", type="button", aria_live="polite", **copying))
    where = f"{source.title}，{row.clause}" if ours else f"《{source.title}》{row.clause}"
    origin = [
        still("span", *_marked(where, hit.words), classes="hit-source"),
        still("span", _place_name(book, hit.place)),
        still("span", f"{row.effective_from} {until}", classes="num"),
        still("code", *_marked(row.id, hit.words)),
    ]
    return still(
        "article",
        still("header", *head, classes="hit-head"),
        still("p", *origin, classes="hit-origin"),
        *(_part(part, hit.words) for part in hit.parts),
        *_faults(passage.faults),
        *_context(book, row, hit.words),
        classes="panel hit" if passage.sound else "panel hit faulty",
        data_row="",
        tabindex="0",
        aria_label=f"{passage.kind} {passage.title}",
    )


def _part(part: Part, words: Sequence[str]) -> Still:
    heading = [still("span", part.heading, classes="part-name")]
    if part.fault:
        heading.append(still("span", f"有缺陷，不作原文引用：{part.fault}", classes="part-fault"))
    elif not part.verbatim:
        heading.append(still("span", "不是原文", classes="part-ours"))
    body = _body(part.text, words)
    kind = "verbatim" if part.verbatim and not part.fault else "spoilt" if part.fault else "ours"
    return still("div", still("p", *heading, classes="part-head"), body, classes=f"part {kind}")


def _body(words_of_it: str, words: Sequence[str]) -> Still:
    """A text; one that is long opens around the first word found in it."""
    whole = still("p", *_marked(words_of_it, words), classes="part-text")
    if len(words_of_it) <= _LONG:
        return whole
    first = next((begin for begin, _ in marks(words_of_it, words)), 0)
    begin = max(0, first - _BEFORE)
    cut = words_of_it[begin : first + _AFTER]
    shown = ("…" if begin else "") + cut + ("…" if first + _AFTER < len(words_of_it) else "")
    return still(
        "div",
        still("p", *_marked(shown, words), classes="part-text"),
        still("details", still("summary", f"全文，{len(words_of_it):,} 字"), whole),
    )


def _faults(faults: Sequence[str]) -> list[Still]:
    if not faults:
        return []
    lines = still("ul", *(still("li", fault) for fault in faults))
    return [still("details", still("summary", f"来源文件这一项记录的缺陷，{len(faults)} 处"), lines, classes="faults")]


def _context(book: RuleBook, row: Row, words: Sequence[str]) -> list[Still]:
    """The article the row stands in, and its neighbours in the same source."""
    try:
        article, before, after = around(book, row)
    except UnknownRow:
        return []
    near = (("所在的条文", article), ("前一条", before), ("后一条", after))
    lines = [_near(book, said, one, words) for said, one in near if one is not None and one.quote]
    return [still("details", still("summary", "上下文"), *lines, classes="context")] if lines else []


def _near(book: RuleBook, said: str, row: Row, words: Sequence[str]) -> Still:
    fault = fault_of_quote(book, row)
    head = [still("span", said, classes="part-name"), row.clause, still("code", row.id)]
    if fault:
        head.append(still("span", f"有缺陷，不作原文引用：{fault}", classes="part-fault"))
    body = still("p", *_marked(row.quote or "", words), classes="part-text")
    return still("div", still("p", *head, classes="part-head"), body, classes="part spoilt" if fault else "part near")


def _marked(words_of_it: str, words: Sequence[str]) -> list[str]:
    parts: list[str] = []
    at = 0
    for begin, end in marks(words_of_it, words):
        parts += [words_of_it[at:begin], still("mark", words_of_it[begin:end])]
        at = end
    return [*parts, words_of_it[at:]]


def _facet(title: str, name: str, chosen: str, counts: Sequence[tuple[str, str, int]], asked: Asked) -> None:
    with box("nav", "facet", aria_label=title):
        text(title, tag="h2")
        rows = [("", "不限", None), *counts]
        for value, words, count in rows:
            with link("", asked.address(**{name: value}), "choice") as choice:
                text(words)
                if count is not None:
                    text(str(count), "num soft")
            choice.props["aria-current"] = "true" if chosen == value else "false"


def _sources(found: Found, book: RuleBook, chosen: str) -> list[tuple[str, str, int]]:
    counts = [(one.id, one.title, found.by_source.get(one.id, 0)) for one in book.sources]
    return [one for one in counts if one[2] or one[0] == chosen]


def _places(found: Found, book: RuleBook, chosen: str) -> list[tuple[str, str, int]]:
    codes = sorted({*found.by_place, *([chosen] if chosen else [])}, key=lambda code: (code != NATIONAL, code))
    return [(code, _place_name(book, code), found.by_place.get(code, 0)) for code in codes]


def _place_name(book: RuleBook, code: str) -> str:
    return "各地通用" if code == NATIONAL else book.place_for(code).name
