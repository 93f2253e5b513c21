"""The form in a live conversation: filled in by who holds it, confirmed by the citizen, handed in once."""

from __future__ import annotations

import threading
from dataclasses import replace

import pytest

from casework.bootstrap import Services
from casework.errors import BadInput, Denied, NotHolder
from casework.form_state import FormState
from casework.services.live_petition import KeptPetition
from casework.services.ports import Conversation
from casework.services.say import PetitionState
from casework.services.staff import Staff
from casework.services.talk_form import Handed, TalkPanel
from casework.services.telephone_view import Refused
from tests.casework.builders import said
from tests.desk.talk_people import parse, tells
from tests.telephone.conftest import JILIN, LI, REVIEWER, YI

STORY = "我要举报向阳区仁和大药房，今年三月把不是医保的东西刷成感冒药。我的电话是13800000000。"
NAME, PHONE, ADDRESS = "赵小满", "13911112222", "长春市向阳区一号"
NAMED = {"reporter_name": NAME, "reporter_phone": PHONE}
REPORT = "report_registration"


@pytest.fixture
def begun(services: Services) -> Conversation:
    """A conversation just begun."""
    with services.store.write() as work:
        made = work.conversations.create(JILIN)
        work.commit()
    return made


@pytest.fixture
def talk(services: Services, begun: Conversation) -> str:
    """It tells of a deed to report, and 赵一鸣 holds it."""
    one = tells(services, STORY, "B1-1", begun=begun)
    services.live.take_over(YI, one)
    return one


@pytest.fixture
def citizen(begun: Conversation) -> str:
    """The token under which its citizen reads along."""
    assert begun.token is not None
    return begun.token


def shown(services: Services, talk: str, viewer: Staff = YI) -> TalkPanel:
    return services.talk_form.show(viewer, talk)


def values(services: Services, talk: str) -> dict[str, str]:
    panel = shown(services, talk).panel
    assert panel is not None
    assert panel.form is not None
    return {one.id: one.value for one in panel.form.fields}


def fill(services: Services, talk: str, *, named: bool = True) -> None:
    form = services.talk_form
    form.identify(YI, talk, named=named)
    form.edit(YI, talk, "respondent_org", "仁和大药房")
    for name, value in NAMED.items() if named else ():
        form.edit(YI, talk, name, value)


def sent(services: Services, talk: str, *, named: bool = True) -> None:
    fill(services, talk, named=named)
    assert services.talk_form.read_back(YI, talk) is None


def registered(services: Services, talk: str) -> list[str]:
    with services.store.read() as work:
        return [one.number for one in work.registrations.of_conversation(talk)]


def kept(services: Services, talk: str) -> KeptPetition:
    with services.store.read() as work:
        found = KeptPetition.of(work, talk)
    assert found is not None
    return found


def with_the_bots_form(services: Services, talk: str) -> PetitionState:
    """The form is open in the dialogue, and the citizen has filled in one field there."""
    before = kept(services, talk)
    state = services.registration_turns.begin(before.state, said("登记举报", "start_form")).state
    assert state.form is not None
    filling = FormState.from_json(state.form)
    filling = replace(filling, named=True, values={**filling.values, "respondent_org": "向阳大药房"})
    state = replace(state, form=replace(filling, phase="fields", current="content").to_json())
    with services.store.write() as work:
        work.threads.keep_petition(talk, replace(before, state=state).to_json())
        work.commit()
    return state


def test_the_form_stands_prefilled_for_the_holder_only(services: Services, talk: str) -> None:
    panel = shown(services, talk).panel

    assert panel is not None
    assert panel.form is not None
    assert panel.form.id == REPORT
    assert "仁和大药房" in values(services, talk)["content"]
    other = shown(services, talk, LI)
    assert not other.mine
    assert other.panel is not None
    assert other.panel.form is None
    with pytest.raises(NotHolder):
        services.talk_form.edit(LI, talk, "respondent_org", "仁和大药房")
    with pytest.raises(Denied):
        services.talk_form.show(REVIEWER, talk)


