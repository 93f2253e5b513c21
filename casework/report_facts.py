"""What a report already tells of the facts its acceptance hangs on. Reads the tables cues, conditions and situations.

Only what is sure is read; everything else stays open and is asked, or left to the office.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from casework.jurisdiction import region_named_in
from knowledge import RuleBook

_SENTENCE_ENDS = re.compile(r"[。！？!?；;\n]+")
_RESPONDENT = ("respondent_name", "respondent_org")
_CONCRETE = ("date", "amount", "drug", "disease", "institution", "place", "person", "document_number")
_CONCRETE_LEAST = 2
_CONTENT_LEAST = 20


def facts_of_report(
    book: RuleBook,
    form_values: Mapping[str, str],
    named: bool | None,
    situation: str | None,
    found: Mapping[str, Sequence[str]],
    story: str,
    region: str | None,
    here: bool | None = None,
) -> dict[str, str]:
    """Fact id → value, for those facts of art. 12 and 13 that can be known without asking.

    `named`: the choice between real name and anonymous. `found`: entity name → values read in the story. `here`:
    whether the deed happened where the asked bureau is competent (`casework.jurisdiction`); None: not known.
    """
    content = form_values.get("content", "") or story
    facts = dict(_told(book, content if story in content else f"{story}\n{content}"))
    if named is not None:
        facts["reporter_mode"] = "real_name" if named else "anonymous"
    if any(form_values.get(name) for name in _RESPONDENT):
        facts["respondent_known"] = "yes"
    concrete = sum(bool(found.get(name)) for name in _CONCRETE)
    if len(content) >= _CONTENT_LEAST and concrete >= _CONCRETE_LEAST:
        facts["facts_known"] = "yes"
    if facts.get("evidence") == "nothing" and facts.get("facts_known") == "yes":
        facts["evidence"] = "clues"
    if situation is not None and book.situation(situation).category == "appeal":
        # A dispute about one's own decision goes to review or court (art. 13(3)), in whatever shape it comes.
        facts["other_route"] = "yes"
    where = form_values.get("respondent_address", "")
    place = _place(book, f"{content}\n{where}", region) if here is None else here
    if place is not None:
        facts["violation_place"] = "here" if place else "elsewhere"
    return facts


def _told(book: RuleBook, story: str) -> Iterator[tuple[str, str]]:
    """Facts the story's words settle; a fact two cues disagree about stays open."""
    values: dict[str, set[str]] = {}
    for sentence in _SENTENCE_ENDS.split(story):
        for cue in book.cues:
            if _says(sentence, cue.patterns) and not _says(sentence, cue.unless):
                values.setdefault(cue.fact, set()).add(cue.value)
    return ((fact, said.pop()) for fact, said in values.items() if len(said) == 1)


def _says(sentence: str, patterns: Sequence[str]) -> bool:
    return any(re.search(pattern, sentence) for pattern in patterns)


def _place(book: RuleBook, story: str, region: str | None) -> bool | None:
    """True where the one covered place the story names is the one whose bureau is asked. Another place that is named
    may be where somebody works or comes from, and says nothing.
    """
    named = region_named_in(story, book)
    return True if named is not None and region is not None and book.place_for(region).region_code == named else None
