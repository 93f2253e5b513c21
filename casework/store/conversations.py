"""Conversations, their events and state flags, in SQL."""

import json
from collections.abc import Sequence
from uuid import uuid4

from sqlalchemy import delete, select

from casework.errors import SessionUnknown
from casework.sealing.secret_words import new_token, token_hash
from casework.services.ports import Conversation, Event, Flag, Payload
from casework.store.anonymous import cut_times, day_only
from casework.store.context import Context, insert_into
from casework.store.tables import ConversationRow, EventRow, StateRow

_TABLE = EventRow.__tablename__
_CONVERSATIONS = ConversationRow.__tablename__
_CLIENT_ID, _KIND, _FLAG_NAME, _FLAG_VALUE = 64, 32, 64, 200


class SqlConversations:
    """The conversations of one unit of work."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self._session = context.session

    def create(self, region: str | None) -> Conversation:
        """A new conversation and the only sight of its token."""
        token = new_token()
        row = ConversationRow(
            id=str(uuid4()),
            token_hash=token_hash(token),
            region=region,
            created_at=self._context.now(),
            anonymous=False,
            last_event=0,
        )
        self._session.add(row)
        self._session.flush()
        return _conversation(row, token)

    def by_token(self, token: str) -> Conversation:
        """The conversation of a token. Raises SessionUnknown."""
        row = self._session.scalar(select(ConversationRow).where(ConversationRow.token_hash == token_hash(token)))
        if row is None:
            raise SessionUnknown("no conversation has this token")
        return _conversation(row)

    def by_id(self, conversation_id: str) -> Conversation:
        """The conversation of an id. Raises SessionUnknown."""
        return _conversation(self._row(conversation_id))

    def of_sender(self, sender: str, region: str | None) -> Conversation:
        """The conversation of another program's sender, made at its first message."""
        fingerprint = self._context.identity.fingerprint(sender, f"{_CONVERSATIONS}:sender")
        insert = insert_into(self._session, ConversationRow).values(
            id=str(uuid4()),
            token_hash=token_hash(new_token()),
            sender=fingerprint,
            region=region,
            created_at=self._context.now(),
            anonymous=False,
            last_event=0,
        )
        self._session.execute(insert.on_conflict_do_nothing())
        row = self._session.scalars(select(ConversationRow).where(ConversationRow.sender == fingerprint)).one()
        if region is not None:
            row.region = region
            self._session.flush()
        return _conversation(row)

    def set_region(self, conversation_id: str, region: str | None) -> None:
        """Moves the conversation to another place."""
        self._context.locked_conversation(conversation_id).region = region

    def append_event(self, conversation_id: str, kind: str, payload: Payload, client_id: str | None = None) -> Event:
        """Adds an event under the lock of its conversation, or finds the earlier one of the same client id."""
        if not 0 < len(kind) <= _KIND or (client_id is not None and not 0 < len(client_id) <= _CLIENT_ID):
            raise ValueError(f"kind has 1 to {_KIND} characters, client_id 1 to {_CLIENT_ID}")
        row = self._context.locked_conversation(conversation_id)
        if client_id is not None and (earlier := self._of_client(conversation_id, client_id)) is not None:
            return earlier
        row.last_event += 1
        now = self._context.now()
        event = EventRow(
            conversation_id=conversation_id,
            id=row.last_event,
            kind=kind,
            client_id=client_id,
            at=day_only(now) if row.anonymous else now,
            payload=self._context.content.seal_json(dict(payload), _place(conversation_id, row.last_event)),
        )
        self._session.add(event)
        self._session.flush()
        return Event(event.id, conversation_id, kind, dict(payload), event.at, client_id)

    def overwrite(self, conversation_id: str, kind: str, client_id: str, payload: Payload) -> Event:
        """The one event of a client id with a new payload; added where there is none yet."""
        self._context.locked_conversation(conversation_id)
        event = self.append_event(conversation_id, kind, payload, client_id)
        if not event.duplicate:
            return event
        row = self._session.get(EventRow, (conversation_id, event.id))
        assert row is not None, "append_event has just found it"
        row.payload = self._context.content.seal_json(dict(payload), _place(conversation_id, event.id))
        self._session.flush()
        return Event(event.id, conversation_id, row.kind, dict(payload), row.at, client_id)

    def of_client(self, conversation_id: str, client_id: str) -> Event | None:
        """The event of a client id."""
        return self._of_client(conversation_id, client_id)

    def events_after(self, conversation_id: str, after: int = 0, limit: int = 500) -> Sequence[Event]:
        """Events with an id greater than `after`, oldest first."""
        rows = self._session.scalars(
            select(EventRow)
            .where(EventRow.conversation_id == conversation_id, EventRow.id > after)
            .order_by(EventRow.id)
            .limit(limit)
        )
        return [self._event(row) for row in rows]

    def last_event_id(self, conversation_id: str) -> int:
        """The id of the newest event, 0 when there is none."""
        return self._row(conversation_id).last_event

    def set_state(self, conversation_id: str, name: str, value: Flag) -> None:
        """Sets a state flag; None removes it."""
        text = json.dumps(value)
        if not 0 < len(name) <= _FLAG_NAME or len(text) > _FLAG_VALUE:
            raise ValueError(f"a flag's name has 1 to {_FLAG_NAME} characters, its JSON at most {_FLAG_VALUE}")
        self._context.locked_conversation(conversation_id)
        if value is None:
            where = (StateRow.conversation_id == conversation_id, StateRow.name == name)
            self._session.execute(delete(StateRow).where(*where))
        else:
            self._session.merge(StateRow(conversation_id=conversation_id, name=name, value=text))
        self._session.flush()

    def get_state(self, conversation_id: str, name: str, default: Flag = None) -> Flag:
        """The value of a state flag."""
        row = self._session.get(StateRow, (conversation_id, name))
        if row is None:
            return default
        value: Flag = json.loads(row.value)
        return value

    def make_anonymous(self, conversation_id: str) -> None:
        """Cuts the times of this conversation down to the day, and those of events to come."""
        row = self._context.locked_conversation(conversation_id)
        row.anonymous = True
        row.created_at = day_only(row.created_at)
        cut_times(self._session, conversation_id)

    def _row(self, conversation_id: str) -> ConversationRow:
        row = self._session.get(ConversationRow, conversation_id)
        if row is None:
            raise SessionUnknown(f"no conversation {conversation_id!r}")
        return row

    def _of_client(self, conversation_id: str, client_id: str) -> Event | None:
        row = self._session.scalar(
            select(EventRow).where(EventRow.conversation_id == conversation_id, EventRow.client_id == client_id)
        )
        return None if row is None else self._event(row, duplicate=True)

    def _event(self, row: EventRow, *, duplicate: bool = False) -> Event:
        payload = self._context.content.open_json(row.payload, _place(row.conversation_id, row.id))
        assert isinstance(payload, dict), "append_event seals dicts only"
        return Event(row.id, row.conversation_id, row.kind, payload, row.at, row.client_id, duplicate)


def _conversation(row: ConversationRow, token: str | None = None) -> Conversation:
    return Conversation(row.id, row.region, row.created_at, token, row.anonymous)


def _place(conversation_id: str, event_id: int) -> str:
    return f"{_TABLE}:{conversation_id}:{event_id}:payload"
