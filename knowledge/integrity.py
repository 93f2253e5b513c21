"""What must hold between rows: every id leads somewhere, no two rules contradict, no place leans on another.

Run by `RuleBook.load` over everything that was read; the first fault raises, with file and line of the row at fault.
How many rows there must be is asked by `knowledge.check`.
"""

from __future__ import annotations

import re
import string
from collections.abc import Iterable, Iterator
from datetime import date
from itertools import pairwise, product
from typing import cast

from knowledge import life_check
from knowledge.errors import DuplicateRow, ForeignPlace, RuleError, TableError, UnknownReference
from knowledge.form_faults import form_faults
from knowledge.load import Tables, change_days
from knowledge.rows import (
    Alert,
    Basis,
    CaseMove,
    CaseState,
    Channel,
    Condition,
    Confusion,
    Cue,
    Fact,
    Form,
    HandlerRule,
    JurisdictionRule,
    LawNote,
    Option,
    Period,
    Place,
    Power,
    Refusal,
    Reply,
    Row,
    Service,
    Situation,
    Topic,
)

REMEDIES = frozenset(
    {"review", "court", "recheck", "coordinate", "report", "disclosure", "complain_upper", "study", "petition"}
)
RELATIONS = frozenset({"first", "or", "then", "optional"})


def check(tables: Tables) -> None:
    """Raise the first TableError found among the rows of all tables."""
    _Checker(tables).run()


