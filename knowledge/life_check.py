"""Is the life of a case whole? Every state is reached and left, every move stays on the table and rests on a clause.

Run by `knowledge.integrity` when there are states; the first fault is returned with the row it lies in.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import cast

from knowledge.rows import Article, CaseMove, CaseState, Channel, Form, Row

Fault = tuple[Row, str, str]
"""The row at fault, the problem, the remedy."""


def faults(rows: Mapping[str, Sequence[Row]], kinds: Mapping[str, str]) -> Iterator[Fault]:
    """Everything wrong with states and moves. `kinds`: source id -> kind of source."""
    states = cast("Sequence[CaseState]", rows["case_states"])
    moves = cast("Sequence[CaseMove]", rows["case_moves"])
    yield from _clauses(moves, rows, kinds)
    if not states and not moves:
        return
    for form in cast("Sequence[Form]", rows["forms"]):
        mine = {state.id: state for state in states if form.id in state.forms}
        yield from _life(form, mine, [move for move in moves if form.id in move.forms])


def _clauses(moves: Sequence[CaseMove], rows: Mapping[str, Sequence[Row]], kinds: Mapping[str, str]) -> Iterator[Fault]:
    """A move that cites one of the documents cites a clause that the tables hold."""
    held: dict[str, set[str]] = {}
    for row in (*rows["articles"], *rows["channels"]):
        assert isinstance(row, Article | Channel)
        held.setdefault(row.source, set()).add(row.clause)
    for move in moves:
        clauses = held.get(move.source, set())
        if kinds.get(move.source) == "document" and not any(move.clause.startswith(clause) for clause in clauses):
            yield (
                move,
                f"rests on {move.source} {move.clause}, which no article or channel holds.",
                "Correct the clause.",
            )


def _life(form: Form, states: Mapping[str, CaseState], moves: Sequence[CaseMove]) -> Iterator[Fault]:
    firsts = [state for state in states.values() if state.first]
    if len(firsts) != 1:
        yield form, f"has {len(firsts)} first states.", "Mark exactly one state of the form as `first`."
        return
    for move in moves:
        for name in (*move.from_states, move.to_state):
            if name not in states:
                yield move, f"names state {name}, which cases of {form.id} do not have.", "Correct the state."
                return
    reached = _closure({firsts[0].id}, [(name, move.to_state) for move in moves for name in move.from_states])
    ends = {state.id for state in states.values() if state.ends}
    finished = _closure(ends, [(move.to_state, name) for move in moves for name in move.from_states])
    for state in states.values():
        if state.id not in reached:
            yield state, f"is never reached by a case of {form.id}.", "Add a move that leads there, or drop the form."
        if state.ends and any(state.id in move.from_states for move in moves):
            yield state, "ends a case and yet a move leaves it.", "Remove `ends`, or the move."
        if state.id not in finished:
            yield state, f"is a dead end for {form.id}.", "Add a move that leads on to an end."


def _closure(start: set[str], steps: Sequence[tuple[str, str]]) -> set[str]:
    """Every state that can be reached from the start by the steps."""
    reached = set(start)
    while more := {to for came, to in steps if came in reached} - reached:
        reached |= more
    return reached
