"""The dialogue about what a petition is: one question at a time, never twice, and “不清楚” is always an answer."""

from __future__ import annotations

import json
from typing import Any

import pytest

from casework.commands import asks_progress
from casework.services.live_calling import Calling
from casework.services.live_hub import LiveHub
from casework.services.say import Outcome, PetitionState
from casework.services.smalltalk import Smalltalk
from casework.services.triage_turns import TriageTurns
from knowledge import RuleBook
from tests.casework.builders import HONGZE, JILIN, XIANGCHENG, certain, matter, parse_of, rulebook, said
from tests.fakes import MemoryStore

TURNS = TriageTurns(rulebook)
TORN = parse_of("医院说我骗保", matter({"A1-1": 0.5, "B1-1": 0.48}))


def heard(parse: dict[str, Any], region: str | None = JILIN, state: PetitionState | None = None) -> Outcome:
    return TURNS.hear(state or PetitionState(), parse, region)


def answered(outcome: Outcome, text: str, intent: str = "inform") -> tuple[PetitionState, str | None, str | None]:
    state, settled, remark = TURNS.clarify(outcome.state, text, said(text, intent))
    return state, settled, remark.text if remark else None


def matters(outcome: Outcome) -> list[dict[str, Any]]:
    card = outcome.says[-1].card
    assert card is not None
    assert card["kind"] == "answer"
    found: list[dict[str, Any]] = card["matters"]
    return found


def buttons(outcome: Outcome) -> list[str]:
    prompt = TURNS.prompt(outcome.state)
    assert prompt is not None
    return [button.title for button in prompt.buttons]


# ---------------------------------------------------------------- asking for a fact


def test_a_missing_decisive_fact_is_asked_for_and_unsure_comes_last(book: RuleBook) -> None:
    outcome = heard(certain("A2-6"))

    assert outcome.next_step == "clarify"
    assert outcome.says[0].text == book.reply(
        "answer_opening", category="申诉求决", situation=book.situation("A2-6").plain
    )
    assert buttons(outcome) == ["“不予受理”决定", "其他决定", "还没有任何决定", "不清楚"]


@pytest.mark.parametrize(
    ("words", "value"),
    [
        ("“不予受理”决定", "refused_acceptance"),
        ("其他决定", "other_decision"),
        ("第二个", "other_decision"),
        ("2", "other_decision"),
        ("二", "other_decision"),
        ("就是还没有任何决定", "no_decision_yet"),
        ("不清楚", "unsure"),
        ("俺不知道", "unsure"),
        ("4", "unsure"),
        ("5", None),
        ("我也说不好", None),
    ],
)
def test_the_answer_may_be_pressed_counted_or_said(words: str, value: str | None) -> None:
    assert answered(heard(certain("A2-6")), words)[1] == value


def test_the_answer_to_the_question_completes_the_channel() -> None:
    state, _, _ = answered(heard(certain("A2-6")), "其他决定")

    outcome = TURNS.resume(state)

    assert outcome.next_step == "offer"
    assert [step["relation"] for step in matters(outcome)[0]["channels"][0]["steps"]] == [
        "first",
        "or",
        "optional",
        "then",
    ]
    assert outcome.state.pending is None


def test_not_knowing_shows_both_branches_and_is_not_asked_again() -> None:
    state, _, _ = answered(heard(certain("A2-6")), "不清楚")

    outcome = TURNS.resume(state)

    assert outcome.next_step == "offer"
    assert len(matters(outcome)[0]["channels"]) == 2


def test_no_decision_yet_is_answered_as_inaction() -> None:
    state, _, _ = answered(heard(certain("A2-6")), "还没有任何决定")

    assert matters(TURNS.resume(state))[0]["situation_id"] == "A2-1"


def test_an_answer_that_settles_nothing_is_asked_for_once_more_and_then_taken_as_not_knowing(book: RuleBook) -> None:
    outcome = heard(certain("A2-6"))

    first, settled, remark = answered(outcome, "嗯哼")
    _, settled_then, remark_then = TURNS.clarify(first, "嗯哼", said("嗯哼", "chitchat"))

    assert (settled, remark) == (None, book.reply("answer_by_button"))
    assert (settled_then, remark_then) == ("unsure", None)


