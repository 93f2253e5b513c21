"""What staff do with live conversations."""

from __future__ import annotations

import asyncio
import threading
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from casework.errors import (
    AlreadyHeld,
    BadInput,
    Denied,
    EmptyMessage,
    MessageTooLong,
    NotHolder,
    ThreadGone,
    TriageError,
    UnknownRegion,
    UnknownUser,
)
from casework.services.ports import Case, Registration, ReporterIdentity, ThreadQuery
from casework.store.unit import SqlStore
from knowledge import RuleBook
from tests.casework.builders import HONGZE, PHONE, matter, parse_of, rulebook
from tests.fakes import NOON, FixedClock
from tests.live.stage import BOSS, LI, READER, WANG, LiveStage

STORY = "医院给我多记了三天床位费，我想举报"


@pytest.fixture
def book() -> RuleBook:
    return rulebook()


# ---------------------------------------------------------------- who has it


async def test_of_two_agents_claiming_one_has_it_and_the_other_learns_who(stage: LiveStage) -> None:
    _, one = await stage.waiting(STORY)
    start = threading.Barrier(2)

    def claim(who: Any) -> str:
        start.wait()
        try:
            return str(stage.live.claim(who, one).holder)
        except AlreadyHeld as error:
            return f"held by {error.holder}"

    with ThreadPoolExecutor(2) as pool:
        results = sorted(pool.map(claim, (WANG, LI)))

    winner = stage.thread(one).holder
    assert results == sorted([winner, f"held by {winner}的姓名"])
    assert [line[1] for line in stage.audit()].count("talk_claimed") == 1
    assert stage.live.claim(WANG if winner == "wang" else LI, one).holder == winner


async def test_what_is_not_waiting_is_not_claimed_but_taken_over(stage: LiveStage, book: RuleBook) -> None:
    token, one = stage.begin()
    await stage.say(token, STORY)

    with pytest.raises(NotHolder):
        stage.live.claim(WANG, one)
    assert stage.live.take_over(WANG, one).holder == "wang"
    assert stage.shown(token)[-1] == ("system", book.reply("live_came"))
    with pytest.raises(AlreadyHeld):
        stage.live.take_over(LI, one)
    assert stage.live.take_over(BOSS, one).holder == "boss"
    assert stage.shown(token)[-1] == ("system", book.reply("live_handed"))


async def test_a_thread_is_handed_to_a_colleague_with_a_note(stage: LiveStage, book: RuleBook) -> None:
    token, one = await stage.held()

    thread = stage.live.hand_to(WANG, one, "li", f"请联系{PHONE}")

    assert thread.holder == "li"
    assert stage.shown(token)[-1] == ("system", book.reply("live_handed"))
    (note,) = stage.live.open(LI, one).notes
    assert (note.author, note.text) == ("wang", "请联系〔电话1〕")
    assert ("wang", "talk_handed", one) in stage.audit()
    with pytest.raises(NotHolder):
        stage.live.give_back(WANG, one)


@pytest.mark.parametrize("name", ["nobody", "reader", "wang", ""])
async def test_a_thread_is_handed_to_nobody_who_does_not_talk_with_citizens(stage: LiveStage, name: str) -> None:
    _, one = await stage.held()

    with pytest.raises(UnknownUser):
        stage.live.hand_to(WANG, one, name)

    assert stage.thread(one).holder == "wang"


async def test_a_refused_step_leaves_no_trace(stage: LiveStage) -> None:
    token, one = await stage.held()
    before = (stage.shown(token), stage.audit(), stage.thread(one))

    for refused in (
        lambda: stage.live.give_back(LI, one),
        lambda: stage.live.close(LI, one, "answered"),
        lambda: stage.live.hand_to(LI, one, "boss", "x"),
        lambda: stage.live.close(WANG, one, "结束"),
        lambda: stage.live.claim(READER, one),
    ):
        with pytest.raises(TriageError):
            refused()

    assert (stage.shown(token), stage.audit(), stage.thread(one)) == before


async def test_closing_keeps_how_it_ended_and_tells_the_citizen(stage: LiveStage, book: RuleBook) -> None:
    token, one = await stage.held()

    stage.live.close(WANG, one, "answered")

    assert (stage.thread(one).state, stage.thread(one).outcome) == ("closed", "answered")
    assert stage.shown(token)[-1] == ("system", book.reply("live_closed"))
    assert stage.live.page(WANG, ThreadQuery("closed")).total == 1


