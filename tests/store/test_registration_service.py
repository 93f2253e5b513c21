"""From a finished form to number, code and document; whatever the store."""

from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from casework.errors import Denied, TooManyTries, UnknownRow, WrongReceipt
from casework.services.ports import Conversation, Opener, Store
from casework.services.registrations import CATEGORIES, RegistrationService
from casework.services.vault import fill, open_all, tokens_in
from casework.store.unit import SqlStore
from tests.casework.builders import rulebook
from tests.fakes import NOON, FixedClock, QuickHasher

PHONE, OTHER_PHONE, THEIR_PHONE = "13800000000", "13900000000", "0431-80000000"
CASE_OFFICER = Opener("agent-7", "senior_agent", "电话核实举报内容")


@dataclass
class Limits:
    code_tries: int = 3
    code_lock_minutes: int = 15
    code_shown_minutes: int = 30


@dataclass
class RecordingDocument:
    """Keeps form and fields instead of drawing a paper."""

    forms: list[str] = field(default_factory=list)
    rendered: list[dict[str, str]] = field(default_factory=list)

    def render(self, form: str, fields: Mapping[str, str]) -> bytes:
        self.forms.append(form)
        self.rendered.append(dict(fields))
        return b"docx"


@pytest.fixture
def document() -> RecordingDocument:
    return RecordingDocument()


@pytest.fixture
def service(store: Store, document: RecordingDocument, clock: FixedClock, hasher: QuickHasher) -> RegistrationService:
    return RegistrationService(store, document, Limits(), hasher=hasher, clock=clock)


def told(store: Store) -> tuple[Conversation, dict[str, str]]:
    """A conversation in which a reporter has given two phones, a name and the hospital's phone; the filled form."""
    with store.write() as work:
        conversation = work.conversations.create("220000")
        seal = work.vault.seal
        mine, name = seal(conversation.id, "phone", PHONE), seal(conversation.id, "name", "甲某某")
        second, theirs = seal(conversation.id, "phone", OTHER_PHONE), seal(conversation.id, "phone", THEIR_PHONE)
        work.conversations.append_event(conversation.id, "message", {"text": f"我叫{name}，电话{mine}"})
        work.commit()
    form = {
        "reporter_name": name,
        "reporter_phone": mine,
        "respondent_org": "某某区第二医院",
        "respondent_phone": theirs,
        "content": f"我是{name}，医院（{theirs}）多记床位费，可以打{second}找我母亲。",
        "remarks": "  ",
    }
    return conversation, form


def registered(service: RegistrationService, conversation: Conversation, form: dict[str, str], **more: bool) -> str:
    return service.register(conversation.id, form, "B1-1", "rules-1", more.get("anonymous", False), NOON)


def test_a_registration_has_the_number_of_its_day_and_remembers_its_rules(
    service: RegistrationService, store: Store
) -> None:
    conversation, form = told(store)

    number = registered(service, conversation, form)

    with store.read() as work:
        kept = work.registrations.by_number(number)
    assert number == "JB202603020001"
    assert kept is not None
    assert (kept.situation_id, kept.rulebook_version, kept.registered_on) == ("B1-1", "rules-1", NOON.date())
    assert kept.conversation_id == conversation.id


def test_what_the_case_file_shows_holds_the_respondents_data_but_not_the_reporters(
    service: RegistrationService, store: Store
) -> None:
    conversation, form = told(store)

    number = registered(service, conversation, form)

    with store.read() as work:
        kept = work.registrations.by_number(number)
    assert kept is not None
    assert kept.content == {
        "respondent_org": "某某区第二医院",
        "respondent_phone": THEIR_PHONE,
        "content": f"我是〔姓名1〕，医院（{THEIR_PHONE}）多记床位费，可以打〔电话2〕找我母亲。",
    }


