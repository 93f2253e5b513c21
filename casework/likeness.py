"""How alike two registrations are, and why: same respondent, same deed, same days and sums.

For staff only. A citizen is compared with nothing but what the same conversation or the same receipt holds; otherwise
the answer would give away that somebody else has reported.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from casework.marks import Mark, days_in, same_mark, sums_in
from casework.respondent import name_forms
from knowledge import Form, RuleBook

ALIKE = 0.5
"""From this score on, two registrations are worth a look side by side."""

_NAMES = ("institution", "office", "person")
_READ_MAX = 4000
_PIECE = 2  # characters; Chinese words mostly have two
_PHRASE = 3
_PHRASES_SHOWN = 3
_LITTLE_WORDS = "的了就是在也都把被和与我你他她它们这那个不有又还很着过要会能去来"
_NEW_SENTENCE = 12
_KNOWN_SHARE = 0.35
# The share of pieces two stories have in common: by chance (19 of 20 pairs of different stories stay below 0.15), and
# when one event is told twice in other words (0.35 to 0.6; measured on the stories of benchmarks/).
_CHANCE, _RETOLD = 0.10, 0.40
_SAME_SITUATION, _MARKS = 0.05, 0.45
_SENTENCE_ENDS = str.maketrans(dict.fromkeys("，。！？；：、,.!?;:（）()“”\n\r\t ", "\n"))


@dataclass(frozen=True, slots=True)
class CaseText:
    """What is compared of a registration: whom it is about, what is told, and the situation it was read as."""

    respondents: tuple[str, ...]
    text: str
    situation: str | None = None

    @classmethod
    def of(cls, form: Form, values: Mapping[str, str], situation: str | None) -> CaseText:
        """Taken from a filled form: its long texts, and the fields that a name in the story would have filled."""
        texts = (values.get(one.id, "") for one in form.fields if one.kind == "long_text" and one.filled_by != "office")
        names = (values.get(one.id, "") for one in form.fields if one.prefill in _NAMES and one.kind != "choice")
        return cls(tuple(name for name in names if name), "\n".join(text for text in texts if text), situation)


@dataclass(frozen=True, slots=True)
class Likeness:
    """`score` 0 to 1; `reasons`: sentences for staff, the weightiest first; `new_facts`: the new one tells something
    the old one does not.
    """

    score: float
    reasons: tuple[str, ...]
    new_facts: bool

    @property
    def alike(self) -> bool:
        """Worth a look side by side."""
        return self.score >= ALIKE


def likeness(new: CaseText, old: CaseText, book: RuleBook) -> Likeness:
    """Compare a registration with an earlier one.

    Whom it is about weighs most: the same words about another hospital are another matter. Days and sums count where
    both tell the same.
    """
    who, names = _respondents(new.respondents, old.respondents)
    told, before = _plain(new, new.respondents + old.respondents), _plain(old, new.respondents + old.respondents)
    same_situation = new.situation is not None and new.situation == old.situation
    beyond_chance = max(0.0, _overlap(told, before) - _CHANCE) / (_RETOLD - _CHANCE)
    deed = min(1.0, beyond_chance + (_SAME_SITUATION if same_situation else 0.0))
    texts = new.text[:_READ_MAX], old.text[:_READ_MAX]
    days, sums = (days_in(texts[0]), days_in(texts[1])), (sums_in(texts[0]), sums_in(texts[1]))
    common = [_common(*days), _common(*sums)]
    content = min(1.0, deed + _MARKS * min(1.0, sum(map(_telling, [*common[0], *common[1]]))))
    words = book.situation(str(new.situation)).keywords if same_situation else ()
    reasons = _reasons(names, common, _phrases(told, before, words, book), book)
    if same_situation:
        reasons.append(book.reply("likeness_situation", plain=book.situation(str(new.situation)).plain))
    fresh = _fresh(told, before, days, sums)
    if fresh:
        reasons.append(book.reply("likeness_new", words=book.reply("likeness_comma").join(fresh)))
    return Likeness(round(_score(who, content), 3), tuple(reasons), bool(fresh))


def _score(who: float | None, content: float) -> float:
    """`who`: how surely both are about the same; None where one of them names nobody."""
    if who is None:
        return 0.6 * content
    return who * (0.3 + 0.7 * content) if who else 0.25 * content


def _respondents(new: tuple[str, ...], old: tuple[str, ...]) -> tuple[float | None, list[str]]:
    """1 for the same name, less for names that share only their core (平安卫生院, 城关镇平安卫生院)."""
    if not new or not old:
        return None, []
    best, names = 0.0, []
    for name in new:
        for other in old:
            keys, others = name_forms(name), name_forms(other)
            shared = set(keys) & set(others)
            degree = 0.0 if not shared else 1.0 if keys[0] == others[0] else 0.9
            if degree:
                best = max(best, degree)
                names.append(name)
    return best, list(dict.fromkeys(names))


def _plain(one: CaseText, names: tuple[str, ...]) -> str:
    """The text without signs and without the respondents' names, one phrase a line."""
    text = one.text[:_READ_MAX]
    for name in sorted(names, key=len, reverse=True):
        text = text.replace(name, "\n")
    return text.translate(_SENTENCE_ENDS)