def test_only_who_talks_with_citizens_sees_anything(stage: LiveStage) -> None:
    for use in (
        lambda: stage.live.page(READER, ThreadQuery()),
        lambda: stage.live.counts(READER),
        lambda: stage.live.open(READER, "x"),
        lambda: stage.live.note(READER, "x", "y"),
        lambda: stage.live.open_call(READER, None),
    ):
        with pytest.raises(Denied):
            use()


def test_what_is_not_there_is_gone(stage: LiveStage) -> None:
    for use in (
        lambda: stage.live.open(WANG, "nothing"),
        lambda: stage.live.claim(WANG, "nothing"),
        lambda: stage.live.messages_after(WANG, "nothing", 0),
        lambda: stage.live.note(WANG, "nothing", "写一下"),
        lambda: stage.live.correct(WANG, "nothing", "report", None),
    ):
        with pytest.raises(ThreadGone):
            use()


async def test_who_keeps_out_of_a_case_finds_its_conversation_nowhere(stage: LiveStage) -> None:
    _, one = await stage.waiting(STORY)
    with stage.store.write() as work:
        number = work.registrations.next_number(NOON.date())
        made = Registration(number, one, "B1-1", "r", False, NOON.date(), {"content": "x"})
        work.registrations.add(made, ReporterIdentity({}, {}), {"content": "x"})
        work.cases.add(
            Case(number, "report_registration", "report", None, "B1-1", False, "received", NOON, None, NOON.date()), []
        )
        work.threads.registered(one, number)
        work.cases.recuse(number, "wang", "亲属", "wang")
        work.commit()

    assert stage.live.page(WANG, ThreadQuery("waiting")).total == 0
    assert stage.live.counts(WANG)["waiting"] == 0
    assert stage.live.page(LI, ThreadQuery("waiting")).total == 1
    with pytest.raises(ThreadGone):
        stage.live.open(WANG, one)
    with pytest.raises(ThreadGone):
        stage.live.claim(WANG, one)


# ---------------------------------------------------------------- talking


async def test_what_is_said_reaches_the_citizen_at_once_under_no_name(stage: LiveStage) -> None:
    token, one = await stage.held()
    last = len(stage.talk.events(token, 0))
    waiting = asyncio.create_task(stage.talk.wait_for_events(token, last, timeout=5))
    await asyncio.sleep(0.1)

    posted = await stage.live.say(WANG, one, "m-1", "您好")

    (message,) = [event for event in await waiting if event.kind == "message"]
    shown = {name: value for name, value in message.data.items() if name != "at"}
    assert shown == {
        "id": posted.event_id, "from": "agent", "text": "您好", "buttons": [], "card": None, "client_id": None,
    }  # fmt: skip
    (seen,) = stage.live.messages_after(LI, one, last)
    assert (seen.sender, seen.author, seen.client_id, seen.text) == ("agent", "wang", "m-1", "您好")
    assert stage.changes[-1].kind == "message"
    assert (stage.changes[-1].event_id, stage.changes[-1].by) == (posted.event_id, "wang")


async def test_saying_it_again_says_nothing_even_after_the_thread_has_gone_on(stage: LiveStage) -> None:
    token, one = await stage.held()
    kept: list[tuple[int, str]] = []
    first = await stage.live.say(WANG, one, "m-1", "您好", after=lambda event, text: kept.append((event, text)))
    stage.live.hand_to(WANG, one, "li")

    again = await stage.live.say(WANG, one, "m-1", "您好", after=lambda event, text: kept.append((event, text)))

    assert (again.event_id, again.duplicate) == (first.event_id, True)
    assert kept == [(first.event_id, "您好")]
    assert [text for who, text in stage.shown(token) if who == "agent"] == ["您好"]
    with pytest.raises(NotHolder):
        await stage.live.say(WANG, one, "m-2", "还有")


async def test_two_windows_sending_the_same_at_once_send_it_once(stage: LiveStage) -> None:
    token, one = await stage.held()

    posted = await asyncio.gather(*(stage.live.say(WANG, one, "m-1", "您好") for _ in range(5)))

    assert sorted(one.duplicate for one in posted) == [False, True, True, True, True]
    assert [who for who, _ in stage.shown(token)].count("agent") == 1


