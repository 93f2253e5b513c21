"""The dialogue in which a form is filled: prompts, remarks, questions in between, and the receipt."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from casework.services.form_prompts import seal_kind
from casework.services.registration_turns import RegistrationTurns
from casework.services.say import RECEIPT_CODE, PetitionState, Say
from casework.services.sealing import Sealing
from casework.services.triage_turns import TriageTurns
from knowledge import RuleBook
from tests.casework.builders import CHONGQING, HONGZE, PHONE, certain, matter, parse_of, rulebook, said
from tests.casework.test_identity import with_check_character
from tests.fakes import NOON, MemoryStore

STORY = "平安卫生院的王某让没病的人挂床住院"
FAVOURABLE = {
    "evidence": "有证据材料", "repeat": "第一次举报", "violation_place": "在本地", "other_route": "不是",
}  # fmt: skip
SOUND_ID = with_check_character("99999919500101001")


class Registrar:
    """Gives the same number to everything, and remembers it."""

    def __init__(self) -> None:
        self.written: list[dict[str, Any]] = []

    def register(
        self,
        conversation_id: str,
        form_values: Mapping[str, str],
        situation_id: str | None,
        rulebook_version: str,
        anonymous: bool,
        now: datetime,
        *,
        form: str,
        prefix: str,
        facts: Mapping[str, str],
    ) -> str:
        self.written.append(
            {"values": dict(form_values), "situation": situation_id, "anonymous": anonymous, "now": now,
             "rules": rulebook_version, "conversation": conversation_id, "form": form, "facts": dict(facts)}
        )  # fmt: skip
        return f"{prefix}202603020001"


class Talk:
    """One conversation about one form; personal data are sealed on the way in, as the service does."""

    def __init__(
        self, parse: dict[str, Any] | None = None, region: str | None = CHONGQING, asking: str = "登记举报"
    ) -> None:
        self.store = MemoryStore()
        with self.store.write() as work:
            self.id = work.conversations.create(region).id
            work.commit()
        self.registrar = Registrar()
        self.turns = RegistrationTurns(rulebook, self.store, self.registrar, lambda: NOON)
        story = str((parse or {}).get("text", ""))
        state = PetitionState(parse=parse or {}, region=region, story=story)
        self.begun = self.turns.begin(state, said(asking, "start_form"))
        self.state = self.begun.state
        self.remarks: list[str] = []
        self.ended: str | None = None

    @property
    def prompt(self) -> Say:
        return self.turns.prompt(self.state)

    @property
    def field(self) -> str | None:
        return (self.prompt.card or {}).get("field")

    def say(self, *texts: str, intent: str = "inform", confidence: float = 0.5) -> Talk:
        for text in texts:
            kind = (self.prompt.card or {}).get("seal")
            sealed = Sealing(self.store).seal(self.id, text, kind, rulebook())
            self.hear(said(sealed, intent, confidence))
        return self

    def checked(self) -> Talk:
        """The questions about acceptance that are still open, each answered in the report's favour."""
        while (self.state.form or {})["phase"] == "checks":
            self.say(FAVOURABLE[(self.state.form or {})["checking"]])
        return self

    def hear(self, parse: dict[str, Any]) -> tuple[Say, ...]:
        self.state, says, self.ended = self.turns.hear(self.id, self.state, parse)
        self.remarks = [one.text for one in says]
        return says


def story() -> dict[str, Any]:
    return parse_of(STORY, matter({"B1-1": 0.95}), entities=[("institution", "平安卫生院"), ("person", "王某")])


# ---------------------------------------------------------------- prompts


def test_the_form_begins_with_the_choice_between_name_and_no_name_and_what_each_means(book: RuleBook) -> None:
    prompt = Talk(story()).prompt

    assert prompt.text.startswith(book.reply("form_identity"))
    assert "要有证据材料，光有线索可能不受理" in prompt.text
    assert [button.title for button in prompt.buttons] == ["匿名举报", "实名举报", "取消登记"]


