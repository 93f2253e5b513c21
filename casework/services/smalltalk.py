"""What is said around a petition: greetings, thanks, privacy, “are you a machine”, starting over, fetching a person,
“that is wrong”.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from casework.channel import UNSURE
from casework.commands import read_command, wants_it_written
from casework.services.live_calling import Calling
from casework.services.say import Outcome, PetitionState, Say, buttons_of
from casework.services.triage_turns import CATEGORY_CHOICE, MAIN_DOUBT
from knowledge import RuleBook


class Smalltalk:
    """Use cases that state nothing about the law."""

    def __init__(self, book: Callable[[], RuleBook], calling: Calling) -> None:
        self._book = book
        self._calling = calling

    def opening(self) -> tuple[Say, ...]:
        """What every conversation begins with: what the assistant can do, and how it treats personal data."""
        book = self._book()
        starters = ("button_start_refused", "button_start_report", "button_start_question", "button_human")
        return Say(book.reply("greeting")), Say(book.reply("privacy_notice"), buttons_of(book, *starters))

    def answer(self, intent: str, state: PetitionState, confidence: float = 1.0, text: str = "") -> Outcome:
        """The reply to an intent of the dialogue, or the invitation to tell what happened.

        `confidence`: how sure the intent is, 0 to 1; a guess is not answered as if it had been understood. `text`: what
        was said; a yes to an answer that offers a form opens it, which the next step “fill” says.
        """
        book = self._book()
        if state.offered and text and _takes_offer(text, intent, book):
            return Outcome((), replace(state, offered=False), "fill")
        if confidence < book.policy.low_confidence:
            return Outcome((Say(book.reply("not_understood"), buttons_of(book, "button_human")),), state)
        reply_id = f"smalltalk_{intent}"
        if not book.has_reply(reply_id):
            reply_id = "smalltalk_nothing_open"
        return Outcome((Say(book.reply(reply_id), buttons_of(book, "button_human")),), state)

    def start_over(self) -> Outcome:
        """Forget the petition and begin again."""
        return Outcome((Say(self._book().reply("restarted")),), PetitionState())

    def hand_over(self, conversation_id: str, state: PetitionState) -> Outcome:
        """Call a person and say what happens next; honestly, where nobody is there to come."""
        there = self._calling.call(conversation_id, "asked")
        return Outcome((Say(self._book().reply("hand_over" if there else "live_nobody_there")),), state)

    def disagree(self, state: PetitionState) -> Outcome:
        """“分类不对”: let the citizen choose the category; the choice settles the main matter."""
        book = self._book()
        if not state.parse:
            return self.answer("nothing_open", state)
        fact = book.fact(CATEGORY_CHOICE)
        options = [
            {"value": option.value, "label": option.label, "hint": option.meaning}
            for option in (*fact.options, replace(fact.unsure, value=UNSURE))
        ]
        pending = {"kind": "confusion", "id": fact.id, "question": fact.question, "options": options}
        asked = [*state.asked, MAIN_DOUBT, CATEGORY_CHOICE]
        return Outcome((), replace(state, pending=pending, facts={}, asked=asked), "clarify")


def _takes_offer(text: str, intent: str, book: RuleBook) -> bool:
    """True for a short yes, or the wish to have it filled in or written, said to an answer that offers a form."""
    command = read_command(text, book)
    if command is not None:
        return command.id == "confirm"
    return len(text) <= book.policy.command_max_chars and (intent == "affirm" or wants_it_written(text))
