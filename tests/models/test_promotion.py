"""What serves changes only past the gate, by whom it may, and by one person at a time."""

import asyncio

import pytest

from casework.errors import (
    BadCost,
    CandidateBroken,
    CandidateInUse,
    CandidateUnknown,
    Denied,
    GateRefused,
    NoRollback,
    NotCompared,
    PromotionOver,
    ReasonMissing,
    SamePerson,
    ServingChanged,
)
from tests.models.loop import AGENT, ANNA, AUDITOR, BASE, BEN, REVIEWER, Loop

WORSE = "举报识别率下降，超出偶然范围"


async def test_a_candidate_that_is_not_worse_serves_and_is_written_down(loop: Loop) -> None:
    name = loop.candidate()
    loop.compared(name)

    done = await loop.service.promote(ANNA, name)

    assert (done.pointer.model, done.pointer.previous, done.pointer.version) == (name, BASE, 1)
    overview = loop.service.overview(AUDITOR)
    assert overview.serving is not None
    assert overview.serving.name == name
    assert [(move.kind, move.model, move.before, move.by) for move in overview.history] == [
        ("promoted", name, BASE, "anna")
    ]
    assert "model_promoted" in loop.actions()
    assert loop.files.followed == [f"{name}.tar.gz"]


async def test_the_gate_says_why_and_nothing_changes(loop: Loop) -> None:
    name = loop.candidate()
    loop.compared(name, WORSE)

    with pytest.raises(GateRefused) as refused:
        await loop.service.promote(ANNA, name)

    assert refused.value.reasons == (WORSE,)
    assert loop.served() is None
    assert WORSE in loop.book.reply(refused.value.reply_id, **refused.value.slots)


async def test_against_the_gate_two_administrators_and_a_reason_are_needed(loop: Loop) -> None:
    name = loop.candidate()
    loop.compared(name, WORSE)
    with pytest.raises(ReasonMissing):
        await loop.service.promote(ANNA, name, override="  ")

    asked = await loop.service.promote(ANNA, name, override="新政策马上生效")
    assert asked.pending is not None
    assert loop.served() is None
    with pytest.raises(SamePerson):
        await loop.service.second(ANNA, asked.pending.id)
    done = await loop.service.second(BEN, asked.pending.id)

    assert done.pointer.model == name
    move = loop.service.overview(ANNA).history[0]
    assert (move.by, move.second, move.reason) == ("anna", "ben", "新政策马上生效")
    with pytest.raises(PromotionOver):
        await loop.service.second(BEN, asked.pending.id)


async def test_a_refused_override_is_over(loop: Loop) -> None:
    name = loop.candidate()
    loop.compared(name, WORSE)
    asked = await loop.service.promote(ANNA, name, override="试试")
    assert asked.pending is not None

    await loop.service.second(BEN, asked.pending.id, agree=False)

    assert loop.service.overview(ANNA).pending == ()
    assert loop.served() is None


async def test_an_override_asked_before_another_change_no_longer_counts(quick: Loop) -> None:
    first, second = quick.candidate("candidate-1"), quick.candidate("candidate-2")
    quick.compared(first, WORSE)
    quick.compared(second)
    asked = await quick.service.promote(ANNA, first, override="理由")
    assert asked.pending is not None
    await quick.service.promote(BEN, second)

    with pytest.raises(PromotionOver):
        await quick.service.second(BEN, asked.pending.id)
    assert quick.served() == second


async def test_of_two_administrators_at_once_one_wins(loop: Loop) -> None:
    loop.service.room = loop.room
    loop.room.gate = asyncio.Event()
    names = [loop.candidate("candidate-1"), loop.candidate("candidate-2")]
    for name in names:
        loop.compared(name)

    both = asyncio.gather(
        *(loop.service.promote(who, name) for who, name in zip((ANNA, BEN), names, strict=True)),
        return_exceptions=True,
    )
    await asyncio.sleep(0.2)  # both have looked at what serves and are loading
    loop.room.gate.set()
    results = await both

    lost = [result for result in results if isinstance(result, ServingChanged)]
    assert len(lost) == 1
    assert loop.served() == loop.room.answers
    assert len(loop.service.overview(ANNA).history) == 1


async def test_who_saw_another_state_changes_nothing(quick: Loop) -> None:
    name = quick.candidate()
    quick.compared(name)

    with pytest.raises(ServingChanged):
        await quick.service.promote(ANNA, name, seen=7)
    assert quick.served() is None


async def test_a_corrupted_candidate_is_refused_and_marked(loop: Loop) -> None:
    loop.service.room = loop.room
    name = loop.candidate()
    loop.compared(name)
    loop.files.broken.add(f"{name}.tar.gz")

    with pytest.raises(CandidateBroken):
        await loop.service.promote(ANNA, name)

    assert loop.served() is None
    assert loop.room.answers is None
    assert [view.state for view in loop.service.overview(ANNA).candidates] == ["broken"]
    with pytest.raises(CandidateBroken):
        loop.service.compare(ANNA, name)