def test_the_story_fills_what_it_says_and_only_the_rest_is_asked() -> None:
    talk = Talk(story()).say("匿名举报")

    assert talk.field == "respondent_address"
    talk.say("东街").checked()
    summary = {one["id"]: one["value"] for one in (talk.prompt.card or {})["fields"]}
    assert summary == {
        "respondent_kind": "定点医疗机构",
        "respondent_name": "王某",
        "respondent_org": "平安卫生院",
        "respondent_address": "东街",
        "content": STORY,
    }


def test_a_prompt_asks_one_thing_says_how_far_it_is_and_offers_the_ways_out(book: RuleBook) -> None:
    talk = Talk().say("实名举报")

    field = book.form("report_registration").field("reporter_name")
    assert talk.prompt.text == f"{field.question}\n{field.hint}"
    assert talk.prompt.card == {
        "kind": "form", "step": 1, "total": 9, "field": "reporter_name", "label": "您的姓名", "seal": "name",
        "title": "医疗保障局举报线索登记表",
    }  # fmt: skip
    assert [button.title for button in talk.prompt.buttons] == ["跳过", "上一步", "取消登记"]


def test_a_field_that_must_be_filled_offers_no_skipping() -> None:
    talk = Talk().say("匿名举报", "个人", "王某", "跳过", "跳过")

    assert talk.field == "content"
    assert "跳过" not in [button.title for button in talk.prompt.buttons]


def test_the_boxes_of_a_choice_are_buttons() -> None:
    talk = Talk().say("匿名举报")

    assert [button.title for button in talk.prompt.buttons][:4] == ["个人", "定点医疗机构", "定点药店", "其他"]


def test_a_value_that_is_already_there_is_shown_for_a_yes(book: RuleBook) -> None:
    talk = Talk(story()).say("匿名举报", "东街", "修改被举报单位名称")

    assert book.reply("form_current_value", value="平安卫生院") in talk.prompt.text
    assert "平安卫生院" in [one["value"] for one in (talk.say("对").checked().prompt.card or {})["fields"]]


def test_the_kind_of_personal_data_a_field_asks_for_is_told_so_that_the_answer_is_sealed(book: RuleBook) -> None:
    form = book.form("report_registration")

    kinds = {field.id: seal_kind(field) for field in form.fields if field.ask}

    assert {name: kind for name, kind in kinds.items() if kind} == {
        "reporter_name": "name",
        "reporter_id_number": "id_number",
        "reporter_phone": "phone",
        "reporter_address": "address",
    }


# ---------------------------------------------------------------- answers


def test_personal_answers_are_checked_open_and_kept_sealed() -> None:
    talk = Talk().say("实名举报", "张三", SOUND_ID, PHONE, "幸福村2组")

    values = (talk.state.form or {})["values"]
    assert values == {
        "reporter_name": "〔姓名1〕", "reporter_id_number": "〔身份证1〕",
        "reporter_phone": "〔电话1〕", "reporter_address": "〔地址1〕",
    }  # fmt: skip
    for secret in ("张三", SOUND_ID, PHONE, "幸福村"):
        assert secret not in json.dumps(talk.state.to_json(), ensure_ascii=False)


def test_a_wrong_number_is_explained_in_plain_words_and_asked_again(book: RuleBook) -> None:
    talk = Talk().say("实名举报", "张三", "123")

    assert talk.remarks == [book.reply("invalid_id_number_length")]
    assert talk.field == "reporter_id_number"
    assert talk.say("跳过").field == "reporter_phone"
    assert talk.say("1380013").remarks == [book.reply("invalid_phone")]


def test_a_command_the_classifier_reads_in_a_short_text_is_followed_when_it_is_sure() -> None:
    assert Talk().say("匿名举报").say("这条免了吧", intent="skip", confidence=0.95).field == "respondent_name"
    assert Talk().say("匿名举报").say("这条免了吧", intent="skip", confidence=0.3).field == "respondent_kind"


def test_a_name_the_classifier_takes_for_a_yes_or_for_anonymity_stays_a_name() -> None:
    talk = Talk().say("匿名举报", "个人").say("可爱兵", intent="affirm", confidence=0.99)

    assert (talk.state.form or {})["values"]["respondent_name"] == "可爱兵"

    talk = Talk().say("实名举报").say("吴明士", intent="anonymous", confidence=0.99)

    assert (talk.state.form or {})["named"] is True


