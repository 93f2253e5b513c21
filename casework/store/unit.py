"""Units of work on SQL: one session, one transaction, all stores."""

import sqlite3
from collections.abc import Callable
from datetime import datetime
from functools import cached_property
from types import TracebackType
from typing import Self

from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from casework.database.connecting import READING, store_fault
from casework.errors import StoreFault
from casework.services.ports import SecretHasher
from casework.store.audit import SqlAuditTrail
from casework.store.cases import SqlCases
from casework.store.context import Context, Keys
from casework.store.conversations import SqlConversations
from casework.store.evidence import SqlEvidence
from casework.store.follow_up import SqlFollowUpSessions
from casework.store.journal import SqlJournal
from casework.store.live import SqlThreads
from casework.store.models import SqlModels
from casework.store.models_jobs import SqlJobs
from casework.store.models_shadow import SqlShadow
from casework.store.models_training import SqlTraining
from casework.store.office import SqlOffice
from casework.store.office_figures import SqlFigures
from casework.store.registrations import SqlRegistrations
from casework.store.review import SqlReview
from casework.store.staff import SqlFeedTokens, SqlStaffSessions
from casework.store.suggestions import SqlSuggestions
from casework.store.users import SqlUsers
from casework.store.vault import SqlVault
from casework.store.visits import Visits


class SqlStore:
    """Gives out units of work; safe to share between threads."""

    def __init__(self, engine: Engine, keys: Keys, hasher: SecretHasher, clock: Callable[[], datetime]) -> None:
        self._writer = engine
        self._reader = engine.execution_options(**READING)
        self._keys = keys
        self._hasher = hasher
        self._clock = clock
        self._visits = Visits()

    def write(self) -> "SqlUnitOfWork":
        """A unit of work that may write."""
        return self._unit(self._writer)

    def read(self) -> "SqlUnitOfWork":
        """A unit of work that only reads; the database itself refuses it to write."""
        return self._unit(self._reader)

    def forget_log(self) -> None:
        """Empties SQLite's write-ahead log: pages as they were before lie in it until it is written over."""
        if self._writer.dialect.name != "sqlite":
            return
        connection = self._writer.raw_connection()
        try:
            connection.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
        except sqlite3.Error as error:
            raise StoreFault("the log of the database cannot be emptied") from error
        finally:
            connection.close()

    def close(self) -> None:
        """Gives back all connections."""
        self._writer.dispose()

    def _unit(self, engine: Engine) -> "SqlUnitOfWork":
        session = Session(engine, expire_on_commit=False, autoflush=False)
        return SqlUnitOfWork(Context(session, self._keys, self._clock, self._hasher, self._visits))


class SqlUnitOfWork:
    """One transaction. What SQLAlchemy raises inside it leaves as StoreFault, without stored values in its message."""

    def __init__(self, context: Context) -> None:
        self._context = context

    @cached_property
    def conversations(self) -> SqlConversations:
        """Conversations and their events."""
        return SqlConversations(self._context)

    @cached_property
    def vault(self) -> SqlVault:
        """Sealed values."""
        return SqlVault(self._context)

    @cached_property
    def registrations(self) -> SqlRegistrations:
        """Registered forms."""
        return SqlRegistrations(self._context, self.audit)

    @cached_property
    def cases(self) -> SqlCases:
        """What staff work on."""
        return SqlCases(self._context)

    @cached_property
    def evidence(self) -> SqlEvidence:
        """Files handed in."""
        return SqlEvidence(self._context)

    @cached_property
    def follow_up(self) -> SqlFollowUpSessions:
        """Reporters who have shown number and code."""
        return SqlFollowUpSessions(self._context)

    @cached_property
    def users(self) -> SqlUsers:
        """People who work here."""
        return SqlUsers(self._context)

    @cached_property
    def staff_sessions(self) -> SqlStaffSessions:
        """Browsers in which users are signed in."""
        return SqlStaffSessions(self._context)

    @cached_property
    def feeds(self) -> SqlFeedTokens:
        """Secret addresses of users' calendars."""
        return SqlFeedTokens(self._context)

    @cached_property
    def threads(self) -> SqlThreads:
        """Who has a conversation."""
        return SqlThreads(self._context)

    @cached_property
    def journal(self) -> SqlJournal:
        """What was read in each message."""
        return SqlJournal(self._context)

    @cached_property
    def review(self) -> SqlReview:
        """Messages that may have been misread."""
        return SqlReview(self._context)

    @cached_property
    def suggestions(self) -> SqlSuggestions:
        """Suggested and canned replies."""
        return SqlSuggestions(self._context)

    @cached_property
    def audit(self) -> SqlAuditTrail:
        """The audit trail."""
        return SqlAuditTrail(self._context)

    @cached_property
    def figures(self) -> SqlFigures:
        """What is counted."""
        return SqlFigures(self._context)

    @cached_property
    def office(self) -> SqlOffice:
        """Settings, sessions of staff, erasure."""
        return SqlOffice(self._context)

    @cached_property
    def models(self) -> SqlModels:
        """Models, comparisons and what serves."""
        return SqlModels(self._context)

    @cached_property
    def jobs(self) -> SqlJobs:
        """Trainings and comparisons."""
        return SqlJobs(self._context)

    @cached_property
    def shadow(self) -> SqlShadow:
        """How a candidate reads live messages."""
        return SqlShadow(self._context)

    @cached_property
    def training(self) -> SqlTraining:
        """Training items."""
        return SqlTraining(self._context)

    def commit(self) -> None:
        """Makes everything done so far lasting; the unit of work can go on afterwards."""
        self._context.session.commit()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            self._context.session.close()
        except SQLAlchemyError as closing:
            if error is None:
                raise store_fault(closing) from closing
        if isinstance(error, SQLAlchemyError):
            raise store_fault(error) from error
