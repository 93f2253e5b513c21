"""A JPEG without anything but its picture: segments are copied from a short list, all others left out.

The picture itself is not touched, so evidence loses nothing; what stands behind its end (the short film of a phone's
“live” photo, a hidden archive) is cut off.
"""

import re
from dataclasses import replace

from casework.errors import FileRefused
from casework.evidence.orientation import only_orientation, read_orientation
from casework.evidence.picture_size import PictureSize

_END_OF_SCAN = re.compile(rb"\xff+[^\x00\xff\xd0-\xd7]")
_FRAMES = (*range(0xC0, 0xC4), *range(0xC5, 0xC8), *range(0xC9, 0xCC), *range(0xCD, 0xD0))
_SCAN, _END, _JFIF, _EXIF = 0xDA, 0xD9, 0xE0, 0xE1
_KEPT = (*_FRAMES, 0xC4, 0xCC, 0xDB, 0xDC, 0xDD)
_KEPT_BY_NAME = {0xE2: (b"ICC_PROFILE\0",), 0xEE: (b"Adobe",)}
"""What says how the colours are meant."""
_PLAIN_SCANS = 4
"""One for each colour at most; more have to be put together in memory."""
_SCANS_MAX, _SEGMENTS_MAX = 100, 5_000


def strip_jpeg(data: bytes) -> tuple[bytes, PictureSize]:
    """The same picture without metadata, and its size. Raises FileRefused when it is no whole JPEG."""
    first, rest = [b"\xff\xd8"], bytearray()
    size, orientation, scans, place = None, 1, 0, 2
    for _ in range(_SEGMENTS_MAX):
        marker, place = _marker(data, place)
        if marker == _END:
            break
        length = int.from_bytes(data[place : place + 2], "big")
        body = data[place + 2 : place + length]
        if length < 2 or len(body) != length - 2:
            raise _damaged("a segment is cut short")
        segment = bytes((0xFF, marker)) + data[place : place + length]
        place += length
        if marker in _FRAMES:
            size = _size(marker, body)
        if marker == _SCAN:
            scans += 1
            end = _END_OF_SCAN.search(data, place)
            if end is None or scans > _SCANS_MAX:
                raise _damaged("a scan has no end, or there are too many")
            rest += segment + data[place : end.start()]
            place = end.start()
        elif marker in _KEPT or body.startswith(_KEPT_BY_NAME.get(marker, (b"\0no name\0",))):
            rest += segment
        elif marker == _JFIF and body[:5] == b"JFIF\0" and len(body) >= 14:
            first.append(b"\xff\xe0\x00\x10" + body[:12] + b"\0\0")  # without its small preview
        elif marker == _EXIF and body[:6] == b"Exif\0\0":
            orientation = read_orientation(body[6:])
    else:
        raise _damaged("too many segments")
    if size is None or not scans:
        raise _damaged("no picture in it")
    exif = only_orientation(orientation)
    if exif:
        first.append(b"\xff\xe1" + (len(exif) + 8).to_bytes(2, "big") + b"Exif\0\0" + exif)
    size = replace(size, scans=scans, reducible=size.reducible and scans <= _PLAIN_SCANS)
    return b"".join(first) + bytes(rest) + b"\xff\xd9", size


def _marker(data: bytes, place: int) -> tuple[int, int]:
    """The next marker and the place behind it."""
    while data[place : place + 2] == b"\xff\xff":
        place += 1
    if place + 1 >= len(data) or data[place] != 0xFF or data[place + 1] in (0x00, 0x01, *range(0xD0, 0xD9)):
        raise _damaged("no marker where one must be")
    return data[place + 1], place + 2


def _size(marker: int, body: bytes) -> PictureSize:
    height, width = int.from_bytes(body[1:3], "big"), int.from_bytes(body[3:5], "big")
    if not height or not width:
        raise _damaged("no height or width")
    return PictureSize(width, height, reducible=marker in (0xC0, 0xC1))


def _damaged(why: str) -> FileRefused:
    return FileRefused(f"JPEG: {why}", "file_damaged")