def test_at_the_choice_and_at_the_review_the_classifier_is_believed() -> None:
    talk = Talk(story()).say("我可不敢留名字", intent="anonymous", confidence=0.95)
    assert talk.field == "respondent_address"

    talk.say("东街").checked().say("就这么交上去", intent="affirm", confidence=0.95)
    assert talk.ended == "done"


# ---------------------------------------------------------------- a question in the middle


def test_a_question_in_the_middle_is_answered_and_the_form_goes_on_where_it_was(book: RuleBook) -> None:
    talk = Talk().say("实名举报")

    says = talk.hear(said("你们会把我的名字告诉医院吗？", "ask_privacy"))

    assert says[0].text.startswith(book.reply("smalltalk_ask_privacy"))
    assert [one.text for one in says[1:]] == [book.reply("form_resume")]
    assert talk.field == "reporter_name"
    assert (talk.state.form or {})["values"] == {}


def test_a_question_about_the_rules_is_answered_from_the_tables(book: RuleBook) -> None:
    talk = Talk(region=HONGZE).say("匿名举报")

    says = talk.hear(certain("consult_report_reward", "举报有奖励吗？"))

    assert says[0].card is not None
    assert says[0].card["matters"][0]["services"][0]["office"] == "基金监督和法规科"
    assert talk.field == "respondent_kind"


@pytest.mark.parametrize("intent", ["inform", "skip", "real_name", "cancel", "greet", "chitchat"])
def test_a_question_nothing_answers_says_so_and_the_form_goes_on(book: RuleBook, intent: str) -> None:
    talk = Talk().say("匿名举报")

    says = talk.hear(said("这一项别人家都是怎么弄的呢？", intent, confidence=0.5))

    assert says[0].text == book.reply("form_question_unknown")
    assert talk.field == "respondent_kind"


def test_a_story_that_ends_in_a_question_is_still_the_content() -> None:
    talk = Talk().say("匿名举报", "个人", "王某", "跳过", "跳过").say("他拿别人的卡看病，这不是骗保吗？")

    assert (talk.state.form or {})["values"]["content"] == "他拿别人的卡看病，这不是骗保吗？"


# ---------------------------------------------------------------- the end


def test_a_confirmed_form_is_registered_as_it_was_shown() -> None:
    talk = Talk(story()).say("匿名举报", "东街").checked().say("确认提交")

    outcome = talk.turns.finish(talk.id, talk.state)

    assert talk.ended == "done"
    (written,) = talk.registrar.written
    assert written["anonymous"] is True
    assert written["situation"] == "B1-1"
    assert written["rules"] == rulebook().version
    assert written["values"]["respondent_org"] == "平安卫生院"
    assert outcome.state.form is None


def test_the_receipt_names_the_number_and_holds_a_placeholder_for_the_code(book: RuleBook) -> None:
    talk = Talk(story()).say("匿名举报", "东街").checked().say("确认提交")

    (receipt,) = talk.turns.finish(talk.id, talk.state).says

    assert receipt.card is not None
    assert receipt.card["kind"] == "receipt"
    assert receipt.card["number"] == "JB202603020001"
    assert receipt.card["code"] == RECEIPT_CODE
    assert receipt.text.startswith(book.reply("receipt", number="JB202603020001", code=RECEIPT_CODE))
    assert "登记不等于受理" in receipt.text
    follow_up = book.reply("receipt_follow_up", page="/progress")
    notes = (book.reply("receipt_note"), book.reply("receipt_anonymous"), follow_up)
    assert receipt.card["text"] == "\n".join(notes)
    assert receipt.card["follow_up"] == "/progress"


def test_only_a_named_reporter_is_told_that_they_will_be_informed(book: RuleBook) -> None:
    named = Talk(story()).say("实名举报", "张三", "跳过", PHONE, "跳过", "东街").checked().say("确认提交")

    (receipt,) = named.turns.finish(named.id, named.state).says

    assert book.reply("receipt_named") in receipt.text
    assert named.registrar.written[0]["anonymous"] is False


def test_a_place_the_story_named_goes_with_the_conversation() -> None:
    talk = Talk(story(), region=HONGZE).say("匿名举报", "东街").checked().say("确认提交")

    talk.turns.finish(talk.id, talk.state)

    with talk.store.read() as work:
        assert work.conversations.by_id(talk.id).region == HONGZE


