"""What a citizen does on the chat page, and what they then see."""

from __future__ import annotations

from typing import Any


def write(page: Any, text: str) -> None:
    """Type a message and send it with Enter."""
    page.fill("#message-input", text)
    page.press("#message-input", "Enter")


def talk(page: Any, text: str) -> None:
    """Send a message and wait until the bot has answered it."""
    before = page.locator(".message-bot").count()
    write(page, text)
    wait_for_bot(page, before + 1)


def wait_for_bot(page: Any, count: int) -> None:
    page.wait_for_function("n => document.querySelectorAll('.message-bot').length >= n", arg=count)


def wait_for_text(page: Any, text: str) -> None:
    page.wait_for_function("text => document.getElementById('log').textContent.indexOf(text) >= 0", arg=text)


def citizen_texts(page: Any) -> list[str]:
    """The citizen's own messages as shown, in order."""
    return list(page.eval_on_selector_all(".message-citizen .bubble", "all => all.map(one => one.innerText.trim())"))


def shown_ids(page: Any) -> list[int]:
    """The numbers of the messages on the page, in the order shown."""
    return list(page.eval_on_selector_all("[data-id]", "all => all.map(one => Number(one.dataset.id))"))


def is_within_width(page: Any) -> bool:
    """Whether neither the page nor the conversation would scroll sideways."""
    return bool(
        page.evaluate(
            "[document.documentElement, document.getElementById('scroller')]"
            ".every(node => !node || node.scrollWidth <= node.clientWidth)"
        )
    )
