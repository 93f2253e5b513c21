"""What holds for records of files, in memory, SQLite and PostgreSQL alike."""

import sqlite3
from datetime import date, timedelta
from pathlib import Path

import pytest

from casework.errors import FileUnknown
from casework.services.ports import EvidenceFile, KeptEvidence, Registration, Store
from tests.fakes import NOON, FixedClock

KEY, OTHER_KEY = b"k" * 32, b"o" * 32
KEPT = KeptEvidence("照片.jpg", "image/jpeg", 900, "ab" * 32, ("file_note_picture_stripped",), OTHER_KEY)
MIDNIGHT = NOON.replace(hour=0, minute=0, second=0, microsecond=0)


def begun(
    store: Store, conversation_id: str | None = "c-1", number: str | None = None, name: str = "a.jpg"
) -> EvidenceFile:
    with store.write() as work:
        made = work.evidence.add(
            conversation_id=conversation_id, number=number, name=name, client_id="client", size=1000, key=KEY
        )
        work.commit()
    return made


def registered(store: Store, number: str, conversation_id: str = "c-1", *, anonymous: bool = False) -> None:
    with store.write() as work:
        made = Registration(number, conversation_id, None, "r1", anonymous, date(2026, 3, 2), {"content": number})
        work.registrations.add(made, None, {"content": number})
        work.commit()


def read(store: Store, file_id: str) -> EvidenceFile:
    with store.read() as work:
        found = work.evidence.by_id(file_id)
    assert found is not None
    return found


def test_a_file_begins_empty_and_is_found_by_its_conversation(store: Store) -> None:
    made = begun(store)

    assert read(store, made.id) == made
    assert (made.received, made.state, made.media_type, made.name, made.key) == (0, "receiving", None, "a.jpg", KEY)
    assert made.created_at == NOON
    with store.read() as work:
        assert work.evidence.of_conversation("c-1") == [made]
        assert work.evidence.of_conversation("c-2") == []
        assert work.evidence.by_id("no such id") is None


def test_a_file_belongs_somewhere(store: Store) -> None:
    with store.write() as work, pytest.raises(ValueError, match="belongs"):
        work.evidence.add(conversation_id=None, number=None, name="a", client_id="c", size=1, key=KEY)


def test_files_are_counted_and_a_number_is_not_used_twice_among_those_that_are_there(store: Store) -> None:
    first, second = begun(store), begun(store)
    other = begun(store, "c-2")
    with store.write() as work:
        work.evidence.remove(first.id)
        work.commit()

    third = begun(store)

    assert [one.label for one in (first, second, third, other)] == [1, 2, 3, 1]


def test_progress_is_noted_once(store: Store) -> None:
    made = begun(store)

    with store.write() as work:
        assert work.evidence.advance(made.id, 0, 400, "image/jpeg")
        assert not work.evidence.advance(made.id, 0, 500, "image/jpeg")
        assert not work.evidence.advance("no such id", 0, 500, None)
        work.commit()

    assert (read(store, made.id).received, read(store, made.id).media_type) == (400, "image/jpeg")


def test_a_kept_file_has_what_it_turned_out_to_be(store: Store) -> None:
    made, again = begun(store), begun(store)
    with store.write() as work:
        kept = work.evidence.keep(made.id, KEPT)
        same = work.evidence.keep(again.id, KEPT)
        work.commit()

    assert read(store, made.id) == kept
    assert (kept.state, kept.size, kept.name, kept.key) == ("kept", 900, "照片.jpg", OTHER_KEY)
    assert kept.noticed == ("file_note_picture_stripped",)
    assert kept.fingerprint == same.fingerprint not in (None, KEPT.digest)
    with store.write() as work, pytest.raises(FileUnknown):
        work.evidence.keep("no such id", KEPT)


def test_what_was_handed_in_goes_with_the_registration(store: Store) -> None:
    mine, others = begun(store), begun(store, "c-2")
    registered(store, "JB202603020001")

    with store.write() as work:
        work.evidence.attach("c-1", "JB202603020001")
        work.commit()
    later = begun(store)

    assert read(store, mine.id).number == "JB202603020001"
    assert (read(store, mine.id).name, read(store, mine.id).created_at) == ("a.jpg", NOON)
    assert read(store, others.id).number is None
    assert read(store, later.id).number is None
    with store.read() as work:
        assert [one.id for one in work.evidence.of_number("JB202603020001")] == [mine.id]
        assert [one.id for one in work.evidence.of_conversation("c-1")] == [mine.id, later.id]


def test_a_second_registration_takes_only_what_came_after_the_first(store: Store) -> None:
    first = begun(store)
    for number in ("JB202603020001", "JB202603020002"):
        registered(store, number)
        with store.write() as work:
            work.evidence.attach("c-1", number)
            work.commit()
        second = begun(store)

    assert read(store, first.id).number == "JB202603020001"
    assert read(store, second.id).number is None


def test_of_an_anonymous_reporter_neither_name_nor_hour_stays(store: Store) -> None:
    before = begun(store, name="张三的病历.jpg")
    registered(store, "JB202603020001", anonymous=True)
    with store.write() as work:
        work.evidence.attach("c-1", "JB202603020001")
        work.commit()

    after = begun(store, None, "JB202603020001", name="李四.jpg")
    with store.write() as work:
        work.evidence.keep(after.id, KEPT)
        work.commit()

    for file_id in (before.id, after.id):
        assert (read(store, file_id).name, read(store, file_id).created_at) == ("", MIDNIGHT)
    assert read(store, before.id).key == KEY
    assert read(store, after.id).label == 2


def test_a_removed_file_is_gone(store: Store) -> None:
    made = begun(store)

    with store.write() as work:
        work.evidence.remove(made.id)
        work.evidence.remove(made.id)
        work.commit()

    with store.read() as work:
        assert work.evidence.by_id(made.id) is None


def test_files_that_never_arrived_and_files_nobody_registered_are_stale(store: Store, clock: FixedClock) -> None:
    registered(store, "JB202603020001")
    unfinished, kept, of_case = begun(store), begun(store), begun(store, None, "JB202603020001")
    with store.write() as work:
        for one in (kept, of_case):
            work.evidence.keep(one.id, KEPT)
        work.commit()

    def stale(hours: int, days: int) -> set[str]:
        now = clock.now + timedelta(seconds=1)
        with store.read() as work:
            found = work.evidence.stale(
                unfinished_since=now - timedelta(hours=hours), unregistered_since=now - timedelta(days=days)
            )
        return {one.id for one in found}

    assert stale(1, 1) == set()
    assert stale(0, 1) == {unfinished.id}
    assert stale(0, 0) == {unfinished.id, kept.id}


def test_neither_name_nor_key_stands_in_the_database(sqlite_store: Store, tmp_path: Path) -> None:
    made = begun(sqlite_store, name="zhangsan-record.jpg")
    with sqlite_store.write() as work:
        work.evidence.keep(made.id, KEPT)
        work.commit()

    with sqlite3.connect(tmp_path / "triage.db") as database:
        dump = "\n".join(str(row) for row in database.execute("SELECT * FROM evidence_files"))

    assert "zhangsan" not in dump
    assert KEPT.digest not in dump
    assert "照片" not in dump