@pytest.mark.parametrize("text", ["取消登记", "算了", "重新开始"])
def test_a_cancelled_form_registers_nothing(book: RuleBook, text: str) -> None:
    talk = Talk(story()).say("匿名举报", text)

    outcome = talk.turns.finish(talk.id, talk.state)

    assert talk.ended == "cancelled"
    assert talk.registrar.written == []
    assert outcome.says[0].text == book.reply("form_cancelled")
    assert outcome.state.form is None


def test_who_wants_a_person_in_the_middle_of_the_form_gets_one_and_nothing_is_registered() -> None:
    talk = Talk(story()).say("匿名举报", "找人工")

    outcome = talk.turns.finish(talk.id, talk.state)

    assert (talk.ended, outcome.next_step) == ("handed_over", "hand_over")
    assert talk.registrar.written == []


def test_an_appeal_in_the_story_is_not_registered_as_the_situation_of_the_report() -> None:
    talk = Talk(parse_of("我被罚了，另外某药店套现", matter({"A1-1": 0.95}), matter({"B1-1": 0.95})))
    talk.say("匿名举报", "定点药店", "跳过", "某药店", "跳过").checked().say("确认提交")

    talk.turns.finish(talk.id, talk.state)

    assert talk.registrar.written[0]["situation"] == "B1-1"


def test_the_story_that_asks_for_the_form_is_taken_into_it() -> None:
    turns = RegistrationTurns(rulebook, MemoryStore(), Registrar(), lambda: NOON)
    text = "我要举报项城的某某大药房拿医保卡给人换鸡蛋，请帮我登记"

    state = turns.begin(PetitionState(), {"text": text, "intent": {"name": "start_report", "confidence": 0.9}}).state

    assert state.form is not None
    assert state.form["values"]["content"] == text
    assert state.region == "411681"


def test_two_words_that_ask_for_the_form_are_no_story() -> None:
    turns = RegistrationTurns(rulebook, MemoryStore(), Registrar(), lambda: NOON)

    state = turns.begin(PetitionState(), {"text": "登记举报"}).state

    assert state.form is not None
    assert "content" not in state.form["values"]


# ---------------------------------------------------------------- acceptance


def acceptance(talk: Talk) -> dict[str, Any]:
    part: dict[str, Any] = (talk.prompt.card or {})["acceptance"]
    return part


def checked_with(evidence: str, identity: str = "匿名举报") -> Talk:
    talk = Talk(story()).say(identity)
    while (talk.state.form or {})["phase"] == "fields":
        talk.say("东街" if talk.field == "respondent_address" else "跳过")
    return talk.say(evidence).checked()


def test_the_review_shows_the_conditions_and_grounds_a_citizen_can_say_something_about(book: RuleBook) -> None:
    part = acceptance(checked_with("有证据材料"))

    # Whether another department is at it, whether they still exist, and what other laws say is left to staff.
    rows = {row.id for row in (*book.conditions, *book.refusals)}
    assert rows - {line["row"] for line in part["lines"]} == {
        *("cq2023-art-12-6", "cq2023-art-13-4", "cq2023-art-13-6", "cq2023-art-13-8"),
    }
    assert all(line["citation"]["clause"].startswith(("第十二条", "第十三条")) for line in part["lines"])
    assert all(line["status_text"] for line in part["lines"])


def test_an_anonymous_report_without_material_is_told_what_to_add_and_can_be_handed_in(book: RuleBook) -> None:
    talk = checked_with("只有具体线索")

    part = acceptance(talk)
    assert part["outlook"] == "refusable"
    assert [way["text"] for way in part["ways"]] == [book.reply("way_anonymous")]
    assert "实名举报" in [button.title for button in talk.prompt.buttons]
    assert talk.say("确认提交").ended == "done"


def test_what_stands_in_the_way_is_weighed_anew_after_each_change() -> None:
    talk = checked_with("只有具体线索")
    assert acceptance(talk)["outlook"] == "refusable"

    talk.say("实名举报", "张三", "跳过", PHONE, "跳过")

    assert acceptance(talk)["outlook"] != "refusable"