async def test_what_staff_type_of_persons_is_sealed_and_shown_to_the_citizen_whole(stage: LiveStage) -> None:
    token, one = await stage.held()

    await stage.live.say(WANG, one, "m-1", f"请拨打{PHONE}")

    assert stage.shown(token)[-1] == ("agent", f"请拨打{PHONE}")
    assert stage.live.open(LI, one).messages[-1].text == "请拨打〔电话1〕"


async def test_a_reply_has_a_length(stage: LiveStage) -> None:
    token, one = await stage.held()

    await stage.live.say(WANG, one, "long", "长" * 5000)
    with pytest.raises(MessageTooLong):
        await stage.live.say(WANG, one, "longer", "长" * 5001)
    with pytest.raises(EmptyMessage):
        await stage.live.say(WANG, one, "empty", " \n\u200b")
    with pytest.raises(BadInput):
        await stage.live.say(WANG, one, "", "您好")
    with pytest.raises(BadInput):
        await stage.live.say(WANG, one, "i" * 51, "您好")

    assert len([who for who, _ in stage.shown(token) if who == "agent"]) == 1


async def test_an_id_of_the_citizen_is_none_of_staff(stage: LiveStage) -> None:
    token, one = await stage.held()
    await stage.talk.post(token, "same", "在吗")

    posted = await stage.live.say(WANG, one, "same", "在")

    assert not posted.duplicate
    assert stage.shown(token)[-2:] == [("citizen", "在吗"), ("agent", "在")]


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.text(max_size=200), client_id=st.text(max_size=60))
def test_whatever_is_said_is_kept_once_and_as_it_was_or_refused(stage: LiveStage, text: str, client_id: str) -> None:
    if not hasattr(stage, "prepared"):
        stage.prepared = asyncio.run(stage.held())  # type: ignore[attr-defined]
    token, one = stage.prepared  # type: ignore[attr-defined]
    before = len(stage.talk.events(token, 0))
    try:
        posted = asyncio.run(stage.live.say(WANG, one, client_id, text))
    except TriageError:
        assert len(stage.talk.events(token, 0)) == before
        return
    again = asyncio.run(stage.live.say(WANG, one, client_id, text))

    assert again.event_id == posted.event_id
    events = stage.talk.events(token, 0)
    assert len(events) == before + (0 if posted.duplicate else 1)
    if not posted.duplicate:
        said = str(events[-1].data["text"])
        assert said
        assert set(said) <= set(text)


async def test_notes_are_for_staff(stage: LiveStage) -> None:
    token, one = await stage.held()
    before = stage.shown(token)

    stage.live.note(LI, one, f"他的电话{PHONE}打不通")

    assert stage.shown(token) == before
    assert [note.text for note in stage.live.open(WANG, one).notes] == ["他的电话〔电话1〕打不通"]
    assert stage.changes[-1].kind == "note"
    with pytest.raises(MessageTooLong):
        stage.live.note(LI, one, "长" * 2001)


# ---------------------------------------------------------------- putting right


async def test_what_the_bot_read_is_there_for_staff(stage: LiveStage) -> None:
    token, one = stage.begin(HONGZE)
    await stage.say(token, STORY)

    view = stage.live.open(WANG, one)

    assert view.petition is not None
    assert (view.petition.story, view.petition.known.region) == (STORY, HONGZE)
    assert view.petition.decision.matters[0].situation == "B1-1"
    assert (view.thread.category, view.thread.situation_id, view.thread.region) == ("report", "B1-1", HONGZE)
    assert [message.sender for message in view.messages[:3]] == ["bot", "bot", "citizen"]
    assert view.state is not None
    assert view.state.story == STORY


async def test_a_correction_settles_the_reading_and_is_told_to_reviewers(stage: LiveStage) -> None:
    _, one = await stage.held(texts=[STORY])

    petition = stage.live.correct(WANG, one, "appeal", "A2-7")

    assert petition.decision.matters[0].situation == "A2-7"
    assert (stage.thread(one).category, stage.thread(one).situation_id) == ("appeal", "A2-7")
    assert stage.live.open(LI, one).petition == petition
    with stage.store.read() as work:
        (signal,) = [signal for signal in work.journal.signals_of(one) if signal.kind == "corrected"]
    assert (signal.event_id, signal.by, signal.category, signal.situation_id) == (3, "wang", "appeal", "A2-7")
    assert ("wang", "talk_corrected", one) in stage.audit()


