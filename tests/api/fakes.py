"""Small stand-ins for the use cases: they keep what they were given and answer what a test puts in."""

import asyncio
import inspect
from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from casework.errors import FollowUpEnded, SessionUnknown, TriageError, UnknownRow
from casework.intake import clean
from casework.services.divisions import DivisionService
from casework.services.regions import check_region
from knowledge.errors import UnknownRow as UnknownRuleRow
from knowledge.rows import Category, Citation, Row

ANSWER: dict[str, Any] = {
    "matters": [
        {
            "category": "appeal",
            "situation_id": "A2-7",
            "confidence": 0.8,
            "alternatives": [],
            "span": [0, 4],
            "channel": [{"step": 1, "text": "申请行政复议"}],
            "basis": [{"title": "行政复议法", "clause": "第二十条", "source": "law-xzfy-2023"}],
            "handler": None,
            "needs": [],
        }
    ],
    "action": "answer",
    "rulebook": "r1",
    "model": "m1",
}


@dataclass
class FakeReadiness:
    ready: bool = True
    message: str = "助手已经就绪。"
    progress: float | None = None


@dataclass
class FakeTriage:
    error: Exception | None = None
    asked: list[tuple[str, str | None]] = field(default_factory=list)

    async def triage(self, text: str, region: str | None) -> dict[str, Any]:
        said, place = clean(text, 10_000), check_region(region)
        if self.error:
            raise self.error
        self.asked.append((said, place))
        return ANSWER


@dataclass(frozen=True)
class FakeEvent:
    kind: Any
    id: int | None
    data: Mapping[str, Any]


@dataclass(frozen=True)
class FakeOpened:
    token: str


@dataclass(frozen=True)
class FakePosted:
    client_id: str
    event_id: int
    duplicate: bool


@dataclass
class FakeConversations:
    """One list of events per token; posting echoes the citizen's message and one reply."""

    error: Exception | None = None
    regions: list[str | None] = field(default_factory=list)
    posted: list[tuple[str, str, str, str | None]] = field(default_factory=list)
    turns: list[tuple[str, str, Mapping[str, Any]]] = field(default_factory=list)
    kept: dict[str, list[FakeEvent]] = field(default_factory=dict)
    seen: dict[tuple[str, str], int] = field(default_factory=dict)
    changed: asyncio.Event = field(default_factory=asyncio.Event)
    transient: list[FakeEvent] = field(default_factory=list)
    talks_with: str = "bot"
    attended: list[str] = field(default_factory=list)
    typed: list[tuple[str, bool]] = field(default_factory=list)

    def open(self, region: str | None) -> FakeOpened:
        self.regions.append(check_region(region))
        token = f"token-{len(self.kept)}"
        self.kept[token] = []
        self.add(token, "bot", "您好")
        return FakeOpened(token)

    def add(self, token: str, sender: str, text: str, client_id: str | None = None) -> int:
        number = len(self.kept[token]) + 1
        data = {"id": number, "from": sender, "text": text, "buttons": [], "card": None, "client_id": client_id}
        self.kept[token].append(FakeEvent("message", number, data | {"at": "2026-01-01T08:00:00+08:00"}))
        self.changed.set()
        return number

    async def post(self, token: str, client_id: str, text: str, payload: str | None) -> FakePosted:
        if token not in self.kept:
            raise SessionUnknown("unknown")
        if self.error:
            raise self.error
        said = clean(text if payload is None else payload, 10_000)
        if (token, client_id) in self.seen:
            return FakePosted(client_id, self.seen[token, client_id], duplicate=True)
        self.posted.append((token, client_id, said, payload))
        number = self.add(token, "citizen", said, client_id)
        self.seen[token, client_id] = number
        self.add(token, "bot", "收到")
        return FakePosted(client_id, number, duplicate=False)

    def events(self, token: str, after: int) -> Sequence[FakeEvent]:
        if token not in self.kept:
            raise SessionUnknown("unknown")
        return [event for event in self.kept[token] if (event.id or 0) > after]

    async def wait_for_events(self, token: str, after: int, timeout: float) -> Sequence[FakeEvent]:
        if self.transient:
            return [self.transient.pop(0)]
        found = self.events(token, after)
        if not found:
            self.changed.clear()
            try:
                await asyncio.wait_for(self.changed.wait(), timeout)
            except TimeoutError:
                return []
        return self.events(token, after)

    async def with_whom(self, token: str) -> FakeEvent:
        self.events(token, 0)
        return FakeEvent("thread", None, {"with": self.talks_with})

    async def attending(self, token: str) -> AbstractContextManager[None]:
        self.attended.append(token)
        return nullcontext()

    async def typing(self, token: str, on: bool) -> None:
        self.events(token, 0)
        self.typed.append((token, on))

    async def rest_turn(self, sender: str, message: str, metadata: Mapping[str, Any]) -> list[dict[str, Any]]:
        self.turns.append((sender, clean(message, 10_000), metadata))
        if self.error:
            raise self.error
        return [
            {"recipient_id": sender, "text": "哪一种？", "buttons": [{"title": "不清楚", "payload": "unsure"}]},
            {"recipient_id": sender, "custom": {"kind": "question", "fact": "decision_kind"}},
        ]


