"""WAV, AVI, MP3 and AAC: is it one, and what in it tells about the device, the time or the person?"""

from casework.errors import FileRefused
from casework.evidence.content import Change, Content
from casework.evidence.riff import Chunk, chunks

_WAV_TELLING = (b"LIST", b"bext", b"iXML", b"axml", b"id3 ", b"ID3 ", b"_PMX", b"cart", b"IDIT", b"JUNK")
_RESYNC = 64 * 1024
_ID3_HEAD, _ID3_TAIL = 10, 128
_TAGS_MAX = 20
# Kilobits per second by their number in the header, for MPEG 1 and for MPEG 2 and 2.5, layer III.
_RATES_1 = (0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320)
_RATES_2 = (0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160)
_HERTZ = {3: (44100, 48000, 32000), 2: (22050, 24000, 16000), 0: (11025, 12000, 8000)}


def blank_wav(content: Content) -> list[Change]:
    """What to blank in a WAV: device, time, texts. Raises FileRefused when there is no sound."""
    found = []
    for chunk in chunks(content):
        found.append(chunk)
        if chunk.name == b"data" and chunk.length == 0:
            break  # a recorder that was switched off never wrote the length: what follows is sound, not chunks
    if not {b"fmt ", b"data"} <= {chunk.name for chunk in found}:
        raise FileRefused("WAV without sound", "file_damaged")
    return [_junk(chunk) for chunk in found if chunk.name in _WAV_TELLING]


def blank_avi(content: Content) -> list[Change]:
    """What to blank in an AVI: texts and the time of recording. Raises FileRefused when there is no film."""
    changes, lists = [], set()
    for chunk in chunks(content):
        if chunk.name == b"LIST":
            name = content.at(chunk.body, 4)
            lists.add(name)
            if name == b"INFO":
                changes.append(_junk(chunk))
            elif name == b"hdrl":
                inside = chunks(content, chunk.body + 4, chunk.body + chunk.length)
                changes += [_junk(one) for one in inside if one.name in (b"IDIT", b"JUNK", b"ISMP")]
        elif chunk.name in (b"JUNK", b"IDIT"):
            changes.append(_junk(chunk))
    if not {b"hdrl", b"movi"} <= lists:
        raise FileRefused("AVI without a film", "file_damaged")
    return changes


def blank_frames(content: Content) -> list[Change]:
    """What to blank in MP3 or AAC: the tags before and behind the sound. Raises FileRefused when there is no sound."""
    changes: list[Change] = []
    place = 0
    while content.at(place, 3) == b"ID3" and len(changes) < _TAGS_MAX:
        size = _syncsafe(content.at(place + 6, 4))
        changes.append(Change(place + _ID3_HEAD, size))
        place += _ID3_HEAD + size
    if not _sound_in(content.at(place, _RESYNC)):
        raise FileRefused("no sound where it must be", "file_damaged")
    if content.at(content.size - _ID3_TAIL, 3) == b"TAG":
        changes.append(Change(content.size - _ID3_TAIL + 3, _ID3_TAIL - 3))
    return changes


def _sound_in(data: bytes) -> bool:
    """Whether two frames follow each other somewhere; some programs leave a gap behind their tags."""
    place = data.find(b"\xff")
    while place >= 0:
        length = _frame(data[place : place + 6])
        if length is not None and _frame(data[place + length : place + length + 6]) is not None:
            return True
        place = data.find(b"\xff", place + 1)
    return False


def _junk(chunk: Chunk) -> Change:
    return Change(chunk.offset, 8 + chunk.length, b"JUNK" + chunk.length.to_bytes(4, "little"))


def _syncsafe(four: bytes) -> int:
    return sum((byte & 0x7F) << shift for byte, shift in zip(four, (21, 14, 7, 0), strict=False))


def _frame(header: bytes) -> int | None:
    """The length of the frame that begins like this, None when none does."""
    if len(header) < 6 or header[0] != 0xFF or header[1] & 0xE0 != 0xE0:
        return None
    if header[1] & 0xF6 == 0xF0:  # AAC
        length = (header[3] & 3) << 11 | header[4] << 3 | header[5] >> 5
        return length if length > 7 else None
    version, layer, rate, hertz = header[1] >> 3 & 3, header[1] >> 1 & 3, header[2] >> 4, header[2] >> 2 & 3
    if version == 1 or layer != 1 or rate in (0, 15) or hertz == 3:
        return None
    bits = (_RATES_1 if version == 3 else _RATES_2)[rate] * 1000
    return (144 if version == 3 else 72) * bits // _HERTZ[version][hertz] + (header[2] >> 1 & 1)
