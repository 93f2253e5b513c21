"""What a story says of a form beyond names and numbers; what it does not plainly say is left to be asked."""

from __future__ import annotations

from time import perf_counter

import pytest

from casework.prefill import prefill
from casework.story import decision, names, sources, telling
from casework.story.parts import option_said
from knowledge import RuleBook


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("他们不给报。请求撤销这个决定。", "请求撤销这个决定"),
        ("我的诉求是把少报的钱补给我！", "我的诉求是把少报的钱补给我"),
        ("我希望你们重新核算一遍，该补的补。", "我希望你们重新核算一遍，该补的补"),
        ("医院要求我提供原件。", ""),
        ("窗口让我希望再等等。我等不了。", ""),
        ("我去年住院。", ""),
    ],
)
def test_a_request_is_what_the_citizen_asks_and_not_what_others_ask_of_them(text: str, asked: str) -> None:
    assert telling.request(text) == asked


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("决定书、发票、病历我都有。", "决定书、发票、病历"),
        ("手里有出院小结和工资流水。", "出院小结、工资流水"),
        ("我能提供住院病历和这两年的化验单。", "住院病历、化验单"),
        ("他们要求我提供发票，我没有。", ""),
        ("医院不给我病历，发票也没有留。", ""),
        ("上面写着发票不全。", ""),
    ],
)
def test_papers_are_those_at_hand(text: str, named: str) -> None:
    assert telling.papers(text) == named


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("我已经申请过一次复查了。", "复查过"),
        ("去年法院判了，我不服。", "起诉过"),
        ("复议决定也是维持。", "复议过"),
        ("没有走过复查，也没有起诉过。", "没走过"),
        ("想申请复议，不知道行不行。", ""),
        ("他们让我走复查。", ""),
    ],
)
def test_earlier_steps_are_those_taken_and_not_those_planned(text: str, word: str) -> None:
    assert decision.earlier_remedy(text) == word


@pytest.mark.parametrize(
    ("text", "who"),
    [
        ("我们是一家小诊所，被罚了。", "employer"),
        ("本院不服拒付。", "employer"),
        ("我父亲住院没报。", "insured"),
        ("本人去年生了孩子。", "insured"),
        ("我们公司是做器材的，我母亲也住过院。", ""),
        ("医院多收了钱。", ""),
        ("住在我院门口的人说的。", ""),
    ],
)
def test_who_speaks_is_said_only_where_it_is_plain(text: str, who: str) -> None:
    assert telling.speaker(text) == who


@pytest.mark.parametrize(
    ("dates", "text", "day"),
    [
        (("三月", "五月八日"), "三月住的院，五月八日收到决定书。", "五月八日"),
        (("七月", "七月九号", "当天"), "今年七月去申请，通知书上写的日期是七月九号，我当天就拿到了。", "七月九号"),
        (("三月", "四月"), "三月收到一份决定，四月又收到一份。", ""),
        (("去年",), "去年他们就这样。", ""),
    ],
)
def test_the_day_of_a_decision_is_the_one_it_was_received(dates: tuple[str, ...], text: str, day: str) -> None:
    assert decision.decision_date(dates, text) == day


@pytest.mark.parametrize(
    ("found", "text", "name"),
    [
        (("县医保中心",), "我去青云县医保中心，他们给了我一张决定书。", "青云县医保中心"),
        (("区医保局",), "我们区医保局发来通知书。", "区医保局"),
        ((), "东河区医疗保险事业管理局给我的答复。", "东河区医疗保险事业管理局"),
        (("市医保中心",), "我们和市医保中心签的协议，拒付通知是市医疗保险管理中心发来的。", "市医疗保险管理中心"),
        (("南湖区医保局",), "南湖区医保局下面的医保经办服务中心给我打印了一张核定单。", "医保经办服务中心"),
        ((), "我在医院住了三天。", ""),
    ],
)
def test_the_office_is_the_one_that_decided_with_its_town(found: tuple[str, ...], text: str, name: str) -> None:
    assert names.office(found, text) == name


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("这家店在南关街菜市场旁边，什么都能刷。", "南关街菜市场旁边"),
        ("城东新区幸福路上有一家药房。", "城东新区幸福路"),
        ("他现在住在和平区康乐小区。", "和平区康乐小区"),
        ("我住在和平区康乐小区。", ""),
        ("本人住在和平区康乐小区，他也住那里。", ""),
        ("他在医院上班。", ""),
    ],
)
def test_an_address_is_the_respondents_and_not_the_citizens(text: str, place: str) -> None:
    assert names.address((), text) == place


def test_a_place_only_the_citizen_comes_from_is_not_the_respondents() -> None:
    assert names.address(("庙前乡",), "我叫某某，我住庙前乡，县医院骗保。") == ""
    assert names.address(("庙前乡",), "我住庙前乡。庙前乡的卫生院骗保。") == "庙前乡"


@pytest.mark.parametrize(
    ("amounts", "text", "value"),
    [
        (("八百元",), "一共八百元。", "八百元"),
        (("九万", "三万"), "总共花了九万，自费三万。", "三万"),
        (("九万", "三万"), "去年九万，今年三万。", ""),
        ((), "很多钱。", ""),
    ],
)
def test_of_several_sums_the_one_lost_is_meant(amounts: tuple[str, ...], text: str, value: str) -> None:
    assert decision.amount(amounts, text) == value


@pytest.mark.parametrize(
    ("text", "receive_by"),
    [
        ("最好发到我邮箱里。", "发电子邮件"),
        ("不用邮寄，我自己去拿。", "自己去领取"),
        ("纸质的和电子的都可以，方便的话请发电子邮件给我。", "发电子邮件"),
        ("邮寄或者电子邮件都行。", ""),
        ("我不想要电子版。", ""),
    ],
)
def test_a_wish_is_read_and_a_denial_is_not(book: RuleBook, text: str, receive_by: str) -> None:
    words = book.form("disclosure_application").field("receive_by").option_words

    assert option_said(text, words) == receive_by


