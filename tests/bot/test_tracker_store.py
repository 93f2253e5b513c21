"""The tracker store: sealed, adding only, bounded, and never different from what Rasa would remember."""

import asyncio
import os
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import uuid4
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import create_engine, make_url, text

from casework.database.connecting import connect_engine, database_url
from casework.errors import StoreFault
from casework.sealing.faults import KeyFault, Tampered
from casework.sealing.keyring import Keyring

pytestmark = pytest.mark.rasa
rasa_events: Any = pytest.importorskip("rasa.shared.core.events")

from rasa.core.tracker_store import TrackerStore  # noqa: E402
from rasa.shared.core.domain import Domain  # noqa: E402
from rasa.shared.core.trackers import DialogueStateTracker  # noqa: E402
from rasa.utils.endpoints import EndpointConfig  # noqa: E402

from bot.tracker_checkpoint import events_for_state, place_to_cut, turn_starts  # noqa: E402
from bot.tracker_store import EncryptedTrackerStore  # noqa: E402

STORY = "住院费用报销被退回来了"
DOMAIN = Domain.from_yaml(
    """
    intents: [ask, deny]
    slots:
      place: {type: text, mappings: [{type: custom}]}
      asked: {type: float, initial_value: 0, mappings: [{type: custom}]}
      facts: {type: any, influence_conversation: false, mappings: [{type: custom}]}
    actions: [action_triage, action_ask]
    forms: {report_form: {required_slots: [place]}}
    """
)
Url = str


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Url]:
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'tracker.db'}"
        return
    base = os.environ.get("TRIAGE_TEST_POSTGRES_URL")
    if not base:
        pytest.skip("needs PostgreSQL: set TRIAGE_TEST_POSTGRES_URL")
    schema = f"t_{uuid4().hex}"
    engine = create_engine(database_url(base), isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(f"CREATE SCHEMA {schema}"))
    named = make_url(base).update_query_dict({"options": f"-csearch_path={schema}"})
    yield named.render_as_string(hide_password=False)
    with engine.connect() as connection:
        connection.execute(text(f"DROP SCHEMA {schema} CASCADE"))
    engine.dispose()


@pytest.fixture
def new_store(url: Url, tmp_path: Path) -> Iterator[Callable[..., Any]]:
    """Each call opens the same database as another process would."""
    opened: list[Any] = []

    def make(**options: Any) -> Any:
        opened.append(EncryptedTrackerStore(DOMAIN, url=url, key_dir=str(tmp_path / "keys"), **options))
        return opened[-1]

    yield make
    for store in opened:
        store.close()


@pytest.fixture
def store(new_store: Callable[..., Any]) -> Any:
    return new_store()


def said(words: str = STORY) -> Any:
    parsed = {"text": words, "intent": {"name": "ask", "confidence": 0.9}, "entities": []}
    return rasa_events.UserUttered(words, parsed["intent"], [], parsed)


def turn(words: str = STORY, *between: Any) -> list[Any]:
    return [said(words), *between, rasa_events.ActionExecuted("action_triage"), listen()]


def listen() -> Any:
    return rasa_events.ActionExecuted("action_listen")


def session() -> list[Any]:
    return [rasa_events.ActionExecuted("action_session_start"), rasa_events.SessionStarted(), listen()]


async def talk(store: Any, sender: str, *events: Any) -> Any:
    """What Rasa does in a turn: fetch, add, save."""
    tracker = await store.get_or_create_tracker(sender, append_action_listen=False)
    tracker.update_with_events(list(events), DOMAIN)
    await store.save(tracker)
    return tracker


def state_of(tracker: Any) -> dict[str, Any]:
    """Everything a policy or an action can see, but for the events themselves."""
    seen: dict[str, Any] = tracker.current_state()
    return {name: value for name, value in seen.items() if name != "latest_event_time"} | {
        "set": {name for name, slot in tracker.slots.items() if slot.has_been_set}
    }