async def test_a_correction_holds_until_something_else_is_told(stage: LiveStage) -> None:
    token, one = await stage.held(texts=[STORY])
    stage.live.correct(WANG, one, "appeal", "A2-7")

    await stage.say(token, "在吗")
    still = stage.live.open(WANG, one).petition
    stage.engine.parses["单位三年没有给我交医保怎么办"] = parse_of(
        "单位三年没有给我交医保怎么办", matter({"B2-1": 0.97})
    )
    await stage.say(token, "单位三年没有给我交医保怎么办")
    other = stage.live.open(WANG, one).petition

    assert still is not None
    assert other is not None
    assert still.decision.matters[0].situation == "A2-7"
    assert (other.story, other.decision.matters[0].situation) == ("单位三年没有给我交医保怎么办", "B2-1")


async def test_a_fact_that_staff_know_narrows_the_channel(stage: LiveStage) -> None:
    stage.engine.parses["不给我报"] = parse_of("不给我报", matter({"A2-7": 0.97}))
    _, one = await stage.held(texts=["不给我报"])
    open_ones = stage.live.open(WANG, one).petition
    assert open_ones is not None
    assert open_ones.decision.matters[0].needs

    value = next(option.value for option in rulebook().fact("decision_kind").options)
    settled = stage.live.set_fact(WANG, one, "decision_kind", value)
    placed = stage.live.set_fact(WANG, one, "region", HONGZE)

    assert not settled.decision.matters[0].needs
    assert placed.known.region == HONGZE
    assert stage.thread(one).region == HONGZE


async def test_what_cannot_be_is_not_put_right(stage: LiveStage) -> None:
    _, one = await stage.held(texts=[STORY])
    before = stage.live.open(WANG, one).petition

    for category, situation in (("nothing", None), ("report", "A2-7"), ("report", "X"), ("", None)):
        with pytest.raises(BadInput):
            stage.live.correct(WANG, one, category, situation)
    with pytest.raises(BadInput):
        stage.live.set_fact(WANG, one, "decision_kind", "whatever")
    with pytest.raises(UnknownRegion):
        stage.live.set_fact(WANG, one, "region", "12")

    assert stage.live.open(WANG, one).petition == before


async def test_nothing_told_is_nothing_to_put_right(stage: LiveStage) -> None:
    _, one = await stage.held()

    with pytest.raises(BadInput):
        stage.live.correct(WANG, one, "report", "B1-1")
    assert stage.live.open(WANG, one).petition is None


# ---------------------------------------------------------------- calls


async def test_a_call_is_a_conversation_that_only_its_agent_writes(stage: LiveStage) -> None:
    stage.talk.run_in(asyncio.get_running_loop())
    call = await asyncio.to_thread(stage.live.open_call, WANG, HONGZE)

    event = await asyncio.to_thread(stage.live.add_spoken, WANG, call, f"{STORY}，我电话{PHONE}")
    await asyncio.sleep(0.05)
    await stage.talk.settle()

    thread = stage.thread(call)
    assert (thread.channel, thread.state, thread.holder, thread.region) == ("phone", "held", "wang", HONGZE)
    assert [(one.event_id, one.sender, one.text) for one in stage.live.open(WANG, call).messages] == [
        (event, "citizen", f"{STORY}，我电话〔电话1〕")
    ]
    assert stage.engine.heard == []
    with stage.store.read() as work:
        assert [turn.action for turn in work.journal.turns_of(call)] == ["held"]
    with pytest.raises(NotHolder):
        stage.live.add_spoken(LI, call, "x")
    assert stage.live.close(WANG, call, "answered").state == "closed"
    assert len(stage.live.open(WANG, call).messages) == 1


# ---------------------------------------------------------------- what happens by itself


async def test_who_went_home_loses_their_threads_after_some_minutes(
    stage: LiveStage, clock: FixedClock, book: RuleBook
) -> None:
    token, one = await stage.held()
    stage.sign_out(WANG)

    stage.watch.sweep()
    clock.advance(minutes=4)
    stage.watch.sweep()
    early = stage.thread(one).state
    clock.advance(minutes=2)
    stage.watch.sweep()

    assert early == "held"
    thread = stage.thread(one)
    assert (thread.state, thread.reason, thread.holder) == ("waiting", "returned", None)
    assert stage.shown(token)[-1] == ("system", book.reply("live_returned"))
    assert ("system", "talk_returned", one) in stage.audit()


