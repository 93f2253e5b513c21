"""A WebP picture without anything but its picture."""

from casework.errors import FileRefused
from casework.evidence.content import InMemory
from casework.evidence.orientation import only_orientation, read_orientation
from casework.evidence.picture_size import PictureSize
from casework.evidence.riff import chunks

_KEPT = (b"VP8 ", b"VP8L", b"ALPH", b"ICCP", b"ANIM", b"ANMF")
_HAS_EXIF, _HAS_XMP = 0x08, 0x04


def strip_webp(data: bytes) -> tuple[bytes, PictureSize]:
    """The same picture without EXIF and XMP, and its size. Raises FileRefused when it is no whole WebP."""
    end = 8 + int.from_bytes(data[4:8], "little")
    if end > len(data):
        raise _damaged("cut short")
    size, exif, extended, parts = None, b"", b"", []
    for chunk in chunks(InMemory(data), 12, end):
        body = data[chunk.body : chunk.body + chunk.length]
        if chunk.name == b"VP8X" and len(body) == 10:
            extended = body
            size = PictureSize(1 + int.from_bytes(body[4:7], "little"), 1 + int.from_bytes(body[7:10], "little"))
        elif chunk.name == b"EXIF":
            exif = only_orientation(read_orientation(body.removeprefix(b"Exif\0\0")))
        elif chunk.name in _KEPT:
            size = size or _size(chunk.name, body)
            parts.append((chunk.name, body))
    if size is None or not any(name in (b"VP8 ", b"VP8L", b"ANMF") for name, _ in parts):
        raise _damaged("no picture in it")
    if extended:
        flags = extended[0] & ~(_HAS_EXIF | _HAS_XMP) | (_HAS_EXIF if exif else 0)
        parts = [(b"VP8X", bytes((flags,)) + extended[1:]), *parts, *([(b"EXIF", exif)] if exif else [])]
    whole = b"WEBP" + b"".join(_chunk(name, body) for name, body in parts)
    return b"RIFF" + len(whole).to_bytes(4, "little") + whole, size


def _size(name: bytes, body: bytes) -> PictureSize | None:
    if name == b"VP8 " and body[3:6] == b"\x9d\x01\x2a":
        return PictureSize(int.from_bytes(body[6:8], "little") & 0x3FFF, int.from_bytes(body[8:10], "little") & 0x3FFF)
    if name == b"VP8L" and body[:1] == b"\x2f" and len(body) > 4:
        bits = int.from_bytes(body[1:5], "little")
        return PictureSize((bits & 0x3FFF) + 1, ((bits >> 14) & 0x3FFF) + 1)
    return None


def _chunk(name: bytes, body: bytes) -> bytes:
    return name + len(body).to_bytes(4, "little") + body + b"\0" * (len(body) % 2)


def _damaged(why: str) -> FileRefused:
    return FileRefused(f"WebP: {why}", "file_damaged")
