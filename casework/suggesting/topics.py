"""Plain questions and matters of other departments: which office instead, or which rule. Reads the tables topics,
services, powers, periods, law_notes, hotlines.
"""

from __future__ import annotations

from casework.form_choice import form_named
from casework.suggesting.channel_words import Told, contact
from casework.triage import UNKNOWN_DEPARTMENT, TriagedMatter
from knowledge import Citation, Form, LawNote, Period, Power, RuleBook, Topic
from knowledge.sound import is_sound

_RULES_MAX = 3
_ANY = "consult_other"
_HOWTO = ("consult_report_reward", "consult_other")
"""Topics in which the word of a form (复议) means that form; in others 复查 is a visit to the doctor."""


def hotline(number: str, book: RuleBook) -> Citation:
    """Where a number known all over the country stands."""
    return next(book.citation(row.id) for row in book.hotlines if row.number == number)


def tell_other_department(matter: TriagedMatter, book: RuleBook) -> Told:
    """Whose matter it is: the department's name and nothing more."""
    told = Told()
    topic = book.topic(matter.topic) if matter.topic else None
    if topic is None or topic.department is None or topic.id == UNKNOWN_DEPARTMENT:
        told.say(book.reply("suggest_not_ours"), hotline("12345", book))
    else:
        words = book.reply("suggest_other_department", plain=topic.name, department=topic.department)
        told.say(words, hotline("12345", book))
    return told


def tell_question(matter: TriagedMatter, story: str, region: str | None, book: RuleBook) -> Told:
    """What the rows hold for a plain question; the honest sentence where they hold nothing."""
    topic = book.topic(matter.topic or _ANY)
    form = form_named(story, book) if topic.id in _HOWTO else None
    if form is not None and (rules := _rules_of(form, region, book)):
        told = Told()
        text = "".join(row.text for row in rules)
        words = book.reply("suggest_consult_rules", asked=_asked(topic, book), rules=text)
        told.say(words, *(book.citation(row.id) for row in rules))
        return told
    return _of_place(topic, region, book)


def place_is_missing(matter: TriagedMatter, story: str, region: str | None, book: RuleBook) -> bool:
    """Whether the answer to a plain question hangs on the place, which is not known."""
    if region is not None:
        return False
    return not (matter.topic in _HOWTO and form_named(story, book) is not None)


def _asked(topic: Topic, book: RuleBook) -> str:
    return book.reply("suggest_asked_other") if topic.id == _ANY else book.reply("suggest_asked", topic=topic.name)


def _of_place(topic: Topic, region: str | None, book: RuleBook) -> Told:
    told, asked = Told(), _asked(topic, book)
    if region is None:
        told.say(book.reply("suggest_consult_place", asked=asked), hotline("12393", book))
        return told
    service = book.service(topic.id, region)
    if service is not None and service.powers:
        power = book.power(service.powers[0])
        gap = service.gap + book.reply("consult_where_to_ask") if service.gap else ""
        words = _power_words(power, asked, gap, region, book)
        told.say(words, book.citation(power.id), *([hotline("12393", book)] if gap else []))
    elif service is not None and service.gap:
        told.say(book.reply("suggest_consult_gap", asked=asked, gap=service.gap), hotline("12393", book))
    else:
        told.say(book.reply("suggest_consult_none", asked=asked), hotline("12393", book))
    return told


def _power_words(power: Power, asked: str, gap: str, region: str, book: RuleBook) -> str:
    """Name, office, telephone and limits of a power, as far as they are sound, and what the list lacks."""
    office = power.office if power.office and is_sound(power, "office") else ""
    limits = [
        book.reply(f"answer_{column}", limit=getattr(power, column))
        for column in ("promised_limit", "statutory_limit")
        if getattr(power, column) and is_sound(power, column)
    ]
    return book.reply(
        "suggest_consult_office",
        asked=asked,
        place=book.place_for(region).name,
        name=power.sub_item if power.sub_item and is_sound(power, "sub_item") else power.name,
        office=book.reply("suggest_consult_by", office=office) if office else "",
        contact=contact(power.phones if is_sound(power, "phones") else (), book),
        limits="".join(f"{limit}。" for limit in limits),
        gap=gap,
    )


def _rules_of(form: Form, region: str | None, book: RuleBook) -> list[Period | LawNote]:
    """Time rules and notes of the procedure a form belongs to, the weightiest first."""
    places = (None, book.place_for(region).region_code if region else None)
    serves = set(form.serves)
    periods = [
        one
        for one in book.periods
        if not one.internal and not one.minor and one.place in places and serves & set(one.applies_to)
    ]
    notes = [one for one in book.all(LawNote) if serves & set(one.applies_to)]
    rules: list[Period | LawNote] = [*periods[:1], *notes]
    return rules[:_RULES_MAX]
