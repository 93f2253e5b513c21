"""Whatever is sent is cleaned first, and told apart from what cannot be a petition."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casework.errors import EmptyMessage, MessageTooLong
from casework.intake import clean, wordless


def test_control_characters_go_and_line_feeds_stay() -> None:
    assert clean("医院\x00多收\x07费\r\n怎么办 ", 100) == "医院多收费\n怎么办"


@pytest.mark.parametrize("text", ["", "   ", "\x00\x01", "\u200b\u200b", "\n\n"])
def test_a_message_without_a_visible_character_is_refused(text: str) -> None:
    with pytest.raises(EmptyMessage):
        clean(text, 100)


def test_a_message_longer_than_allowed_is_refused() -> None:
    with pytest.raises(MessageTooLong):
        clean("长" * 101, 100)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("😀😀", "not_words"),
        ("。。。？？", "not_words"),
        ("I want my money back", "not_chinese"),
        ("医保", None),
        ("138", None),
    ],
)
def test_emoji_and_foreign_words_are_told_apart_from_chinese(text: str, kind: str | None) -> None:
    assert wordless(text) == kind


@given(st.text(max_size=400))
def test_any_text_is_either_cleaned_or_refused(text: str) -> None:
    try:
        kept = clean(text, 300)
    except (EmptyMessage, MessageTooLong):
        return

    assert kept
    assert "\x00" not in kept
    assert clean(kept, 300) == kept
