"""Engines: SQLite set up for many readers and one writer, PostgreSQL as it is."""

import sqlite3
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, make_url
from sqlalchemy.engine import URL
from sqlalchemy.exc import ArgumentError, SQLAlchemyError

from casework.errors import StoreFault

BUSY_MILLISECONDS = 10_000
"""How long a writer waits for another before it gives up."""
READING = {"triage_reading": True, "postgresql_readonly": True}
"""Execution options of a unit of work that only reads."""


def database_url(text: str) -> URL:
    """The URL with its driver: plain `postgresql://` means psycopg. Raises StoreFault for what is no database URL."""
    try:
        url = make_url(text)
    except ArgumentError as error:
        raise StoreFault("TRIAGE_DATABASE_URL is not a database URL") from error
    if url.drivername in ("postgresql", "postgres"):
        url = url.set(drivername="postgresql+psycopg")
    if url.get_backend_name() not in ("sqlite", "postgresql"):
        raise StoreFault(f"{url.get_backend_name()} is not supported: use sqlite:/// or postgresql://")
    return url


def connect_engine(text: str) -> Engine:
    """An engine for a database URL; nothing is connected yet. Error messages carry no stored values."""
    url = database_url(text)
    if url.get_backend_name() == "postgresql":
        return create_engine(url, hide_parameters=True, pool_pre_ping=True, pool_size=5, max_overflow=15)
    engine = create_engine(url, hide_parameters=True)
    event.listen(engine, "connect", _prepare)
    event.listen(engine, "begin", _begin)
    return engine


def prepare_file_of(text: str) -> None:
    """Makes the file of an SQLite database, for its owner only, and its directory; does nothing for PostgreSQL.

    SQLite gives its side files the mode of the database. Raises StoreFault when that is not possible.
    """
    url = database_url(text)
    if url.get_backend_name() != "sqlite" or not url.database or url.database == ":memory:":
        return
    path = Path(url.database)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600, exist_ok=True)
    except OSError as error:
        raise StoreFault(f"cannot make the database file {path}: {error.strerror}") from error


def store_fault(error: SQLAlchemyError) -> StoreFault:
    """The error in words for an operator: what the database said, without parameters."""
    said = str(getattr(error, "orig", None) or error).strip().splitlines()
    return StoreFault(f"the database refused: {said[0] if said else type(error).__name__}")


def _prepare(connection: sqlite3.Connection, _record: Any) -> None:
    # The driver must leave BEGIN to us: it would start transactions late and without the lock.
    connection.isolation_level = None
    for pragma in (
        f"busy_timeout = {BUSY_MILLISECONDS}",
        "journal_mode = WAL",
        "synchronous = FULL",  # a receipt that was shown must survive a power cut
        "foreign_keys = ON",
        "secure_delete = ON",  # what is erased is overwritten
    ):
        connection.execute(f"PRAGMA {pragma}")


def _begin(connection: Connection) -> None:
    reading = connection.get_execution_options().get("triage_reading", False)
    connection.exec_driver_sql(f"PRAGMA query_only = {'ON' if reading else 'OFF'}")
    # A writer takes its lock at once: two that read first and write later could only fail.
    connection.exec_driver_sql("BEGIN" if reading else "BEGIN IMMEDIATE")
