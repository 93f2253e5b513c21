"""How long does a message take between citizen and agent? `python -m benchmarks.live_messages [--talks 50]`

Starts the service as a process of its own on 127.0.0.1, with the trained model of TRIAGE_DATA_DIR. Most of the
conversations are held by an agent; every fifth is the bot's, whose turns keep the classifier busy. Prints median and
95th percentile in milliseconds, from the citizen's POST until the words are read where an agent's page would get them
(a subscriber of `services.live`, brought to the page's loop, reading the new messages), and from an agent's `say` until
the citizen's event stream has it. Exit code 1 when citizen → agent is above the bar.

`--page`: instead, one citizen writes `--messages` messages one after the other to an agent whose page is open in a
headless Chromium; from the POST until the words stand on that page. Needs Playwright and a Chromium, else nothing is
measured and the exit code is 0.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import random
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
import uuid
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import httpx
from fastapi import Request
from fastapi.responses import StreamingResponse

BAR_MS = 300.0
AGENT = "agent.one"
STORIES = (
    "医院给我多记了三天床位费，我想举报",
    "单位三年没有给我交医保，我该找谁",
    "住院的钱报销不了，说不在目录里",
    "药店拿医保卡刷保健品",
    "异地住院怎么备案",
)


def serve(directory: Path, port: int) -> None:
    """The service, and beside it what an agent's page does, over HTTP."""
    import socket

    from api.commandline.serve import build, run
    from api.commandline.terminal import Screen
    from bot.quiet import hush
    from casework.bootstrap import bootstrap, install, now
    from casework.services.live import LiveChange
    from casework.services.staff import Staff
    from casework.settings import Settings

    hush()
    services = bootstrap(Settings(data_dir=directory))
    install(services)
    with services.store.write() as work:
        once = work.users.add(AGENT, "甲", "agent")
        assert once is not None
        work.users.change_password(AGENT, once, uuid.uuid4().hex)
        work.staff_sessions.create(AGENT, now() + timedelta(hours=1))
        work.commit()
    viewer = Staff(AGENT, "agent")
    with Screen() as screen:
        app, _ = build(services, screen)

        @app.post("/bench/seat")
        async def seat() -> dict[str, str]:
            with services.store.write() as work:
                token = work.staff_sessions.create(AGENT, now() + timedelta(hours=1))
                work.commit()
            return {"cookie": token}

        @app.post("/bench/claim")
        async def claim(request: Request) -> dict[str, str]:
            token = (await request.json())["token"]
            with services.store.read() as work:
                one = work.conversations.by_token(token).id
            await asyncio.to_thread(services.live.take_over, viewer, one)
            return {"id": one}

        @app.post("/bench/say")
        async def say(request: Request) -> dict[str, int]:
            body = await request.json()
            return {"event": (await services.live.say(viewer, body["id"], body["client_id"], body["text"])).event_id}

        @app.get("/bench/page")
        async def page() -> StreamingResponse:
            return StreamingResponse(lines(), media_type="text/plain")

        async def lines() -> AsyncIterator[str]:
            """As a page of the desk: the change is brought to this loop, and what is new is read."""
            loop, changes = asyncio.get_running_loop(), asyncio.Queue[LiveChange]()

            def heard(change: LiveChange) -> None:
                loop.call_soon_threadsafe(changes.put_nowait, change)

            leave = services.live.subscribe(heard)
            try:
                yield "{}\n"
                while True:
                    change = await changes.get()
                    if change.kind == "message" and change.event_id is not None:
                        messages = await asyncio.to_thread(
                            services.live.messages_after, viewer, change.conversation_id, change.event_id - 1
                        )
                        yield json.dumps([one.text for one in messages], ensure_ascii=False) + "\n"
            finally:
                leave()

        run(app, socket.create_server(("127.0.0.1", port)))
    os._exit(0)


