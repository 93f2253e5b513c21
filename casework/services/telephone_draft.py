"""The draft of a call at rest: one event of its conversation, overwritten as the agent types, personal data sealed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, replace
from typing import Any, cast

from casework.field_check import strip_lead
from casework.redaction import compact, find_sensitive, replace_sensitive
from casework.services.form_prompts import seal_kind
from casework.services.ports import SEALED_LABELS, SealedKind, Store, UnitOfWork
from casework.services.sealing import Sealing
from casework.services.telephone_view import Call, Filed
from casework.triage import Known
from knowledge import FormField, RuleBook

DRAFT, DRAFT_ID = "call_draft", "call-draft"
_CALLER: Mapping[str, SealedKind] = {"name": "name", "phone": "phone"}
_NUMBERS = ("id_number", "phone")


class CallDrafts:
    """Keeps the drafts of calls. Texts go in and come out in clear; what lies in the store has tokens."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._sealing = Sealing(store)

    def keep(self, call_id: str, call: Call, base: int, book: RuleBook) -> int | None:
        """Overwrites the draft; its new revision, None when it is no longer the one of `base`.

        Of a caller who stays anonymous neither name nor telephone is kept.
        """
        sealed = self._sealed(call_id, call, book)
        with self._store.write() as work:
            known = work.conversations.of_client(call_id, DRAFT_ID)
            revision = int(str(known.payload["revision"])) if known else 0
            if revision != base:
                return None
            work.conversations.overwrite(call_id, DRAFT, DRAFT_ID, {**sealed, "revision": revision + 1})
            work.commit()
        return revision + 1

    def load(self, work: UnitOfWork, call_id: str) -> tuple[Call, int]:
        """The draft and its revision; an empty one, 0, where there is none."""
        event = work.conversations.of_client(call_id, DRAFT_ID)
        if event is None:
            return Call(), 0
        kept: dict[str, Any] = dict(event.payload)

        def opened(values: Mapping[str, str]) -> dict[str, str]:
            return {name: work.vault.unseal_text(call_id, value) for name, value in values.items()}

        known = Known(kept["facts"], kept["region"], kept["settled"])
        call = Call(
            text=work.vault.unseal_text(call_id, kept["text"]),
            known=known,
            form=kept["form"],
            values=opened(kept["values"]),
            caller=opened(kept["caller"]),
            named=kept["named"],
            slip=kept["slip"],
            filed=tuple(Filed(**one) for one in kept["filed"]),
        )
        return call, int(kept["revision"])

    def beginning(self, work: UnitOfWork, call_id: str, length: int) -> tuple[str, tuple[str, ...]]:
        """The first words of a draft as they lie in the store, masked, and the numbers of its cases."""
        event = work.conversations.of_client(call_id, DRAFT_ID)
        if event is None:
            return "", ()
        kept: dict[str, Any] = dict(event.payload)
        return " ".join(kept["text"].split())[:length], tuple(one["number"] for one in kept["filed"])

    def value(self, call_id: str, field: FormField, value: str, book: RuleBook) -> str:
        """A field's value as it may be stored: as a whole behind a token where it is about who files."""
        kind = cast("SealedKind | None", seal_kind(field))
        return self._whole(call_id, kind, value) if kind else self._sealing.seal(call_id, value, None, book)

    @staticmethod
    def without_names(text: str) -> str:
        """What a caller said who stays anonymous: personal data are gone for good, not sealed."""
        return replace_sensitive(text, {one: f"〔{SEALED_LABELS[one.kind]}〕" for one in find_sensitive(text)})

    def text(self, call_id: str, text: str, book: RuleBook) -> str:
        """What the caller said, personal data behind tokens."""
        return self._sealing.seal(call_id, text, None, book) if text.strip() else ""

    def _sealed(self, call_id: str, call: Call, book: RuleBook) -> dict[str, Any]:
        fields = _fields(call, book)
        caller = {} if call.nameless else call.caller
        if call.nameless:
            written = {name: self.without_names(value) for name, value in call.values.items()}
            call = replace(call, text=self.without_names(call.text), values=written)
        return {
            "text": self.text(call_id, call.text, book),
            "facts": dict(call.known.facts),
            "region": call.known.region,
            "settled": call.known.settled,
            "form": call.form,
            "values": {
                name: self._field(call_id, fields[name], value, book)
                for name, value in call.values.items()
                if name in fields
            },
            "caller": {
                name: self._whole(call_id, kind, caller[name]) for name, kind in _CALLER.items() if name in caller
            },
            "named": call.named,
            "slip": call.slip,
            "filed": [asdict(one) for one in call.filed],
        }

    def _field(self, call_id: str, field: FormField, value: str, book: RuleBook) -> str:
        return self.value(call_id, field, value, book) if value.strip() else ""

    def _whole(self, call_id: str, kind: SealedKind, value: str) -> str:
        if not value.strip():
            return ""
        said = strip_lead(value)
        if kind in _NUMBERS:
            said = compact(said) or said
        with self._store.write() as work:
            token = work.vault.seal(call_id, kind, said)
            work.commit()
        return token


def _fields(call: Call, book: RuleBook) -> dict[str, FormField]:
    """The fields that may be kept, by id: those of the form, or of any where none was chosen yet."""
    forms = [book.form(call.form)] if call.form else list(book.forms)
    left_out = {name for form in forms for name in form.named_only} if call.nameless else set()
    return {one.id: one for form in reversed(forms) for one in form.fields if one.id not in left_out}
