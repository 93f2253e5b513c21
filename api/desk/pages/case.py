"""One case: what was filed, how it stands to the conditions, what was said and done, and what can be done now."""

from collections.abc import Awaitable, Callable
from typing import Any

from nicegui import ui

from api.desk.pages.case_file import acceptance_table, contents, course
from api.desk.pages.case_side import deadlines, files, jurisdiction, moves, recusals, similar
from api.desk.pages.cases import TONES, state_tone
from api.desk.pages.open_case import OpenCase
from api.desk.pages.questions import assign, open_reporter
from api.desk.pieces import box, button, icon, link, pill, text
from api.desk.seat import Page
from api.desk.times import today, when


async def show(page: Page, number: str) -> None:
    """The page."""
    names = await page.io(page.services.accounts.names)
    case = OpenCase(page, number, names)
    await case.look()

    @ui.refreshable
    def body() -> None:
        _body(case)

    body()

    async def again() -> None:
        await case.look()
        body.refresh()

    case.again = again


def _body(case: OpenCase) -> None:
    with box("div", "sheet case"):
        _head(case)
        _steps(case)
        with box("div", "case-columns"):
            with box("div", "case-main"):
                contents(case)
                if case.view.acceptance is not None:
                    acceptance_table(case, case.view.acceptance)
                course(case)
            with box("aside", "case-side", aria_label="办理"):
                moves(case)
                deadlines(case)
                jurisdiction(case)
                files(case)
                similar(case)
                recusals(case)


def _head(case: OpenCase) -> None:
    filed, page = case.view.case, case.page
    with box("div", "case-head"):
        with link("", "/desk/", "back") as back:
            back.props["data-back"] = ""
            icon("back")
            text("案件")
        with box("div", "case-title"):
            text(filed.number, "case-number num", tag="h1")
            pill(page.book.case_state(filed.state).name, state_tone(filed.state))
            if filed.anonymous:
                pill("匿名", "stone")
            if not case.view.informing:
                pill("本人已撤回", "stone")
        with box("div", "case-acts"):
            _button_if(case, "open_reporter", "查看登记人", lambda: open_reporter(case))
            words = f"承办：{case.name(filed.assigned_to)}" if filed.assigned_to else "承办：未分派"
            if {"take", "assign"} & case.view.can:
                button(words, page.does(lambda: assign(case)))
            else:
                text(words, "soft")
    with box("p", "case-what"):
        text(page.book.category(filed.category).name, f"dot {TONES.get(filed.category, 'stone')}-dot")
        text(page.situation_words(filed))
        text(f"《{case.view.title}》 {when(filed.opened_on, today())}登记", "soft")


def _button_if(case: OpenCase, right: str, words: str, does: Callable[[], Awaitable[Any]]) -> None:
    if right in case.view.can and not case.view.case.anonymous:
        button(words, case.page.does(does))


def _steps(case: OpenCase) -> None:
    with box("ol", "steps", aria_label="办理阶段"):
        for step in case.view.steps:
            with box("li", f"step {step.status}") as item:
                if step.status == "now":
                    item.props["aria-current"] = "step"
                text(step.label, "step-label")
                text(when(step.day, today()) if step.day else "", "step-day num")
