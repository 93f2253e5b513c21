"""Cases in the real stores: found, moved, kept sealed, kept from who keeps out of them."""

import re
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import fields, is_dataclass
from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import insert, text

from casework.database.connecting import connect_engine
from casework.errors import CaseChanged, UnknownRow
from casework.sealing.faults import Tampered
from casework.services.ports import Actor, Case, CaseQuery, Registration
from casework.store.tables import CaseRow, EntryRow, RegistrationRow, RespondentKeyRow
from casework.store.unit import SqlStore
from tests.fakes import NOON, FixedClock

LI = Actor("li", "senior_agent")
WORDS = "举报人说护士长知道这件事"


def opened(
    store: SqlStore, *, respondents: Sequence[str] = ("某某区平安医院",), anonymous: bool = False, **more: object
) -> str:
    """A registration and its case."""
    with store.write() as work:
        number = work.registrations.next_number(NOON.date(), str(more.get("prefix", "JB")))
        made = Registration(number, "c-1", "B1-1", "v1", anonymous, NOON.date(), {"content": WORDS})
        work.registrations.add(made, None, {"n": number})
        form, category = more.get("form", "report_registration"), more.get("category", "report")
        case = Case(
            number, str(form), str(category), "500000", "B1-1", anonymous, "registered", NOON, None, NOON.date()
        )
        work.cases.add(case, respondents)
        work.commit()
    return number


def numbers(store: SqlStore, viewer: str = "li", **query: object) -> list[str]:
    with store.read() as work:
        return [case.number for case in work.cases.page(CaseQuery(**query), viewer).cases]  # type: ignore[arg-type]


def test_a_move_is_kept_with_who_when_why_and_both_states(sql_store: SqlStore, clock: FixedClock) -> None:
    number = opened(sql_store)
    clock.advance(hours=3)

    with sql_store.write() as work:
        case = work.cases.move(number, 1, ("report_pre_check", "pre_checked"), LI, WORDS)
        work.commit()

    with sql_store.read() as work:
        (made,) = work.cases.moves(number)
        kept = work.cases.by_number(number)
    assert kept == case
    assert (case.state, case.version, case.state_since) == ("pre_checked", 2, NOON + timedelta(hours=3))
    assert (made.sequence, made.from_state, made.to_state) == (1, "registered", "pre_checked")
    assert (made.actor, made.role, made.at, made.note) == ("li", "senior_agent", case.state_since, WORDS)


def test_who_moves_a_case_that_has_changed_is_told(sql_store: SqlStore) -> None:
    number = opened(sql_store)
    with sql_store.write() as work:
        work.cases.move(number, 1, ("report_pre_check", "pre_checked"), LI, "")
        work.commit()

    with sql_store.write() as work, pytest.raises(CaseChanged):
        work.cases.move(number, 1, ("report_withdraw", "withdrawn"), LI, "")
    with sql_store.write() as work, pytest.raises(CaseChanged):
        work.cases.assign(number, 1, "li")
    with sql_store.write() as work, pytest.raises(UnknownRow):
        work.cases.move("JB209901010001", 1, ("report_pre_check", "pre_checked"), LI, "")


def test_of_several_who_move_a_case_at_once_one_does_and_entries_in_parallel_are_all_kept(sql_store: SqlStore) -> None:
    number = opened(sql_store)

    def move(_: int) -> bool:
        with sql_store.write() as work:
            try:
                work.cases.move(number, 1, ("report_pre_check", "pre_checked"), LI, "")
            except CaseChanged:
                return False
            work.commit()
        return True

    def say(n: int) -> None:
        with sql_store.write() as work:
            work.cases.add_entry(number, "note", "staff", "li", f"第{n}句", for_citizen=False)
            work.commit()

    with ThreadPoolExecutor(4) as pool:
        made = list(pool.map(move, range(4)))
        list(pool.map(say, range(8)))

    with sql_store.read() as work:
        assert [entry.sequence for entry in work.cases.entries(number)] == list(range(1, 9))
        assert len(work.cases.moves(number)) == made.count(True) == 1


