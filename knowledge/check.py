"""`python -m knowledge.check`: are the tables complete, in agreement with each other, and true to their documents?

Loading already refuses what is malformed or contradictory (`knowledge.integrity`); here stand the questions that need
the whole book: how many rows there must be, what nobody refers to, whether quotations are still those of the document.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from knowledge.errors import TableError
from knowledge.questions import ANY
from knowledge.rows import (
    Alert,
    Article,
    Basis,
    Channel,
    Condition,
    Duty,
    Fact,
    FlowChart,
    Hotline,
    Period,
    Power,
    PowerList,
    Refusal,
    Reply,
    Row,
    Situation,
    Term,
)
from knowledge.rulebook import RuleBook
from knowledge.seeds import compare
from knowledge.verbatim import DOCUMENTS, bare, digest

MIRRORED = (
    ("A1-1", "B1-1"),
    ("A1-2", "B1-1"),
    ("A1-3", "B2-1"),
    ("A1-4", "B1-2"),
    ("A1-5", "B1-3"),
    ("A1-6", "B2-2"),
    ("A2-2", "B2-1"),
    ("A2-6", "A2-7"),
    ("A2-5", "A2-7"),
    ("A2-1", "A2-7"),
    ("C1-1", "C2-1"),
)
"""Situations that share their words and need a question of their own."""


@dataclass(frozen=True, slots=True)
class Count:
    """How many rows of a kind there are, and how many there must be (None: any number)."""

    name: str
    found: int
    expected: int | None

    @property
    def ok(self) -> bool:
        """True when the number is right, or free."""
        return self.expected is None or self.found == self.expected


@dataclass(frozen=True, slots=True)
class Report:
    """The outcome of a check. `problems` are sentences in English that name rows; empty when all is well."""

    version: str
    counts: tuple[Count, ...]
    problems: tuple[str, ...]

    @property
    def ok(self) -> bool:
        """True when every count is right and nothing else is wrong."""
        return not self.problems and all(count.ok for count in self.counts)

    def lines(self) -> Iterator[str]:
        """The report as text, one line each."""
        yield f"rule book {self.version or 'not loaded'}"
        for count in self.counts:
            expected = "" if count.expected is None else f" of {count.expected}"
            yield f"  {'ok ' if count.ok else 'BAD'} {count.name}: {count.found}{expected}"
        yield from (f"  BAD {problem}" for problem in self.problems)
        yield "all right" if self.ok else "not right"


def report(root: Path | None = None, seeds: Path | None = None) -> Report:
    """Check the tables under `root` (default: this package's); with `seeds`, also against the documents there.

    A table that cannot be loaded is a problem of the report, not an exception.
    """
    try:
        book = RuleBook.load(root)
    except TableError as error:
        return Report("", (), (str(error),))
    problems = [*_orphans(book), *_quotations(book), *_questions(book), *_handlers(book)]
    if seeds is not None:
        problems += _against_documents(book, seeds)
    return Report(book.version, tuple(_counts(book)), tuple(problems))


def _counts(book: RuleBook) -> Iterator[Count]:
    def rows(kind: type[Row], source: str | None = None) -> int:
        return len([row for row in book.all(kind) if source in (None, row.source)])

    form = book.form("report_registration")
    yield Count("categories of the list", len({row.category for row in book.situations}), 4)
    yield Count("situations", rows(Situation), 28)
    yield Count("channel rules", rows(Channel), 12)
    yield Count("groups with their laws", rows(Basis), 7)
    yield Count("articles (Chongqing)", rows(Article), 35)
    yield Count("conditions (art. 12)", rows(Condition), 6)
    yield Count("refusals (art. 13)", rows(Refusal), 8)
    yield Count("time rules (Chongqing)", rows(Period, "cq2023"), 7)
    yield Count("duties of confidentiality and protection", rows(Duty), 15)
    yield Count("form fields", len(form.fields), 20)
    boxes = [len(field.options) for field in form.fields if field.options]
    yield Count("check-box fields of the form", len(boxes), 2)
    yield Count("check boxes of the form", sum(boxes), 12)
    yield Count("powers of Jilin", rows(Power, "jl2022"), 17)
    yield Count("powers of Hongze", rows(Power, "hz"), 54)
    yield Count("powers of Xiangcheng", rows(Power, "xc2022"), 25)
    xiangcheng = [row for row in book.powers if row.source == "xc2022"]
    yield Count("steps of Xiangcheng", sum(len(row.steps) for row in xiangcheng), 133)
    yield Count("flow charts of Xiangcheng", rows(FlowChart, "xc2022"), 7)
    yield Count("powers Xiangcheng's catalogue claims", sum(row.claimed or 0 for row in _lists(book, "xc2022")), 24)
    yield Count("time rules of national law", len([row for row in book.periods if row.place is None]), None)
    yield Count("rows in all", len(book.rows()), None)


def _lists(book: RuleBook, source: str) -> list[PowerList]:
    return [row for row in book.power_lists if row.source == source]


def _orphans(book: RuleBook) -> Iterator[str]:
    """Rows nothing refers to, and documents nothing cites."""
    cited = {row.source for row in book.rows()}
    yield from (f"source {source.id} is cited by no row." for source in book.sources if source.id not in cited)
    deciding = {name for channel in book.channels for name in channel.when}
    deciding |= {name for row in book.conditions for name in row.met_by}
    deciding |= {name for row in book.refusals for name in row.when}
    for fact in book.all(Fact):
        if fact.kind in ("channel", "acceptance") and fact.id not in deciding:
            yield f"fact {fact.id} decides nothing."
    handled = {situation for channel in book.channels for situation in channel.situations}
    yield from (f"situation {row.id} has no channel." for row in book.situations if row.id not in handled)
    groups = {row.group for row in book.situations}
    yield from (f"basis {row.id} is for a group without situations." for row in book.bases if row.group not in groups)
    spoken = "".join(row.text for row in book.all(Reply))
    named = {hotline for alert in book.all(Alert) for hotline in alert.hotlines}
    for hotline in book.all(Hotline):
        if hotline.id not in named and hotline.number not in spoken:
            yield f"hotline {hotline.id} is never named."
    for period in book.all(Period):
        if not period.internal and not any(period in _reachable(book, row.id) for row in book.situations):
            yield f"period {period.id} applies to no situation."


def _reachable(book: RuleBook, situation_id: str) -> tuple[Period, ...]:
    return tuple(
        period for place in book.places for period in book.periods_for(situation_id, region_code=place.region_code)
    )


def _quotations(book: RuleBook) -> Iterator[str]:
    """Quotations of the two documents that the rows hold whole, and the hashes of those documents."""
    for source_id, assemble in DOCUMENTS.items():
        text = assemble(book)
        if digest(text) != book.source(source_id).text_hash:
            yield f"the text of {source_id} put together from its rows is not that of the document (text_hash differs)."
        for row in book.rows():
            if row.source == source_id and row.quote and not all(bare(line) in text for line in row.quote.split("\n")):
                yield f"row {row.id} quotes words that are not in {source_id}."


def _questions(book: RuleBook) -> Iterator[str]:
    """Pairs that need their own question, and the places the question about the region must offer."""
    anything = ((ANY,), (ANY,))
    if [row.between for row in book.confusions].count(anything) != 1:
        yield "there must be exactly one question for any other pair (between * and *)."
    for first, second in MIRRORED:
        if book.confusion(first, second).between == anything:
            yield f"{first} and {second} share their words but have no question of their own."
    offered = {option.value for option in book.fact("region").options}
    wanted = {place.region_code for place in book.places}
    if offered != wanted:
        yield f"fact region offers {sorted(offered)}, the places are {sorted(wanted)}."
    for remedy in sorted({step.remedy for channel in book.channels for step in channel.steps}):
        if not book.has(Term, f"term-{remedy}"):
            yield f"remedy {remedy} has no plain words in the glossary."
    for command in book.commands:
        for other in book.commands:
            if command.id < other.id and (both := set(command.words) & set(other.words)):
                yield f"commands {command.id} and {other.id} share the words {sorted(both)}."


def _handlers(book: RuleBook) -> Iterator[str]:
    """Where a place has documents, each situation is answered by a power or a recorded gap."""
    known = {(rule.place, situation) for rule in book.handler_rules for situation in rule.situations}
    for place in book.places:
        if place.level == "nation":
            continue
        for situation in book.situations:
            if (place.region_code, situation.id) not in known:
                yield f"nothing is recorded for {situation.id} in {place.name}: neither a power nor a gap."


def _against_documents(book: RuleBook, seeds: Path) -> list[str]:
    problems = []
    for result in compare(book, seeds):
        problems += [f"{result.source} does not contain {text}" for text in result.missing]
        if result.whole is False:
            problems.append(f"{result.source} differs as a whole from what its rows say.")
    return problems


def main(arguments: list[str] | None = None, write: Callable[[str], object] | None = None) -> int:
    """The command; prints with `write` (default: standard output). Exit code 0 when everything is right, else 1."""
    parser = argparse.ArgumentParser(prog="python -m knowledge.check", description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--tables", type=Path, help="directory of the tables (default: those of this package)")
    parser.add_argument("--seeds", type=Path, help="directory of the source documents, to compare every quotation")
    options = parser.parse_args(arguments)
    outcome = report(options.tables, options.seeds)
    say = write or sys.stdout.write
    for line in outcome.lines():
        say(line + "\n")
    return 0 if outcome.ok else 1


if __name__ == "__main__":
    sys.exit(main())
