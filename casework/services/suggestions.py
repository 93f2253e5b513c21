"""Replies worth sending for a conversation: put together, followed up, remembered.

Nothing here sends anything or is seen by a citizen: an agent reads a suggestion, changes it or not, and sends it as
their own words.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import date
from difflib import SequenceMatcher

from casework.errors import Denied, TriageError
from casework.form_state import FormState
from casework.jurisdiction import region_named_in
from casework.petition import Petition
from casework.petition import petition as decided
from casework.services.canned import WRITERS, CannedService
from casework.services.live_hub import LiveChange
from casework.services.live_petition import LiveMessage, LiveView
from casework.services.ports import Store, Thread
from casework.services.ports.suggestions import SentReply, SourceRate, SuggestionOutcome, SuggestionRecord
from casework.services.regions import PlaceNamed
from casework.services.reply_memory import ReplyMemory
from casework.services.say import PetitionState
from casework.services.staff import Staff
from casework.suggesting import Remembered, Standing, Suggestion, suggest
from casework.suggesting.ranking import MOST
from casework.suggesting.suggestion import made
from knowledge import RuleBook

log = logging.getLogger(__name__)
_TOLD = 12
"""Answers looked at for what has been told already."""
_ASKED_MAX = 2000
_READERS = WRITERS | {"auditor"}


@dataclass(frozen=True, slots=True)
class Suggestions:
    """What may be said after the citizen's message `for_event` (0: nothing was said yet), the best first."""

    for_event: int
    items: tuple[Suggestion, ...]


class SuggestionService:
    """Use cases of suggested replies. `look` opens a conversation for somebody and raises when it may not."""

    def __init__(
        self,
        store: Store,
        book: Callable[[], RuleBook],
        memory: ReplyMemory,
        canned: CannedService,
        look: Callable[[Staff, str], LiveView],
        place_named: PlaceNamed = region_named_in,
    ) -> None:
        self._store = store
        self._book = book
        self._memory = memory
        self._canned = canned
        self._look = look
        self._place_named = place_named
        self._learning = ThreadPoolExecutor(max_workers=1, thread_name_prefix="remember-replies")

    def for_talk(self, viewer: Staff, conversation_id: str) -> Suggestions:
        """For a conversation as it stands now. Raises Denied, ThreadGone."""
        view = self._look(viewer, conversation_id)
        items = self._made(viewer, view.petition, _standing(view.state, view.messages), view.thread, conversation_id)
        return Suggestions(_last_heard(view.messages), items)

    def for_petition(
        self, viewer: Staff, petition: Petition | None, state: PetitionState | None = None, thread: Thread | None = None
    ) -> tuple[Suggestion, ...]:
        """For a petition that is being written down, as on the telephone. Raises Denied."""
        _may(viewer)
        standing = Standing(_form(state), heard=petition.story if petition is not None else "")
        return self._made(viewer, petition, standing, thread, thread.conversation_id if thread is not None else "")

    def still_fits(self, viewer: Staff, conversation_id: str, for_event: int) -> bool:
        """Whether the citizen has written nothing since; if not, the suggestions are to be made anew."""
        return _last_heard(self._look(viewer, conversation_id).messages) <= for_event

    def record(
        self,
        viewer: Staff,
        conversation_id: str,
        for_event: int,
        suggestion: Suggestion,
        outcome: SuggestionOutcome,
        sent: str = "",
    ) -> None:
        """Writes down what became of a suggestion; `sent`: the words that went out. An "accepted" one whose words were
        changed counts as edited. Raises Denied, SessionUnknown.
        """
        _may(viewer)
        share = edit_share(suggestion.text, sent) if sent and outcome in ("accepted", "edited") else None
        if share is not None:
            outcome = "edited" if share > 0 else "accepted"
        with self._store.write() as work:
            thread = work.threads.by_id(conversation_id)
            work.suggestions.record(
                SuggestionRecord(
                    conversation_id=conversation_id,
                    for_event=for_event,
                    suggestion_id=suggestion.id,
                    source=suggestion.source,
                    outcome=outcome,
                    edit_share=share,
                    category=thread.category if thread is not None else None,
                    situation_id=thread.situation_id if thread is not None else None,
                    by=viewer.name,
                )
            )
            work.commit()

    def rates(self, viewer: Staff, since: date) -> Sequence[SourceRate]:
        """How suggestions of each source fared since a day, of all agents together. Raises Denied."""
        if viewer.role not in _READERS:
            raise Denied(f"role {viewer.role!r} reads no rates")
        with self._store.read() as work:
            return work.suggestions.rates(since)

    # ------------------------------------------------------------------ remembering

    def on_change(self, change: LiveChange) -> None:
        """A listener of live conversations: what staff have sent is looked at in its own time."""
        if change.kind == "message" and change.event_id is not None and change.by not in ("citizen", "bot", "system"):
            self._learning.submit(self._learn_quietly, change.conversation_id, change.event_id)

    def learn(self, conversation_id: str, event_id: int) -> bool:
        """Remembers the reply staff sent with this event, if it may be offered to others; whether it was kept."""
        with self._store.read() as work:
            thread = work.threads.by_id(conversation_id)
            events = [one for one in work.conversations.events_after(conversation_id, 0) if one.id <= event_id]
        sent = events[-1] if events else None
        if thread is None or sent is None or sent.id != event_id or sent.payload.get("from") != "agent":
            return False
        said = [str(one.payload["text"]) for one in events if one.payload.get("from") == "citizen"]
        by, asked = str(sent.payload.get("by") or ""), "\n".join(said)[-_ASKED_MAX:]
        reply = SentReply(
            conversation_id, event_id, thread.category, thread.situation_id, (), asked, str(sent.payload["text"]), by
        )
        return self._memory.learn(reply, "\n".join(said))

    def forget(self, conversation_id: str) -> int:
        """Erases what was remembered of a conversation; how many replies there were."""
        return self._memory.forget(conversation_id)

    def warm(self) -> None:
        """Reads the memory now, so that the first agent does not work without it."""
        self._memory.refresh(wait=True)

    def settle(self) -> None:
        """Waits for what is being remembered (at shutdown, and in tests)."""
        self._learning.submit(lambda: None).result()

    def _learn_quietly(self, conversation_id: str, event_id: int) -> None:
        try:
            self.learn(conversation_id, event_id)
        # The message has been sent whatever becomes of remembering it.
        except Exception as error:  # noqa: BLE001
            log.error("a reply was not remembered: %s", type(error).__name__)

    # ------------------------------------------------------------------ putting together

    def _made(
        self, viewer: Staff, petition: Petition | None, standing: Standing, thread: Thread | None, conversation_id: str
    ) -> tuple[Suggestion, ...]:
        book = self._book()
        petition = self._placed(petition, standing.since or standing.heard, book)
        found = suggest(petition, book, standing, self._remembered(petition, conversation_id))
        if len(found) == MOST or petition is None or not petition.decision.matters:
            return found
        texts = self._canned.fitting(viewer, thread, petition.decision.matters[0].category)
        canned = [made("canned", "canned", text, (), book) for text in texts]
        return (*found, *canned)[:MOST]

    def _placed(self, told: Petition | None, heard: str, book: RuleBook) -> Petition | None:
        """The petition with the place that was named in it, or in answer to the question for it (“长春的”)."""
        if told is None or told.known.region is not None:
            return told
        region = self._place_named(heard, book) or self._place_named(told.story, book)
        return decided(told.parse, replace(told.known, region=region), book, told.story) if region else told

    def _remembered(self, petition: Petition | None, conversation_id: str) -> Sequence[Remembered]:
        if petition is None or not petition.decision.matters:
            return ()
        main = petition.decision.matters[0]
        try:
            return self._memory.like(petition.story, main.category, main.situation, conversation_id)
        except TriageError as error:  # an agent waits for the rules, not for the memory
            log.error("the memory of replies did not answer: %s", type(error).__name__)
            return ()