@dataclass(frozen=True)
class FakeFile:
    number: str
    name: str
    content: bytes


class FakeDocuments:
    def document(self, token: str, number: str) -> FakeFile:
        if token != "token-0":
            raise SessionUnknown("unknown")
        if number != "JB202601010001":
            raise UnknownRow(number)
        return FakeFile(number, "举报线索登记表-JB202601010001.docx", b"PK-word")

    def followed(self, token: str) -> FakeFile:
        if token != "key-of-this-visit":
            raise FollowUpEnded("ended")
        return FakeFile("SQ202601010001", "行政复议申请书_SQ202601010001.docx", b"PK-word")


class FakeRules:
    """One row, one reply, and the error table of a broken book."""

    version = "r1"

    def as_of(self, day: date) -> "FakeRules":
        return self

    def row(self, row_id: str) -> Row:
        if row_id != "appeal":
            raise UnknownRuleRow("categories", row_id)
        day = date(2024, 1, 1)
        return Category(
            id="appeal",
            source="jl2024",
            clause="一",
            quote="申诉求决",
            effective_from=day,
            effective_to=None,
            checked_on=day,
            checked_by="tester",
            name="申诉求决",
            plain="想让医保部门解决问题",
        )

    def citation(self, row_id: str) -> Citation:
        return Citation(row=row_id, source="jl2024", title="清单（2024年版）", clause="一", quote="申诉求决")

    def reply(self, reply_id: str, **slots: object) -> str:
        if reply_id == "error_empty_message":
            return "没有看到内容，请写下您要反映的事情。"
        raise UnknownRuleRow("replies", reply_id)


@dataclass
class FakeServices:
    triage: FakeTriage = field(default_factory=FakeTriage)
    conversations: FakeConversations = field(default_factory=FakeConversations)
    documents: FakeDocuments = field(default_factory=FakeDocuments)
    readiness: FakeReadiness = field(default_factory=FakeReadiness)
    rulebook: FakeRules = field(default_factory=FakeRules)
    divisions: DivisionService = field(default_factory=DivisionService)


class Unforeseen(Exception):
    """Something no one planned for, quoting what a citizen wrote, as such errors do."""


EVERY_ERROR = [kind for parent in TriageError.__subclasses__() for kind in (parent, *parent.__subclasses__())]


def made(error: type[TriageError]) -> TriageError:
    """The error as it would be raised; what its sentence names is 某 here."""
    wanted = list(inspect.signature(error.__init__).parameters.values())[1:]
    needed = [one for one in wanted if one.default is one.empty and one.kind is one.POSITIONAL_OR_KEYWORD]
    if not needed:
        return error("developer words")
    return error(*(["某"] if "Sequence" in str(one.annotation) else "某" for one in needed))
