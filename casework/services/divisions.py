"""The administrative divisions of the country, read once from the list that comes with jionlp.

The list (Apache-2.0, in the wheel) is read as a file: importing the package takes a second and prints. Of its 700,000
lines only provinces, cities and counties are looked at.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from zipfile import BadZipFile, ZipFile

from casework.divisions import Division, Gazetteer, Named
from casework.errors import DivisionsFault, UnknownRegion

# Depth by tabs, then name, code and short names; towns and villages have three tabs and more, and no code. Begins with
# a plain line feed because that is ten times as fast as an alternative.
_ENTRY = re.compile(rb"\n(?!\t\t\t)(\t*)([^\t\n]+)\t([0-9]{6})\t([^\r\n]*)")


class DivisionService:
    """Provinces, cities and counties; read at the first question, about a tenth of a second."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._read: Gazetteer | None = None

    @property
    def gazetteer(self) -> Gazetteer:
        """The list. Raises DivisionsFault when it cannot be read."""
        with self._lock:
            if self._read is None:
                self._read = Gazetteer(_entries())
            return self._read

    def division(self, code: str) -> Division:
        """The division of a code. Raises UnknownRegion."""
        found = self.gazetteer.get(code)
        if found is None:
            raise UnknownRegion("no division has this code")
        return found

    def children(self, code: str | None) -> tuple[Division, ...]:
        """What lies directly in a division; the provinces for None. Raises UnknownRegion."""
        if code is not None:
            self.division(code)
        return self.gazetteer.children(code)

    def search(self, words: str, limit: int = 20) -> tuple[Division, ...]:
        """What somebody who typed this may mean, best first."""
        return self.gazetteer.search(words, limit)

    def find(self, text: str, within: str | None = None, trusted: tuple[str, ...] = ()) -> tuple[Named, ...]:
        """Which divisions a text names (`Gazetteer.find`)."""
        return self.gazetteer.find(text, within, trusted)


def _entries() -> Iterator[tuple[int, str, str, str]]:
    spec = find_spec("jionlp")
    if spec is None or spec.origin is None:
        raise DivisionsFault("jionlp is not installed")
    archive = Path(spec.origin).parent / "dictionary" / "china_location.zip"
    try:
        with ZipFile(archive) as zipped:
            content = zipped.read("china_location.txt")
    except (OSError, KeyError, BadZipFile) as error:
        raise DivisionsFault("the list of divisions cannot be read") from error
    for tabs, name, code, shorts in _ENTRY.findall(b"\n" + content):
        yield len(tabs), name.decode(), code.decode(), shorts.decode()