def read_all(url: Url, query: str) -> list[tuple[Any, ...]]:
    engine = connect_engine(url)
    with engine.connect() as connection:
        rows = [tuple(row) for row in connection.execute(text(query))]
    engine.dispose()
    return rows


def run_sql(url: Url, statement: str) -> None:
    engine = connect_engine(url)
    with engine.begin() as connection:
        connection.execute(text(statement))
    engine.dispose()


async def test_of_every_event_the_day_is_kept_and_never_the_hour(store: Any, new_store: Callable[..., Any]) -> None:
    await talk(store, "c1", *session(), *turn())
    await talk(new_store(cache_size=0), "c1", *turn("第二天再问一句"))

    events = list((await new_store().retrieve_full_tracker("c1")).events)
    times = [datetime.fromtimestamp(event.timestamp, ZoneInfo("Asia/Shanghai")) for event in events]

    assert len(events) == 9
    assert {(at.hour, at.minute, at.second) for at in times} == {(0, 0, 0)}
    assert times == sorted(set(times))


async def test_an_unknown_conversation_is_none_and_makes_no_row(store: Any, url: Url) -> None:
    assert await store.retrieve("c-1") is None
    assert not await store.exists("c-1")
    assert await store.retrieve_full_tracker("c-1") is None
    assert read_all(url, "SELECT * FROM tracker_heads") == []


async def test_a_saved_conversation_comes_back_the_same_in_another_process(
    store: Any, new_store: Callable[..., Any]
) -> None:
    facts = {"decision_kind": "other_decision", "amounts": [1, 2.5, None]}
    before = await talk(store, "c-1", *turn(STORY, rasa_events.SlotSet("facts", facts)))

    again = await new_store().retrieve("c-1")

    assert [event.as_dict() for event in again.events] == [event.as_dict() for event in before.events]
    assert state_of(again) == state_of(before)
    assert again.get_slot("facts") == facts
    assert await store.exists("c-1")
    assert list(await store.keys()) == ["c-1"]


async def test_neither_words_nor_slots_stand_in_the_database(store: Any, url: Url) -> None:
    await talk(store, "c-1", *turn(STORY, rasa_events.SlotSet("place", "某某区")))

    raw = b"".join(bytes(row[0]) for row in read_all(url, "SELECT batch FROM tracker_batches"))

    for secret in (STORY, "某某区", "action_triage"):
        assert secret.encode() not in raw


async def test_saving_adds_and_never_writes_again_what_is_kept(store: Any, url: Url) -> None:
    await talk(store, "c-1", *session())
    first = read_all(url, "SELECT first, last, batch FROM tracker_batches ORDER BY last")

    for n in range(3):
        await talk(store, "c-1", *turn(f"第{n}句"))
    await store.save(await store.retrieve("c-1"))

    rows = read_all(url, "SELECT first, last, batch FROM tracker_batches ORDER BY last")
    assert rows[: len(first)] == first
    assert [(row[0], row[1]) for row in rows] == [(1, 3), (4, 6), (7, 9), (10, 12)]


async def test_a_turn_that_failed_before_it_was_saved_leaves_no_trace(store: Any) -> None:
    await talk(store, "c-1", *turn())
    broken = await store.get_or_create_tracker("c-1")
    broken.update(rasa_events.SlotSet("place", "half done"))

    tracker = await store.retrieve("c-1")

    assert tracker.get_slot("place") is None
    assert len(tracker.events) == 3


async def test_a_new_session_is_all_that_is_retrieved_and_the_full_tracker_has_both(store: Any) -> None:
    await talk(store, "c-1", *session(), *turn("第一次", rasa_events.SlotSet("place", "重庆")))
    await talk(store, "c-1", *session(), *turn("第二次"))

    latest, full = await store.retrieve("c-1"), await store.retrieve_full_tracker("c-1")

    assert [event.text for event in latest.events if event.type_name == "user"] == ["第二次"]
    assert latest.get_slot("place") is None
    assert [event.text for event in full.events if event.type_name == "user"] == ["第一次", "第二次"]


