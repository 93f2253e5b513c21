"""案件: the list of cases. What is asked for stands in the address, so going back and reloading keep the list."""

from collections.abc import Mapping
from datetime import date

from api.desk.pieces import Tone, box, icon, link, nothing, text
from api.desk.seat import Page
from api.desk.still import Still, still
from api.desk.still import show as put
from api.desk.times import left_words, today, when
from api.desk.wanted import ORDERS, PER_PAGE, SCOPES, Wanted
from casework.services.ports import Case, FoundCases

TONES: Mapping[str, Tone] = {
    "report": "cinnabar", "appeal": "indigo", "disclosure": "pine", "suggestion": "ochre"
}  # fmt: skip


async def show(page: Page, query: Mapping[str, str]) -> None:
    """The list."""
    wanted = Wanted.of(query)
    day = today()
    found = await page.call(page.services.cases.page, wanted.query(page.staff.name, day))
    names = await page.io(page.services.accounts.names)
    with box("div", "sheet list"):
        with box("div", "sheet-head"):
            text("案件", tag="h1")
            text(f"{found.total:,} 件", "soft num")
            if wanted.q:
                with link("", wanted.address(q=""), "pill stone chip-q"):
                    text(f"查找“{wanted.q}”")
                    icon("cross", "不再查找")
        _filters(page, wanted)
        with box("section", "panel", aria_label="案件列表"):
            if found.cases:
                put(_table(page, found, names, day), "scroll")
            else:
                nothing(
                    "没有这样的案件。换一个条件试试。"
                    if wanted != Wanted()
                    else "还没有案件。群众登记以后会出现在这里。"
                )
        _pages(wanted, found.total)


def _filters(page: Page, wanted: Wanted) -> None:
    with box("div", "filters"):
        with box("nav", "seg", aria_label="范围"):
            for scope, words in SCOPES.items():
                _choice(words, wanted.address(scope=scope), wanted.scope == scope)
        with box("nav", "seg", aria_label="类别"):
            _choice("各类", wanted.address(category="", state=""), not wanted.category)
            for category in TONES:
                name = page.book.category(category).name
                _choice(name, wanted.address(category=category, state=""), wanted.category == category)
        text("", "grow")
        with box("nav", "seg bare", aria_label="排列"):
            for order, words in ORDERS.items():
                _choice(words, wanted.address(order=order), wanted.order == order)
    forms = {form.id for form in page.book.forms if not wanted.category or form.category == wanted.category}
    with box("nav", "states", aria_label="办理阶段"):
        _choice("所有阶段", wanted.address(state=""), not wanted.state)
        for state in page.book.case_states:
            if forms & set(state.forms):
                _choice(state.name, wanted.address(state=state.id), wanted.state == state.id)


def _choice(words: str, href: str, chosen: bool) -> None:
    link(words, href, "choice").props["aria-current"] = "true" if chosen else "false"


def _table(page: Page, found: FoundCases, names: Mapping[str, str], day: date) -> Still:
    heads = ("编号", ""), ("类别和情形", ""), ("阶段", ""), ("最近的期限", ""), ("承办人", "wide"), ("登记", "wide")
    return still(
        "table",
        still("thead", still("tr", *(still("th", words, classes=classes) for words, classes in heads))),
        still("tbody", *(_row(page, case, case.number in found.waiting, names, day) for case in found.cases)),
        classes="table cases",
    )


def _row(page: Page, case: Case, waiting: bool, names: Mapping[str, str], day: date) -> Still:
    number = still("a", case.number, classes="row-link num", href=f"/desk/cases/{case.number}", data_row="")
    what = [
        still("span", page.book.category(case.category).name, classes=f"dot {TONES.get(case.category, 'stone')}-dot"),
        still("span", page.situation_words(case), classes="c-words"),
    ]
    if waiting:
        what.append(still("span", "群众有新消息", classes="pill indigo"))
    if case.anonymous:
        what.append(still("span", "匿名", classes="pill stone"))
    state = still("span", page.book.case_state(case.state).name, classes=f"pill {state_tone(case.state)}")
    owner = case.assigned_to
    return still(
        "tr",
        still("td", number, classes="c-number"),
        still("td", *what, classes="c-what"),
        still("td", state),
        still("td", *_due(case, day), classes="c-due"),
        still("td", names.get(owner, owner) if owner else "未分派", classes="wide" if owner else "wide soft"),
        still("td", when(case.opened_on, day), classes="wide soft num"),
    )


def _due(case: Case, day: date) -> list[Still]:
    if case.due_on is None:
        return [still("span", "—", classes="soft")]
    words, tone = left_words(case.due_on, day)
    date_itself = still("span", f"{case.due_on:%m-%d}", classes="soft num small")
    return [still("span", words, classes=f"{tone}-ink num"), date_itself]


def state_tone(state: str) -> Tone:
    """The colour of a state: what waits for us or for them stands out, what is over steps back."""
    tones: Mapping[str, Tone] = {
        "registered": "ochre", "pre_checked": "ochre", "to_complete": "indigo", "accepted": "pine", "opened": "pine",
        "in_hand": "pine", "not_accepted": "stone", "not_opened": "stone",
    }  # fmt: skip
    return tones.get(state, "stone")


def _pages(wanted: Wanted, total: int) -> None:
    last = max(1, -(-total // PER_PAGE))
    if last == 1:
        return
    with box("nav", "pages", aria_label="翻页"):
        if wanted.page > 1:
            link("上一页", wanted.address(page=wanted.page - 1), "btn plain")
        text(f"第 {wanted.page} 页，共 {last} 页", "soft num")
        if wanted.page < last:
            link("下一页", wanted.address(page=wanted.page + 1), "btn plain")
