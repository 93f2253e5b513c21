"""From a citizen's telephone to a sealed file, and from there to the one who may open it."""

import asyncio
import errno
import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from types import SimpleNamespace
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from api.citizen.sweeping import sweep_files
from casework.errors import (
    CaseOver,
    Denied,
    FileFixed,
    FileRefused,
    FileUnknown,
    FollowUpEnded,
    SessionUnknown,
    StorageFull,
    StoreFault,
    TooManyRequests,
    UnknownRow,
    WrongOffset,
)
from casework.evidence.file_limits import FileLimits
from casework.sealing.files import SealedFiles
from casework.services.evidence import EvidenceService, Holder
from casework.services.evidence_desk import EvidenceDesk
from casework.services.ports import Actor, EvidenceFile, Store
from casework.services.registrations import RegistrationService
from casework.settings import Settings
from knowledge import RuleBook
from tests.evidence import samples
from tests.fakes import FixedClock, QuickHasher

AGENT = SimpleNamespace(name="wang", role="agent")
DAY = "2026-03-02"


@pytest.fixture(scope="module")
def book() -> RuleBook:
    return RuleBook.load()


@pytest.fixture
def evidence(sqlite_store: Store, files: SealedFiles, book: RuleBook, clock: FixedClock) -> EvidenceService:
    return EvidenceService(sqlite_store, files, lambda: book, clock)


@pytest.fixture
def desk(sqlite_store: Store, files: SealedFiles, book: RuleBook) -> EvidenceDesk:
    return EvidenceDesk(sqlite_store, files, lambda: book)


@pytest.fixture
def token(sqlite_store: Store) -> str:
    with sqlite_store.write() as work:
        made = work.conversations.create(None)
        work.commit()
    return str(made.token)


@pytest.fixture
def holder(evidence: EvidenceService, token: str) -> Holder:
    return evidence.of_chat(token)


@pytest.fixture
def register(sqlite_store: Store, clock: FixedClock, hasher: QuickHasher, holder: Holder) -> Callable[..., str]:
    service = RegistrationService(sqlite_store, None, Settings(), hasher=hasher, clock=clock)  # type: ignore[arg-type]

    def make(content: str = "虚构住院", *, anonymous: bool = False) -> str:
        values = {"report_content": content, "respondent_org": "某某医院"}
        return service.register(str(holder.conversation_id), values, None, "r1", anonymous, clock.now)

    return make


def sent(
    evidence: EvidenceService,
    holder: Holder,
    data: bytes,
    name: str = "a.jpg",
    *,
    number: str | None = None,
    piece: int = 700,
) -> EvidenceFile:
    file, _ = evidence.begin(holder, name, len(data), str(uuid4()), number)
    while file.state == "receiving":
        file = evidence.append(holder, file.id, file.received, data[file.received : file.received + piece])
    return file


def on_disk(tmp_path: Path) -> list[str]:
    return sorted(path.name for path in (tmp_path / "uploads").rglob("*") if path.is_file())


def content(desk: EvidenceDesk, file: EvidenceFile) -> bytes:
    return b"".join(desk.open(AGENT, file.id, "核对材料").pieces)


# ---------------------------------------------------------------- arriving