def test_a_decision_named_in_the_story_is_not_asked_for() -> None:
    parse = certain("A2-7") | parse_of(
        "给了我不予受理决定书", matter({"A2-7": 0.97}), entities=[("decision_kind", "refused_acceptance")]
    )

    outcome = heard(parse)

    assert outcome.next_step == "offer"
    assert [step["relation"] for step in matters(outcome)[0]["channels"][0]["steps"]] == ["first", "then"]


def test_a_story_with_two_kinds_of_decision_leaves_the_question_open() -> None:
    entities = [("decision_kind", "refused_acceptance"), ("decision_kind", "other_decision")]

    assert heard(parse_of("…", matter({"A2-7": 0.97}), entities=entities)).next_step == "clarify"


def test_a_decision_named_in_the_answer_settles_the_question() -> None:
    state = heard(certain("A2-7")).state
    answer = parse_of(
        "窗口的人说我材料不符合不给报这笔", entities=[("decision_kind", "other_decision")], intent="inform"
    )

    _, settled, _ = TURNS.clarify(state, answer["text"], answer)

    assert settled == "other_decision"


# ---------------------------------------------------------------- asking which reading


def test_torn_between_two_readings_one_question_is_put() -> None:
    outcome = heard(TORN)

    assert outcome.next_step == "clarify"
    assert buttons(outcome) == ["我被处罚了，不服", "我要举报别人", "不清楚"]


@pytest.mark.parametrize(("words", "situation"), [("我被处罚了，不服", "A1-1"), ("我要举报别人", "B1-1")])
def test_the_chosen_reading_is_answered(words: str, situation: str) -> None:
    state, _, _ = answered(heard(TORN), words)

    outcome = TURNS.resume(state)

    assert [one["situation_id"] for one in matters(outcome)] == [situation]


def test_not_knowing_which_reading_shows_both() -> None:
    state, _, _ = answered(heard(TORN), "不清楚")

    outcome = TURNS.resume(state)

    assert [one["situation_id"] for one in matters(outcome)] == ["A1-1", "B1-1"]


def test_a_longer_answer_that_tells_another_matter_replaces_the_petition() -> None:
    outcome = heard(TORN)
    text = "算了我说另一件事，单位三年没有给我上医保"

    state, settled, _ = TURNS.clarify(outcome.state, text, certain("B2-1", text))

    assert settled == "restated"
    assert matters(TURNS.resume(state))[0]["situation_id"] == "B2-1"
    assert state.story == text


@pytest.mark.parametrize(("words", "leaving"), [("找人工", "human"), ("重新开始", "restart")])
def test_an_open_question_can_be_left(words: str, leaving: str) -> None:
    assert answered(heard(TORN), words)[1] == leaving


def test_who_knows_nothing_at_all_is_answered_after_two_questions() -> None:
    outcome = heard(parse_of("…", matter({"A2-1": 0.4, "A2-7": 0.38, "A2-6": 0.16})), region=None)

    turns = 0
    while outcome.next_step == "clarify":
        turns += 1
        state, settled, _ = answered(outcome, "不清楚")
        assert settled == "unsure"
        outcome = TURNS.resume(state)

    assert turns <= 2
    assert matters(outcome)


# ---------------------------------------------------------------- not understanding


def test_what_is_not_understood_is_asked_once_more_and_then_a_person_is_offered(book: RuleBook) -> None:
    vague = parse_of("就是那个事", matter({"A2-7": 0.1}))

    first = heard(vague)
    second = heard(vague, state=first.state)

    assert [one.text for one in first.says] == [book.reply("low_confidence")]
    assert [one.text for one in second.says] == [book.reply("offer_person")]
    assert "找人工" in [button.title for button in second.says[0].buttons]


def test_once_something_was_understood_the_count_begins_anew(book: RuleBook) -> None:
    vague = parse_of("就是那个事", matter({"A2-7": 0.1}))

    state = heard(certain("B1-1"), state=heard(vague).state).state

    assert heard(vague, state=state).says[0].text == book.reply("low_confidence")


