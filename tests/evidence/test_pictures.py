"""Pictures lose everything but the picture, and nothing of the picture."""

import io
import random
import struct
import zlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, JpegImagePlugin

from casework.errors import FileRefused
from casework.evidence import picture
from casework.evidence.content import InMemory
from casework.evidence.examine import examine
from casework.evidence.orientation import only_orientation, read_orientation
from tests.evidence import samples

MOST = 1_000_000


def kept(data: bytes, pixels_max: int = MOST) -> bytes:
    return b"".join(examine(InMemory(data), pixels_max).content)


def reason(data: bytes, pixels_max: int = MOST) -> str:
    with pytest.raises(FileRefused) as caught:
        kept(data, pixels_max)
    return caught.value.reply_id


def kept_or_reason(data: bytes) -> bytes | str:
    try:
        return kept(data)
    except FileRefused as refused:
        return refused.reply_id


def opened(data: bytes) -> Image.Image:
    image = Image.open(io.BytesIO(data))
    image.load()
    return image


PICTURES = {
    "jpeg": samples.jpeg(),
    "jpeg progressive": samples.jpeg(progressive=True),
    "jpeg with restarts": samples.jpeg(restart_marker_blocks=1),
    "jpeg with profile": samples.jpeg(icc_profile=bytes(36) + b"acsp" + bytes(88)),
    "png": samples.png(),
    "png with palette": samples.png(mode="P"),
    "png with alpha": samples.png(mode="RGBA"),
    "png black and white": samples.png(mode="1"),
    "webp": samples.webp(quality=80),
    "webp lossless": samples.webp(lossless=True),
}


@pytest.mark.parametrize("name", PICTURES)
def test_the_picture_stays_pixel_by_pixel(name: str) -> None:
    before, after = opened(PICTURES[name]), opened(kept(PICTURES[name]))

    assert (after.size, after.mode) == (before.size, before.mode)
    assert after.tobytes() == before.tobytes()
    assert after.getpalette() == before.getpalette()


@pytest.mark.parametrize("name", PICTURES)
def test_place_time_device_and_person_are_gone_and_the_orientation_stays(name: str) -> None:
    data = PICTURES[name]
    assert any(secret in data for secret in samples.SECRETS)

    after = kept(data)

    assert not any(secret in after for secret in samples.SECRETS)
    assert dict(opened(after).getexif()) == {0x0112: 6}
    assert not opened(after).getexif().get_ifd(0x8825)


@pytest.mark.parametrize("make", [samples.jpeg, samples.png, samples.webp])
def test_an_upright_picture_keeps_no_exif_at_all(make) -> None:  # type: ignore[no-untyped-def]
    after = kept(make(orientation=None))

    assert not dict(opened(after).getexif())
    assert b"Exif" not in after
    assert b"eXIf" not in after


@pytest.mark.parametrize("name", PICTURES)
def test_a_cleaned_picture_cleaned_again_is_the_same(name: str) -> None:
    once = kept(PICTURES[name])

    assert kept(once) == once


def test_the_profile_of_colours_stays() -> None:
    profile = bytes(36) + b"acsp" + bytes(88)

    assert opened(kept(samples.jpeg(icc_profile=profile))).info["icc_profile"] == profile


@pytest.mark.parametrize("name", ["jpeg", "png", "webp"])
@pytest.mark.parametrize("tail", [samples.archive(), samples.mp4(), b"<script>alert(1)</script>", samples.pdf()])
def test_what_hangs_behind_a_picture_is_cut_off(name: str, tail: bytes) -> None:
    data = PICTURES[name]

    assert kept(data + tail) == kept(data)


@pytest.mark.parametrize("name", ["jpeg", "jpeg progressive", "png", "webp"])
@pytest.mark.parametrize("part", [0.3, 0.7, 0.99])
def test_half_a_picture_is_refused(name: str, part: float) -> None:
    data = PICTURES[name] if name != "jpeg" else samples.jpeg(size=(200, 200))

    assert reason(data[: int(len(data) * part)]) == "file_damaged"


@pytest.mark.parametrize("name", ["jpeg", "png", "webp"])
def test_more_pixels_than_allowed_are_refused(name: str) -> None:
    assert reason(PICTURES[name], 64 * 48 - 1) == "file_too_many_pixels"
    assert kept(PICTURES[name], 64 * 48)


