"""我的: what people look after themselves. Password, one-time codes, when this sign-in ends."""

from nicegui import ui

from api.desk.dialogs import ask, close_row
from api.desk.pieces import box, button, field, pairs, panel, text
from api.desk.roles import ROLES
from api.desk.seat import Page


async def show(page: Page) -> None:
    """The page."""
    seat = page.seat
    with box("div", "sheet narrow"):
        with box("div", "sheet-head"):
            text("我的", tag="h1")
        with panel("帐号"), box("div", "panel-body"):
            pairs(
                (
                    ("姓名", seat.display_name),
                    ("帐号", seat.staff.name),
                    ("角色", ROLES[seat.staff.role]),
                    ("本次登录", f"半小时不操作，或到 {seat.ends_at:%H:%M} 之后没有动静，会自动退出"),
                )
            )
        with panel("密码"), box("div", "panel-body"):
            text("更换密码后，您在别处的登录会一起退出。", "soft", tag="p")
            button("更换密码", lambda: page.client.open("/password"))
        with panel("动态口令", "登录时在密码之外再输一个手机上的数字"), box("div", "panel-body"):
            if seat.totp:
                text("已开启。", tag="p")
                button("关闭动态口令", page.does(lambda: _drop(page)), "danger")
            else:
                text("没有开启。开启后，密码被人看到也登不进来。", "soft", tag="p")
                button("开启动态口令", page.does(lambda: _turn_on(page)))


async def _turn_on(page: Page) -> None:
    secret = page.services.staff.new_totp()
    with ask("开启动态口令") as dialog:
        text("在手机的验证器应用里选“手动输入密钥”，帐号写您的帐号名，密钥如下：", tag="p")
        text(" ".join(secret[at : at + 4] for at in range(0, len(secret), 4)), "law num secret", tag="p")
        code = field("应用里显示的六位数字").props('inputmode="numeric" autocomplete="one-time-code"')

        async def keep() -> None:
            await page.own(page.services.staff.keep_totp, secret, code.value or "")
            dialog.close()
            ui.navigate.reload()

        close_row(dialog, "开启", page.does(keep))


async def _drop(page: Page) -> None:
    with ask("关闭动态口令") as dialog:
        code = field("应用里显示的六位数字").props('inputmode="numeric" autocomplete="one-time-code"')

        async def drop() -> None:
            await page.own(page.services.staff.drop_totp, code.value or "")
            dialog.close()
            ui.navigate.reload()

        close_row(dialog, "关闭", page.does(drop), danger=True)