def test_a_picture_arrives_is_stripped_and_can_be_opened_again(
    evidence: EvidenceService, desk: EvidenceDesk, holder: Holder, register: Callable[..., str]
) -> None:
    data = samples.jpeg()

    file = sent(evidence, holder, data, "票据.JPEG")
    register()

    kept = content(desk, file)
    assert (file.state, file.name, file.media_type, file.size) == ("kept", "票据.JPEG", "image/jpeg", len(kept))
    assert kept[:2] == b"\xff\xd8"
    assert not any(secret in kept for secret in samples.SECRETS)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_any_chunking_with_any_breaks_gives_the_same_file(
    evidence: EvidenceService, desk: EvidenceDesk, sqlite_store: Store, files: SealedFiles, data: st.DataObject
) -> None:
    whole = samples.mp3()
    with sqlite_store.write() as work:
        holder = Holder(conversation_id=work.conversations.create(None).id)
        work.commit()
    client = str(uuid4())
    file, _ = evidence.begin(holder, "录音.mp3", len(whole), client)

    while file.state == "receiving":
        size = 901 - data.draw(st.integers(1, 900))
        what = data.draw(st.sampled_from(["sent", "sent", "sent", "lost answer", "crash", "page reloaded", "twice"]))
        piece = whole[file.received : file.received + size]
        if what == "crash":  # written to the disk, never counted
            files.append(f"{file.id}.part", file.key, file.received, piece)
            continue
        done = evidence.append(holder, file.id, file.received, piece)
        if what == "lost answer":
            done = evidence.find(holder, file.id)
        elif what == "page reloaded":
            done, again = evidence.begin(holder, "录音.mp3", len(whole), client)
            assert again
        elif what == "twice" and done.state == "receiving":
            with pytest.raises(WrongOffset) as wrong:
                evidence.append(holder, file.id, file.received, piece)
            assert wrong.value.offset == done.received
        file = done

    with sqlite_store.write() as work:
        found = work.evidence.by_id(file.id)
    assert found is not None
    kept = b"".join(files.open(f"{file.id}.kept", found.key, found.size))
    assert len(kept) == len(whole)
    assert kept.count(b"\xff\xfb\x90\x00") == 4


def test_the_answer_to_the_last_piece_was_lost_and_is_given_again(evidence: EvidenceService, holder: Holder) -> None:
    file = sent(evidence, holder, samples.amr())

    again = evidence.append(holder, file.id, file.received, b"")

    assert again == file
    assert evidence.append(holder, file.id, 0, b"anything") == file


def test_the_same_client_id_takes_up_the_upload_where_it_was(evidence: EvidenceService, holder: Holder) -> None:
    data, client = samples.amr(), str(uuid4())
    first, begun_before = evidence.begin(holder, "a.amr", len(data), client)
    evidence.append(holder, first.id, 0, data[:100])

    again, known = evidence.begin(holder, "a.amr", len(data), client)

    assert (begun_before, known) == (False, True)
    assert (again.id, again.received) == (first.id, 100)


def test_of_two_who_send_the_same_piece_at_once_one_is_told_to_wait_or_where_to_go_on(
    evidence: EvidenceService, holder: Holder
) -> None:
    data = samples.mp4()
    file, _ = evidence.begin(holder, "a.mp4", len(data), str(uuid4()))

    def send(_: int) -> bool:
        try:
            evidence.append(holder, file.id, 0, data[:500])
        except WrongOffset as wrong:
            return wrong.offset != 500
        except TooManyRequests:
            return False
        return True

    with ThreadPoolExecutor(4) as pool:
        taken = list(pool.map(send, range(4)))

    assert taken.count(True) == 1
    assert evidence.find(holder, file.id).received == 500


def test_nothing_clear_is_on_the_disk_while_it_arrives_or_afterwards(
    evidence: EvidenceService, holder: Holder, tmp_path: Path
) -> None:
    def everything() -> bytes:
        return b"".join(path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())

    data = samples.pdf(b"the patient was never here " * 200)
    file, _ = evidence.begin(holder, "never-here.pdf", len(data), str(uuid4()))
    evidence.append(holder, file.id, 0, data[:3000])
    assert b"never here" not in everything()

    evidence.append(holder, file.id, 3000, data[3000:])

    assert b"never here" not in everything()
    assert b"never-here" not in everything()
    assert on_disk(tmp_path) == [f"{file.id}.kept"]


# ---------------------------------------------------------------- refusing


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (samples.archive(bytes(10_000_000)), "file_archive"),
        (samples.pdf() + samples.archive(), "file_disguised"),
        (samples.jpeg()[:-900], "file_damaged"),
        (b"MZ" + bytes(9000), "file_program"),
    ],
)
def test_what_is_refused_leaves_nothing_behind(
    evidence: EvidenceService, holder: Holder, tmp_path: Path, data: bytes, why: str
) -> None:
    with pytest.raises(FileRefused) as refused:
        sent(evidence, holder, data, piece=3000)

    assert refused.value.code == why
    assert evidence.files(holder) == []
    assert on_disk(tmp_path) == []