# ---------------------------------------------------------------- the place


def test_without_a_place_the_answer_offers_to_choose_one() -> None:
    outcome = heard(certain("B1-1"), region=None)

    assert "选择地区" in [button.title for button in outcome.says[0].buttons]
    assert "选择地区" not in [button.title for button in heard(certain("B1-1")).says[0].buttons]


def test_the_chosen_place_completes_the_last_answer() -> None:
    state = heard(certain("B1-3"), region=None).state

    asked = TURNS.ask_place(state)
    state, _, _ = answered(asked, "淮安市洪泽区")
    outcome = TURNS.resume(state)

    assert buttons(asked) == ["吉林省", "重庆市", "淮安市洪泽区", "项城市", "其他地方", "不清楚"]
    assert matters(outcome)[0]["handler"]["office"] == "待遇保障科（医药服务管理科）"


def test_with_no_petition_there_is_no_office_to_look_for(book: RuleBook) -> None:
    outcome = TURNS.ask_place(PetitionState())

    assert outcome.next_step == "offer"
    assert outcome.says[0].text == book.reply("smalltalk_nothing_open")


def test_a_place_named_in_the_story_goes_before_that_of_the_page() -> None:
    assert heard(certain("B1-1", "项城市有家药店套刷医保卡"), region=JILIN).state.region == XIANGCHENG


def test_two_places_in_one_story_decide_nothing() -> None:
    assert heard(certain("B1-1", "我从项城到长春看病"), region=HONGZE).state.region == HONGZE


def test_a_place_said_alone_completes_the_last_answer() -> None:
    state = heard(certain("A2-7"), region=None).state
    state, _, _ = TURNS.clarify(state, "其他决定", said("其他决定", "inform"))

    outcome = TURNS.inform(TURNS.resume(state).state, said("我在项城", "inform"), None)

    assert matters(outcome)[0]["handler"]["limits"] == ["承诺时限：10工作日"]


def test_a_place_said_to_another_question_is_kept_and_the_question_stays_open() -> None:
    outcome = heard(certain("A2-7"), region=None)

    first, settled, remark = answered(outcome, "长春的")
    second, settled_then, _ = answered(Outcome((), first), "其他决定")

    assert (settled, remark) == (None, None)
    assert settled_then == "other_decision"
    assert second.region == JILIN


@pytest.mark.parametrize(("words", "region"), [("就在长春", JILIN), ("项城的", XIANGCHENG), ("其他地方", "000000")])
def test_the_place_may_be_named_instead_of_chosen(words: str, region: str) -> None:
    asked = TURNS.ask_place(heard(certain("A2-7"), region=None).state)

    state, settled, _ = answered(asked, words)

    assert (settled, state.region) == (region, region)


def test_a_place_without_a_list_is_another_place() -> None:
    asked = TURNS.ask_place(heard(certain("A2-7"), region=None).state)
    parse = parse_of("在云山市", entities=[("place", "云山市")], intent="inform")

    state, settled, _ = TURNS.clarify(asked.state, "在云山市", parse)

    assert (settled, state.region) == ("000000", "000000")


def test_a_bare_fact_that_is_no_place_is_heard_as_a_petition() -> None:
    assert TURNS.inform(PetitionState(), certain("D-1"), JILIN).state.parse["intent"]["name"] == "D-1"


# ---------------------------------------------------------------- what is offered next


@pytest.mark.parametrize(
    ("name", "row"),
    [("A1-1", "next_appeal"), ("B2-2", "next_report"), ("C1-1", "next_disclosure"), ("D-1", "next_suggestion"),
     ("C2-1", "next_appeal"), ("D-2", "next_petition"),
     ("consult_other", "next_consult"), ("oos_pension", "next_out_of_scope")],
)  # fmt: skip
def test_every_category_has_its_own_next_step(book: RuleBook, name: str, row: str) -> None:
    outcome = heard(certain(name))

    card = outcome.says[0].card
    assert card is not None
    assert card["next"] == book.reply(row)
    assert outcome.says[0].text.endswith(book.reply(row))
    assert ("登记举报" in [button.title for button in outcome.says[0].buttons]) == (row == "next_report")


