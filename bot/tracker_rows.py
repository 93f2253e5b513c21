"""Where the dialogue engine's events are kept: sealed batches that are only ever added, and one head a conversation."""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, LargeBinary, String, inspect, select, text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column

from casework.database.connecting import READING, connect_engine, prepare_file_of, store_fault
from casework.sealing.envelope import Sealer
from casework.sealing.faults import KeyFault
from casework.sealing.keyring import Keyring

EventData = dict[str, Any]
# Any number nothing else in the database takes.
_LOCK = 7_421_964


class _Table(DeclarativeBase):
    pass


class HeadRow(_Table):
    """How far a conversation is: its number of events, and from which event on the engine needs to see them.

    `prefix` (sealed) are the events that stand for those before `start`.
    """

    __tablename__ = "tracker_heads"
    sender: Mapped[str] = mapped_column(String(255), primary_key=True)
    events: Mapped[int]
    start: Mapped[int]
    prefix: Mapped[bytes | None] = mapped_column(LargeBinary)


class BatchRow(_Table):
    """The events `first` to `last` of a conversation, as they were saved together; compressed and sealed."""

    __tablename__ = "tracker_batches"
    sender: Mapped[str] = mapped_column(String(255), primary_key=True)
    last: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    first: Mapped[int]
    batch: Mapped[bytes] = mapped_column(LargeBinary)


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """Events before number `start` (counted from 1) are replaced by `prefix` when a tracker is built."""

    start: int
    prefix: tuple[EventData, ...] = ()


@dataclass(frozen=True, slots=True)
class Loaded:
    """What a tracker is built from: `total` events are kept, `events` are the ones to replay."""

    total: int
    events: tuple[EventData, ...]


class TrackerRows:
    """The two tables. Synchronous; safe to share between threads. Raises StoreFault, KeyFault, Tampered."""

    def __init__(self, url: str, key_file: Path) -> None:
        prepare_file_of(url)
        self._engine = connect_engine(url)
        self._reader = self._engine.execution_options(**READING)
        with _faults():
            _create_tables(self._engine)
        with _faults(), Session(self._reader) as session:
            some = session.scalar(select(BatchRow).limit(1))
        if some is not None and not key_file.exists():
            raise KeyFault(f"key file {key_file} is missing, but conversations were sealed with it: put it back")
        self._sealer = Sealer(Keyring.load_or_create(key_file))
        if some is not None:
            # Now rather than at somebody's first message.
            self._open(some.batch, _batch_place(some.sender, some.first, some.last))

    def close(self) -> None:
        """Gives back all connections."""
        self._engine.dispose()

    def senders(self) -> list[str]:
        """Every conversation there is."""
        with _faults(), Session(self._reader) as session:
            return list(session.scalars(select(HeadRow.sender).order_by(HeadRow.sender)))

    def count(self, sender: str) -> int | None:
        """How many events a conversation has; None when it is unknown."""
        with _faults(), Session(self._reader) as session:
            return session.scalar(select(HeadRow.events).where(HeadRow.sender == sender))

    def load(self, sender: str, *, full: bool = False) -> Loaded | None:
        """The events to replay: from the checkpoint on, or really all."""
        with _faults(), Session(self._reader) as session:
            head = session.get(HeadRow, sender)
            if head is None:
                return None
            start = 1 if full else head.start
            prefix = () if full or head.prefix is None else self._open(head.prefix, _prefix_place(sender, head.start))
            where = (BatchRow.sender == sender, BatchRow.last >= start)
            events = list(prefix)
            for row in session.scalars(select(BatchRow).where(*where).order_by(BatchRow.last)):
                batch = self._open(row.batch, _batch_place(sender, row.first, row.last))
                events.extend(batch[max(0, start - row.first) :])
            return Loaded(head.events, tuple(events))

    def last_event(self, sender: str) -> EventData | None:
        """The newest event of a conversation."""
        with _faults(), Session(self._reader) as session:
            row = session.scalar(
                select(BatchRow).where(BatchRow.sender == sender).order_by(BatchRow.last.desc()).limit(1)
            )
            return None if row is None else self._open(row.batch, _batch_place(sender, row.first, row.last))[-1]

    def append(self, sender: str, new: Sequence[EventData], start_within: int | None = None) -> int:
        """Adds events and returns how many there are now.

        `start_within`: the index in `new` from which on a tracker is to be built (a new session), if it is in there.
        """
        with _faults(), Session(self._engine) as session:
            head = session.get(HeadRow, sender, with_for_update=True, populate_existing=True)
            if head is None:
                head = HeadRow(sender=sender, events=0, start=1)
                session.add(head)
            first, last = head.events + 1, head.events + len(new)
            sealed = self._seal(new, _batch_place(sender, first, last))
            session.add(BatchRow(sender=sender, first=first, last=last, batch=sealed))
            head.events = last
            if start_within is not None:
                head.start, head.prefix = first + start_within, None
            session.commit()
            return last

    def set_checkpoint(self, sender: str, checkpoint: Checkpoint, total: int) -> bool:
        """Moves the place from which trackers are built; False when events were added meanwhile."""
        with _faults(), Session(self._engine) as session:
            head = session.get(HeadRow, sender, with_for_update=True, populate_existing=True)
            if head is None or head.events != total:
                return False
            head.start = checkpoint.start
            head.prefix = self._seal(checkpoint.prefix, _prefix_place(sender, checkpoint.start))
            session.commit()
            return True

    def _seal(self, events: Sequence[EventData], place: str) -> bytes:
        written = json.dumps(list(events), ensure_ascii=False, separators=(",", ":"), default=_plain)
        return self._sealer.seal(zlib.compress(written.encode("utf-8", "surrogatepass"), 1), place)

    def _open(self, sealed: bytes, place: str) -> list[EventData]:
        written = zlib.decompress(self._sealer.open(sealed, place)).decode("utf-8", "surrogatepass")
        events: list[EventData] = json.loads(written)
        return events


@contextmanager
def _faults() -> Iterator[None]:
    """Turns SQLAlchemy's errors into StoreFault."""
    try:
        yield
    except SQLAlchemyError as error:
        raise store_fault(error) from error


def _create_tables(engine: Engine) -> None:
    if {HeadRow.__tablename__, BatchRow.__tablename__} <= set(inspect(engine).get_table_names()):
        return
    with engine.begin() as connection:
        if connection.dialect.name == "postgresql":
            connection.execute(text("SELECT pg_advisory_xact_lock(:number)"), {"number": _LOCK})
        _Table.metadata.create_all(connection)


def _batch_place(sender: str, first: int, last: int) -> str:
    return f"{BatchRow.__tablename__}:{sender}:{first}-{last}:batch"


def _prefix_place(sender: str, start: int) -> str:
    return f"{HeadRow.__tablename__}:{sender}:{start}:prefix"


def _plain(value: object) -> object:
    """Numbers and arrays of numpy as JSON knows them."""
    plain = getattr(value, "tolist", None)
    if plain is None:
        raise TypeError(f"an event holds a {type(value).__name__}, which cannot be stored")
    return plain()