def test_a_real_name_that_is_not_given_does_not_rule_out_that_the_report_is_anonymous() -> None:
    unnamed = acceptance(checked_with("只有具体线索", "实名举报"))

    assert "cq2023-art-13-5" not in {line["row"] for line in unnamed["lines"] if line["status"] == "not_met"}


def test_where_the_rules_do_not_bind_it_is_said_that_they_are_an_example(book: RuleBook) -> None:
    talk = Talk(story(), region=HONGZE).say("匿名举报", "东街").checked()

    assert acceptance(talk)["note"] == book.reply("acceptance_example")
    assert acceptance(checked_with("有证据材料"))["note"] == ""


def test_what_the_story_tells_of_acceptance_is_not_asked() -> None:
    text = "平安卫生院的王某让没病的人挂床住院，我手里有照片和清单，这是我第一次举报"
    talk = Talk(parse_of(text, matter({"B1-1": 0.95}), entities=[("institution", "平安卫生院"), ("person", "王某")]))

    talk.say("匿名举报", "东街")

    assert (talk.state.form or {})["checking"] not in ("evidence", "repeat")


def test_what_was_answered_goes_with_the_registration_and_what_was_left_open_does_not() -> None:
    talk = Talk(story()).say("匿名举报", "东街", "有证据材料", "不清楚").checked().say("确认提交")

    talk.turns.finish(talk.id, talk.state)

    assert talk.registrar.written[0]["facts"] == {
        "evidence": "material", "violation_place": "here", "other_route": "no",
    }  # fmt: skip


def test_a_form_without_a_pre_check_says_nothing_of_acceptance() -> None:
    talk = Talk(asking="登记意见建议").say("不留姓名", "窗口少", "多开两个", "全省", "跳过")

    assert (talk.prompt.card or {})["kind"] == "summary"
    assert acceptance(talk) is None


# ---------------------------------------------------------------- other forms


def test_each_form_is_registered_under_its_own_letters(book: RuleBook) -> None:
    for form in book.forms:
        talk = Talk(asking=book.reply(f"button_form_{form.id}"))
        while talk.ended is None:
            card = talk.prompt.card or {}
            phase = (talk.state.form or {})["phase"]
            words = {"identity": "匿名", "review": "确认提交"}.get(phase)
            field = form.field(card["field"]) if card.get("field") else None
            required = field is not None and any(field.id in group for group in form.mandatory_rule)
            talk.say(words or ("张三" if required else "跳过"))
        (receipt,) = talk.turns.finish(talk.id, talk.state).says

        assert (receipt.card or {})["number"].startswith(form.number_prefix)
        assert (receipt.card or {})["form"] == form.id
        assert talk.registrar.written[0]["form"] == form.id


def test_why_a_name_is_needed_is_said_before_it_is_asked() -> None:
    talk = Talk(asking="填信息公开申请表")

    (opening,) = talk.begun.says
    assert "会问您的姓名" in opening.text
    assert "《中华人民共和国政府信息公开条例》第二十九条第二款" in opening.text


def test_the_clauses_behind_the_choice_are_told_with_it(book: RuleBook) -> None:
    prompt = Talk(story()).prompt

    assert [one["clause"] for one in (prompt.card or {})["citations"]] == [
        *("第十条", "第十二条第（五）项", "第十三条第（五）项", "第十五条"),
    ]
    assert all(one["clause"] in prompt.text for one in (prompt.card or {})["citations"])


def test_the_kind_of_personal_data_is_known_in_every_form(book: RuleBook) -> None:
    for form in book.forms:
        open_to_reading = {one.id for one in form.fields if one.ask and one.sealed and seal_kind(one) is None}

        assert open_to_reading <= {"applicant_kind"}


def test_who_applies_is_kept_sealed_in_every_part() -> None:
    talk = Talk(asking="填信息公开申请表").say("2023年药品集采的中选结果", "跳过", "某某省医保局", "发电子邮件")
    talk.say("someone@example.com", "单位", "某某医药公司", "李四", "幸福路9号", PHONE)

    values = (talk.state.form or {})["values"]
    assert {name: value for name, value in values.items() if name.startswith("applicant_")} == {
        "applicant_email": "〔邮箱1〕", "applicant_kind": "单位", "applicant_name": "〔姓名1〕",
        "applicant_representative": "〔姓名2〕", "applicant_address": "〔地址1〕", "applicant_phone": "〔电话1〕",
    }  # fmt: skip
    for secret in ("someone", "某某医药公司", "李四", "幸福路", PHONE):
        assert secret not in json.dumps(talk.state.to_json(), ensure_ascii=False)


