"""Registered forms, in SQL. Who filed them is in a table of their own, sealed with the other key."""

import json
import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta

from sqlalchemy import select

from casework.services.ports import CodeTry, Opener, Registration, ReporterIdentity
from casework.store.audit import SqlAuditTrail
from casework.store.context import Context, insert_into
from casework.store.tables import DailyNumberRow, RegistrationRow, ReporterIdentityRow

_NUMBER = re.compile(r"[A-Z]{2}[0-9]{12,16}")


class SqlRegistrations:
    """The registrations of one unit of work."""

    def __init__(self, context: Context, audit: SqlAuditTrail) -> None:
        self._context = context
        self._session = context.session
        self._audit = audit

    def next_number(self, day: date, prefix: str = "JB") -> str:
        """The next number of the day, counted up inside this unit of work: undone with it, never given out twice.

        Forms of all kinds share the count of a day.
        """
        insert = insert_into(self._session, DailyNumberRow)
        counted = insert.values(day=day, last=1).on_conflict_do_update(
            index_elements=[DailyNumberRow.day], set_={"last": DailyNumberRow.last + 1}
        )
        sequence: int = self._session.scalar(counted.returning(DailyNumberRow.last))
        # After 9,999 on one day the number grows by a digit rather than turning a citizen away.
        return f"{prefix}{day:%Y%m%d}{sequence:04d}"

    def add(self, registration: Registration, reporter: ReporterIdentity | None, form: Mapping[str, str]) -> None:
        """Stores a registration and, apart from it, its reporter."""
        if registration.anonymous and reporter is not None:
            raise ValueError("an anonymous registration has no reporter to store")
        number = registration.number
        self._session.add(
            RegistrationRow(
                number=number,
                conversation_id=registration.conversation_id,
                form=registration.form,
                region=registration.region,
                situation_id=registration.situation_id,
                rulebook_version=registration.rulebook_version,
                anonymous=registration.anonymous,
                registered_on=registration.registered_on,
                content=self._context.content.seal_json(dict(registration.content), _content_place(number)),
                form_fingerprint=self._fingerprint(registration.conversation_id, form),
                tries=0,
            )
        )
        self._session.flush()
        if reporter is not None:
            identity = {"fields": dict(reporter.fields), "tokens": dict(reporter.tokens)}
            sealed = self._context.identity.seal_json(identity, _identity_place(number))
            self._session.add(ReporterIdentityRow(number=number, identity=sealed))
            self._session.flush()

    def by_number(self, number: str) -> Registration | None:
        """The registration of a number."""
        row = self._row(number)
        return None if row is None else self._registration(row)

    def of_conversation(self, conversation_id: str) -> Sequence[Registration]:
        """The registrations made in a conversation, oldest first."""
        rows = self._session.scalars(
            select(RegistrationRow)
            .where(RegistrationRow.conversation_id == conversation_id)
            .order_by(RegistrationRow.registered_on, RegistrationRow.number)
        )
        return [self._registration(row) for row in rows]

    def of_form(self, conversation_id: str, form: Mapping[str, str]) -> Registration | None:
        """The registration that this conversation has already made of exactly these values."""
        row = self._session.scalar(
            select(RegistrationRow).where(
                RegistrationRow.conversation_id == conversation_id,
                RegistrationRow.form_fingerprint == self._fingerprint(conversation_id, form),
            )
        )
        return None if row is None else self._registration(row)

    def needs_code(self, number: str) -> bool:
        """Whether a registration has this number and no receipt code yet."""
        row = self._row(number)
        return row is not None and row.code_hash is None

    def set_code(self, number: str, code_hash: str) -> bool:
        """Gives a registration its receipt code; the first to ask wins."""
        row = self._row(number, lock=True)
        if row is None or row.code_hash is not None:
            return False
        row.code_hash = code_hash
        self._session.flush()
        return True

    def open_reporter(self, number: str, opener: Opener) -> ReporterIdentity | None:
        """The reporter's own data; the audit line is written in the same transaction."""
        row = self._session.get(ReporterIdentityRow, number) if _NUMBER.fullmatch(number) else None
        if row is None:
            return None
        self._audit.write(opener, "open_reporter_identity", number)
        identity = self._context.identity.open_json(row.identity, _identity_place(number))
        assert isinstance(identity, dict), "add seals a dict"
        return ReporterIdentity(dict(identity["fields"]), dict(identity["tokens"]))

    def count_try(self, number: str, *, limit: int, lock_minutes: int) -> CodeTry:
        """Counts a try before its code is compared; the lock opens by itself after `lock_minutes`."""
        row = self._row(number, lock=True)
        if row is None:
            return CodeTry(None, locked=False)
        now, end = self._context.now(), self._context.now() + timedelta(minutes=lock_minutes)
        if row.tries >= limit:
            until = self._locked_until(row)
            if until is None:  # locked by another process, or before this one began
                until = end
                self._lock(row, until)
            if until > now:
                return CodeTry(row.code_hash, locked=True)
            self._unlock(row)
        row.tries += 1
        if row.tries >= limit:
            self._lock(row, end)
        self._session.flush()
        return CodeTry(row.code_hash, locked=False)

    def clear_tries(self, number: str) -> None:
        """Forgets the tries after a right code."""
        row = self._row(number, lock=True)
        if row is not None:
            self._unlock(row)
            self._session.flush()

    def _locked_until(self, row: RegistrationRow) -> datetime | None:
        return self._context.visits.locked_until(row.number) if row.anonymous else row.locked_until

    def _lock(self, row: RegistrationRow, until: datetime) -> None:
        """Of an anonymous reporter only the number of tries is written: the end of a lock tells when they came."""
        row.locked_until = None if row.anonymous else until
        if row.anonymous:
            self._context.visits.lock(row.number, until)

    def _unlock(self, row: RegistrationRow) -> None:
        row.tries, row.locked_until = 0, None
        self._context.visits.unlock(row.number)

    def _row(self, number: str, *, lock: bool = False) -> RegistrationRow | None:
        if not _NUMBER.fullmatch(number):
            return None
        return self._session.get(RegistrationRow, number, with_for_update=lock or None, populate_existing=lock)

    def _fingerprint(self, conversation_id: str, form: Mapping[str, str]) -> str:
        values = json.dumps(dict(form), sort_keys=True)
        return self._context.content.fingerprint(values, f"{RegistrationRow.__tablename__}:{conversation_id}:form")

    def _registration(self, row: RegistrationRow) -> Registration:
        content = self._context.content.open_json(row.content, _content_place(row.number))
        assert isinstance(content, dict), "add seals a dict"
        return Registration(
            row.number,
            row.conversation_id,
            row.situation_id,
            row.rulebook_version,
            row.anonymous,
            row.registered_on,
            content,
            row.form,
            row.region,
        )


def _content_place(number: str) -> str:
    return f"{RegistrationRow.__tablename__}:{number}:content"


def _identity_place(number: str) -> str:
    return f"{ReporterIdentityRow.__tablename__}:{number}:identity"
