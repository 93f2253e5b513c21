"""The engines: which one is built, what a citizen's text may not do, and how a remote one fails."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.embedded import EmbeddedEngine
from bot.engine import as_text, create_engine, replies_from
from bot.remote import RemoteEngine
from casework.errors import EngineFault

# ---------------------------------------------------------------- which engine


def test_with_an_address_the_engine_is_remote() -> None:
    engine = create_engine(None, "sqlite://", "http://rasa.invalid:5005/", Path("keys"))

    assert isinstance(engine, RemoteEngine)
    assert engine.model_name == "http://rasa.invalid:5005"


def test_with_a_model_the_engine_is_embedded_and_names_it(tmp_path: Path) -> None:
    engine = create_engine(tmp_path / "20261122.tar.gz", "sqlite://", None, tmp_path)

    assert isinstance(engine, EmbeddedEngine)
    assert engine.model_name == "20261122.tar.gz"


def test_without_either_there_is_no_engine() -> None:
    with pytest.raises(ValueError, match="needs a model"):
        create_engine(None, "sqlite://", None, Path("keys"))


# ---------------------------------------------------------------- text is never a command


@pytest.mark.parametrize("text", ["/report", '/report{"a": 1}', "  /restart", "\t/back", "//x"])
def test_a_leading_slash_is_only_a_character(text: str) -> None:
    taken = as_text(text)

    assert not taken.lstrip().startswith("/")
    assert len(taken) == len(text)
    assert taken.replace("／", "/", 1) == text


@given(st.text(max_size=50))
def test_any_text_keeps_its_length_and_never_begins_with_a_slash(text: str) -> None:
    taken = as_text(text)

    assert len(taken) == len(text)
    assert not taken.lstrip().startswith("/")


# ---------------------------------------------------------------- one shape of replies


def test_every_reply_has_text_buttons_and_custom() -> None:
    assert replies_from([{"recipient_id": "x", "text": "您好"}, {"text": None, "buttons": None, "custom": None}]) == [
        {"text": "您好", "buttons": [], "custom": {}},
        {"text": "", "buttons": [], "custom": {}},
    ]


def test_a_card_that_rasa_sends_by_itself_goes_back_beside_its_text() -> None:
    card = {"kind": "answer"}

    assert replies_from([{"text": "您说的事", "buttons": [{"title": "a"}]}, {"custom": card}, {"text": "还有"}]) == [
        {"text": "您说的事", "buttons": [{"title": "a"}], "custom": card},
        {"text": "还有", "buttons": [], "custom": {}},
    ]


def test_two_cards_in_a_row_stay_two() -> None:
    first, second = {"kind": "answer"}, {"kind": "form"}

    replies = replies_from([{"text": "一"}, {"custom": first}, {"custom": second}])

    assert [one["custom"] for one in replies] == [first, second]


# ---------------------------------------------------------------- a remote engine


class Server:
    """Stands in for a Rasa server; keeps what it was sent."""

    def __init__(self, answer: Any = None, status: int = 200, raw: bytes | None = None) -> None:
        self.answer, self.status, self.raw = answer, status, raw
        self.sent: list[tuple[str, str, Any]] = []

    def __call__(self, request: httpx.Request) -> httpx.Response:
        body = json.loads(request.content) if request.content else None
        self.sent.append((request.method, request.url.path, body))
        if self.raw is not None:
            return httpx.Response(self.status, content=self.raw)
        return httpx.Response(self.status, json=self.answer)

    def engine(self) -> RemoteEngine:
        return RemoteEngine("http://rasa.invalid", transport=httpx.MockTransport(self))


async def test_a_remote_turn_goes_over_the_rest_channel() -> None:
    server = Server([{"recipient_id": "c1", "text": "您好"}])

    replies = await server.engine().turn("c1", "/greet", {"region": "220000"})

    assert replies == [{"text": "您好", "buttons": [], "custom": {}}]
    assert server.sent == [
        ("POST", "/webhooks/rest/webhook", {"sender": "c1", "message": "／greet", "metadata": {"region": "220000"}})
    ]


async def test_a_remote_reading_is_passed_on_as_it_is() -> None:
    server = Server({"text": "不给报", "intent": {"name": "A2-7"}})

    assert (await server.engine().parse("不给报"))["intent"] == {"name": "A2-7"}
    assert server.sent == [("POST", "/model/parse", {"text": "不给报"})]


@pytest.mark.parametrize(
    "server", [Server(status=500, answer={}), Server(status=404, answer={}), Server(raw=b"<html>")]
)
async def test_whatever_a_remote_engine_does_wrong_is_one_kind_of_fault(server: Server) -> None:
    with pytest.raises(EngineFault, match="remote engine"):
        await server.engine().turn("c1", "不给报", {})


async def test_an_unreachable_engine_does_not_start() -> None:
    def refuse(request: httpx.Request) -> httpx.Response:
        raise httpx.ConnectError("refused")

    with pytest.raises(EngineFault):
        await RemoteEngine("http://rasa.invalid", transport=httpx.MockTransport(refuse)).start()


async def test_a_fault_never_repeats_what_a_citizen_wrote() -> None:
    with pytest.raises(EngineFault) as caught:
        await Server(status=500, answer={}).engine().turn("c1", "我的身份证丢了", {})

    assert "身份证" not in str(caught.value)


# ---------------------------------------------------------------- Rasa in this process


@pytest.mark.rasa
@pytest.mark.parametrize("content", [None, b"", b"no archive at all"])
async def test_a_model_that_cannot_be_read_is_a_fault_with_its_name(tmp_path: Path, content: bytes | None) -> None:
    model = tmp_path / "broken.tar.gz"
    if content is not None:
        model.write_bytes(content)
    engine = EmbeddedEngine(model, f"sqlite:///{tmp_path / 'tracker.db'}", tmp_path / "keys")

    try:
        with pytest.raises(EngineFault, match=r"broken\.tar\.gz cannot be loaded"):
            await engine.start()
    finally:
        await engine.stop()


async def test_a_remote_dialogues_state_and_last_reading_are_read_from_its_tracker() -> None:
    tracker = {"slots": {"petition": {"story": "不给报"}}, "latest_message": {"text": "不给报", "intent": {}}}
    server = Server(tracker)

    assert await server.engine().petition_state("c/1") == {"story": "不给报"}
    assert await server.engine().last_parse("c/1") == {"text": "不给报", "intent": {}}
    assert server.sent[0] == ("GET", "/conversations/c/1/tracker", None)


async def test_a_remote_dialogue_that_has_not_begun_has_neither() -> None:
    server = Server({"slots": {"petition": None}, "latest_message": None})

    assert await server.engine().petition_state("c1") is None
    assert await server.engine().last_parse("c1") is None
