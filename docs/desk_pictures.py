"""Takes the pictures of docs/agent-desk.md: `python docs/desk_pictures.py`. Starts a desk over invented conversations.

Needs the system's Chromium. The words are invented.
"""

import shutil
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import httpx
from playwright.sync_api import Browser, sync_playwright

sys.path.insert(0, str(Path(__file__).parents[1]))

from casework.bootstrap import Services, bootstrap
from casework.services.staff import Staff
from casework.settings import Settings
from tests.desk.people import PASSWORD, hire
from tests.desk.talk_people import JILIN, says, tells, waiting

PICTURES = Path(__file__).with_name("images")
ZHAO = Staff("zhao.yi", "agent")
STORIES = (
    ("danger", "你们再不给我报销我就去跳楼，孩子还在医院里等着手术", "A2-7", JILIN, ("报销",)),
    ("asked", "药店用医保卡刷大米和食用油，再换成现金，有照片", "B1-1", "500000", ("刷大米和食用油", "换成现金")),
    ("low_confidence", "我爱人的生育津贴只发了一半，窗口说材料对不上", "A2-8", "411681", ("生育津贴", "只发了一半")),
    ("asked", "单位一直不给我们十几个人交医保，找了两次都没用", "B2-1", JILIN, ("不给我们", "交医保")),
    ("sensitive", "申请公开全市门诊慢病的定点医院名单，窗口一直没有答复", "C1-1", JILIN, ("申请公开",)),
    ("returned", "建议把门诊报销的起付线降一点，老人看病花钱太多", "D-1", "320813", ("建议",)),
)  # fmt: skip
HAND = ("我爸的慢病认定没通过，医院说是医保局定的，我要怎么办", "A2-6", JILIN, ("慢病认定没通过",))


def fill(services: Services) -> str:
    """Conversations in every state; the one to be shown."""
    hire(services)
    for reason, story, situation, region, evidence in STORIES:
        waiting(services, reason, story=story, situation=situation, region=region, evidence=evidence)  # type: ignore[arg-type]
    tells(services)
    for told in (None, HAND):
        story = {} if told is None else dict(zip(("story", "situation", "region", "evidence"), told, strict=True))
        shown = waiting(services, **story)  # type: ignore[arg-type]
        services.live.claim(ZHAO, shown)
        if told is None:
            first = shown
    services.live.note(ZHAO, first, "上个月来过电话，先看旧案。")
    says(services, first, "决定书上写的是11月3日，我应该先找谁？")
    return first


def picture(browser: Browser, url: str, token: str, path: str, name: str, *, dark: bool = False) -> None:
    """One page of the desk."""
    context = browser.new_context(viewport={"width": 1366, "height": 768}, locale="zh-CN", timezone_id="Asia/Shanghai")
    theme = [{"name": "desk_theme", "value": "dark", "url": f"{url}/desk"}] if dark else []
    context.add_cookies([{"name": "desk_session", "value": token, "url": f"{url}/desk"}, *theme])  # type: ignore[list-item]
    page = context.new_page()
    page.goto(f"{url}/desk/{path}")
    page.wait_for_selector(".queue-row, [data-offer]")
    page.wait_for_timeout(2500)
    page.screenshot(path=PICTURES / name)
    context.close()


def main() -> None:
    """Takes every picture."""
    with tempfile.TemporaryDirectory() as directory, socket.create_server(("127.0.0.1", 0)) as found:
        port = found.getsockname()[1]
        found.close()
        services = bootstrap(Settings(data_dir=Path(directory)))
        shown = fill(services)
        server = subprocess.Popen([sys.executable, "-m", "tests.desk.desk_server", directory, str(port)])  # noqa: S603 - our own
        try:
            url = f"http://127.0.0.1:{port}"
            for _ in range(120):
                try:
                    httpx.get(f"{url}/healthz", timeout=5)
                    break
                except httpx.TransportError:
                    time.sleep(0.5)
            token = services.staff.sign_in(ZHAO.name, PASSWORD)
            chromium = shutil.which("chromium") or shutil.which("chromium-browser")
            with sync_playwright() as playwright:
                browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
                picture(browser, url, token, "talks", "desk-queue.png")
                picture(browser, url, token, f"talks/{shown}", "desk-talk.png")
                picture(browser, url, token, f"talks/{shown}", "desk-talk-dark.png", dark=True)
                browser.close()
        finally:
            server.terminate()
            server.wait(20)
            services.store.close()


if __name__ == "__main__":
    main()
