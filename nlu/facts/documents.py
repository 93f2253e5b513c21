"""Numbers of official papers."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from nlu.facts.found import Fact

_LONGEST_WORD: Final = 14
_BRACKETED: Final = re.compile(r"[〔\[(【《<]\s?(?:19|20)\d\d\s?[〕\])】》>]\s?第?\s?\d{1,6}(?:-\d{1,4})?\s?号")
_PLAIN: Final = re.compile(r"(?<=[\u4e00-\u9fff])(?:(?:19|20)\d\d年?第|字?\s?(?:19|20)\d\d-|字第?)\s?\d{1,8}\s?号")
_WORD: Final = re.compile(r"[\u4e00-\u9fff]+$")
# What stands in front of the issuing body's short name
_BEFORE: Final = re.compile(
    r".*(?:根据|按照?|依据|文号|编号|文件|通知|[书函单]上?|写着?|[是为的有问要见着了叫在到看号个就给来]|引用|查到|落实|下发|转发|贯彻|[以和与及]|这份|那份|一份)(?!办|函字|决)"
)


def find_documents(text: str) -> Iterator[Fact]:
    """Numbers with the issuing body's short name in front (医保发〔2023〕27号); `text` is normalised."""
    for pattern in (_BRACKETED, _PLAIN):
        for match in pattern.finditer(text):
            start = match.start() - _length_of_word(text, match.start())
            yield Fact("document_number", text[start : match.end()], start, match.end())


def _length_of_word(text: str, end: int) -> int:
    run = _WORD.search(text, max(0, end - _LONGEST_WORD), end)
    if run is None:
        return 0
    word = run.group()
    before = _BEFORE.match(word)
    return len(word) - (before.end() if before else 0)
