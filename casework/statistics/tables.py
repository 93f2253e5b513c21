"""Figures as tables of words and numbers: the same rows on the page, in Word and in the xlsx file."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from casework.case_life import binds
from casework.statistics.case_figures import ClockFigures
from casework.statistics.cells import FEW, Cell, Durations, Groups, Share
from casework.statistics.summary import Figures
from casework.statistics.times import words_of
from knowledge import RuleBook

Value = str | int
_TOTAL = "合计"


@dataclass(frozen=True, slots=True)
class Table:
    """One table. `rows` hold numbers where a number may be shown, words elsewhere. `unit`: what is counted."""

    title: str
    heads: tuple[str, ...]
    rows: tuple[tuple[Value, ...], ...]
    note: str = ""


def shown(count: int | None) -> Value:
    """The number, or what stands for a hidden one."""
    return FEW if count is None else count


def every_row(found: Groups) -> tuple[tuple[Value, ...], ...]:
    """Every group and the total: for a short list."""
    return (*((cell.label, shown(cell.count)) for cell in found.cells), (_TOTAL, shown(found.total)))


def largest_first(found: Groups) -> tuple[tuple[Value, ...], ...]:
    """Groups that may be shown and are not nought, largest first; the hidden ones in one row with their sum."""
    if found.total is None:
        return ((_TOTAL, FEW),)
    seen = sorted((cell for cell in found.cells if cell.count), key=lambda cell: -(cell.count or 0))
    return (*((cell.label, shown(cell.count)) for cell in seen), *_hidden_row(found), (_TOTAL, found.total))


def _hidden_row(found: Groups) -> tuple[tuple[Value, ...], ...]:
    hidden = [cell for cell in found.cells if cell.count is None]
    if not hidden or found.total is None:
        return ()
    rest = found.total - sum(cell.count or 0 for cell in found.cells)
    return ((f"其余{len(hidden)}项（不显示的合并）", rest),)


def report_tables(found: Figures, book: RuleBook) -> tuple[Table, ...]:
    """What is told of reports."""
    reports = found.cases.reports
    return (
        Table("接收举报（按时间）", ("时间", "件数"), every_row(reports.received)),
        Table("实名和匿名", ("方式", "件数"), every_row(reports.named)),
        Table("来源渠道", ("渠道", "件数"), every_row(reports.channels)),
        Table("作出的受理决定", ("决定", "件数"), every_row(reports.decisions)),
        Table("作出的立案决定", ("决定", "件数"), every_row(reports.openings)),
        Table("办结和撤回", ("结果", "件数"), every_row(reports.ended), _median_days(reports.days)),
        Table("本期接收的举报现在办到哪一步", ("阶段", "件数"), largest_first(reports.standing)),
        clock_table(found, book),
        Table("举报事项", ("诉求情形", "件数"), largest_first(reports.situations)),
        Table("被举报行为发生地", ("地区", "件数"), largest_first(reports.places)),
    )


def handled(found: Figures) -> Table:
    """What was decided and brought to an end, in one table without totals."""
    reports = found.cases.reports
    cells = (*reports.decisions.cells, *reports.openings.cells, *reports.ended.cells)
    rows = tuple((cell.label, shown(cell.count)) for cell in cells)
    return Table("受理、立案、办结", ("事项", "件数"), rows, _median_days(reports.days))


def clock_table(found: Figures, book: RuleBook) -> Table:
    """The time rules whose clocks ran out in the period."""
    heads = ("期限", "依据", "按期完成", "超期完成", "已超期未完成", "还没到期", _TOTAL)
    return Table("办理期限", heads, tuple(_clock_row(clock, book) for clock in found.cases.clocks))


def _clock_row(clock: ClockFigures, book: RuleBook) -> tuple[Value, ...]:
    title = book.source(clock.period.source).title
    counts = (shown(cell.count) for cell in clock.groups.cells)
    return (clock.period.label, f"《{title}》{clock.period.clause}", *counts, shown(clock.groups.total))


def talk_tables(found: Figures) -> tuple[Table, ...]:
    """What is told of conversations."""
    return (
        Table("对话（按时间）", ("时间", "件数"), every_row(found.talks)),
        Table("类别", ("类别", "件数"), every_row(found.kinds)),
        Table("诉求情形", ("诉求情形", "件数"), largest_first(situations(found.kinds))),
        Table("渠道", ("渠道", "件数"), every_row(found.channels)),
        Table("地区", ("地区", "件数"), largest_first(found.places)),
        Table("处理情况", ("指标", "件数", "占比"), share_rows(found)),
        Table("群众等待人工的时间", ("时间", "次数"), every_row(found.waits.groups), _times(found.waits)),
        Table("人工处理一次的时间", ("时间", "次数"), every_row(found.handlings.groups), _times(found.handlings)),
        Table("登记的其他申请", ("表单", "件数"), every_row(found.cases.others)),
    )


def situations(kinds: Groups) -> Groups:
    """The situations of all categories in one list; hidden ones stay hidden."""
    return Groups(kinds.total, tuple(_named(cell, inner) for cell in kinds.cells for inner in cell.inside))


def _named(category: Cell, inner: Cell) -> Cell:
    rest = inner.key.endswith(":rest") and inner.label != category.label
    return Cell(inner.key, f"{category.label}：{inner.label}" if rest else inner.label, inner.count)


def share_rows(found: Figures) -> tuple[tuple[Value, ...], ...]:
    """The shares, each with what it is a share of."""
    each = "—" if found.questions_each is None else f"平均{found.questions_each:.1f}次"
    return (
        _share("助手答复、没有转人工（自助率，不算来电）", found.served),
        _share("助手追问过", found.asked, each),
        _share("转过人工", found.called),
        _share("工作人员改过分类", found.corrected),
        _share("群众说分类不对", found.disagreed),
        _share("登记成件", found.registered),
    )


def _share(words: str, one: Share, more: str = "") -> tuple[Value, ...]:
    return (words, shown(one.part), f"{one.shown}（{more}）" if more and one.percent else one.shown)


def _times(found: Durations) -> str:
    if found.median is None:
        return ""
    return f"一半在{words_of(found.median)}以内，九成在{words_of(found.most)}以内。"


def _median_days(days: float | None) -> str:
    return "" if days is None else f"从登记到办结，中位数{days:g}天。"


def rule_rows(found: Figures, book: RuleBook, wanted: Iterable[str]) -> tuple[tuple[str, bool], ...]:
    """The clauses a paper rests on, verbatim with where they stand; and whether they bind in this place."""
    told = []
    for row_id in wanted:
        cited = book.citation(row_id)
        told.append((f"《{cited.title}》{cited.clause}：“{cited.quote}”", binds(book, book.row(row_id), found.place)))
    return tuple(told)
