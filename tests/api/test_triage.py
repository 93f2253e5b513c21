"""POST /api/v1/triage and the batch: what goes in, what comes out, and every bad input of the issue."""

import json

import httpx
import pytest

from casework.errors import NotReady
from tests.api.fakes import ANSWER, FakeServices, Unforeseen

URL = "/api/v1/triage"
BATCH = "/api/v1/triage/batch"


async def test_an_answer_has_the_shape_of_the_design(client: httpx.AsyncClient, services: FakeServices) -> None:
    answer = await client.post(URL, json={"text": "医保不给报销", "region": "220000"})

    assert answer.status_code == 200
    assert answer.json() == ANSWER
    assert services.triage.asked == [("医保不给报销", "220000")]


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        ({"text": ""}, 422, "empty_message"),
        ({"text": " \t\n　​"}, 422, "empty_message"),
        ({"text": "\u0000\u0007"}, 422, "empty_message"),
        ({"text": "字" * 10_001}, 413, "message_too_long"),
        ({"text": "不给报", "region": "22"}, 422, "unknown_region"),
        ({"text": "不给报", "region": "abcdef"}, 422, "unknown_region"),
        ({"text": "不给报", "region": 220000}, 422, "invalid_request"),
        ({"text": 7}, 422, "invalid_request"),
        ({"text": None}, 422, "invalid_request"),
        ({}, 422, "invalid_request"),
        ({"text": "不给报", "place": "吉林"}, 422, "invalid_request"),
        (["不给报"], 422, "invalid_request"),
    ],
)
async def test_bad_input_gets_its_documented_error_in_chinese(
    client: httpx.AsyncClient, services: FakeServices, body: object, status: int, code: str
) -> None:
    answer = await client.post(URL, json=body)

    error = answer.json()["error"]
    assert (answer.status_code, error["code"]) == (status, code)
    assert any("一" <= character <= "鿿" for character in error["message"])
    assert services.triage.asked == []


@pytest.mark.parametrize("raw", [b"{", b"", b"\xff\xfe", b"[" * 100_000, b'{"text": "a" "b"}'])
async def test_malformed_json_is_a_400(client: httpx.AsyncClient, raw: bytes) -> None:
    answer = await client.post(URL, content=raw, headers={"Content-Type": "application/json"})

    assert answer.status_code in (400, 422)
    assert answer.status_code == 400 or raw == b""
    assert answer.json()["error"]["code"] in ("bad_json", "invalid_request")


@pytest.mark.parametrize(
    "text",
    [
        "😀😀😀",
        "My claim was refused",
        "<script>alert(1)</script>",
        "'; DROP TABLE conversations; --",
        '/report{"a": 1}',
        "醫保局不給報銷",
        "字" * 10_000,
        "{{ 7 * 7 }} ${jndi}",
    ],
)
async def test_strange_text_reaches_the_triage_unchanged(
    client: httpx.AsyncClient, services: FakeServices, text: str
) -> None:
    answer = await client.post(URL, json={"text": text})

    assert answer.status_code == 200
    assert services.triage.asked == [(text, None)]


async def test_control_and_half_characters_do_no_harm(client: httpx.AsyncClient, services: FakeServices) -> None:
    raw = b'{"text": "\\u4e0d\\u0000\\u7ed9\\u001b\\ud83d\\u62a5\\n"}'

    answer = await client.post(URL, content=raw, headers={"Content-Type": "application/json"})

    assert answer.status_code == 200
    assert services.triage.asked == [("不给报", None)]


async def test_an_unforeseen_error_is_a_plain_500_and_its_words_are_in_no_log(
    client: httpx.AsyncClient, services: FakeServices, caplog: pytest.LogCaptureFixture
) -> None:
    services.triage.error = Unforeseen("我叫张三，电话13800000000")

    answer = await client.post(URL, json={"text": "不给报"})

    assert answer.status_code == 500
    assert answer.json()["error"]["code"] == "internal_error"
    assert "Unforeseen" in caplog.text
    assert "张三" not in answer.text + caplog.text


async def test_an_assistant_that_is_not_ready_says_when_to_come_back(
    client: httpx.AsyncClient, services: FakeServices
) -> None:
    services.triage.error = NotReady("loading")

    answer = await client.post(URL, json={"text": "不给报"})

    assert answer.status_code == 503
    assert int(answer.headers["Retry-After"]) > 0


async def test_a_batch_answers_in_order_and_one_bad_text_spoils_no_other(
    client: httpx.AsyncClient, services: FakeServices
) -> None:
    items = [{"text": "甲"}, {"text": ""}, "乙", {"text": "丙", "region": "1"}, {"text": "丁", "region": "500000"}]

    answer = await client.post(BATCH, json=items)

    codes = [item.get("error", {}).get("code", "answer") for item in answer.json()]
    assert codes == ["answer", "empty_message", "invalid_request", "unknown_region", "answer"]
    assert services.triage.asked == [("甲", None), ("丁", "500000")]


async def test_a_batch_is_one_to_a_hundred_texts(client: httpx.AsyncClient) -> None:
    none = await client.post(BATCH, json=[])
    many = await client.post(BATCH, json=[{"text": "甲"}] * 101)
    most = await client.post(BATCH, json=[{"text": "甲"}] * 100)

    assert (none.status_code, none.json()["error"]["code"]) == (422, "batch_empty")
    assert (many.status_code, many.json()["error"]["code"]) == (413, "batch_too_large")
    assert (most.status_code, len(most.json())) == (200, 100)


@pytest.mark.parametrize("chunked", [False, True])
async def test_a_body_past_the_limit_is_a_413_whether_or_not_it_tells_its_length(
    client: httpx.AsyncClient, chunked: bool
) -> None:
    raw = json.dumps({"text": "x" * 300_000}).encode()

    async def pieces():  # type: ignore[no-untyped-def]
        for start in range(0, len(raw), 50_000):
            yield raw[start : start + 50_000]

    answer = await client.post(URL, content=pieces() if chunked else raw, headers={"Content-Type": "application/json"})

    assert (answer.status_code, answer.json()["error"]["code"]) == (413, "body_too_large")
    assert "256 KB" in answer.json()["error"]["message"]


async def test_ten_thousand_escaped_characters_outside_the_basic_plane_fit(client: httpx.AsyncClient) -> None:
    raw = json.dumps({"text": "𠮷" * 10_000}, ensure_ascii=True).encode()

    answer = await client.post(URL, content=raw, headers={"Content-Type": "application/json"})

    assert answer.status_code == 200
