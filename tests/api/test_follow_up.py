"""Following up over HTTP: the key in a header, days without a time, an error for each thing that cannot be done."""

from __future__ import annotations

import urllib.parse
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import httpx
import pytest
from fastapi import FastAPI

from api.limits import load_limits
from api.rate_limit import RateLimit
from casework.case_life import Step
from casework.errors import CaseOver, FollowUpEnded, MoveDenied, NothingToAnswer, TriageError, WrongReceipt
from casework.services.follow_up import IDLE_MINUTES, FollowUpStatus, ToldLine
from casework.services.ports import Entry
from knowledge import Citation
from tests.api.fakes import FakeServices

BASE = "/api/v1/follow-up"
NUMBER, CODE, TOKEN = "JB202601010001", "1234567890123456", "key-of-this-visit"
HEADERS = {"Authorization": f"Bearer {TOKEN}"}
AT = datetime(2026, 1, 5, 16, 20, tzinfo=ZoneInfo("Asia/Shanghai"))
CITED = Citation(row="report_withdraw", source="cq2023", title="细则", clause="第二十三条", quote="原文")
ASKED = Entry(NUMBER, 1, "question", "staff", "li", AT, "是哪几天？", for_citizen=True)
STATUS = FollowUpStatus(
    number=NUMBER,
    title="举报线索登记表",
    anonymous=True,
    state="pre_checked",
    label="已初核",
    plain="工作人员已经看过。",
    since=date(2026, 1, 4),
    steps=(
        Step("registered", "已登记", "done", date(2026, 1, 1)),
        Step("pre_checked", "已初核", "now", date(2026, 1, 4)),
        Step("accepted", "已受理", "ahead", None),
    ),
    next=(ToldLine("接下来决定受不受理。", CITED),),
    questions=(ASKED,),
    entries=(ASKED,),
    withdrawal=(ToldLine("可以撤回。", None),),
    can_add=True,
)


@dataclass
class FakeFollowUp:
    """Keeps what it was given; raises `error` where one is put in."""

    error: TriageError | None = None
    given: list[tuple[Any, ...]] = field(default_factory=list)

    def open(self, number: str, code: str) -> str:
        self._take("open", number, code)
        return TOKEN

    def close(self, token: str) -> None:
        self._take("close", token)

    def status(self, token: str) -> FollowUpStatus:
        self._take("status", token)
        return STATUS

    def add(self, token: str, text: str) -> None:
        self._take("add", token, text)

    def answer(self, token: str, sequence: int, text: str) -> None:
        self._take("answer", token, sequence, text)

    def withdraw(self, token: str) -> FollowUpStatus:
        self._take("withdraw", token)
        return STATUS

    def _take(self, *what: Any) -> None:
        self.given.append(what)
        if self.error:
            raise self.error


@pytest.fixture
def follow_up(services: FakeServices) -> FakeFollowUp:
    services.follow_up = fake = FakeFollowUp()
    return fake


async def test_number_and_code_go_in_a_body_and_a_key_comes_back(
    follow_up: FakeFollowUp, client: httpx.AsyncClient
) -> None:
    answer = await client.post(f"{BASE}/sessions", json={"number": NUMBER, "code": CODE})

    assert answer.status_code == 201
    assert answer.json() == {"token": TOKEN, "idle_minutes": IDLE_MINUTES}
    assert answer.headers["cache-control"] == "no-store"
    assert follow_up.given == [("open", NUMBER, CODE)]


async def test_no_address_takes_number_or_code(follow_up: FakeFollowUp, client: httpx.AsyncClient) -> None:
    answer = await client.post(f"{BASE}/sessions", params={"number": NUMBER, "code": CODE})

    assert answer.status_code == 422
    assert follow_up.given == []


async def test_the_status_has_days_and_no_time_of_day(follow_up: FakeFollowUp, client: httpx.AsyncClient) -> None:
    answer = await client.get(f"{BASE}/status", headers=HEADERS)
    case = answer.json()

    assert follow_up.given == [("status", TOKEN)]
    assert case["state"] == {"id": "pre_checked", "label": "已初核", "plain": "工作人员已经看过。", "day": "2026-01-04"}
    assert [(step["status"], step["day"]) for step in case["steps"]] == [
        ("done", "2026-01-01"),
        ("now", "2026-01-04"),
        ("ahead", ""),
    ]
    assert case["next"][0]["citation"] == {"title": "细则", "clause": "第二十三条", "quote": "原文"}
    assert case["questions"] == [
        {"sequence": 1, "kind": "question", "author": "staff", "day": "2026-01-05", "text": "是哪几天？"}
    ]
    assert case["can"] == {"add": True, "files": True, "withdraw": True}
    assert "16:20" not in answer.text
    assert "li" not in {value for entry in case["entries"] for value in entry.values()}


