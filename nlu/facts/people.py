"""People and their posts: a name with a cue beside it, a surname with a title, and titles alone."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Final, NamedTuple

from spacy.tokens import Doc

from nlu.facts.found import Fact, Taken
from nlu.facts.lexicon import lists

_HAN: Final = r"[\u4e00-\u9fff]"
_SIGN: Final = r"[,，。;；、!！?？\s]"


class _Patterns(NamedTuple):
    sure: tuple[re.Pattern[str], ...]
    likely: tuple[re.Pattern[str], ...]
    surname: re.Pattern[str]
    goes_on: re.Pattern[str]
    role: re.Pattern[str]
    not_names: frozenset[str]


def _any(words: Iterable[str]) -> str:
    return "|".join(sorted(words, key=lambda word: (-len(word), word)))


@lru_cache(maxsize=1)
def _patterns() -> _Patterns:
    words = lists("people")
    surname = f"(?:{_any(words['compound_surnames'])}|[{words['surnames']}])"
    given = rf"(?:(?![{words['not_given']}]){_HAN})"
    titles, roles = _any(words["titles"]), _any([*words["titles"], *words["roles"]])
    name = f"{surname}{given}{{1,2}}"
    goes_on = rf"(?:$|[^\u4e00-\u9fff]|[{words['not_given']}]|{_any([*words['after_name'], *words['titles']])})"
    announced = f"(?P<name>{surname}{given}{{1,2}}?(?={goes_on})|{surname}{given}{{2}})"
    sure_cues = _any(words["sure_name_cues"])
    familiar = rf"(?:老{surname}头|{surname}(?:{_any(words['kin'])})|[老小]{surname})"
    not_roles = "|".join(f"{role}(?:{_any(behind)})" for role, behind in words["not_a_role_before"].items() if behind)
    return _Patterns(
        sure=(
            re.compile(f"(?P<name>{name}?)(?:{titles})"),
            re.compile(f"(?P<name>{surname}(?:{titles}))(?!们)"),
            re.compile(rf"(?:{sure_cues})(?:是|为|:|做)*\s*(?P<name>{surname}{_HAN}{{1,2}})(?=$|{_SIGN})"),
        ),
        likely=(
            re.compile(rf"(?:{sure_cues}|{_any(words['name_cues'])})(?:是|为|:|做)*\s*{announced}"),
            re.compile(f"(?:{roles})(?:是|叫|名叫|,|:)?{announced}"),
            re.compile(rf"(?P<name>{surname}(?:某某|某{_HAN}?(?={roles}|{_SIGN}|$)|某|××|xx|x某))"),
            re.compile(rf"(?:^|(?<={_SIGN}))(?P<name>{name})(?=、{name}|两位|二人|三人|等人)"),
            re.compile(f"(?<=、)(?P<name>{name})(?=两位|二人|三人|等)"),
            re.compile(f"(?P<name>{familiar})(?=$|{_SIGN}|{_any(words['after_familiar'])})"),
        ),
        surname=re.compile(surname),
        goes_on=re.compile(goes_on),
        role=re.compile(f"(?!{not_roles})(?:{roles})"),
        not_names=frozenset(words["not_names"]),
    )


def find_people(doc: Doc) -> Iterator[Fact]:
    """Facts of the types person and role in a document of the language model. A title right behind a bare surname
    belongs to the person (张医生), behind a full name it is a role of its own.
    """
    patterns, text = _patterns(), doc.text
    words = _Words(doc)
    people = Taken(len(text))
    for pattern in (*patterns.sure, *patterns.likely):
        for match in pattern.finditer(text):
            span = match.span("name")
            if people.free(*span) and words.could_be_name(*span, likely_only=pattern in patterns.likely):
                people.take(*span)
                yield Fact("person", text[span[0] : span[1]], *span)
    for match in patterns.role.finditer(text):
        if people.free(*match.span()):
            yield Fact("role", match.group(), match.start(), match.end())


class _Words:
    """Where the words of a document begin, to tell a name from pieces of words that look like one."""

    def __init__(self, doc: Doc) -> None:
        self._text = doc.text
        self._starts = {token.idx for token in doc}
        self._stops = {(token.idx, token.idx + len(token.text)) for token in doc if token.is_stop}

    def could_be_name(self, start: int, end: int, *, likely_only: bool) -> bool:
        """Whether a name may stand here: it begins with a word, ends with one or before a word that follows names, and
        where little announces it, what stands behind the surname is no common word (方收买).
        """
        patterns = _patterns()
        if start not in self._starts or self._text[start : start + 2] in patterns.not_names:
            return False
        surname = patterns.surname.match(self._text, start)
        common = surname is not None and (surname.end(), end) in self._stops and end - surname.end() > 1
        if likely_only and common:
            return False
        ends = end in self._starts or end == len(self._text)
        return ends or patterns.goes_on.match(self._text, end) is not None