def edit_share(offered: str, sent: str) -> float:
    """How much of a suggestion was changed before it was sent: 0 nothing, 1 all of it. White space does not count."""
    before, after = "".join(offered.split()), "".join(sent.split())
    if before == after:
        return 0.0
    return round(1 - SequenceMatcher(None, before, after, autojunk=False).ratio(), 3) or 0.001


def _standing(state: PetitionState | None, messages: Sequence[LiveMessage]) -> Standing:
    """What was heard since somebody last answered and since the matter was told, and what has been told."""
    answers = [at for at, one in enumerate(messages) if one.sender in ("bot", "agent")]
    story = state.story if state is not None else ""
    begun = max((at for at, one in enumerate(messages) if one.sender == "citizen" and one.text == story), default=-1)

    def said(after: int) -> str:
        return "\n".join(one.text for one in messages[after + 1 :] if one.sender == "citizen")

    return Standing(
        form=_form(state),
        heard=said(answers[-1] if answers else -1),
        since=said(begun),
        told=tuple(messages[at].text for at in answers[-_TOLD:]),
        greeted=any(one.sender == "agent" for one in messages),
    )


def _form(state: PetitionState | None) -> FormState | None:
    return FormState.from_json(state.form) if state is not None and state.form else None


def _last_heard(messages: Sequence[LiveMessage]) -> int:
    return max((one.event_id for one in messages if one.sender == "citizen"), default=0)


def _may(viewer: Staff) -> None:
    if viewer.role not in WRITERS:
        raise Denied(f"role {viewer.role!r} answers no citizens")