def test_entries_are_numbered_and_read_back_in_order(sql_store: SqlStore) -> None:
    number = opened(sql_store)
    with sql_store.write() as work:
        asked = work.cases.add_entry(number, "question", "staff", "li", "哪一天？", for_citizen=True)
        work.cases.add_entry(number, "note", "staff", "li", "先打电话", for_citizen=False)
        work.cases.add_entry(
            number, "answer", "citizen", "citizen", "三月五日", for_citizen=True, answers=asked.sequence
        )
        work.commit()

    with sql_store.read() as work:
        entries = work.cases.entries(number)
    assert [(entry.sequence, entry.kind, entry.answers) for entry in entries] == [
        (1, "question", None),
        (2, "note", None),
        (3, "answer", 1),
    ]
    assert entries[0] == asked
    with sql_store.write() as work, pytest.raises(UnknownRow):
        work.cases.add_entry("JB209901010001", "note", "staff", "li", "甲", for_citizen=False)


def test_a_fact_settled_anew_replaces_the_old_one(sql_store: SqlStore) -> None:
    number = opened(sql_store)
    with sql_store.write() as work:
        work.cases.set_facts(number, {"evidence": "clues"}, "citizen")
        work.cases.set_facts(number, {"evidence": "material"}, "li")
        work.commit()

    with sql_store.read() as work:
        (fact,) = work.cases.facts(number)
    assert (fact.fact, fact.value, fact.actor) == ("evidence", "material", "li")


def test_who_keeps_out_of_a_case_finds_it_by_no_search(sql_store: SqlStore) -> None:
    number, other = opened(sql_store), opened(sql_store, respondents=("别家药店",))
    with sql_store.write() as work:
        work.cases.recuse(number, "li", "亲属在这家医院", "li")
        work.commit()

    assert numbers(sql_store) == [other]
    for query in ({"text": number}, {"text": "平安医院"}, {"states": ("registered",)}, {"order": "due"}):
        assert number not in numbers(sql_store, **query)
    assert number in numbers(sql_store, "wang")
    with sql_store.read() as work:
        assert work.cases.is_recused(number, "li")
        assert work.cases.page(CaseQuery(), "li").total == 1


def test_a_declined_recusal_brings_the_case_back_and_a_new_one_takes_it_away_again(sql_store: SqlStore) -> None:
    number = opened(sql_store)
    with sql_store.write() as work:
        work.cases.recuse(number, "li", "同学", "wang")
        work.cases.decide_recusal(number, "li", "declined", "chen")
        work.commit()
    assert numbers(sql_store) == [number]

    with sql_store.write() as work:
        again = work.cases.recuse(number, "li", "后来知道是近亲", "li")
        work.commit()

    assert (again.decision, again.decided_by, again.reason) == (None, None, "后来知道是近亲")
    assert numbers(sql_store) == []


def test_a_recusal_is_decided_once(sql_store: SqlStore) -> None:
    number = opened(sql_store)
    with sql_store.write() as work:
        work.cases.recuse(number, "li", "亲属", "li")
        decided = work.cases.decide_recusal(number, "li", "approved", "chen")
        work.commit()
    assert (decided.decision, decided.decided_by, decided.holds) == ("approved", "chen", True)
    with sql_store.write() as work, pytest.raises(UnknownRow):
        work.cases.decide_recusal(number, "li", "declined", "chen")
    with sql_store.write() as work, pytest.raises(UnknownRow):
        work.cases.decide_recusal(number, "wang", "declined", "chen")


@pytest.mark.parametrize("typed", ["某某区平安医院", " 某某区 平安医院 ", "平安医院", "某某区平安医院（总院）"])
def test_cases_are_found_by_the_respondents_name_however_it_is_written(sql_store: SqlStore, typed: str) -> None:
    number = opened(sql_store)
    opened(sql_store, respondents=("别家药店",))

    assert numbers(sql_store, text=typed) == [number]


@pytest.mark.parametrize("typed", ["JB20260302", "jb202603020001", "0001", "03020001"])
def test_cases_are_found_by_part_of_their_number(sql_store: SqlStore, typed: str) -> None:
    number = opened(sql_store)
    opened(sql_store)

    assert number in numbers(sql_store, text=typed)