def _pieces(text: str) -> set[str]:
    return {
        line[start : start + _PIECE]
        for line in text.split("\n")
        for start in range(len(line) - _PIECE + 1)
    }  # fmt: skip


def _overlap(told: str, before: str) -> float:
    """Share of the pieces of both that are common; a short text that stands in a long one counts half as contained."""
    first, second = _pieces(told), _pieces(before)
    if not first or not second:
        return 0.0
    common = len(first & second)
    return 0.5 * (2 * common / (len(first) + len(second))) + 0.5 * common / min(len(first), len(second))


def _common(first: tuple[Mark, ...], second: tuple[Mark, ...]) -> list[Mark]:
    return [mark for mark in first if any(same_mark(mark, other) for other in second)]


def _telling(mark: Mark) -> float:
    """How much a day or sum both tell says: the same day and the same sum together say more than many words, a lone
    month says little.
    """
    if mark.values[1] is None:
        return 0.5
    return 0.2 if mark.values[2] is None else 0.6


def _phrases(told: str, before: str, words: tuple[str, ...], book: RuleBook) -> list[str]:
    """Telling words (挂床住院) and the longest stretches in both, without those every petition has (医疗保障部门)."""
    usual = [word for term in book.terms for word in (term.name, *term.words)]
    found = [word for word in words if word in told and word in before]
    for line in told.split("\n"):
        start = 0
        while start + _PHRASE <= len(line):
            end = start + _PHRASE
            if line[start:end] not in before:
                start += 1
                continue
            while end < len(line) and line[start : end + 1] in before:
                end += 1
            found.append(line[start:end].strip(_LITTLE_WORDS))
            start = end
    kept = [one for one in dict.fromkeys(found) if len(one) >= _PIECE and not any(one in word for word in usual)]
    return sorted(kept, key=len, reverse=True)[:_PHRASES_SHOWN]


def _reasons(names: list[str], common: list[list[Mark]], phrases: list[str], book: RuleBook) -> list[str]:
    comma = book.reply("likeness_comma")
    days, sums = ([mark.words for mark in marks] for marks in common)
    return [
        book.reply(reply_id, words=comma.join(dict.fromkeys(words)))
        for reply_id, words in (
            ("likeness_respondent", names),
            ("likeness_deed", phrases),
            ("likeness_days", days),
            ("likeness_sums", sums),
        )
        if words
    ]


def _fresh(told: str, before: str, days: tuple[tuple[Mark, ...], ...], sums: tuple[tuple[Mark, ...], ...]) -> list[str]:
    """Days, sums and stretches of the new text that the old one does not have."""
    marks = [
        mark.words for new, old in (days, sums) for mark in new if not any(same_mark(mark, other) for other in old)
    ]
    known = _pieces(before)
    sentences = [
        line
        for line in told.split("\n")
        if len(line) >= _NEW_SENTENCE and len(_pieces(line) & known) / len(_pieces(line)) < _KNOWN_SHARE
    ]
    return [*dict.fromkeys(marks), *sentences][:_PHRASES_SHOWN]
