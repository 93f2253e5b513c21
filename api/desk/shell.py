"""The frame around every page of the desk: rail, header, the place where pages change without loading anew.

The frame stays while its user goes from page to page, so that what is live can stay too.
"""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from typing import Any

from nicegui import Client, PageArguments, ui
from nicegui.elements.sub_pages import SubPages

from api.desk.doors import WEB
from api.desk.downloads import Downloads
from api.desk.pages.talk_bell import Bell
from api.desk.pieces import box, icon, link, text
from api.desk.places import PLACES, Place
from api.desk.roles import ROLES
from api.desk.seat import Page
from api.desk.visit import session_of
from api.ports import Services
from casework.errors import StaffSessionEnded
from casework.services.staff import Seat

_LOOK_EVERY = 20.0
_BUILD_WITHIN = 30.0
_FIRST_WITHIN = 5.0
_FIND = "查找编号或被举报单位"
_WARN_BEFORE = timedelta(minutes=2)
_FIRST_FILES = ("colours.css", "desk.css", "desk.js")
_DOOR_FILES = ("door.css",)


class Places(SubPages):
    """The changing part. What goes wrong in it is said in Chinese and without its details."""

    def _render_404(self) -> None:
        self._cancel_active_tasks()  # a page of which the address is only the beginning may be under way
        with box("div", "lost"):
            text("没有这一页", tag="h1")
            link("回到案件", "/desk/", "btn plain")

    def _render_error(self, _: Exception) -> None:
        broken()


def broken() -> None:
    """What stands where a page could not be built."""
    with box("div", "lost"):
        text("这一页出了点问题", tag="h1")
        text("已经记下来了。请刷新再试，或者先做别的。", tag="p")
        link("回到案件", "/desk/", "btn plain")


def not_allowed() -> None:
    """What stands where somebody's role may not open a page."""
    with box("div", "lost"):
        text("您的角色不能打开这一页", tag="h1")
        text("需要时请联系管理员调整角色。", tag="p")
        link("回到案件", "/desk/", "btn plain")


def register_pages(services: Services, downloads: Downloads) -> None:
    """Makes NiceGUI answer for every address of the desk."""

    async def frame(client: Client) -> None:
        token = session_of(client.request)
        try:
            page = Page(services, downloads, client, token, services.staff.seat(token, acting=True))
        except StaffSessionEnded:  # ended between the gate and here
            client.open("/sign-in")
            return
        bell = _frame(page)
        # the first answer carries its page: nothing flickers in, and a slow store only makes it come later
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(page.built.wait(), _FIRST_WITHIN)
        if bell is not None:
            await bell.begin()
        _watch(page)  # last: NiceGUI answers as soon as a timer waits for the browser

    ui.add_head_html(_head(), shared=True)
    ui.page("/{_:path}", response_timeout=_BUILD_WITHIN)(frame)
    ui.page("/", response_timeout=_BUILD_WITHIN)(frame)


def _head() -> str:
    """Every style sheet and script of web/, those that others build on first."""
    names = sorted(path.name for path in WEB.iterdir() if path.suffix in (".css", ".js"))
    ordered = [*_FIRST_FILES, *(name for name in names if name not in (*_FIRST_FILES, *_DOOR_FILES))]
    sheets = [f'<link rel="stylesheet" href="/desk/static/{name}">' for name in ordered if name.endswith(".css")]
    scripts = [f'<script src="/desk/static/{name}" defer></script>' for name in ordered if name.endswith(".js")]
    return "\n".join([*sheets, *scripts])