@pytest.mark.parametrize("typed", ["%", "_", "JB%", "' OR 1=1 --", "医院", "\x00", "甲" * 500, "JB2026030200010000000"])
def test_a_search_that_names_nothing_finds_nothing(sql_store: SqlStore, typed: str) -> None:
    opened(sql_store)

    assert numbers(sql_store, text=typed) == []


def test_the_list_is_filtered_by_state_form_category_person_and_overdue_clock(sql_store: SqlStore) -> None:
    report = opened(sql_store)
    review = opened(sql_store, prefix="SQ", form="review_application", category="appeal")
    with sql_store.write() as work:
        work.cases.move(report, 1, ("report_pre_check", "pre_checked"), LI, "")
        work.cases.assign(report, 2, "li")
        work.cases.set_due(report, date(2026, 3, 9))
        work.commit()

    assert numbers(sql_store, states=("pre_checked", "opened")) == [report]
    assert numbers(sql_store, forms=("review_application",)) == [review]
    assert numbers(sql_store, category="appeal") == [review]
    assert numbers(sql_store, assigned_to="li") == [report]
    assert numbers(sql_store, overdue_on=date(2026, 3, 9)) == []
    assert numbers(sql_store, overdue_on=date(2026, 3, 10)) == [report]
    assert numbers(sql_store, order="due") == [report, review]
    assert numbers(sql_store, states=("closed",)) == []


def test_where_the_citizen_had_the_last_word_somebody_is_waiting(sql_store: SqlStore) -> None:
    silent, waiting, answered = opened(sql_store), opened(sql_store), opened(sql_store)
    with sql_store.write() as work:
        for number in (waiting, answered):
            work.cases.add_entry(number, "question", "staff", "li", "哪一天？", for_citizen=True)
            work.cases.add_entry(number, "addition", "citizen", "citizen", "三月五日", for_citizen=True)
        work.cases.add_entry(answered, "note", "staff", "li", "看过了", for_citizen=False)
        work.commit()

    assert numbers(sql_store, waiting=True) == [waiting]
    with sql_store.read() as work:
        found = work.cases.page(CaseQuery(), "li")
    assert (len(found.cases), found.waiting) == (3, {waiting})
    assert silent not in found.waiting


def test_pages_follow_each_other_without_gap_or_repetition(sql_store: SqlStore) -> None:
    made = [opened(sql_store) for _ in range(7)]

    pages = [numbers(sql_store, offset=offset, limit=3) for offset in (0, 3, 6, 9)]

    assert [number for page in pages for number in page] == made[::-1]
    assert numbers(sql_store, order="oldest", limit=7) == made
    with sql_store.read() as work:
        assert work.cases.page(CaseQuery(offset=6, limit=3), "li").total == 7


def test_cases_against_the_same_name_are_found_from_each_other(sql_store: SqlStore) -> None:
    first = opened(sql_store)
    second = opened(sql_store, respondents=("平安医院",))
    opened(sql_store, respondents=("别家药店", "甲某某"))
    nobody = opened(sql_store, respondents=())

    with sql_store.read() as work:
        assert work.cases.same_respondent(first) == [second]
        assert work.cases.same_respondent(second) == [first]
        assert work.cases.same_respondent(nobody) == []


def test_what_is_said_in_a_case_and_whom_it_is_about_are_not_readable_in_the_database(
    sqlite_store: SqlStore, tmp_path: object
) -> None:
    number = opened(sqlite_store)
    with sqlite_store.write() as work:
        work.cases.move(number, 1, ("report_pre_check", "pre_checked"), LI, WORDS)
        work.cases.add_entry(number, "note", "staff", "li", WORDS, for_citizen=False)
        work.cases.recuse(number, "wang", WORDS, "wang")
        work.commit()
    sqlite_store.close()

    raw = b"".join(path.read_bytes() for path in tmp_path.glob("triage.db*"))  # type: ignore[attr-defined]

    assert number.encode() in raw
    for secret in ("护士长", "平安医院"):
        assert secret.encode() not in raw


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE case_entries SET sequence = 3 - sequence WHERE sequence = 1",
        "UPDATE case_entries SET text = (SELECT note FROM case_moves) WHERE sequence = 1",
    ],
)
def test_a_sealed_text_moved_elsewhere_does_not_open(sql_store: SqlStore, url: str, statement: str) -> None:
    number = opened(sql_store)
    with sql_store.write() as work:
        work.cases.move(number, 1, ("report_pre_check", "pre_checked"), LI, WORDS)
        work.cases.add_entry(number, "note", "staff", "li", WORDS, for_citizen=False)
        work.commit()
    engine = connect_engine(url)
    with engine.begin() as connection:
        connection.execute(text(statement))
    engine.dispose()

    with sql_store.read() as work, pytest.raises(Tampered):
        work.cases.entries(number)


