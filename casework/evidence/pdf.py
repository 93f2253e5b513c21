"""PDF: is it whole, and what should be known before somebody opens it? Nothing is taken out of one.

Author, title, times and old versions can stand in many places of a PDF, packed or encrypted. Taking out some of them
would promise more than it does; so a PDF is kept as it is, and who hands it in is told.
"""

from casework.errors import FileRefused
from casework.evidence.content import Content

_TAIL = 4096
_ACTIVE = (b"/JavaScript", b"/Launch", b"/EmbeddedFile", b"/RichMedia")
_LOCKED = b"/Encrypt"
_OVERLAP = max(len(word) for word in (*_ACTIVE, _LOCKED))


def look_at_pdf(content: Content) -> tuple[str, ...]:
    """What was noticed, as ids of replies. Raises FileRefused when its end is missing or something hangs behind it."""
    tail = content.at(max(0, content.size - _TAIL), _TAIL)
    end = tail.rfind(b"%%EOF")
    if end < 0 or b"startxref" not in tail:
        raise FileRefused("PDF without its end", "file_damaged")
    if len(tail[end + 5 :].strip(b"\0 \t\r\n\x1a")) > 512:
        raise FileRefused("something hangs behind the end of a PDF", "file_disguised")
    found, before = set(), b""
    for piece in content:
        text = before + piece
        found |= {word for word in (*_ACTIVE, _LOCKED) if word in text}
        before = text[-_OVERLAP:]
    noticed = ["file_note_pdf_as_it_is"]
    if _LOCKED in found:
        noticed.append("file_note_pdf_locked")
    if found & set(_ACTIVE):
        noticed.append("file_warning_active")
    return tuple(noticed)
