"""What only the real store can show: encryption at rest, parallel writers, faults of disk, key and database."""

import sqlite3
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from sqlalchemy import Engine, text

from casework.database.connecting import connect_engine
from casework.errors import StoreFault
from casework.sealing.faults import KeyFault, Tampered
from casework.services.ports import Opener, Registration, ReporterIdentity
from casework.store import open_store
from casework.store.unit import SqlStore
from tests.fakes import NOON, FixedClock, QuickHasher

STORY = "甲某某在某医院住院被多收床位费"
PHONE = "13800000000"
OFFICER = Opener("agent-7", "senior_agent", "核对")


def filled(store: SqlStore) -> tuple[str, str]:
    """A conversation with one event, a sealed phone and a registration; its id and number."""
    with store.write() as work:
        conversation = work.conversations.create("220000")
        work.conversations.append_event(conversation.id, "message", {"text": STORY})
        work.vault.seal(conversation.id, "phone", PHONE)
        number = work.registrations.next_number(NOON.date())
        registration = Registration(number, conversation.id, "B1-1", "v1", False, NOON.date(), {"content": STORY})
        work.registrations.add(registration, ReporterIdentity({"reporter_phone": PHONE}, {}), {})
        work.commit()
    return conversation.id, number


def run_sql(url: str, statement: str) -> None:
    engine = connect_engine(url)
    with engine.begin() as connection:
        connection.execute(text(statement))
    engine.dispose()


def test_neither_words_nor_numbers_nor_tokens_stand_in_the_database_file(
    sqlite_store: SqlStore, tmp_path: Path
) -> None:
    with sqlite_store.write() as work:
        token = work.conversations.create(None).token
        work.commit()
    filled(sqlite_store)

    raw = b"".join(path.read_bytes() for path in tmp_path.glob("triage.db*"))

    assert token is not None
    for secret in (STORY, STORY[:6], PHONE, token):
        for encoding in ("utf-8", "utf-16-le"):
            assert secret.encode(encoding) not in raw
    assert b"\\u7532" not in raw


def test_two_threads_appending_lose_nothing_and_number_without_gaps(sql_store: SqlStore) -> None:
    conversation_id, _ = filled(sql_store)
    start = threading.Barrier(4)

    def write(worker: int) -> list[int]:
        start.wait()
        ids = []
        for n in range(10):
            with sql_store.write() as work:
                event = work.conversations.append_event(conversation_id, "message", {"w": worker, "n": n})
                work.commit()
            ids.append(event.id)
        return ids

    with ThreadPoolExecutor(4) as pool:
        given = [event_id for ids in pool.map(write, range(4)) for event_id in ids]

    with sql_store.read() as work:
        events = work.conversations.events_after(conversation_id, after=1)
    assert sorted(given) == list(range(2, 42))
    assert [event.id for event in events] == list(range(2, 42))
    assert {(event.payload["w"], event.payload["n"]) for event in events} == {
        (w, n) for w in range(4) for n in range(10)
    }


def test_one_client_id_sent_by_many_threads_at_once_is_written_once(sql_store: SqlStore) -> None:
    conversation_id, _ = filled(sql_store)

    def send(n: int) -> bool:
        with sql_store.write() as work:
            event = work.conversations.append_event(conversation_id, "message", {"n": n}, "client-1")
            work.commit()
        return event.duplicate

    with ThreadPoolExecutor(4) as pool:
        duplicates = list(pool.map(send, range(8)))

    assert sorted(duplicates) == [False] + [True] * 7
    with sql_store.read() as work:
        assert work.conversations.last_event_id(conversation_id) == 2


def test_numbers_and_tokens_asked_for_in_parallel_are_never_given_twice(sql_store: SqlStore) -> None:
    conversation_id, _ = filled(sql_store)

    def ask(n: int) -> tuple[str, str]:
        with sql_store.write() as work:
            pair = (
                work.registrations.next_number(NOON.date()),
                work.vault.seal(conversation_id, "phone", f"1390000000{n}"),
            )
            work.commit()
        return pair

    with ThreadPoolExecutor(4) as pool:
        pairs = list(pool.map(ask, range(8)))

    assert sorted(number for number, _ in pairs) == [f"JB20260302{n:04d}" for n in range(2, 10)]
    assert {token for _, token in pairs} == {f"〔电话{n}〕" for n in range(2, 10)}