def times_in(value: object) -> list[datetime]:
    """Every moment anywhere in a record."""
    if isinstance(value, datetime):
        return [value]
    if is_dataclass(value):
        return [moment for field in fields(value) for moment in times_in(getattr(value, field.name))]
    if isinstance(value, list | tuple):
        return [moment for one in value for moment in times_in(one)]
    return []


def test_of_an_anonymous_case_every_time_is_a_day(sql_store: SqlStore, url: str) -> None:
    number = opened(sql_store, anonymous=True)
    with sql_store.write() as work:
        work.cases.move(number, 1, ("report_pre_check", "pre_checked"), LI, "")
        work.cases.add_entry(number, "addition", "citizen", "citizen", "补充", for_citizen=True)
        work.cases.set_facts(number, {"evidence": "clues"}, "li")
        work.cases.recuse(number, "wang", "亲属", "wang")
        work.cases.decide_recusal(number, "wang", "approved", "chen")
        work.follow_up.open(number, 30)
        work.commit()

    with sql_store.read() as work:
        cases = work.cases
        records = [cases.by_number(number), cases.moves(number), cases.entries(number), cases.facts(number)]
        records.append(cases.recusals(number))
    seen = [moment for record in records for moment in times_in(list(record) if isinstance(record, list) else record)]
    assert len(seen) == 6
    assert {(moment.hour, moment.minute, moment.second, moment.microsecond) for moment in seen} == {(0, 0, 0, 0)}
    assert finer_than_a_day(url, number) == []


def finer_than_a_day(url: str, number: str) -> list[str]:
    """Columns of the database itself in which a moment of this case is not a midnight in China."""
    found = []
    engine = connect_engine(url)
    with engine.connect() as connection:
        for table, columns in (
            ("cases", ("state_since",)),
            ("case_moves", ("at",)),
            ("case_entries", ("at",)),
            ("case_facts", ("at",)),
            ("case_recusals", ("declared_at", "decided_at")),
            ("follow_up_sessions", ("expires_at",)),
        ):
            for column in columns:
                query = f"SELECT {column} FROM {table} WHERE number = :n"  # noqa: S608 - names from above
                for (value,) in connection.execute(text(query), {"n": number}):
                    moment = value.isoformat(" ") if isinstance(value, datetime) else str(value)
                    midnight = re.search(r" (16:00:00(\.0+)?(\+00:00)?|00:00:00(\.0+)?\+08:00)$", moment)
                    if value is not None and midnight is None:
                        found.append(f"{table}.{column}: {moment}")
    engine.dispose()
    return found


@pytest.mark.parametrize("anonymous", [False, True])
def test_a_session_lasts_as_long_as_it_is_used(sql_store: SqlStore, clock: FixedClock, anonymous: bool) -> None:
    number = opened(sql_store, anonymous=anonymous)
    with sql_store.write() as work:
        token = work.follow_up.open(number, 30)
        work.commit()

    def ask() -> str | None:
        with sql_store.write() as work:
            found = work.follow_up.number_of(token, 30)
            work.commit()
        return found

    clock.advance(minutes=29)
    assert ask() == number
    clock.advance(minutes=29)
    assert ask() == number
    clock.advance(minutes=31)
    assert ask() is None
    clock.advance(minutes=-31)
    assert ask() is None, "a session that has ended does not come back"