def test_a_place_said_in_another_word_is_no_answer_to_the_form(book: RuleBook) -> None:
    talk = Talk(region=None).say("匿名举报")
    talk.hear(certain("consult_report_reward", "举报有奖励吗？"))
    assert talk.prompt.text == book.fact("region").question

    talk.say("不清楚")

    assert talk.remarks == [book.reply("form_resume")]
    assert talk.field == "respondent_kind"


def test_who_does_not_want_to_say_the_place_simply_goes_on_with_the_form() -> None:
    talk = Talk(region=None).say("匿名举报")
    talk.hear(certain("consult_report_reward", "举报有奖励吗？"))

    talk.say("个人")

    assert (talk.state.form or {})["values"]["respondent_kind"] == "个人"


def test_without_a_place_the_check_asks_for_it_instead_of_whether_it_was_here(book: RuleBook) -> None:
    talk = Talk(story(), region=None).say("匿名举报", "东街", "有证据材料", "第一次举报")
    assert talk.prompt.text == book.fact("region").question

    talk.say("在重庆").checked().say("确认提交")
    talk.turns.finish(talk.id, talk.state)

    assert talk.state.region == CHONGQING
    assert talk.registrar.written[0]["facts"]["violation_place"] == "here"
    assert "region" not in talk.registrar.written[0]["facts"]


def test_who_cannot_say_the_place_is_not_asked_again(book: RuleBook) -> None:
    talk = Talk(story(), region=None).say("匿名举报", "东街", "有证据材料", "第一次举报", "不清楚")

    assert (talk.state.form or {})["checking"] == "other_route"
    assert talk.say("不是").state.region is None
    assert (talk.prompt.card or {})["kind"] == "summary"


def test_the_place_of_the_page_is_known_to_the_form() -> None:
    state = Talk().turns.begin(PetitionState(), said("登记举报", "start_report"), HONGZE).state

    assert state.region == HONGZE


SPOKEN = [
    *(
        "登记举报",
        "填行政复议申请书",
        "登记意见建议",
        "匿名举报",
        "实名举报",
        "留姓名",
        "不留姓名",
        "跳过",
        "上一步",
        "不清楚",
        "修改电话",
    ),
    *(
        "有证据材料",
        "都没有",
        "在重庆",
        "其他地方",
        "张三",
        PHONE,
        "某某区医保中心",
        "8000元",
        "2024年5月6日",
        "个人",
        "单位",
    ),
    *(
        "实名举报有奖励吗",
        "可以匿名吗？",
        "你是真人吗？",
        "窗口周末不开门，上班的人办不了事。",
        "确认提交",
        "是",
        "不是",
        "",
    ),
]


@given(asking=st.sampled_from(SPOKEN[:3]), words=st.lists(st.sampled_from(SPOKEN), max_size=25))
@settings(deadline=None, max_examples=60)
def test_whatever_is_said_there_is_one_open_question_with_words_and_a_way_out(asking: str, words: list[str]) -> None:
    talk = Talk(region=None, asking=asking)

    for text in words:
        if talk.ended is not None:
            break
        prompt = talk.prompt
        assert prompt.text
        assert prompt.buttons
        assert prompt.card is not None
        talk.say(text, intent="consult_report_reward" if text.endswith("奖励吗") else "inform")
    if talk.ended is not None:
        outcome = talk.turns.finish(talk.id, talk.state)
        assert outcome.state.form is None
        assert len(talk.registrar.written) == (talk.ended == "done")


# ---------------------------------------------------------------- what people say instead of an answer


def test_a_story_told_where_a_choice_is_asked_for_goes_on_the_form(book: RuleBook) -> None:
    talk = Talk(story())
    more = parse_of("院长赵德贵每人每天给五十块钱，从去年三月开始的", matter({"B1-1": 0.9}))

    says = talk.hear(more)

    assert [one.text for one in says] == [book.reply("form_told_more")]
    values = (talk.state.form or {})["values"]
    assert values["content"] == f"{STORY}\n院长赵德贵每人每天给五十块钱，从去年三月开始的"
    assert values["respondent_org"] == "平安卫生院"
    assert talk.say("匿名举报").field == "respondent_address"