class Clock:
    """When something marked was sent, and how long it took to come."""

    def __init__(self) -> None:
        self.sent: dict[str, float] = {}
        self.took: list[float] = []

    def send(self) -> str:
        """A mark to put into a text that goes out now."""
        mark = uuid.uuid4().hex[:10]
        self.sent[mark] = time.perf_counter()
        return mark

    def came(self, line: str) -> None:
        """Something was received."""
        for mark in [one for one in self.sent if one in line]:
            self.took.append((time.perf_counter() - self.sent.pop(mark)) * 1000)


async def measure(base: str, talks: int, seconds: float) -> tuple[Clock, Clock]:
    """Both directions, with everybody talking for `seconds`."""
    to_agent, to_citizen = Clock(), Clock()
    limits = httpx.Limits(max_connections=None)
    async with httpx.AsyncClient(base_url=base, timeout=60, limits=limits) as client:
        tokens = [(await client.post("/chat/sessions", json={})).json()["token"] for _ in range(talks)]
        heads = [{"Authorization": f"Bearer {token}"} for token in tokens]
        readers = [asyncio.create_task(read(client, "/bench/page", {}, to_agent))]
        readers += [asyncio.create_task(read(client, "/chat/events", head, to_citizen)) for head in heads]
        held: dict[int, str] = {}
        for at, token in enumerate(tokens):
            await post(client, heads[at], random.choice(STORIES))
            if at % 5:
                held[at] = (await client.post("/bench/claim", json={"token": token})).json()["id"]
        await asyncio.sleep(3)
        end = time.perf_counter() + seconds
        people = [citizen(client, heads[at], held.get(at), to_agent, to_citizen, end) for at in range(talks)]
        await asyncio.gather(*people)
        await asyncio.sleep(2)
        for reader in readers:
            reader.cancel()
        await asyncio.gather(*readers, return_exceptions=True)
    return to_agent, to_citizen


async def citizen(
    client: httpx.AsyncClient, head: dict[str, str], held: str | None, to_agent: Clock, to_citizen: Clock, end: float
) -> None:
    """Writes every four to eight seconds; where an agent has the conversation, they answer."""
    chance = random.Random(str(head))
    await asyncio.sleep(chance.uniform(0, 4))
    while time.perf_counter() < end:
        if held is None:
            await post(client, head, chance.choice(STORIES))
        else:
            await post(client, head, f"{to_agent.send()} {chance.choice(STORIES)}")
            await asyncio.sleep(chance.uniform(0.5, 1.5))
            answer = {"id": held, "client_id": uuid.uuid4().hex, "text": f"好的 {to_citizen.send()}"}
            (await client.post("/bench/say", json=answer)).raise_for_status()
        await asyncio.sleep(chance.uniform(4, 8))


async def post(client: httpx.AsyncClient, head: dict[str, str], text: str) -> None:
    """One message of a citizen."""
    (await client.post("/chat/messages", json=_message(text), headers=head)).raise_for_status()


async def read(client: httpx.AsyncClient, path: str, head: dict[str, str], clock: Clock) -> None:
    """Reads a stream until it is cancelled."""
    async with client.stream("GET", path, headers=head, timeout=None) as lines:
        async for line in lines.aiter_lines():
            clock.came(line)


def measure_page(base: str, chromium: str, messages: int) -> Clock:
    """From the POST of each message until it stands on the agent's page, by the page's own observer."""
    from playwright.sync_api import sync_playwright

    clock = Clock()
    with sync_playwright() as playwright, httpx.Client(base_url=base, timeout=60) as client:
        token = client.post("/chat/sessions", json={}).json()["token"]
        head = {"Authorization": f"Bearer {token}"}
        client.post("/chat/messages", json=_message(STORIES[0]), headers=head).raise_for_status()
        conversation = client.post("/bench/claim", json={"token": token}).json()["id"]
        cookie = client.post("/bench/seat").json()["cookie"]
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
        context = browser.new_context(viewport={"width": 1366, "height": 768}, locale="zh-CN")
        context.add_cookies([{"name": "desk_session", "value": cookie, "url": f"{base}/desk", "httpOnly": True}])
        page = context.new_page()
        page.goto(f"{base}/desk/talks/{conversation}")
        page.wait_for_selector('.talk[data-may="say"]')
        page.wait_for_timeout(3000)
        # Told by the observer at the moment of the change: no question put again and again.
        page.expose_function("seenWords", clock.came)
        page.evaluate(_OBSERVER)
        for at in range(messages):
            words = f"{clock.send()} {STORIES[at % len(STORIES)]}"
            client.post("/chat/messages", json=_message(words), headers=head).raise_for_status()
            until = time.perf_counter() + 10
            while clock.sent and time.perf_counter() < until:
                page.wait_for_timeout(5)
            page.wait_for_timeout(500)
        browser.close()
    return clock