def test_a_large_archive_is_refused_with_its_first_piece(evidence: EvidenceService, holder: Holder) -> None:
    file, _ = evidence.begin(holder, "证据.jpg", 200_000_000, str(uuid4()))

    with pytest.raises(FileRefused, match="not a type"):
        evidence.append(holder, file.id, 0, samples.archive().ljust(5000, b"\0"))

    with pytest.raises(FileUnknown):
        evidence.find(holder, file.id)


@pytest.mark.parametrize(
    ("size", "why"), [(0, "file_empty"), (-1, "file_empty"), (2 * 1024**3, "file_larger_than_any")]
)
def test_an_empty_file_and_two_gigabytes_are_refused_before_a_byte_is_sent(
    evidence: EvidenceService, holder: Holder, size: int, why: str
) -> None:
    with pytest.raises(FileRefused) as refused:
        evidence.begin(holder, "a.mp4", size, str(uuid4()))

    assert refused.value.code == why


def test_a_picture_of_the_size_of_a_film_is_refused_with_its_first_piece(
    evidence: EvidenceService, holder: Holder, book: RuleBook
) -> None:
    file, _ = evidence.begin(holder, "a.jpg", 31 * 1024 * 1024, str(uuid4()))

    with pytest.raises(FileRefused) as refused:
        evidence.append(holder, file.id, 0, samples.jpeg(size=(300, 300), quality=95)[:5000])

    assert book.reply(refused.value.reply_id, **refused.value.slots).startswith("这个文件太大，照片最大 30 MB")


def test_the_same_file_again_is_refused_by_the_name_of_the_first(
    evidence: EvidenceService, holder: Holder, book: RuleBook, register: Callable[..., str], tmp_path: Path
) -> None:
    first = sent(evidence, holder, samples.jpeg(), "票据.jpg")

    with pytest.raises(FileRefused) as refused:
        sent(evidence, holder, samples.jpeg(), "又一张.jpg")

    assert "“票据.jpg”是同一个" in book.reply(refused.value.reply_id, **refused.value.slots)
    assert [one.id for one in evidence.files(holder)] == [first.id]
    assert on_disk(tmp_path) == [f"{first.id}.kept"]
    register()
    assert sent(evidence, holder, samples.jpeg(), "另一件事的.jpg").state == "kept"


def test_more_than_was_announced_is_refused(evidence: EvidenceService, holder: Holder) -> None:
    file, _ = evidence.begin(holder, "a.amr", 50, str(uuid4()))

    with pytest.raises(FileRefused):
        evidence.append(holder, file.id, 0, samples.amr()[:51])


def test_there_is_an_end_to_how_many_and_how_much(evidence: EvidenceService, holder: Holder) -> None:
    for _ in range(20):
        evidence.begin(holder, "a.amr", 1000, str(uuid4()))

    with pytest.raises(FileRefused) as refused:
        evidence.begin(holder, "a.amr", 1000, str(uuid4()))

    assert (refused.value.code, dict(refused.value.slots)) == ("file_too_many", {"limit": 20})


def test_all_together_may_not_be_too_large(evidence: EvidenceService, holder: Holder) -> None:
    for _ in range(2):
        evidence.begin(holder, "a.mp4", 290 * 1024 * 1024, str(uuid4()))

    with pytest.raises(FileRefused) as refused:
        evidence.begin(holder, "a.mp4", 50 * 1024 * 1024, str(uuid4()))

    assert refused.value.code == "file_total_too_large"


