"""A call becomes a case: the citizen's own machine, once, with nothing of who must stay unknown left behind."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from casework.bootstrap import Services
from casework.errors import Denied
from casework.services.ports import CaseQuery
from casework.services.staff import Staff
from casework.services.telephone import new_slip
from casework.services.telephone_draft import DRAFT_ID
from casework.services.telephone_view import Call, CallReceipt, Refused
from casework.triage import Known
from tests.telephone.conftest import APPEAL, JILIN, LI, REPORT, REVIEWER, YI

NAME, PHONE = "赵小满", "13800138000"
NAMED = Call(text=f"我叫{NAME}，我的电话是{PHONE}。{REPORT}", known=Known({"repeat": "first_time"}, JILIN), named=True)


def started(services: Services, call: Call, viewer: Staff = LI) -> tuple[str, Call, int]:
    call = replace(call, slip=new_slip())
    saved = services.telephone.save(viewer, None, call, 0)
    return saved.call_id, call, saved.revision


def file(services: Services, call_id: str, call: Call, revision: int = 1, viewer: Staff = LI) -> CallReceipt | Refused:
    return asyncio.run(services.telephone.file(viewer, call_id, call, revision))


def receipt(made: CallReceipt | Refused) -> CallReceipt:
    assert isinstance(made, CallReceipt), made
    return made


def refused(made: CallReceipt | Refused) -> Refused:
    assert isinstance(made, Refused)
    return made


def cases(services: Services) -> int:
    return services.cases.page(LI, CaseQuery()).total


def stored(services: Services) -> bytes:
    directory = services.settings.data_dir
    return b"".join(file.read_bytes() for file in directory.glob("triage.db*"))


def test_a_named_report_is_a_case_with_number_code_and_what_comes_next(services: Services) -> None:
    call_id, call, revision = started(services, NAMED)

    made = receipt(file(services, call_id, call, revision))

    assert made.number.startswith("JB")
    assert made.code is not None
    assert len(made.code) >= 6
    assert made.notes
    assert made.coming
    view = services.cases.view(LI, made.number)
    shown = {one.id: one.value for one in view.fields}
    assert shown["respondent_org"] == "向阳区仁和大药房"
    assert shown["info_source"] == "电话"
    assert shown["recorder"] == "王莉"
    assert NAME not in shown["content"]
    assert PHONE not in shown["content"]
    assert "reporter_name" not in shown
    assert view.facts["repeat"] == "first_time"
    identity = services.cases.open_reporter(LI, made.number, "回电核实")
    assert identity is not None
    assert identity.fields == {"reporter_name": NAME, "reporter_phone": PHONE}
    with services.store.read() as work:
        thread = work.threads.by_id(call_id)
        assert thread is not None
        assert (thread.number, thread.channel) == (made.number, "phone")
        assert "registered" in [one.kind for one in work.journal.signals_of(call_id)]


def test_a_place_without_a_list_of_its_own_is_a_place_all_the_same(services: Services) -> None:
    call_id, call, revision = started(services, replace(NAMED, known=Known({}, "000000")))

    made = receipt(file(services, call_id, call, revision))

    assert services.cases.view(LI, made.number).case.region == "000000"


def test_asked_twice_or_from_two_windows_at_once_it_is_one_case(services: Services) -> None:
    call_id, call, revision = started(services, NAMED)
    before = cases(services)
    changed = replace(call, values={"respondent_address": "东街5号"})

    with ThreadPoolExecutor(4) as pool:
        made = list(
            pool.map(lambda one: receipt(file(services, call_id, one, revision)), [call, changed, call, changed])
        )

    assert len({one.number for one in made}) == 1
    assert sorted(one.again for one in made) == [False, True, True, True]
    assert cases(services) == before + 1


def test_an_anonymous_report_leaves_neither_name_nor_number_behind(services: Services) -> None:
    spoken = f"我叫钱多多，我的电话是13911112222。{REPORT}"
    call_id, call, _ = started(services, Call(text=spoken, known=Known({}, JILIN), caller={"phone": "13911112222"}))
    hidden = replace(call, named=False)
    saved = services.telephone.save(LI, call_id, hidden, 1)

    made = receipt(file(services, call_id, hidden, saved.revision))

    assert services.cases.open_reporter(LI, made.number, "看看有没有") is None
    again, _ = services.telephone.load(LI, call_id)
    assert "钱多多" not in again.text
    assert "13911112222" not in again.text
    assert again.caller == {}
    with services.store.read() as work:
        events = work.conversations.events_after(call_id, 0)
        assert not [one for one in events if "钱多多" in str(one.payload) or "13911112222" in str(one.payload)]
        assert work.vault.unseal_text(call_id, "〔电话1〕〔姓名1〕") == "〔电话1〕〔姓名1〕"
        assert work.conversations.by_id(call_id).anonymous


def test_nothing_of_a_draft_can_be_read_on_the_disk(services: Services) -> None:
    started(services, replace(NAMED, caller={"name": "孙不换", "phone": "13700137000"}))

    kept = stored(services)

    for words in (NAME, PHONE, "孙不换", "13700137000", "仁和大药房"):
        assert words.encode() not in kept


def test_a_second_matter_with_a_name_is_kept_apart_from_the_anonymous_one(services: Services) -> None:
    call_id, call, revision = started(services, replace(NAMED, text=f"{REPORT}{APPEAL}", named=False))
    first = receipt(file(services, call_id, call, revision))
    filled = {"requests": "撤销这个决定，责令重新作出", "applicant_name": NAME, "agency": "市医保中心"}
    second = replace(
        first.call, text=APPEAL, known=Known({}, JILIN), form="review_application", values=filled, named=True
    )

    made = receipt(file(services, call_id, second, first.revision))

    assert made.number != first.number
    with services.store.read() as work:
        places = {work.registrations.by_number(number).conversation_id for number in (first.number, made.number)}  # type: ignore[union-attr]
    assert len(places) == 2
    assert [one.number for one in made.call.filed] == [first.number, made.number]


def test_several_matters_of_one_call_become_several_cases_one_after_the_other(services: Services) -> None:
    call_id, call, revision = started(services, NAMED)
    first = receipt(file(services, call_id, call, revision))
    filled = {"requests": "重新核算待遇金额", "content": APPEAL}
    second = replace(first.call, form="recheck_application", values=filled, named=True)

    made = receipt(file(services, call_id, second, first.revision))

    assert made.number.startswith("SQ")
    assert services.cases.open_reporter(LI, made.number, "核对").fields["applicant_name"] == NAME  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("call", "wrong"),
    [
        (replace(NAMED, named=None), {""}),
        (replace(NAMED, values={"reporter_phone": "138"}), {"reporter_phone"}),
        (replace(NAMED, values={"reporter_id_number": "110105194912310021"}), {"reporter_id_number"}),
        (replace(NAMED, values={"respondent_org": ""}), {"respondent_org", "respondent_name"}),
        (replace(NAMED, form="review_application", named=False), {"applicant_name"}),
        (replace(NAMED, text=APPEAL, form="review_application", values={}), {"requests", "applicant_name"}),
        (replace(NAMED, text="你好"), {""}),
        (replace(NAMED, text="  "), {""}),
    ],
)
def test_what_is_missing_or_wrong_is_said_at_its_field_and_nothing_is_registered(
    services: Services, call: Call, wrong: set[str]
) -> None:
    before = cases(services)
    call_id, call, revision = started(services, call)

    faults = refused(file(services, call_id, call, revision)).faults

    assert set(faults) == wrong
    assert all(faults.values())
    assert cases(services) == before


def test_a_call_is_there_again_for_its_agent_and_for_nobody_else(services: Services) -> None:
    written = replace(NAMED, values={"respondent_org": "仁和"}, caller={"phone": PHONE})
    call_id, call, _ = started(services, written)

    again, revision = services.telephone.load(LI, call_id)

    assert (again.text, again.values, again.caller, again.known) == (call.text, call.values, call.caller, call.known)
    assert revision == 1
    mine = {one.call_id: one for one in services.telephone.calls(LI)}
    assert mine[call_id].beginning.startswith("我叫〔姓名")
    assert call_id not in [one.call_id for one in services.telephone.calls(YI)]
    for stranger in (YI, REVIEWER):
        with pytest.raises(Denied):
            services.telephone.load(stranger, call_id)
        with pytest.raises(Denied):
            file(services, call_id, call, 1, stranger)


def test_two_windows_do_not_overwrite_each_other(services: Services) -> None:
    call_id, call, revision = started(services, NAMED)
    first = services.telephone.save(LI, call_id, replace(call, text="第一扇窗"), revision)

    second = services.telephone.save(LI, call_id, replace(call, text="第二扇窗"), revision)

    assert not first.moved
    assert second.moved
    assert services.telephone.load(LI, call_id)[0].text == "第一扇窗"


def test_a_draft_is_one_event_however_often_it_is_saved(services: Services) -> None:
    call_id, call, revision = started(services, NAMED)
    for word in "一二三四五":
        revision = services.telephone.save(LI, call_id, replace(call, text=word), revision).revision

    with services.store.read() as work:
        assert work.conversations.last_event_id(call_id) == 1
        assert work.conversations.of_client(call_id, DRAFT_ID) is not None


def test_a_call_that_is_ended_is_no_longer_among_mine_and_what_was_said_is_kept(services: Services) -> None:
    call_id, _, _ = started(services, replace(NAMED, known=Known({}, JILIN, "B1-2")))

    services.telephone.end(LI, call_id)

    assert call_id not in [one.call_id for one in services.telephone.calls(LI)]
    view = services.live.open(LI, call_id)
    assert [one.sender for one in view.messages] == ["citizen"]
    assert NAME not in view.messages[0].text
    with services.store.read() as work:
        signals = work.journal.signals_of(call_id)
    assert [(one.kind, one.situation_id) for one in signals if one.kind == "corrected"] == [("corrected", "B1-2")]


def test_the_audit_trail_says_who_took_the_call(services: Services) -> None:
    call_id, call, revision = started(services, NAMED, YI)
    receipt(file(services, call_id, call, revision, YI))

    with services.store.read() as work:
        lines = [one for one in work.audit.entries(limit=10_000) if one.subject == call_id]
    assert [(one.action, one.actor) for one in lines] == [("call_opened", "zhao.yi")]
