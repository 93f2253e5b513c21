"""Beside the case file: the next moves, the clocks, the evidence, cases like it, who keeps out."""

from collections.abc import Mapping

from api.desk.pages.cases import state_tone
from api.desk.pages.open_case import OpenCase
from api.desk.pages.questions import ask_recusal, decide, declare_recusal, make_move, open_file, paper
from api.desk.pieces import Tone, box, button, icon, link, panel, pill, text
from api.desk.times import today, when
from casework.deadlines import Deadline
from casework.services.case_view import MoveOffer
from casework.services.evidence_desk import OPENING_ROLES
from casework.services.evidence_words import ShownFile, kind_name
from casework.services.ports import Recusal, RecusalDecision

_DECIDED: Mapping[RecusalDecision | None, tuple[str, Tone]] = {
    None: ("等决定", "ochre"),
    "approved": ("已同意", "pine"),
    "declined": ("未同意", "stone"),
}
_KB = 1024


def moves(case: OpenCase) -> None:
    """What can be done now, each with its clause."""
    with panel("下一步", classes="moves"), box("div", "panel-body"):
        if not case.view.offers:
            text("现在没有您可以办的步骤。", "soft", tag="p")
        for key, offer in enumerate(case.view.offers, 1):
            _offer(case, offer, key)


def _offer(case: OpenCase, offer: MoveOffer, key: int) -> None:
    with box("button", "move-btn", type_="button") as element:
        if key < 10:
            element.props["data-key"] = str(key)
        with box("span", "move-words"):
            text(offer.row.name, "move-name")
            text(offer.citation.clause if offer.citation else "本系统的办理约定", "soft small")
        if offer.row.stays:
            text("阶段不变", "soft small")
        else:
            text(f"→ {case.page.book.case_state(offer.row.to_state).name}", "soft small")
    element.on("click", case.page.does(lambda: make_move(case, offer)))


def deadlines(case: OpenCase) -> None:
    """The clocks of the case; those that run first."""
    with panel("期限"), box("div", "panel-body"):
        if not case.view.deadlines:
            text("现在没有在走的期限。", "soft", tag="p")
        with box("ul", "clocks"):
            for deadline in case.view.deadlines:
                _clock(deadline)


def _clock(deadline: Deadline) -> None:
    period = deadline.period
    words, look = _left(deadline)
    with box("li", f"clock {look}") as item:
        item.props["title"] = period.text
        with box("p", "clock-head"):
            text(period.label, "clock-label")
            text(words, f"clock-left {look}-ink num")
        with box("p", "soft small"):
            at = f" {deadline.due.at:%H:%M}" if deadline.due.at else ""
            text(f"截止 {deadline.due.day:%Y-%m-%d}{at}", "num")
            if deadline.due.estimated:
                pill("预计", "ochre").props["title"] = "这一天涉及的节假日安排还没有公布，按周末推算。"
            text(f"{period.who} · {period.clause}")
        if deadline.left is not None and deadline.left < 0 and period.escalation:
            text(period.escalation, "line-add", tag="p")


def _left(deadline: Deadline) -> tuple[str, str]:
    left = deadline.left
    if left is None:
        return ("按时完成" if deadline.state == "met" else "超期完成"), "over"
    unit = "个工作日" if "working" in deadline.period.unit else "天"
    if left < 0:
        return f"逾期 {-left} {unit}", "cinnabar"
    if left == 0:
        return "今天到期", "cinnabar"
    return f"还有 {left} {unit}", "ochre" if left <= 2 else "plain"


def jurisdiction(case: OpenCase) -> None:
    """Who handles the report, by where the deed was done."""
    where = case.view.jurisdiction
    if where is None:
        return
    with panel("管辖"), box("div", "panel-body"):
        text(where.text, tag="p")
        if where.places:
            text("提到的地方：" + "、".join(place.name for place in where.places), "soft small", tag="p")
        with box("p", "clauses small"):
            for citation in where.citations:
                text(citation.clause, "line-clause soft").props["title"] = f"{citation.title}：{citation.quote}"


def files(case: OpenCase) -> None:
    """What was handed in, and the form itself as a Word file."""
    with panel("材料"), box("div", "panel-body"), box("ul", "files"):
        with box("li", "file"):
            icon("file")
            text(case.view.title, "file-name")
            button("下载", case.page.does(lambda: paper(case.page, case.number, case.view.title)), "quiet")
        for file in case.view.evidence:
            _file(case, file)


def _file(case: OpenCase, file: ShownFile) -> None:
    kind = kind_name(file.kind, case.page.book) if file.kind else "类型不明"
    with box("li", "file"):
        icon("file")
        with box("div", "file-name"):
            text(file.name, tag="p")
            text(f"{kind} · {_size(file.size)}", "soft small num", tag="p")
            for note in file.notes:
                text(note, "line-add", tag="p")
        if case.page.staff.role in OPENING_ROLES:
            button("下载", case.page.does(lambda: open_file(case.page, file.id)), "quiet")


def similar(case: OpenCase) -> None:
    """Other cases against the same name that look alike, and why."""
    with panel("相似的案件", "只有工作人员看得到"), box("div", "panel-body"):
        if not case.view.similar:
            text("没有对同一对象的相似案件。", "soft", tag="p")
        with box("ul", "alike"):
            for one in case.view.similar:
                other = one.case
                with box("li"):
                    with box("p", "row"):
                        link(other.number, f"/desk/cases/{other.number}", "num mono")
                        pill(case.page.book.case_state(other.state).name, state_tone(other.state))
                        text(f"像 {one.likeness.score:.0%}", "soft small num")
                    text("；".join(one.likeness.reasons), "small", tag="p")
                    new = "这一件有新的事实。" if one.likeness.new_facts else "这一件没有看到新的事实。"
                    text(one.hint or new, "small soft", tag="p")


def recusals(case: OpenCase) -> None:
    """Who keeps out of the case, and the way to do so."""
    with panel("回避"), box("div", "panel-body"):
        with box("ul", "alike"):
            for one in case.view.recusals:
                _recusal(case, one)
        with box("div", "row"):
            button("我要回避", case.page.does(lambda: declare_recusal(case)), "quiet")
            if "note" in case.view.can:
                button("要求他人回避", case.page.does(lambda: ask_recusal(case)), "quiet")


def _recusal(case: OpenCase, one: Recusal) -> None:
    words, tone = _DECIDED[one.decision]
    with box("li"):
        with box("p", "row"):
            text(case.name(one.user))
            pill(words, tone)
            text(when(one.declared_at.date(), today()), "soft small num")
        text(one.reason, "small soft", tag="p")
        if one.decision is None and "decide_recusal" in case.view.can:
            with box("div", "row"):
                button("同意", case.page.does(lambda: decide(case, one, "approved")), "quiet")
                button("不同意", case.page.does(lambda: decide(case, one, "declined")), "quiet")


def _size(size: int) -> str:
    if size < _KB * _KB:
        return f"{max(1, round(size / _KB))} KB"
    return f"{size / _KB / _KB:.1f} MB"
