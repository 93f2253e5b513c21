"""`triage serve` and `triage classify` for real: the trained model, the real tables, a database of their own."""

import json
import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from benchmarks.startup import free_port, one_run, wait_for

pytestmark = pytest.mark.rasa
TRIAGE = [sys.executable, "-m", "api.commandline.main"]
READY_WITHIN = 15.0


def post(url: str, body: Any, token: str = "") -> Any:
    headers = {"Content-Type": "application/json"} | ({"Authorization": f"Bearer {token}"} if token else {})
    request = urllib.request.Request(url, json.dumps(body).encode(), headers)  # noqa: S310
    with urllib.request.urlopen(request, timeout=30) as answer:  # noqa: S310
        return json.load(answer)


def events_after(base: str, token: str, number: int) -> list[dict[str, Any]]:
    headers = {"Authorization": f"Bearer {token}", "Last-Event-ID": str(number)}
    request = urllib.request.Request(f"{base}/chat/events?wait=0", headers=headers)  # noqa: S310
    with urllib.request.urlopen(request, timeout=30) as answer:  # noqa: S310
        found: list[dict[str, Any]] = json.load(answer)["events"]
        return found


def answered(base: str, token: str, number: int) -> list[dict[str, Any]]:
    for _ in range(100):
        bot = [event for event in events_after(base, token, number) if event["from"] == "bot"]
        if bot:
            return bot
        time.sleep(0.1)
    raise AssertionError("no answer came")


@pytest.fixture
def started(trained_data_directory: Path) -> Iterator[tuple[str, subprocess.Popen[bytes]]]:
    port = free_port()
    environment = os.environ | {"TRIAGE_DATA_DIR": str(trained_data_directory)}
    begun = time.monotonic()
    process = subprocess.Popen([*TRIAGE, "serve", "--port", str(port)], stdout=subprocess.PIPE, env=environment)
    base = f"http://127.0.0.1:{port}"
    try:
        wait_for(f"{base}/readyz", process, begun)
        yield base, process
    finally:
        if process.poll() is None:
            process.kill()
        process.communicate()


def test_a_second_start_is_ready_in_time(trained_data_directory: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TRIAGE_DATA_DIR", str(trained_data_directory))

    # twice, because the first may have to read the libraries from a cold disk
    runs = [one_run() for _ in range(2)]

    # a machine that is busy with something else says nothing about the time, but still about the work
    busy = os.getloadavg()[0] > (os.cpu_count() or 1)
    assert min(run["processor" if busy else "ready"] for run in runs) <= READY_WITHIN


def test_the_service_answers_and_ends_cleanly(started: tuple[str, subprocess.Popen[bytes]]) -> None:
    base, process = started

    answer = post(f"{base}/api/v1/triage", {"text": "住院费用医保局不给报销，说我的材料不全", "region": "220000"})
    token = post(f"{base}/chat/sessions", {"region": "220000"})["token"]
    client_id = "0b6f7a52-3f0e-4c55-9d3a-1f5f0a1c2b3d"
    message = {"client_id": client_id, "text": "医院多收了我的钱，我要举报", "payload": None}
    posted = post(f"{base}/chat/messages", message, token)
    reply = answered(base, token, posted["event_id"])
    process.send_signal(signal.SIGTERM)
    output, _ = process.communicate(timeout=20)

    assert answer["matters"][0]["category"] == "appeal"
    assert answer["action"] in ("answer", "ask")
    assert reply[0]["text"]
    assert process.returncode == 0
    assert output.decode().count("一次性密码") == 1


def test_the_rest_channel_holds_a_conversation_and_bad_input_is_a_chinese_error(
    started: tuple[str, subprocess.Popen[bytes]],
) -> None:
    base, _ = started

    replies = post(f"{base}/webhooks/rest/webhook", {"sender": "kiosk-1", "message": '/report{"a": 1}'})
    with pytest.raises(urllib.error.HTTPError) as refused:
        post(f"{base}/webhooks/rest/webhook", {"sender": "kiosk-1", "message": ""})

    assert replies[0]["recipient_id"] == "kiosk-1"
    assert replies[0]["text"]
    assert refused.value.code == 422
    refused.value.close()


def test_classify_answers_a_file_line_by_line(trained_data_directory: Path, tmp_path: Path) -> None:
    source, target = tmp_path / "in.jsonl", tmp_path / "out.jsonl"
    source.write_text('{"id": "a", "text": "医保局不给报销"}\n{bad\n{"id": "c", "text": "😀"}\n', encoding="utf-8")

    result = subprocess.run(
        [*TRIAGE, "classify", "--jsonl", str(source), "--out", str(target)],
        env=os.environ | {"TRIAGE_DATA_DIR": str(trained_data_directory)},
        capture_output=True,
        text=True,
        timeout=180,
        check=False,
    )

    lines = [json.loads(line) for line in target.read_text(encoding="utf-8").splitlines()]
    assert result.returncode == 0, result.stderr
    assert [line["id"] for line in lines] == ["a", None, "c"]
    assert lines[0]["matters"][0]["category"] in ("appeal", "report", "consult")
    assert lines[1]["error"]["code"] == "bad_line"
    assert "第 2 行" in result.stderr