async def test_the_paper_comes_as_a_file_to_keep(client: httpx.AsyncClient) -> None:
    answer = await client.post(f"{BASE}/document", data={"token": TOKEN})

    assert answer.status_code == 200
    assert answer.content == b"PK-word"
    assert answer.headers["cache-control"] == "no-store"
    disposition = answer.headers["content-disposition"]
    assert disposition.startswith('attachment; filename="SQ202601010001.docx"')
    assert urllib.parse.quote("行政复议申请书") in disposition


async def test_a_follow_up_that_ended_gives_no_paper(client: httpx.AsyncClient) -> None:
    answer = await client.post(f"{BASE}/document", data={"token": "another"})

    assert answer.status_code == 401
    assert "content-disposition" not in answer.headers


async def test_what_is_handed_over_reaches_the_case(follow_up: FakeFollowUp, client: httpx.AsyncClient) -> None:
    answers = [
        await client.post(f"{BASE}/additions", headers=HEADERS, json={"text": "又想起一件事"}),
        await client.post(f"{BASE}/answers", headers=HEADERS, json={"sequence": 1, "text": "三月五号"}),
        await client.post(f"{BASE}/withdrawal", headers=HEADERS, json={"understood": True}),
    ]
    left = await client.delete(f"{BASE}/sessions", headers=HEADERS)

    assert [answer.status_code for answer in answers] == [201, 201, 201]
    assert left.status_code == 204
    assert follow_up.given == [
        ("add", TOKEN, "又想起一件事"),
        ("answer", TOKEN, 1, "三月五号"),
        ("withdraw", TOKEN),
        ("close", TOKEN),
    ]


async def test_nobody_withdraws_without_having_been_told(follow_up: FakeFollowUp, client: httpx.AsyncClient) -> None:
    answers = [
        await client.post(f"{BASE}/withdrawal", headers=HEADERS, json=body) for body in ({}, {"understood": False})
    ]

    assert [answer.status_code for answer in answers] == [422, 422]
    assert follow_up.given == []


@pytest.mark.parametrize("path", ["status", "additions", "answers", "withdrawal"])
async def test_without_a_key_nothing_is_shown_or_taken(
    path: str, follow_up: FakeFollowUp, client: httpx.AsyncClient
) -> None:
    body = {"text": "x", "sequence": 1, "understood": True}
    answer = await (client.get if path == "status" else client.post)(
        f"{BASE}/{path}", **({} if path == "status" else {"json": body})
    )

    assert answer.status_code == 401
    assert follow_up.given == []


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (FollowUpEnded("x"), 401),
        (CaseOver("x"), 409),
        (NothingToAnswer("x"), 422),
        (MoveDenied("x"), 409),
    ],
    ids=lambda value: type(value).__name__ if isinstance(value, Exception) else str(value),
)
async def test_what_cannot_be_done_is_an_error_with_its_code(
    error: TriageError, status: int, follow_up: FakeFollowUp, client: httpx.AsyncClient
) -> None:
    follow_up.error = error

    answer = await client.post(f"{BASE}/additions", headers=HEADERS, json={"text": "x"})

    assert (answer.status_code, answer.json()["error"]["code"]) == (status, error.code)


async def test_a_wrong_code_says_no_more_than_that(follow_up: FakeFollowUp, client: httpx.AsyncClient) -> None:
    follow_up.error = WrongReceipt("no registration has this number")

    answer = await client.post(f"{BASE}/sessions", json={"number": NUMBER, "code": CODE})

    assert answer.status_code == 403
    assert set(answer.json()["error"]) == {"code", "message"}
    assert "no registration" not in answer.text


async def test_somebody_who_tries_codes_in_a_hurry_is_slowed_down(
    app: FastAPI, follow_up: FakeFollowUp, client: httpx.AsyncClient
) -> None:
    app.state.session_rate = RateLimit(2, 0.001, load_limits().rate_keys)

    answers = [await client.post(f"{BASE}/sessions", json={"number": NUMBER, "code": CODE}) for _ in range(3)]

    assert [answer.status_code for answer in answers] == [201, 201, 429]
    assert answers[2].headers["retry-after"]
