"""What the stores of one unit of work share: the session, the keys and the clock."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlalchemy.orm import Session

from casework.errors import SessionUnknown
from casework.sealing.envelope import Sealer
from casework.services.ports import SecretHasher
from casework.store.column_types import SHANGHAI
from casework.store.tables import ConversationRow
from casework.store.visits import Visits


@dataclass(frozen=True, slots=True)
class Keys:
    """The two sealers: petition text with one key, people's own data with the other."""

    content: Sealer
    identity: Sealer


@dataclass(frozen=True, slots=True)
class Context:
    """One unit of work's session and what its stores need beside it."""

    session: Session
    keys: Keys
    clock: Callable[[], datetime]
    hasher: SecretHasher
    visits: Visits

    @property
    def content(self) -> Sealer:
        """Seals petition text."""
        return self.keys.content

    @property
    def identity(self) -> Sealer:
        """Seals what says who somebody is."""
        return self.keys.identity

    def now(self) -> datetime:
        """The clock's time in Asia/Shanghai."""
        return self.clock().astimezone(SHANGHAI)

    def locked_conversation(self, conversation_id: str) -> ConversationRow:
        """A conversation's row, fresh and locked until the end of the unit of work. Raises SessionUnknown."""
        row = self.session.get(ConversationRow, conversation_id, with_for_update=True, populate_existing=True)
        if row is None:
            raise SessionUnknown(f"no conversation {conversation_id!r}")
        return row


def insert_into(session: Session, table: type[Any]) -> Any:
    """An INSERT that knows ON CONFLICT in the session's database."""
    postgresql = session.get_bind().dialect.name == "postgresql"
    return postgresql_insert(table) if postgresql else sqlite_insert(table)
