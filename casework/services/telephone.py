"""Telephone mode: an agent writes down what a caller says, reads along what the rules say, and makes it a case."""

from __future__ import annotations

import asyncio
import secrets
import threading
from collections import OrderedDict, defaultdict
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import Any, Protocol

from casework.errors import Denied, NotReady
from casework.intake import wordless
from casework.petition import Petition, petition
from casework.reading import category_of
from casework.services.case_view import standing_of
from casework.services.dialogue_port import DialogueEngine
from casework.services.follow_up import what_comes_next
from casework.services.live import LiveService
from casework.services.panel import PanelService
from casework.services.panel_form import ByHand, asked_of, chosen_form
from casework.services.panel_view import PanelView
from casework.services.ports import Store, ThreadQuery
from casework.services.regions import PlaceNamed
from casework.services.registration_turns import RegistrationTurns
from casework.services.registrations import RegistrationService
from casework.services.say import PetitionState
from casework.services.staff import Staff
from casework.services.telephone_draft import CallDrafts
from casework.services.telephone_filing import Ready, caller_fields, ready, register, state_of
from casework.services.telephone_reading import Masked, fitting, masked
from casework.services.telephone_view import Call, CallReceipt, Filed, OpenCall, PhoneView, Refused, Saved
from casework.suggesting import Suggestion
from casework.triage import Known
from knowledge import Form, RuleBook

PHONE_ROLES = frozenset({"agent", "senior_agent", "admin"})
ENDED = "call_ended"
IDENTITY, WITH_NAME = "reporter_mode", "real_name"
"""The question whether a report is made with a name, and the answer that it is."""
_READINGS = 64
_BEGINNING = 28
_CALLS = 30


class Suggests(Protocol):
    """Words an agent may say next."""

    def for_petition(
        self, viewer: Staff, petition: Petition | None, state: PetitionState | None = None
    ) -> tuple[Suggestion, ...]:
        """At most three, the best first."""
        ...


class Readings:
    """The last readings of texts, so that a click or a field costs no second reading. Kept in memory only."""

    def __init__(self, most: int = _READINGS) -> None:
        self._most = most
        self._kept: OrderedDict[tuple[str, str], dict[str, Any]] = OrderedDict()

    async def of(self, engine: DialogueEngine, text: str) -> dict[str, Any]:
        """The parse result of a text by this engine's model."""
        key = (engine.model_name, text)
        if key not in self._kept:
            self._kept[key] = await engine.parse(text)
            while len(self._kept) > self._most:
                self._kept.popitem(last=False)
        return self._kept[key]


