"""统计: what an office did in a month, a quarter or a year. Period and place stand in the address."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from urllib.parse import urlencode

from nicegui import ui

from api.desk.downloads import Opened
from api.desk.pages.statistics_charts import chart_panel, stacked_panel, table_of
from api.desk.pieces import box, button, icon, link, nothing, panel, text
from api.desk.seat import Page
from api.desk.still import show as put
from api.desk.times import today
from casework.documents.statistics_words import FEW_MEANS
from casework.statistics.cells import Durations
from casework.statistics.spans import Span, month_of, quarter_of, read_span, year
from casework.statistics.summary import Figures
from casework.statistics.tables import clock_table, handled, share_rows, situations
from casework.statistics.times import words_of

_EARLIEST = 2020
_COUNT = ("时间", "件数")


@dataclass(frozen=True, slots=True)
class Asked:
    """Which figures are asked for."""

    span: Span
    place: str | None = None

    @classmethod
    def of(cls, query: Mapping[str, str], day: date) -> "Asked":
        """What an address asks for; the present quarter where it says nothing that makes sense."""
        span = read_span(query.get("period", ""))
        if span is None or not _EARLIEST <= span.year <= day.year:
            span = quarter_of(day)
        place = query.get("place", "")
        return cls(span, place if len(place) == 6 and place.isascii() and place.isdigit() else None)

    def address(self, **other: Span | str | None) -> str:
        """The address with something changed."""
        changed = replace(self, **other)  # type: ignore[arg-type]
        said = {"period": changed.span.name} | ({"place": changed.place} if changed.place else {})
        return f"/desk/admin/statistics?{urlencode(said)}"


async def show(page: Page, query: Mapping[str, str]) -> None:
    """The page."""
    asked = Asked.of(query, today())
    found = await page.call(page.services.statistics.figures, asked.span, asked.place)
    places = await page.call(page.services.statistics.places)
    with box("div", "sheet statistics"):
        _head(page, asked, places)
        text(f"{found.span.words}　{found.place_name}", "print-only", tag="p")
        reports = found.cases.reports
        if found.talks.empty and reports.received.empty and found.cases.others.empty and not found.cases.clocks:
            with box("section", "panel"):
                nothing("这段时间还没有对话和登记。换一个时间或地区看看。")
            return
        _tiles(found)
        text("诉求对话", "st-part", tag="h2")
        with box("div", "st-grid"):
            _talks(found)
        text("举报和登记", "st-part", tag="h2")
        with box("div", "st-grid"):
            _reports(page, found)
        text(FEW_MEANS, "soft small st-few", tag="p")


def _head(page: Page, asked: Asked, places: Mapping[str, str]) -> None:
    day = today()
    with box("div", "sheet-head"):
        text("统计", tag="h1")
        text("", "grow")
        button("打印", lambda: ui.run_javascript("window.print()"), "quiet")
        paper = {12: "年度报告", 3: "季度情况"}.get(asked.span.months, "月报")
        button(f"{paper}（Word）", page.does(lambda: _download(page, asked, "word")))
        button("数据表（xlsx）", page.does(lambda: _download(page, asked, "sheets")))
    with box("div", "filters"):
        with box("nav", "seg", aria_label="时间长短"):
            same = asked.span.first if asked.span.last < day else day
            for words, span in (("月", month_of(same)), ("季度", quarter_of(same)), ("年", year(same.year))):
                chosen = span.months == asked.span.months
                link(words, asked.address(span=span), "choice").props["aria-current"] = "true" if chosen else "false"
        with box("nav", "period", aria_label="时间"):
            with link("", asked.address(span=asked.span.moved(-1)), "top-btn"):
                icon("back", "往前")
            text(asked.span.words, "period-words num")
            later = asked.span.moved(1)
            if later.first <= day:
                with link("", asked.address(span=later), "top-btn later"):
                    icon("back", "往后")
        text("", "grow")
        known = {"": "全部地区"} | dict(places)
        if asked.place and asked.place not in known:
            known[asked.place] = asked.place

        def choose(chosen: str | None) -> None:
            ui.navigate.to(asked.address(place=chosen or None).removeprefix("/desk"))

        picker = ui.select(known, value=asked.place or "", label="地区", with_input=True)
        picker.props("outlined dense options-dense").classes("place-choice")
        picker.on_value_change(lambda event: choose(event.value))


def _tiles(found: Figures) -> None:
    reports = found.cases.reports
    with box("dl", "st-tiles"):
        _tile("对话和来电", found.talks.shown_total, "件")
        _tile("自助率", found.served.shown, "助手答复、没有转人工")
        _tile("转过人工", found.called.shown, "")
        _tile(
            "等待人工", words_of(found.waits.median), "一半的人等不到这么久" if found.waits.median is not None else ""
        )
        _tile("改过分类", found.corrected.shown, "")
        _tile("接收举报", reports.received.shown_total, "件")


def _tile(words: str, value: str, note: str) -> None:
    with box("div", "st-tile"):
        text(words, "", tag="dt")
        with box("dd"):
            text(value, "st-value num")
            if note:
                text(note, "st-note")


def _talks(found: Figures) -> None:
    chart_panel("数量", found.talks, _COUNT, "over_time")
    chart_panel("类别", found.kinds, ("类别", "件数"))
    chart_panel("诉求情形", situations(found.kinds), ("诉求情形", "件数"), "long")
    chart_panel("地区", found.places, ("地区", "件数"), "long")
    chart_panel("渠道", found.channels, ("渠道", "件数"))
    with panel("处理情况", "占全部对话；自助率不算来电", "st-panel"):
        put(table_of(("指标", "件数", "占比"), share_rows(found), total=False), "scroll")
    chart_panel("等待人工的时间", found.waits.groups, ("时间", "次数"), "short", _times(found.waits))
    chart_panel("人工处理一次的时间", found.handlings.groups, ("时间", "次数"), "short", _times(found.handlings))


def _times(found: Durations) -> str:
    if found.median is None:
        return ""
    return f"一半在{words_of(found.median)}以内，九成在{words_of(found.most)}以内"


def _reports(page: Page, found: Figures) -> None:
    reports = found.cases.reports
    chart_panel("接收举报", reports.received, _COUNT, "over_time")
    done = handled(found)
    with panel("受理、立案、办结", done.note, "st-panel"):
        put(table_of(done.heads, done.rows, total=False), "scroll")
    chart_panel("现在办到哪一步", reports.standing, ("阶段", "件数"), "long", "本期接收的举报")
    chart_panel("实名和匿名", reports.named, ("方式", "件数"))
    chart_panel("举报事项", reports.situations, ("诉求情形", "件数"), "long")
    chart_panel("被举报行为发生地", reports.places, ("地区", "件数"), "long")
    with panel("办理期限", "在这段时间到期的", "st-panel st-wide"):
        clocks = clock_table(found, page.book)
        if not clocks.rows:
            nothing("这段时间没有到期的期限。")
        else:
            names = [cell.label for cell in found.cases.clocks[0].groups.cells]
            rows = [(one.period.label, [cell.count for cell in one.groups.cells]) for one in found.cases.clocks]
            stacked_panel("办理期限", names, rows)
            put(table_of(clocks.heads, clocks.rows, total=False), "scroll")
    chart_panel("登记的其他申请", found.cases.others, ("表单", "件数"), "long")


async def _download(page: Page, asked: Asked, kind: str) -> None:
    statistics = page.services.statistics
    name, phone = await page.call(page.services.office.letterhead)
    if kind == "word":
        made = await page.call(statistics.word, asked.span, asked.place, name, phone)
    else:
        made = await page.call(statistics.sheets, asked.span, asked.place, name)
    page.hand_over(Opened(made.name, made.media_type, iter([made.content])))