def test_the_document_without_the_reporter_names_nobody_and_leaves_no_audit_line(
    service: RegistrationService, store: Store, document: RecordingDocument
) -> None:
    conversation, form = told(store)
    number = registered(service, conversation, form)

    service.document(number, include_reporter=False)

    text = "".join(document.rendered[0].values())
    assert not any(secret in text for secret in (PHONE, OTHER_PHONE, "甲某某"))
    assert document.rendered[0]["number"] == number
    assert document.rendered[0]["registered_on"] == "2026-03-02"
    with store.read() as work:
        assert work.audit.entries() == []


def test_the_reporters_own_copy_is_complete_and_audited(
    service: RegistrationService, store: Store, document: RecordingDocument
) -> None:
    conversation, form = told(store)
    number = registered(service, conversation, form)

    service.document(number, include_reporter=True, place="吉林省")

    fields = document.rendered[0]
    assert (fields["reporter_name"], fields["reporter_phone"], fields["place"]) == ("甲某某", PHONE, "吉林省")
    assert fields["content"] == f"我是甲某某，医院（{THEIR_PHONE}）多记床位费，可以打{OTHER_PHONE}找我母亲。"
    with store.read() as work:
        (line,) = work.audit.entries()
    assert (line.role, line.subject) == ("reporter", number)


@pytest.mark.parametrize(
    "opener",
    [
        Opener("x", "reviewer", "想看看"),
        Opener("x", "", "想看看"),
        Opener("x", "senior_agent", ""),
        Opener("x", "senior_agent", "  \n "),
    ],
)
def test_without_a_fitting_role_and_a_reason_the_reporter_stays_closed(
    service: RegistrationService, store: Store, document: RecordingDocument, opener: Opener
) -> None:
    conversation, form = told(store)
    number = registered(service, conversation, form)

    with pytest.raises(Denied):
        service.document(number, include_reporter=True, opener=opener)

    assert document.rendered == []


def test_an_officers_opening_is_audited_with_name_and_reason(service: RegistrationService, store: Store) -> None:
    conversation, form = told(store)
    number = registered(service, conversation, form)

    service.document(number, include_reporter=True, opener=CASE_OFFICER)

    with store.read() as work:
        (line,) = work.audit.entries()
        assert work.audit.verify().broken_at is None
    assert (line.actor, line.role, line.reason) == ("agent-7", "senior_agent", "电话核实举报内容")


def test_of_an_anonymous_reporter_nothing_is_stored_anywhere(
    service: RegistrationService, store: Store, document: RecordingDocument, clock: FixedClock
) -> None:
    conversation, form = told(store)

    number = registered(service, conversation, form, anonymous=True)

    service.document(number, include_reporter=True)
    fields = document.rendered[0]
    assert "reporter_name" not in fields
    assert fields["content"] == f"我是〔姓名1〕，医院（{THEIR_PHONE}）多记床位费，可以打〔电话2〕找我母亲。"
    with store.write() as work:
        assert work.registrations.open_reporter(number, CASE_OFFICER) is None
        assert work.vault.unseal_text(conversation.id, "〔姓名1〕〔电话1〕〔电话2〕〔电话3〕") == (
            "〔姓名1〕〔电话1〕〔电话2〕〔电话3〕"
        )
        times = [event.at for event in work.conversations.events_after(conversation.id)]
        assert work.audit.entries() == []
    assert all((at.hour, at.minute, at.second, at.microsecond) == (0, 0, 0, 0) for at in times)


@pytest.mark.parametrize("anonymous", [False, True])
def test_the_same_form_confirmed_twice_is_registered_once(
    service: RegistrationService, store: Store, anonymous: bool
) -> None:
    conversation, form = told(store)

    first = registered(service, conversation, form, anonymous=anonymous)
    again = registered(service, conversation, form, anonymous=anonymous)
    changed = registered(service, conversation, form | {"content": "另外一件事"}, anonymous=anonymous)

    assert first == again == "JB202603020001"
    assert changed == "JB202603020002"


