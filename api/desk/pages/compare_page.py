"""候选与现在的模型相比: is the new one better? Said first in one sentence, then in figures, then text by text."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Mapping

from nicegui import ui

from api.desk.pages import models_acts as acts
from api.desk.pages.compare_costs import edit_costs
from api.desk.pages.compare_examples import Filter, examples
from api.desk.pages.compare_figures import by_category, dearest_words, figures, one_set
from api.desk.pages.compare_verdict import Judged, judge, verdict
from api.desk.pages.models_loop import MODELS, Loop, notice
from api.desk.pages.models_words import at
from api.desk.pieces import box, button, icon, link, nothing, panel, text
from api.desk.seat import Page
from casework.services.ports.models import Comparison, JobView, ModelView, Overview

_PICTURES = {
    "confusion": ("判成了什么", "标准集；行是本来的类别，列是判成的类别，对角线上的是对的"),
    "reliability": ("说有几成把握，实际对几成", "标准集；越靠近斜线，把握说得越准"),
}
_SIDES = (("serving", "现在的模型"), ("candidate", "候选模型"))
_LOOK_EVERY = 2.0


async def show(page: Page, candidate: str, query: Mapping[str, str]) -> None:
    """The page of one candidate."""
    await _Compare(page, candidate, Filter.of(candidate, query)).show()


class _Compare:
    def __init__(self, page: Page, candidate: str, asked: Filter) -> None:
        self._page = page
        self._loop = Loop(page)
        self._loop.changed = self._again
        self._candidate = candidate
        self._asked = asked
        self._seen: Overview
        self._found: Comparison | None = None

    async def show(self) -> None:
        service = self._loop.service
        self._found = await self._page.call(service.comparison, self._candidate)
        self._seen = await self._page.call(service.overview)
        await self._loop.load_names()
        pictures = await self._read_pictures()
        with box("div", "sheet ml"):
            with box("div", "sheet-head"):
                with link("", MODELS, "btn quiet") as back:
                    icon("back")
                    text("模型")
                back.props["data-back"] = ""
                text("新模型更好吗", tag="h1")
            self._top()
            if self._found is not None:
                self._body(self._found, pictures)
        ui.timer(_LOOK_EVERY, self._page.does(self._glance), immediate=False)

    @property
    def _view(self) -> ModelView | None:
        known = [*self._seen.candidates, *([self._seen.serving] if self._seen.serving else [])]
        return next((view for view in known if view.name == self._candidate), None)

    @property
    def _job(self) -> JobView | None:
        """The comparison of this candidate that is not over."""
        job = self._seen.job
        return job if job and job.runs and job.kind == "compare" and job.candidate == self._candidate else None

    async def _again(self) -> None:
        self._seen = await self._page.call(self._loop.service.overview)
        self._top.refresh()

    async def _glance(self) -> None:
        before, compared = self._seen, self._view
        self._seen = await self._page.watch(self._loop.service.overview)
        now = self._view
        if now is not None and compared is not None and now.compared_at != compared.compared_at:
            ui.navigate.to(f"{MODELS}/{self._candidate}".removeprefix("/desk"))
        elif (before.version, before.pending, before.job) != (self._seen.version, self._seen.pending, self._seen.job):
            self._top.refresh()

    async def _read_pictures(self) -> dict[str, str]:
        """Every picture of the comparison as an address that holds it."""
        found = {}
        for name in self._found.pictures if self._found else ():
            content = await self._page.call(self._loop.service.picture, self._candidate, name)
            found[name] = f"data:image/png;base64,{b64encode(content).decode()}"
        return found

    @ui.refreshable_method
    def _top(self) -> None:
        """The verdict and what can be done; built anew when something happens."""
        loop, view = self._loop, self._view
        if view is None:
            with notice("stone", "unknown", "这个模型已经删除"):
                link("回到模型", MODELS, "btn plain")
            return
        if self._job is not None:
            with notice("stone", "unknown", "正在比较，好了以后这里会自己更新"):
                text("两个模型各读一遍标准集、最近的更正和写得差的同样内容，大约要一两分钟。", tag="p")
        if self._found is None:
            if self._job is None:
                with panel("还没有比较过"), box("div", "panel-body stack"):
                    text("比较以后才知道新模型是不是更好，也才能启用它。", tag="p")
                    if loop.may_act:
                        with box("div", "ml-bar"):
                            button("现在比较", self._page.does(lambda: acts.compare(loop, self._candidate)), "first")
            return
        judged = judge(self._found, view, self._seen)
        verdict(self._found, judged, self._asked, lambda: self._acts(judged))

    def _acts(self, judged: Judged) -> None:
        """The buttons beside the verdict: the one that leads on comes last and stands out."""
        loop, page = self._loop, self._page
        if not loop.may_act or judged.kind == "serving":
            return
        version = self._seen.version
        if judged.kind == "stale":
            if self._job is None:
                button("重新比较", page.does(lambda: acts.compare(loop, self._candidate)), "first")
        elif judged.kind == "refused":
            if not any(one.candidate == self._candidate for one in self._seen.pending):
                button(
                    "越过检查启用…",
                    page.does(lambda: acts.override(loop, self._candidate, judged.reasons, version)),
                    "danger",
                )
        else:
            button("启用这个模型", page.does(lambda: acts.promote(loop, self._candidate, version)), "first")

    def _body(self, found: Comparison, pictures: Mapping[str, str]) -> None:
        shown = one_set(found, self._asked.set)
        with box("nav", "seg ml-sets", aria_label="用哪些消息比较"):
            for one in found.sets:
                words = f"{one.title}（{one.count:,} 条）"
                chosen = shown is not None and one.name == shown.name
                link(words, self._asked.address(set=one.name), "choice").props["aria-current"] = str(chosen).lower()
        if shown is None:
            nothing("这次比较没有用到任何消息。")
            return
        with panel("指标", "差是候选减现在；括号里是 95% 区间，区间跨过 0 就看不出差别", "ml-list"):
            figures(found, shown)
            with box("div", "panel-body ml-bar"):
                text(dearest_words(self._page.book, found.costs), "ml-note")
                button("看代价表" if not self._loop.may_act else "改代价表", self._page.does(self._costs), "plain")
        with panel("各类别", "F1：找得全和判得准合起来的分数，满分 100", "ml-list"):
            by_category(self._page.book, shown)
        self._pictures(pictures)
        examples(self._page.book, found, self._asked)
        made = f"{at(found.at)} 比较，用时 {found.seconds:.0f} 秒；与 {found.serving} 相比"
        text(f"{made}；标准集版本 {found.gold_version}", "ml-foot soft small num", tag="p")

    def _pictures(self, pictures: Mapping[str, str]) -> None:
        """Confusion and reliability of both on the gold set, side by side."""
        for kind, (words, note) in _PICTURES.items():
            pair = [(title, pictures[f"{kind}_{side}"]) for side, title in _SIDES if f"{kind}_{side}" in pictures]
            if not pair:
                continue
            with panel(words, note), box("div", "panel-body ml-pictures"):
                for title, source in pair:
                    with box("figure"):
                        picture = ui.element("img")
                        picture.props["src"], picture.props["alt"] = source, f"{words}：{title}"
                        text(title, tag="figcaption")

    async def _costs(self) -> None:
        await edit_costs(self._loop)