async def test_another_worker_that_went_on_with_a_conversation_is_noticed(new_store: Callable[..., Any]) -> None:
    here, there = new_store(), new_store()
    await talk(here, "c-1", *turn("在这里"))
    await talk(there, "c-1", *turn("在那里", rasa_events.SlotSet("place", "吉林")))

    tracker = await here.retrieve("c-1")

    assert [event.text for event in tracker.events if event.type_name == "user"] == ["在这里", "在那里"]
    assert tracker.get_slot("place") == "吉林"


async def test_two_workers_saving_over_each_other_lose_no_event(new_store: Callable[..., Any]) -> None:
    here, there = new_store(), new_store()
    await talk(here, "c-1", *turn("开始"))
    mine, theirs = await here.retrieve("c-1"), await there.retrieve("c-1")
    mine.update_with_events(turn("甲"), DOMAIN)
    theirs.update_with_events(turn("乙"), DOMAIN)

    await asyncio.gather(here.save(mine), there.save(theirs))

    tracker = await new_store().retrieve("c-1")
    words = [event.text for event in tracker.events if event.type_name == "user"]
    assert words[0] == "开始"
    assert sorted(words[1:]) == sorted(["甲", "乙"])


async def test_a_tracker_somebody_else_built_adds_only_what_is_new(store: Any, url: Url) -> None:
    before = await talk(store, "c-1", *turn("第一句"))
    copied = DialogueStateTracker.from_dict("c-1", [event.as_dict() for event in before.events], DOMAIN.slots)
    copied.update_with_events(turn("第二句"), DOMAIN)

    await store.save(copied)

    assert read_all(url, "SELECT events FROM tracker_heads") == [(6,)]
    assert len((await store.retrieve("c-1")).events) == 6


async def test_a_tracker_of_other_events_stands_for_the_conversation_from_then_on(store: Any) -> None:
    await talk(store, "c-1", *turn("从前", rasa_events.SlotSet("place", "重庆")))
    fresh = DialogueStateTracker("c-1", DOMAIN.slots)
    fresh.update_with_events(turn("从头来过"), DOMAIN)

    await store.save(fresh)

    latest, full = await store.retrieve("c-1"), await store.retrieve_full_tracker("c-1")
    assert [event.text for event in latest.events if event.type_name == "user"] == ["从头来过"]
    assert latest.get_slot("place") is None
    assert [event.text for event in full.events if event.type_name == "user"] == ["从前", "从头来过"]


async def test_a_long_conversation_stays_short_in_memory_and_whole_in_the_database(
    new_store: Callable[..., Any],
) -> None:
    store = new_store(max_events=30)
    for n in range(60):
        await talk(store, "c-1", *turn(f"第{n}句", rasa_events.SlotSet("asked", float(n))))

    tracker, full = await store.retrieve("c-1"), await store.retrieve_full_tracker("c-1")
    elsewhere = await new_store(max_events=30).retrieve("c-1")

    assert len(tracker.events) <= 30
    assert len(full.events) == 240
    assert state_of(tracker) == state_of(full) == state_of(elsewhere)
    assert [event.as_dict() for event in elsewhere.events] == [event.as_dict() for event in tracker.events]


async def test_slots_set_long_ago_survive_the_shortening(new_store: Callable[..., Any]) -> None:
    store = new_store(max_events=20)
    await talk(store, "c-1", *session(), *turn(STORY, rasa_events.SlotSet("place", "洪泽区")))
    await talk(store, "c-1", *turn(STORY, rasa_events.SlotSet("facts", None)))
    for _ in range(30):
        await talk(store, "c-1", *turn())

    tracker = await new_store(max_events=20).retrieve("c-1")

    assert tracker.get_slot("place") == "洪泽区"
    assert tracker.slots["facts"].has_been_set
    assert not tracker.slots["asked"].has_been_set