_OBSERVER = """() => new MutationObserver((changes) => {
  for (const change of changes) for (const node of change.addedNodes) {
    const words = node.textContent || "";
    if (words) window.seenWords(words);
  }
}).observe(document.querySelector(".stream"), { childList: true, subtree: true })"""


def _message(text: str) -> dict[str, str | None]:
    return {"client_id": str(uuid.uuid4()), "text": text, "payload": None}


def browser_path() -> str | None:
    """Where a Chromium is that Playwright can drive; None where there is none, or no Playwright."""
    try:
        import playwright  # noqa: F401
    except ImportError:
        return None
    return shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")


def report(what: str, clock: Clock) -> float:
    """Prints one line; the 95th percentile."""
    last = statistics.quantiles(clock.took, n=20)[-1]
    middle = statistics.median(clock.took)
    print(f"{what:<18}{len(clock.took):5} messages {middle:8.1f} ms p50{last:9.1f} ms p95   lost {len(clock.sent)}")
    return last


def main() -> int:
    """Measures, or serves for the measuring process."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--talks", type=int, default=50)
    options.add_argument("--seconds", type=float, default=30)
    options.add_argument("--serve", nargs=2, metavar=("DIRECTORY", "PORT"))
    options.add_argument("--port", type=int, default=8917)
    options.add_argument("--page", action="store_true", help="until the words stand on an agent's page in a browser")
    options.add_argument("--messages", type=int, default=40, help="with --page")
    given = options.parse_args()
    if given.serve:
        serve(Path(given.serve[0]), int(given.serve[1]))
        return 0
    chromium = browser_path() if given.page else None
    if given.page and chromium is None:
        print("no Playwright or no Chromium on this machine: not measured")
        return 0
    source = Path(os.environ.get("TRIAGE_DATA_DIR", "var")).absolute()
    with tempfile.TemporaryDirectory() as place:
        for name in ("models", "language"):
            (Path(place) / name).symlink_to(source / name)
        command = [sys.executable, "-m", "benchmarks.live_messages", "--serve", place, str(given.port)]
        environment = {name: value for name, value in os.environ.items() if name != "TRIAGE_DATA_DIR"}
        with subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as server:
            base = f"http://127.0.0.1:{given.port}"
            try:
                wait_until_ready(base, server)
                if chromium is not None:
                    on_page = measure_page(base, chromium, given.messages)
                    return 0 if report("citizen to page", on_page) <= BAR_MS and not on_page.sent else 1
                to_agent, to_citizen = asyncio.run(measure(base, given.talks, given.seconds))
            finally:
                server.terminate()
    last = report("citizen to agent", to_agent)
    report("agent to citizen", to_citizen)
    return 0 if last <= BAR_MS and not to_agent.sent and not to_citizen.sent else 1


def wait_until_ready(base: str, server: subprocess.Popen[bytes]) -> None:
    """Until the model answers; a service that ends or takes five minutes is an error."""
    until = time.monotonic() + 300
    while time.monotonic() < until and server.poll() is None:
        try:
            if httpx.get(f"{base}/readyz", timeout=2).status_code == 200:
                return
        except httpx.HTTPError:
            pass
        time.sleep(0.5)
    raise SystemExit("the service did not get ready")


if __name__ == "__main__":
    sys.exit(main())
