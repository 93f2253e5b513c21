"""Words that steer the conversation are known as a whole message, before anything else reads them."""

import pytest

from casework.commands import Command, bare, looks_like_question, read_command
from knowledge import Form, RuleBook


@pytest.fixture
def form(book: RuleBook) -> Form:
    return book.form("report_registration")


@pytest.mark.parametrize(
    ("text", "command"),
    [
        ("跳过", "skip"),
        (" 跳过。", "skip"),
        ("没有", "skip"),
        ("上一步！", "back"),
        ("算了", "cancel"),
        ("找人工", "human"),
        ("重新开始", "restart"),
        ("俺不知道", "unsure"),
        ("是的", "confirm"),
        ("不对", "deny"),
        ("实名", "real_name"),
        ("不想留名", "anonymous"),
        ("修改", "edit"),
    ],
)
def test_a_command_word_is_known_whatever_punctuation_stands_around_it(book: RuleBook, text: str, command: str) -> None:
    assert read_command(text, book) == Command(command)


@pytest.mark.parametrize(
    "text", ["", "医院让我跳过检查", "我没有收到决定", "对不起，我想问问", "张三", "上一步手术做完了"]
)
def test_a_command_word_inside_a_sentence_is_part_of_the_story(book: RuleBook, form: Form, text: str) -> None:
    assert read_command(text, book, form) is None


@pytest.mark.parametrize(
    ("text", "field"),
    [
        ("修改电话", "reporter_phone"),
        ("修改一下手机号", "reporter_phone"),
        ("改一下我的名字", "reporter_name"),
        ("电话写错了", "reporter_phone"),
        ("我的电话写错了。", "reporter_phone"),
        ("身份证号填错了", "reporter_id_number"),
        ("修改举报内容", "content"),
        ("改内容", "content"),
        ("修改被举报单位名称", "respondent_org"),
        ("医院名字错了", "respondent_org"),
        ("更改对方地址", "respondent_address"),
        ("地址不对", "reporter_address"),
    ],
)
def test_a_field_is_named_in_the_citizens_own_words(book: RuleBook, form: Form, text: str, field: str) -> None:
    assert read_command(text, book, form) == Command("edit", field)


@pytest.mark.parametrize(
    ("text", "command"),
    [
        ("算了我还是匿名吧", "anonymous"),
        ("那就实名吧", "real_name"),
        ("取消吧", "cancel"),
        ("算了吧，谢谢", "cancel"),
        ("我想找人工", "human"),
        ("先跳过吧", "skip"),
        ("没有了", "skip"),
    ],
)
def test_words_of_politeness_around_a_command_do_not_hide_it(book: RuleBook, text: str, command: str) -> None:
    assert read_command(text, book) == Command(command)


@pytest.mark.parametrize("text", ["你好", "请问", "我", "就", "先生", "那英"])
def test_words_of_politeness_alone_are_no_command(book: RuleBook, form: Form, text: str) -> None:
    assert read_command(text, book, form) is None


@pytest.mark.parametrize("text", ["我想改一下电话", "把电话改一下", "我电话填错了", "请帮我修改手机号"])
def test_the_wish_to_change_a_field_may_be_spoken_as_a_sentence(book: RuleBook, form: Form, text: str) -> None:
    assert read_command(text, book, form) == Command("edit", "reporter_phone")


@pytest.mark.parametrize("text", ["我不想写身份证", "不方便留电话", "不愿意说", "不想填这个"])
def test_who_does_not_want_to_give_something_skips_it(book: RuleBook, form: Form, text: str) -> None:
    assert read_command(text, book, form) == Command("skip")


@pytest.mark.parametrize(
    "text", ["不想再说这次举报的事", "改革路12号", "不是我写的处方，是那个医生让护士照着别人的抄的"]
)
def test_an_answer_that_begins_like_a_command_is_an_answer(book: RuleBook, form: Form, text: str) -> None:
    assert read_command(text, book, form) is None


def test_to_change_something_unnamed_leaves_the_field_open(book: RuleBook, form: Form) -> None:
    assert read_command("修改年终奖", book, form) == Command("edit", None)


def test_without_a_form_there_is_no_field_to_change(book: RuleBook) -> None:
    assert read_command("修改电话", book) is None


def test_every_asked_field_can_be_changed_by_the_caption_the_summary_shows(book: RuleBook, form: Form) -> None:
    for field in form.fields:
        if field.ask:
            assert read_command(f"修改{field.caption}", book, form) == Command("edit", field.id)


def test_no_word_belongs_to_two_commands(book: RuleBook) -> None:
    words = [word for command in book.commands for word in command.words]

    assert len(words) == len(set(words))


@pytest.mark.parametrize("text", ["能报销吗", "能报吗？", "咋办呢", "要带什么？ ", "真的么。"])
def test_a_question_is_known_by_its_end(text: str) -> None:
    assert looks_like_question(text)


@pytest.mark.parametrize("text", ["吗啡过量", "我问过了", "电话13800138000", ""])
def test_other_sentences_are_no_questions(text: str) -> None:
    assert not looks_like_question(text)


def test_punctuation_is_taken_off_the_edges_only() -> None:
    assert bare(" ，张三，李四。！ ") == "张三，李四"