def test_where_one_of_two_matters_is_a_report_the_form_is_offered() -> None:
    outcome = heard(parse_of("…", matter({"D-1": 0.95}), matter({"B1-2": 0.95})))

    assert "登记举报" in [button.title for button in outcome.says[0].buttons]


def test_the_state_survives_being_written_down() -> None:
    for parse in (certain("A2-6"), TORN, certain("B1-1"), parse_of("嗯")):
        state = heard(parse).state
        assert PetitionState.from_json(json.loads(json.dumps(state.to_json()))) == state


# ---------------------------------------------------------------- “that is wrong”, and what is said around a petition


@pytest.fixture
def store() -> MemoryStore:
    return MemoryStore()


@pytest.fixture
def smalltalk(store: MemoryStore) -> Smalltalk:
    return Smalltalk(rulebook, Calling(store, rulebook, store.clock, LiveHub()))


def test_who_says_that_the_category_is_wrong_chooses_it(smalltalk: Smalltalk) -> None:
    shown = heard(parse_of("住院没给报", matter({"consult_reimbursement": 0.8, "A2-7": 0.15})))
    asked = smalltalk.disagree(shown.state)

    state, _, _ = answered(asked, "自己的事，不服结果")
    outcome = TURNS.resume(state)

    assert matters(shown)[0]["category"] == "consult"
    assert asked.next_step == "clarify"
    assert outcome.next_step == "clarify"  # which decision, then the answer
    state, _, _ = answered(outcome, "其他决定")
    assert matters(TURNS.resume(state))[0]["situation_id"] == "A2-7"


def test_who_cannot_say_which_category_is_asked_to_tell_more_and_not_told_the_same_again(
    smalltalk: Smalltalk, book: RuleBook
) -> None:
    asked = smalltalk.disagree(heard(certain("consult_reimbursement")).state)

    state, _, _ = answered(asked, "说不清楚")
    outcome = TURNS.resume(state)

    assert [one.text for one in outcome.says] == [book.reply("low_confidence")]
    assert outcome.says[0].card is None


def test_with_nothing_answered_there_is_nothing_to_disagree_with(smalltalk: Smalltalk, book: RuleBook) -> None:
    outcome = smalltalk.disagree(PetitionState())

    assert outcome.next_step == "offer"
    assert outcome.says[0].text == book.reply("smalltalk_nothing_open")


@pytest.mark.parametrize("intent", ["greet", "thanks", "bot_challenge", "ask_privacy", "chitchat", "skip", "go_back"])
def test_small_talk_is_answered_in_its_own_words_and_keeps_the_petition(
    smalltalk: Smalltalk, book: RuleBook, intent: str
) -> None:
    state = heard(certain("A2-6")).state

    outcome = smalltalk.answer(intent, state)

    assert outcome.says[0].text == book.reply(f"smalltalk_{intent}")
    assert outcome.state == state


def test_a_guessed_intent_is_not_answered_as_if_it_had_been_understood(smalltalk: Smalltalk, book: RuleBook) -> None:
    guessed = smalltalk.answer("bot_challenge", PetitionState(), confidence=0.2)
    understood = smalltalk.answer("bot_challenge", PetitionState(), confidence=0.9)

    assert guessed.says[0].text == book.reply("not_understood")
    assert understood.says[0].text == book.reply("smalltalk_bot_challenge")


def test_small_talk_without_words_of_its_own_invites_to_tell(smalltalk: Smalltalk, book: RuleBook) -> None:
    assert smalltalk.answer("nlu_fallback", PetitionState()).says[0].text == book.reply("smalltalk_nothing_open")


def test_starting_over_forgets_the_petition(smalltalk: Smalltalk) -> None:
    assert smalltalk.start_over().state == PetitionState()