def test_personal_data_is_sealed_and_never_shown_again(services: Services, talk: str) -> None:
    fill(services, talk)

    written = values(services, talk)
    assert written["reporter_name"].startswith("〔姓名")
    assert written["reporter_phone"].startswith("〔电话")
    assert NAME not in str(kept(services, talk))
    services.talk_form.edit(YI, talk, "reporter_phone", written["reporter_phone"])
    assert values(services, talk) == written


def test_what_was_edited_is_kept_whatever_is_told_later(services: Services, talk: str) -> None:
    services.talk_form.edit(YI, talk, "content", "刷卡换感冒药")
    services.talk_form.edit(YI, talk, "respondent_org", "")

    again = kept(services, talk).told_anew(PetitionState(parse=parse(STORY * 2, "B1-1", ()), story=STORY * 2), 9)
    with services.store.write() as work:
        work.threads.keep_petition(talk, again.to_json())
        work.commit()

    assert values(services, talk)["content"] == "刷卡换感冒药"
    assert values(services, talk)["respondent_org"] == ""


def test_what_the_citizen_filled_in_with_the_bot_is_there(services: Services, talk: str) -> None:
    with_the_bots_form(services, talk)

    assert values(services, talk)["respondent_org"] == "向阳大药房"
    services.talk_form.edit(YI, talk, "respondent_org", "仁和大药房")
    assert values(services, talk)["respondent_org"] == "仁和大药房"


def test_a_field_of_no_form_is_refused(services: Services, talk: str) -> None:
    with pytest.raises(BadInput):
        services.talk_form.edit(YI, talk, "recorder", "我")


def test_nothing_is_handed_in_before_the_citizen_was_asked(services: Services, talk: str) -> None:
    form = services.talk_form
    identity = form.read_back(YI, talk)
    assert isinstance(identity, Refused)
    assert "实名" in identity.faults[""]
    fill(services, talk)
    assert isinstance(form.register(YI, talk, 0, confirmed=True), Refused)
    assert form.read_back(YI, talk) is None
    assert isinstance(form.register(YI, talk, 0, confirmed=False), Refused)
    form.edit(YI, talk, "content", "另一件事")
    assert shown(services, talk).read_back == "changed"
    assert isinstance(form.register(YI, talk, 0, confirmed=True), Refused)
    assert registered(services, talk) == []


def test_a_wrong_telephone_is_said_at_its_field(services: Services, talk: str) -> None:
    fill(services, talk)
    services.talk_form.edit(YI, talk, "reporter_phone", "139")

    refused = services.talk_form.read_back(YI, talk)

    assert isinstance(refused, Refused)
    assert list(refused.faults) == ["reporter_phone"]


def test_a_token_typed_into_a_field_opens_nothing(services: Services, talk: str) -> None:
    fill(services, talk)
    told = f"〔姓名1〕，就是{NAME}，电话〔电话2〕。"
    services.talk_form.edit(YI, talk, "respondent_org", told)
    services.talk_form.edit(YI, talk, "content", told)

    assert NAME not in str(shown(services, talk))
    assert PHONE not in str(shown(services, talk))
    assert values(services, talk)["content"] == "〔姓名1〕，就是〔姓名1〕，电话〔电话2〕。"


def test_the_citizen_is_sent_the_form_once_with_their_own_data(services: Services, talk: str, citizen: str) -> None:
    sent(services, talk)
    assert services.talk_form.read_back(YI, talk) is None

    told = [one.data["text"] for one in services.conversations.events(citizen, 0) if one.data["from"] == "agent"]
    assert len(told) == 1
    assert NAME in told[0]
    assert PHONE in told[0]
    seen = [one.text for one in services.live.open(YI, talk).messages if one.sender == "agent"]
    assert NAME not in seen[0]
    assert PHONE not in seen[0]


