"""The dialogue about what a petition is: answer it, ask the one question that settles it, or offer a person."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from casework.channel import UNSURE
from casework.commands import asks_progress, bare, looks_like_question, read_command
from casework.form_choice import button_of, form_named, forms_for
from casework.jurisdiction import region_named_in
from casework.options import chosen
from casework.reading import CONSULT, OUT_OF_SCOPE, Reading, category_of, read
from casework.reply import answer_card, card_text, with_rules_of
from casework.services.regions import PlaceNamed
from casework.services.say import Button, Outcome, PetitionState, Say, buttons_of, progress_told
from casework.triage import Known, Triage, TriagedMatter, triage
from knowledge import Confusion, Fact, Form, Option, RuleBook

MAIN_DOUBT = "main_doubt"
CATEGORY_CHOICE = "category_choice"
"""The question put to a citizen who says that the category is wrong."""
REGION, NATION = "region", "000000"
"""The question for the place, and the code of a place without a list of its own."""
ASKED_IN_BETWEEN = ("ask_privacy", "bot_challenge")
"""Small talk whose reply is true while a question is open; the others invite to tell a story."""
NAMING_FORMS = ("consult_report_reward", "consult_other", None)
"""Topics of questions in which a form's word means the form: in others, 复查 is a visit to the doctor."""
LEAVING = ("human", "restart")
"""Commands that leave an open question for something else."""


