"""Other systems on the same server: Rasa's REST channel, /api/v1/triage, and everything that can be sent wrongly."""

from __future__ import annotations

import json
import time
from typing import Any
from uuid import uuid4

import httpx
import pytest

from api.open.answers import TriageAnswer
from knowledge import RuleBook

pytestmark = [pytest.mark.e2e, pytest.mark.rasa]

REFUSED_TO_PAY = "住院费用医保中心不给报销，我不服这个结果"
EMPLOYER = "单位一直不给我交医保，我要举报"
REST, TRIAGE = "/webhooks/rest/webhook", "/api/v1/triage"


@pytest.fixture(scope="module")
def book() -> RuleBook:
    return RuleBook.load()


def turn(client: httpx.Client, sender: str, message: str, **metadata: str) -> list[dict[str, Any]]:
    answer = client.post(REST, json={"sender": sender, "message": message, "metadata": metadata})
    assert answer.status_code == 200, answer.text
    replies: list[dict[str, Any]] = answer.json()
    assert replies
    assert {reply["recipient_id"] for reply in replies} == {sender}
    return replies


def card_of(replies: list[dict[str, Any]]) -> dict[str, Any]:
    """The card of the last reply that has one."""
    return next(reply["custom"] for reply in reversed(replies) if "custom" in reply)


def titles(replies: list[dict[str, Any]]) -> list[str]:
    return [button["title"] for button in replies[-1].get("buttons", [])]


class Chat:
    """The chat protocol without a page."""

    def __init__(self, client: httpx.Client, region: str | None = None) -> None:
        self._client = client
        token = client.post("/chat/sessions", json={"region": region}).json()["token"]
        self._headers = {"Authorization": f"Bearer {token}"}

    def post(self, text: str, client_id: str | None = None) -> httpx.Response:
        body = {"client_id": client_id or str(uuid4()), "text": text, "payload": None}
        return self._client.post("/chat/messages", json=body, headers=self._headers)

    def events(self, after: int = 0) -> list[dict[str, Any]]:
        answer = self._client.get("/chat/events?wait=0", headers=self._headers | {"Last-Event-ID": str(after)})
        found: list[dict[str, Any]] = answer.json()["events"]
        return found

    def answered(self, after: int) -> list[dict[str, Any]]:
        """The bot's messages after an event, once there are any."""
        for _ in range(100):
            found = [event for event in self.events(after) if event["from"] == "bot"]
            if found:
                return found
            time.sleep(0.1)
        raise AssertionError("no answer came")


# ---------------------------------------------------------------- Rasa's REST channel


def test_a_rasa_client_is_asked_answers_and_gets_the_channel_with_its_clauses(client: httpx.Client) -> None:
    sender = f"kiosk-{uuid4().hex}"

    replies = turn(client, sender, REFUSED_TO_PAY, region="411681")
    for _ in range(3):
        if card_of(replies)["kind"] == "answer":
            break
        offered = titles(replies)
        wanted = (title for title in ("对结果不服", "有结果，我不认可", "其他决定") if title in offered)
        replies = turn(client, sender, next(wanted, offered[-1]), region="411681")
    answer = card_of(replies)
    main = answer["matters"][0]

    assert main["category"] == "appeal"
    assert any("行政复议" in step["text"] for channel in main["channels"] for step in channel["steps"])
    assert all(citation["clause"] and citation["quote"] for citation in main["citations"])
    assert "不是受理决定" in answer["note"]


def test_a_rasa_client_fills_the_form_and_gets_number_and_code(client: httpx.Client) -> None:
    sender = f"kiosk-{uuid4().hex}"

    replies = turn(client, sender, EMPLOYER)
    for words in ("登记举报", "匿名举报"):
        replies = turn(client, sender, words)
    for _ in range(20):
        card = card_of(replies)
        if card["kind"] == "summary":
            break
        skip = "跳过" if card["kind"] == "form" else "不清楚"
        replies = turn(client, sender, "云山纸品厂" if card.get("field") == "respondent_org" else skip)
    summary = {field["id"]: field["value"] for field in card_of(replies)["fields"]}
    receipt = card_of(turn(client, sender, "确认提交"))

    assert summary["respondent_org"] == "云山纸品厂"
    assert EMPLOYER in summary["content"]
    assert receipt["kind"] == "receipt"
    assert receipt["number"].startswith("JB")
    assert receipt["code"].isdigit()


