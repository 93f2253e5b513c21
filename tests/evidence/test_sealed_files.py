"""Files at rest: sealed as they arrive, the same again afterwards, and whole or not at all."""

import errno
import os
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from casework.errors import StorageFull, StoreFault, TooManyRequests
from casework.sealing.faults import Tampered
from casework.sealing.files import SealedFiles, new_file_key

NAME = "0b6f7a52-3f0e-4c55-9d3a-1f5f0a1c2b3d.part"
KEY = new_file_key()


@pytest.fixture
def files(tmp_path: Path) -> SealedFiles:
    return SealedFiles(tmp_path / "uploads")


def on_disk(directory: Path) -> bytes:
    return b"".join(path.read_bytes() for path in sorted(directory.rglob("*")) if path.is_file())


@settings(max_examples=60, deadline=None)
@given(pieces=st.lists(st.binary(min_size=1, max_size=300), min_size=1, max_size=12), data=st.data())
def test_what_was_appended_is_read_again_from_anywhere(
    tmp_path_factory: pytest.TempPathFactory, pieces: list[bytes], data: st.DataObject
) -> None:
    files, whole = SealedFiles(tmp_path_factory.mktemp("files")), b""
    for piece in pieces:
        files.append(NAME, KEY, len(whole), piece)
        whole += piece
    begin = data.draw(st.integers(0, len(whole)))
    length = data.draw(st.integers(0, len(whole) + 10))

    sealed = files.open(NAME, KEY, len(whole))

    assert b"".join(sealed) == whole
    assert sealed.at(begin, length) == whole[begin : begin + length]


@settings(max_examples=40, deadline=None)
@given(pieces=st.lists(st.binary(min_size=20, max_size=200), min_size=2, max_size=8), data=st.data())
def test_a_piece_cut_off_by_a_crash_is_overwritten_by_the_next_try(
    tmp_path_factory: pytest.TempPathFactory, pieces: list[bytes], data: st.DataObject
) -> None:
    directory = tmp_path_factory.mktemp("files")
    files, whole = SealedFiles(directory), b""
    for piece in pieces:
        files.append(NAME, KEY, len(whole), piece)
        crashed = len(whole) + len(piece)
        path = directory / NAME[:2] / NAME
        torn = data.draw(st.binary(max_size=60))
        with path.open("ab") as file:  # a piece written in part, of which the owner never heard
            file.write(torn)
        whole += piece
        assert crashed == len(whole)

    files.append(NAME, KEY, len(whole), b"the end")

    assert b"".join(files.open(NAME, KEY, len(whole) + 7)) == whole + b"the end"


def test_a_whole_piece_of_which_the_owner_never_heard_is_cut_off(files: SealedFiles) -> None:
    files.append(NAME, KEY, 0, b"first")
    files.append(NAME, KEY, 5, b"unknown to the database")

    files.append(NAME, KEY, 5, b"second")

    assert b"".join(files.open(NAME, KEY, 11)) == b"firstsecond"


def test_no_clear_byte_reaches_the_disk(files: SealedFiles, tmp_path: Path) -> None:
    secret = "某某医院虚构住院".encode() * 20

    files.append(NAME, KEY, 0, secret)
    files.write("another.kept", KEY, [secret, secret])

    assert secret[:24] not in on_disk(tmp_path)
    assert len(on_disk(tmp_path)) > 3 * len(secret)


def test_only_its_owner_may_read_the_files(files: SealedFiles, tmp_path: Path) -> None:
    files.append(NAME, KEY, 0, b"x")
    with files.locked(NAME):
        pass

    for path in (tmp_path / "uploads").rglob("*"):
        assert path.stat().st_mode & 0o077 == 0, path


@pytest.mark.parametrize("at", [0, 3, 4, 10, 20, -1])
def test_one_changed_bit_is_noticed(files: SealedFiles, tmp_path: Path, at: int) -> None:
    files.append(NAME, KEY, 0, b"evidence")
    path = tmp_path / "uploads" / NAME[:2] / NAME
    content = bytearray(path.read_bytes())
    content[at] ^= 1
    path.write_bytes(content)

    with pytest.raises(Tampered):
        b"".join(files.open(NAME, KEY, 8))


def test_pieces_that_changed_places_or_files_do_not_open(files: SealedFiles, tmp_path: Path) -> None:
    for offset, piece in ((0, b"aaaa"), (4, b"bbbb")):
        files.append(NAME, KEY, offset, piece)
    path = tmp_path / "uploads" / NAME[:2] / NAME
    content = path.read_bytes()
    half = len(content) // 2
    path.write_bytes(content[half:] + content[:half])
    other = path.with_name(NAME.replace(".part", ".kept"))
    other.write_bytes(content)

    with pytest.raises(Tampered):
        files.open(NAME, KEY, 8).at(0, 1)
    with pytest.raises(Tampered):
        files.open(other.name, KEY, 8).at(0, 1)


def test_a_file_cut_short_or_of_another_key_does_not_open(files: SealedFiles) -> None:
    files.append(NAME, KEY, 0, b"aaaa")

    with pytest.raises(Tampered, match="cut short"):
        files.open(NAME, KEY, 8)
    with pytest.raises(Tampered, match="changed"):
        files.open(NAME, new_file_key(), 4).at(0, 4)
    with pytest.raises(Tampered, match="no piece that ends at 8"):
        files.append(NAME, KEY, 8, b"too far")
    with pytest.raises(StoreFault):
        files.open("nothing.kept", KEY, 0)


def test_a_full_disk_leaves_what_was_there(files: SealedFiles, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    files.append(NAME, KEY, 0, b"first")
    before = on_disk(tmp_path)

    def full(handle: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", full)
        with pytest.raises(StorageFull):
            files.append(NAME, KEY, 5, b"second")
        with pytest.raises(StorageFull):
            files.write("whole.kept", KEY, [b"x" * 1000])

    assert on_disk(tmp_path) == before
    files.append(NAME, KEY, 5, b"second")
    assert b"".join(files.open(NAME, KEY, 11)) == b"firstsecond"


def test_a_file_written_anew_replaces_the_old_one_and_leaves_nothing_beside_it(files: SealedFiles) -> None:
    files.write("whole.kept", KEY, [b"old" * 200_000])

    length = files.write("whole.kept", KEY, [b"ne", b"", b"w"])

    assert (length, b"".join(files.open("whole.kept", KEY, 3))) == (3, b"new")
    assert files.names() == ["whole.kept"]


def test_a_removed_file_is_gone_and_removing_it_again_is_no_error(files: SealedFiles) -> None:
    files.append(NAME, KEY, 0, b"x")

    files.remove(NAME)
    files.remove(NAME)

    assert files.names() == []


def test_who_does_not_want_to_wait_for_a_lock_is_told_so(files: SealedFiles) -> None:
    with files.locked(NAME):
        with pytest.raises(TooManyRequests), files.locked(NAME, wait=False):
            pass
        with files.locked("another", wait=False):
            pass
    with files.locked(NAME, wait=False):
        pass


@pytest.mark.parametrize("name", ["../keys/content.key", "a/b", "", ".hidden", "a\0b"])
def test_a_name_cannot_lead_elsewhere(files: SealedFiles, name: str) -> None:
    with pytest.raises(ValueError, match="not the name"):
        files.remove(name)
