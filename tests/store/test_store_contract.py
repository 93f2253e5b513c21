"""What every store must do: run against the fake, SQLite and PostgreSQL alike."""

import re
from dataclasses import replace
from datetime import date

import pytest

from casework.errors import SessionUnknown
from casework.services.ports import Case, Conversation, Opener, Registration, ReporterIdentity, Store
from tests.fakes import NOON, FixedClock

FORM = {"reporter_name": "〔姓名1〕", "content": "某医院多记了三天床位费"}
OFFICER = Opener("agent-7", "senior_agent", "核对举报人联系方式")


def started(store: Store, region: str | None = "220000") -> Conversation:
    with store.write() as work:
        conversation = work.conversations.create(region)
        work.commit()
    return conversation


def registered(store: Store, *, anonymous: bool = False, conversation_id: str = "c-1") -> str:
    with store.write() as work:
        number = work.registrations.next_number(NOON.date())
        registration = Registration(
            number, conversation_id, "B1-1", "rules-1", anonymous, NOON.date(), {"content": "某医院多记了三天床位费"}
        )
        reporter = None if anonymous else ReporterIdentity({"reporter_name": "甲某某"}, {"〔电话1〕": "13800000000"})
        work.registrations.add(registration, reporter, FORM)
        work.commit()
    return number


def test_a_new_conversation_is_found_by_its_token_which_is_long_and_shown_once(store: Store) -> None:
    conversation = started(store)

    assert conversation.token is not None
    with store.read() as work:
        found = work.conversations.by_token(conversation.token)
    assert (found.id, found.region, found.token, found.created_at) == (conversation.id, "220000", None, NOON)
    assert re.fullmatch(r"[A-Za-z0-9_-]{43}", conversation.token)


def test_two_conversations_have_different_tokens_and_ids(store: Store) -> None:
    first, second = started(store), started(store)

    assert first.token != second.token
    assert first.id != second.id


@pytest.mark.parametrize("token", ["", "nobody", "x" * 5000, "\x00", "\ud800"])
def test_an_unknown_token_is_refused(store: Store, token: str) -> None:
    with store.read() as work, pytest.raises(SessionUnknown):
        work.conversations.by_token(token)


def test_events_are_numbered_from_one_without_gaps_and_read_back_in_order(store: Store) -> None:
    conversation = started(store)

    with store.write() as work:
        ids = [work.conversations.append_event(conversation.id, "message", {"n": n}).id for n in range(5)]
        work.commit()

    with store.read() as work:
        events = work.conversations.events_after(conversation.id, after=2, limit=2)
    assert ids == [1, 2, 3, 4, 5]
    assert [(event.id, event.payload["n"]) for event in events] == [(3, 2), (4, 3)]


def test_numbers_of_one_conversation_do_not_depend_on_another(store: Store) -> None:
    first, second = started(store), started(store)

    with store.write() as work:
        work.conversations.append_event(first.id, "message", {})
        event = work.conversations.append_event(second.id, "message", {})
        work.commit()

    assert event.id == 1


def test_a_payload_comes_back_as_it_was_whatever_characters_it_holds(store: Store) -> None:
    conversation = started(store)
    payload = {"text": "多收费😀\x00\n\ud83d <b>", "buttons": [{"title": "是", "payload": "/affirm"}], "card": None}

    with store.write() as work:
        work.conversations.append_event(conversation.id, "message", payload)
        work.commit()

    with store.read() as work:
        assert work.conversations.events_after(conversation.id)[0].payload == payload


def test_the_same_client_id_gives_the_first_event_again_and_writes_nothing(store: Store) -> None:
    conversation = started(store)
    with store.write() as work:
        first = work.conversations.append_event(conversation.id, "message", {"text": "第一次"}, "client-1")
        work.commit()

    with store.write() as work:
        again = work.conversations.append_event(conversation.id, "message", {"text": "第二次"}, "client-1")
        work.commit()

    with store.read() as work:
        assert work.conversations.last_event_id(conversation.id) == 1
    assert (first.duplicate, again.duplicate) == (False, True)
    assert (again.id, again.payload) == (1, {"text": "第一次"})


def test_the_same_client_id_in_another_conversation_is_another_message(store: Store) -> None:
    first, second = started(store), started(store)

    with store.write() as work:
        work.conversations.append_event(first.id, "message", {}, "client-1")
        event = work.conversations.append_event(second.id, "message", {}, "client-1")

    assert not event.duplicate


