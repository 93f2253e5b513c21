"""日历: the secret address from which a calendar program reads one's deadlines."""

from nicegui import ui

from api.desk.dialogs import ask, close_row, tell_secret
from api.desk.pieces import box, button, panel, text
from api.desk.seat import Page

_WHAT = "把这个地址加到手机或电脑的日历里，案件的期限就会出现在日历上，随办理情况更新。"
_SAFE = "日历里只有编号和期限，没有姓名和内容。地址本身就是钥匙，不要转给别人；怕泄露时换一个，旧的马上失效。"


async def show(page: Page) -> None:
    """The page."""
    await _Feed(page).show()


class _Feed:
    def __init__(self, page: Page) -> None:
        self._page = page

    async def show(self) -> None:
        with box("div", "sheet narrow"):
            with box("div", "sheet-head"):
                text("日历", tag="h1")
            await self._state()

    @ui.refreshable_method
    async def _state(self) -> None:
        since = await self._page.own(self._page.services.staff.feed_since)
        with panel("期限订阅"), box("div", "panel-body stack"):
            text(_WHAT, tag="p")
            text(_SAFE, "soft", tag="p")
            if since is None:
                with box("div", "row"):
                    button("生成日历地址", self._page.does(self._make), "first")
            else:
                text(f"现在的地址从 {since:%Y年%m月%d日} 起有效。地址只在生成时显示一次。", tag="p")
                with box("div", "row"):
                    button("换一个地址", self._page.does(self._make))
                    button("停用", self._page.does(self._drop), "danger")

    async def _make(self) -> None:
        feed = await self._page.own(self._page.services.staff.new_feed)
        self._state.refresh()
        base = str(self._page.client.request.base_url).rstrip("/").removesuffix("/desk")
        tell_secret("您的日历地址", _SAFE, f"{base}/desk/calendar/{feed}.ics")

    async def _drop(self) -> None:
        with ask("停用日历地址") as dialog:
            text("已经订阅的日历不再更新。以后可以再生成新的地址。", tag="p")

            async def drop() -> None:
                await self._page.own(self._page.services.staff.drop_feed)
                dialog.close()
                self._state.refresh()

            close_row(dialog, "停用", self._page.does(drop), danger=True)