def test_the_receipt_code_has_sixteen_digits_and_can_be_shown_again_for_a_while(
    service: RegistrationService, store: Store, clock: FixedClock
) -> None:
    conversation, form = told(store)
    number = registered(service, conversation, form)

    first = service.code_to_show(number)
    clock.advance(minutes=29)
    again = service.code_to_show(number)
    clock.advance(minutes=2)
    late = service.code_to_show(number)

    assert first is not None
    assert len(first) == 16
    assert first.isdigit()
    assert again == first
    assert late is None


def test_after_a_restart_a_shown_code_is_gone_but_one_never_shown_is_still_to_be_had(
    service: RegistrationService, store: Store, document: RecordingDocument, clock: FixedClock, hasher: QuickHasher
) -> None:
    conversation, form = told(store)
    shown = registered(service, conversation, form)
    unseen = registered(service, conversation, form | {"content": "另外一件事"})
    service.code_to_show(shown)

    restarted = RegistrationService(store, document, Limits(), hasher=hasher, clock=clock)

    assert restarted.code_to_show(shown) is None
    assert restarted.code_to_show(unseen) is not None


def test_nobody_elses_number_has_a_code_to_show(service: RegistrationService) -> None:
    assert service.code_to_show("JB209901010001") is None
    assert service.code_to_show("") is None


def test_two_pages_of_one_reporter_see_the_same_code(sqlite_store: SqlStore, hasher: QuickHasher) -> None:
    service = RegistrationService(sqlite_store, RecordingDocument(), Limits(), hasher=hasher)
    conversation, form = told(sqlite_store)
    number = registered(service, conversation, form)

    with ThreadPoolExecutor(4) as pool:
        codes = set(pool.map(service.code_to_show, [number] * 8))

    assert len(codes) == 1


def test_number_and_code_open_the_registration_however_they_are_typed(
    service: RegistrationService, store: Store
) -> None:
    conversation, form = told(store)
    number = registered(service, conversation, form)
    code = service.code_to_show(number)
    assert code is not None

    spaced = " ".join(code[at : at + 4] for at in range(0, 16, 4))
    full_width = code.translate(str.maketrans("0123456789", "０１２３４５６７８９"))

    for typed_number, typed_code in ((number, code), (f" {number.lower()} ", spaced), (number, full_width)):
        assert service.check_code(typed_number, typed_code).number == number


@pytest.mark.parametrize("code", ["", "0000", "1" * 16, "' OR 1=1 --", "9" * 5000])
def test_a_wrong_code_and_an_unknown_number_are_refused_alike(
    service: RegistrationService, store: Store, hasher: QuickHasher, code: str
) -> None:
    conversation, form = told(store)
    number = registered(service, conversation, form)
    service.code_to_show(number)
    hasher.compared.clear()

    with pytest.raises(WrongReceipt) as known:
        service.check_code(number, code)
    with pytest.raises(WrongReceipt) as unknown:
        service.check_code("JB209901010001", code)

    assert str(known.value) == str(unknown.value)
    assert len(hasher.compared) == 2, "the slow comparison is made for the unknown number as well"


def test_a_registration_without_a_code_opens_to_none(service: RegistrationService, store: Store) -> None:
    conversation, form = told(store)
    number = registered(service, conversation, form)

    with pytest.raises(WrongReceipt):
        service.check_code(number, "")


def test_after_too_many_tries_even_the_right_code_has_to_wait(
    service: RegistrationService, store: Store, clock: FixedClock
) -> None:
    conversation, form = told(store)
    number = registered(service, conversation, form)
    code = service.code_to_show(number)
    assert code is not None
    for _ in range(3):
        with pytest.raises(WrongReceipt):
            service.check_code(number, "0")

    with pytest.raises(TooManyTries):
        service.check_code(number, code)
    clock.advance(minutes=16)

    assert service.check_code(number, code).number == number


