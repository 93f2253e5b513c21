"""What stands in the side panel: words for a confidence, statements with their source, and never markup of others."""

from __future__ import annotations

import re
from html import unescape

from hypothesis import given
from hypothesis import strategies as st

from api.desk.pages.panel_sections import SECTIONS
from api.desk.pages.panel_words import copied, how_sure
from casework.bootstrap import Services
from casework.petition import petition
from casework.services.panel import PanelService
from casework.services.panel_view import PanelView
from casework.triage import Known
from tests.casework.builders import JILIN, matter, parse_of, rulebook
from tests.telephone.conftest import APPEAL, LI

_COPY = re.compile(r'data-copy="([^"]*)"')


def view(services: Services, text: str = APPEAL, evidence: str = "报销") -> PanelView:
    parse = parse_of(text, matter({"A2-7": 0.7, "A2-8": 0.2}, evidence=[(evidence, 1.0)]))
    panel: PanelService = services.panel
    return panel.of(LI, petition(parse, Known({}, JILIN), rulebook(), text), None, None)


def test_a_confidence_is_said_in_words_and_a_doubt_is_one() -> None:
    assert how_sure(0.97, sure=True) == ("很有把握", 10)
    assert how_sure(0.7, sure=True) == ("较有把握", 7)
    assert how_sure(0.97, sure=False)[0].startswith("拿不准")


def test_what_is_copied_names_document_clause_source_and_row() -> None:
    book = rulebook()
    row = book.channels_for("A2-7")[0].id
    said = copied(book, "可以依法申请行政复议。", book.citation(row))

    assert said.splitlines()[0] == "可以依法申请行政复议。"
    assert "——《吉林省医疗保障领域依法分类处理信访诉求事项清单（2024年版）》" in said
    assert said.endswith(f"来源 jl2024，规则 {row}")


def test_every_statement_about_the_law_can_be_copied_with_its_source(services: Services) -> None:
    shown = view(services)
    book = rulebook()

    for key in ("channel", "periods"):
        copies = [unescape(one) for one in _COPY.findall(SECTIONS[key].build(shown, book))]
        assert copies
        assert all("——" in one and "规则 " in one for one in copies), key
    steps = SECTIONS["channel"].build(shown, book)
    branches = [branch for one in shown.matters for branch in one.branches]
    assert branches
    assert steps.count('class="mp-branch"') == len(branches)


def test_sections_without_anything_to_say_are_empty(services: Services) -> None:
    shown = view(services)

    assert SECTIONS["acceptance"].build(shown, rulebook()) == ""
    assert SECTIONS["earlier"].build(shown, rulebook()) == ""


@given(st.text(min_size=2, max_size=30))
def test_words_of_a_citizen_never_become_markup(words: str) -> None:
    from casework.services.panel_matters import panel_matter
    from casework.services.panel_view import PanelView
    from casework.triage import TriagedMatter

    one = TriagedMatter((0, 2), "consult", None, None, 0.5, (), (f"<b>{words}</b>",), True, None, None, None)
    shown = PanelView((panel_matter(one, None, rulebook()),), (), (), None, (), None, (), None, "")

    assert "<b>" not in SECTIONS["matters"].build(shown, rulebook())
