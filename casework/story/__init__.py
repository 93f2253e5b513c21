"""What a story says of a form beyond single names and numbers: what is asked for, which papers are at hand, what is
proposed, who speaks, which office decided and when, where it happened.

Cut from the story word for word or put as a keyword that a form's `option_words` know; whatever is not plainly said is
left out and asked. The citizen sees and confirms every value before anything is handed in.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from casework.story import decision, names, telling


def sources(story: str, found: Mapping[str, Sequence[str]]) -> dict[str, tuple[str, ...]]:
    """Prefill source → values (none where the story does not say), beyond what was `found` in it by itself."""

    def seen(name: str) -> Sequence[str]:
        return found.get(name, ())

    values = {
        "request": telling.request(story),
        "papers": telling.papers(story),
        "proposal": telling.proposal(story),
        "reach": telling.reach(story),
        "speaker": telling.speaker(story),
        "earlier_remedy": decision.earlier_remedy(story),
        "decision_date": decision.decision_date(seen("date"), story),
        "applied_date": decision.applied_date(seen("date"), story),
        "decision_kind": decision.decision_kind(seen("decision_kind"), story),
        "document_number": decision.document_number(seen("document_number"), story),
        "amount": decision.amount(seen("amount"), story),
        "office": names.office(seen("office"), story),
        "institution": names.institution(seen("institution"), story),
        "place": names.address(seen("place"), story),
        "person": names.person(seen("person"), story),
    }
    return {name: (value,) if value else () for name, value in values.items()}
