"""Where the matters of a petition stand in what was said: numbered, in the colour of their category, the words that
decided standing out. Reads no tables; what it is given is escaped.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from api.desk.pages.talk_words import tone_of
from api.desk.pieces import ICONS, Tone
from api.desk.still import Still, still
from casework.petition import Petition
from casework.services.ports import SEALED_TOKEN
from knowledge import RuleBook

_TOKEN = re.compile(SEALED_TOKEN)
_SHORTEST = 4
"""Characters. A shorter piece of a matter that runs over several messages would be found anywhere."""


@dataclass(frozen=True, slots=True)
class Mark:
    """One matter as it is shown: number from 1, what it is called, the words it stands in, the words that decided."""

    number: int
    name: str
    tone: Tone
    confidence: float
    words: str
    evidence: tuple[str, ...]


def lock(token: str) -> Still:
    """A sealed token as what it is: something behind a lock."""
    drawing = still(
        "svg", still("path", d=ICONS["lock"]), classes="ico", viewBox="0 0 24 24", aria_hidden="true", focusable="false"
    )
    return still("span", drawing, token.strip("〔〕"), classes="sealed", title="已加密，查看登记人需要权限和理由")


def marked(words: str, marks: Sequence[Mark]) -> Still:
    """The words with sealed tokens as locks and the matters marked where they stand."""
    of, deciding = _places(words, marks)
    parts: list[str] = []
    at = 0
    for token in [*_TOKEN.finditer(words), None]:
        end = token.start() if token else len(words)
        parts += _run(words, at, end, of, deciding, marks)
        if token:
            parts.append(lock(token[0]))
            at = token.end()
    return still("span", *parts, classes="words")


def _places(words: str, marks: Sequence[Mark]) -> tuple[list[int], list[bool]]:
    """For each character the matter it belongs to (-1: none), and whether it is among the words that decided."""
    of, deciding = [-1] * len(words), [False] * len(words)
    for index, mark in enumerate(marks):
        for begin, end in _found(words, mark.words):
            for place in range(begin, end):
                if of[place] < 0:
                    of[place] = index
    for index, mark in enumerate(marks):
        for piece in mark.evidence:
            for hit in re.finditer(re.escape(piece), words):
                if of[hit.start()] == index:
                    deciding[hit.start() : hit.end()] = [True] * len(piece)
    return of, deciding


def _found(words: str, sought: str) -> list[tuple[int, int]]:
    whole = words.find(sought) if sought.strip() else -1
    if whole >= 0:
        return [(whole, whole + len(sought))]
    pieces = (piece.strip() for piece in sought.split("\n"))
    spots = ((words.find(piece), len(piece)) for piece in pieces if len(piece) >= _SHORTEST)
    return [(begin, begin + length) for begin, length in spots if begin >= 0]


def _run(
    words: str, begin: int, end: int, of: Sequence[int], deciding: Sequence[bool], marks: Sequence[Mark]
) -> list[str]:
    parts: list[str] = []
    while begin < end:
        stop = begin
        while stop < end and of[stop] == of[begin]:
            stop += 1
        mark = marks[of[begin]] if of[begin] >= 0 else None
        parts.append(_piece(words, begin, stop, deciding, mark, goes_on=begin > 0 and of[begin - 1] == of[begin]))
        begin = stop
    return parts


def _piece(words: str, begin: int, end: int, deciding: Sequence[bool], mark: Mark | None, *, goes_on: bool) -> str:
    """A piece of one matter; one that goes on behind a lock does not say its number again."""
    if mark is None:
        return words[begin:end]
    inside: list[str] = []
    while begin < end:
        stop = begin
        while stop < end and deciding[stop] == deciding[begin]:
            stop += 1
        inside.append(still("b", words[begin:stop]) if deciding[begin] else words[begin:stop])
        begin = stop
    return still(
        "mark",
        *inside,
        classes=f"matter m-{mark.tone}{' goes-on' if goes_on else ''}",
        data_matter=str(mark.number),
        title=mark.name,
    )


def marks_of(petition: Petition | None, book: RuleBook) -> tuple[Mark, ...]:
    """The matters of a petition, the main one first."""
    if petition is None:
        return ()
    told = str(petition.parse.get("text") or petition.story)
    marks = []
    for number, matter in enumerate(petition.decision.matters, 1):
        category = book.category(matter.category)
        name = book.situation(matter.situation).plain if matter.situation else category.name
        begin, end = matter.span
        marks.append(Mark(number, name, tone_of(matter.category), matter.confidence, told[begin:end], matter.evidence))
    return tuple(marks)


def legend(marks: Sequence[Mark]) -> Still:
    """Which number is which matter; pressing one shows where it stands."""
    if not marks:
        return Still("")
    keys = [
        still(
            "button",
            still("span", str(mark.number), classes=f"num-of {mark.tone}"),
            f"{mark.name} {mark.confidence:.0%}",
            classes="key-matter",
            type_="button",
            data_number=str(mark.number),
            title="在对话里找到它",
        )
        for mark in marks
    ]
    return still("div", *keys, still("span", "加底色的是判断依据"), classes="legend")