async def test_who_comes_back_in_time_keeps_their_threads(stage: LiveStage, clock: FixedClock) -> None:
    _, one = await stage.held()
    stage.sign_out(WANG)
    stage.watch.sweep()
    clock.advance(minutes=4)
    stage.sign_in(WANG)
    stage.watch.sweep()
    stage.sign_out(WANG)
    clock.advance(minutes=3)
    stage.watch.sweep()

    assert stage.thread(one).state == "held"


async def test_when_the_last_goes_home_who_waits_is_told_once(
    stage: LiveStage, clock: FixedClock, book: RuleBook
) -> None:
    token, one = await stage.waiting()
    nobody = ("system", book.reply("live_nobody_there"))
    stage.watch.sweep()
    assert nobody not in stage.shown(token)

    stage.sign_out(WANG, LI)
    stage.watch.sweep()
    stage.watch.sweep()

    assert stage.shown(token).count(nobody) == 1
    assert stage.thread(one).state == "waiting"
    later, _ = await stage.waiting()
    stage.watch.sweep()
    assert stage.shown(later)[-1] == ("bot", book.reply("live_nobody_there"))


def test_a_call_whose_agent_has_gone_is_over(stage: LiveStage, clock: FixedClock) -> None:
    call = stage.live.open_call(WANG, None)
    stage.sign_out(WANG)
    stage.watch.sweep()
    clock.advance(minutes=6)
    stage.watch.sweep()

    assert (stage.thread(call).state, stage.thread(call).outcome) == ("closed", "hung_up")


async def test_what_has_gone_quiet_is_put_away_and_opens_again(stage: LiveStage, clock: FixedClock) -> None:
    token, one = stage.begin()
    await stage.say(token, STORY)
    _, waiting = await stage.waiting()
    clock.advance(hours=49)

    stage.watch.sweep()
    put_away = stage.thread(one)
    await stage.say(token, STORY)

    assert (put_away.state, put_away.outcome) == ("closed", "quiet")
    assert stage.thread(waiting).state == "waiting"
    assert stage.thread(one).state == "bot"


async def test_changes_of_another_process_are_heard_of(
    stage: LiveStage, sqlite_store: SqlStore, clock: FixedClock
) -> None:
    other = LiveStage(sqlite_store, clock)
    token, one = await stage.waiting(STORY)
    other.watch.poll()
    other.changes.clear()

    stage.live.claim(LI, one)
    other.watch.poll()
    heard = [(change.kind, change.conversation_id) for change in other.changes]
    other.changes.clear()
    other.watch.poll()

    assert heard == [("message", one), ("thread", one)]
    assert other.changes == []
    assert token


async def test_a_listener_that_fails_or_has_left_hinders_nobody(stage: LiveStage) -> None:
    heard: list[str] = []
    leave = stage.live.subscribe(lambda change: heard.append(change.kind))

    def fails(_: object) -> None:
        raise RuntimeError("a page that is gone")

    stage.live.subscribe(fails)
    _, one = await stage.held()
    assert "thread" in heard
    leave()
    count = len(heard)

    await stage.live.say(WANG, one, "m-1", "您好")

    assert len(heard) == count


async def test_whether_the_citizen_is_there_is_known(stage: LiveStage) -> None:
    token, one = await stage.held()
    now = [100.0]
    stage.hub._monotonic = lambda: now[0]
    assert not stage.live.open(WANG, one).citizen_there

    with await stage.talk.attending(token):
        assert stage.live.open(WANG, one).citizen_there
        await stage.talk.typing(token, True)
        assert stage.live.citizen_types(one)
        now[0] += 60
        assert stage.live.citizen_there(one)
        assert not stage.live.citizen_types(one)
    now[0] += 5
    assert stage.live.citizen_there(one)
    stage.hub.tick()
    assert not [change for change in stage.changes if change.kind == "thread" and change.by == "citizen"][1:]
    now[0] += 20
    assert not stage.live.citizen_there(one)
    stage.hub.tick()
    assert stage.changes[-1].kind == "thread"
    assert (stage.changes[-1].conversation_id, stage.changes[-1].by) == (one, "citizen")


async def test_who_stops_writing_without_saying_so_is_told_to_have_stopped(stage: LiveStage) -> None:
    token, _ = await stage.held()
    now = [100.0]
    stage.hub._monotonic = lambda: now[0]
    await stage.talk.typing(token, True)
    stage.hub.tick()
    stage.changes.clear()

    now[0] += 9
    stage.hub.tick()
    stage.hub.tick()

    assert [(change.kind, change.by) for change in stage.changes] == [("typing", "citizen")]
