"""The chat protocol: sessions, idempotent messages, replayed and live events, the document, the limits."""

import asyncio
import json
import uuid
from collections.abc import AsyncIterator, Callable
from typing import Any

import httpx
import pytest
from fastapi import FastAPI

from api.app import create_app
from api.citizen.event_stream import stream
from api.limits import load_limits
from api.metrics import Metrics
from casework.errors import TurnPending
from tests.api.fakes import FakeEvent, FakeServices

Bearer = dict[str, str]


def a_message(text: str = "单位一直没给我交医保", **more: Any) -> dict[str, Any]:
    return {"client_id": str(uuid.uuid4()), "text": text, "payload": None, **more}


async def test_a_session_begins_with_a_token_and_a_greeting(client: httpx.AsyncClient, services: FakeServices) -> None:
    answer = await client.post("/chat/sessions", json={"region": "220000"})

    assert answer.status_code == 201
    assert answer.json() == {"token": "token-0", "events": 0}
    assert services.conversations.regions == ["220000"]


@pytest.mark.parametrize("body", [None, {}, {"region": None}])
async def test_a_session_needs_no_region(client: httpx.AsyncClient, services: FakeServices, body: Any) -> None:
    answer = await client.post("/chat/sessions", json=body) if body is not None else await client.post("/chat/sessions")

    assert answer.status_code == 201
    assert services.conversations.regions == [None]


async def test_a_message_is_accepted_once_however_often_it_is_sent(
    client: httpx.AsyncClient, services: FakeServices, bearer: Bearer
) -> None:
    message = a_message()

    first = await client.post("/chat/messages", json=message, headers=bearer)
    again = await client.post("/chat/messages", json=message, headers=bearer)

    assert (first.status_code, first.json()["duplicate"]) == (202, False)
    assert (again.status_code, again.json()["duplicate"]) == (200, True)
    assert again.json()["event_id"] == first.json()["event_id"]
    assert len(services.conversations.posted) == 1


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        (a_message(""), 422, "empty_message"),
        (a_message("\u0000"), 422, "empty_message"),
        (a_message("字" * 10_001), 413, "message_too_long"),
        (a_message(client_id="7"), 422, "invalid_request"),
        ({"text": "没有编号"}, 422, "invalid_request"),
        (a_message(payload="x" * 501), 422, "invalid_request"),
        ("text", 422, "invalid_request"),
    ],
)
async def test_a_bad_message_gets_its_documented_error(
    client: httpx.AsyncClient, services: FakeServices, bearer: Bearer, body: Any, status: int, code: str
) -> None:
    answer = await client.post("/chat/messages", json=body, headers=bearer)

    assert (answer.status_code, answer.json()["error"]["code"]) == (status, code)
    assert services.conversations.posted == []


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Authorization": "Bearer"},
        {"Authorization": "Basic dG9rZW4="},
        {"Authorization": "Bearer nobody"},
    ],
)
async def test_without_a_known_token_nothing_is_read_or_written(
    client: httpx.AsyncClient, services: FakeServices, token: str, headers: Bearer
) -> None:
    posted = await client.post("/chat/messages", json=a_message(), headers=headers)
    read = await client.get("/chat/events", params={"wait": 0}, headers=headers)

    assert [answer.json()["error"]["code"] for answer in (posted, read)] == ["session_unknown"] * 2
    assert [answer.status_code for answer in (posted, read)] == [401] * 2
    assert services.conversations.posted == []


async def test_a_token_in_the_url_opens_nothing(client: httpx.AsyncClient, token: str) -> None:
    answer = await client.get("/chat/events", params={"wait": 0, "token": token})

    assert answer.status_code == 401


async def test_a_turn_still_pending_is_a_429_that_says_when_to_try_again(
    client: httpx.AsyncClient, services: FakeServices, bearer: Bearer
) -> None:
    services.conversations.error = TurnPending("three wait")

    answer = await client.post("/chat/messages", json=a_message(), headers=bearer)

    assert (answer.status_code, answer.json()["error"]["code"]) == (429, "turn_pending")
    assert int(answer.headers["Retry-After"]) > 0


