"""Calls that were not ended: the way back to one of them."""

from collections.abc import Awaitable, Callable, Sequence

from api.desk.dialogs import ask
from api.desk.pieces import box, button, pill, text
from api.desk.seat import Page
from api.desk.times import moment
from casework.services.telephone_view import OpenCall


async def choose_call(page: Page, calls: Sequence[OpenCall], go_on: Callable[[str], Awaitable[None]]) -> None:
    """Lists the calls; a click goes on with one."""
    with ask("继续上一通") as dialog:
        if not calls:
            text("没有别的还没结束的来电。", "soft", tag="p")
        with box("ul", "ph-calls"):
            for call in calls:
                with box("li"), box("button", "move-btn", type_="button") as element:
                    with box("span", "move-words"):
                        text(call.beginning or "（还没写）", "move-name")
                        text(moment(call.last_at, day_only=False), "soft small num")
                    for number in call.filed:
                        pill(number, "pine", "num")

                async def chosen(call_id: str = call.call_id) -> None:
                    dialog.close()
                    await go_on(call_id)

                element.on("click", page.does(chosen))
        with box("div", "dialog-foot"):
            button("关闭", dialog.close)
