"""The rule book: every table, immutable, asked on a date."""

from __future__ import annotations

from bisect import bisect_right
from datetime import date
from pathlib import Path

from knowledge import handling, integrity, questions
from knowledge.errors import UnknownRow
from knowledge.load import Tables, change_days, read_tables
from knowledge.rows import (
    Alert,
    Article,
    Basis,
    CaseMove,
    CaseState,
    Category,
    Channel,
    Citation,
    Command,
    Condition,
    Confusion,
    Cue,
    Duty,
    Fact,
    FlowChart,
    Form,
    Handler,
    HandlerRule,
    Hotline,
    JurisdictionRule,
    LawNote,
    Period,
    Place,
    Policy,
    Power,
    PowerList,
    Refusal,
    Remedy,
    Reply,
    Service,
    Situation,
    Term,
    Topic,
)
from knowledge.shelf import Shelf, fingerprint


class RuleBook(Shelf):
    """All rows of all tables. Immutable; `load` once, then `as_of(day)` for the rules in force that day.

    Where an id has several dated entries, a book without a date answers with the latest.
    All lookups raise `UnknownRow` for an id the book does not hold.
    """

    __slots__ = ("_books", "_changes", "_version")

    def __init__(self, tables: Tables, day: date | None = None, version: str | None = None) -> None:
        """For `load` and `as_of`."""
        super().__init__(tables, day)
        self._version = version or fingerprint(tables)
        self._changes = change_days(tables)
        self._books: dict[int, RuleBook] = {}

    @classmethod
    def load(cls, root: Path | None = None) -> RuleBook:
        """Read, validate and cross-check every table under `root` (default: the tables of this package).

        Raises TableError with file, line, row id and what to do.
        """
        tables = read_tables(root)
        integrity.check(tables)
        return cls(tables)

    def as_of(self, day: date) -> RuleBook:
        """The same book with only the rows in force on `day` (both bounds included)."""
        interval = bisect_right(self._changes, day)
        book = self._books.get(interval)
        if book is None:
            book = self._books[interval] = RuleBook(self._tables, day, self._version)
        return book

    @property
    def version(self) -> str:
        """First 16 hex digits of the SHA-256 of all rows of all dates; the same for every `as_of`."""
        return self._version

    # ------------------------------------------------------------ situations and channels

    @property
    def categories(self) -> tuple[Category, ...]:
        """The six kinds of matter."""
        return self.all(Category)

    def category(self, category_id: str) -> Category:
        """The category with this id."""
        return self.one(Category, category_id)

    @property
    def situations(self) -> tuple[Situation, ...]:
        """The situations in the order of the list."""
        return self.all(Situation)

    def situation(self, situation_id: str) -> Situation:
        """The situation with this id."""
        return self.one(Situation, situation_id)

    @property
    def channels(self) -> tuple[Channel, ...]:
        """Every channel rule, in the order of the list."""
        return self.all(Channel)

    def channels_for(self, situation_id: str) -> tuple[Channel, ...]:
        """All branches of the situation, in table order; more than one when a fact decides."""
        self.situation(situation_id)
        return tuple(row for row in self.channels if situation_id in row.situations)

    def deciding_facts(self, situation_id: str) -> tuple[Fact, ...]:
        """The facts that select among the situation's branches; empty when there is one branch."""
        names = {name for row in self.channels_for(situation_id) for name in row.when}
        return tuple(fact for fact in self.facts if fact.id in names)

    @property
    def bases(self) -> tuple[Basis, ...]:
        """The laws the list names, one row per group."""
        return self.all(Basis)

    def bases_for(self, situation_id: str) -> tuple[Citation, ...]:
        """One citation per law the list names for the situation's group; the list names no articles."""
        group = self.situation(situation_id).group
        return tuple(
            Citation(row=row.id, source=row.source, title=law, clause=row.clause, quote=row.quote or "")
            for row in self.bases
            if row.group == group
            for law in row.laws
        )

    # ------------------------------------------------------------ questions

    @property
    def facts(self) -> tuple[Fact, ...]:
        """Every question that may be asked."""
        return self.all(Fact)

    def fact(self, fact_id: str) -> Fact:
        """The fact with this id."""
        return self.one(Fact, fact_id)

    @property
    def confusions(self) -> tuple[Confusion, ...]:
        """The questions as the table holds them, option values `left` and `right` not yet resolved."""
        return self.all(Confusion)

    def confusion(self, first: str, second: str) -> Confusion:
        """The question that tells two situations, topics or categories apart (see `knowledge.questions`)."""
        return questions.confusion_between(self, first, second)

    # ------------------------------------------------------------ time and national law

    @property
    def periods(self) -> tuple[Period, ...]:
        """Every time rule, internal ones too."""
        return self.all(Period)

    def periods_for(
        self, situation_id: str, remedy: Remedy | None = None, region_code: str | None = None
    ) -> tuple[Period, ...]:
        """Time rules a citizen may be told for a situation: national ones, and those of the region's own documents.

        With `remedy`, only those of that remedy. Internal time rules (`Period.internal`) are left out.
        """
        found = {
            period.id
            for channel in self.channels_for(situation_id)
            for period in self.periods_of(channel, situation_id, remedy, region_code)
        }
        return tuple(period for period in self.periods if period.id in found)

    def periods_of(
        self, channel: Channel, situation_id: str, remedy: Remedy | None = None, region_code: str | None = None
    ) -> tuple[Period, ...]:
        """The same for one branch: a rule for `court:then` is left out where the branch goes to court at once."""
        targets = self._targets(channel, situation_id, remedy)
        places = (None, self.place_for(region_code).region_code)
        return tuple(
            period
            for period in self.periods
            if not period.internal and period.place in places and targets.intersection(period.applies_to)
        )

    def law_notes_of(self, channel: Channel, situation_id: str) -> tuple[LawNote, ...]:
        """What national law adds to one branch: compulsory review first, then the rest in table order."""
        targets = self._targets(channel, situation_id, None)
        notes = [note for note in self.all(LawNote) if targets.intersection(note.applies_to)]
        return tuple(sorted(notes, key=lambda note: note.kind != "review_first"))

    def _targets(self, channel: Channel, situation_id: str, remedy: Remedy | None) -> set[str]:
        """The names under which a time rule or note can apply to a branch: its steps, and what it is about."""
        steps = [step for step in channel.steps if remedy in (None, step.remedy)]
        targets = {str(step.remedy) for step in steps} | {f"{step.remedy}:{step.relation}" for step in steps}
        if remedy is None:
            situation = self.situation(situation_id)
            targets |= {situation.id, situation.group}
        return targets

    # ------------------------------------------------------------ places

    @property
    def places(self) -> tuple[Place, ...]:
        """The places with documents of their own, and the rest of the country."""
        return self.all(Place)

    def place_for(self, region_code: str | None) -> Place:
        """The place a six-digit region code belongs to; the whole country for any other code and for None."""
        return handling.place_of_region(self, region_code)

    def handler(self, situation_id: str, region_code: str | None) -> Handler:
        """Who handles the situation there; where the place's list has nothing, `gap` says what is missing."""
        return handling.handler_of(self, situation_id, region_code)

    def service(self, topic_id: str, region_code: str | None) -> Service | None:
        """What a place's list holds for a plain question; None where nothing was recorded for the two."""
        return handling.service_of(self, topic_id, region_code)

    @property
    def handler_rules(self) -> tuple[HandlerRule, ...]:
        """Which power of which place answers for which situations."""
        return self.all(HandlerRule)

    def jurisdiction_rules(self, region_code: str | None) -> tuple[JurisdictionRule, ...]:
        """Which office handles a report, by the rules of the place this code belongs to; empty where it has none."""
        place = self.place_for(region_code).region_code
        return tuple(row for row in self.all(JurisdictionRule) if row.place == place)

    @property
    def powers(self) -> tuple[Power, ...]:
        """Every row of every place's list."""
        return self.all(Power)

    def power(self, power_id: str) -> Power:
        """The power with this id."""
        return self.one(Power, power_id)

    @property
    def power_lists(self) -> tuple[PowerList, ...]:
        """The places' lists as documents."""
        return self.all(PowerList)

    @property
    def flow_charts(self) -> tuple[FlowChart, ...]:
        """The flow charts of the places' lists."""
        return self.all(FlowChart)

    # ------------------------------------------------------------ reports

    @property
    def forms(self) -> tuple[Form, ...]:
        """Every form that can be filled, in the order of their ids."""
        return self.all(Form)

    def form(self, form_id: str) -> Form:
        """`report_registration` is the 举报线索登记表."""
        return self.one(Form, form_id)

    @property
    def case_states(self) -> tuple[CaseState, ...]:
        """Where a case can stand, in the order of a usual life."""
        return self.all(CaseState)

    def case_state(self, state_id: str) -> CaseState:
        """The state with this id."""
        return self.one(CaseState, state_id)

    @property
    def case_moves(self) -> tuple[CaseMove, ...]:
        """What may be done to a case, of whatever form."""
        return self.all(CaseMove)

    def case_move(self, move_id: str) -> CaseMove:
        """The move with this id."""
        return self.one(CaseMove, move_id)

    @property
    def conditions(self) -> tuple[Condition, ...]:
        """Conditions a report must meet, all of them (source art. 12)."""
        return self.all(Condition)

    @property
    def refusals(self) -> tuple[Refusal, ...]:
        """Grounds that refuse a report, any of them (source art. 13)."""
        return self.all(Refusal)

    @property
    def cues(self) -> tuple[Cue, ...]:
        """Words of a story that already answer a question."""
        return self.all(Cue)

    @property
    def articles(self) -> tuple[Article, ...]:
        """The articles of the report rules, in order."""
        return self.all(Article)

    @property
    def duties(self) -> tuple[Duty, ...]:
        """Duties of confidentiality and protection."""
        return self.all(Duty)

    # ------------------------------------------------------------ words to hear and to say

    @property
    def topics(self) -> tuple[Topic, ...]:
        """Subjects of plain questions and of matters that are not ours."""
        return self.all(Topic)

    def topic(self, topic_id: str) -> Topic:
        """The topic with this id."""
        return self.one(Topic, topic_id)

    @property
    def terms(self) -> tuple[Term, ...]:
        """Words of the trade and what they mean."""
        return self.all(Term)

    def term(self, term_id: str) -> Term:
        """The term with this id; each remedy has one under `term-<remedy>`."""
        return self.one(Term, term_id)

    @property
    def hotlines(self) -> tuple[Hotline, ...]:
        """Numbers known all over the country."""
        return self.all(Hotline)

    @property
    def alerts(self) -> tuple[Alert, ...]:
        """Words that must not be passed over, and what is said then."""
        return self.all(Alert)

    @property
    def commands(self) -> tuple[Command, ...]:
        """Words that steer the conversation, matched before any classifier is asked."""
        return self.all(Command)

    @property
    def replies(self) -> tuple[Reply, ...]:
        """Every sentence of the assistant that is no rule."""
        return self.all(Reply)

    def has_reply(self, reply_id: str) -> bool:
        """True when the table of replies has such a sentence."""
        return self.has(Reply, reply_id)

    def reply(self, reply_id: str, **slots: object) -> str:
        """The sentence with its slots filled; without slots, the sentence as it stands in the table."""
        text = self.one(Reply, reply_id).text
        return text.format(**slots) if slots else text

    @property
    def policy(self) -> Policy:
        """Thresholds and costs."""
        if self._tables.policy is None:
            raise UnknownRow("policy", "policy")
        return self._tables.policy
