"""Sound, films and PDF: what they are, what is blanked, what is refused."""

import io
import random
import tarfile
import time
import wave
import zipfile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from casework.errors import FileRefused
from casework.evidence.content import Change, InMemory, changed
from casework.evidence.examine import Examined, examine
from tests.contracts.project import ROOT
from tests.evidence import samples


def judged(data: bytes) -> Examined:
    return examine(InMemory(data), 1_000_000)


def kept(data: bytes) -> bytes:
    return b"".join(judged(data).content)


def kept_or_reason(data: bytes) -> bytes | str:
    try:
        return kept(data)
    except FileRefused as refused:
        return refused.reply_id


def reason(data: bytes) -> str:
    with pytest.raises(FileRefused) as caught:
        judged(data)
    return caught.value.reply_id


RECORDINGS = {
    "wav": (samples.wav(), "audio/wav"),
    "avi": (samples.avi(), "video/x-msvideo"),
    "mp3": (samples.mp3(), "audio/mpeg"),
    "mp4": (samples.mp4(), "video/mp4"),
    "mp4 with long lengths": (samples.mp4(wide=True), "video/mp4"),
    "mov": (samples.mp4(b"qt  "), "video/quicktime"),
    "3gp": (samples.mp4(b"3gp5"), "video/3gpp"),
    "m4a": (samples.mp4(b"M4A ", (b"soun",)), "audio/mp4"),
    "sound that calls itself a film": (samples.mp4(b"mp42", (b"soun",)), "audio/mp4"),
    "film that calls itself sound": (samples.mp4(b"M4A "), "video/mp4"),
}


@pytest.mark.parametrize("name", RECORDINGS)
def test_place_time_device_and_person_are_blanked_and_no_byte_moves(name: str) -> None:
    data, media_type = RECORDINGS[name]
    assert any(secret in data for secret in samples.SECRETS)

    found = judged(data)
    after = b"".join(found.content)

    assert found.type.media_type == media_type
    assert not any(secret in after for secret in samples.SECRETS)
    assert len(after) == len(data)
    assert found.noticed == ("file_note_recording_blanked",)


@pytest.mark.parametrize("name", RECORDINGS)
def test_a_blanked_recording_blanked_again_is_the_same(name: str) -> None:
    once = kept(RECORDINGS[name][0])

    assert kept(once) == once


def test_the_sound_of_a_wav_stays() -> None:
    def frames(data: bytes) -> bytes:
        with wave.open(io.BytesIO(data)) as sound:
            return sound.readframes(sound.getnframes())

    assert frames(kept(samples.wav())) == frames(samples.wav()) != b""


def test_the_film_stays_where_it_was() -> None:
    data = samples.mp4()

    after = kept(data)

    assert after[data.index(b"f" * 500) :][:500] == b"f" * 500
    assert after.count(b"hdlr") == data.count(b"hdlr")
    assert b"\xe5\xc6" not in after, "no time of recording"


def test_a_track_of_positions_is_cut_off_from_the_film() -> None:
    data = samples.mp4(handlers=(b"vide", b"camm"))

    after = kept(data)

    assert data.count(b"trak") == 2
    assert after.count(b"trak") == 1
    assert b"camm" not in after


@pytest.mark.parametrize("make", [samples.aac, samples.amr, lambda: samples.mp3(tags=False)])
def test_plain_sound_is_kept_as_it_is(make) -> None:  # type: ignore[no-untyped-def]
    assert kept(make()) == make()
    assert judged(make()).type.kind == "audio"


def test_a_pdf_is_kept_as_it_is_and_that_is_said() -> None:
    data = samples.pdf(b"3 0 obj<</Author(Zhang San)>>endobj\n")

    found = judged(data)

    assert b"".join(found.content) == data
    assert found.noticed == ("file_note_pdf_as_it_is",)


