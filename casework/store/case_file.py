"""What lies in a case, in SQL: entries, settled facts, recusals."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import delete, func, insert, select

from casework.errors import UnknownRow
from casework.services.ports import CaseFact, Entry, EntryAuthor, EntryKind, Recusal, RecusalDecision
from casework.store.context import Context
from casework.store.keeping_out import kept_from
from casework.store.tables import CaseRow, EntryRow, FactRow, MoveRow, RecusalRow

_Sealed = EntryRow | MoveRow | RecusalRow
_ACTOR, _NUMBER = 64, 20


class CaseFile:
    """What lies in the cases of one unit of work. Texts are sealed, each for its own place."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self._session = context.session

    def add_entry(
        self,
        number: str,
        kind: EntryKind,
        author: EntryAuthor,
        actor: str,
        text: str,
        *,
        for_citizen: bool,
        answers: int | None = None,
    ) -> Entry:
        """Writes something down; the lock on the case orders what comes in parallel."""
        at = self._now(self._locked(number))
        sequence = self._last(EntryRow, number) + 1
        row = EntryRow(
            number=number,
            sequence=sequence,
            kind=kind,
            author=author,
            actor=actor[:_ACTOR],
            at=at,
            text=self._seal(EntryRow, number, sequence, text),
            for_citizen=for_citizen,
            answers=answers,
        )
        self._session.add(row)
        self._session.flush()
        return Entry(number, sequence, kind, author, row.actor, at, text, for_citizen, answers)

    def entries(self, number: str) -> Sequence[Entry]:
        """What was said in a case, oldest first."""
        rows = self._session.scalars(select(EntryRow).where(EntryRow.number == number).order_by(EntryRow.sequence))
        return [self._entry(row) for row in rows]

    def set_facts(self, number: str, facts: Mapping[str, str], actor: str) -> None:
        """Settles facts, or settles them anew."""
        at = self._now(self._locked(number))
        self._session.execute(delete(FactRow).where(FactRow.number == number, FactRow.fact.in_(facts)))
        rows = [
            {"number": number, "fact": fact, "value": facts[fact], "actor": actor[:_ACTOR], "at": at} for fact in facts
        ]
        self._session.execute(insert(FactRow), rows)

    def facts(self, number: str) -> Sequence[CaseFact]:
        """The facts settled, by their id."""
        rows = self._session.scalars(select(FactRow).where(FactRow.number == number).order_by(FactRow.fact))
        return [CaseFact(row.fact, row.value, row.actor, row.at) for row in rows]

    def recuse(self, number: str, user: str, reason: str, declared_by: str) -> Recusal:
        """Keeps a person out from now on; an earlier decision about them is open again."""
        at = self._now(self._locked(number))
        row = RecusalRow(
            number=number,
            user_name=user,
            reason=self._seal(RecusalRow, number, user, reason),
            declared_by=declared_by[:_ACTOR],
            declared_at=at,
            decision=None,
            decided_by=None,
            decided_at=None,
        )
        merged = self._session.merge(row)
        self._session.flush()
        return self._recusal(merged)

    def decide_recusal(self, number: str, user: str, decision: RecusalDecision, decided_by: str) -> Recusal:
        """Decides on a recusal that is open."""
        at = self._now(self._locked(number))
        row = self._session.get(RecusalRow, (number, user), populate_existing=True)
        if row is None or row.decision is not None:
            raise UnknownRow(f"no open recusal in case {number!r}")
        row.decision, row.decided_by, row.decided_at = decision, decided_by[:_ACTOR], at
        self._session.flush()
        return self._recusal(row)

    def recusals(self, number: str) -> Sequence[Recusal]:
        """The recusals of a case, oldest first."""
        rows = select(RecusalRow).where(RecusalRow.number == number)
        return [
            self._recusal(row)
            for row in self._session.scalars(rows.order_by(RecusalRow.declared_at, RecusalRow.user_name))
        ]

    def is_recused(self, number: str, user: str) -> bool:
        """Whether the person is kept out of the case."""
        row = self._session.get(RecusalRow, (number, user))
        return row is not None and row.decision != "declined"

    def kept_from(self, user: str) -> frozenset[str]:
        """The conversations this person keeps out of."""
        return frozenset(self._session.scalars(kept_from(user)))

    def _row(self, number: str, *, lock: bool = False) -> CaseRow | None:
        if not (number.isascii() and number.isalnum()) or len(number) > _NUMBER:
            return None
        return self._session.get(CaseRow, number, with_for_update=lock or None, populate_existing=lock)

    def _locked(self, number: str) -> CaseRow:
        row = self._row(number, lock=True)
        if row is None:
            raise UnknownRow(f"no case {number!r}")
        return row

    def _now(self, row: CaseRow) -> datetime:
        """The time; of an anonymous reporter's case only the day."""
        now = self._context.now()
        return now.replace(hour=0, minute=0, second=0, microsecond=0) if row.anonymous else now

    def _last(self, table: type[EntryRow] | type[MoveRow], number: str) -> int:
        return self._session.scalar(select(func.max(table.sequence)).where(table.number == number)) or 0

    def _seal(self, table: type[_Sealed], number: str, key: object, text: str) -> bytes:
        return self._context.content.seal_json(text, f"{table.__tablename__}:{number}:{key}")

    def _open(self, table: type[_Sealed], number: str, key: object, sealed: bytes) -> str:
        return str(self._context.content.open_json(sealed, f"{table.__tablename__}:{number}:{key}"))

    def _entry(self, row: EntryRow) -> Entry:
        text = self._open(EntryRow, row.number, row.sequence, row.text)
        kind: EntryKind = row.kind  # type: ignore[assignment]
        author: EntryAuthor = row.author  # type: ignore[assignment]
        return Entry(row.number, row.sequence, kind, author, row.actor, row.at, text, row.for_citizen, row.answers)

    def _recusal(self, row: RecusalRow) -> Recusal:
        reason = self._open(RecusalRow, row.number, row.user_name, row.reason)
        decision: RecusalDecision | None = row.decision  # type: ignore[assignment]
        return Recusal(
            row.number,
            row.user_name,
            reason,
            row.declared_by,
            row.declared_at,
            decision,
            row.decided_by,
            row.decided_at,
        )
