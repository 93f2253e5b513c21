"""A service wired as bootstrap wires it, over a real store: people at the desk, a dialogue that needs no model."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from casework.services.conversation import ConversationService
from casework.services.live import LiveChange, LiveService
from casework.services.live_calling import Calling
from casework.services.live_hub import LiveHub
from casework.services.live_journal import TurnJournal
from casework.services.live_watch import LiveWatch
from casework.services.ports import Store, Thread
from casework.services.say import Outcome, PetitionState
from casework.services.smalltalk import Smalltalk
from casework.services.staff import Staff
from casework.services.triage_turns import TriageTurns
from knowledge import RuleBook
from tests.casework.builders import certain, rulebook
from tests.casework.engines import FakeRegistrations, ScriptedEngine
from tests.fakes import FixedClock

WANG, LI, BOSS, READER = (
    Staff("wang", "agent"), Staff("li", "agent"), Staff("boss", "senior_agent"), Staff("reader", "reviewer"),
)  # fmt: skip
HUMAN = "找人工"


class TalkingEngine(ScriptedEngine):
    """Reads a text as `parses` says (else as a sure report of fraud), and answers as the use cases do."""

    def __init__(self, smalltalk: Smalltalk) -> None:
        super().__init__()
        self._smalltalk = smalltalk
        self._turns = TriageTurns(rulebook)

    async def turn(self, sender: str, text: str, metadata: dict[str, Any]) -> list[dict[str, Any]]:
        scripted = await super().turn(sender, text, metadata)
        if text in self.script:
            return scripted
        state = PetitionState.from_json(self.states.get(sender))
        outcome = self._outcome(sender, text, state, metadata.get("region"))
        self.states[sender] = outcome.state.to_json()
        says = [*outcome.says, *filter(None, [self._turns.prompt(outcome.state) if outcome.state.pending else None])]
        return [
            {"text": say.text, "buttons": [one.to_json() for one in say.buttons], "custom": say.card or {}}
            for say in says
        ]

    async def parse(self, text: str) -> dict[str, Any]:
        return self.parses.get(text) or certain("B1-1", text)

    async def last_parse(self, sender: str) -> dict[str, Any] | None:
        said = [text for one, text, _ in self.heard if one == sender]
        return await self.parse(said[-1]) if said else None

    def _outcome(self, sender: str, text: str, state: PetitionState, region: str | None) -> Outcome:
        if text == HUMAN:
            return self._smalltalk.hand_over(sender, state)
        return self._turns.hear(state, self.parses.get(text) or certain("B1-1", text), region)


class LiveStage:
    """One process over a store; `restarted` is another one over the same."""

    def __init__(self, store: Store, clock: FixedClock) -> None:
        self.store = store
        self.clock = clock
        self.changes: list[LiveChange] = []
        self.sessions: dict[str, str] = {}
        self.restarted()

    def restarted(self) -> LiveStage:
        self.hub = LiveHub()
        self.calling = Calling(self.store, self.book, self.clock, self.hub)
        self.smalltalk = Smalltalk(rulebook, self.calling)
        self.engine = TalkingEngine(self.smalltalk)
        self.loaded = True
        journal = TurnJournal(self.store, self._engine, rulebook, self.clock, self.hub, self.calling)
        self.talk = ConversationService(
            self.store, self._engine, rulebook, self.smalltalk, FakeRegistrations(), self.calling, journal,
            self.hub,  # type: ignore[arg-type]
        )  # fmt: skip
        self.live = LiveService(self.store, rulebook, self.hub, TriageTurns(rulebook).prompt, self.talk.observe)
        self.watch = LiveWatch(
            self.store, rulebook, self.clock, self.hub, self.calling, self.talk.run_in, several=False
        )
        self.hub.subscribe(self.changes.append)
        return self

    def _engine(self) -> TalkingEngine | None:
        return self.engine if self.loaded else None

    @staticmethod
    def book() -> RuleBook:
        return rulebook()

    def employ(self, *people: Staff) -> None:
        with self.store.write() as work:
            for one in people:
                work.users.add(one.name, f"{one.name}的姓名", one.role)
            work.commit()

    def sign_in(self, *people: Staff) -> None:
        with self.store.write() as work:
            for one in people:
                self.sessions[one.name] = work.staff_sessions.create(one.name, self.clock() + timedelta(hours=10))
            work.commit()

    def sign_out(self, *people: Staff) -> None:
        with self.store.write() as work:
            for one in people:
                work.staff_sessions.end(self.sessions[one.name])
            work.commit()

    # ---------------------------------------------------------------- the citizen

    def begin(self, region: str | None = None) -> tuple[str, str]:
        """The token and the id of a new conversation."""
        token = self.talk.open(region).token
        with self.store.read() as work:
            return token, work.conversations.by_token(token).id

    async def say(self, token: str, *texts: str) -> None:
        for text in texts:
            await self.talk.post(token, f"c-{len(self.shown(token))}", text)
            await self.talk.settle()

    def shown(self, token: str, after: int = 2) -> list[tuple[str, str]]:
        return [(event.data["from"], event.data["text"]) for event in self.talk.events(token, after)]

    # ---------------------------------------------------------------- what is kept

    def thread(self, one: str) -> Thread:
        with self.store.read() as work:
            thread = work.threads.by_id(one)
        assert thread is not None
        return thread

    def signals(self, one: str) -> list[str]:
        with self.store.read() as work:
            return [signal.kind for signal in work.journal.signals_of(one)]

    def audit(self) -> list[tuple[str, str, str]]:
        with self.store.read() as work:
            return [(entry.actor, entry.action, entry.subject) for entry in work.audit.entries()]

    async def waiting(self, *texts: str) -> tuple[str, str]:
        """A conversation whose citizen has asked for a person."""
        token, one = self.begin()
        await self.say(token, *texts, HUMAN)
        return token, one

    async def held(self, by: Staff = WANG, texts: Sequence[str] = ()) -> tuple[str, str]:
        token, one = await self.waiting(*texts)
        self.live.claim(by, one)
        return token, one
