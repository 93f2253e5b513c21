"""What was read in each turn, written down after the citizen has the answer; and signs that something went wrong."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from casework.commands import bare, sounds_afraid
from casework.intake import danger_in
from casework.petition import petition
from casework.reading import OUT_OF_SCOPE, category_of
from casework.services.dialogue_port import DialogueEngine
from casework.services.live_calling import Calling
from casework.services.live_hub import LiveChange, LiveHub
from casework.services.live_petition import KeptPetition
from casework.services.ports import HeardTurn, SignalKind, Store, Thread, TurnAction, UnitOfWork
from casework.services.say import PetitionState
from casework.services.triage_turns import settled_main
from casework.triage import Known, TriagedMatter
from knowledge import RuleBook

log = logging.getLogger(__name__)
_UNSURE = ("low_confidence", "offer_person", "not_understood")
_CALLED = ("hand_over", "live_nobody_there")
_FORM = ("form", "summary")


@dataclass(frozen=True, slots=True)
class Message:
    """One citizen message, masked, and what the bot answered ({"text", "buttons", "custom"})."""

    conversation_id: str
    event_id: int
    text: str
    says: Sequence[Mapping[str, Any]] = ()


class TurnJournal:
    """Writes turns down. Nothing it does or fails at reaches the citizen: failures are logged by type."""

    def __init__(
        self,
        store: Store,
        engine: Callable[[], DialogueEngine | None],
        book: Callable[[], RuleBook],
        clock: Callable[[], datetime],
        hub: LiveHub,
        calling: Calling,
    ) -> None:
        self._store = store
        self._engine = engine
        self._book = book
        self._clock = clock
        self._hub = hub
        self._calling = calling

    async def answered(self, message: Message) -> None:
        """A turn of the bot is over and its answer kept: takes state and reading from the dialogue."""
        engine = self._engine()
        if engine is None:
            return
        try:
            state = await engine.petition_state(message.conversation_id)
            parse = await engine.last_parse(message.conversation_id)
            await asyncio.to_thread(self._write, message, state, parse, engine.model_name)
        # The answer is out; a journal that cannot be written must not turn it into an apology.
        except Exception as error:  # noqa: BLE001
            log.error("turn of conversation %s not journalled: %s", message.conversation_id, type(error).__name__)

    async def observed(self, message: Message) -> None:
        """A message that the bot does not answer: reads it beside the dialogue."""
        engine = self._engine()
        if engine is None:
            return
        try:
            parse = await engine.parse(message.text)
            await asyncio.to_thread(self._write_held, message, parse, engine.model_name)
        except Exception as error:  # noqa: BLE001 - the message itself has been kept
            log.error("message of conversation %s not journalled: %s", message.conversation_id, type(error).__name__)

    # ------------------------------------------------------------------ a turn of the bot

    def _write(
        self, message: Message, kept: Mapping[str, Any] | None, parse: Mapping[str, Any] | None, model: str
    ) -> None:
        book, state = self._book(), PetitionState.from_json(dict(kept) if kept else None)
        if not parse:
            return
        anew = bool(state.parse) and state.parse.get("text") == parse.get("text")
        action = _action(message.says, state, book, anew=anew)
        told = action in ("answer", "ask", "hand_over") and (anew or action == "hand_over")
        known = Known(state.facts, state.region, settled_main(state)) if anew else Known(region=state.region)
        matters = petition(parse, known, book).decision.matters if told else ()
        main = matters[0] if matters and category_of(_intent(parse), book) is not None else None
        with self._store.write() as work:
            before = work.journal.last_told(message.conversation_id, message.event_id)
            thread = work.threads.by_id(message.conversation_id)
            work.journal.heard(self._turn(message, main, action, model, parse, book))
            for kind in _signals(message, main, action, state, before, parse, book):
                about = main or (before if kind in ("asked_again", "disagreed", "handed_over") else None)
                work.journal.signal(message.conversation_id, message.event_id, kind, category=_category(about),
                                    situation_id=_situation(about))  # fmt: skip
            self._keep(work, message, state, thread, book, anew=anew)
            work.commit()
        self._hub.publish(LiveChange("thread", message.conversation_id, by="bot"))
        if state.unclear > book.policy.low_confidence_limit and action == "hand_over":
            self._calling.call(message.conversation_id, "low_confidence")
        elif main is not None and main.category == "report" and sounds_afraid(message.text):
            self._calling.call(message.conversation_id, "sensitive")

    def _keep(
        self,
        work: UnitOfWork,
        message: Message,
        state: PetitionState,
        thread: Thread | None,
        book: RuleBook,
        *,
        anew: bool,
    ) -> None:
        """What the conversation is about now, for the pages of staff."""
        before = KeptPetition.of(work, message.conversation_id)
        if before is None:
            kept = KeptPetition(state, message.event_id)
        else:
            kept = before.told_anew(state, message.event_id if anew else before.event_id)
        work.threads.keep_petition(message.conversation_id, kept.to_json())
        self._show(work, message.conversation_id, kept, thread, book)
        for say in message.says:
            card = say.get("custom") or {}
            if card.get("kind") == "receipt":
                work.threads.registered(message.conversation_id, str(card["number"]))

    @staticmethod
    def _show(
        work: UnitOfWork, conversation_id: str, kept: KeptPetition, thread: Thread | None, book: RuleBook
    ) -> None:
        """Category, situation and place in the lists."""
        if thread is None:
            return
        told = kept.petition(book)
        main = told.decision.matters[0] if told and told.decision.matters else None
        if main is not None and kept.settled is None:
            seen = (main.category, main.situation, round(main.confidence, 4))
            if seen != (thread.category, thread.situation_id, thread.confidence):
                work.threads.read_as(conversation_id, *seen)
        region = kept.seen().region
        if region is not None and region != thread.region:
            work.threads.place(conversation_id, region)

    # ------------------------------------------------------------------ a message that a person answers

    def _write_held(self, message: Message, parse: Mapping[str, Any], model: str) -> None:
        book = self._book()
        with self._store.write() as work:
            before = KeptPetition.of(work, message.conversation_id)
            thread = work.threads.by_id(message.conversation_id)
            region = (before.seen().region if before else None) or (thread.region if thread else None)
            told = petition(parse, Known(region=region), book)
            main = told.decision.matters[0] if told.decision.matters else None
            if main is not None and category_of(_intent(parse), book) is None:
                main = None
            work.journal.heard(self._turn(message, main, "held", model, parse, book))
            if danger_in(message.text, book) is not None:
                work.journal.signal(message.conversation_id, message.event_id, "danger")
            # A guess tells nothing: what was read before, and shown to staff, stands until something else is sure.
            tells = main is not None and main.sure and told.decision.action != "hand_over"
            nothing_yet = before is None or not before.state.parse
            if main is not None and (nothing_yet or (tells and len(bare(message.text)) >= _long(book))):
                # The form that is open in the dialogue stays open, whatever a person is told meanwhile.
                form = before.state.form if before else None
                state = PetitionState(dict(parse), dict(told.known.facts), region, story=message.text, form=form)
                kept = KeptPetition(state, message.event_id, by_hand=before.by_hand if before else {})
                work.threads.keep_petition(message.conversation_id, kept.to_json())
                self._show(work, message.conversation_id, kept, thread, book)
            work.commit()
        self._hub.publish(LiveChange("thread", message.conversation_id, by="bot"))

    def _turn(
        self,
        message: Message,
        main: TriagedMatter | None,
        action: TurnAction,
        model: str,
        parse: Mapping[str, Any],
        book: RuleBook,
    ) -> HeardTurn:
        return HeardTurn(
            conversation_id=message.conversation_id,
            event_id=message.event_id,
            at=self._clock(),
            category=_category(main),
            situation_id=_situation(main),
            topic=main.topic if main else None,
            confidence=main.confidence if main else 0.0,
            action=action,
            novelty=None,
            model=model,
            rulebook=book.version,
            parse=parse,
        )


def _action(says: Sequence[Mapping[str, Any]], state: PetitionState, book: RuleBook, *, anew: bool) -> TurnAction:
    """What the bot did, by what it said: cards have kinds, and sentences are rows."""
    kinds = {str((say.get("custom") or {}).get("kind") or "") for say in says}
    if "answer" in kinds:
        return "answer"
    if kinds.intersection(_FORM) or "receipt" in kinds or (state.form is not None and not anew):
        return "form"
    if _said(says, book, _UNSURE):
        return "hand_over"
    return "ask" if state.pending is not None else "talk"


def _signals(
    message: Message,
    main: TriagedMatter | None,
    action: TurnAction,
    state: PetitionState,
    before: HeardTurn | None,
    parse: Mapping[str, Any],
    book: RuleBook,
) -> list[SignalKind]:
    found: list[SignalKind] = []
    again = main is not None and before is not None and action == "answer" and _about(before) == _about(main)
    if again or (state.pending is not None and int(state.pending.get("tries", 0)) > 0):
        found.append("asked_again")
    if _intent(parse) == "disagree" or bare(message.text) == book.reply("button_wrong"):
        found.append("disagreed")
    if _said(message.says, book, _CALLED):
        found.append("handed_over")
    if action == "hand_over":
        found.append("low_confidence")
    if danger_in(message.text, book) is not None:
        found.append("danger")
    if main is not None and main.category == OUT_OF_SCOPE and action == "answer":
        found.append("sent_away")
    if any((say.get("custom") or {}).get("kind") == "receipt" for say in message.says):
        found.append("registered")
    return found


def _said(says: Sequence[Mapping[str, Any]], book: RuleBook, reply_ids: Sequence[str]) -> bool:
    sentences = {book.reply(one) for one in reply_ids}
    return any(str(say.get("text") or "") in sentences for say in says)


def _about(one: HeardTurn | TriagedMatter) -> tuple[str | None, str | None, str | None]:
    situation = one.situation_id if isinstance(one, HeardTurn) else one.situation
    return (one.category, situation, one.topic)


def _category(one: HeardTurn | TriagedMatter | None) -> str | None:
    return one.category if one else None


def _situation(one: HeardTurn | TriagedMatter | None) -> str | None:
    return _about(one)[1] if one else None


def _intent(parse: Mapping[str, Any]) -> str:
    return str((parse.get("intent") or {}).get("name") or "")


def _long(book: RuleBook) -> int:
    return book.policy.restated_min_chars