def test_tries_made_in_parallel_cannot_pass_the_limit(sql_store: SqlStore) -> None:
    _, number = filled(sql_store)

    def one_try(_: int) -> bool:
        with sql_store.write() as work:
            locked = work.registrations.count_try(number, limit=5, lock_minutes=15).locked
            work.commit()
        return locked

    with ThreadPoolExecutor(4) as pool:
        locked = list(pool.map(one_try, range(12)))

    assert locked.count(False) == 5


def test_a_sender_that_writes_from_many_threads_at_once_gets_one_conversation(sql_store: SqlStore) -> None:
    def arrive(_: int) -> str:
        with sql_store.write() as work:
            conversation = work.conversations.of_sender("openid-甲", None)
            work.commit()
        return conversation.id

    with ThreadPoolExecutor(4) as pool:
        ids = set(pool.map(arrive, range(8)))

    assert len(ids) == 1


def test_reading_goes_on_while_somebody_writes(sqlite_store: SqlStore) -> None:
    conversation_id, _ = filled(sqlite_store)

    with sqlite_store.write() as writer:
        writer.conversations.append_event(conversation_id, "message", {})
        with sqlite_store.read() as reader:
            seen = reader.conversations.last_event_id(conversation_id)

    assert seen == 1


def test_a_unit_of_work_for_reading_cannot_write(sql_store: SqlStore) -> None:
    conversation_id, number = filled(sql_store)

    with pytest.raises(StoreFault, match=r"read-?only"), sql_store.read() as work:
        work.conversations.append_event(conversation_id, "message", {})

    with pytest.raises(StoreFault, match=r"read-?only"), sql_store.read() as work:
        work.registrations.open_reporter(number, OFFICER)


@pytest.mark.parametrize(
    ("statement", "look"),
    [
        (
            "UPDATE conversation_events SET payload = (SELECT content FROM registrations)",
            lambda work, c, n: work.conversations.events_after(c),
        ),
        (
            "UPDATE registrations SET content = (SELECT payload FROM conversation_events)",
            lambda work, c, n: work.registrations.by_number(n),
        ),
        (
            "UPDATE sealed_values SET token = '〔电话2〕'",
            lambda work, c, n: work.vault.open(c, "〔电话2〕"),
        ),
        (
            "UPDATE reporter_identities SET identity = (SELECT value FROM sealed_values)",
            lambda work, c, n: work.registrations.open_reporter(n, OFFICER),
        ),
    ],
)
def test_ciphertexts_that_were_swapped_in_the_database_do_not_open(
    sql_store: SqlStore, url: str, statement: str, look: Callable[..., object]
) -> None:
    conversation_id, number = filled(sql_store)
    run_sql(url, statement)

    with sql_store.write() as work, pytest.raises((Tampered, KeyFault)):
        look(work, conversation_id, number)


@pytest.mark.parametrize(
    ("statement", "broken_at"),
    [
        ("UPDATE audit_lines SET reason = 'another' WHERE sequence = 3", 3),
        ("UPDATE audit_lines SET hash = '00' WHERE sequence = 2", 2),
        ("DELETE FROM audit_lines WHERE sequence = 1", 1),
        ("DELETE FROM audit_lines WHERE sequence = 5", 5),
    ],
)
def test_an_audit_line_changed_or_removed_is_found(
    sql_store: SqlStore, url: str, statement: str, broken_at: int
) -> None:
    with sql_store.write() as work:
        for n in range(5):
            work.audit.write(OFFICER, "open", f"JB{n}")
        work.commit()

    run_sql(url, statement)

    with sql_store.read() as work:
        assert work.audit.verify().broken_at == broken_at


def test_audit_lines_written_in_parallel_make_one_chain(sql_store: SqlStore) -> None:
    def write(n: int) -> None:
        with sql_store.write() as work:
            work.audit.write(OFFICER, "open", f"JB{n}")
            work.commit()

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(write, range(12)))

    with sql_store.read() as work:
        check = work.audit.verify()
    assert (check.checked, check.broken_at) == (12, None)


