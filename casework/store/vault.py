"""Sealed values of conversations, in SQL."""

import re
import secrets
from typing import get_args

from sqlalchemy import func, select

from casework.services.ports import SEALED_LABELS, SEALED_TOKEN, SealedKind
from casework.store.context import Context
from casework.store.tables import SealedValueRow

_TABLE = SealedValueRow.__tablename__
_TOKEN = re.compile(SEALED_TOKEN)
_FORGOTTEN = b""


class SqlVault:
    """The vault of one unit of work. Tokens are numbered per conversation and kind, and no number is used twice."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self._session = context.session

    def seal(self, conversation_id: str, kind: SealedKind, value: str) -> str:
        """The token that stands for the value; spacing and width of figures make no difference."""
        if kind not in get_args(SealedKind) or not value.strip():
            raise ValueError("a sealed value has a known kind and is not empty")
        self._context.locked_conversation(conversation_id)
        fingerprint = self._context.identity.fingerprint(value, f"{_TABLE}:{conversation_id}:{kind}")
        same_kind = (SealedValueRow.conversation_id == conversation_id, SealedValueRow.kind == kind)
        known = self._session.scalar(
            select(SealedValueRow.token).where(*same_kind, SealedValueRow.fingerprint == fingerprint)
        )
        if known is not None:
            return known
        count = self._session.scalar(select(func.count()).select_from(SealedValueRow).where(*same_kind)) or 0
        token = f"〔{SEALED_LABELS[kind]}{count + 1}〕"
        sealed = self._context.identity.seal_json(value, _place(conversation_id, token))
        row = SealedValueRow(
            conversation_id=conversation_id, token=token, kind=kind, fingerprint=fingerprint, value=sealed
        )
        self._session.add(row)
        self._session.flush()
        return token

    def open(self, conversation_id: str, token: str) -> str | None:
        """The value behind a token, None when this conversation has none such."""
        return self._values(conversation_id, {token}).get(token)

    def unseal_text(self, conversation_id: str, text: str) -> str:
        """The text with its known tokens filled in."""
        values = self._values(conversation_id, set(_TOKEN.findall(text)))
        return _TOKEN.sub(lambda match: values.get(match.group(), match.group()), text) if values else text

    def forget(self, conversation_id: str) -> None:
        """Destroys the values; the tokens stay taken, so that old texts can never show a later value."""
        self._context.locked_conversation(conversation_id)
        for row in self._session.scalars(
            select(SealedValueRow).where(SealedValueRow.conversation_id == conversation_id)
        ):
            row.value, row.fingerprint = _FORGOTTEN, secrets.token_hex(32)
        self._session.flush()

    def _values(self, conversation_id: str, tokens: set[str]) -> dict[str, str]:
        wanted = {token for token in tokens if _TOKEN.fullmatch(token)}
        if not wanted:
            return {}
        rows = self._session.scalars(
            select(SealedValueRow).where(
                SealedValueRow.conversation_id == conversation_id, SealedValueRow.token.in_(wanted)
            )
        )
        return {
            row.token: str(self._context.identity.open_json(row.value, _place(conversation_id, row.token)))
            for row in rows
            if row.value != _FORGOTTEN
        }


def _place(conversation_id: str, token: str) -> str:
    return f"{_TABLE}:{conversation_id}:{token}:value"