def test_two_senders_never_hear_each_other(client: httpx.Client) -> None:
    first, second = f"kiosk-{uuid4().hex}", f"kiosk-{uuid4().hex}"

    turn(client, first, EMPLOYER)
    turn(client, first, "登记举报")
    other = turn(client, second, "匿名举报")
    own = turn(client, first, "匿名举报")

    assert "没有正在填的表" in other[-1]["text"]
    assert card_of(own)["kind"] == "form"


# ---------------------------------------------------------------- /api/v1/triage


def test_a_text_is_triaged_in_the_documented_shape(client: httpx.Client, book: RuleBook) -> None:
    answer = client.post(TRIAGE, json={"text": EMPLOYER, "region": "220000"}).json()

    TriageAnswer.model_validate(answer)
    main = answer["matters"][0]
    start, end = main["span"]
    assert (main["category"], main["situation_id"]) == ("report", "B2-1")
    assert EMPLOYER[start:end]
    assert [step["text"] for step in main["channel"]]
    assert {one["source"] for one in main["basis"]} <= {row.source for row in book.rows()}
    assert answer["action"] in ("answer", "ask")
    assert answer["rulebook"] == book.version


def test_a_batch_answers_in_order_and_one_bad_text_spoils_nothing(client: httpx.Client) -> None:
    items = [{"text": EMPLOYER}, {"text": "  "}, {"text": "医" * 10_001}, {"wrong": 1}, {"text": REFUSED_TO_PAY}]

    answers = client.post(f"{TRIAGE}/batch", json=items).json()

    assert [answer.get("error", {}).get("code") for answer in answers] == [
        None,
        "empty_message",
        "message_too_long",
        "invalid_request",
        None,
    ]
    assert answers[0]["matters"][0]["category"] == "report"
    assert answers[4]["matters"][0]["category"] == "appeal"


def test_every_clause_of_an_answer_can_be_looked_up(client: httpx.Client) -> None:
    answer = client.post(TRIAGE, json={"text": REFUSED_TO_PAY}).json()

    for one in answer["matters"][0]["basis"]:
        row = client.get(f"/api/v1/rules/{one['row']}").json()
        assert row["title"]
        assert row["quote"]


# ---------------------------------------------------------------- bad input


@pytest.mark.parametrize(
    ("text", "status", "code"),
    [
        ("", 422, "empty_message"),
        (" \u3000\n", 422, "empty_message"),
        ("\x00\x07", 422, "empty_message"),
        ("医" * 10_001, 413, "message_too_long"),
    ],
    ids=["empty", "blank", "control", "long"],
)
def test_what_is_no_message_gets_one_chinese_sentence_on_every_way(
    client: httpx.Client, text: str, status: int, code: str
) -> None:
    answers = [
        client.post(TRIAGE, json={"text": text}),
        client.post(REST, json={"sender": "bad", "message": text}),
        Chat(client).post(text),
    ]

    for answer in answers:
        assert (answer.status_code, answer.json()["error"]["code"]) == (status, code)
        assert any("\u4e00" <= char <= "\u9fff" for char in answer.json()["error"]["message"])


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("😭😭😭", "用文字说"),
        ("Hello, my claim was denied, please help me", "用中文说"),
        ("'; DROP TABLE conversations; --", "用中文说"),
        ("<script>alert(1)</script>", "用中文说"),
    ],
    ids=["emoji", "english", "sql", "script"],
)
def test_what_nobody_can_read_is_said_to_be_so_and_no_fault(client: httpx.Client, text: str, words: str) -> None:
    chat = Chat(client)

    posted = chat.post(text)
    said = chat.answered(posted.json()["event_id"])
    triaged = client.post(TRIAGE, json={"text": text}).json()

    assert words in said[0]["text"]
    assert text in [event["text"] for event in chat.events() if event["from"] == "citizen"]
    assert (triaged["matters"], triaged["action"]) == ([], "ask")