def test_what_was_not_committed_is_undone(store: Store) -> None:
    conversation = started(store)

    with store.write() as work:
        work.conversations.append_event(conversation.id, "message", {})
        work.registrations.next_number(NOON.date())

    with store.write() as work:
        assert work.conversations.last_event_id(conversation.id) == 0
        assert work.registrations.next_number(NOON.date()).endswith("0001")


def test_an_error_inside_a_unit_of_work_undoes_it_and_goes_on(store: Store) -> None:
    conversation = started(store)

    def interrupted() -> None:
        with store.write() as work:
            work.conversations.append_event(conversation.id, "message", {})
            work.conversations.by_id("nobody")

    with pytest.raises(SessionUnknown):
        interrupted()

    with store.read() as work:
        assert work.conversations.events_after(conversation.id) == []


def test_appending_to_an_unknown_conversation_is_refused(store: Store) -> None:
    with store.write() as work, pytest.raises(SessionUnknown):
        work.conversations.append_event("nobody", "message", {})


@pytest.mark.parametrize(("kind", "client_id"), [("", None), ("k" * 33, None), ("message", ""), ("message", "c" * 65)])
def test_a_kind_or_client_id_of_impossible_length_is_refused(store: Store, kind: str, client_id: str | None) -> None:
    conversation = started(store)

    with store.write() as work, pytest.raises(ValueError, match="characters"):
        work.conversations.append_event(conversation.id, kind, {}, client_id)


def test_state_flags_keep_their_type_and_none_removes_them(store: Store) -> None:
    conversation = started(store)
    with store.write() as work:
        work.conversations.set_state(conversation.id, "handed_over", True)
        work.conversations.set_state(conversation.id, "asked", 2)
        work.conversations.set_state(conversation.id, "asked", 3)
        work.conversations.set_state(conversation.id, "reason", "low_confidence")
        work.commit()

    with store.write() as work:
        work.conversations.set_state(conversation.id, "reason", None)
        work.commit()

    with store.read() as work:
        get = work.conversations.get_state
        values = [get(conversation.id, name, "default") for name in ("handed_over", "asked", "reason")]
    assert values == [True, 3, "default"]
    assert values[0] is True


def test_a_flag_too_long_to_be_a_flag_is_refused(store: Store) -> None:
    conversation = started(store)

    with store.write() as work, pytest.raises(ValueError, match="at most 200"):
        work.conversations.set_state(conversation.id, "note", "字" * 300)


def test_another_programs_sender_keeps_one_conversation_and_may_move(store: Store) -> None:
    with store.write() as work:
        first = work.conversations.of_sender("openid-甲", None)
        work.commit()

    with store.write() as work:
        again = work.conversations.of_sender("openid-甲", "500000")
        third = work.conversations.of_sender("openid-甲", None)
        other = work.conversations.of_sender("openid-乙", "220000")
        work.commit()

    assert first.id == again.id == third.id != other.id
    assert (first.region, again.region, third.region, other.region) == (None, "500000", "500000", "220000")


def test_a_conversation_can_move_to_another_place(store: Store) -> None:
    conversation = started(store, None)

    with store.write() as work:
        work.conversations.set_region(conversation.id, "500000")
        work.commit()

    with store.read() as work:
        assert work.conversations.by_id(conversation.id).region == "500000"


def test_an_anonymous_conversation_keeps_no_time_finer_than_the_day(store: Store, clock: FixedClock) -> None:
    conversation = started(store)
    with store.write() as work:
        work.conversations.append_event(conversation.id, "message", {})
        work.conversations.make_anonymous(conversation.id)
        work.commit()
    clock.advance(hours=3, minutes=7)

    with store.write() as work:
        work.conversations.append_event(conversation.id, "message", {})
        work.commit()

    midnight = NOON.replace(hour=0, minute=0, second=0, microsecond=0)
    with store.read() as work:
        known = work.conversations.by_id(conversation.id)
        times = [event.at for event in work.conversations.events_after(conversation.id)]
    assert (known.anonymous, known.created_at) == (True, midnight)
    assert times == [midnight, midnight]


def test_times_are_given_in_shanghai(store: Store) -> None:
    conversation = started(store)

    with store.write() as work:
        event = work.conversations.append_event(conversation.id, "message", {})
        work.commit()

    with store.read() as work:
        read_back = work.conversations.events_after(conversation.id)[0]
    assert event.at.isoformat() == read_back.at.isoformat() == "2026-03-02T12:00:05.250000+08:00"