def test_a_conversation_handed_over_is_marked_for_a_person(store: MemoryStore, smalltalk: Smalltalk) -> None:
    with store.write() as work:
        conversation = work.conversations.create(None).id
        work.threads.heard(conversation, 3)
        work.commit()

    smalltalk.hand_over(conversation, PetitionState())

    with store.read() as work:
        thread = work.threads.by_id(conversation)
    assert (thread.state, thread.reason, thread.urgent) == ("waiting", "asked", False)


def test_a_question_about_the_assistant_is_answered_while_a_question_is_open(book: RuleBook) -> None:
    outcome = heard(certain("A2-6"))

    state, settled, remark = TURNS.clarify(outcome.state, "你是真人吗", said("你是真人吗", "bot_challenge"))

    assert settled is None
    assert remark is not None
    assert remark.text == book.reply("smalltalk_bot_challenge")
    assert state.pending == outcome.state.pending


@pytest.mark.parametrize("words", ["查进度", "我的投诉有结果了吗", "帮我看看举报办到哪了", "撤销我的举报"])
def test_who_asks_after_a_registration_is_shown_where(book: RuleBook, words: str) -> None:
    outcome = heard(parse_of(words, matter({"B1-1": 0.9})))

    assert outcome.says[0].text == book.reply("progress_where", page="/progress")


@pytest.mark.parametrize(
    "words", ["医保报销进度怎么查", "我上个月举报了康宁医院骗保，一直没有结果，没人管", "撤销处罚"]
)
def test_a_matter_is_no_question_after_a_registration(words: str) -> None:
    assert not asks_progress(words)


@pytest.mark.parametrize("words", ["好的", "行", "可以", "你帮我填吧", "那你帮我写一个"])
def test_a_yes_to_an_offered_form_opens_it_once(words: str) -> None:
    smalltalk = Smalltalk(rulebook, MemoryStore())
    answer = heard(certain("B1-1"))

    taken = smalltalk.answer("unsure", answer.state, 0.9, words)

    assert (taken.says, taken.next_step, taken.state.offered) == ((), "fill", False)
    assert smalltalk.answer("affirm", taken.state, 0.9, words).next_step == "offer"


def test_a_thank_you_opens_no_form() -> None:
    assert Smalltalk(rulebook, MemoryStore()).answer("thanks", heard(certain("B1-1")).state, 0.9, "谢谢").says


def test_a_text_nothing_can_be_made_of_leaves_the_forms_within_reach() -> None:
    told = heard(certain("A1-1")).state

    outcome = heard(parse_of("我就要举报医保局，不要复议", matter({"B1-1": 0.1})), state=told)

    titles = [button.title for button in outcome.says[0].buttons]
    assert sorted(titles[:-1]) == ["填行政复议申请书", "登记举报"]
    assert titles[-1] == "找人工"
    assert heard(parse_of("嗯那个", matter({"B1-1": 0.1}))).says[0].buttons == ()


def test_how_long_a_review_takes_is_answered_by_the_law_and_not_by_what_the_list_lacks_on_rewards(
    book: RuleBook,
) -> None:
    outcome = heard(parse_of("申请复议要多久出结果？", matter({"consult_report_reward": 0.97})))

    section = matters(outcome)[0]
    assert next(one.text for one in book.periods if one.id == "xzfy-62-1") in [
        limit["text"] for limit in section["limits"]
    ]
    assert "奖励" not in section["handler_note"]
    assert outcome.says[-1].buttons[0].title == "填行政复议申请书"
    for statement in (*section["limits"], *section["law_notes"]):
        assert section["citations"][statement["cite"]]["clause"]


def test_whether_there_is_a_reward_keeps_its_own_answer() -> None:
    section = matters(heard(parse_of("举报有奖励吗", matter({"consult_report_reward": 0.97}))))[0]

    assert "奖励" in section["handler_note"]


def test_a_visit_to_the_doctor_is_no_recheck_of_a_decision() -> None:
    outcome = heard(parse_of("术后复查能报销吗", matter({"consult_reimbursement": 0.97})))

    assert "填复查申请书" not in [button.title for button in outcome.says[-1].buttons]
