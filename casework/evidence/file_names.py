"""What is a file called? Only its last part, without what could mislead, and with the ending of what it is."""

import re
import unicodedata

from casework.evidence.file_types import FileType

_LENGTH = 100
# Control and formatting characters (among them those that turn the direction of writing) and what no disk takes.
_OUT = re.compile(r'[<>:"|?*]')


def clean_name(name: str) -> str:
    """The name as it is kept; empty when nothing is left of it."""
    last = re.split(r"[/\\]", unicodedata.normalize("NFC", name))[-1]
    shown = "".join(char for char in last if unicodedata.category(char)[0] != "C")
    stem, dot, ending = _OUT.sub("", shown).strip(" .").rpartition(".")
    if not dot:
        return ending[:_LENGTH]
    return f"{stem[: _LENGTH - 10].strip()}.{ending[:9]}"


def named_as(name: str, found: FileType) -> tuple[str, bool]:
    """The name with the ending of its type, and whether it had that of another one."""
    stem, dot, ending = name.rpartition(".")
    same = {"jpeg": "jpg", "jpe": "jpg", "jfif": "jpg", "m4v": "mp4", "qt": "mov", "3gpp": "3gp", "aac": "aac"}
    if not dot:
        return f"{name}.{found.extension}", False
    if same.get(ending.lower(), ending.lower()) == found.extension:
        return name, False
    return f"{stem}.{found.extension}", True
