"""Which replies come first. Safety before all; then what decides; then the form, a like case, a canned reply."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from casework.intake import alert_in
from casework.petition import Petition
from casework.reading import CONSULT, OUT_OF_SCOPE
from casework.suggesting.channel_words import Told, tell_beside, tell_channel
from casework.suggesting.form_words import is_open, offer_form, tell_open_form
from casework.suggesting.suggestion import Remembered, Standing, Suggestion, made
from casework.suggesting.told import with_decision_told
from casework.suggesting.topics import place_is_missing, tell_other_department, tell_question
from casework.triage import TriagedMatter
from knowledge import Confusion, Fact, RuleBook

MOST = 3


def suggest(
    petition: Petition | None,
    book: RuleBook,
    standing: Standing | None = None,
    remembered: Sequence[Remembered] = (),
) -> tuple[Suggestion, ...]:
    """At most three replies, the best first, no two of the same words. Every sentence about the law is a row's.

    `remembered`: replies sent in like cases, the likest first, already found fit (`casework.suggesting.fitness`).
    """
    standing = standing or Standing()
    inferred = False
    if petition is not None:
        before = petition.known.facts
        petition = with_decision_told(petition, book, standing.since or standing.heard)
        inferred = petition.known.facts != before
    found: list[Suggestion] = []
    found += _safety(petition.story if petition is not None else "", standing, book)
    if is_open(standing.form):
        assert standing.form is not None
        found.append(tell_open_form(standing.form, book))
    told_before: list[Suggestion] = []
    for one in _on_petition(petition, standing, book, inferred=inferred):
        already = petition is not None and one.source == "rule" and _told(petition, standing.told)
        (told_before if already else found).append(one)
    if petition is not None and not is_open(standing.form):
        found += [one for one in (offer_form(petition, book),) if one is not None]
    found += [made("memory", "memory", one.text, one.clauses, book) for one in remembered[:1]]
    found += told_before
    best = _each_once(found)[:MOST]
    hello = book.reply("suggest_hello")
    return tuple(replace(one, text=one.text.removeprefix(hello)) for one in best) if standing.greeted else tuple(best)


def _safety(story: str, standing: Standing, book: RuleBook) -> list[Suggestion]:
    """The sentence for danger in what was just said; in an older story only until it has been said."""
    alert = alert_in(standing.heard, book)
    if alert is None and (earlier := alert_in(story, book)) is not None:
        said = any(book.reply(earlier.reply) in text for text in standing.told)
        alert = None if said else earlier
    if alert is None:
        return []
    clauses = [book.citation(row) for row in alert.hotlines]
    return [made("safety", "safety", book.reply(alert.reply), clauses, book)]


def _on_petition(
    petition: Petition | None, standing: Standing, book: RuleBook, *, inferred: bool = False
) -> list[Suggestion]:
    """Channel or question for the main matter, the further matters named with it. `inferred`: what was decided is read
    off the words and nobody has confirmed it; the agent is told.
    """
    matters = petition.decision.matters if petition is not None else ()
    if petition is None or not matters:
        row = "suggest_more" if standing.heard or (petition and petition.story) else "suggest_greeting"
        return [made("canned", "unclear", book.reply(row), (), book)]
    main, others = matters[0], matters[1:]
    beside = [tell_beside(one, book) for one in others]
    if not main.sure and main.doubt is not None:
        return [_doubt(main.doubt, beside, book), *_if_meant(main, petition, beside, book)]
    if not main.sure:
        return [made("canned", "unclear", book.reply("suggest_more"), (), book)]
    if main.category == OUT_OF_SCOPE:
        return [_rule(tell_other_department(main, book), "other", beside, book)]
    if main.category == CONSULT:
        return [_consult(main, petition, beside, book)]
    if main.situation is None or main.channel is None:
        return [made("canned", "unclear", book.reply("suggest_more"), (), book)]
    found = []
    missing = next(iter(main.needs), None)
    if missing is not None and petition.known.facts.get(missing.id) is None:
        found.append(_fact(main, missing, beside, book))
    why = "branches" if len(main.channel.branches) > 1 else "told" if inferred else "two" if others else "rule"
    found.append(_rule(tell_channel(main, petition.known.region, book), why, beside, book))
    if main.category == "report" and petition.known.region is None:
        found.append(made("question", "place", book.reply("suggest_question_place"), (), book))
    return found


def _rule(told: Told, why: str, beside: Iterable[Told], book: RuleBook) -> Suggestion:
    for other in beside:
        told.say("".join(other.lines), *other.clauses)
    return made("rule", why, told.text(book), told.clauses, book)


def _consult(main: TriagedMatter, petition: Petition, beside: Iterable[Told], book: RuleBook) -> Suggestion:
    region = petition.known.region
    told = tell_question(main, petition.story, region, book)
    if place_is_missing(main, petition.story, region, book):
        return made("question", "place", told.text(book), told.clauses, book)
    return _rule(told, "consult", beside, book)


def _fact(main: TriagedMatter, fact: Fact, beside: Iterable[Told], book: RuleBook) -> Suggestion:
    """The question on which the branch hangs; the branches it chooses among are among its clauses."""
    assert main.situation is not None
    assert main.channel is not None
    told, branches = Told(), [book.citation(branch.id) for branch in main.channel.branches]
    words = book.reply(
        "suggest_question_fact",
        plain=book.situation(main.situation).plain,
        question=fact.question,
        options=book.reply("suggest_or").join(option.label for option in fact.options),
    )
    told.say(words)
    for other in beside:
        told.say("".join(other.lines), *other.clauses)
    # A question states no law: its clauses stand on the chips, not in the words to the citizen.
    return made("question", "question", told.text(book), [*branches, *told.clauses], book)


def _doubt(doubt: Confusion, beside: Iterable[Told], book: RuleBook) -> Suggestion:
    told = Told()
    options = book.reply("suggest_or").join(option.label for option in doubt.options)
    told.say(book.reply("suggest_question_doubt", question=doubt.question, options=options))
    for other in beside:
        told.say("".join(other.lines), *other.clauses)
    return made("question", "doubt", told.text(book), told.clauses, book)


def _if_meant(main: TriagedMatter, petition: Petition, beside: Sequence[Told], book: RuleBook) -> list[Suggestion]:
    """What to say if the likeliest reading is meant: an agent who knows need not ask."""
    if main.category == OUT_OF_SCOPE:
        return [_rule(tell_other_department(main, book), "other", beside, book)]
    if main.situation is not None and main.channel is not None:
        return [_rule(tell_channel(main, petition.known.region, book), "rule", beside, book)]
    return []


def _told(petition: Petition, told: Sequence[str]) -> bool:
    """Whether the steps of the main matter have been told already, so that saying them again helps nobody first."""
    main = petition.decision.matters[0]
    if main.channel is None or not main.channel.branches:
        return False
    return any(all(step.text in text for branch in main.channel.branches for step in branch.steps) for text in told)


def _each_once(found: Iterable[Suggestion]) -> list[Suggestion]:
    kept: dict[str, Suggestion] = {}
    for one in found:
        kept.setdefault(one.text, one)
    return list(kept.values())