async def test_who_sends_faster_than_a_person_types_waits_and_nobody_else_does(
    client: httpx.AsyncClient, bearer: Bearer
) -> None:
    burst = load_limits().messages_burst
    codes: list[int] = []
    # on a slow machine some of the burst has come back before it is used up
    while 429 not in codes and len(codes) < 5 * burst:
        codes.append((await client.post("/chat/messages", json=a_message(), headers=bearer)).status_code)
    other = (await client.post("/chat/sessions")).json()["token"]
    theirs = await client.post("/chat/messages", json=a_message(), headers={"Authorization": f"Bearer {other}"})

    assert codes[:burst] == [202] * burst
    assert codes[-1] == 429
    assert theirs.status_code == 202


async def test_who_is_there_is_told_to_who_asks_again_and_again(
    client: httpx.AsyncClient, services: FakeServices, bearer: Bearer
) -> None:
    services.conversations.talks_with = "person"

    answer = await client.get("/chat/events", params={"wait": 0}, headers=bearer)

    assert answer.json()["thread"] == {"with": "person"}


async def test_the_citizens_writing_is_passed_on_and_not_endlessly(
    client: httpx.AsyncClient, services: FakeServices, bearer: Bearer
) -> None:
    codes = [(await client.post("/chat/typing", json={"on": True}, headers=bearer)).status_code for _ in range(30)]

    assert codes[0] == 204
    assert codes[-1] == 429
    assert set(services.conversations.typed) == {("token-0", True)}
    assert (await client.post("/chat/typing", json={"on": True})).status_code == 401
    assert (await client.post("/chat/typing", json={"on": "perhaps"}, headers=bearer)).status_code == 422


@pytest.mark.parametrize(
    ("last", "expected"),
    [(None, [1, 2, 3]), ("1", [2, 3]), ("3", []), ("99", []), ("x", [1, 2, 3]), ("-1", [1, 2, 3])],
)
async def test_polling_gives_everything_after_the_last_event_once(
    client: httpx.AsyncClient, bearer: Bearer, last: str | None, expected: list[int]
) -> None:
    await client.post("/chat/messages", json=a_message(), headers=bearer)

    headers = bearer | ({"Last-Event-ID": last} if last is not None else {})
    answer = await client.get("/chat/events", params={"wait": 0}, headers=headers)

    assert [event["id"] for event in answer.json()["events"]] == expected


async def test_the_document_of_ones_own_registration_is_a_download(client: httpx.AsyncClient, token: str) -> None:
    answer = await client.post("/chat/document", data={"token": token, "number": "JB202601010001"})

    assert (answer.status_code, answer.content) == (200, b"PK-word")
    assert "wordprocessingml" in answer.headers["Content-Type"]
    assert answer.headers["Content-Disposition"].startswith('attachment; filename="JB202601010001.docx"; filename*=')


@pytest.mark.parametrize(
    ("form", "status"),
    [
        ({"token": "nobody", "number": "JB202601010001"}, 401),
        ({"token": "token-0", "number": "JB202601010002"}, 404),
        ({"token": "token-0", "number": '"\r\nSet-Cookie: a=b'}, 404),
        ({"token": "token-0"}, 422),
        ({}, 422),
    ],
)
async def test_nobody_elses_document_is_given_out(
    client: httpx.AsyncClient, token: str, form: dict[str, str], status: int
) -> None:
    answer = await client.post("/chat/document", data=form)

    assert answer.status_code == status
    assert "error" in answer.json()


async def test_the_state_needs_no_token(client: httpx.AsyncClient, services: FakeServices) -> None:
    services.readiness.ready, services.readiness.progress = False, 0.5

    answer = await client.get("/chat/state")

    assert answer.json() == {"ready": False, "message": services.readiness.message, "progress": 0.5}


# ---------------------------------------------------------------- the stream