async def test_a_candidate_that_cannot_be_loaded_leaves_everything_as_it_was(quick: Loop) -> None:
    quick.service.room = quick.room
    name = quick.candidate()
    quick.compared(name)
    quick.room.unloadable.add(name)

    with pytest.raises(CandidateBroken):
        await quick.service.promote(ANNA, name)

    assert quick.served() is None
    assert quick.service.overview(ANNA).history == ()


async def test_a_candidate_of_another_version_of_the_program_is_refused(quick: Loop) -> None:
    name = quick.candidate(runtime="r0")
    quick.compared(name)

    with pytest.raises(CandidateBroken):
        await quick.service.promote(ANNA, name)


async def test_without_a_comparison_with_what_serves_nothing_is_promoted(quick: Loop) -> None:
    first, second = quick.candidate("candidate-1"), quick.candidate("candidate-2")
    with pytest.raises(NotCompared):
        await quick.service.promote(ANNA, first)
    quick.compared(first)
    quick.compared(second)
    await quick.service.promote(ANNA, first)

    with pytest.raises(NotCompared):
        await quick.service.promote(ANNA, second)
    comparison = quick.service.comparison(ANNA, second)
    assert comparison is not None
    assert comparison.stale


async def test_a_comparison_under_other_prices_is_stale(quick: Loop) -> None:
    name = quick.candidate()
    quick.compared(name)
    quick.service.set_cost_matrix(ANNA, {"report>suggestion": 9.0}, 1.0)

    with pytest.raises(NotCompared):
        await quick.service.promote(ANNA, name)

    assert quick.service.cost_matrix(ANNA).of("report", "suggestion") == 9.0
    quick.service.set_cost_matrix(ANNA, {})
    assert quick.service.cost_matrix(ANNA).changed_by is None
    assert (await quick.service.promote(ANNA, name)).pointer.model == name


@pytest.mark.parametrize(
    ("pair", "price"),
    [("report>nowhere", 1.0), ("report>report", 1.0), ("report>consult", -1.0), ("report>consult", float("nan"))],
)
def test_what_is_no_price_is_refused(quick: Loop, pair: str, price: float) -> None:
    with pytest.raises(BadCost):
        quick.service.set_cost_matrix(ANNA, {pair: price})


async def test_a_model_trained_on_erased_data_does_not_pass_the_gate(quick: Loop) -> None:
    item = quick.item(1)
    name = quick.candidate(items=[item.id])
    quick.compared(name)
    with quick.store.write() as work:
        work.models.taint([item.id])
        work.commit()

    with pytest.raises(GateRefused) as refused:
        await quick.service.promote(ANNA, name)
    assert "已经删除的数据" in refused.value.reasons[0]


async def test_a_rollback_goes_to_the_model_before_and_back_again(loop: Loop) -> None:
    loop.service.room = loop.room
    name = loop.candidate()
    loop.compared(name)
    with pytest.raises(NoRollback):
        await loop.service.rollback(ANNA, "不好")
    await loop.service.promote(ANNA, name)
    with pytest.raises(ReasonMissing):
        await loop.service.rollback(ANNA, " ")

    back = await loop.service.rollback(ANNA, "答错举报")

    assert (back.pointer.model, back.pointer.previous) == (BASE, name)
    assert loop.room.answers == BASE
    assert loop.service.overview(ANNA).history[0].kind == "rolled_back"
    assert (await loop.service.rollback(ANNA, "又好了")).pointer.model == name


async def test_a_full_disk_while_naming_what_serves_does_no_harm(quick: Loop) -> None:
    name = quick.candidate()
    quick.compared(name)
    quick.files.full = True

    await quick.service.promote(ANNA, name)

    assert quick.served() == name


async def test_what_serves_or_would_be_rolled_back_to_is_not_deleted(quick: Loop) -> None:
    name, other = quick.candidate("candidate-1"), quick.candidate("candidate-2")
    quick.compared(name)
    await quick.service.promote(ANNA, name)

    for needed in (name, BASE):
        with pytest.raises(CandidateInUse):
            quick.service.discard(ANNA, needed)
    quick.service.discard(ANNA, other)

    assert quick.files.removed == [f"{other}.tar.gz"]
    with pytest.raises(CandidateUnknown):
        quick.service.card(ANNA, other)


async def test_only_administrators_change_and_auditors_read_along(quick: Loop) -> None:
    name = quick.candidate()
    quick.compared(name)
    for viewer in (AGENT, REVIEWER):
        with pytest.raises(Denied):
            quick.service.overview(viewer)
    for viewer in (AGENT, REVIEWER, AUDITOR):
        with pytest.raises(Denied):
            await quick.service.promote(viewer, name)
        with pytest.raises(Denied):
            await quick.service.rollback(viewer, "x")
        with pytest.raises(Denied):
            quick.service.start_training(viewer)
        with pytest.raises(Denied):
            quick.service.shadow(viewer, name)
        with pytest.raises(Denied):
            quick.service.set_cost_matrix(viewer, {})
    assert quick.service.picture(AUDITOR, name, "confusion_serving") == b"png"
