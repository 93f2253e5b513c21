"""What an agent sees while a caller speaks: matters, questions, a form that fills itself, never over their own hand."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from casework.bootstrap import Services
from casework.errors import Denied, NotReady
from casework.services.panel_view import PanelView
from casework.services.telephone_reading import fitting, masked
from casework.services.telephone_view import Call, PhoneView
from casework.triage import Known
from tests.telephone.conftest import APPEAL, JILIN, LI, REPORT, REVIEWER
from tests.telephone.word_engine import WordEngine


def read(services: Services, text: str, known: Known | None = None, call: Call | None = None) -> PhoneView:
    return asyncio.run(services.telephone.read(LI, None, text, known or Known(), call))


def panel(view: PhoneView) -> PanelView:
    assert view.panel is not None
    return view.panel


def values(view: PhoneView) -> Mapping[str, str]:
    form = panel(view).form
    assert form is not None
    return {one.id: one.value for one in form.fields if one.value}


def test_a_report_shows_its_matter_form_questions_and_conditions(services: Services) -> None:
    view = read(services, REPORT, Known({}, JILIN))

    assert panel(view).matters[0].situation_id == "B1-1"
    assert panel(view).matters[0].branches[0].citation.clause
    assert values(view)["respondent_org"] == "向阳区仁和大药房"
    assert values(view)["content"] == REPORT
    acceptance = panel(view).acceptance
    assert acceptance is not None
    assert len(acceptance.lines) > 6
    assert [one.id for one in panel(view).questions if one.kind == "check"] == [
        "repeat",
        "violation_place",
        "other_route",
    ]


def test_an_answer_given_is_known_and_asked_no_more(services: Services) -> None:
    view = read(services, REPORT, Known({"repeat": "first_time"}, JILIN))

    assert "repeat" not in [one.id for one in panel(view).questions]
    assert [(one.id, one.answer) for one in panel(view).settled] == [("repeat", "first_time")]


def test_the_place_is_asked_for_until_it_is_known_and_a_place_in_the_story_is_one(services: Services) -> None:
    assert "region" in [one.id for one in panel(read(services, REPORT)).questions]
    named = panel(read(services, "在长春市。" + REPORT))
    assert named.region == JILIN
    assert "region" not in [one.id for one in named.questions]
    assert panel(read(services, "在长春市。" + REPORT, Known({}, "500000"))).region == "500000"


def test_a_field_written_by_hand_is_never_overwritten_even_when_it_was_emptied(services: Services) -> None:
    call = Call(values={"respondent_org": "仁和大药房（东街店）", "respondent_kind": ""})

    view = read(services, REPORT, call=call)

    assert values(view)["respondent_org"] == "仁和大药房（东街店）"
    assert "respondent_kind" not in values(view)
    assert "respondent_org" not in view.prefilled


def test_a_correction_by_one_click_changes_matter_channel_and_form(services: Services) -> None:
    view = read(services, REPORT, Known({}, JILIN, "A2-7"))

    assert panel(view).matters[0].situation_id == "A2-7"
    form = panel(view).form
    assert form is None or form.id != "report_registration"


def test_periods_that_run_already_are_counted_from_the_day_told(services: Services) -> None:
    view = read(services, APPEAL, Known({}, JILIN))

    assert [one.day.period.id for one in panel(view).remedies] == ["xzfy-20-1"]


def test_the_engine_never_sees_a_number_or_a_name(services: Services) -> None:
    engine = services.engine_slot.engine
    assert isinstance(engine, WordEngine)

    view = read(services, f"我叫赵小满，我的电话是13800138000。{REPORT}", call=Call(named=True))

    assert all("13800138000" not in text and "赵小满" not in text for text in engine.heard)
    assert view.caller == {"name": "赵小满", "phone": "13800138000"}
    assert values(view)["reporter_name"] == "赵小满"
    assert values(view)["reporter_phone"] == "13800138000"
    assert "赵小满" in values(view)["content"]


def test_who_stays_anonymous_has_no_name_on_the_form(services: Services) -> None:
    view = read(services, f"我叫赵小满，我的电话是13800138000。{REPORT}", call=Call(named=False))

    assert not [name for name in values(view) if name.startswith("reporter_")]


def test_the_shops_telephone_is_not_taken_for_the_callers(services: Services) -> None:
    view = read(services, f"那家店的电话是13800138000。{REPORT}", call=Call(named=True))

    assert view.caller == {}


def test_more_than_the_limit_is_read_up_to_it_and_said(services: Services) -> None:
    limit = services.rulebook.policy.message_max_chars

    view = read(services, REPORT + "一" * limit)

    assert view.cut == len(REPORT)
    assert panel(view).matters[0].situation_id == "B1-1"


def test_nothing_typed_is_no_petition_and_signs_alone_are_no_matter(services: Services) -> None:
    assert read(services, " \n ").panel is None
    assert panel(read(services, "？？？")).matters == ()


def test_words_of_danger_are_heard_with_the_sentence_and_the_numbers(services: Services) -> None:
    danger = panel(read(services, "报销不了我就不想活了")).danger

    assert danger is not None
    assert "12356" in danger.words
    assert "12356" in [one.number for one in danger.hotlines]


def test_who_takes_no_calls_and_a_desk_without_assistant(services: Services) -> None:
    with pytest.raises(Denied):
        asyncio.run(services.telephone.read(REVIEWER, None, REPORT, Known()))
    services.engine_slot.engine = None
    with pytest.raises(NotReady):
        read(services, REPORT)


@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.text(max_size=400))
def test_any_text_is_read_and_what_was_masked_comes_back(services: Services, text: str) -> None:
    kept, cut = fitting(text, 300)
    hidden = masked(kept)

    assert len(kept) <= 300
    assert cut >= 0
    if not any(token in kept for token in hidden.values):
        assert len(hidden.filled(hidden.text)) <= len(kept) + 20 * len(hidden.values)
    read(services, kept)


def test_masked_values_return_where_they_were(tmp_path: Path) -> None:
    hidden = masked("打13800138000或者13900139000，再打13800138000")

    assert hidden.text == "打〔电话1〕或者〔电话2〕，再打〔电话1〕"
    assert hidden.filled(hidden.text) == "打13800138000或者13900139000，再打13800138000"