async def test_an_open_form_goes_on_after_the_shortening(new_store: Callable[..., Any]) -> None:
    store = new_store(max_events=20)
    form = [rasa_events.ActionExecuted("report_form"), rasa_events.ActiveLoop("report_form")]
    await talk(store, "c-1", said("我要举报"), *form, rasa_events.SlotSet("requested_slot", "place"), listen())
    for _ in range(30):
        await talk(store, "c-1", said("不知道"), rasa_events.ActionExecuted("report_form"), listen())

    short, full = await store.retrieve("c-1"), await store.retrieve_full_tracker("c-1")

    assert len(short.events) <= 20
    assert short.active_loop_name == "report_form"
    assert state_of(short) == state_of(full)
    assert short.past_states(DOMAIN)[-1] == full.past_states(DOMAIN)[-1]


OTHER_EVENTS = st.sampled_from(
    [
        lambda: rasa_events.SlotSet("place", "重庆"),
        lambda: rasa_events.SlotSet("place", None),
        lambda: rasa_events.SlotSet("asked", 3.0),
        lambda: rasa_events.ActiveLoop("report_form"),
        lambda: rasa_events.ActiveLoop(None),
        lambda: rasa_events.ActionExecutionRejected("report_form"),
        lambda: rasa_events.LoopInterrupted(True),
        lambda: rasa_events.AllSlotsReset(),
        lambda: rasa_events.ConversationPaused(),
        lambda: rasa_events.ConversationResumed(),
        lambda: rasa_events.ActionExecuted("report_form"),
        lambda: rasa_events.ActionExecuted("action_ask"),
        lambda: rasa_events.BotUttered("请问在哪里？"),
        lambda: rasa_events.Restarted(),
    ]
)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.lists(OTHER_EVENTS, max_size=4), min_size=3, max_size=12), st.integers(1, 30))
def test_whatever_happened_a_shortened_tracker_is_in_the_same_state(
    turns: list[list[Callable[[], Any]]], keep: int
) -> None:
    events = [listen()]
    for makers in turns:
        events += [said(), *(make() for make in makers), rasa_events.ActionExecuted("action_triage"), listen()]
    full = DialogueStateTracker.from_events("c-1", events, DOMAIN.slots)

    cut = place_to_cut(events, keep)

    assert cut is not None
    before = DialogueStateTracker.from_events("c-1", events[:cut], DOMAIN.slots)
    prefix = events_for_state(before, events[cut].timestamp)
    short = DialogueStateTracker.from_events("c-1", [*prefix, *events[cut:]], DOMAIN.slots)
    assert state_of(short) == state_of(full)


def test_turns_are_cut_only_where_a_citizen_begins_to_speak() -> None:
    longer = [rasa_events.ActionExecuted("action_ask"), listen()]
    events = [*session(), *turn(), *turn(), *longer, *turn(), *turn(), *turn()]

    assert turn_starts(events) == [2, 5, 10, 13, 16]
    assert place_to_cut(events, 100) == 2
    assert place_to_cut(events, 16) == 5
    assert place_to_cut(events, 1) == 10, "three turns stay"
    assert place_to_cut([*session(), *turn()], 1) == 2
    assert place_to_cut(session(), 1) is None


async def test_only_the_latest_trackers_stay_in_memory(new_store: Callable[..., Any]) -> None:
    store = new_store(cache_size=3)
    for n in range(10):
        await talk(store, f"c-{n}", *turn())

    assert list(store._cache) == ["c-7", "c-8", "c-9"]
    assert len((await store.retrieve("c-0")).events) == 3


async def test_a_new_domain_gives_known_conversations_its_slots(store: Any) -> None:
    await talk(store, "c-1", *turn(STORY, rasa_events.SlotSet("place", "重庆")))

    store.domain = Domain.from_yaml("slots: {region: {type: text, mappings: [{type: custom}]}}")

    assert set((await store.retrieve("c-1")).slots) >= {"region"}
    assert "place" not in (await store.retrieve("c-1")).slots


