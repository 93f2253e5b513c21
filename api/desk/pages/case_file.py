"""The case file: what was filed, the conditions of acceptance line by line, and the course of things."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from api.desk.pages.open_case import OpenCase
from api.desk.pages.questions import settle
from api.desk.pieces import Tone, area, box, button, icon, panel, pill, sealed_text, text
from api.desk.times import moment
from casework.acceptance import Acceptance, Line
from casework.errors import TriageError
from casework.services.ports import Entry, MoveMade

_JUDGED_IN = ("registered", "pre_checked", "not_accepted")
"""States in which acceptance is still a question; later the table is folded away."""
_OUTLOOK: Mapping[str, tuple[str, Tone]] = {
    "acceptable": ("看起来符合受理条件", "pine"),
    "incomplete": ("还有没弄清的", "ochre"),
    "refusable": ("有不予受理的情形", "cinnabar"),
}
_HELD = {
    ("condition", True): ("check", "符合", "good"),
    ("condition", False): ("cross", "不符合", "bad"),
    ("refusal", True): ("check", "没有", "good"),
    ("refusal", False): ("cross", "有", "bad"),
}
_KINDS = {
    "addition": "补充", "question": "询问", "answer": "答复", "notice": "告知", "withdrawal": "撤回", "note": "内部备注"
}  # fmt: skip
_AUTHORS = {"citizen": "登记人", "system": "系统"}


def contents(case: OpenCase) -> None:
    """The form as it was filed. What says who filed it stands as a token."""
    with panel("登记内容"), box("div", "panel-body"), box("dl", "pairs form"):
        for field in case.view.fields:
            text(field.caption, tag="dt")
            with box("dd"):
                sealed_text(field.value)


def acceptance_table(case: OpenCase, acceptance: Acceptance) -> None:
    """Every condition and every ground of refusal, each with its clause and what is known."""
    words, tone = _OUTLOOK[acceptance.outlook]
    note = "" if acceptance.binding else "重庆细则，在本地只作参照"
    with box("details", "panel fold", aria_label="受理审查") as fold:
        if case.view.case.state in _JUDGED_IN:
            fold.props["open"] = ""
        with box("summary", "panel-head"):
            text("受理审查", tag="h2")
            pill(words, tone)
            text(note, "panel-note")
        with box("div", "panel-body"):
            for kind, heading in (("condition", "受理条件"), ("refusal", "不予受理的情形")):
                lines = [line for line in acceptance.lines if line.kind == kind]
                with box("h3", "lines-head"):
                    text(heading)
                    text(lines[0].citation.title, "soft small")
                with box("ul", "lines"):
                    for line in lines:
                        _line(case, line)


def _line(case: OpenCase, line: Line) -> None:
    sign, words, look = ("unknown", "不清楚", "open")
    if line.favourable is not None:
        sign, words, look = _HELD[line.kind, line.favourable]
    with box("li", f"line {look}"):
        with box("span", "line-state"):
            icon(sign)
            text(words)
        with box("div", "line-what"):
            text(line.plain, "line-plain")
            text(line.citation.clause, "line-clause soft small").props["title"] = line.quote
            for add in (line.complete, line.instead):
                if add:
                    text(add, "line-add", tag="p")
        if line.fact is not None and "settle" in case.view.can:
            fact = line.fact
            button("核定", case.page.does(lambda: settle(case, fact, line.plain)), "quiet")


@dataclass(frozen=True, slots=True)
class _Happened:
    at: datetime
    order: int
    what: MoveMade | Entry


def course(case: OpenCase) -> None:
    """What was said and done, newest first, under a line to write the next thing."""
    with panel("往来和经过"), box("div", "panel-body"):
        _writing(case)
        happened = [_Happened(one.at, 2 * one.sequence, one) for one in case.view.moves]
        happened += [_Happened(one.at, 2 * one.sequence + 1, one) for one in case.view.entries]
        happened.sort(key=lambda one: (one.at, one.order), reverse=True)
        with box("ol", "course"):
            for one in happened:
                if isinstance(one.what, MoveMade):
                    _move(case, one.what)
                else:
                    _entry(case, one.what)
            with box("li", "event system"), box("p", "event-head"):
                text("登记编号", "event-what")
                text(f"{case.view.case.opened_on:%Y-%m-%d}", "event-at soft num small")


def _move(case: OpenCase, made: MoveMade) -> None:
    book = case.page.book
    with box("li", "event move"):
        with box("p", "event-head"):
            text(book.case_move(made.move).name, "event-what")
            if made.from_state != made.to_state:
                text(f"→ {book.case_state(made.to_state).name}", "soft")
            _who_and_when(case, case.name(made.actor) if made.role != "citizen" else "登记人", made.at)
        if made.note:
            text(made.note, "event-text", tag="p")


def _entry(case: OpenCase, entry: Entry) -> None:
    with box("li", f"event {entry.kind} by-{entry.author}"):
        with box("p", "event-head"):
            text(_KINDS[entry.kind], "event-what")
            if entry.for_citizen and entry.author == "staff":
                pill("登记人可见", "stone")
            if entry in case.view.open_questions:
                pill("等答复", "ochre")
            _who_and_when(case, _AUTHORS.get(entry.author) or case.name(entry.actor), entry.at)
        with box("p", "event-text"):
            sealed_text(entry.text)


def _who_and_when(case: OpenCase, who: str, at: datetime) -> None:
    text(f"{who} · {moment(at, day_only=case.view.case.anonymous)}", "event-at soft num small")


def _writing(case: OpenCase) -> None:
    can_ask, can_note = "ask" in case.view.can, "note" in case.view.can
    if not (can_ask or can_note):
        return
    with box("div", "writing"):
        words = area("向登记人询问，或者记一条内部备注", case.unsent)
        words.on_value_change(lambda change: case.keep(str(change.value or "")))

        async def write(ask: bool) -> None:
            service = case.page.services.cases
            said = str(words.value or "")
            case.keep("")
            try:
                await case.act(service.ask if ask else service.note, "已经发出" if ask else "已经记下", said)
            except TriageError:
                case.keep(said)
                raise

        with box("div", "row-end"):
            if can_note:
                button("记为内部备注", case.page.does(lambda: write(ask=False)))
            if can_ask:
                button("向登记人询问", case.page.does(lambda: write(ask=True)), "first")
