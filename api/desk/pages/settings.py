"""The lower part of 系统: who is signed in, and what the office sets."""

from zoneinfo import ZoneInfo

from nicegui import ui

from api.desk.dialogs import ask, close_row
from api.desk.pieces import area, box, button, field, link, nothing, panel, text
from api.desk.roles import ROLES
from api.desk.seat import Page
from casework.errors import SessionUnknown
from casework.services.office import Setting
from casework.services.ports.office import SignedIn

_SHANGHAI = ZoneInfo("Asia/Shanghai")
_NAMES = {
    "office_name": "单位名称",
    "office_phone": "单位电话",
    "conversation_days": "对话保存天数",
    "audit_days": "审计记录保存天数",
}
_MEANS = {
    "office_name": "写在统计报表的“填报单位”。",
    "office_phone": "写在统计报表的“联系电话”。",
    "conversation_days": "最后一句话之后过了这么多天，对话、备注、没有登记的材料和由它来的训练数据一起删除；"
    "只留下不含个人信息的件数。",
    "audit_days": "更早的审计记录会清理掉，从哪一条起记在校验链里。",
}


async def show_sessions(page: Page) -> None:
    """Who is signed in."""
    await _Sessions(page).show()


async def show_settings(page: Page) -> None:
    """What the office sets, and the one way to erase a conversation."""
    await _Settings(page).show()


class _Sessions:
    def __init__(self, page: Page) -> None:
        self._page = page
        self._office = page.services.office

    @ui.refreshable_method
    async def show(self) -> None:
        found = await self._page.call(self._office.signed_in)
        names = {user.name: user for user in await self._page.call(self._page.services.accounts.everybody)}
        with panel("登录中的人", f"{len(found)} 处"):
            if not found:
                nothing("没有人登录。")
            with box("div", "scroll"), box("table", "table sessions"):
                with box("thead"), box("tr"):
                    for words in ("姓名", "角色", "登录", "最近操作", "最晚到", ""):
                        text(words, tag="th")
                with box("tbody"):
                    for one in found:
                        user = names.get(one.user_name)
                        self._row(one, user.display_name if user else one.user_name, ROLES[user.role] if user else "")
            with box("div", "panel-body"):
                link("重发密码、停用帐号，到“帐号”页", "/desk/accounts", "small")

    def _row(self, one: SignedIn, name: str, role: str) -> None:
        with box("tr"):
            text(name, tag="td")
            text(role, tag="td")
            text(f"{one.created_at.astimezone(_SHANGHAI):%m-%d %H:%M}", "num", tag="td")
            text(f"{one.last_seen_at.astimezone(_SHANGHAI):%H:%M}", "num", tag="td")
            text(f"{one.expires_at.astimezone(_SHANGHAI):%m-%d %H:%M}", "num soft", tag="td")
            with box("td"), box("div", "row-end"):
                button("退出登录", self._page.does(lambda: self._end(one, name)), "quiet").props(
                    f'aria-label="让{name}退出登录"'
                )

    async def _end(self, one: SignedIn, name: str) -> None:
        with ask(f"让 {name} 退出登录") as dialog:
            text("这一处的登录马上结束，没有保存的内容会丢。帐号不受影响，可以再登录。", tag="p")

            async def end() -> None:
                ended = await self._page.call(self._office.end_session, one.mark)
                dialog.close()
                self.show.refresh()
                ui.notify(f"{name} 已退出。" if ended else "这一处登录刚才已经结束了。", position="bottom")

            close_row(dialog, "退出登录", self._page.does(end), danger=True)


class _Settings:
    def __init__(self, page: Page) -> None:
        self._page = page
        self._office = page.services.office

    @ui.refreshable_method
    async def show(self) -> None:
        settings = await self._page.call(self._office.settings)
        names = await self._page.io(self._page.services.accounts.names)
        kept = self._page.book.citation("cq2023-art-25")
        days = self._page.book.policy.evidence["unregistered_days"]
        with panel("设置"):
            with box("div", "scroll"), box("table", "table settings"):
                with box("thead"), box("tr"):
                    for words in ("设置", "现在", "谁改的", ""):
                        text(words, tag="th")
                with box("tbody"):
                    for one in settings:
                        self._row(one, names)
                    _fixed("没有登记的材料", f"{days} 天", "群众交材料时已经这样告知，写在规则表里，不在这里改。")
                    said = f"《{kept.title}》{kept.clause}：“{kept.quote}”{self._page.book.reply('retention_cases')}"
                    _fixed("登记的表、材料和案件", "不自动删除", said)
            with box("div", "panel-body"):
                text(self._page.book.reply("retention_house"), "soft", tag="p")
                text("群众要求删除自己的对话时，核实以后在这里删除；已经登记的表和案件不在这里删。", "soft", tag="p")
                button("删除一个对话", self._page.does(self._erase), "danger")

    def _row(self, one: Setting, names: dict[str, str]) -> None:
        with box("tr"):
            with box("td"):
                text(_NAMES[one.name])
                least = f"最少 {one.least} 天。" if one.kind == "days" else ""
                text(f"{_MEANS[one.name]}{least}", "why", tag="div")
            shown = f"{int(one.value):,} 天" if one.kind == "days" else one.value or "没有填"
            text(shown, "num" if one.value else "soft", tag="td")
            by = names.get(one.changed_by, one.changed_by) if one.changed_by else "原来的"
            when = f"，{one.changed_at.astimezone(_SHANGHAI):%Y-%m-%d}" if one.changed_at else ""
            text(f"{by}{when}", "soft small", tag="td")
            with box("td"), box("div", "row-end"):
                button("修改", self._page.does(lambda: self._change(one)), "quiet").props(
                    f'aria-label="修改{_NAMES[one.name]}"'
                )

    async def _change(self, one: Setting) -> None:
        with ask(_NAMES[one.name]) as dialog:
            text(_MEANS[one.name], "soft", tag="p")
            label = f"天数（{one.least} 到 {one.most:,}）" if one.kind == "days" else _NAMES[one.name]
            value = field(label).props("autofocus" + (' inputmode="numeric"' if one.kind == "days" else ""))
            value.value = one.value
            if one.kind == "days":
                text("改短以后，下一次清理就会把超过的删掉，找不回来。", "law", tag="p")

            async def change() -> None:
                await self._page.call(self._office.set, one.name, value.value or "")
                dialog.close()
                self.show.refresh()

            close_row(dialog, "保存", self._page.does(change))

    async def _erase(self) -> None:
        with ask("删除一个对话") as dialog:
            text("对话内容、备注、没有登记的材料、训练数据和用过的回复记忆一起删除，找不回来。", tag="p")
            which = field("对话编号（在对话页的地址里）").props("autofocus")
            reason = area("为什么删除")

            async def erase() -> None:
                make = self._office.erase_conversation
                try:
                    await self._page.call(make, (which.value or "").strip(), reason.value or "")
                except SessionUnknown:  # its own sentence is for the citizen
                    ui.notify("没有这个编号的对话，请照对话页的地址核对。", type="negative", position="bottom")
                    return
                dialog.close()
                ui.notify("已经删除。", position="bottom")

            close_row(dialog, "删除", self._page.does(erase), danger=True)


def _fixed(name: str, value: str, why: str) -> None:
    with box("tr"):
        with box("td"):
            text(name)
            text(why, "why", tag="div")
        text(value, tag="td")
        text("规则表", "soft small", tag="td")
        text("", tag="td")
