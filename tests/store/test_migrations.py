"""The way of a database from empty to the present tables."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import inspect, text

from casework.database.connecting import connect_engine
from casework.errors import StoreFault
from casework.store import open_store
from casework.store.column_types import SHANGHAI
from casework.store.migrating import migrate, migration_config
from casework.store.tables import Table
from tests.fakes import QuickHasher


def test_an_empty_database_gets_exactly_the_tables_of_the_program(url: str) -> None:
    engine = connect_engine(url)

    migrate(engine)

    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"version_table": "schema_version"})
        differences = compare_metadata(context, Table.metadata)
    engine.dispose()
    assert differences == []


def test_migrating_twice_changes_nothing(url: str) -> None:
    engine = connect_engine(url)
    migrate(engine)
    before = sorted(inspect(engine).get_table_names())

    migrate(engine)

    assert sorted(inspect(engine).get_table_names()) == before
    engine.dispose()


def test_every_migration_can_be_undone(url: str) -> None:
    engine = connect_engine(url)
    migrate(engine)

    with engine.begin() as connection:
        config = migration_config()
        config.attributes["connection"] = connection
        command.downgrade(config, "base")

    assert set(inspect(engine).get_table_names()) == {"schema_version"}
    engine.dispose()


def test_what_was_registered_before_there_were_cases_becomes_a_case(url: str, keys_dir: Path) -> None:
    engine = connect_engine(url)
    with engine.begin() as connection:
        config = migration_config()
        config.attributes["connection"] = connection
        command.upgrade(config, "0001")
        connection.execute(
            text(
                "INSERT INTO conversations (id, token_hash, region, created_at, anonymous, last_event) "
                "VALUES ('c-1', 't-1', '500000', '2026-03-02 04:00:00+00:00', :no, 0)"
            ),
            {"no": False},
        )
        for number, conversation, anonymous in (("JB202603020001", "c-1", False), ("JB202603020002", "gone", True)):
            connection.execute(
                text(
                    "INSERT INTO registrations (number, conversation_id, form_fingerprint, situation_id, "
                    "rulebook_version, anonymous, registered_on, content, tries) "
                    "VALUES (:number, :conversation, :number, 'B1-1', 'v1', :anonymous, '2026-03-02', :content, 0)"
                ),
                {"number": number, "conversation": conversation, "anonymous": anonymous, "content": b""},
            )
        connection.execute(
            text(
                "INSERT INTO users (name, role, password_hash, must_change, created_at) "
                "VALUES ('admin', 'admin', 'x', :no, '2026-03-02 04:00:00+00:00')"
            ),
            {"no": False},
        )
    engine.dispose()

    store = open_store(url, keys_dir, hasher=QuickHasher())

    with store.read() as work:
        first, second = (work.cases.by_number(f"JB20260302000{n}") for n in (1, 2))
        admin = work.users.by_name("admin")
    store.close()
    assert first is not None
    assert (first.form, first.category, first.region, first.state) == (
        "report_registration",
        "report",
        "500000",
        "registered",
    )
    assert (first.anonymous, first.opened_on, first.version) == (False, date(2026, 3, 2), 1)
    assert second is not None
    assert (second.anonymous, second.region) == (True, None)
    assert second.state_since == datetime(2026, 3, 2, tzinfo=SHANGHAI)
    assert admin is not None
    assert not admin.disabled


def test_several_processes_may_start_on_an_empty_database_at_once(url: str, keys_dir: Path) -> None:
    def start(_: int) -> str | None:
        store = open_store(url, keys_dir, hasher=QuickHasher())
        with store.write() as work:
            password = work.users.create_first_administrator()
            work.commit()
        store.close()
        return password

    with ThreadPoolExecutor(3) as pool:
        passwords = list(pool.map(start, range(3)))

    assert len([password for password in passwords if password]) == 1


def test_a_database_of_a_newer_version_is_left_alone(url: str, keys_dir: Path) -> None:
    open_store(url, keys_dir, hasher=QuickHasher()).close()
    engine = connect_engine(url)
    with engine.begin() as connection:
        connection.execute(text("UPDATE schema_version SET version_num = '9999'"))
    engine.dispose()

    with pytest.raises(StoreFault, match="newer version"):
        open_store(url, keys_dir, hasher=QuickHasher())


def test_a_failing_migration_leaves_the_database_as_it_was(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    engine = connect_engine(url)

    def fail_at_the_end(config: object, revision: str) -> None:
        real_upgrade(config, revision)  # type: ignore[arg-type]
        raise RuntimeError("power cut")

    real_upgrade = command.upgrade
    monkeypatch.setattr(command, "upgrade", fail_at_the_end)
    with pytest.raises(RuntimeError, match="power cut"):
        migrate(engine)

    assert inspect(engine).get_table_names() == []
    engine.dispose()