@pytest.mark.parametrize(
    ("text", "scale"),
    [
        ("全省都这样。", "全省"),
        ("全市和全省都有。", ""),
        ("全国统一的系统。", ""),
        ("我们那里。", ""),
        ("全区的老人", "全县"),
    ],
)
def test_reach_is_read_where_one_scale_is_named(text: str, scale: str) -> None:
    assert telling.reach(text) == scale


def test_a_proposal_is_the_sentences_that_propose() -> None:
    text = "排队要两个小时。建议中午留一个窗口。老人走不动。能不能放到乡镇去办？"

    assert telling.proposal(text) == "建议中午留一个窗口。能不能放到乡镇去办？"


def test_what_the_citizen_answered_goes_before_what_the_story_seems_to_say(book: RuleBook) -> None:
    form, text = book.form("review_application"), "我父亲住院，收到不予受理通知书。"

    assert prefill(form, {}, text)["decision_kind"] == "不予受理决定"
    assert prefill(form, {}, text, {"decision_kind": "other_decision"})["decision_kind"] == "其他决定"
    assert prefill(form, {}, text, {"speaker": "employer"})["applicant_kind"] == "单位"


def test_a_field_that_does_not_belong_to_the_form_as_filled_stays_empty(book: RuleBook) -> None:
    form = book.form("review_application")
    text = "我三月十六号交了申请表，一直没有答复。"

    values = prefill(form, {"date": ("三月十六号",), "decision_kind": ("no_decision_yet",)}, text)

    assert values["applied_on"] == "三月十六号"
    assert "received_on" not in values


@pytest.mark.parametrize("text", ["", "。。。", "啊" * 3000, "我" * 3000, "在" * 3000, "请" * 3000, "全国" * 2000])
def test_any_text_is_read_without_fault(book: RuleBook, text: str) -> None:
    for form in book.forms:
        prefill(form, {}, text)


@pytest.mark.parametrize(
    ("people", "text", "name"),
    [
        (("王书记",), "尊敬的王书记：您好！卫生院挂床住院。", ""),
        (("冯县长",), "诊所刷空卡。冯县长，麻烦您查一查。", ""),
        (("贺书记", "周建军"), "贺书记:你好! 周建军倒卖药品。", "周建军"),
        (("孙丽梅",), "店长叫孙丽梅，没人管。", "孙丽梅"),
        (("李秀英", "孙丽梅"), "我母亲李秀英去买药，店长孙丽梅让她刷卡。", "孙丽梅"),
        (("李某",), "患者李某根本没住院。", ""),
        ((), "给我看病的大夫姓马，五十来岁。", "马大夫"),
        ((), "我举报以前的同事周建军，他卖药。", "周建军"),
        ((), "我问过同事高血压怎么报。", ""),
    ],
)
def test_the_one_addressed_and_ones_own_people_are_no_respondents(
    people: tuple[str, ...], text: str, name: str
) -> None:
    assert names.person(people, text) == name


@pytest.mark.parametrize(
    ("found", "text", "name"),
    [
        (("平安卫生院",), "平安卫生院多收钱。", "平安卫生院"),
        (("雅华物业",), "雅华物业有限公司不交医保。", "雅华物业有限公司"),
        ((), "由颐安护理站上门护理。", "颐安护理站"),
        ((), "我家隔壁就是济民大药店，天天排队。", "济民大药店"),
        ((), "我去了一家医院。", ""),
        ((), "他跟医院讲是摔的。", ""),
        ((), "有一些医院在打主意。", ""),
    ],
)
def test_an_institution_has_a_name(found: tuple[str, ...], text: str, name: str) -> None:
    assert names.institution(found, text) == name


@pytest.mark.parametrize(
    ("found", "text", "number"),
    [
        ("医保〔2025〕27号", "文号应该是和医保〔2025〕27号。", "和医保〔2025〕27号"),
        ("临医保发〔2025〕19号", "好像是临医保发〔2025〕19号，打不开。", "临医保发〔2025〕19号"),
        ("沙生育〔2026〕141号", "上面有编号沙生育〔2026〕141号。", "沙生育〔2026〕141号"),
        ("长评〔2026〕0077号", "盖的章，文号长评〔2026〕0077号。", "长评〔2026〕0077号"),
    ],
)
def test_the_number_of_a_paper_is_whole(found: str, text: str, number: str) -> None:
    assert decision.document_number((found,), text) == number


@pytest.mark.parametrize(
    ("kinds", "text", "kind"),
    [
        (("other_decision",), "他们给了一张不予受理通知书。", "refused_acceptance"),
        (("no_decision_yet", "other_decision"), "一直没有答复。", "no_decision_yet"),
        ((), "收到一份不予备案告知书。", "other_decision"),
        (("other_decision",), "没通过。", "other_decision"),
        ((), "钱太少了。", ""),
    ],
)
def test_a_paper_that_names_itself_says_what_was_decided(kinds: tuple[str, ...], text: str, kind: str) -> None:
    assert decision.decision_kind(kinds, text) == kind


@pytest.mark.parametrize(
    "text", ["我希望" * 3300, "请他们重新" * 2000, "在路" * 5000, "证、" * 5000, "20" * 5000, "医保中心" * 2500]
)
def test_a_story_of_ten_thousand_characters_is_read_at_once(text: str) -> None:
    begun = perf_counter()

    sources(text, {})

    assert perf_counter() - begun < 2
