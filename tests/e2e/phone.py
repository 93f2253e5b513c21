"""What a citizen does with the real page, told in their words, and what they then see."""

from __future__ import annotations

import io
import re
from pathlib import Path
from typing import Any

import docx

QUESTIONS_AT_MOST = 4
STEPS_AT_MOST = 30


def say(page: Any, text: str) -> str:
    """Write a message, wait until its answer is complete, and return the answer's text."""
    before = _newest(page)
    page.fill("#message-input", text)
    page.press("#message-input", "Enter")
    return _answer_after(page, before)


def press(page: Any, title: str) -> str:
    """Press the button with these words; the same as saying them."""
    before = _newest(page)
    page.locator(".choice:enabled").filter(has=page.get_by_text(title, exact=True)).last.click()
    return _answer_after(page, before)


def choices(page: Any) -> list[str]:
    """The words of the buttons that can be pressed now."""
    found: list[str] = page.locator(".quick:enabled .quick-title").all_inner_texts()
    return found


def answer_questions(page: Any, *preferred: str) -> int:
    """Answer what the assistant asks by its buttons until it asks no more; how many questions there were.

    Of the offered answers the first of `preferred` is pressed, else “不清楚”.
    """
    for number in range(QUESTIONS_AT_MOST):
        if page.locator(".message-bot").last.locator(".card-question").count() == 0:
            return number
        offered = choices(page)
        press(page, next((title for title in preferred if title in offered), offered[-1]))
    raise AssertionError("the assistant does not stop asking")


def fill_form(page: Any, answers: dict[str, str], *preferred: str) -> list[str]:
    """Go through the open form to its review; the captions of the fields asked.

    `answers` by caption (what is not in it is skipped); of a question's buttons the first of `preferred` is pressed,
    else “不清楚”, else the first.
    """
    asked = []
    for _ in range(STEPS_AT_MOST):
        newest = page.locator(".message-bot").last
        if newest.locator(".card-form").count():
            caption = newest.locator(".card-kind").inner_text().strip()
            assert asked.count(caption) < 2, f"{caption} is asked again and again"
            asked.append(caption)
            say(page, answers.get(caption, "跳过"))
        elif newest.locator(".card-question").count():
            offered = choices(page)
            wanted = (title for title in (*preferred, "不清楚") if title in offered)
            press(page, next(wanted, offered[0]))
        else:
            return asked
    raise AssertionError(f"the form does not end: {asked}")


def summary(page: Any) -> dict[str, str]:
    """The table the citizen is shown before handing in."""
    card = page.locator(".card-summary").last
    labels = card.locator(".field-label").all_inner_texts()
    values = card.locator(".field-value").all_inner_texts()
    return dict(zip(labels, values, strict=True))


def receipt(page: Any) -> tuple[str, str]:
    """The registration number and the code, as written on the receipt."""
    card = page.locator(".card-receipt").last
    return card.locator(".receipt-number").inner_text(), re.sub(r"\s", "", card.locator(".code-groups").inner_text())


def word_file(page: Any, folder: Path) -> list[str]:
    """Presses the download button; the texts of the file's paragraphs and cells, in order, without repetition."""
    with page.expect_download() as download:
        page.locator(".download button").last.click()
    file = folder / "form.docx"
    download.value.save_as(file)
    assert download.value.suggested_filename.endswith(".docx")
    document = docx.Document(io.BytesIO(file.read_bytes()))
    texts = [paragraph.text for paragraph in document.paragraphs]
    texts += [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return list(dict.fromkeys(text.strip() for text in texts if text.strip()))


def follow_up(page: Any, code: str) -> None:
    """From the receipt to the progress page: the number stands there, the code is typed as it was written down."""
    page.get_by_role("link", name="查办理进度").last.click()
    page.wait_for_selector("#code")
    page.type("#code", code)
    page.get_by_role("button", name="查询").click()
    page.wait_for_selector(".home")


def go(page: Any, name: str) -> None:
    """One of the ways of the progress page."""
    page.locator(".way").filter(has_text=name).click()


def back_home(page: Any) -> None:
    """Back to where the case stands."""
    page.get_by_role("button", name="返回").first.click()
    page.wait_for_selector(".home")


def token_of(page: Any) -> str:
    """The conversation's key, as the page keeps it."""
    kept: str = page.evaluate("JSON.parse(localStorage.getItem('petition-chat:any:token'))")
    return kept


def shown(page: Any) -> list[str]:
    """Every message on the page, as data: what was said, in order."""
    texts: list[str] = page.eval_on_selector_all("[data-id]", "all => all.map(one => one.dataset.text)")
    return texts


def _newest(page: Any) -> int:
    return int(
        page.evaluate("Math.max(0, ...Array.from(document.querySelectorAll('[data-id]')).map(n => +n.dataset.id))")
    )


def _answer_after(page: Any, number: int) -> str:
    """The bot's messages after the given one, once the last of them stands and the typing sign is gone."""
    page.wait_for_function(
        """number => {
             const all = Array.from(document.querySelectorAll('.message-bot[data-id]'));
             const fresh = all.filter(n => +n.dataset.id > number);
             return fresh.length > 0 && document.getElementById('typing').hidden;
           }""",
        arg=number,
    )
    page.wait_for_timeout(150)
    texts: list[str] = page.evaluate(
        """number => Array.from(document.querySelectorAll('.message-bot[data-id]'))
             .filter(n => +n.dataset.id > number).map(n => n.dataset.text)""",
        number,
    )
    return "\n".join(texts)