def test_a_session_is_closed_and_unknown_tokens_are_nobodys(sql_store: SqlStore) -> None:
    number = opened(sql_store)
    with sql_store.write() as work:
        first, second = work.follow_up.open(number, 30), work.follow_up.open(number, 30)
        work.follow_up.close(first)
        work.follow_up.close("nobody")
        work.commit()

    with sql_store.write() as work:
        assert work.follow_up.number_of(first, 30) is None
        assert work.follow_up.number_of(second, 30) == number
        assert work.follow_up.number_of("", 30) is None
        assert work.follow_up.number_of("\x00\ud800", 30) is None
        with pytest.raises(UnknownRow):
            work.follow_up.open("JB209901010001", 30)


def test_the_token_itself_is_not_kept(sqlite_store: SqlStore, tmp_path: object) -> None:
    number = opened(sqlite_store)
    with sqlite_store.write() as work:
        token = work.follow_up.open(number, 30)
        work.commit()
    sqlite_store.close()

    assert re.fullmatch(r"[A-Za-z0-9_-]{43}", token)
    raw = b"".join(path.read_bytes() for path in tmp_path.glob("triage.db*"))  # type: ignore[attr-defined]
    assert token.encode() not in raw


def test_ten_thousand_cases_are_searched_within_fifty_milliseconds(sql_store: SqlStore) -> None:
    fill(sql_store, 10_000)
    queries = [
        CaseQuery(),
        CaseQuery(order="due"),
        CaseQuery(order="oldest", offset=9_000),
        CaseQuery(states=("pre_checked",)),
        CaseQuery(states=("registered", "opened"), category="report", forms=("report_registration",)),
        CaseQuery(assigned_to="li"),
        CaseQuery(overdue_on=date(2026, 3, 9), order="due"),
        CaseQuery(text="平安医院"),
        CaseQuery(text="0007"),
        CaseQuery(waiting=True),
    ]
    best = {}
    for query in queries:
        took: list[float] = []
        # On a machine busy with other things a single look says little; one within the limit shows that it can be.
        while len(took) < 3 or (min(took) > 0.05 and len(took) < 30):
            began = time.perf_counter()
            with sql_store.read() as work:
                found = work.cases.page(query, "li")
            took.append(time.perf_counter() - began)
        assert found.total > 0, query
        best[query] = round(min(took) * 1000, 1)

    assert max(best.values()) <= 50, best


def fill(store: SqlStore, count: int) -> None:
    """That many cases, written past the store in one go; every hundredth against the same name."""
    states = ("registered", "pre_checked", "accepted", "opened", "closed", "archived")
    registrations, cases, keys, entries = [], [], [], []
    with store.write() as work:
        same = work.cases._keys("平安医院")  # type: ignore[attr-defined]
        session = work.cases._session  # type: ignore[attr-defined]
        for n in range(count):
            number = f"JB20260302{n:05d}"
            day = date(2026, 1, 1) + timedelta(days=n % 300)
            shared = {"number": number, "form": "report_registration", "region": "500000", "situation_id": "B1-1"}
            shared |= {"anonymous": n % 3 == 0}
            registrations.append(
                shared
                | {"conversation_id": f"c-{n}", "form_fingerprint": f"f-{n}", "rulebook_version": "v", "tries": 0}
                | {"registered_on": day, "content": b""}
            )
            cases.append(
                shared
                | {"category": "report", "state": states[n % 6], "state_since": NOON, "opened_on": day, "version": 1}
                | {"assigned_to": ("li", "wang", None)[n % 3], "due_on": day if n % 4 == 0 else None}
            )
            said = {"number": number, "kind": "note", "actor": "li", "at": NOON, "text": b"", "for_citizen": False}
            entries += [said | {"sequence": m + 1, "author": ("staff", "citizen")[(n + m) % 2]} for m in range(n % 4)]
            keys += [{"key": key, "number": number} for key in (same if n % 100 == 0 else (f"{n:064d}",))]
        session.execute(insert(RegistrationRow), registrations)
        session.execute(insert(CaseRow), cases)
        session.execute(insert(RespondentKeyRow), keys)
        session.execute(insert(EntryRow), entries)
        session.execute(text("ANALYZE"))  # what PostgreSQL does by itself after a while
        work.commit()
