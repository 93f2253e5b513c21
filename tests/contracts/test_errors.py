"""Every way in which work can fail has a code of its own, a status and a sentence in Chinese."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

import casework.errors
from api.errors import error_parts
from casework.errors import BadInput, Busy, Denied, Fault, TriageError
from knowledge import RuleBook
from tests.api.fakes import made


def descendants(parent: type[TriageError]) -> Iterator[type[TriageError]]:
    for child in parent.__subclasses__():
        yield child
        yield from descendants(child)


def ours() -> list[type[TriageError]]:
    return [TriageError, *(one for one in descendants(TriageError) if one.__module__.startswith("casework.errors"))]


class Ready:
    def __init__(self, rulebook: RuleBook) -> None:
        self.rulebook = rulebook


def test_no_two_errors_share_a_code() -> None:
    codes = [one.code for one in descendants(TriageError)]

    assert len(codes) == len(set(codes))
    assert TriageError.code not in codes


@pytest.mark.parametrize("error", ours())
def test_every_error_has_a_code_a_status_and_a_sentence_of_its_own(book: RuleBook, error: type[TriageError]) -> None:
    raised = made(error)
    code, status, message = error_parts(raised, Ready(book))  # type: ignore[arg-type]

    assert code == error.code
    assert re.fullmatch(r"[a-z]+(_[a-z]+)*", code)
    assert message == book.reply(error.reply_id, **raised.slots)
    assert "for developers" not in message
    assert 400 <= status <= 599


@pytest.mark.parametrize(
    ("family", "statuses"), [(BadInput, {404, 413, 422}), (Denied, {401, 403, 429}), (Busy, {429, 503}), (Fault, {500})]
)
def test_a_family_of_errors_has_statuses_of_its_kind(family: type[TriageError], statuses: set[int]) -> None:
    assert {one.status for one in (family, *descendants(family))} <= statuses


def test_the_tree_drawn_in_the_docstring_is_the_tree() -> None:
    drawn = set(re.findall(r"[├└]── (\w+)", casework.errors.__doc__ or ""))

    assert drawn == {one.__name__ for one in ours()} - {"TriageError"}


@pytest.mark.parametrize("error", ours())
def test_every_error_says_when_it_is_raised(error: type[TriageError]) -> None:
    assert error.__doc__
