"""Tables of the models page: candidates, what served when, what a shadow read otherwise."""

from __future__ import annotations

from api.desk.pages import models_acts as acts
from api.desk.pages.models_loop import MODELS, Loop, model_name
from api.desk.pages.models_words import at, reading_words
from api.desk.pieces import Tone, box, button, link, pill, text
from api.desk.still import show as put
from api.desk.still import still
from casework.services.ports.models import ModelView, MoveKind, Overview, ShadowView
from knowledge import RuleBook

_MOVES: dict[MoveKind, tuple[str, Tone]] = {
    "promoted": ("启用", "pine"),
    "rolled_back": ("退回", "ochre"),
    "upgraded": ("随程序更新", "indigo"),
    "not_loaded": ("没能载入", "cinnabar"),
}


def judgement(view: ModelView) -> tuple[str, Tone]:
    """What is known of a model, in a word."""
    if view.state == "broken":
        return "文件损坏", "cinnabar"
    if view.tainted:
        return "用过已删除的数据", "ochre"
    if view.verdict is None:
        return "还没比较", "stone"
    return ("可以启用", "pine") if view.verdict.passes else ("检查没通过", "cinnabar")


def candidates(loop: Loop, seen: Overview) -> None:
    """Every model but the one that serves."""
    with box("div", "scroll"), box("table", "table ml-table"):
        with box("thead"), box("tr"):
            for words, classes in (("训练于", ""), ("为什么", ""), ("学了", "wide"), ("判断", ""), ("", "")):
                text(words, classes, tag="th")
        with box("tbody"):
            for view in seen.candidates:
                _candidate(loop, seen, view)


def _candidate(loop: Loop, seen: Overview, view: ModelView) -> None:
    own = f"项目数据 + {view.card.own_items:,} 条" if view.card.own_items else "项目数据"
    word, tone = judgement(view)
    busy = seen.job is not None and seen.job.runs
    with box("tr", data_row="", tabindex="0"):
        with box("td"):
            put(model_name(view.card))
        with box("td", "ml-wrap"):
            text(view.card.reason or "—", tag="span")
            text(loop.who(view.card.trained_by), "soft small")
        text(own, "wide num", tag="td")
        with box("td"), box("div", "pills"):
            pill(word, tone)
            if view.state == "previous":
                pill("上一个", "indigo")
            elif view.state == "retired":
                pill("以前用过", "stone")
        with box("td"), box("div", "row-end"):
            if view.compared_at is not None:
                link("看对比", f"{MODELS}/{view.name}", "btn plain")
            if not loop.may_act or view.state == "broken":
                return
            if view.compared_at is None and not busy:
                button("比较", loop.page.does(lambda: acts.compare(loop, view.name)), "first")
            if seen.shadow is None or seen.shadow.candidate != view.name:
                button("影子运行", loop.page.does(lambda: acts.shadow(loop, view.name)), "quiet")
            if view.state != "previous":
                button("删除", loop.page.does(lambda: acts.discard(loop, view.name)), "quiet")


def history(loop: Loop, seen: Overview) -> None:
    """What served when, and who changed it."""
    heads = (("时间", ""), ("", ""), ("模型", ""), ("谁", ""), ("理由", ""))
    rows = []
    for move in seen.history:
        word, tone = _MOVES[move.kind]
        people = loop.who(move.by) + (f"，{loop.who(move.second)} 同意" if move.second else "")
        rows.append(
            still(
                "tr",
                still("td", at(move.at), classes="num"),
                still("td", still("span", word, classes=f"pill {tone}")),
                still("td", still("span", move.model, classes="ml-mark")),
                still("td", people),
                still("td", move.reason, classes="ml-wrap"),
            )
        )
    head = still("thead", still("tr", *(still("th", words, classes=classes) for words, classes in heads)))
    put(still("table", head, still("tbody", *rows), classes="table ml-table"), "scroll")


def differences(book: RuleBook, shadow: ShadowView) -> None:
    """The newest live messages that the shadow read otherwise, folded."""
    if not shadow.differences:
        return
    rows = [
        still(
            "tr",
            still("td", one.text or "内容已经删除", classes="ml-wrap" if one.text else "ml-wrap soft"),
            still("td", _said(book, one.serving)),
            still("td", _said(book, one.candidate)),
        )
        for one in shadow.differences
    ]
    head = still("thead", still("tr", *(still("th", words) for words in ("消息", "现在的", "候选的"))))
    table = still("table", head, still("tbody", *rows), classes="table ml-table")
    put(still("details", still("summary", f"看不一致的（最近 {len(rows)} 条）"), table, classes="ml-log"), "scroll")


def _said(book: RuleBook, reading: str) -> str:
    category, closer = reading_words(book, reading)
    return f"{category}　{closer}" if closer else category