def test_a_sealed_value_has_one_token_however_it_is_spaced_and_opens_again(store: Store) -> None:
    conversation = started(store)

    with store.write() as work:
        tokens = [work.vault.seal(conversation.id, "phone", value) for value in ("13800000000", "138 0000 0000")]
        other = work.vault.seal(conversation.id, "phone", "13900000000")
        name = work.vault.seal(conversation.id, "name", "甲某某")
        work.commit()

    with store.read() as work:
        assert work.vault.open(conversation.id, other) == "13900000000"
        assert work.vault.unseal_text(conversation.id, f"{name}的电话是{tokens[0]}") == "甲某某的电话是13800000000"
    assert (tokens, other, name) == (["〔电话1〕", "〔电话1〕"], "〔电话2〕", "〔姓名1〕")


def test_a_token_of_another_conversation_or_of_nobody_stays_closed(store: Store) -> None:
    first, second = started(store), started(store)
    with store.write() as work:
        work.vault.seal(first.id, "phone", "13800000000")
        work.commit()

    with store.read() as work:
        assert work.vault.open(second.id, "〔电话1〕") is None
        assert work.vault.open(first.id, "〔电话1〕 or more") is None
        assert work.vault.unseal_text(second.id, "〔电话1〕〔电话99〕〔密码1〕") == "〔电话1〕〔电话99〕〔密码1〕"


def test_forgotten_values_are_gone_and_their_tokens_are_never_given_again(store: Store) -> None:
    conversation = started(store)
    with store.write() as work:
        old = work.vault.seal(conversation.id, "phone", "13800000000")
        work.vault.forget(conversation.id)
        new = work.vault.seal(conversation.id, "phone", "13800000000")
        work.commit()

    with store.read() as work:
        text = work.vault.unseal_text(conversation.id, f"{old} {new}")
    assert text == f"{old} 13800000000"
    assert old != new


@pytest.mark.parametrize(("kind", "value"), [("phone", " "), ("colour", "red")])
def test_sealing_nothing_or_an_unknown_kind_is_refused(store: Store, kind: str, value: str) -> None:
    conversation = started(store)

    with store.write() as work, pytest.raises(ValueError, match="known kind"):
        work.vault.seal(conversation.id, kind, value)  # type: ignore[arg-type]


def test_numbers_run_from_one_each_day(store: Store) -> None:
    with store.write() as work:
        next_number = work.registrations.next_number
        numbers = [next_number(date(2026, 3, 2)), next_number(date(2026, 3, 2)), next_number(date(2026, 3, 3))]

    assert numbers == ["JB202603020001", "JB202603020002", "JB202603030001"]


def test_a_registration_is_found_by_its_number_and_by_its_conversation(store: Store) -> None:
    number = registered(store, conversation_id="c-1")
    registered(store, conversation_id="c-2")

    with store.read() as work:
        found = work.registrations.by_number(number)
        of_conversation = work.registrations.of_conversation("c-1")

    assert found is not None
    assert (found.content["content"], found.rulebook_version) == ("某医院多记了三天床位费", "rules-1")
    assert [one.number for one in of_conversation] == [number]


@pytest.mark.parametrize(
    "number", ["", "JB209901010001", "JB'; DROP TABLE registrations--", "\x00", "JB２０２６０３０２０００１"]
)
def test_a_number_nobody_has_is_not_found(store: Store, number: str) -> None:
    registered(store)

    with store.write() as work:
        assert work.registrations.by_number(number) is None
        assert work.registrations.open_reporter(number, OFFICER) is None
        assert work.registrations.count_try(number, limit=5, lock_minutes=15).code_hash is None


def test_the_same_form_of_the_same_conversation_is_known_again(store: Store) -> None:
    number = registered(store, conversation_id="c-1")

    with store.read() as work:
        same = work.registrations.of_form("c-1", dict(reversed(FORM.items())))
        changed = work.registrations.of_form("c-1", FORM | {"content": "另一件事"})
        elsewhere = work.registrations.of_form("c-2", FORM)

    assert same is not None
    assert (same.number, changed, elsewhere) == (number, None, None)


def test_a_receipt_code_is_given_once(store: Store) -> None:
    number = registered(store)

    with store.write() as work:
        needed = [work.registrations.needs_code(number), work.registrations.needs_code("JB209901010001")]
        before = work.registrations.count_try(number, limit=5, lock_minutes=15).code_hash
        given = [work.registrations.set_code(number, code_hash) for code_hash in ("first", "second")]
        nobodys = work.registrations.set_code("JB209901010001", "third")
        work.commit()

    with store.write() as work:
        after = work.registrations.count_try(number, limit=5, lock_minutes=15).code_hash
        needed.append(work.registrations.needs_code(number))
    assert (before, given, nobodys, after) == (None, [True, False], False, "first")
    assert needed == [True, False, False]


