"""What the assistant says and listens for: replies, alerts, hotlines, glossary, dictionary."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from casework import errors
from knowledge import Confusion, Fact, RuleBook, lexicon
from knowledge.load import TABLES

COMMAND_BUTTONS = {
    "button_skip": "skip", "button_back": "back", "button_cancel": "cancel", "button_human": "human",
    "button_restart": "restart", "button_confirm": "confirm", "button_real_name": "real_name",
    "button_anonymous": "anonymous",
}  # fmt: skip


def subclasses(base: type[errors.TriageError]) -> list[type[errors.TriageError]]:
    return [base, *(found for child in base.__subclasses__() for found in subclasses(child))]


def safety(book: RuleBook, text: str) -> list[str]:
    return [alert.kind for alert in book.alerts if any(word in text for word in alert.keywords)]


# ---------------------------------------------------------------- replies


@pytest.mark.parametrize("error", subclasses(errors.TriageError), ids=lambda error: error.code)
def test_every_error_has_a_sentence_in_plain_chinese(book: RuleBook, error: type[errors.TriageError]) -> None:
    text = book.reply(error.reply_id)

    assert re.search(r"[\u4e00-\u9fff]", text)
    assert not re.search(r"[A-Za-z]{3,}", re.sub(r"\{\w+\}", "", text))


def test_a_sentence_is_said_with_all_its_slots_filled(book: RuleBook) -> None:
    for reply in book.replies:
        filled = book.reply(reply.id, **dict.fromkeys(reply.slots, "某某"))
        assert "{" not in filled
        assert "}" not in filled


def test_a_sentence_that_lacks_a_slot_is_not_said_with_a_hole(book: RuleBook) -> None:
    with pytest.raises(KeyError, match="code"):
        book.reply("receipt", number="JB202601010001")


def test_guidance_says_that_it_is_no_acceptance(book: RuleBook) -> None:
    assert "不是受理决定" in book.reply("guidance_note")
    assert "登记不等于受理" in book.reply("receipt_note")


def test_no_reply_states_a_period_or_a_law(book: RuleBook) -> None:
    """Statements about the law come from rows with a clause, never from a reply."""
    for reply in book.replies:
        assert not re.search(
            r"\d+\s*(日|天|个工作日|个月|年)内|第[一二三四五六七八九十]+条|《中华人民共和国", reply.text
        ), reply.id


def test_no_reply_promises_what_nobody_has_decided(book: RuleBook) -> None:
    # the notice of a move is said when staff have made that move
    decided = {move.notice for move in book.case_moves}
    for reply in (row for row in book.replies if row.id not in decided):
        for word in ("保证", "一定会", "肯定能", "马上受理", "已经受理"):
            assert word not in reply.text, (reply.id, word)


def test_the_only_telephones_in_replies_are_the_hotlines(book: RuleBook) -> None:
    known = {hotline.number for hotline in book.hotlines}

    for reply in book.replies:
        numbers = set(re.findall(r"(?<![0-9])1(?:10|20|2[0-9]{3})(?![0-9])", reply.text))
        assert numbers <= known
        assert not re.search(r"0\d{2,3}-\d{7,8}", reply.text)


def test_pressing_a_button_that_is_a_command_is_saying_the_command(book: RuleBook) -> None:
    commands = {command.id: command.words for command in book.commands}

    for button, command in COMMAND_BUTTONS.items():
        assert book.reply(button) in commands[command]


def test_a_button_is_short(book: RuleBook) -> None:
    buttons = [reply.text for reply in book.replies if reply.id.startswith("button_")]

    assert max(map(len, buttons)) <= 10
    assert len(set(buttons)) == len(buttons)


def test_a_question_offers_few_options_and_always_not_knowing(book: RuleBook) -> None:
    questions: list[Fact | Confusion] = [*book.facts, *book.confusions]

    for question in questions:
        assert 2 <= len(question.options) <= book.policy.options_max
        assert question.unsure.value == "unsure"
        assert question.question.endswith("？")
        for option in (*question.options, question.unsure):
            assert len(option.label) <= 24


# ---------------------------------------------------------------- safety


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("钱都花光了还不给报，我不想活了", ["self_harm"]),
        ("再没人管我就去跳楼", ["self_harm"]),
        ("你们等着，大不了同归于尽", ["threat"]),
        ("气死我了，真是要命", []),
        ("老伴病死了，账户里的钱怎么取", []),
        ("这药贵得吓死人", []),
        ("医院开刀多收我三千块", []),
        ("他自杀未遂住院，医保给不给报", []),
    ],
)
def test_a_life_in_danger_is_heard_and_ordinary_anger_is_not(book: RuleBook, text: str, kinds: list[str]) -> None:
    assert safety(book, text) == kinds


def test_the_sentence_for_danger_names_every_number_of_its_alert(book: RuleBook) -> None:
    numbers = {hotline.id: hotline.number for hotline in book.hotlines}

    for alert in book.alerts:
        for hotline in alert.hotlines:
            assert numbers[hotline] in book.reply(alert.reply)


# ---------------------------------------------------------------- dictionary


def test_the_dictionary_holds_the_words_of_situations_topics_places_and_laws(book: RuleBook) -> None:
    words = lexicon.words(book)

    for word in ("异地备案", "慢特病", "洪泽", "行政复议", "医疗保障基金使用监督管理条例", "定点药店", "医保中心"):
        assert word in words or len(word) > 12


def test_a_line_of_the_dictionary_is_what_jieba_reads(book: RuleBook) -> None:
    lines = list(lexicon.jieba_lines(book))

    assert len(lines) == len(set(lines)) > 500
    assert all(re.fullmatch(r"[\u3400-\u9fff]{2,12} [1-9][0-9]* n", line) for line in lines)


def test_a_word_names_every_reading_it_speaks_for(book: RuleBook) -> None:
    readings = lexicon.readings_of(book)

    assert readings["处罚决定书"] == ("A1-1", "A1-2", "A1-3", "A1-4", "A1-5")
    assert readings["生育津贴"][0] == "A2-8"
    assert set(lexicon.keywords(book)) == {row.id for row in (*book.situations, *book.topics)}


def test_every_remedy_has_plain_words(book: RuleBook) -> None:
    remedies = {step.remedy for row in book.channels for step in row.steps}

    assert len(remedies) == 9
    for remedy in remedies:
        term = book.term(f"term-{remedy}")
        assert term.kind == "remedy"
        assert term.plain != term.name


def test_the_mark_follows_the_words_and_not_the_sentences(book: RuleBook, tmp_path: Path) -> None:
    shutil.copytree(TABLES, tmp_path / "tables")

    def marked(table: str, old: str, new: str) -> tuple[str, str]:
        path = tmp_path / "tables" / f"{table}.yml"
        text = path.read_text()
        assert old in text
        path.write_text(text.replace(old, new))
        changed = RuleBook.load(tmp_path / "tables")
        return changed.version, lexicon.mark(changed)

    reworded, same = marked("replies", "。", "！")
    _, other = marked("glossary", "words: [", "words: [新说法, ")

    assert reworded != book.version
    assert same == lexicon.mark(book) != other
