"""Which forms a petition's channel leads to, and which one a citizen means who asks for a form. Reads the tables forms
and channels.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from casework.commands import bare
from casework.triage import TriagedMatter
from knowledge import Channel, Form, RuleBook


def button_of(form_id: str) -> str:
    """The reply that is the button which opens a form."""
    return f"button_form_{form_id}"


def forms_for(matters: Iterable[TriagedMatter], book: RuleBook) -> tuple[Form, ...]:
    """The forms that can be filled after the answer, in the order of the channels' steps, each once.

    While several branches of a channel are open, a form is offered only when each of them leads to it: a remedy that
    one of them does not give must not look like everybody's.
    """
    found: list[Form] = []
    for matter in matters:
        if not matter.sure:
            continue
        branches = matter.channel.branches if matter.channel else ()
        for form in _served(branches, book) if branches else _of_category(matter, book):
            if form not in found:
                found.append(form)
    return tuple(found)


def closed_to(form: Form, matters: Sequence[TriagedMatter], book: RuleBook) -> bool:
    """True when what was told has a channel, and no branch of it leads to this form.

    A form that serves a whole category is never closed: whoever asks for it brings a matter of its own.
    """
    categories = {row.id for row in book.categories}
    channels = [branch for matter in matters if matter.channel for branch in matter.channel.branches]
    if not channels or categories & set(form.serves):
        return False
    return not any(step.remedy in form.serves for branch in channels for step in branch.steps)


def form_named(text: str, book: RuleBook) -> Form | None:
    """The form a text names: by its title, or by the word people use for it that stands last in the text.

    Of words that end together the longest counts: “意见建议登记表” is not the report's “登记表”.
    """
    said = bare(text)
    named = [
        (said.rfind(word) + len(word), len(word), form)
        for form in book.forms
        for word in (form.title, *form.called)
        if word in said
    ]
    return max(named, key=lambda one: one[:2])[2] if named else None


def matter_of(form: Form, matters: Sequence[TriagedMatter], book: RuleBook) -> TriagedMatter | None:
    """The matter of a petition that this form is about, None when it is about none of them."""
    led = (matter for matter in matters if form in forms_for([matter], book))
    same = (matter for matter in matters if matter.category == form.category)
    return next(led, None) or next(same, None)


def _served(branches: Sequence[Channel], book: RuleBook) -> list[Form]:
    remedies = list(dict.fromkeys(step.remedy for branch in branches for step in branch.steps))
    everywhere = [
        remedy for remedy in remedies if all(remedy in {step.remedy for step in branch.steps} for branch in branches)
    ]
    return [form for remedy in everywhere for form in book.forms if remedy in form.serves]


def _of_category(matter: TriagedMatter, book: RuleBook) -> list[Form]:
    return [form for form in book.forms if matter.category in form.serves]