def test_a_full_disk_is_said_and_the_upload_goes_on_afterwards(
    evidence: EvidenceService, holder: Holder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    data = samples.amr()
    file, _ = evidence.begin(holder, "a.amr", len(data), str(uuid4()))
    evidence.append(holder, file.id, 0, data[:100])

    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", full)
        with pytest.raises(StorageFull):
            evidence.append(holder, file.id, 100, data[100:])
    assert evidence.find(holder, file.id).received == 100

    assert evidence.append(holder, file.id, 100, data[100:]).state == "kept"


def test_a_disk_that_fills_up_while_the_file_is_judged_keeps_what_arrived(
    evidence: EvidenceService, holder: Holder, files: SealedFiles, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> int:
        raise StorageFull("full")

    data = samples.amr()
    file, _ = evidence.begin(holder, "a.amr", len(data), str(uuid4()))
    with monkeypatch.context() as patch:
        patch.setattr(SealedFiles, "write", full)
        with pytest.raises(StorageFull):
            evidence.append(holder, file.id, 0, data)
    assert evidence.find(holder, file.id).received == len(data)

    assert evidence.append(holder, file.id, len(data), b"").state == "kept"


def test_without_room_an_upload_does_not_even_begin(
    evidence: EvidenceService, holder: Holder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(SealedFiles, "room", lambda self: 65 * 1024 * 1024)

    with pytest.raises(StorageFull):
        evidence.begin(holder, "a.mp4", 100 * 1024 * 1024, str(uuid4()))


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("票据.png", "票据.jpg"),
        ("C:\\fakepath\\票据.jpg", "票据.jpg"),
        ("../../etc/passwd", "passwd.jpg"),
        ("票据\u202egpj.exe", "票据gpj.jpg"),
        ("", "材料1.jpg"),
        ("....", "材料1.jpg"),
        ("a" * 500 + ".jpg", "a" * 90 + ".jpg"),
        ("有\n换行.jpeg", "有换行.jpeg"),
    ],
)
def test_a_name_is_kept_without_what_misleads_and_with_its_true_ending(
    evidence: EvidenceService, holder: Holder, name: str, shown: str
) -> None:
    file = sent(evidence, holder, samples.jpeg(), name)

    assert evidence.shown(file).name == shown


def test_a_wrong_ending_is_said(evidence: EvidenceService, holder: Holder) -> None:
    notes = evidence.shown(sent(evidence, holder, samples.pdf(), "照片.jpg")).notes

    assert any("后缀" in note for note in notes)
    assert any("PDF 按原样保存" in note for note in notes)


# ---------------------------------------------------------------- whose


def test_files_of_others_do_not_exist(evidence: EvidenceService, holder: Holder, sqlite_store: Store) -> None:
    file = sent(evidence, holder, samples.amr())
    with sqlite_store.write() as work:
        other = Holder(conversation_id=work.conversations.create(None).id)
        work.commit()

    for stranger in (other, Holder(), Holder(number="JB202603020001")):
        with pytest.raises(FileUnknown):
            evidence.find(stranger, file.id)
        with pytest.raises(FileUnknown):
            evidence.remove(stranger, file.id)
        with pytest.raises(FileUnknown):
            evidence.append(stranger, file.id, 0, b"x")
        assert evidence.files(stranger) == []


def test_tokens_that_nobody_has_open_nothing(evidence: EvidenceService, token: str) -> None:
    with pytest.raises(SessionUnknown):
        evidence.of_chat(token + "x")
    with pytest.raises(FollowUpEnded):
        evidence.of_follow_up(token)


def test_a_file_can_be_taken_back_until_it_is_registered(
    evidence: EvidenceService, holder: Holder, register: Callable[..., str], tmp_path: Path
) -> None:
    first, second = sent(evidence, holder, samples.amr()), sent(evidence, holder, samples.aac())
    evidence.remove(holder, first.id)
    register()

    with pytest.raises(FileFixed):
        evidence.remove(holder, second.id)

    assert on_disk(tmp_path) == [f"{second.id}.kept"]


def test_a_file_under_way_goes_with_the_registration_and_arrives(
    evidence: EvidenceService, holder: Holder, register: Callable[..., str]
) -> None:
    data = samples.amr()
    file, _ = evidence.begin(holder, "a.amr", len(data), str(uuid4()))
    evidence.append(holder, file.id, 0, data[:50])
    number = register()

    done = evidence.append(holder, file.id, 50, data[50:])

    assert (done.state, done.number) == ("kept", number)


def test_an_anonymous_reporters_files_have_neither_name_nor_hour(
    evidence: EvidenceService, desk: EvidenceDesk, holder: Holder, register: Callable[..., str], tmp_path: Path
) -> None:
    before = sent(evidence, holder, samples.jpeg(), "张三.jpg")
    number = register(anonymous=True)
    after = sent(evidence, holder, samples.pdf(), "李四.pdf", number=number)

    assert [one.name for one in evidence.files(holder)] == ["材料1.jpg", "材料2.pdf"]
    assert desk.open(AGENT, before.id, "核对").name == "材料1.jpg"
    for path in (tmp_path / "uploads").rglob("*.kept"):
        assert path.stat().st_mtime == 0
    assert evidence.find(holder, before.id).created_at.isoformat() == f"{DAY}T00:00:00+08:00"
    assert evidence.find(holder, after.id).created_at.isoformat() == f"{DAY}T00:00:00+08:00"


def test_with_number_and_code_files_are_added_and_staff_see_that_they_came(
    evidence: EvidenceService, holder: Holder, register: Callable[..., str], sqlite_store: Store
) -> None:
    number = register()
    with sqlite_store.write() as work:
        follow_up = work.follow_up.open(number, 30)
        work.commit()
    reporter = evidence.of_follow_up(follow_up)

    file = sent(evidence, reporter, samples.pdf(), "清单.pdf")

    assert [one.id for one in evidence.files(reporter)] == [file.id]
    with sqlite_store.read() as work:
        entries = work.cases.entries(number)
    assert [(one.kind, one.author, one.text) for one in entries] == [("addition", "citizen", "补交了材料1.pdf。")]


def test_a_number_of_another_conversation_is_none(
    evidence: EvidenceService, holder: Holder, register: Callable[..., str], sqlite_store: Store
) -> None:
    number = register()
    with sqlite_store.write() as work:
        other = Holder(conversation_id=work.conversations.create(None).id)
        work.commit()

    for stranger, wanted in ((other, number), (holder, "JB209901010001")):
        with pytest.raises(UnknownRow):
            evidence.begin(stranger, "a.amr", 10, str(uuid4()), wanted)


def test_nothing_is_added_to_a_case_that_is_over(
    evidence: EvidenceService, holder: Holder, register: Callable[..., str], sqlite_store: Store, book: RuleBook
) -> None:
    number = register()
    over = next(state.id for state in book.case_states if state.over)
    with sqlite_store.write() as work:
        work.cases.move(number, 1, ("close", over), Actor("wang", "agent"), "")
        work.commit()

    with pytest.raises(CaseOver):
        evidence.begin(Holder(number=number), "a.amr", 10, str(uuid4()))


# ---------------------------------------------------------------- staff


def test_staff_see_labels_and_warnings_and_open_by_role_and_reason(
    evidence: EvidenceService, desk: EvidenceDesk, holder: Holder, register: Callable[..., str], sqlite_store: Store
) -> None:
    data = samples.pdf(b"<</S/JavaScript>>")
    file = sent(evidence, holder, data, "张三的病历.pdf")
    number = register()

    (shown,) = desk.of_case(AGENT, number)
    opened = desk.open(AGENT, file.id, "  核对票据  ")

    assert (shown.name, shown.kind, shown.size) == ("材料1.pdf", "pdf", len(data))
    assert [note[:13] for note in shown.notes] == ["这份 PDF 里有脚本或者"]
    assert (opened.name, opened.media_type, b"".join(opened.pieces)) == ("张三的病历.pdf", "application/pdf", data)
    with sqlite_store.read() as work:
        line = work.audit.entries()[-1]
    assert (line.actor, line.role, line.action) == ("wang", "agent", "open_evidence")
    assert (line.subject, line.reason) == (f"{number}:{file.id}", "核对票据")


@pytest.mark.parametrize(
    ("role", "reason"), [("reviewer", "核对票据"), ("auditor", "核对票据"), ("agent", ""), ("admin", " 核 ")]
)
def test_without_role_or_reason_a_file_stays_closed_and_nothing_is_written(
    evidence: EvidenceService, desk: EvidenceDesk, holder: Holder, register: Callable[..., str], sqlite_store: Store,
    role: str, reason: str,
) -> None:  # fmt: skip
    file = sent(evidence, holder, samples.amr())
    register()

    with pytest.raises(Denied):
        desk.open(SimpleNamespace(name="wang", role=role), file.id, reason)

    with sqlite_store.read() as work:
        assert [one for one in work.audit.entries() if one.action == "open_evidence"] == []


def test_for_who_keeps_out_of_a_case_its_files_do_not_exist(
    evidence: EvidenceService, desk: EvidenceDesk, holder: Holder, register: Callable[..., str], sqlite_store: Store
) -> None:
    file = sent(evidence, holder, samples.amr())
    number = register()
    with sqlite_store.write() as work:
        work.cases.recuse(number, "wang", "亲属", "wang")
        work.commit()

    assert desk.of_case(AGENT, number) == []
    with pytest.raises(FileUnknown):
        desk.open(AGENT, file.id, "核对票据")
    assert desk.of_case(SimpleNamespace(name="li", role="agent"), number)


def test_files_that_belong_to_no_case_are_nobodys_to_open(
    evidence: EvidenceService, desk: EvidenceDesk, holder: Holder
) -> None:
    waiting = sent(evidence, holder, samples.amr())

    for file_id in (waiting.id, str(uuid4())):
        with pytest.raises(FileUnknown):
            desk.open(AGENT, file_id, "核对票据")


# ---------------------------------------------------------------- sweeping


def test_what_never_arrived_and_what_nobody_registered_is_swept_away(
    evidence: EvidenceService, holder: Holder, register: Callable[..., str], clock: FixedClock, tmp_path: Path
) -> None:
    registered = sent(evidence, holder, samples.amr())
    register()
    unfinished, _ = evidence.begin(holder, "a.amr", 330, str(uuid4()))
    evidence.append(holder, unfinished.id, 0, samples.amr()[:100])
    waiting = sent(evidence, holder, samples.amr())

    clock.advance(hours=49)
    assert evidence.sweep() == 1
    assert on_disk(tmp_path) == sorted([f"{registered.id}.kept", f"{waiting.id}.kept"])

    clock.advance(days=6)
    assert evidence.sweep() == 1
    assert on_disk(tmp_path) == [f"{registered.id}.kept"]


def test_files_without_a_record_are_swept_away_and_those_with_one_are_not(
    evidence: EvidenceService, holder: Holder, files: SealedFiles, tmp_path: Path
) -> None:
    kept = sent(evidence, holder, samples.amr())
    files.append(f"{uuid4()}.part", b"k" * 32, 0, b"left by a crash")
    files.append(f"{kept.id}.part", b"k" * 32, 0, b"left by a crash after the file was kept")

    assert evidence.sweep() == 2

    assert on_disk(tmp_path) == [f"{kept.id}.kept"]


async def test_sweeping_happens_by_itself_and_a_fault_does_not_end_it(
    evidence: EvidenceService, holder: Holder, clock: FixedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    file, _ = evidence.begin(holder, "a.amr", 100, str(uuid4()))
    clock.advance(hours=49)
    faults = [StoreFault("the disk is away for a moment")]
    sweep = evidence.sweep

    def now_and_then_a_fault() -> int:
        if faults:
            raise faults.pop()
        return sweep()

    monkeypatch.setattr(evidence, "sweep", now_and_then_a_fault)
    job = asyncio.create_task(sweep_files(evidence, every=0.01))
    async with asyncio.timeout(20):
        while evidence.files(holder):
            await asyncio.sleep(0.01)
    job.cancel()

    assert not faults
    with pytest.raises(FileUnknown):
        evidence.find(holder, file.id)


# ---------------------------------------------------------------- words


def test_every_reason_has_its_row_and_its_slots(book: RuleBook) -> None:
    limits = FileLimits(**book.policy.evidence)
    for size, others in ((0, []), (2**40, []), (1, [1] * 20), (10**8, [600 * 1024 * 1024])):
        with pytest.raises(FileRefused) as refused:
            limits.check_announced("a", size, others)
        assert "{" not in book.reply(refused.value.reply_id, **refused.value.slots)


def test_the_hint_says_how_many_and_how_much(evidence: EvidenceService) -> None:
    limits, hint = evidence.limits()

    assert str(limits.files) in hint
    assert str(limits.total_mb) in hint
    assert f"{limits.unregistered_days} 天" in hint
    assert "image/heic" not in limits.accept
    assert "image/jpeg" in limits.accept
