"""Rasa's REST channel: the same in and out as the original, and an answer where the original breaks."""

import json
from typing import Any

import httpx
import pytest

from casework.errors import EngineFault
from tests.api.fakes import FakeServices

URL = "/webhooks/rest/webhook"


async def test_one_message_gives_a_list_of_replies_without_empty_fields(
    client: httpx.AsyncClient, services: FakeServices
) -> None:
    body = {"sender": "kiosk-3", "message": "不给报销", "metadata": {"region": "500000"}}

    answer = await client.post(URL, json=body)

    assert answer.json() == [
        {"recipient_id": "kiosk-3", "text": "哪一种？", "buttons": [{"title": "不清楚", "payload": "unsure"}]},
        {"recipient_id": "kiosk-3", "custom": {"kind": "question", "fact": "decision_kind"}},
    ]
    assert services.conversations.turns == [("kiosk-3", "不给报销", {"region": "500000"})]


async def test_without_a_sender_each_message_is_a_conversation_of_its_own(
    client: httpx.AsyncClient, services: FakeServices
) -> None:
    first = await client.post(URL, json={"message": "甲"})
    second = await client.post(URL, json={"message": "乙", "sender": None})

    senders = {answer.json()[0]["recipient_id"] for answer in (first, second)}
    assert len(senders) == 2


async def test_a_number_is_a_sender_too_and_unknown_fields_are_ignored(
    client: httpx.AsyncClient, services: FakeServices
) -> None:
    answer = await client.post(URL, json={"sender": 42, "message": "甲", "token": "x", "input_channel": "kiosk"})

    assert answer.json()[0]["recipient_id"] == "42"
    assert services.conversations.turns[0][2] == {"input_channel": "kiosk"}


async def test_streaming_sends_one_line_of_json_per_reply(client: httpx.AsyncClient) -> None:
    answer = await client.post(URL, params={"stream": "true"}, json={"sender": "s", "message": "甲"})

    lines = [json.loads(line) for line in answer.text.strip().split("\n")]
    assert answer.headers["Content-Type"].startswith("text/event-stream")
    assert [line["recipient_id"] for line in lines] == ["s", "s"]


async def test_a_command_is_text(client: httpx.AsyncClient, services: FakeServices) -> None:
    await client.post(URL, json={"sender": "s", "message": '/report{"a": 1}'})

    assert services.conversations.turns[0][1] == '/report{"a": 1}'


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        ({"sender": "s"}, 422, "invalid_request"),
        ({"sender": "s", "message": None}, 422, "invalid_request"),
        ({"sender": "s", "message": 7}, 422, "invalid_request"),
        ({"sender": "s", "message": "  "}, 422, "empty_message"),
        ({"sender": "s", "message": "字" * 10_001}, 413, "message_too_long"),
        ({"sender": "", "message": "甲"}, 422, "bad_sender"),
        ({"sender": "s" * 256, "message": "甲"}, 422, "bad_sender"),
        ({"sender": {"a": 1}, "message": "甲"}, 422, "invalid_request"),
        ({"sender": "s", "message": "甲", "metadata": [1]}, 422, "invalid_request"),
        ([], 422, "invalid_request"),
    ],
)
async def test_bad_input_is_a_documented_error_not_a_500(
    client: httpx.AsyncClient, services: FakeServices, body: Any, status: int, code: str
) -> None:
    answer = await client.post(URL, json=body)

    assert (answer.status_code, answer.json()["error"]["code"]) == (status, code)
    assert services.conversations.turns == []


async def test_a_failed_turn_is_an_error_and_not_an_empty_list(
    client: httpx.AsyncClient, services: FakeServices
) -> None:
    services.conversations.error = EngineFault("turn failed")

    answer = await client.post(URL, json={"sender": "s", "message": "甲"})

    assert (answer.status_code, answer.json()["error"]["code"]) == (500, "engine_fault")


async def test_the_channel_says_that_it_is_there_as_rasa_does(client: httpx.AsyncClient) -> None:
    answer = await client.get("/webhooks/rest/")

    assert answer.json() == {"status": "ok"}
