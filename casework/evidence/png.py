"""A PNG without anything but its picture: chunks are copied from a short list, and its data are counted out."""

import struct
import zlib

from casework.errors import FileRefused
from casework.evidence.orientation import only_orientation, read_orientation
from casework.evidence.picture_size import PictureSize

_SIGNATURE = b"\x89PNG\r\n\x1a\n"
_KEPT = (b"PLTE", b"tRNS", b"cHRM", b"gAMA", b"iCCP", b"sBIT", b"sRGB", b"cICP", b"bKGD", b"pHYs")
_CHANNELS = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}
_STEP = 1024 * 1024
_CHUNKS_MAX = 100_000


def strip_png(data: bytes, pixels_max: int) -> tuple[bytes, PictureSize]:
    """The same picture without texts, times and EXIF, and its size. Raises FileRefused when it is no whole PNG.

    An animation keeps its first picture.
    """
    head, before, pixels, orientation = b"", bytearray(), bytearray(), 1
    place, kind = len(_SIGNATURE), b""
    for _ in range(_CHUNKS_MAX):
        if kind == b"IEND":
            break
        length, kind = int.from_bytes(data[place : place + 4], "big"), data[place + 4 : place + 8]
        body, check = data[place + 8 : place + 8 + length], data[place + 8 + length : place + 12 + length]
        if len(check) != 4 or zlib.crc32(kind + body) != int.from_bytes(check, "big"):
            raise _damaged("a chunk is cut short or changed")
        place += 12 + length
        if not head and kind != b"IHDR":
            raise _damaged("does not begin with its header")
        if kind == b"IHDR":
            head = body
        elif kind == b"IDAT":
            pixels += body
        elif kind == b"eXIf":
            orientation = read_orientation(body)
        elif kind in _KEPT and not pixels:
            before += _chunk(kind, body)
    else:
        raise _damaged("too many chunks")
    size = _size(head)
    if size.pixels > pixels_max:
        raise FileRefused("more pixels than allowed", "file_too_many_pixels")
    packed = _without_rest(bytes(pixels), head, size)
    exif = only_orientation(orientation)
    if exif:
        before += _chunk(b"eXIf", exif)
    return _SIGNATURE + _chunk(b"IHDR", head) + bytes(before) + _chunk(b"IDAT", packed) + _chunk(b"IEND", b""), size


def _size(head: bytes) -> PictureSize:
    if len(head) != 13 or head[9] not in _CHANNELS or head[8] not in (1, 2, 4, 8, 16):
        raise _damaged("a header of the wrong shape")
    width, height = struct.unpack_from(">II", head)
    if not width or not height:
        raise _damaged("no height or width")
    return PictureSize(width, height)


def _without_rest(packed: bytes, head: bytes, size: PictureSize) -> bytes:
    """Unpacks without keeping: as much must come out as the header says, so no small file opens into a huge one.

    Returns the packed data without what hangs behind their end.
    """
    bits = head[8] * _CHANNELS[head[9]]
    # Interlaced pictures have up to seven lines' ends more, and each smaller picture its own.
    most = (size.height * 2 + 16) * ((size.width * bits + 7) // 8 + 1) if head[12] else 0
    exact = size.height * ((size.width * bits + 7) // 8 + 1)
    unpack, found, waiting = zlib.decompressobj(), 0, packed
    try:
        while waiting and not unpack.eof and found <= max(most, exact):
            found += len(unpack.decompress(waiting, _STEP))
            waiting = unpack.unconsumed_tail
    except zlib.error as error:
        raise _damaged("its data cannot be unpacked") from error
    if found > max(most, exact) or (not head[12] and found != exact) or not unpack.eof:
        raise _damaged("its data are not those its header promises")
    return packed[: len(packed) - len(unpack.unused_data)]


def _chunk(kind: bytes, body: bytes) -> bytes:
    return len(body).to_bytes(4, "big") + kind + body + zlib.crc32(kind + body).to_bytes(4, "big")


def _damaged(why: str) -> FileRefused:
    return FileRefused(f"PNG: {why}", "file_damaged")
