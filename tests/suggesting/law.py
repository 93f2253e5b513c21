"""What of a suggestion is a rule row's own words, and whether anything beside it speaks about the law."""

from __future__ import annotations

import re

from casework.suggesting import Suggestion
from casework.suggesting.channel_words import sources
from knowledge import LawNote, Reply, RuleBook

# Stricter than the words of fitness: whatever is left of a suggestion must not have any of them.
LAW = re.compile(r"复议|诉讼|起诉|法院|复查|工作日|\d+日|个月内|依法|法定|应当|不得|罚|受理|立案|投诉|举报|公开")


def beyond_rows(one: Suggestion, book: RuleBook) -> str:
    """The text without the sentences of rows, their citations, names of situations and rows of the replies table."""
    text = one.text
    rows = [step.text for channel in book.channels for step in channel.steps]
    rows += [row.text for row in (*book.periods, *book.all(LawNote))]
    rows += [channel.label for channel in book.channels if channel.label]
    rows += [row.plain for row in book.situations] + [topic.name for topic in book.topics]
    rows += [part for rule in book.handler_rules for part in (rule.gap, rule.office) if part]
    rows += [f"{part}。" for rule in book.handler_rules for part in rule.note.split("。") if part]
    rows += [fact.question for fact in book.facts] + [o.label for f in book.facts for o in f.options]
    rows += [row.question for row in book.confusions]
    rows += [part for power in book.powers for part in (power.name, power.office, power.sub_item) if part]
    rows += [f"{phone.role} {phone.number}" for power in book.powers for phone in power.phones]
    rows += [limit for power in book.powers for limit in (power.promised_limit, power.statutory_limit) if limit]
    rows += [service.gap for topic in book.topics for place in book.places
             if (service := book.service(topic.id, place.region_code)) is not None and service.gap]  # fmt: skip
    rows += [f"（依据：{sources([c for c in one.clauses if c.source != 'general'])}）"]
    for row in book.all(Reply):
        rows += [part for part in re.split(r"\{\w+\}", row.text) if len(part) > 2]
    for words in sorted(rows, key=len, reverse=True):
        text = text.replace(words, "｜")
    return text
