"""The job that trains or compares, as it goes on: steps, time left, the last lines of its log."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TypeGuard

from nicegui import ui

from api.desk.pages.models_acts import cancel_job, compare, retrain
from api.desk.pages.models_loop import MODELS, Loop, notice
from api.desk.pages.models_words import at, percent, time_left
from api.desk.pieces import box, button, icon, link, panel, text
from casework.services.ports.models import JobView, ModelView

_COLOURS = re.compile(r"\x1b\[[0-9;]*m")
_KINDS = {"train": "重新训练", "compare": "比较两个模型"}
TRAINING = (
    *("收集训练数据", "载入程序", "建立词语库", "读取训练数据", "加入本单位的训练数据"),
    *("训练其他部分", "训练分类器", "打包模型"),
)
"""The steps of a training in their order, as the job calls them (api.jobs.training)."""
_FAILED = {
    "train": "正在服务的模型没有受影响，照常回答。磁盘满了就先清出空间；数据有问题就到“训练数据”里移除那几条；"
    "然后再训练一次。总是失败，把日志交给技术人员。",
    "compare": "两个模型都没有受影响。可以再比较一次；总是失败，把日志交给技术人员。",
}


class JobPanel:
    """The panel. `update` changes what it says without building it anew, so that an opened log stays open."""

    def __init__(self, loop: Loop, job: JobView) -> None:
        self._loop = loop
        self._job = job
        self._step = ""
        whose = f"{loop.who(job.started_by)}　{at(job.created_at)}　{job.reason}"
        with panel(_KINDS[job.kind], whose, "ml-job"), box("div", "panel-body"):
            with box("div", "ml-bar"):
                self._left = ui.label().classes("ml-job-left")
                self._left.props["aria-live"] = "polite"
                text("", "grow")
                if loop.may_act:
                    self._cancel = button("取消", loop.page.does(lambda: cancel_job(loop, self._job)), "danger")
            with box("div", "ml-progress waiting", role="progressbar", aria_label="进度") as self._bar:
                self._rod = text("")
            with box("ol", "ml-steps", aria_label="步骤") as self._steps:
                pass
            self._log = _log()
        self.update(job)

    def fits(self, job: JobView | None) -> TypeGuard[JobView]:
        """Whether this panel can show that job by an update."""
        return job is not None and job.id == self._job.id and job.runs

    def update(self, job: JobView) -> None:
        """Says how far the job is."""
        self._job = job
        self._left.text = _headline(job)
        known = job.state == "running" and job.progress is not None
        self._bar.classes(remove="waiting") if known else self._bar.classes("waiting")
        if known:
            share = round(100 * (job.progress or 0))
            self._rod.style(f"width:{share}%")
            self._bar.props["aria-valuenow"] = str(share)
        if self._loop.may_act and job.cancelling:
            self._cancel.props["disabled"] = "true"
        if job.step != self._step:
            self._step = job.step
            self._steps.clear()
            with self._steps:
                _show_steps(job)
        self._log.text = log_words(job.log) or "还没有日志。"


def failed(loop: Loop, job: JobView) -> None:
    """What stands where the last job went wrong."""
    with notice("cinnabar", "cross", f"{_KINDS[job.kind]}没有成功"):
        text(job.error or "没有说明原因。", "ml-quote", tag="p")
        text(_FAILED[job.kind], "ml-note", tag="p")
        text(f"{loop.who(job.started_by)} 于 {at(job.created_at)} 开始，{at(job.ended_at)} 结束", "soft small", tag="p")
        if job.log:
            _log(log_words(job.log))
        if loop.may_act and job.kind == "train":
            with box("div", "ml-bar"):
                button("再训练一次", loop.page.does(lambda: retrain(loop)), "plain")


def finished(loop: Loop, job: JobView, candidate: ModelView) -> None:
    """What comes next after a job that went well: a candidate wants to be compared, a comparison to be read."""
    if candidate.compared_at is not None:
        with notice("pine", "check", "比较好了"), box("div", "ml-bar"):
            text("结论、数字和回答会变的每一条消息都在对比里。")
            link("看对比", f"{MODELS}/{candidate.name}", "btn plain")
    elif job.kind == "train":
        with notice("pine", "check", "训练好了，还没有启用"), box("div", "ml-bar"):
            text("下一步：和现在的模型比较，看看是不是更好。")
            if loop.may_act:
                button("现在比较", loop.page.does(lambda: compare(loop, candidate.name)), "first")


def _headline(job: JobView) -> str:
    if job.cancelling:
        return "正在停止"
    if job.state == "queued":
        return "在排队，马上开始"
    if job.seconds_left is None and job.progress:
        return f"已完成 {percent(job.progress, 0)}"
    return time_left(job.seconds_left)


def _show_steps(job: JobView) -> None:
    if job.kind != "train" or job.step not in TRAINING:
        if job.step:
            _step(job.step, "now")
        return
    here = TRAINING.index(job.step)
    for number, words in enumerate(TRAINING):
        _step(words, "done" if number < here else "now" if number == here else "")


def _step(words: str, state: str) -> None:
    with box("li", state):
        if state == "done":
            icon("check", "已完成")
        elif state == "now":
            text("", "ml-spin")
        text(words)


def log_words(lines: Sequence[str]) -> str:
    """Lines of a log without the colours that a terminal would show."""
    return _COLOURS.sub("", "\n".join(lines))


def _log(words: str = "") -> ui.label:
    """The folded log, and the place its lines are written into."""
    with box("details", "ml-log"):
        text("日志", tag="summary")
        return ui.label(words).classes("ml-log-lines")