async def test_numbers_of_numpy_are_stored_as_numbers(store: Any, new_store: Callable[..., Any]) -> None:
    values = {"confidence": np.float32(0.5), "scores": np.array([1.0, 2.0])}
    await talk(store, "c-1", *turn(STORY, rasa_events.SlotSet("facts", values)))

    tracker = await new_store().retrieve("c-1")

    assert tracker.get_slot("facts") == {"confidence": 0.5, "scores": [1.0, 2.0]}


async def test_half_a_character_in_a_message_does_not_break_the_conversation(
    store: Any, new_store: Callable[..., Any]
) -> None:
    await talk(store, "c-1", *turn("多收费\ud83d\x00"))

    tracker = await new_store().retrieve("c-1")

    assert tracker.latest_message.text == "多收费\ud83d\x00"


async def test_a_broker_hears_of_each_event_once(new_store: Callable[..., Any]) -> None:
    class Broker:
        def __init__(self) -> None:
            self.heard: list[dict[str, Any]] = []

        def publish(self, event: dict[str, Any]) -> None:
            self.heard.append(event)

    broker = Broker()
    store = new_store(event_broker=broker)
    await talk(store, "c-1", *turn("第一句"))
    await talk(store, "c-1", *turn("第二句"))

    assert [event["event"] for event in broker.heard] == ["user", "action", "action"] * 2
    assert {event["sender_id"] for event in broker.heard} == {"c-1"}


async def test_batches_that_were_swapped_or_cut_do_not_open(
    store: Any, new_store: Callable[..., Any], url: Url
) -> None:
    await talk(store, "c-1", *turn("甲"))
    await talk(store, "c-2", *turn("乙"))
    other_process = new_store()
    run_sql(
        url,
        "UPDATE tracker_batches SET batch = (SELECT b.batch FROM tracker_batches b WHERE b.sender = 'c-2')"
        " WHERE sender = 'c-1'",
    )

    with pytest.raises(Tampered):
        await other_process.retrieve("c-1")


def test_without_its_key_file_the_store_does_not_open_and_makes_no_new_key(
    new_store: Callable[..., Any], tmp_path: Path
) -> None:
    asyncio.run(talk(new_store(), "c-1", *turn()))
    (tmp_path / "keys" / "content.key").unlink()

    with pytest.raises(KeyFault, match=r"content\.key is missing.*put it back"):
        new_store()
    assert not (tmp_path / "keys" / "content.key").exists()


async def test_the_key_of_another_installation_is_named_as_the_wrong_one(store: Any, url: Url, tmp_path: Path) -> None:
    await talk(store, "c-1", *turn())
    Keyring.load_or_create(tmp_path / "other" / "content.key")

    with pytest.raises(KeyFault, match="sealed with key"):
        EncryptedTrackerStore(DOMAIN, url=url, key_dir=str(tmp_path / "other"))


def test_a_database_that_cannot_be_reached_is_a_clear_fault(tmp_path: Path) -> None:
    with pytest.raises(StoreFault, match="refused"):
        EncryptedTrackerStore(DOMAIN, url="postgresql://nobody@127.0.0.1:1/none", key_dir=str(tmp_path))


def test_stock_rasa_makes_the_store_from_its_class_path(url: Url, tmp_path: Path) -> None:
    endpoint = EndpointConfig(url=url, type="bot.tracker_store.EncryptedTrackerStore", key_dir=str(tmp_path / "keys"))

    made = TrackerStore.create(endpoint, DOMAIN)

    assert type(made) is EncryptedTrackerStore
    made.close()


async def test_without_an_address_the_database_of_the_settings_is_used(own_data_directory: Path) -> None:
    store = EncryptedTrackerStore(DOMAIN)

    await talk(store, "c-1", *turn())

    store.close()
    assert (own_data_directory / "triage.db").exists()
    assert (own_data_directory / "keys" / "content.key").exists()
