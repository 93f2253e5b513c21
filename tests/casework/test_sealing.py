"""Personal data leaves a message before anything else reads it."""

from __future__ import annotations

import pytest

from casework.services.sealing import Sealing
from knowledge import RuleBook
from tests.casework.builders import FALSE_ID, PHONE
from tests.fakes import MemoryStore


@pytest.fixture
def store() -> MemoryStore:
    return MemoryStore()


@pytest.fixture
def conversation(store: MemoryStore) -> str:
    with store.write() as work:
        made = work.conversations.create(None)
        work.commit()
    return made.id


def opened(store: MemoryStore, conversation: str, text: str) -> str:
    with store.read() as work:
        return work.vault.unseal_text(conversation, text)


def test_numbers_and_an_announced_name_become_tokens_wherever_they_stand(
    store: MemoryStore, conversation: str, book: RuleBook
) -> None:
    text = f"我叫张三，身份证{FALSE_ID}，电话{PHONE}，医院多收了我的钱"

    sealed = Sealing(store).seal(conversation, text, None, book)

    assert sealed == "我叫〔姓名1〕，身份证〔身份证1〕，电话〔电话1〕，医院多收了我的钱"
    assert opened(store, conversation, sealed) == text


def test_the_same_number_said_again_has_the_same_token(store: MemoryStore, conversation: str, book: RuleBook) -> None:
    sealing = Sealing(store)

    first = sealing.seal(conversation, f"电话{PHONE}", None, book)
    again = sealing.seal(conversation, f"再说一遍：{PHONE[:3]} {PHONE[3:7]} {PHONE[7:]}", None, book)

    assert first == "电话〔电话1〕"
    assert again == "再说一遍：〔电话1〕"


def test_one_conversation_cannot_open_the_tokens_of_another(
    store: MemoryStore, conversation: str, book: RuleBook
) -> None:
    sealed = Sealing(store).seal(conversation, PHONE, None, book)
    with store.write() as work:
        other = work.conversations.create(None)
        work.commit()

    assert opened(store, other.id, sealed) == "〔电话1〕"


@pytest.mark.parametrize(
    ("kind", "text", "token", "value"),
    [
        ("name", "欧阳小明", "〔姓名1〕", "欧阳小明"),
        ("name", "我叫张三。", "〔姓名1〕", "张三"),
        ("address", "住在幸福村2组", "〔地址1〕", "幸福村2组"),
        ("org", "平安物业公司", "〔单位1〕", "平安物业公司"),
        ("phone", "我的手机是 138-0013-8000", "〔电话1〕", PHONE),
        ("phone", "1380013", "〔电话1〕", "1380013"),
        ("id_number", "11010519491231002x", "〔身份证1〕", "11010519491231002X"),
    ],
)
def test_when_the_form_asks_for_personal_data_the_whole_answer_is_sealed(
    store: MemoryStore, conversation: str, book: RuleBook, kind: str, text: str, token: str, value: str
) -> None:
    sealed = Sealing(store).seal(conversation, text, kind, book)  # type: ignore[arg-type]

    assert sealed == token
    assert opened(store, conversation, sealed) == value


@pytest.mark.parametrize("text", ["跳过", "上一步", "取消登记", "不想留名", "修改举报内容", "找人工", "不清楚"])
def test_a_command_is_a_command_even_where_a_name_is_expected(
    store: MemoryStore, conversation: str, book: RuleBook, text: str
) -> None:
    assert Sealing(store).seal(conversation, text, "name", book) == text


def test_a_question_or_a_long_story_is_no_name(store: MemoryStore, conversation: str, book: RuleBook) -> None:
    sealing = Sealing(store)
    question, story = "一定要写真名吗？", "医院让我住了三天院" * 8 + f"，电话{PHONE}"

    assert sealing.seal(conversation, question, "name", book) == question
    assert sealing.seal(conversation, story, "name", book) == story.replace(PHONE, "〔电话1〕")


@pytest.mark.parametrize("text", ["我不想写身份证", "等一下，我去找找", "算了我还是匿名吧"])
def test_where_a_number_is_expected_words_alone_are_no_answer(
    store: MemoryStore, conversation: str, book: RuleBook, text: str
) -> None:
    assert Sealing(store).seal(conversation, text, "id_number", book) == text


def test_a_number_may_be_spoken_in_words(store: MemoryStore, conversation: str, book: RuleBook) -> None:
    sealed = Sealing(store).seal(conversation, "一三八零零一三八零零零", "phone", book)

    assert opened(store, conversation, sealed) == PHONE


@pytest.mark.parametrize("text", ["😀", "。。。", "？！"])
def test_what_has_neither_word_nor_figure_is_nobodys_name(
    store: MemoryStore, conversation: str, book: RuleBook, text: str
) -> None:
    assert Sealing(store).seal(conversation, text, "name", book) == text


def test_a_name_in_foreign_letters_is_a_name(store: MemoryStore, conversation: str, book: RuleBook) -> None:
    assert Sealing(store).seal(conversation, "Anna Example", "name", book) == "〔姓名1〕"


def test_a_text_without_personal_data_is_left_as_it_is(store: MemoryStore, conversation: str, book: RuleBook) -> None:
    text = "花了12345元，打12393没人接"

    assert Sealing(store).seal(conversation, text, None, book) == text
    assert store.records.sealed == {}