class TriageTurns:
    """Use cases of one turn about the petition itself. `book` gives the rules in force on the day of the turn."""

    def __init__(self, book: Callable[[], RuleBook], place_named: PlaceNamed = region_named_in) -> None:
        self._book = book
        self._place_named = place_named

    def hear(self, state: PetitionState, parse: dict[str, Any], region: str | None) -> Outcome:
        """Take a new text of the citizen and decide on it."""
        book = self._book()
        text = str(parse.get("text") or "")
        if asks_progress(text):
            return Outcome((progress_told(book),), state)
        kinds = read(parse, book).found.get("decision_kind", ())
        fresh = PetitionState(
            parse=parse,
            # A story that names two kinds of decision leaves the question open.
            facts={"decision_kind": kinds[0]} if len(kinds) == 1 else {},
            # What the citizen said or chose counts more than the site the page was opened on.
            region=self._place_named(text, book) or state.region or region,
            unclear=state.unclear,
            story=text,
            before=_told(state, book) or state.before,
        )
        return self._decide(fresh, book, state)

    def resume(self, state: PetitionState) -> Outcome:
        """Decide again with what the last question has settled."""
        book = self._book()
        if state.settled == UNSURE and CATEGORY_CHOICE in state.asked:
            # The citizen had said that the answer was wrong: it is not given a second time.
            return Outcome((Say(book.reply("low_confidence")),), replace(state, settled=None, pending=None))
        return self._decide(state, book)

    def inform(self, state: PetitionState, parse: dict[str, Any], region: str | None) -> Outcome:
        """Take a bare fact said outside any question: a place completes the last answer, anything else is heard as a
        petition.
        """
        named = self._place_named(str(parse.get("text") or ""), self._book())
        if state.parse and named is not None:
            return self.resume(replace(state, region=named))
        return self.hear(state, parse, region)

    def ask_place(self, state: PetitionState) -> Outcome:
        """Put the question for the place, for a citizen who wants to know the office."""
        book = self._book()
        if not state.parse:
            return Outcome((Say(book.reply("smalltalk_nothing_open")),), state)
        return self._put(state, book.fact(REGION), book)

    def prompt(self, state: PetitionState) -> Say | None:
        """The open question once more, None when there is none."""
        pending = state.pending
        if pending is None:
            return None
        buttons = tuple(Button(option["label"], option["hint"]) for option in pending["options"])
        return Say(pending["question"], buttons, {"kind": "question", "fact": pending["id"]})

    def clarify(
        self, state: PetitionState, text: str, parse: dict[str, Any]
    ) -> tuple[PetitionState, str | None, Say | None]:
        """Read the answer to the open question.

        Returns the new state, the value that settles it (None: ask again), and a remark to say first. A long text that
        reads as a
        matter of its own replaces the petition.
        """
        book = self._book()
        pending = state.pending
        assert pending is not None
        command = read_command(text, book)
        if command is not None and command.id in LEAVING:
            return state, command.id, None
        offered = [Option(one["value"], one["label"], one["hint"]) for one in pending["options"]]
        value = chosen(offered, text, book)
        named = self._place_named(text, book)
        if value is None:
            value = self._fact_said(pending, named, read(parse, book))
        state = replace(state, region=named or state.region)
        aside = self._aside(text, parse, book) if value is None else None
        if aside is not None:
            return state, None, aside
        long = len(bare(text)) >= book.policy.restated_min_chars
        if value is None and long and category_of(read(parse, book).intent, book) is not None:
            return PetitionState(parse=parse, region=state.region, story=text), "restated", None
        if value is None and named is not None:
            # “长春的”, said while something else is asked: taken down, and the question is put once more.
            return state, None, None
        if value is None:
            tries = int(pending.get("tries", 0)) + 1
            if tries < book.policy.ask_limit:
                return (
                    replace(state, pending={**pending, "tries": tries}),
                    None,
                    Say(book.reply("answer_by_button")),
                )
            value = UNSURE
        return _settle(state, value), value, None

    @staticmethod
    def _aside(text: str, parse: dict[str, Any], book: RuleBook) -> Say | None:
        """The answer to “are you a machine”, “who sees this” or “how far is my report” while a question is open."""
        if asks_progress(text):
            return Say(progress_told(book).text)
        read_as = parse.get("intent") or {}
        intent, sure = read_as.get("name"), float(read_as.get("confidence") or 0) >= book.policy.command_min
        asked = intent in ASKED_IN_BETWEEN and (sure or looks_like_question(text))
        return Say(book.reply(f"smalltalk_{intent}")) if asked else None

    @staticmethod
    def _fact_said(pending: dict[str, Any], named: str | None, reading: Reading) -> str | None:
        """The value of the open question among the facts of the answer: its place, or a kind of decision."""
        if pending["id"] == REGION:
            return named or (NATION if reading.found.get("place") else None)
        offered = {option["value"] for option in pending["options"]}
        return next((kind for kind in reading.found.get("decision_kind", ()) if kind in offered), None)

    def _decide(self, state: PetitionState, book: RuleBook, last: PetitionState | None = None) -> Outcome:
        """`last`: the state before this text; a text of which nothing can be made does not take its place."""
        known = Known(state.facts, state.region, settled_main(state))
        reading = read(state.parse, book)
        decision = triage(reading, known, book)
        if decision.action == "hand_over":
            return self._unclear(last if last is not None and last.parse else state, book, state.story)
        state = replace(state, unclear=0)
        # Only the main matter is asked about: the others are kept only when they are sure.
        main = decision.matters[0]
        if not main.sure and main.doubt is not None:
            if MAIN_DOUBT not in state.asked:
                return self._put(state, main.doubt, book)
            return self._answer(state, _both_readings(decision, main.doubt, reading, known, book), book)
        for matter in decision.matters:
            for fact in matter.needs if matter.sure else ():
                if fact.id not in state.asked:
                    return self._put(state, fact, book, matter)
        return self._answer(state, decision.matters, book)

    def _put(
        self,
        state: PetitionState,
        question: Fact | Confusion,
        book: RuleBook,
        matter: TriagedMatter | None = None,
    ) -> Outcome:
        """Put one question with its buttons, “不清楚” last."""
        options = (*question.options, question.unsure)
        is_fact = isinstance(question, Fact)
        says: list[Say] = []
        if matter is not None and matter.situation is not None:
            says.append(
                Say(
                    book.reply(
                        "answer_opening",
                        category=book.category(matter.category).name,
                        situation=book.situation(matter.situation).plain,
                    )
                )
            )
        pending = {
            "kind": "fact" if is_fact else "confusion",
            "id": question.id,
            "question": question.question,
            "options": [{"value": o.value, "label": o.label, "hint": o.meaning} for o in options],
        }
        asked = [*state.asked, question.id if is_fact else MAIN_DOUBT]
        return Outcome(tuple(says), replace(state, pending=pending, asked=asked), "clarify")

    def _answer(self, state: PetitionState, matters: tuple[TriagedMatter, ...], book: RuleBook) -> Outcome:
        card = answer_card(matters, state.region, book)
        for form in asked_about(state.story, matters, book):
            card = with_rules_of(card, form, state.region, book)
        card["next"] = book.reply(f"next_{_kind_of_advice(matters, book)}")
        forms = forms_for(matters, book) or asked_about(state.story, matters, book)
        offers = [button_of(form.id) for form in forms]
        if state.region is None and any(m.situation or m.category == CONSULT for m in matters):
            offers.append("button_place")
        buttons = buttons_of(book, *offers, "button_wrong", "button_human")
        text = "\n\n".join((card_text(card, book), card["next"]))
        return Outcome((Say(text, buttons, card),), replace(state, pending=None, offered=bool(forms)), "offer")

    def _unclear(self, state: PetitionState, book: RuleBook, text: str) -> Outcome:
        """Ask to say it otherwise; a form that the text names, and those the last answer offered, stay within reach."""
        tries = state.unclear + 1
        state = replace(state, unclear=tries, pending=None)
        if tries <= book.policy.low_confidence_limit:
            named = [form for form in book.forms if any(word in text for word in (form.title, *form.called))]
            told = triage(read(state.parse, book), Known(state.facts, state.region, settled_main(state)), book).matters
            offered = forms_for([one for one in told if one.sure], book) if state.story != text else ()
            forms = dict.fromkeys([*named, *offered])
            ways = buttons_of(book, *(button_of(form.id) for form in forms), "button_human") if forms else ()
            return Outcome((Say(book.reply("low_confidence"), ways),), state, "offer")
        return Outcome(
            (Say(book.reply("offer_person"), buttons_of(book, "button_human", "button_restart")),), state, "offer"
        )


