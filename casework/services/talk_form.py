"""The form in a live conversation: whoever holds it fills it in beside the talk, has it confirmed by the citizen, and
hands it in for them, by the same checks and the same machine as the citizen's own.
"""

from __future__ import annotations

import re
import threading
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

from casework.errors import BadInput, NotHolder
from casework.form_state import FormState, asked_fields
from casework.petition import Petition
from casework.services.conversation_words import MESSAGE, payload_of
from casework.services.form_prompts import seal_kind
from casework.services.live_holding import may, thread_of
from casework.services.live_hub import LiveChange, LiveHub
from casework.services.live_petition import CLIENT_ID, KeptPetition
from casework.services.panel import PanelService
from casework.services.panel_form import ByHand, form_beside
from casework.services.panel_view import PanelView
from casework.services.ports import Opener, Store, Thread, UnitOfWork
from casework.services.registration_turns import FILED, WRITTEN, RegistrationTurns
from casework.services.say import PetitionState, Say
from casework.services.sealing import Sealing
from casework.services.staff import Staff
from casework.services.talk_draft import ReadBack, TalkDraft, as_told
from casework.services.telephone_draft import CallDrafts
from casework.services.telephone_filing import RECORDER, Ready, hand_in, held_against
from casework.services.telephone_view import Refused
from knowledge import Form, RuleBook

_TOKEN = re.compile(r"〔[^〕]{2,8}〕")


@dataclass(frozen=True, slots=True)
class TalkPanel:
    """The panel of a conversation. `mine`: the viewer may fill in its form; `filed`: how many cases were made by it."""

    panel: PanelView | None
    mine: bool = False
    read_back: ReadBack = "open"
    filed: int = 0


@dataclass(frozen=True, slots=True)
class Handed:
    """A case was made. `again`: it had been made already, nothing was done twice."""

    number: str
    again: bool = False


@dataclass(frozen=True, slots=True)
class _Now:
    thread: Thread
    kept: KeptPetition
    draft: TalkDraft
    petition: Petition
    state: PetitionState
    hand: ByHand
    beside: tuple[Form, FormState] | None


