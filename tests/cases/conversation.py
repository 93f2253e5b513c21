"""Plays a conversation over the use cases, in the order in which bot/dialogue/rules.yml calls them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from casework.services.live_calling import Calling
from casework.services.live_hub import LiveHub
from casework.services.registration_turns import RegistrationTurns
from casework.services.say import Outcome, PetitionState, Say
from casework.services.sealing import Sealing
from casework.services.smalltalk import Smalltalk
from casework.services.triage_turns import TriageTurns
from tests.casework.builders import rulebook
from tests.fakes import NOON, MemoryStore


class Counter:
    """A registrar that numbers what it is given."""

    def __init__(self) -> None:
        self.written: list[Mapping[str, str]] = []

    def register(
        self,
        conversation_id: str,
        form_values: Mapping[str, str],
        situation_id: str | None,
        rulebook_version: str,
        anonymous: bool,
        now: datetime,
        *,
        form: str,
        prefix: str,
        facts: Mapping[str, str],
    ) -> str:
        self.written.append(form_values)
        return f"{prefix}20260302{len(self.written):04d}"


class PlayedConversation:
    """`says` after each turn: all that the citizen reads, prompts included."""

    def __init__(self, region: str | None) -> None:
        self.store = MemoryStore()
        with self.store.write() as work:
            self.id = work.conversations.create(region).id
            work.commit()
        self.store.records.live.signed_in["wang"] = "agent"
        self.region = region
        self.triage = TriageTurns(rulebook)
        self.registrar = Counter()
        self.registration = RegistrationTurns(rulebook, self.store, self.registrar, lambda: NOON)
        self.smalltalk = Smalltalk(rulebook, Calling(self.store, rulebook, lambda: NOON, LiveHub()))
        self.state = PetitionState()
        self.says: list[Say] = []

    def turn(self, text: str, parse: dict[str, Any]) -> None:
        """One message; `parse` is what the NLU makes of it."""
        self.says = []
        seal = self.prompt.card.get("seal") if self.state.form and self.prompt.card else None
        sealed = Sealing(self.store).seal(self.id, text, seal, rulebook())
        parse = parse | {"text": sealed}
        if self.state.form is not None:
            self._fill(parse)
        elif self.state.pending is not None:
            self._clarify(sealed, parse)
        else:
            self._follow(self._begin(str(parse["intent"]["name"]), parse))
        if self.state.pending is not None or self.state.form is not None:
            self.says.append(self.prompt)

    @property
    def prompt(self) -> Say:
        """The question that is open."""
        if self.state.form is not None:
            return self.registration.prompt(self.state)
        prompt = self.triage.prompt(self.state)
        assert prompt is not None
        return prompt

    def _begin(self, intent: str, parse: dict[str, Any]) -> Outcome:
        match intent:
            case "start_report" | "start_form":
                return self.registration.begin(self.state, parse, self.region)
            case "disagree":
                return self.smalltalk.disagree(self.state)
            case "ask_place":
                return self.triage.ask_place(self.state)
            case "inform":
                return self.triage.inform(self.state, parse, self.region)
            case "ask_human":
                return self.smalltalk.hand_over(self.id, self.state)
            case _:
                return self.triage.hear(self.state, parse, self.region)

    def _clarify(self, text: str, parse: dict[str, Any]) -> None:
        self.state, settled, remark = self.triage.clarify(self.state, text, parse)
        self.says += [remark] if remark else []
        if settled == "human":
            self._follow(self.smalltalk.hand_over(self.id, PetitionState()))
        elif settled is not None:
            self._follow(self.triage.resume(self.state))

    def _fill(self, parse: dict[str, Any]) -> None:
        self.state, remarks, ended = self.registration.hear(self.id, self.state, parse)
        self.says += remarks
        if ended is not None:
            self._follow(self.registration.finish(self.id, self.state))

    def _follow(self, outcome: Outcome) -> None:
        self.says += outcome.says
        self.state = outcome.state
        if outcome.next_step == "hand_over":
            self.says += self.smalltalk.hand_over(self.id, self.state).says