def test_the_pdf_of_a_scanner_is_kept_and_so_is_one_with_blanks_before_it() -> None:
    assert kept(samples.scanned_pdf()) == samples.scanned_pdf()
    assert judged(b"\xef\xbb\xbf\r\n" + samples.pdf()).type.kind == "pdf"


def test_a_recorder_that_was_switched_off_loses_no_sound() -> None:
    data = samples.wav()
    at = data.index(b"data") + 4
    unfinished = data[:at] + bytes(4) + b"LIST" + data[at + 4 :]

    assert kept(unfinished) == unfinished


def test_a_gap_between_tag_and_sound_is_no_damage() -> None:
    sound = samples.mp3(tags=False)

    assert kept(b"ID3\x03\0\0\0\0\0\x0a" + b"TPE1 Zhang" + bytes(3000) + sound)[20:] == bytes(3000) + sound


def test_word_and_ofd_are_refused_as_what_they_are_and_not_as_archives() -> None:
    word = (ROOT / "casework/documents/templates").glob("*.docx")
    ofd = io.BytesIO()
    with zipfile.ZipFile(ofd, "w") as made:
        made.writestr("OFD.xml", "<ofd:OFD/>")
        made.writestr("Doc_0/Document.xml", "<x/>")

    assert {reason(path.read_bytes()) for path in word} == {"file_office"}
    assert reason(ofd.getvalue()) == "file_office"


def test_a_locked_pdf_and_one_with_scripts_are_pointed_out() -> None:
    assert "file_note_pdf_locked" in judged(samples.pdf(b"<</Encrypt 4 0 R>>")).noticed
    assert "file_warning_active" in judged(samples.pdf(b"<</S/JavaScript/JS(x)>>")).noticed
    assert "file_warning_active" in judged(samples.pdf(b"<</Type/EmbeddedFile>>")).noticed


def tar() -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as made:
        made.addfile(tarfile.TarInfo("x"))
    return out.getvalue()


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (samples.archive(), "file_archive"),
        (samples.archive(bytes(10_000_000)), "file_archive"),
        (tar(), "file_archive"),
        (b"\x1f\x8b\x08" + bytes(50), "file_archive"),
        (b"Rar!\x1a\x07\x01\x00" + bytes(50), "file_archive"),
        (b"7z\xbc\xaf\x27\x1c" + bytes(50), "file_archive"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "file_office"),
        (b"{\\rtf1 Canary}", "file_office"),
        (b"MZ" + bytes(200), "file_program"),
        (b"\x7fELF" + bytes(60), "file_program"),
        (b"#!/bin/sh\nrm -rf /\n", "file_program"),
        (b"\0\0\0\x18ftypheic\0\0\0\0mif1heic", "file_heic"),
        (b"\0\0\0\x18ftypavif\0\0\0\0mif1avif", "file_kind_unknown"),
        (b"GIF89a" + bytes(50), "file_kind_unknown"),
        ("就是一段文字".encode(), "file_kind_unknown"),
        (b"<html><script>alert(1)</script></html>", "file_kind_unknown"),
        (b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", "file_kind_unknown"),
        (b"x", "file_kind_unknown"),
    ],
)
def test_what_is_no_evidence_is_refused_with_what_to_do_instead(data: bytes, why: str) -> None:
    assert reason(data) == why


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (samples.pdf() + samples.archive(), "file_disguised"),
        (samples.pdf() + b"\n" + b"MZ" + b"A" * 3000, "file_disguised"),
        (samples.mp4() + samples.archive(), "file_disguised"),
        (samples.wav() + samples.archive(), "file_disguised"),
        (samples.mp3(tags=False) + samples.archive(), "file_disguised"),
        (b"ID3\x03\0\0\0\0\0\x40<html><script>x</script>".ljust(74, b"\0") + samples.mp3(tags=False), "file_disguised"),
        (samples.amr()[:6] + b"%PDF-1.4" + samples.amr()[6:], "file_disguised"),
    ],
)
def test_two_things_in_one_are_refused(data: bytes, why: str) -> None:
    assert reason(data) == why