class TalkFormService:
    """Forms of live conversations. Safe to share between threads. Raises Denied, ThreadGone; what changes something
    raises NotHolder for who does not hold the conversation, BadInput as long as nothing was told in it.
    """

    def __init__(
        self,
        store: Store,
        book: Callable[[], RuleBook],
        clock: Callable[[], datetime],
        panel: PanelService,
        turns: RegistrationTurns,
        hub: LiveHub,
    ) -> None:
        self._store = store
        self._book = book
        self._clock = clock
        self._panel = panel
        self._turns = turns
        self._hub = hub
        self._drafts = CallDrafts(store)
        self._sealing = Sealing(store)
        self._filing: defaultdict[str, threading.Lock] = defaultdict(threading.Lock)

    def show(self, viewer: Staff, conversation_id: str) -> TalkPanel:
        """The panel; its form only for who may fill it in."""
        may(viewer)
        with self._store.read() as work:
            thread = thread_of(work, viewer, conversation_id)
            now = self._now(work, thread)
        if now is None:
            return TalkPanel(None)
        panel = self._panel.of(viewer, now.petition, now.state, thread, now.hand)
        if not _mine(viewer, thread):
            return TalkPanel(replace(panel, form=None, forms=()))
        ready = self._ready(now)
        told = as_told(ready) if isinstance(ready, Ready) else None
        return TalkPanel(panel, True, now.draft.standing(told), len(now.draft.filed))

    # ------------------------------------------------------------------ filling in

    def edit(self, viewer: Staff, conversation_id: str, field_id: str, value: str) -> None:
        """Writes a field; personal data is sealed first. Raises BadInput for a field the form does not ask for."""
        now = self._held(viewer, conversation_id)
        if now.beside is None:
            raise BadInput("no form is open")
        form, filling = now.beside
        field = next((one for one in asked_fields(form, filling) if one.id == field_id), None)
        if field is None:
            raise BadInput("the form does not ask for this field")
        book = self._book()
        value = value.strip()[: book.policy.message_max_chars]
        if value == filling.values.get(field_id, ""):
            return
        if value and not _TOKEN.fullmatch(value):
            if seal_kind(field):  # it goes behind a token as a whole; anywhere else a token typed in stays one
                with self._store.read() as work:
                    value = work.vault.unseal_text(conversation_id, value)
                value = self._drafts.value(conversation_id, field, value, book)
            else:
                value = self._sealing.seal_of_staff(conversation_id, value, book)

        def write(draft: TalkDraft) -> TalkDraft:
            return replace(draft, form=draft.form or form.id, values={**draft.values, field_id: value})

        open_form = now.kept.state.form["form"] if now.kept.state.form else None
        shared = form.id if form.id == open_form else None
        self._change(viewer, conversation_id, write, f"填写{field.label}", shared)

    def choose(self, viewer: Staff, conversation_id: str, form_id: str) -> None:
        """Takes another form. Raises UnknownRow."""
        form = self._book().form(form_id)
        self._change(viewer, conversation_id, lambda draft: replace(draft, form=form.id), f"换成{form.title}")

    def identify(self, viewer: Staff, conversation_id: str, *, named: bool) -> None:
        """Says whether the citizen gives their name; without one, what says who they are is taken off the form."""
        named_only = {name for form in self._book().forms for name in form.named_only}

        def choose(draft: TalkDraft) -> TalkDraft:
            kept = {name: value for name, value in draft.values.items() if named or name not in named_only}
            return replace(draft, named=named, values=kept)

        self._change(viewer, conversation_id, choose, "选择实名" if named else "选择匿名")

    # ------------------------------------------------------------------ handing in

    def read_back(self, viewer: Staff, conversation_id: str) -> Refused | None:
        """Sends the citizen the form to confirm; unchanged, it is sent once. Gives what is wrong with it instead."""
        book = self._book()
        ready = self._ready(self._held(viewer, conversation_id))
        if isinstance(ready, Refused):
            return ready
        told = as_told(ready)
        with self._store.write() as work:
            now = self._held_in(work, viewer, conversation_id)
            if now.draft.told == told:
                return None
            payload = {**payload_of("agent", _summary(ready, book)), "by": viewer.name}
            event = work.conversations.append_event(conversation_id, MESSAGE, payload)
            work.threads.spoke(conversation_id, event.id, "agent")
            self._keep(work, now, replace(now.draft, told=told, form=ready.form.id))
            work.audit.write(Opener(viewer.name, viewer.role, "请群众核对"), "talk_form_read_back", conversation_id)
            work.commit()
        self._hub.publish(LiveChange("message", conversation_id, event.id, viewer.name))
        return None

    def register(self, viewer: Staff, conversation_id: str, filed: int, *, confirmed: bool) -> Handed | Refused:
        """Hands the form in for the citizen, who finds number and code in the chat.

        `filed`: how many cases had been made when the form was shown; a form is handed in once, however often and from
        however many windows it is asked for. `confirmed`: the citizen has confirmed what was last sent to them.
        """
        book = self._book()
        with self._filing[conversation_id]:
            now = self._held(viewer, conversation_id)
            if len(now.draft.filed) > filed:
                return Handed(now.draft.filed[filed], again=True)
            ready = self._ready(now)
            if isinstance(ready, Refused):
                return ready
            if now.draft.standing(as_told(ready)) != "sent":
                return Refused({"": book.reply("talk_form_not_sent")})
            if not confirmed:
                return Refused({"": book.reply("talk_form_not_confirmed")})
            with self._store.read() as work:
                user = work.users.by_name(viewer.name)
            office = {RECORDER: user.display_name if user else viewer.name}
            number, say = hand_in(self._store, self._turns, conversation_id, ready, office, book, self._clock().date())
            event_id = self._tell(viewer, conversation_id, number, say, ready)
        self._hub.publish(LiveChange("message", conversation_id, event_id, viewer.name))
        self._hub.publish(LiveChange("thread", conversation_id, by=viewer.name))
        return Handed(number)

    # ------------------------------------------------------------------ inside

    def _tell(self, viewer: Staff, conversation_id: str, number: str, say: Say, ready: Ready) -> int:
        """The receipt in the chat, the number at the thread; a form that is open in the dialogue is put away."""
        plain = replace(say, buttons=())  # its buttons are the bot's, which keeps silent
        with self._store.write() as work:
            thread = thread_of(work, viewer, conversation_id)
            event = work.conversations.append_event(
                conversation_id, MESSAGE, payload_of("bot", plain), f"{CLIENT_ID}receipt-{number}"
            )
            work.threads.spoke(conversation_id, event.id, "bot")
            work.threads.registered(conversation_id, number)
            if ready.state.region is not None:
                work.threads.place(conversation_id, ready.state.region)
            work.journal.signal(conversation_id, event.id, "registered", viewer.name)
            now = self._now(work, thread)
            assert now is not None, "what was handed in had been told"
            if now.kept.state.form is not None and now.kept.state.form["form"] == ready.form.id:
                work.conversations.set_state(conversation_id, FILED, ready.form.id)
                work.conversations.set_state(conversation_id, WRITTEN, None)
                put_away = replace(now.kept.state, form=None, pending=None)
                now = replace(now, kept=replace(now.kept, state=put_away))
            self._keep(work, now, TalkDraft(filed=(*now.draft.filed, number)))
            work.audit.write(Opener(viewer.name, viewer.role, "代群众登记"), "talk_form_registered", number)
            work.commit()
        return event.id

    def _ready(self, now: _Now) -> Ready | Refused:
        book = self._book()
        if now.beside is None:
            return Refused({"": book.reply("phone_no_form")})
        form, filling = now.beside
        if form.identity == "choice" and filling.named is None:
            return Refused({"": book.reply("talk_form_identity_open")})

        def opened(value: str) -> str:
            with self._store.read() as work:
                return work.vault.unseal_text(now.thread.conversation_id, value)

        return held_against(form, filling, now.state, book, self._clock().date(), opened)

    def _change(
        self,
        viewer: Staff,
        conversation_id: str,
        change: Callable[[TalkDraft], TalkDraft],
        reason: str,
        shared: str | None = None,
    ) -> None:
        """`shared`: the form of the dialogue that is to have this, too."""
        with self._store.write() as work:
            now = self._held_in(work, viewer, conversation_id)
            self._keep(work, now, change(now.draft))
            if shared is not None:
                work.conversations.set_state(conversation_id, WRITTEN, shared)
            work.audit.write(Opener(viewer.name, viewer.role, reason), "talk_form_filled", conversation_id)
            work.commit()

    def _held(self, viewer: Staff, conversation_id: str) -> _Now:
        with self._store.read() as work:
            return self._held_in(work, viewer, conversation_id)

    def _held_in(self, work: UnitOfWork, viewer: Staff, conversation_id: str) -> _Now:
        may(viewer)
        thread = thread_of(work, viewer, conversation_id)
        if not _mine(viewer, thread):
            raise NotHolder(f"{viewer.name} does not have this conversation")
        now = self._now(work, thread)
        if now is None:
            raise BadInput("nothing was told in this conversation")
        return now

    def _now(self, work: UnitOfWork, thread: Thread) -> _Now | None:
        book = self._book()
        kept = KeptPetition.of(work, thread.conversation_id)
        petition = kept.petition(book) if kept else None
        if kept is None or petition is None:
            return None
        made = {one.form for one in work.registrations.of_conversation(thread.conversation_id)}
        draft, state = TalkDraft.from_json(kept.by_hand), kept.seen()
        hand = ByHand(draft.form, draft.values, draft.named, filed=made)
        beside = form_beside(state, petition.decision, hand, self._clock().date(), book)
        return _Now(thread, kept, draft, petition, state, hand, beside)

    @staticmethod
    def _keep(work: UnitOfWork, now: _Now, draft: TalkDraft) -> None:
        kept = replace(now.kept, by_hand=draft.to_json())
        work.threads.keep_petition(now.thread.conversation_id, kept.to_json())


def _mine(viewer: Staff, thread: Thread) -> bool:
    return thread.channel == "chat" and thread.state == "held" and thread.holder == viewer.name


def _summary(ready: Ready, book: RuleBook) -> Say:
    """The filled form read back to the citizen."""
    form, filling = ready.form, ready.filling
    lines = [
        f"{one.caption}：{filling.values.get(one.id) or book.reply('form_empty_value')}"
        for one in asked_fields(form, filling)
    ]
    if form.identity != "required":
        lines.append(book.reply("live_form_named" if filling.named else "live_form_anonymous"))
    text = book.reply("live_form_read_back", title=form.title, lines="\n".join(lines))
    return Say(text)  # a button would still be there when the bot answers again