def test_right_codes_in_between_start_the_count_anew(service: RegistrationService, store: Store) -> None:
    conversation, form = told(store)
    number = registered(service, conversation, form)
    code = service.code_to_show(number)
    assert code is not None

    for _ in range(3):
        for _ in range(2):
            with pytest.raises(WrongReceipt):
                service.check_code(number, "0")
        service.check_code(number, code)


def test_the_letters_of_a_number_stand_for_the_category_of_its_form() -> None:
    assert {form.number_prefix: form.category for form in rulebook().forms} == CATEGORIES


def test_an_unknown_number_has_no_document(service: RegistrationService) -> None:
    with pytest.raises(UnknownRow):
        service.document("JB209901010001", include_reporter=False)
    with pytest.raises(UnknownRow):
        service.document("JB209901010001", include_reporter=True)


def test_the_code_stands_in_the_database_neither_in_clear_nor_unsalted(sqlite_store: SqlStore, tmp_path: Path) -> None:
    service = RegistrationService(sqlite_store, RecordingDocument(), Limits())
    conversation, form = told(sqlite_store)
    number = registered(service, conversation, form)
    code = service.code_to_show(number)
    assert code is not None

    raw = b"".join(path.read_bytes() for path in tmp_path.glob("triage.db*"))

    assert b"$argon2id$" in raw
    assert code.encode() not in raw
    assert service.check_code(number, code).number == number


def test_tokens_are_found_and_filled_once_and_a_value_is_never_read_as_a_token(store: Store) -> None:
    with store.write() as work:
        conversation = work.conversations.create(None)
        token = work.vault.seal(conversation.id, "name", "〔电话1〕")
        work.commit()

    with store.read() as work:
        opened = open_all(work, conversation.id, [f"{token}和〔电话9〕"])

    assert tokens_in([f"{token}和〔电话9〕", "〔不是〕〔电话0〕"]) == {"〔姓名1〕", "〔电话9〕"}
    assert fill("〔姓名1〕", opened | {"〔电话1〕": "secret"}) == "〔电话1〕"


def test_another_form_has_letters_of_its_own_and_its_applicant_apart(
    service: RegistrationService, store: Store
) -> None:
    with store.write() as work:
        conversation = work.conversations.create("220000")
        name = work.vault.seal(conversation.id, "name", "甲某某")
        work.commit()
    form = {"applicant_name": name, "applicant_kind": "个人", "content": "申请公开的内容"}

    number = service.register(
        conversation.id, form, "C1-1", "rules-1", False, NOON, form="disclosure_application", prefix="XX"
    )

    with store.write() as work:
        registration, case = work.registrations.by_number(number), work.cases.by_number(number)
        reporter = work.registrations.open_reporter(number, Opener("a", "agent", "核对申请"))
    assert number.startswith("XX")
    assert registration is not None
    assert dict(registration.content) == {"content": "申请公开的内容"}
    assert case is not None
    assert (case.form, case.category) == ("disclosure_application", "disclosure")
    assert reporter is not None
    assert dict(reporter.fields) == {"applicant_name": "甲某某", "applicant_kind": "个人"}


def test_what_was_answered_about_acceptance_stands_in_the_case_from_the_start(
    sql_store: SqlStore, document: RecordingDocument, clock: FixedClock, hasher: QuickHasher
) -> None:
    service = RegistrationService(sql_store, document, Limits(), hasher=hasher, clock=clock)
    conversation, form = told(sql_store)

    number = service.register(
        conversation.id, form, "B1-1", "rules-1", False, NOON, facts={"evidence": "material", "repeat": "first_time"}
    )

    with sql_store.read() as work:
        settled = {(one.fact, one.value, one.actor) for one in work.cases.facts(number)}
    assert settled == {("evidence", "material", "citizen"), ("repeat", "first_time", "citizen")}