class TelephoneService:
    """Calls. Safe to share between threads; every method raises Denied for who takes no calls, or another's call."""

    def __init__(
        self,
        store: Store,
        engine: Callable[[], DialogueEngine | None],
        book: Callable[[], RuleBook],
        clock: Callable[[], datetime],
        panel: PanelService,
        live: LiveService,
        turns: RegistrationTurns,
        registrations: RegistrationService,
        place_named: PlaceNamed,
        suggests: Suggests,
    ) -> None:
        self._store = store
        self._engine = engine
        self._book = book
        self._clock = clock
        self._panel = panel
        self._live = live
        self._turns = turns
        self._registrations = registrations
        self._place_named = place_named
        self._suggests = suggests
        self._drafts = CallDrafts(store)
        self._readings = Readings()
        self._filing: defaultdict[str, threading.Lock] = defaultdict(threading.Lock)

    # ------------------------------------------------------------------ while the caller speaks

    async def read(
        self, viewer: Staff, call_id: str | None, text: str, known: Known, call: Call | None = None
    ) -> PhoneView:
        """What the screen shows of a text. `call`: form, values and name as they are on the screen; nothing is written.

        Raises NotReady, EngineFault.
        """
        _may(viewer)
        call = replace(call or Call(), text=text, known=known)
        text, cut = fitting(call.text, self._book().policy.message_max_chars)
        if not text.strip():
            return PhoneView(None, None, cut=cut)
        hidden = masked(text)
        read = await self._petition(hidden, known)
        return await asyncio.to_thread(self._view, viewer, call, hidden, read, cut)

    def look_back(self, viewer: Staff, call_id: str | None, view: PanelView) -> PanelView:
        """The panel with earlier cases against the same respondent: the part that asks the store."""
        if call_id is None:
            _may(viewer)
        else:
            self._own(viewer, call_id)
        return self._panel.look_back(viewer, view, _Thread(call_id) if call_id else None)

    # ------------------------------------------------------------------ keeping a call

    def save(self, viewer: Staff, call_id: str | None, call: Call, revision: int) -> Saved:
        """Keep a call as it is on the screen; the first time a conversation is opened for it."""
        book = self._book()
        if call_id is None:
            call_id, revision = self._live.open_call(viewer, None), 0
        self._own(viewer, call_id)
        fitted = replace(call, text=fitting(call.text, book.policy.message_max_chars)[0])
        kept = self._drafts.keep(call_id, fitted, revision, book)
        return Saved(call_id, revision, moved=True) if kept is None else Saved(call_id, kept)

    def load(self, viewer: Staff, call_id: str) -> tuple[Call, int]:
        """A call that was kept, and the revision to save it on."""
        self._own(viewer, call_id)
        with self._store.read() as work:
            return self._drafts.load(work, call_id)

    def calls(self, viewer: Staff) -> tuple[OpenCall, ...]:
        """The viewer's calls that were not ended, the latest first."""
        threads = self._live.page(viewer, ThreadQuery(view="mine", size=_CALLS)).threads
        found = []
        with self._store.read() as work:
            for thread in threads:
                if thread.channel == "phone":
                    words, numbers = self._drafts.beginning(work, thread.conversation_id, _BEGINNING)
                    found.append(OpenCall(thread.conversation_id, words, thread.last_at, numbers))
        return tuple(found)

    def end(self, viewer: Staff, call_id: str) -> None:
        """End a call: what was said becomes part of the conversation, and it is closed."""
        self._own(viewer, call_id)
        call, _ = self.load(viewer, call_id)
        if call.text.strip() and not call.filed:
            self._keep_spoken(viewer, call_id, call)
        self._live.close(viewer, call_id, ENDED)

    # ------------------------------------------------------------------ making it a case

    async def file(self, viewer: Staff, call_id: str, call: Call, revision: int) -> CallReceipt | Refused:
        """Make a case of what stands on the screen: the same checks, machine and receipt as in the citizen's chat.

        A filling (`call.slip`) becomes one case, however often and from however many windows it is asked for.
        Raises NotReady, EngineFault.
        """
        await asyncio.to_thread(self._own, viewer, call_id)
        book = self._book()
        text, _ = fitting(call.text, book.policy.message_max_chars)
        if not text.strip():
            return Refused({"": book.reply("phone_nothing_said")})
        hidden = masked(text)
        read = await self._petition(hidden, call.known)
        return await asyncio.to_thread(self._file, viewer, call_id, replace(call, text=text), hidden, read)

    def _file(self, viewer: Staff, call_id: str, call: Call, hidden: Masked, read: Petition) -> CallReceipt | Refused:
        book = self._book()
        with self._filing[call_id]:
            kept, revision = self.load(viewer, call_id)
            done = next((one for one in kept.filed if one.slip == call.slip), None)
            if done is not None:
                return self._receipt(done.number, (), kept, revision, again=True)
            form = chosen_form(read.decision, call.form, book, kept.forms_filed)
            if form is None:
                return Refused({"": book.reply("phone_no_form")})
            taken = ready(form, _by_hand(call, hidden, form), read, book, self._clock().date())
            if isinstance(taken, Refused):
                return taken
            return self._make(viewer, call_id, replace(call, filed=kept.filed), revision, taken)

    def _make(self, viewer: Staff, call_id: str, call: Call, revision: int, taken: Ready) -> CallReceipt:
        book, anonymous = self._book(), not taken.filling.named
        place = call_id
        if any(one.anonymous != anonymous for one in call.filed):
            # What is filed without a name must not lie in one conversation with what bears it.
            place = self._live.open_call(viewer, None)
        elif not call.filed:
            self._keep_spoken(viewer, call_id, call)
        number, say = register(
            self._store, self._turns, self._drafts, place, taken, self._name(viewer), book, self._clock().date()
        )
        self._mark(viewer, place, number, taken.state.region)
        if place != call_id:
            self._live.close(viewer, place, ENDED)
        filed = Filed(call.slip, number, taken.form.id, anonymous)
        after = replace(
            call,
            filed=(*call.filed, filed),
            slip=new_slip(),
            form=None,
            values={},
            named=None,
            caller={} if anonymous else call.caller,
        )
        kept = self._drafts.keep(call_id, after, revision, book)
        notes = tuple(str(say.card["text"]).split("\n")) if say.card else ()
        return self._receipt(number, notes, after, revision if kept is None else kept, again=False)

    # ------------------------------------------------------------------ inside

    async def _petition(self, hidden: Masked, known: Known) -> Petition:
        book, engine = self._book(), self._engine()
        if engine is None:
            raise NotReady("no engine loaded")
        parse = {"text": hidden.text} if wordless(hidden.text) else await self._readings.of(engine, hidden.text)
        region = known.region or self._place_named(hidden.text, book)
        return petition(parse, Known(known.facts, region, known.settled), book, hidden.text)

    def _view(self, viewer: Staff, call: Call, hidden: Masked, read: Petition, cut: int) -> PhoneView:
        form = chosen_form(read.decision, call.form, self._book(), call.forms_filed)
        hand = _by_hand(call, hidden, form)
        panel = self._panel.of(viewer, read, None, None, hand, look_back=False)
        prefilled = {one.id: one.value for one in panel.form.fields if one.told} if panel.form else {}
        if panel.form and panel.form.identity == "choice" and call.named is None:
            identity = asked_of("identity", self._book().fact(IDENTITY))
            panel = replace(panel, questions=(*panel.questions, identity))
        words = self._suggests.for_petition(viewer, read, state_of(read))
        return PhoneView(read, panel, prefilled, hidden.caller, cut, words)

    def _receipt(self, number: str, notes: tuple[str, ...], call: Call, revision: int, *, again: bool) -> CallReceipt:
        book = self._book()
        with self._store.read() as work:
            case = work.cases.by_number(number)
            assert case is not None, "a registration has its case"
            coming = what_comes_next(case, standing_of(case, work.cases.moves(number)), book, self._clock())
        code = self._registrations.code_to_show(number)
        title = book.form(case.form).title
        return CallReceipt(number, code, title, case.anonymous, notes, coming, call, revision, again)

    def _keep_spoken(self, viewer: Staff, call_id: str, call: Call) -> None:
        """What was said becomes a message of the conversation; a reading the agent put right, something to review."""
        said = self._drafts.without_names(call.text) if call.nameless else call.text
        event_id = self._live.add_spoken(viewer, call_id, said)
        settled = call.known.settled
        if settled is None:
            return
        row = next((one for one in self._book().situations if one.id == settled), None)
        category = row.category if row else category_of(settled, self._book()) or settled
        with self._store.write() as work:
            work.journal.signal(call_id, event_id, "corrected", viewer.name, category, row.id if row else None)
            work.commit()

    def _mark(self, viewer: Staff, call_id: str, number: str, region: str | None) -> None:
        with self._store.write() as work:
            work.threads.registered(call_id, number)
            work.threads.place(call_id, region)
            last = work.conversations.last_event_id(call_id)
            work.journal.signal(call_id, last, "registered", viewer.name)
            work.commit()

    def _name(self, viewer: Staff) -> str:
        with self._store.read() as work:
            user = work.users.by_name(viewer.name)
        return user.display_name if user else viewer.name

    def _own(self, viewer: Staff, call_id: str) -> None:
        _may(viewer)
        with self._store.read() as work:
            thread = work.threads.by_id(call_id)
            out = call_id in work.cases.kept_from(viewer.name)
            steps = work.threads.steps(call_id)
        # The draft names the caller: who takes an ended call over reads its words in the talk, masked, like any other.
        begun = steps and steps[0].by == viewer.name
        given = any(one.kind == "handed" and one.reason == viewer.name for one in steps)
        if thread is None or thread.channel != "phone" or thread.holder != viewer.name or out or not (begun or given):
            raise Denied("nobody goes on with the call of somebody else, or of a case they keep out of")


class _Thread:
    """What the panel wants of a call."""

    def __init__(self, conversation_id: str) -> None:
        self.conversation_id = conversation_id


def new_slip() -> str:
    """A name for the next filling."""
    return secrets.token_urlsafe(9)


def _by_hand(call: Call, hidden: Masked, form: Form | None) -> ByHand:
    """The form as it is on the screen, with what story and agent tell of who calls."""
    written = {name: value for name, value in call.caller.items() if value.strip()}
    told = caller_fields(form, {**hidden.caller, **written}) if form and call.named is not False else {}
    return ByHand(form.id if form else None, call.values, call.named, told, hidden.filled, call.forms_filed)


def _may(viewer: Staff) -> None:
    if viewer.role not in PHONE_ROLES:
        raise Denied(f"{viewer.role} takes no calls")