def test_an_archive_with_a_comment_behind_a_film_is_still_found() -> None:
    packed = bytearray(samples.archive())
    packed[-2:] = (5000).to_bytes(2, "little")

    assert reason(samples.mp4() + bytes(packed) + b"c" * 5000) == "file_disguised"


@pytest.mark.parametrize(
    "data",
    [
        samples.mp4()[:540],  # the index stands at the end and is missing
        samples.mp4(handlers=()),
        samples.mp4(handlers=(b"camm",)),
        samples.wav()[:30],
        samples.avi()[:100],
        b"ID3\x03\0\0\0\0\0\x0a" + bytes(200),
        b"\xff\xfb\x90\x00" + bytes(600),
        b"\xff\xfb\x90\x00" * 30,
        samples.pdf()[:-30],
        b"%PDF-1.4\n",
    ],
)
def test_what_cannot_be_played_or_opened_is_refused(data: bytes) -> None:
    assert reason(data) == "file_damaged"


@pytest.mark.parametrize(
    "data",
    [
        samples.mp4() + samples.box(b"free") * 60_000,
        samples.mp4() + samples.box(b"free") * 6_000,
        samples.box(b"ftyp", b"isom") + samples.box(b"moov", samples.box(b"trak", samples.box(b"mdia")) * 30_000),
        samples.wav() + b"LIST\0\0\0\0" * 30_000,
        b"ID3\3\0\0\0\0\0\0" * 100_000 + samples.mp3(tags=False),
    ],
)
def test_work_for_its_own_sake_is_refused_soon(data: bytes) -> None:
    begun = time.process_time()

    assert reason(data) == "file_damaged"
    assert time.process_time() - begun < 5


def test_boxes_in_boxes_in_boxes_are_not_followed() -> None:
    deep = b""
    for _ in range(3000):
        deep = samples.box(b"moov", deep)

    assert reason(samples.box(b"ftyp", b"isom") + deep) == "file_damaged"


def test_ends_of_archives_without_end_are_a_disguise() -> None:
    assert reason(samples.wav() + (b"PK\5\6" + bytes(18)) * 2_000) == "file_disguised"


@settings(max_examples=200, deadline=None)
@given(name=st.sampled_from(sorted(RECORDINGS)), seed=st.integers(0, 10_000), hits=st.integers(1, 5))
def test_a_damaged_recording_is_refused_or_kept_but_never_breaks_anything(name: str, seed: int, hits: int) -> None:
    chance, data = random.Random(seed), bytearray(RECORDINGS[name][0])
    for _ in range(hits):
        data[chance.randrange(len(data))] = chance.randrange(256)

    after = kept_or_reason(bytes(data))

    assert after.startswith("file_") if isinstance(after, str) else len(after) == len(data)


@given(
    st.one_of(
        st.binary(max_size=60),
        st.sampled_from([b"RIFF", b"ID3", b"\xff\xf1", b"OggS"]).flatmap(
            lambda head: st.binary(max_size=60).map(lambda rest: head + rest)
        ),
    )
)
def test_any_bytes_are_kept_as_some_type_or_refused_with_a_reason(data: bytes) -> None:
    after = kept_or_reason(data)

    assert after.startswith("file_") if isinstance(after, str) else len(after) == len(data)


@given(
    pieces=st.lists(st.binary(max_size=30), max_size=8),
    places=st.lists(st.tuples(st.integers(0, 120), st.integers(0, 60), st.binary(max_size=10)), max_size=5),
)
def test_changes_do_not_depend_on_where_pieces_end(pieces: list[bytes], places: list[tuple[int, int, bytes]]) -> None:
    changes = [Change(offset, length, to[:length]) for offset, length, to in places]
    whole = b"".join(pieces)

    assert b"".join(changed(pieces, changes)) == b"".join(changed([whole], changes))