@pytest.mark.parametrize(
    "text", ['/report{"a":1}', "/restart", '/start_report{"registration_answer": "done"}', "  /session_start"]
)
def test_a_command_of_rasa_is_only_text(client: httpx.Client, text: str) -> None:
    chat = Chat(client)

    first = chat.answered(chat.post(text).json()["event_id"])
    replies = turn(client, f"kiosk-{uuid4().hex}", text)
    later = chat.answered(chat.post("单位一直不给我交医保").json()["event_id"])

    assert all(message["text"] for message in [*first, *later])
    assert all("custom" not in reply or reply["custom"].get("kind") != "receipt" for reply in replies)
    assert text.strip() in [event["text"] for event in chat.events() if event["from"] == "citizen"]


def test_traditional_characters_and_control_characters_change_nothing(client: httpx.Client) -> None:
    texts = [
        "单位一直不给我交医保，我要举报",
        "單位一直不給我交醫保，我要舉報",
        "单位一直\x00不给我交\x08医保，我要举报",
    ]

    found = [client.post(TRIAGE, json={"text": text}).json()["matters"][0] for text in texts]

    assert [one["situation_id"] for one in found] == ["B2-1"] * 3


def test_ten_thousand_characters_are_read_in_time(client: httpx.Client) -> None:
    text = ("医保中心不给我报销住院费，我不服。" * 700)[:10_000]

    begun = time.monotonic()
    answer = client.post(TRIAGE, json={"text": text})

    assert answer.status_code == 200
    assert answer.json()["matters"][0]["category"] == "appeal"
    assert time.monotonic() - begun < 20


@pytest.mark.parametrize("region", ["99", "000000", "abcdef", "22000０", "2200000"])
def test_a_wrong_region_is_refused_wherever_it_is_given(client: httpx.Client, region: str) -> None:
    answers = [
        client.post(TRIAGE, json={"text": REFUSED_TO_PAY, "region": region}),
        client.post("/chat/sessions", json={"region": region}),
        client.post(REST, json={"sender": "far", "message": "你好", "metadata": {"region": region}}),
    ]

    assert [answer.status_code for answer in answers] == [422] * 3
    assert {answer.json()["error"]["code"] for answer in answers} == {"unknown_region"}


@pytest.mark.parametrize("path", [TRIAGE, f"{TRIAGE}/batch", REST, "/chat/sessions"])
@pytest.mark.parametrize("body", [b"{", b"\xff\xfe{", b'{"text": }'], ids=["cut off", "no UTF-8", "no value"])
def test_broken_json_is_a_400(client: httpx.Client, path: str, body: bytes) -> None:
    answer = client.post(path, content=body, headers={"Content-Type": "application/json"})

    assert (answer.status_code, answer.json()["error"]["code"]) == (400, "bad_json")


def test_a_second_message_while_the_first_is_answered_waits_its_turn(client: httpx.Client) -> None:
    chat = Chat(client)

    first, second = chat.post("你好"), chat.post("单位一直不给我交医保，我要举报")
    for _ in range(100):
        if any((event["card"] or {}).get("kind") == "answer" for event in chat.events()):
            break
        time.sleep(0.1)
    speakers = [event["from"] for event in chat.events(first.json()["event_id"] - 1)]

    assert (first.status_code, second.status_code) == (202, 202)
    assert speakers.count("citizen") == 2
    assert speakers.count("bot") == 2


def test_the_same_client_id_twice_is_one_message(client: httpx.Client) -> None:
    chat, client_id = Chat(client), str(uuid4())

    first = chat.post("你好", client_id)
    chat.answered(first.json()["event_id"])
    second = chat.post("你好", client_id)
    time.sleep(0.5)

    assert (first.status_code, second.status_code) == (202, 200)
    assert second.json() == first.json() | {"duplicate": True}
    assert [event["text"] for event in chat.events() if event["from"] == "citizen"] == ["你好"]


def test_no_answer_of_any_kind_shows_a_stack_trace(client: httpx.Client) -> None:
    answers = [
        client.get("/nothing"),
        client.delete(TRIAGE),
        client.post(TRIAGE, json={"text": 1}),
        client.post(TRIAGE, content=b"[" * 2000, headers={"Content-Type": "application/json"}),
        client.get("/chat/events?wait=0", headers={"Authorization": "Bearer nobody"}),
        client.post("/chat/document", data={"token": "nobody", "number": "JB202601010001"}),
    ]

    for answer in answers:
        assert 400 <= answer.status_code < 500
        assert set(answer.json()["error"]) == {"code", "message"}
        assert "Traceback" not in json.dumps(answer.json())
