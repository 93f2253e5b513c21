"""The sections of the side panel in their order, and those that say what there is already."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from api.desk.pages.cases import state_tone
from api.desk.pages.panel_law import acceptance, channel, office, outlook, periods
from api.desk.pages.panel_matters import matters, questions
from api.desk.pages.panel_words import NOTHING
from api.desk.still import Still, still
from casework.services.panel_view import PanelView
from knowledge import RuleBook


@dataclass(frozen=True, slots=True)
class Section:
    """One part of the panel. `build` gives its body (empty: the section is hidden), `note` stands beside its title."""

    key: str
    title: str
    build: Callable[[PanelView, RuleBook], Still]
    note: Callable[[PanelView], str]
    open: bool = True


def earlier(view: PanelView, book: RuleBook) -> Still:
    """Earlier cases of the same respondent, and what speaks for one and the same matter."""
    rows = []
    for one in view.earlier:
        case = one.case
        alike = f"像 {one.likeness.score:.0%}" if one.likeness.alike else "同一对象"
        head = [
            still("a", case.number, classes="num", href=f"/desk/cases/{case.number}", target="_blank"),
            still("span", book.case_state(case.state).name, classes=f"pill {state_tone(case.state)}"),
            still("span", alike, classes="mp-soft num"),
        ]
        reasons = "；".join(one.likeness.reasons)
        rows.append(
            still(
                "li",
                still("p", *head, classes="mp-head"),
                still("p", reasons, classes="mp-soft mp-clamp", title=reasons),
                *([still("p", one.hint, classes="mp-add")] if one.hint else []),
            )
        )
    return still("ul", *rows, classes="mp-earlier") if rows else NOTHING


def documents(view: PanelView, _: RuleBook) -> Still:
    """What was registered in this conversation, and the files that were handed in."""
    rows = [
        still(
            "li",
            still("a", one.number, classes="num", href=f"/desk/cases/{one.number}", target="_blank"),
            f" {one.title} ",
            _download("paper", one.number, title=one.title),
        )
        for one in view.registered
    ]
    rows += [
        still(
            "li",
            f"{one.name} ",
            _download("file", one.id) if one.number else still("span", "登记后可以打开", classes="mp-soft"),
            *(still("p", note, classes="mp-add") for note in one.notes),
        )
        for one in view.files
    ]
    return still("ul", *rows, classes="mp-docs") if rows else NOTHING


def _download(act: str, value: str, title: str = "") -> Still:
    """What opens a file of a case; why it is opened is asked, and written down."""
    return still("button", "下载", type="button", classes="mp-copy", data_act=act, data_value=value, data_title=title)


def _none(_: PanelView) -> str:
    return ""


def _of_questions(view: PanelView) -> str:
    return f"还有 {len(view.questions)} 个" if view.questions else "都问清了" if view.settled else ""


def _of_earlier(view: PanelView) -> str:
    alike = sum(one.likeness.alike for one in view.earlier)
    return f"{len(view.earlier)} 件" + (f"，{alike} 件很像" if alike else "") if view.earlier else ""


SECTIONS: Mapping[str, Section] = {
    one.key: one
    for one in (
        Section("matters", "事项", matters, _none),
        Section("questions", "接着问", questions, _of_questions),
        Section("channel", "法定途径", channel, _none),
        Section("periods", "期限", periods, _none),
        Section("acceptance", "受理审查", acceptance, lambda view: outlook(view.acceptance)),
        Section("office", "经办", office, lambda view: view.place or "还不知道是哪里"),
        Section("earlier", "以前的案件", earlier, _of_earlier),
        Section("documents", "材料", documents, _none),
    )
}
"""In the order of the panel; the form has a place of its own between questions and channel."""
