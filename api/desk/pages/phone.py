"""来电: an agent writes down what a caller says; matters, questions, form and wording come up while they type."""

from collections.abc import Mapping

from api.desk.pages.phone_desk import PhoneDesk
from api.desk.seat import Page
from casework.errors import Denied


async def show(page: Page, query: Mapping[str, str]) -> None:
    """The page; `call` in its address goes on with a call."""
    await page.active()
    calls = await page.call(page.services.telephone.calls)
    desk = PhoneDesk(page, calls)
    wanted = query.get("call", "")
    if wanted in {one.call_id for one in calls}:
        try:
            await desk.go_on(wanted)
        except Denied:
            await desk.begin()
    else:
        await desk.begin()
