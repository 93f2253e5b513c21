"""What a statistics paper says in sentences. Of the law it says nothing of its own: clauses are quoted from rows."""

from __future__ import annotations

from casework.statistics.cells import FEW, FEW_MEANS, Groups
from casework.statistics.summary import Figures

QUARTER_RULES = ("cq2023-time-31-quarter",)
YEAR_RULES = ("cq2023-art-30", "cq2023-time-31-year")
COUNTING = (
    "按登记日期统计接收数；受理、立案、办结、撤回按作出的日期统计，不论举报在哪一期登记；期限按到期日统计。",
    FEW_MEANS + "条目多的表里，不显示的几组合并成一行。",
    "已到保存期限而删除的对话，件数仍计入，内容不再保存。",
)


def title_of(found: Figures) -> str:
    """What the paper is called."""
    if found.span.months == 12:
        return "举报处理总结分析报告"
    return "举报处理基本情况" if found.span.months == 3 else "举报处理情况月报"


def rules_of(found: Figures) -> tuple[str, ...]:
    """The rows of the rule book that ask for this paper; none for a month."""
    return {12: YEAR_RULES, 3: QUARTER_RULES}.get(found.span.months, ())


def this_period(found: Figures) -> str:
    """本年度, 本季度, 本月."""
    return {12: "本年度", 3: "本季度"}.get(found.span.months, "本月")


def received(found: Figures, before: Figures) -> str:
    """How many reports came, and how that compares."""
    reports = found.cases.reports
    named = {cell.key: cell.shown for cell in reports.named.cells}
    told = f"{this_period(found)}共接收举报{_count(reports.received)}件"
    if reports.received.total:
        told += f"，其中实名{named['named']}件、匿名{named['anonymous']}件"
    return f"{told}。{_compared(found, reports.received, before.cases.reports.received)}"


def decided(found: Figures) -> str:
    """What was decided."""
    reports = found.cases.reports
    made = {cell.key: cell.shown for groups in (reports.decisions, reports.openings) for cell in groups.cells}
    return (
        f"{this_period(found)}作出受理决定{made['report_accept']}件，不予受理决定{made['report_refuse']}件，"
        f"告知向有处理权限的部门提出{made['report_refer']}件，移交区县{made['report_transfer']}件，"
        f"移交其他部门{made['report_hand_over']}件；立案{made['report_open']}件，不予立案{made['report_not_open']}件。"
    )


def ended(found: Figures) -> str:
    """What was brought to an end."""
    reports = found.cases.reports
    made = {cell.key: cell.shown for cell in reports.ended.cells}
    days = "" if reports.days is None else f"从登记到办结，中位数为{reports.days:g}天。"
    return f"{this_period(found)}办结{made['closed']}件，举报人撤回{made['withdrawn']}件。{days}"


def clocks(found: Figures) -> str:
    """Whether the time rules were kept."""
    if not found.cases.clocks:
        return f"{this_period(found)}没有到期的办理期限。"
    return f"{this_period(found)}到期（含已完成）的办理期限按规则逐项统计如下。"


def talks(found: Figures, before: Figures) -> str:
    """How many conversations there were, and how they went."""
    told = f"{this_period(found)}对话和来电共{_count(found.talks)}件。"
    told += _compared(found, found.talks, before.talks)
    for words, one in (
        ("由助手答复、没有转人工的占", found.served),
        ("转过人工的占", found.called),
        ("工作人员改过分类的占", found.corrected),
    ):
        if one.percent is not None:
            told += f"{words}{one.shown}。"
    return told


def _count(found: Groups) -> str:
    return FEW if found.total is None else f"{found.total:,}"


def _compared(found: Figures, now: Groups, before: Groups) -> str:
    if not now.total or not before.total:
        return ""
    words = {12: "上一年", 3: "上一季度"}.get(found.span.months, "上月")
    by = now.total - before.total
    if by == 0:
        return f"与{words}持平。"
    return f"比{words}{'增加' if by > 0 else '减少'}{abs(by):,}件（{abs(by) / before.total:.1%}）。"
