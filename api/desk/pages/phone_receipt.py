"""The receipt of a call: number and code, large and in groups to be read out, and what happens next with its clause."""

from collections.abc import Awaitable, Callable

from api.desk.dialogs import ask
from api.desk.pieces import box, button, link, text
from api.desk.seat import Page
from casework.services.telephone_view import CallReceipt

_CODE_GONE = "查询码已经给过，不能再显示"


def grouped_number(number: str) -> str:
    """JB 2026 1122 0001: letters, year, day, the number of the day."""
    return " ".join(part for part in (number[:2], number[2:6], number[6:10], number[10:]) if part)


def grouped_code(code: str) -> str:
    """In groups of four, or of three where that comes out even."""
    digits = "".join(code.split())
    size = 3 if len(digits) % 3 == 0 and len(digits) % 4 else 4
    return " ".join(digits[at : at + size] for at in range(0, len(digits), size))


def show_receipt(page: Page, made: CallReceipt, end: Callable[[], Awaitable[None]]) -> None:
    """The receipt over the page; the code is shown once and read out to the caller."""
    with ask("已经登记过" if made.again else "已登记，请念给来电人") as dialog:
        dialog.props("persistent")
        with box("div", "ph-receipt"):
            with box("div", "ph-big"):
                text("登记编号", "soft")
                text(grouped_number(made.number), "ph-number num")
            with box("div", "ph-big"):
                text("查询码", "soft")
                text(grouped_code(made.code) if made.code else _CODE_GONE, "ph-number num" if made.code else "soft")
            pieces = "匿名" if made.anonymous else "已留姓名，加密保存"
            text(f"《{made.title}》，{pieces}", "soft", tag="p")
            with box("ol", "ph-told"):
                for note in made.notes:
                    text(note, tag="li")
                for line in made.coming:
                    with box("li"):
                        text(line.text)
                        if line.citation is not None:
                            said = f"《{line.citation.title}》{line.citation.clause}"
                            text(said, "ph-clause soft small").props["title"] = line.citation.quote
            with box("p", "row"):
                link("打开案件", f"/desk/cases/{made.number}", "btn quiet").props["target"] = "_blank"

        async def over() -> None:
            dialog.close()
            await end()

        with box("div", "dialog-foot"):
            button("还有一件事，接着登记", dialog.close)
            button("念完了，结束这通", page.does(over), "first")