def _frame(page: Page) -> Bell | None:
    dark = ui.dark_mode({"dark": True, "light": False}.get(page.client.request.cookies.get("desk_theme", "")))
    marks: dict[str, Any] = {}
    with box("div", "desk"):
        _header(page, dark)
        with box("nav", "rail", aria_label="主导航"):
            for place in PLACES:
                if not place.words or not place.may_open(page.staff.role):
                    continue
                with link("", f"/desk{place.pattern}", "rail-item") as item:
                    icon(place.icon)
                    text(place.words)
                marks[place.pattern] = item
        with box("main", "place", id_="place", tabindex="-1"):
            Places(_pages(page))

    def mark(path: str) -> None:
        here = _in_rail(path.split("?")[0])
        for pattern, item in marks.items():
            item.props["aria-current"] = "page" if pattern == here else "false"
        page.client.run_javascript("document.getElementById('place')?.scrollTo(0, 0)")

    router = page.client.sub_pages_router
    mark(router.current_path)
    router.on_path_changed(mark)
    return Bell(page, marks["/talks"]) if "/talks" in marks else None


def _in_rail(path: str) -> str:
    """The address in the rail under which the page at `path` stands."""
    parts = path.rstrip("/").split("/")
    for place in PLACES:
        pattern = place.pattern.rstrip("/").split("/")
        if len(pattern) == len(parts) and all(a == b or a.startswith("{") for a, b in zip(pattern, parts, strict=True)):
            return place.part_of or place.pattern
    return ""


def _pages(page: Page) -> dict[str, Callable[..., Awaitable[None]]]:
    def of(place: Place) -> Callable[..., Awaitable[None]]:
        async def build(asked: PageArguments) -> None:
            if place.may_open(page.staff.role):
                await _shown(page, lambda: place.show(page, asked))
            else:
                not_allowed()
                page.built.set()

        return build

    return {place.pattern: of(place) for place in PLACES}


async def _shown(page: Page, build: Callable[[], Awaitable[None]]) -> None:
    """A page, or the sentence that says why it cannot be shown."""
    try:
        await build()
    except StaffSessionEnded:
        page.leave()
    except Exception as error:  # noqa: BLE001 - the person at the desk gets a sentence, whatever it was
        with box("div", "lost"):
            text(page.says(error), tag="h1")
            link("回到案件", "/desk/", "btn plain")
    finally:
        page.built.set()


def _header(page: Page, dark: ui.dark_mode) -> None:
    async def turn() -> None:
        now_dark = await ui.run_javascript("document.body.classList.contains('body--dark')")
        dark.value = not now_dark
        theme = "light" if now_dark else "dark"
        ui.run_javascript(f"document.cookie='desk_theme={theme};path=/desk;max-age=31536000;samesite=strict'")

    with box("header", "top"):
        with link("", "/desk/", "brand"):
            text("医保信访", "brand-name")
            text("工作台", "brand-place")
        with box("form", "find", role="search", id_="desk-find-form"):
            icon("search")
            with box(
                "input",
                type_="search",
                id_="desk-find",
                name="q",
                placeholder=_FIND,
                maxlength="60",
                autocomplete="off",
            ) as find:
                find.props["aria-label"] = "查找案件"
            text("/", "key")
        with box("div", "who"):
            text(page.seat.display_name, "who-name")
            text(ROLES[page.staff.role], "who-role")
        with box("button", "top-btn", type_="button", title="换深浅色", aria_label="换深浅色") as theme_button:
            icon("moon")
        theme_button.on("click", page.does(turn))
        with (
            box("form", "out", method="post", action="/desk/sign-out"),
            box("button", "top-btn", type_="submit", title="退出登录", aria_label="退出登录"),
        ):
            icon("leave")


def _watch(page: Page) -> None:
    """Leaves the page when the session ends, and says so shortly before."""
    warning: list[ui.notification] = []

    async def look() -> None:
        seat = await page.look()
        left = seat.ends_at - datetime.now(seat.ends_at.tzinfo)
        if left < _WARN_BEFORE and not warning:
            warning.append(_warn(seat))
        elif left >= _WARN_BEFORE and warning:
            warning.pop().dismiss()

    ui.timer(_LOOK_EVERY, page.does(look))
    ui.on("desk_active", page.does(page.active))


def _warn(seat: Seat) -> ui.notification:
    return ui.notification(
        "再过两分钟会自动退出。动一动鼠标或键盘就继续。", type="warning", position="top", timeout=None
    )