def test_opening_a_reporter_writes_who_why_and_when(store: Store) -> None:
    number = registered(store)

    with store.write() as work:
        reporter = work.registrations.open_reporter(number, OFFICER)
        work.commit()

    with store.read() as work:
        (line,) = work.audit.entries()
    assert reporter == ReporterIdentity({"reporter_name": "甲某某"}, {"〔电话1〕": "13800000000"})
    assert (line.actor, line.role, line.reason, line.subject) == (
        OFFICER.actor,
        OFFICER.role,
        OFFICER.reason,
        number,
    )
    assert line.at == NOON


def test_an_anonymous_registration_has_no_reporter_and_takes_none(store: Store) -> None:
    number = registered(store, anonymous=True)

    with store.write() as work:
        assert work.registrations.open_reporter(number, OFFICER) is None
        assert work.audit.entries() == []
        known = work.registrations.by_number(number)
        assert known is not None
        with pytest.raises(ValueError, match="anonymous"):
            work.registrations.add(known, ReporterIdentity({}, {}), FORM)


@pytest.mark.parametrize("anonymous", [False, True])
def test_a_case_is_kept_as_it_was_opened_an_anonymous_one_by_the_day(store: Store, anonymous: bool) -> None:
    number = registered(store, anonymous=anonymous)
    case = Case(
        number, "report_registration", "report", "220000", "B1-1", anonymous, "registered", NOON, None, NOON.date()
    )
    with store.write() as work:
        work.cases.add(case, ["某某医院"])
        work.cases.set_facts(number, {"evidence": "clues"}, "citizen")
        work.commit()

    with store.read() as work:
        kept = work.cases.by_number(number)
        assert work.cases.by_number("JB209901010001") is None
    midnight = NOON.replace(hour=0, minute=0, second=0, microsecond=0)
    assert kept == (replace(case, state_since=midnight) if anonymous else case)


def test_tries_at_a_code_are_limited_and_the_lock_opens_by_itself(store: Store, clock: FixedClock) -> None:
    number = registered(store)

    def one_try() -> bool:
        with store.write() as work:
            locked = work.registrations.count_try(number, limit=3, lock_minutes=15).locked
            work.commit()
        return locked

    first_four = [one_try() for _ in range(4)]
    clock.advance(minutes=14)
    still = one_try()
    clock.advance(minutes=2)
    after = [one_try() for _ in range(4)]

    assert first_four == [False, False, False, True]
    assert still
    assert after == [False, False, False, True]


def test_a_right_code_clears_the_tries(store: Store) -> None:
    number = registered(store)

    with store.write() as work:
        tries = work.registrations
        tries.count_try(number, limit=2, lock_minutes=15)
        tries.clear_tries(number)
        seen = [tries.count_try(number, limit=2, lock_minutes=15).locked for _ in range(3)]

    assert seen == [False, False, True]


def test_the_first_administrator_is_made_once_and_must_change_the_password(store: Store) -> None:
    with store.write() as work:
        password = work.users.create_first_administrator()
        work.commit()
    assert password is not None

    with store.write() as work:
        assert work.users.create_first_administrator() is None
        assert work.users.check_password("admin", password) == "must_change"
        assert work.users.change_password("admin", password, "一个自己记得住的长口令")
        work.commit()

    with store.read() as work:
        assert work.users.check_password("admin", "一个自己记得住的长口令") == "ok"
        assert work.users.check_password("admin", password) == "wrong"


@pytest.mark.parametrize("name", ["admin", "nobody", "\x00", "a" * 500])
def test_a_wrong_password_or_name_is_wrong_and_changes_nothing(store: Store, name: str) -> None:
    with store.write() as work:
        work.users.create_first_administrator()
        work.commit()

    with store.write() as work:
        assert work.users.check_password(name, "guess") == "wrong"
        assert not work.users.change_password(name, "guess", "new")


def test_the_audit_trail_is_whole_after_many_lines(store: Store) -> None:
    with store.write() as work:
        for n in range(20):
            work.audit.write(OFFICER, "export", f"subject-{n}")
        work.commit()

    with store.read() as work:
        check = work.audit.verify()
        page = work.audit.entries(after=17)
    assert (check.checked, check.broken_at) == (20, None)
    assert [entry.sequence for entry in page] == [18, 19, 20]
