"""Takes the pictures of the README from a running service: `python docs/screenshots.py http://127.0.0.1:8000`.

The words are invented. Needs the system's Chromium.
"""

import shutil
import sys
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

PICTURES = Path(__file__).with_name("images")
STORY = "我妈在外地住院花了三万多，回来报销，医保局说备案晚了，书面通知我不予报销"
REPORT = "我们镇上那家医院给没住院的人办住院，骗医保的钱，我要举报"
QUIET = ("--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update")


def say(page: Page, words: str) -> None:
    """Types a message and waits until the answer to it is on the page and nobody types any more."""
    before = page.locator(".message").count()
    page.fill("#message-input", words)
    page.keyboard.press("Enter")
    # one more is the citizen's own; asked from outside, since the page's policy lets nobody evaluate code in it
    for _ in range(60):
        page.wait_for_timeout(500)
        if page.locator(".message").count() > before + 1:
            break
    page.wait_for_timeout(2500)


def main(address: str) -> None:
    """Takes every picture."""
    PICTURES.mkdir(exist_ok=True)
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=list(QUIET))
        for name, size, words in (
            ("answer", {"width": 1180, "height": 1000}, [STORY]),
            ("phone", {"width": 390, "height": 844}, [REPORT]),
            ("form", {"width": 390, "height": 844}, [REPORT, "登记举报", "匿名"]),
        ):
            page = browser.new_page(viewport=size, device_scale_factor=1.5, locale="zh-CN")  # type: ignore[arg-type]
            page.goto(address)
            page.wait_for_selector(".message")
            page.wait_for_timeout(1500)
            for sentence in words:
                say(page, sentence)
            page.screenshot(path=PICTURES / f"{name}.png")
            page.close()
        browser.close()


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else "http://127.0.0.1:8000")