def test_everything_is_there_after_closing_and_opening_again(url: str, keys_dir: Path, clock: FixedClock) -> None:
    first = open_store(url, keys_dir, clock=clock, hasher=QuickHasher())
    conversation_id, number = filled(first)
    first.close()

    again = open_store(url, keys_dir, clock=clock, hasher=QuickHasher())

    with again.write() as work:
        assert work.conversations.events_after(conversation_id)[0].payload == {"text": STORY}
        assert work.vault.open(conversation_id, "〔电话1〕") == PHONE
        assert work.registrations.open_reporter(number, OFFICER) == ReporterIdentity({"reporter_phone": PHONE}, {})
    again.close()


@pytest.mark.parametrize("purpose", ["content", "identity"])
def test_a_missing_key_file_is_not_replaced_but_asked_for(url: str, keys_dir: Path, purpose: str) -> None:
    open_store(url, keys_dir, hasher=QuickHasher()).close()
    lost = keys_dir / f"{purpose}.key"
    lost.unlink()

    with pytest.raises(KeyFault, match=f"{purpose}.key is missing.*put it back"):
        open_store(url, keys_dir, hasher=QuickHasher())
    assert not lost.exists()


def test_the_key_files_of_another_database_are_refused_at_the_start(url: str, keys_dir: Path, tmp_path: Path) -> None:
    open_store(url, keys_dir, hasher=QuickHasher()).close()
    other = tmp_path / "other"
    open_store(f"sqlite:///{tmp_path / 'other.db'}", other, hasher=QuickHasher()).close()

    with pytest.raises(KeyFault, match="put back the key file that belongs to this database"):
        open_store(url, other, hasher=QuickHasher())


def test_a_file_that_is_no_database_is_said_to_be_none(tmp_path: Path, keys_dir: Path) -> None:
    path = tmp_path / "triage.db"
    path.write_bytes(b"this is a text, not a database" * 100)

    with pytest.raises(StoreFault, match="file is not a database"):
        open_store(f"sqlite:///{path}", keys_dir)


def test_the_database_and_its_side_files_are_for_their_owner_only(sqlite_store: SqlStore, tmp_path: Path) -> None:
    filled(sqlite_store)

    modes = {path.name: path.stat().st_mode & 0o777 for path in tmp_path.glob("triage.db*")}

    assert set(modes) == {"triage.db", "triage.db-wal", "triage.db-shm"}
    assert set(modes.values()) == {0o600}


def test_a_directory_that_cannot_be_made_is_named(tmp_path: Path, keys_dir: Path) -> None:
    (tmp_path / "file").write_text("in the way")

    with pytest.raises(StoreFault, match=r"cannot make the database file.*deeper"):
        open_store(f"sqlite:///{tmp_path / 'file' / 'deeper' / 'triage.db'}", keys_dir)


@pytest.mark.parametrize(("bad", "said"), [("nonsense", "not a database URL"), ("mysql://h/db", "not supported")])
def test_a_database_of_another_kind_is_refused(keys_dir: Path, bad: str, said: str) -> None:
    with pytest.raises(StoreFault, match=said):
        open_store(bad, keys_dir)


def test_a_full_disk_is_a_clear_fault_and_loses_nothing_committed(sqlite_store: SqlStore, tmp_path: Path) -> None:
    conversation_id, _ = filled(sqlite_store)
    engine: Engine = sqlite_store._writer
    with engine.connect() as connection:
        driver = connection.connection.dbapi_connection
        assert isinstance(driver, sqlite3.Connection)
        pages = driver.execute("PRAGMA page_count").fetchone()[0]
        driver.execute(f"PRAGMA max_page_count = {pages}")

    with pytest.raises(StoreFault, match="full"), sqlite_store.write() as work:
        work.conversations.append_event(conversation_id, "message", {"text": "长" * 500_000})

    with sqlite_store.read() as work:
        assert work.conversations.events_after(conversation_id)[0].payload == {"text": STORY}


def test_a_fault_of_the_database_does_not_repeat_what_a_citizen_wrote(sql_store: SqlStore, url: str) -> None:
    conversation_id, _ = filled(sql_store)
    run_sql(url, "DROP TABLE conversation_events")

    with pytest.raises(StoreFault) as caught, sql_store.write() as work:
        work.conversations.append_event(conversation_id, "message", {"text": STORY}, "client-9")

    assert caught.value.__cause__ is not None
    for said in (str(caught.value), str(caught.value.__cause__)):
        assert STORY not in said
        assert "client-9" not in said