class Reader:
    """Reads the stream as a browser does, event by event."""

    def __init__(self, events: AsyncIterator[Any]) -> None:
        self._events = events

    async def next(self, kind: str = "message") -> tuple[str | None, dict[str, Any]]:
        while True:
            event = await asyncio.wait_for(anext(self._events), 5)
            if event.event == kind:
                return event.id, json.loads(event.data)


Open = Callable[..., Reader]


@pytest.fixture
def reading(services: FakeServices) -> Open:
    def start(token: str, after: int = 0, closing: asyncio.Event | None = None) -> Reader:
        return Reader(stream(services, load_limits(), Metrics(), closing or asyncio.Event(), token, after))

    return start


async def test_a_stream_replays_after_the_last_event_and_goes_on_live(services: FakeServices, reading: Open) -> None:
    token = services.conversations.open(None).token
    services.conversations.add(token, "citizen", "第二条")
    reader = reading(token, after=1)

    replayed = await reader.next()
    asyncio.get_running_loop().call_later(0.05, services.conversations.add, token, "bot", "第三条")
    live = await reader.next()

    assert [replayed[0], replayed[1]["text"]] == ["2", "第二条"]
    assert [live[0], live[1]["text"]] == ["3", "第三条"]


async def test_typing_has_no_id_and_is_not_replayed(services: FakeServices, reading: Open) -> None:
    token = services.conversations.open(None).token
    services.conversations.transient.append(FakeEvent("typing", None, {"on": True}))

    typing_id, typing = await reading(token).next("typing")
    message_id, _message = await reading(token).next("message")

    assert (typing_id, typing) == (None, {"on": True})
    assert message_id == "1"


async def test_a_stream_says_first_who_is_there_and_then_only_what_changes(
    services: FakeServices, reading: Open
) -> None:
    token = services.conversations.open(None).token
    services.conversations.talks_with = "calling"
    told = [FakeEvent("thread", None, {"with": who}) for who in ("calling", "calling", "person")]
    services.conversations.transient.extend(told)
    reader = reading(token, after=1)

    first = await reader.next("thread")
    second = await reader.next("thread")

    assert [first, second] == [(None, {"with": "calling"}), (None, {"with": "person"})]
    assert services.conversations.attended == [token]


async def test_a_stream_tells_progress_and_readiness(services: FakeServices, reading: Open) -> None:
    token = services.conversations.open(None).token
    services.readiness.ready, services.readiness.progress = False, 0.25
    reader = reading(token, after=1)

    _, before = await reader.next("status")
    services.readiness.ready, services.readiness.progress = True, None
    _, after = await reader.next("status")

    assert (before["ready"], before["progress"]) == (False, 0.25)
    assert after["ready"] is True


async def test_streams_end_when_the_service_closes(services: FakeServices, reading: Open) -> None:
    token = services.conversations.open(None).token
    closing = asyncio.Event()
    reader = reading(token, after=1, closing=closing)

    asyncio.get_running_loop().call_later(0.05, closing.set)

    with pytest.raises(StopAsyncIteration):
        await reader.next()


async def test_over_http_the_stream_is_event_stream_and_carries_ids(app: FastAPI, services: FakeServices) -> None:
    token = services.conversations.open(None).token
    app.state.closing.set()
    transport = httpx.ASGITransport(app=app)
    async with httpx.AsyncClient(transport=transport, base_url="http://service.test") as client:
        answer = await client.get("/chat/events", headers={"Authorization": f"Bearer {token}"})

    assert answer.headers["Content-Type"].startswith("text/event-stream")
    assert answer.headers["Cache-Control"] == "no-store"
    assert "retry: 3000" in answer.text


async def test_a_stream_without_a_session_is_a_401_and_no_stream(client: httpx.AsyncClient) -> None:
    answer = await client.get("/chat/events", headers={"Authorization": "Bearer nobody"})

    assert answer.status_code == 401
    assert answer.json()["error"]["code"] == "session_unknown"


def test_limits_can_be_changed_without_touching_code(services: FakeServices) -> None:
    import dataclasses

    app = create_app(services, limits=dataclasses.replace(load_limits(), messages_burst=1))

    assert app.state.limits.messages_burst == 1
