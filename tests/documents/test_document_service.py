"""A citizen fetches the papers of their own conversation, whatever form they filled."""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import docx
import pytest
from docx.oxml.ns import qn

from casework.documents.papers import Papers
from casework.errors import FollowUpEnded, UnknownRow
from casework.services.documents import DocumentService
from casework.services.ports import Conversation, Store
from casework.services.registrations import RegistrationService
from casework.settings import Settings
from casework.store import open_store
from knowledge import RuleBook
from tests.fakes import FixedClock, MemoryStore, QuickHasher

BOOK = RuleBook.load()
NOON = datetime(2026, 3, 2, 12, tzinfo=ZoneInfo("Asia/Shanghai"))
PHONE = "13800000000"
FORMS = sorted(form.id for form in BOOK.forms)


def text_of(content: bytes) -> str:
    body = docx.Document(io.BytesIO(content)).element.body
    return "\n".join("".join(part.text or "" for part in one.iter(qn("w:t"))) for one in body.iter(qn("w:p")))


class Office:
    """Store, registrations and documents, as the product wires them."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.registrations = RegistrationService(
            self.store, Papers(lambda: BOOK), Settings(), hasher=QuickHasher(), clock=lambda: NOON
        )
        self.documents = DocumentService(self.store, self.registrations, lambda: BOOK)

    def conversation(self, region: str | None = None) -> Conversation:
        with self.store.write() as work:
            made = work.conversations.create(region)
            work.commit()
        return made

    def registered(self, conversation: Conversation, form_id: str, *, anonymous: bool = False) -> str:
        """A form with the name and telephone of who files it, and that telephone in the story too."""
        form = BOOK.form(form_id)
        own = next(one for one in form.fields if one.id in ("reporter_name", "applicant_name")).id
        with self.store.write() as work:
            name = work.vault.seal(conversation.id, "name", "甲某某")
            phone = work.vault.seal(conversation.id, "phone", PHONE)
            work.commit()
        values = {own: name, own.replace("name", "phone"): phone, "content": f"请打{phone}找我。"}
        return self.registrations.register(
            conversation.id, values, None, BOOK.version, anonymous, NOON, form=form.id, prefix=form.number_prefix
        )


@pytest.fixture
def office() -> Office:
    return Office(MemoryStore())


@pytest.fixture
def real_office(tmp_path: Path) -> Iterator[Office]:
    store = open_store(
        f"sqlite:///{tmp_path / 'triage.db'}", tmp_path / "keys", clock=FixedClock(), hasher=QuickHasher()
    )
    yield Office(store)
    store.close()


@pytest.mark.parametrize("form_id", FORMS)
def test_every_form_comes_back_as_its_own_paper_with_the_persons_data(office: Office, form_id: str) -> None:
    mine = office.conversation()
    number = office.registered(mine, form_id)

    file = office.documents.document(mine.token, number)

    form = BOOK.form(form_id)
    shown = text_of(file.content)
    assert file.name == f"{form.title}_{number}.docx"
    assert number.startswith(form.number_prefix)
    assert {form.title.removeprefix("医疗保障局") in shown, number in shown, "甲某某" in shown} == {True}
    assert f"请打{PHONE}找我。" in shown


@pytest.mark.parametrize("form_id", FORMS)
def test_a_paper_drawn_without_opening_anything_names_nobody(office: Office, form_id: str) -> None:
    number = office.registered(office.conversation(), form_id)

    shown = text_of(office.registrations.document(number, include_reporter=False))

    assert "甲某某" not in shown
    assert PHONE not in shown
    assert "请打〔电话1〕找我。" in shown


def test_a_note_without_a_name_is_drawn_without_a_name(office: Office) -> None:
    mine = office.conversation()
    number = office.registered(mine, "suggestion_note", anonymous=True)

    shown = text_of(office.documents.document(mine.token, number).content)

    assert "甲某某" not in shown
    assert PHONE not in shown


def test_only_the_annex_names_a_bureau_and_only_where_the_place_is_known(office: Office) -> None:
    here, nowhere = office.conversation("220000"), office.conversation()
    in_jilin = office.registered(here, "report_registration")
    anywhere = office.registered(nowhere, "report_registration")
    review = office.registered(here, "review_application")

    assert "吉林省医疗保障局举报线索登记表" in text_of(office.documents.document(here.token, in_jilin).content)
    assert "XX医疗保障局" in text_of(office.documents.document(nowhere.token, anywhere).content)
    assert "吉林" not in text_of(office.documents.document(here.token, review).content)


def test_a_paper_of_another_conversation_is_as_if_there_were_none(office: Office) -> None:
    number = office.registered(office.conversation(), "review_application")

    with pytest.raises(UnknownRow):
        office.documents.document(office.conversation().token, number)


@pytest.mark.parametrize("form_id", FORMS)
def test_who_shows_number_and_code_gets_the_same_paper(real_office: Office, form_id: str) -> None:
    mine = real_office.conversation("220000")
    number = real_office.registered(mine, form_id)
    with real_office.store.write() as work:
        token = work.follow_up.open(number, 30)
        work.commit()

    followed = real_office.documents.followed(token)

    assert followed == real_office.documents.document(mine.token, number)
    assert "甲某某" in text_of(followed.content)


def test_nothing_is_written_down_when_an_anonymous_person_fetches_the_paper(real_office: Office) -> None:
    number = real_office.registered(real_office.conversation(), "suggestion_note", anonymous=True)
    with real_office.store.write() as work:
        token = work.follow_up.open(number, 30)
        work.commit()

    real_office.documents.followed(token)

    with real_office.store.read() as work:
        assert list(work.audit.entries()) == []


def test_a_follow_up_that_has_ended_gives_no_paper(real_office: Office) -> None:
    number = real_office.registered(real_office.conversation(), "review_application")
    with real_office.store.write() as work:
        token = work.follow_up.open(number, 30)
        work.follow_up.close(token)
        work.commit()

    with pytest.raises(FollowUpEnded):
        real_office.documents.followed(token)
