"""模型: which model answers, which could, what is being trained; one step back at any time."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from nicegui import ui

from api.desk.pages import models_acts as acts
from api.desk.pages import models_tables as tables
from api.desk.pages.models_job import JobPanel, failed, finished
from api.desk.pages.models_loop import ITEMS, MODELS, Loop, head, notice
from api.desk.pages.models_serving import card
from api.desk.pages.models_words import at, grounds, percent
from api.desk.pieces import box, button, link, nothing, panel, text
from api.desk.seat import Page
from casework.services.ports.models import Comparison, Overview, PendingPromotion

_LOOK_EVERY = 1.5
"""Seconds between looks at the running job; the rest of the page is looked at every `_REST_EVERY` looks."""
_REST_EVERY = 4


async def show(page: Page) -> None:
    """The page."""
    await _Models(page).show()


class _Models:
    def __init__(self, page: Page) -> None:
        self._page = page
        self._loop = Loop(page)
        self._loop.changed = self._look
        self._job: JobPanel | None = None
        self._looks = 0
        self._seen: Overview
        self._figures: Comparison | None = None
        self._parts: tuple[tuple[Callable[[Overview], Any], Any], ...] = (
            (lambda seen: (seen.pending, seen.candidates), self._requests),
            (lambda seen: (seen.job and (seen.job.id, seen.job.state), seen.serving, seen.candidates), self._work),
            (lambda seen: (seen.serving, seen.since, seen.rollback_to, seen.version), self._serving),
            (lambda seen: (seen.schedule, seen.items, seen.new_items), self._plan),
            (lambda seen: (seen.candidates, seen.shadow and seen.shadow.candidate, _busy(seen)), self._candidates),
            (lambda seen: seen.shadow, self._shadow),
            (lambda seen: seen.history, self._history),
        )

    async def show(self) -> None:
        self._seen = await self._page.call(self._loop.service.overview)
        await self._loop.load_names()
        await self._read_figures()
        with box("div", "sheet ml"):
            with box("div", "sheet-head"):
                head(self._loop, MODELS)
                if self._loop.may_act:
                    button("重新训练", self._page.does(lambda: acts.retrain(self._loop)), "first")
            self._requests()
            self._work()
            with box("div", "ml-split"):
                with box("div"):
                    self._serving()
                with box("div"):
                    self._plan()
                    self._shadow()
            self._candidates()
            self._history()
        ui.timer(_LOOK_EVERY, self._page.does(self._glance), immediate=False)

    async def _glance(self) -> None:
        """Keeps the running job up to date, and now and then the rest."""
        self._looks += 1
        if self._looks % _REST_EVERY == 0:
            await self._take(await self._page.watch(self._loop.service.overview))
        elif self._job is not None:
            job = await self._page.watch(self._loop.service.job)
            if self._job.fits(job):
                self._job.update(job)
            else:
                await self._take(await self._page.watch(self._loop.service.overview))

    async def _look(self) -> None:
        await self._take(await self._page.call(self._loop.service.overview))

    async def _take(self, seen: Overview) -> None:
        before, self._seen = self._seen, seen
        if before.serving != seen.serving or before.candidates != seen.candidates:
            await self._read_figures()
        for of, part in self._parts:
            if of(before) != of(seen):
                part.refresh()

    async def _read_figures(self) -> None:
        """The comparison that has measured what serves now."""
        serving = self._seen.serving
        measured = [view.name for view in self._seen.candidates if view.compared_at is not None]
        self._figures = None
        for name in [serving.name, *measured] if serving else []:
            found = await self._page.watch(self._loop.service.comparison, name)
            if found is not None and serving is not None and serving.name in (found.serving, found.candidate):
                self._figures = found
                return

    @ui.refreshable_method
    def _requests(self) -> None:
        for request in self._seen.pending:
            self._request(request)

    def _request(self, request: PendingPromotion) -> None:
        loop, own = self._loop, request.asked_by == self._page.staff.name
        asker = "您" if own else loop.who(request.asked_by)
        with notice(
            "ochre", "unknown", f"{asker}申请越过检查启用一个模型" + ("，等另一位管理员同意" if own else "，请您决定")
        ):
            text(request.reason, "ml-quote", tag="p")
            text(f"候选模型 {request.candidate}　{at(request.asked_at)} 提出", "soft small", tag="p")
            view = next((view for view in self._seen.candidates if view.name == request.candidate), None)
            if view is not None:
                with box("ul", "stack"):
                    for reason in grounds(view, view.verdict):
                        text(f"检查没有通过：{reason}", tag="li")
            with box("div", "ml-bar"):
                link("先看对比", f"{MODELS}/{request.candidate}", "btn plain")
                if loop.may_act and not own:
                    button("同意并启用", self._page.does(lambda: acts.second(loop, request)), "danger")
                if loop.may_act:
                    button(
                        "撤回申请" if own else "不同意", self._page.does(lambda: acts.decline(loop, request)), "plain"
                    )

    @ui.refreshable_method
    def _work(self) -> None:
        job, self._job = self._seen.job, None
        if job is None:
            return
        if job.runs:
            self._job = JobPanel(self._loop, job)
        elif job.state == "failed":
            failed(self._loop, job)
        elif job.state == "done":
            made = next((view for view in self._seen.candidates if view.name == job.result), None)
            if made is not None and made.state == "candidate":
                finished(self._loop, job, made)

    @ui.refreshable_method
    def _serving(self) -> None:
        card(self._loop, self._seen, self._figures)

    @ui.refreshable_method
    def _plan(self) -> None:
        seen, loop = self._seen, self._loop
        with panel("下一次训练"), box("div", "panel-body stack"):
            if seen.new_items:
                text(f"上次训练以后新收下 {seen.new_items} 条训练数据，一共 {seen.items} 条。", tag="p")
            elif seen.items:
                learnt = seen.serving.card.own_items if seen.serving else 0
                text(f"一共收下 {seen.items} 条训练数据，现在的模型学过 {learnt} 条。", tag="p")
            else:
                text("还没有收下训练数据。先在“审核”里给读错的消息定类别，再到“训练数据”里收下。", tag="p")
            plan = seen.schedule
            words = f"每{acts.DAYS[plan.weekday]} {plan.hour:02d}:00" if plan.on else "没有安排"
            text(f"定期训练：{words}", "soft num", tag="p")
            with box("div", "ml-bar"):
                link("看训练数据", ITEMS, "btn plain")
                if loop.may_act:
                    button("定期训练", self._page.does(lambda: acts.set_schedule(loop, self._seen.schedule)), "plain")

    @ui.refreshable_method
    def _shadow(self) -> None:
        shadow, loop = self._seen.shadow, self._loop
        if shadow is None:
            return
        with panel("影子运行", f"自 {at(shadow.since)}"), box("div", "panel-body stack"):
            text(shadow.candidate, "ml-mark", tag="p")
            if shadow.agreement is None:
                text("还没有读到消息。有群众发消息时，这里会说两个模型读得有多一致。", tag="p")
            else:
                apart = shadow.scored - shadow.same
                text(
                    f"旁读 {shadow.scored:,} 条，{percent(shadow.agreement)} 与现在的模型一致，{apart:,} 条不一致。",
                    tag="p",
                )
                tables.differences(self._page.book, shadow)
            if loop.may_act:
                with box("div", "ml-bar"):
                    button("停止影子运行", self._page.does(lambda: acts.shadow(loop, None)), "plain")

    @ui.refreshable_method
    def _candidates(self) -> None:
        with panel("候选模型", "正在服务的以外，所有训练好的", "ml-list"):
            if self._seen.candidates:
                tables.candidates(self._loop, self._seen)
            else:
                nothing("还没有候选模型。收下训练数据以后，按“重新训练”。")

    @ui.refreshable_method
    def _history(self) -> None:
        with panel("启用记录", "谁在什么时候换了模型", "ml-list"):
            if self._seen.history:
                tables.history(self._loop, self._seen)
            else:
                nothing("还没有换过模型。")


def _busy(seen: Overview) -> bool:
    return seen.job is not None and seen.job.runs
