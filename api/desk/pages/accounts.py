"""帐号: who works here. Only administrators come here; the use case refuses everybody else."""

from nicegui import ui

from api.desk.dialogs import ask, close_row, tell_secret
from api.desk.pieces import box, button, field, panel, pill, text
from api.desk.roles import ROLES
from api.desk.seat import Page
from casework.services.ports import User

_ONCE = "一次性密码，只显示这一次。请当面或用电话告诉本人，第一次登录时要换掉。"


async def show(page: Page) -> None:
    """The page."""
    await _Accounts(page).show()


class _Accounts:
    def __init__(self, page: Page) -> None:
        self._page = page
        self._service = page.services.accounts

    async def show(self) -> None:
        await self._page.call(self._service.everybody)  # who may not see them sees no part of the page either
        with box("div", "sheet"):
            with box("div", "sheet-head"):
                text("帐号", tag="h1")
                text("", "grow")
                button("新建帐号", self._page.does(self._create), "first")
            await self._list()

    @ui.refreshable_method
    async def _list(self) -> None:
        users = await self._page.call(self._service.everybody)
        with panel("所有帐号", f"{len(users)} 个"), box("div", "scroll"), box("table", "table"):
            with box("thead"), box("tr"):
                for words in ("姓名", "帐号", "角色", "状态", "建立", ""):
                    text(words, tag="th")
            with box("tbody"):
                for user in users:
                    self._row(user)

    def _row(self, user: User) -> None:
        with box("tr", "off" if user.disabled else ""):
            text(user.display_name, tag="td")
            text(user.name, "num", tag="td")
            text(ROLES[user.role], tag="td")
            with box("td"), box("div", "pills"):
                pill("停用" if user.disabled else "正常", "stone" if user.disabled else "pine")
                if user.must_change:
                    pill("等本人换密码", "ochre")
                if user.totp:
                    pill("动态口令", "indigo")
            text(f"{user.created_at:%Y-%m-%d}", "num soft", tag="td")
            with box("td"), box("div", "row-end"):
                if user.name == self._page.staff.name:
                    text("您自己", "soft small")
                else:
                    button("角色", self._page.does(lambda: self._role(user)), "quiet")
                    button("重发密码", self._page.does(lambda: self._password(user)), "quiet")
                    button("恢复" if user.disabled else "停用", self._page.does(lambda: self._switch(user)), "quiet")

    async def _create(self) -> None:
        with ask("新建帐号") as dialog:
            display = field("姓名").props("autofocus")
            name = field("帐号名（小写字母开头，可有数字、点和短横）").props('autocapitalize="none"')
            role = ui.select(dict(ROLES), value="agent", label="角色").props("outlined dense").classes("field")

            async def create() -> None:
                given = (name.value or "", display.value or "", role.value)
                password = await self._page.call(self._service.create, *given)
                dialog.close()
                self._list.refresh()
                tell_secret(f"{given[1] or given[0]} 的帐号建好了", _ONCE, password)

            close_row(dialog, "新建", self._page.does(create))

    async def _role(self, user: User) -> None:
        with ask(f"{user.display_name} 的角色") as dialog:
            text("换角色后，这个人要重新登录。", "soft", tag="p")
            role = ui.select(dict(ROLES), value=user.role, label="角色").props("outlined dense").classes("field")

            async def change() -> None:
                await self._page.call(self._service.set_role, user.name, role.value)
                dialog.close()
                self._list.refresh()

            close_row(dialog, "保存", self._page.does(change))

    async def _password(self, user: User) -> None:
        with ask(f"给 {user.display_name} 重发密码") as dialog:
            text("原来的密码和动态口令马上作废，正在进行的登录也会退出。", tag="p")

            async def give() -> None:
                password = await self._page.call(self._service.give_password, user.name)
                dialog.close()
                self._list.refresh()
                tell_secret(f"{user.display_name} 的新密码", _ONCE, password)

            close_row(dialog, "重发", self._page.does(give), danger=True)

    async def _switch(self, user: User) -> None:
        word, meaning = ("恢复", "这个人又可以登录。") if user.disabled else ("停用", "这个人马上退出，不能再登录。")
        with ask(f"{word}帐号 {user.display_name}") as dialog:
            text(meaning, tag="p")

            async def switch() -> None:
                await self._page.call(self._service.set_disabled, user.name, not user.disabled)
                dialog.close()
                self._list.refresh()

            close_row(dialog, word, self._page.does(switch), danger=not user.disabled)