def bomb(width: int, height: int, lines: bytes) -> bytes:
    """A PNG that says it is so large, with whatever lines."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(lines, 9)) + chunk(b"IEND", b"")


def test_a_small_file_that_opens_into_a_huge_picture_is_refused_unopened() -> None:
    assert reason(bomb(60_000, 60_000, b""), 120_000_000) == "file_too_many_pixels"


def test_data_that_unpack_into_more_than_the_header_says_are_refused() -> None:
    data = bomb(4, 4, bytes(50_000_000))
    assert len(data) < 100_000

    assert reason(data) == "file_damaged"


def test_pictures_of_too_many_parts_are_refused() -> None:
    whole = samples.jpeg()
    parts = b"\xff\xfe\x00\x02" * 10_000

    assert reason(whole[:2] + parts + whole[2:]) == "file_damaged"
    assert reason(whole[:-2] + b"\xff\xfe\x00\x02" * 10_000 + b"\xff\xd9") == "file_damaged"


@pytest.mark.parametrize(("most", "drawn"), [(64 * 48 * 3, 0), (64 * 48 * 100, 1)])
def test_a_picture_that_is_drawn_very_often_is_not_drawn_as_a_trial(
    monkeypatch: pytest.MonkeyPatch, most: int, drawn: int
) -> None:
    data, tries = samples.jpeg(progressive=True), []
    at = data.rindex(b"\xff\xda")
    often = data[:at] + data[at:-2] * 60 + b"\xff\xd9"
    monkeypatch.setattr(picture, "_DRAWN_MAX", most)
    monkeypatch.setattr(JpegImagePlugin.JpegImageFile, "load", lambda self: tries.append(self.size))

    kept(often)

    assert tries == [(64, 48)] * drawn


def test_what_hides_behind_the_packed_data_of_a_png_is_cut_off() -> None:
    lines = (b"\0" + bytes(range(12))) * 4
    hidden = bomb(4, 4, lines).replace(packed := zlib.compress(lines, 9), packed + b"hidden text")
    at = hidden.index(b"IDAT")
    length = len(packed) + 11
    hidden = hidden[: at - 4] + struct.pack(">I", length) + hidden[at : at + 4 + length]
    hidden += struct.pack(">I", zlib.crc32(hidden[at:])) + bomb(4, 4, lines)[-12:]

    assert opened(hidden).size == (4, 4)
    assert b"hidden text" not in kept(hidden)
    assert opened(kept(hidden)).tobytes() == opened(hidden).tobytes()


def test_a_jpeg_header_that_promises_more_than_allowed_is_refused() -> None:
    data = samples.jpeg()
    at = data.index(b"\xff\xc0")
    huge = data[: at + 5] + struct.pack(">HH", 65_000, 65_000) + data[at + 9 :]

    assert reason(huge, 120_000_000) == "file_too_many_pixels"


def test_a_jpeg_of_endless_scans_is_refused() -> None:
    data = samples.jpeg(progressive=True)
    at = data.rindex(b"\xff\xda")
    scan = data[at:-2]

    assert reason(data[:at] + scan * 200 + b"\xff\xd9") == "file_damaged"


@settings(max_examples=150, deadline=None)
@given(name=st.sampled_from(sorted(PICTURES)), seed=st.integers(0, 10_000), hits=st.integers(1, 4))
def test_a_damaged_picture_is_refused_or_still_opens_and_breaks_nothing(name: str, seed: int, hits: int) -> None:
    chance, data = random.Random(seed), bytearray(PICTURES[name])
    for _ in range(hits):
        data[chance.randrange(len(data))] = chance.randrange(256)

    after = kept_or_reason(bytes(data))

    # A changed length can make a part that is kept swallow one that is not; whole files have no such lengths.
    assert after.startswith("file_") if isinstance(after, str) else opened(after).size[0] > 0


@given(st.integers(1, 8))
def test_an_orientation_is_read_as_it_was_written(orientation: int) -> None:
    assert read_orientation(only_orientation(orientation)) == orientation


@given(st.binary(max_size=200))
def test_any_block_of_exif_has_an_orientation(block: bytes) -> None:
    assert 1 <= read_orientation(b"II*\0" + block) <= 8
    assert read_orientation(block) == 1 or block[:4] in (b"II*\0", b"MM\0*")
