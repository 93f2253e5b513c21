"""The card of the model that answers: since when, made of what, how good."""

from __future__ import annotations

from api.desk.pages import models_acts as acts
from api.desk.pages.models_loop import Loop
from api.desk.pages.models_words import amount, at, percent
from api.desk.pieces import box, button, nothing, pairs, panel, pill, text
from casework.services.ports.models import Comparison, ModelCard, Overview


def card(loop: Loop, seen: Overview, figures: Comparison | None) -> None:
    """The card; `figures` is a comparison in which the model was measured, as candidate or as what served."""
    with panel("现在回答群众的模型", classes="ml-serving"):
        view = seen.serving
        if view is None:
            nothing("模型还在准备，好了以后会出现在这里。")
            return
        with box("div", "panel-body"):
            with box("div", "ml-bar"):
                text(f"{at(view.card.trained_at)} 训练", "ml-serving-name num")
                pill("正在服务", "pine")
                if view.tainted:
                    pill("用过已删除的数据", "ochre")
                text("", "grow")
                if loop.may_act and seen.rollback_to:
                    button("退回上一个模型", loop.page.does(lambda: acts.roll_back(loop, seen)), "danger")
            if view.tainted:
                text(
                    f"它学过的内容里，有 {view.tainted} 条后来按要求删除了。请重新训练，用不含这些内容的模型换下它。",
                    "ml-note",
                    tag="p",
                )
            _figures(figures, figures is not None and figures.candidate == view.name)
            _origin(loop, view.card, seen)


def _figures(figures: Comparison | None, as_candidate: bool) -> None:
    gold = next((one for one in figures.sets if one.name == "gold"), None) if figures else None
    if figures is None or gold is None:
        text("还没有指标：比较过一次候选模型以后，这里会有。", "ml-note ml-gap", tag="p")
        return
    side = "candidate" if as_candidate else "serving"
    cost, recall, accuracy = gold.cost, gold.report_recall, gold.accuracy
    tiles = [
        ("答对的比例", percent(getattr(accuracy, side, None)), f"标准集 {gold.count:,} 条"),
        ("举报没有漏掉", percent(getattr(recall, side, None)), f"举报 {recall.count:,} 条" if recall else ""),
        ("每百条的代价", amount(getattr(cost, side, None), 100), "越低越好"),
        ("把握的偏差", percent(getattr(gold, f"{side}_ece")), "越低越好"),
        ("读一条用时", f"{getattr(figures.latency, side):.0f} 毫秒", "处理器时间"),
    ]
    with box("div", "ml-tiles"):
        for name, value, more in tiles:
            with box("div", "ml-tile"):
                text(name, "ml-tile-name")
                text(value, "ml-tile-value")
                text(more, "ml-tile-more")


def _origin(loop: Loop, made: ModelCard, seen: Overview) -> None:
    learnt = f"项目数据 {made.base_examples:,} 条" + (f" + 本单位收下 {made.own_items:,} 条" if made.own_items else "")
    rows = [
        ("训练", loop.who(made.trained_by) + (f"，用时 {_minutes(made.seconds)}" if made.seconds else "")),
        ("为什么", made.reason or "没有写理由"),
        ("学了什么", f"{learnt}（版本 {made.data_version}）"),
        ("规则库", made.rulebook),
        ("程序", made.code),
        ("编号", made.name),
    ]
    if seen.since is not None:
        rows.insert(0, ("开始服务", at(seen.since)))
    pairs(rows, "ml-origin")


def _minutes(seconds: float) -> str:
    return f"{round(seconds)} 秒" if seconds < 90 else f"{seconds / 60:.0f} 分钟"