@pytest.mark.parametrize("words", ["查一下我的进度", "我的举报办得怎么样了？", "我要撤回举报", "JB202603020001 1234"])
def test_who_asks_after_a_registration_is_shown_the_page_and_no_form_opens_or_is_filled(
    book: RuleBook, words: str
) -> None:
    where = book.reply("progress_where", page="/progress")

    begun = Talk(asking=words).begun
    assert ([one.text for one in begun.says], begun.state.form) == ([where], None)

    talk = Talk().say("匿名举报", "定点医疗机构")
    says = talk.hear(said(words, "inform"))
    assert [one.text for one in says] == [where, book.reply("form_resume")]
    assert "respondent_name" not in (talk.state.form or {})["values"]


def test_who_is_afraid_hears_how_reporters_are_protected_and_on_which_clause(book: RuleBook) -> None:
    talk = Talk()

    told, _ = talk.hear(said("我怕他们报复", "inform"))

    for row in ("cq2023-duty-17-2", "cq2023-duty-17-3", "cq2023-duty-17-7"):
        assert book.citation(row).clause in told.text
        assert next(duty.plain for duty in book.duties if duty.id == row) in told.text


@pytest.mark.parametrize(
    ("asking", "row"), [("填信息公开申请表", "xxgk-42"), ("填行政复议申请书", "xzfy-87")]
)  # fmt: skip
def test_what_it_costs_is_answered_by_its_row(book: RuleBook, asking: str, row: str) -> None:
    talk = Talk(asking=asking)
    field = talk.field

    told, resume = talk.hear(said("这个要钱吗", "chitchat"))

    assert book.citation(row).clause in told.text
    assert "不收费" in told.text
    assert (resume.text, talk.field) == (book.reply("form_resume"), field)


def test_of_two_fields_of_which_one_is_needed_both_are_named(book: RuleBook) -> None:
    talk = Talk().say("匿名举报", "跳过", "跳过", "跳过")

    assert talk.remarks == [book.reply("form_cannot_skip_both", label="被举报单位名称", other="被举报人姓名")]


def test_the_place_on_the_form_tells_where_it_happened() -> None:
    talk = Talk(story()).say("匿名举报", "重庆市渝北区东街")

    asked = [talk.state.form and talk.state.form["checking"]]
    while (talk.state.form or {})["phase"] == "checks":
        asked.append((talk.state.form or {})["checking"])
        talk.say(FAVOURABLE[(talk.state.form or {})["checking"]])
    assert "violation_place" not in asked


@pytest.mark.parametrize(("words", "named"), [("不留", False), ("跳过", False), ("留", True)])
def test_a_suggestion_takes_a_short_yes_or_no_for_the_name(words: str, named: bool) -> None:
    talk = Talk(asking="登记意见建议").say(words)

    assert (talk.state.form or {})["named"] is named


def test_who_cannot_choose_is_offered_a_person(book: RuleBook) -> None:
    talk = Talk().say("嗯", "哪个呀", "随便")

    assert book.reply("form_offer_person") in talk.remarks


def test_a_question_between_the_story_and_the_form_loses_nothing_of_the_story() -> None:
    triage = TriageTurns(rulebook)
    told = triage.hear(PetitionState(), story(), CHONGQING).state
    asked = triage.hear(told, parse_of("举报有奖励吗", matter({"consult_report_reward": 0.97})), None).state

    begun = Talk().turns.begin(asked, said("登记举报", "start_form"))

    values = (begun.state.form or {})["values"]
    assert (values["content"], values["respondent_org"]) == (STORY, "平安卫生院")


def test_a_text_nothing_can_be_made_of_loses_nothing_of_the_story() -> None:
    triage = TriageTurns(rulebook)
    told = triage.hear(PetitionState(), story(), CHONGQING).state

    state = triage.hear(told, parse_of("嗯那个啥", matter({"A2-1": 0.1})), None).state

    assert (state.story, state.parse) == (STORY, told.parse)