def _settle(state: PetitionState, value: str) -> PetitionState:
    pending = state.pending
    assert pending is not None
    if pending["kind"] == "confusion":
        return replace(state, settled=value, pending=None)
    if pending["id"] == REGION:
        return replace(state, region=None if value == UNSURE else value, pending=None)
    return replace(state, facts={**state.facts, pending["id"]: value}, pending=None)


def _told(state: PetitionState, book: RuleBook) -> dict[str, Any] | None:
    """What a petition told, to come back to after a question in between; None when nothing was told."""
    if not state.parse or category_of(read(state.parse, book).intent, book) in (None, CONSULT, OUT_OF_SCOPE):
        return None
    return {name: getattr(state, name) for name in ("parse", "story", "facts", "settled")}


def asked_about(story: str, matters: tuple[TriagedMatter, ...], book: RuleBook) -> tuple[Form, ...]:
    """The form that a short question names (“怎么申请行政复议”): who asks how may want to fill it at once."""
    main = matters[0]
    if main.category != CONSULT or main.topic not in NAMING_FORMS or len(bare(story)) >= book.policy.restated_min_chars:
        return ()
    named = form_named(story, book)
    return (named,) if named else ()


def _kind_of_advice(matters: tuple[TriagedMatter, ...], book: RuleBook) -> str:
    """What the citizen is advised to do next: by category, and where no decision was made yet, nothing about one.

    Who complains about an answer is not told how to apply for it; who petitions is not told that it is a proposal.
    """
    if any(matter.category == "report" for matter in matters):
        return "report"
    main = matters[0]
    undecided = {option.leads_to for fact in book.facts for option in fact.options if option.leads_to}
    if main.situation in undecided:
        return "appeal_undecided"
    branches = main.channel.branches if main.channel else ()
    remedies = {step.remedy for branch in branches for step in branch.steps}
    if "petition" in remedies:
        return "petition"
    return "appeal" if "complain_upper" in remedies else main.category


def settled_main(state: PetitionState) -> str | None:
    """The reading of the main matter that the citizen chose, None when they did not or could not say."""
    return state.settled if state.settled not in (None, UNSURE) else None


def _both_readings(
    decision: Triage, doubt: Confusion, reading: Reading, known: Known, book: RuleBook
) -> tuple[TriagedMatter, ...]:
    """After “不清楚”: each reading that was asked about, answered as if it were meant; the citizen sees both."""
    meant = [option.value for option in doubt.options if option.value != UNSURE]
    both = [triage(reading, Known(known.facts, known.region, value), book).matters[0] for value in meant]
    return (*both, *decision.matters[1:])