def test_the_citizen_gets_number_and_code_and_the_agent_only_the_number(
    services: Services, talk: str, citizen: str
) -> None:
    sent(services, talk)

    made = services.talk_form.register(YI, talk, 0, confirmed=True)

    assert isinstance(made, Handed)
    card = services.conversations.events(citizen, 0)[-1].data["card"]
    assert (card["kind"], card["number"]) == ("receipt", made.number)
    code = card["code"].replace(" ", "")
    assert code.isdigit()
    assert services.registrations.check_code(made.number, code).number == made.number
    assert services.documents.document(citizen, made.number).content[:2] == b"PK"
    view = services.live.open(YI, talk)
    assert view.thread.number == made.number
    assert code not in str(view)
    with services.store.read() as work:
        case = work.cases.by_number(made.number)
        assert [one.kind for one in work.journal.signals_of(talk)][-1] == "registered"
    assert case is not None
    assert not case.anonymous


def test_many_clicks_make_one_case(services: Services, talk: str) -> None:
    sent(services, talk)
    made: list[Handed | Refused] = []
    clicks = [
        threading.Thread(target=lambda: made.append(services.talk_form.register(YI, talk, 0, confirmed=True)))
        for _ in range(6)
    ]
    for click in clicks:
        click.start()
    for click in clicks:
        click.join()

    (number,) = registered(services, talk)
    assert {one.number for one in made if isinstance(one, Handed)} == {number}
    assert len(made) == 6
    receipts = [one for one in services.live.open(YI, talk).messages if (one.card or {}).get("kind") == "receipt"]
    assert len(receipts) == 1
    panel = shown(services, talk).panel
    assert panel is not None
    assert panel.form is None


def test_without_a_name_nothing_says_who_reported(services: Services, talk: str) -> None:
    fill(services, talk)
    sent(services, talk, named=False)

    made = services.talk_form.register(YI, talk, 0, confirmed=True)

    assert isinstance(made, Handed)
    with services.store.read() as work:
        case = work.cases.by_number(made.number)
        (registration,) = work.registrations.of_conversation(talk)
        assert work.vault.unseal_text(talk, "〔姓名1〕〔电话1〕") == "〔姓名1〕〔电话1〕"
    assert case is not None
    assert case.anonymous
    assert not any(name.startswith("reporter_") for name in registration.content)


def test_the_bot_does_not_ask_again_for_what_was_handed_in(services: Services, talk: str, citizen: str) -> None:
    state = with_the_bots_form(services, talk)
    sent(services, talk)
    services.talk_form.register(YI, talk, 0, confirmed=True)
    before = len(services.conversations.events(citizen, 0))

    services.live.give_back(YI, talk)

    said_after = [one.data["text"] for one in services.conversations.events(citizen, 0)][before:]
    assert said_after == [services.rulebook.reply("live_given_back")]
    turns = services.registration_turns
    heard, _, ended = turns.hear(talk, state, said("在向阳街", "inform"))
    assert ended == "filed"
    outcome = turns.finish(talk, heard)
    assert "已经替您登记" in outcome.says[0].text
    assert outcome.state.form is None
    assert len(registered(services, talk)) == 1
    assert turns.hear(talk, state, said("在向阳街", "inform"))[2] is None  # another form of the kind goes on as ever


def test_what_staff_wrote_goes_on_in_the_dialogues_form(services: Services, talk: str) -> None:
    state = with_the_bots_form(services, talk)
    services.talk_form.edit(YI, talk, "respondent_org", "仁和大药房")
    services.live.give_back(YI, talk)

    heard, _, ended = services.registration_turns.hear(talk, state, said("卖的是保健品，刷的是医保卡", "inform"))

    assert ended is None
    assert heard.form is not None
    assert heard.form["values"]["respondent_org"] == "仁和大药房"
    assert heard.form["values"]["content"] == "卖的是保健品，刷的是医保卡"
    assert kept(services, talk).by_hand["values"] == {}  # what the citizen says to the bot from here on counts
