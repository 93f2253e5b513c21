"""The service as a process: signals, open streams, requests under way, and nothing left behind."""

import contextlib
import http.client
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass

import pytest

SERVICE = """
import asyncio, sys
from api.app import create_app
from api.commandline.place import listen
from api.commandline.serve import run
from tests.api.fakes import FakeServices

listener = listen("127.0.0.1", 0)
print(listener.getsockname()[1], flush=True)

async def background():
    try:
        await asyncio.Event().wait()
    finally:
        print("background ended", flush=True)

async def finish():
    print("turns settled", flush=True)

run(create_app(FakeServices(), background=[background], finish=finish), listener)
print("ended", flush=True)
"""


@dataclass
class Service:
    process: subprocess.Popen[str]
    port: int

    def get(self, path: str, token: str = "", timeout: float = 10) -> http.client.HTTPResponse:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=timeout)
        connection.request("GET", path, headers={"Authorization": f"Bearer {token}"} if token else {})
        return connection.getresponse()

    def post(self, path: str, body: bytes = b"") -> http.client.HTTPResponse:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        connection.request("POST", path, body, {"Content-Type": "application/json"} if body else {})
        return connection.getresponse()

    def rest_of_output(self) -> list[str]:
        assert self.process.stdout is not None
        return self.process.stdout.read().split("\n")


@pytest.fixture
def service() -> Iterator[Service]:
    process = subprocess.Popen(
        [sys.executable, "-c", SERVICE], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=dict(os.environ)
    )
    assert process.stdout is not None
    running = Service(process, int(process.stdout.readline()))
    for _ in range(200):
        with contextlib.suppress(OSError):
            if running.get("/healthz").status == 200:
                break
        time.sleep(0.05)
    yield running
    if process.poll() is None:
        process.kill()
    process.communicate()


@pytest.mark.parametrize("sign", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_open_streams_and_the_service_within_seconds_without_a_trace(
    service: Service, sign: signal.Signals
) -> None:
    service.post("/chat/sessions")
    stream = service.get("/chat/events", token="token-0")
    assert stream.readline()
    begun = time.monotonic()

    service.process.send_signal(sign)
    while stream.readline():
        pass
    code = service.process.wait(10)

    assert code == 0
    assert time.monotonic() - begun < 4
    assert {"turns settled", "background ended", "ended"} <= set(service.rest_of_output())
    assert service.process.stderr is not None
    assert service.process.stderr.read() == ""


def test_a_request_that_comes_before_the_service_accepts_is_answered_and_not_refused(service: Service) -> None:
    answer = service.post("/api/v1/triage", '{"text": "不给报销"}'.encode())

    assert answer.status == 200
    assert answer.getheader("Server") is None


def test_a_second_instance_on_the_same_port_is_refused(service: Service) -> None:
    from api.commandline.failure import CommandFailed
    from api.commandline.place import listen

    with pytest.raises(CommandFailed, match="已被占用"):
        listen("127.0.0.1", service.port)
