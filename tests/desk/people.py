"""Invented colleagues and reports for the tests of the desk."""

from __future__ import annotations

from casework.bootstrap import Services, now

PASSWORD = "correct horse battery"
STAFF = {
    "wang.li": ("王莉", "senior_agent"),
    "zhao.yi": ("赵一鸣", "agent"),
    "sun.gui": ("孙桂芝", "reviewer"),
    "qian.an": ("钱安", "auditor"),
    "boss": ("周主任", "admin"),
}
CHONGQING = "500100"
SHOP = "向阳区仁和大药房"
NAME, PHONE = "赵小满", "13800000000"
STORY = f"{SHOP}今年三月把不是医保的东西刷成感冒药，一共刷了四千二百元，我有两张收据的照片。"


def hire(services: Services) -> None:
    """Everybody of STAFF, with the password they all have."""
    with services.store.write() as work:
        for name, (display_name, role) in STAFF.items():
            once = work.users.add(name, display_name, role)  # type: ignore[arg-type]
            assert once is not None
            work.users.change_password(name, once, PASSWORD)
        work.commit()


def report(services: Services, *, anonymous: bool = False, shop: str = SHOP, story: str = STORY) -> str:
    """A registered report in Chongqing; its number."""
    with services.store.write() as work:
        conversation = work.conversations.create(CHONGQING)
        name = work.vault.seal(conversation.id, "name", NAME)
        phone = work.vault.seal(conversation.id, "phone", PHONE)
        work.commit()
    values = {"respondent_org": shop, "content": story, "info_source": "网络"}
    if not anonymous:
        values |= {"reporter_name": name, "reporter_phone": phone, "content": f"{story}我的电话{phone}。"}
    version = services.rulebook.version
    return services.registrations.register(conversation.id, values, "B1-1", version, anonymous, now())
