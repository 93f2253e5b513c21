"""我的统计: what an agent did and how long it took, beside the team's medians. Nobody is ranked or named."""

from collections.abc import Mapping, Sequence
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from api.desk.pages.talk_offers import SOURCES
from api.desk.pages.talk_words import waited
from api.desk.pieces import box, icon, link, nothing, panel, text
from api.desk.seat import Page
from api.desk.still import Still, still
from api.desk.still import show as put
from api.desk.times import today
from casework.services.ports.suggestions import SourceRate
from casework.services.talks import Work

_SHANGHAI = ZoneInfo("Asia/Shanghai")
_SPANS: Mapping[str, tuple[str, int]] = {"day": ("今天", 0), "week": ("近 7 天", 6), "month": ("近 30 天", 29)}
_FEW = 3
"""Colleagues. The medians of fewer would be one person's figures under another name."""
_OUTCOMES = (("accepted", "原样发出"), ("edited", "改后发出"), ("rejected", "没有用"), ("stale", "过时了"))


async def show(page: Page, query: Mapping[str, str]) -> None:
    """The page."""
    chosen = query.get("span", "") if query.get("span") in _SPANS else "day"
    day = today() - timedelta(days=_SPANS[chosen][1])
    figures = await page.call(page.services.talks.figures, datetime.combine(day, time(0), _SHANGHAI))
    rates = await page.call(page.services.suggestions.rates, day)
    with box("div", "sheet talks"):
        with box("div", "sheet-head"):
            with link("", "/desk/talks", "back") as back:
                back.props["data-back"] = ""
                icon("back", "回到对话")
            text("工作统计", tag="h1")
            text("", "grow")
            with box("nav", "seg", aria_label="时间"):
                for span, (words, _) in _SPANS.items():
                    choice = link(words, f"/desk/talks/figures?span={span}", "choice")
                    choice.props["aria-current"] = "true" if span == chosen else "false"
        if figures.own is not None:
            with box("section", aria_label="我的"):
                text("我的", tag="h2").classes("figures-title")
                _work(figures.own, figures.team if figures.people >= _FEW else None)
        if page.staff.role != "agent":
            with box("section", aria_label="全组合计"):
                text(f"全组合计（{figures.people} 人）", tag="h2").classes("figures-title")
                _work(figures.team, None)
        _rates(rates)


def _work(work: Work, team: Work | None) -> None:
    took = (
        ("从接入到第一句回复", work.first_reply, team.first_reply if team else None),
        ("群众等待", work.waiting, team.waiting if team else None),
        ("每个对话用时", work.handling, team.handling if team else None),
    )
    with box("dl", "figures"):
        _figure("接待的对话", f"{work.taken:,}", f"其中结束 {work.closed:,}")
        for name, seconds, beside in took:
            note = "中位数" + (f"；全组 {waited(beside)}" if beside is not None else "")
            _figure(name, waited(seconds) if seconds is not None else "—", note)


def _figure(name: str, value: str, beside: str) -> None:
    with box("div", "figure"):
        text(name, tag="dt")
        text(value, tag="dd")
        text(beside, "beside")


def _rates(rates: Sequence[SourceRate]) -> None:
    with panel("建议回复用得怎样", "全组合计，按来源"):
        if not any(rate.shown for rate in rates):
            nothing("这段时间还没有用过建议回复。")
            return
        with box("div", "panel-body scroll"):
            put(_table([rate for rate in rates if rate.shown]))
            with box("p", ""):
                for name, words in _OUTCOMES:
                    text(words, f"rate-key key-{name}")


def _table(rates: list[SourceRate]) -> Still:
    heads = ("来源", "出现", "发出", "改动", "")
    rows = []
    for rate in rates:
        sent = rate.accepted + rate.edited
        changed = f"{rate.edit_share:.0%}" if rate.edit_share is not None else "—"
        parts = [
            still("span", classes=f"rate-{name}", style=f"width:{getattr(rate, name) / rate.shown:.1%}")
            for name, _ in _OUTCOMES
        ]
        said = "，".join(f"{words} {getattr(rate, name)}" for name, words in _OUTCOMES)
        rows.append(
            still(
                "tr",
                still("td", SOURCES.get(rate.source, rate.source)),
                still("td", f"{rate.shown:,}", classes="num"),
                still("td", f"{sent / rate.shown:.0%}", classes="num"),
                still("td", changed, classes="num"),
                still("td", still("span", *parts, classes="rate-bar", role="img", aria_label=said, title=said)),
            )
        )
    return still(
        "table",
        still("thead", still("tr", *(still("th", words) for words in heads))),
        still("tbody", *rows),
        classes="table",
    )
