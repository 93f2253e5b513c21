"""Is it two things at once? A file that one program takes for a film and another one for an archive or a web page."""

from casework.errors import FileRefused
from casework.evidence.content import Content

_END_OF_ZIP, _END_LENGTH, _COMMENT_MAX = b"PK\x05\x06", 22, 65535
_BEGINNING = 1024
_CANDIDATES_MAX = 50
_PAGES = (b"<html", b"<script", b"<!doctype html", b"<svg", b"<?php")


def refuse_disguise(content: Content, *, pdf: bool) -> None:
    """Raises FileRefused when a second type shows beside the first. Pictures need no such look: they are copied."""
    head = content.at(0, _BEGINNING)
    if not pdf and b"%PDF-" in head:
        raise FileRefused("also a PDF", "file_disguised")
    if any(page in head.lower() for page in _PAGES):
        raise FileRefused("also a web page", "file_disguised")
    if _ends_as_zip(content):
        raise FileRefused("also an archive", "file_disguised")


def _ends_as_zip(content: Content) -> bool:
    """Whether an archive's directory is found as programs that unpack it look for it: from the end."""
    begin = max(0, content.size - _END_LENGTH - _COMMENT_MAX)
    tail = content.at(begin, _END_LENGTH + _COMMENT_MAX)
    place = tail.rfind(_END_OF_ZIP)
    for _ in range(_CANDIDATES_MAX):
        if place < 0:
            return False
        record = tail[place : place + _END_LENGTH]
        if len(record) == _END_LENGTH:
            directory = int.from_bytes(record[12:16], "little")
            before = content.at(max(0, begin + place - directory), 4)
            if before == b"PK\x01\x02":
                return True
        place = tail.rfind(_END_OF_ZIP, 0, place)
    return True  # nothing that is only a recording says so often that an archive ends here
