"""Which type of file is this, by its first bytes? Its name has no say."""

from dataclasses import dataclass
from typing import Literal

import filetype  # type: ignore[import-untyped]

from casework.errors import FileRefused

Kind = Literal["picture", "pdf", "audio", "video"]
HEAD = 4096
"""So many bytes are enough."""


@dataclass(frozen=True, slots=True)
class FileType:
    """A type that is taken as evidence. `reader`: which structure it is checked by."""

    kind: Kind
    media_type: str
    extension: str
    reader: Literal["jpeg", "png", "webp", "pdf", "boxes", "wav", "avi", "frames", "as_is"]


JPEG = FileType("picture", "image/jpeg", "jpg", "jpeg")
PNG = FileType("picture", "image/png", "png", "png")
WEBP = FileType("picture", "image/webp", "webp", "webp")
PDF = FileType("pdf", "application/pdf", "pdf", "pdf")
WAV = FileType("audio", "audio/wav", "wav", "wav")
MP3 = FileType("audio", "audio/mpeg", "mp3", "frames")
AAC = FileType("audio", "audio/aac", "aac", "frames")
M4A = FileType("audio", "audio/mp4", "m4a", "boxes")
AMR = FileType("audio", "audio/amr", "amr", "as_is")
OGG = FileType("audio", "audio/ogg", "ogg", "as_is")
MP4 = FileType("video", "video/mp4", "mp4", "boxes")
MOV = FileType("video", "video/quicktime", "mov", "boxes")
GP3 = FileType("video", "video/3gpp", "3gp", "boxes")
AVI = FileType("video", "video/x-msvideo", "avi", "avi")
TAKEN = (JPEG, PNG, WEBP, PDF, WAV, MP3, AAC, M4A, AMR, OGG, MP4, MOV, GP3, AVI)

_BEGINNINGS = (
    (b"\xff\xd8\xff", JPEG),
    (b"\x89PNG\r\n\x1a\n", PNG),
    (b"ID3", MP3),
    (b"#!AMR", AMR),
    (b"OggS", OGG),
)
_RIFF = {b"WEBP": WEBP, b"WAVE": WAV, b"AVI ": AVI}
_HEIF_BRANDS = (b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1")
_ADTS, _MPEG_AUDIO = (0xF0, 0xF1, 0xF8, 0xF9), (0xFB, 0xFA, 0xF3, 0xF2)

_ARCHIVES = (
    *("zip", "gzip", "zstd", "epub+zip", "vnd.ms-cab-compressed", "x-7z-compressed", "x-brotli", "x-bzip2"),
    *("x-compress", "x-deb", "x-lz4", "x-lzip", "x-lzop", "x-rar-compressed", "x-rpm", "x-tar", "x-unix-archive"),
    "x-xz",
)
_OFFICE = ("msword", "ms-excel", "ms-powerpoint", "officedocument", "opendocument", "rtf", "x-ole")
_PROGRAMS = ("application/x-msdownload", "application/x-executable", "application/wasm")
_OFD = (b"OFD.xml", b"Doc_0/")
"""Parts of an OFD, the format of official papers and invoices: an archive by its first bytes."""
_BEFORE_PDF = 32
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def type_of(head: bytes) -> FileType:
    """The type of a file that begins like this. Raises FileRefused for what is not taken, with the reason."""
    for beginning, found in _BEGINNINGS:
        if head.startswith(beginning):
            return found
    if head[:_BEFORE_PDF].lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"%PDF-"):
        return PDF
    if head[:4] == b"RIFF" and head[8:12] in _RIFF:
        return _RIFF[head[8:12]]
    if head[4:8] == b"ftyp":
        return _type_of_brand(head[8:12])
    if len(head) > 2 and head[0] == 0xFF and head[1] in (*_ADTS, *_MPEG_AUDIO):
        return AAC if head[1] in _ADTS else MP3
    raise FileRefused("not a type that is taken", _why_not(head))


def _type_of_brand(brand: bytes) -> FileType:
    if brand in _HEIF_BRANDS:
        raise FileRefused("HEIF picture", "file_heic")
    if brand in (b"avif", b"avis", b"crx "):
        raise FileRefused("picture of another type", "file_kind_unknown")
    if brand == b"qt  ":
        return MOV
    if brand[:3] in (b"3gp", b"3g2"):
        return GP3
    return M4A if brand in (b"M4A ", b"M4B ") else MP4


def _why_not(head: bytes) -> str:
    """Which of the reasons tells somebody best what to do instead."""
    guess = filetype.guess(bytearray(head))
    found: str = guess.mime if guess else ""
    if head[:2] == b"PK" and any(part in head for part in _OFD):
        return "file_office"
    if head.startswith(_OLE) or any(part in found for part in _OFFICE):
        return "file_office"
    if found.removeprefix("application/") in _ARCHIVES:
        return "file_archive"
    if found in _PROGRAMS or head[:2] in (b"MZ", b"#!"):
        return "file_program"
    return "file_kind_unknown"