class _Checker:
    def __init__(self, tables: Tables) -> None:
        self.tables = tables
        self.all: list[Row] = [row for rows in tables.rows.values() for row in rows]
        self.by_id: dict[str, Row] = {row.id: row for row in self.all}
        self.situations = {row.id: cast(Situation, row) for row in tables.rows["situations"]}
        self.facts = {row.id: cast(Fact, row) for row in tables.rows["facts"]}
        self.groups = {row.group for row in self.situations.values()}
        self.categories = {row.id for row in tables.rows["categories"]}
        self.regions = {cast(Place, row).region_code for row in tables.rows["places"]}
        self.topics = {row.id for row in tables.rows["topics"]}

    def run(self) -> None:
        self._one_entry_per_id_and_day()
        for row in self.all:
            if row.source not in self.tables.sources:
                raise self._unknown(row, f"source {row.source!r}", "sources.yml")
            self._quote_or_reason(row)
            for reference in self._references(row):
                self._stay_in_place(row, reference)
        self._every_fact_value_has_one_branch()
        self._one_handler_per_place_and_situation()
        kinds = {source.id: source.kind for source in self.tables.sources.values()}
        for row, problem, remedy in life_check.faults(self.tables.rows, kinds):
            raise self._fault(RuleError, row, problem, remedy)

    # ------------------------------------------------------------ errors

    def _fault(self, kind: type[TableError], row: Row, problem: str, remedy: str) -> TableError:
        origin = self.tables.origin(row)
        return kind(file=origin.file, line=origin.line, row=row.id, problem=problem, remedy=remedy)

    def _unknown(self, row: Row, what: str, where: str) -> TableError:
        return self._fault(UnknownReference, row, f"refers to {what}, which {where} does not have.", "Correct the id.")

    # ------------------------------------------------------------ ids and provenance

    def _one_entry_per_id_and_day(self) -> None:
        table_of: dict[str, str] = {}
        for table, rows in self.tables.rows.items():
            ordered = sorted(rows, key=lambda row: (row.id, row.effective_from))
            for row in ordered:
                if table_of.setdefault(row.id, table) != table:
                    raise self._fault(
                        DuplicateRow,
                        row,
                        f"the id also stands in table {table_of[row.id]}.",
                        "Give one of them another id.",
                    )
            for earlier, later in pairwise(ordered):
                if earlier.id == later.id and (earlier.effective_to or date.max) >= later.effective_from:
                    first = self.tables.origin(earlier)
                    raise self._fault(
                        DuplicateRow,
                        later,
                        f"is in force on {later.effective_from}, and so is the entry at {first.file}:{first.line}.",
                        "End the earlier entry with effective_to, or give this one another id.",
                    )

    def _quote_or_reason(self, row: Row) -> None:
        kind = self.tables.sources[row.source].kind
        if kind in ("document", "law") and not row.quote and not row.note:
            raise self._fault(
                RuleError,
                row,
                "cites a document but has neither quote nor note.",
                "Quote the sentence, or say why not.",
            )

    # ------------------------------------------------------------ references

    def _references(self, row: Row) -> Iterator[Row]:
        """Rows this row leans on; raises for an id that is not there, and for a row that contradicts itself."""
        match row:
            case Situation():
                self._known(row, [row.category], self.categories, "category", "categories.yml")
            case Channel():
                self._channel(row)
                yield from self._rows(row, row.situations, "situation", Situation)
                self._facts(row, {name: (value,) for name, value in row.when.items()})
            case Basis():
                self._known(row, [row.group], self.groups, "group", "situations.yml")
                self._known(row, [row.category], self.categories, "category", "categories.yml")
            case Fact():
                self._options(row, (*row.options, row.unsure))
                yield from self._rows(
                    row, [one.leads_to for one in row.options if one.leads_to], "situation", Situation
                )
            case Confusion():
                self._confusion(row)
            case Period():
                self._applies_to(row, row.applies_to)
                self._period(row)
                for note in self._rows(row, row.counting, "law note", LawNote):
                    self._known(row, [cast(LawNote, note).kind], ["counting"], "note on counting", "law_notes.yml")
                yield from self._rows(row, [row.power] if row.power else [], "power", Power)
                yield from self._rows(row, row.when_over, "row", Row)
                fields = {one.id for form in self.tables.rows["forms"] for one in cast(Form, form).fields}
                self._known(row, [row.start_field] if row.start_field else [], fields, "form field", "forms.yml")
            case JurisdictionRule():
                self._known(row, [row.place], self.regions, "place", "places.yml")
                yield from self._rows(row, [row.period] if row.period else [], "period", Period)
            case LawNote():
                self._applies_to(row, row.applies_to)
            case Condition():
                self._facts(row, row.met_by)
                self._known(row, (*row.situations, *row.outside), self.situations, "situation", "situations.yml")
                yield from self._rows(row, [row.reply] if row.reply else [], "reply", Reply)
            case Cue():
                self._facts(row, {row.fact: (row.value,)})
            case Refusal():
                self._facts(row, row.when)
                yield from self._rows(row, [row.reply] if row.reply else [], "reply", Reply)
                yield from self._rows(row, row.buttons, "reply", Reply)
                yield from self._rows(row, row.forms, "form", Form)
            case Form():
                self._form(row)
                for told in self._rows(row, row.says, "row", Row):
                    if not isinstance(told, Period | LawNote):
                        raise self._fault(
                            RuleError,
                            row,
                            f"tells {told.id}, which is neither a time rule nor a note of law.",
                            "Name rows of periods or law_notes.",
                        )
                    yield told
            case CaseState():
                yield from self._rows(row, row.forms, "form", Form)
            case CaseMove():
                yield from self._rows(row, row.forms, "form", Form)
                # Not yielded: a move may start the clocks of several places; which one runs, the case's place decides.
                list(self._rows(row, (*row.starts, *row.stops), "period", Period))
                yield from self._rows(row, [row.notice] if row.notice else [], "reply", Reply)
            case Place():
                self._place(row)
            case Power():
                self._known(row, [row.place], self.regions, "place", "places.yml")
                yield from self._rows(row, row.situations, "situation", Situation)
            case HandlerRule():
                yield from self._handler(row)
            case Service():
                self._known(row, [row.topic], self.topics, "topic", "topics.yml")
                if not row.powers and not row.gap:
                    raise self._fault(RuleError, row, "names no power and no gap.", "Say in `gap` what is missing.")
                yield from self._rows(row, row.powers, "power", Power)
            case Topic():
                if (row.kind == "out_of_scope") != (row.department is not None):
                    raise self._fault(
                        RuleError,
                        row,
                        f"is of kind {row.kind} with department {row.department!r}.",
                        "Name the department of an out_of_scope topic, and of no other.",
                    )
                yield from self._rows(row, row.answer_rows, "row", Row)
            case Alert():
                yield from self._rows(row, [row.reply], "reply", Reply)
                yield from self._rows(row, row.hotlines, "hotline", Row)
            case Reply():
                self._reply(row)
            case _:
                return

    def _rows(self, row: Row, ids: Iterable[str], what: str, kind: type[Row]) -> Iterator[Row]:
        for row_id in ids:
            found = self.by_id.get(row_id)
            if found is None or not isinstance(found, kind):
                raise self._unknown(
                    row, f"{what} {row_id!r}", "no table" if kind is Row else f"the table of {kind.__name__}"
                )
            yield found

    def _known(self, row: Row, ids: Iterable[str], known: Iterable[str], what: str, where: str) -> None:
        for row_id in ids:
            if row_id not in known:
                raise self._unknown(row, f"{what} {row_id!r}", where)

    def _facts(self, row: Row, wanted: Iterable[str] | dict[str, tuple[str, ...]]) -> None:
        for name in wanted:
            if name not in self.facts:
                raise self._unknown(row, f"fact {name!r}", "facts.yml")
            values = cast("dict[str, tuple[str, ...]]", wanted)[name]
            known = [option.value for option in self.facts[name].options]
            self._known(row, values, known, f"value of fact {name}", "facts.yml")

    def _options(self, row: Row, options: Iterable[Option]) -> None:
        values = [option.value for option in options]
        if len(set(values)) != len(values):
            raise self._fault(RuleError, row, "offers one value twice.", "Give each option its own value.")

    def _channel(self, row: Channel) -> None:
        orders = [step.order for step in row.steps]
        if orders != list(range(1, len(orders) + 1)):
            raise self._fault(RuleError, row, f"numbers its steps {orders}.", "Number them 1, 2, 3 ... in order.")
        relations = [step.relation for step in row.steps]
        if relations[0] != "first" or "first" in relations[1:]:
            raise self._fault(
                RuleError, row, f"has the relations {relations}.", "Give `first` to the first step and to no other."
            )
        if bool(row.label) != bool(row.when):
            raise self._fault(
                RuleError, row, "has a label without `when`, or `when` without a label.", "Give both, or neither."
            )

    def _confusion(self, row: Confusion) -> None:
        known = {*self.situations, *self.groups, *self.categories, *self.topics, "*"}
        for side in row.between:
            self._known(row, side, known, "reading", "situations.yml, topics.yml or categories.yml")
        self._known(
            row,
            [one.value for one in row.options],
            known | {"left", "right"},
            "reading",
            "situations.yml or topics.yml",
        )
        self._options(row, (*row.options, row.unsure))

    def _applies_to(self, row: Row, targets: Iterable[str]) -> None:
        for target in targets:
            remedy, _, relation = target.partition(":")
            if remedy == "form":
                self._known(row, [relation], {form.id for form in self.tables.rows["forms"]}, "form", "forms.yml")
            elif remedy in REMEDIES:
                self._known(row, [relation] if relation else [], RELATIONS, "relation", "channels.yml")
            else:
                self._known(
                    row, [target], {*self.situations, *self.groups}, "situation, group or remedy", "situations.yml"
                )

    def _period(self, row: Period) -> None:
        if (row.number == 0) != (row.fixed_date is not None):
            raise self._fault(
                RuleError,
                row,
                "needs either a number of units or a fixed date.",
                "Give one of the two; number 0 with a date.",
            )
        if row.moves_off_holiday and not row.counting:
            raise self._fault(
                RuleError, row, "moves off a holiday without a note that says so.", "Name the note under `counting`."
            )
        if (row.power is None) != (row.limit is None):
            raise self._fault(RuleError, row, "has `power` without `limit`, or the reverse.", "Give both, or neither.")
        if row.place != self.tables.sources[row.source].place:
            raise self._fault(
                ForeignPlace, row, f"is for place {row.place} but its source is not.", "Give the place of the source."
            )

    def _form(self, row: Form) -> None:
        ids = [field.id for field in row.fields]
        if len(set(ids)) != len(ids):
            raise self._fault(RuleError, row, "has two fields with one id.", "Give each field its own id.")
        self._known(row, [name for group in row.mandatory_rule for name in group], ids, "field", "the form")
        self._known(row, row.named_only, ids, "field", "the form")
        for problem, remedy in form_faults(row):
            raise self._fault(RuleError, row, problem, remedy)
        self._known(row, [row.category], self.categories, "category", "categories.yml")
        self._known(row, row.serves, REMEDIES | self.categories, "remedy or category", "channels.yml")
        self._known(row, [one.source for one in row.fields if one.source], self.tables.sources, "source", "sources.yml")
        self._facts(row, dict.fromkeys(row.pre_check, ()))
        for other in cast("list[Form]", self.tables.rows["forms"]):
            if other.number_prefix == row.number_prefix and other.category != row.category:
                raise self._fault(
                    RuleError,
                    row,
                    f"begins its numbers with {row.number_prefix}, and so does {other.id} of another category.",
                    "Give each category letters of its own.",
                )

    def _place(self, row: Place) -> None:
        if row.list_source is not None and row.list_source not in self.tables.sources:
            raise self._unknown(row, f"source {row.list_source!r}", "sources.yml")
        if row.list_source is not None and self.tables.sources[row.list_source].place != row.region_code:
            raise self._fault(
                ForeignPlace,
                row,
                f"uses the list {row.list_source}, which belongs to another place.",
                "Use its own list.",
            )
        if not row.region_code.startswith(row.covers):
            raise self._fault(
                RuleError, row, f"does not lie in the region {row.covers!r} it covers.", "Correct `covers`."
            )

    def _handler(self, row: HandlerRule) -> Iterator[Row]:
        self._known(row, [row.place], self.regions, "place", "places.yml")
        if row.power is None and not row.gap:
            raise self._fault(
                RuleError, row, "names no power and no gap.", "Say in `gap` what this place's list lacks."
            )
        yield from self._rows(row, row.situations, "situation", Situation)
        powers = [row.power] if row.power else []
        yield from self._rows(row, [*powers, *row.also, *row.supervised_by, *row.near], "power", Power)

    def _reply(self, row: Reply) -> None:
        named = {name for _, name, _, _ in string.Formatter().parse(row.text) if name is not None}
        if named != set(row.slots) or any(not re.fullmatch(r"[a-z_]+", name) for name in named):
            raise self._fault(
                RuleError,
                row,
                f"has the slots {sorted(named)} in its text but declares {sorted(row.slots)}.",
                "Make `slots` name exactly the braces of the text.",
            )

    # ------------------------------------------------------------ places

    def place_of(self, row: Row) -> str | None:
        """The place whose own data the row is; None for rows that are valid everywhere."""
        own = getattr(row, "place", None)
        return own if isinstance(own, str) else self.tables.sources[row.source].place

    def _stay_in_place(self, row: Row, reference: Row) -> None:
        mine, other = self.place_of(row), self.place_of(reference)
        if mine is not None and other is not None and mine != other:
            raise self._fault(
                ForeignPlace,
                row,
                f"belongs to {mine} but refers to {reference.id} of {other}.",
                "Use a row of its own place.",
            )

    # ------------------------------------------------------------ completeness

    def _days(self) -> list[date]:
        """Days on which the set of rules changes, from the day on which all documents are in force."""
        start = max(source.effective_from for source in self.tables.sources.values() if source.kind == "document")
        return [start, *(day for day in change_days(self.tables) if day > start)]

    def _every_fact_value_has_one_branch(self) -> None:
        channels = [cast(Channel, row) for row in self.tables.rows["channels"]]
        for day, situation in product(self._days(), self.situations.values()):
            if not _in_force(situation, day):
                continue
            mine = [row for row in channels if situation.id in row.situations and _in_force(row, day)]
            names = sorted({name for row in mine for name in row.when})
            values = [[one.value for one in self.facts[name].options if not one.leads_to] for name in names]
            for combination in product(*values):
                known = dict(zip(names, combination, strict=True))
                fitting = [row for row in mine if all(known[name] == value for name, value in row.when.items())]
                if len(fitting) != 1:
                    raise self._fault(
                        RuleError,
                        fitting[1] if fitting else situation,
                        f"on {day} situation {situation.id} has {len(fitting)} channels for {known or 'no facts'}.",
                        "Let exactly one channel apply to each answer.",
                    )

    def _one_handler_per_place_and_situation(self) -> None:
        seen: dict[tuple[str, str], list[HandlerRule]] = {}
        for row in self.tables.rows["handlers"]:
            rule = cast(HandlerRule, row)
            for situation in rule.situations:
                for other in seen.setdefault((rule.place, situation), []):
                    if _overlap(rule, other):
                        raise self._fault(
                            RuleError,
                            rule,
                            f"handles {situation} in {rule.place}, and so does {other.id}.",
                            "Keep one of the two.",
                        )
                seen[(rule.place, situation)].append(rule)


def _in_force(row: Row, day: date) -> bool:
    return row.effective_from <= day and (row.effective_to is None or day <= row.effective_to)


def _overlap(one: Row, other: Row) -> bool:
    return one.effective_from <= (other.effective_to or date.max) and other.effective_from <= (
        one.effective_to or date.max
    )
