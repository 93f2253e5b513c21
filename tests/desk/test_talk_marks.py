"""Matters stand marked in what was said; whatever was said, it stays text."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from html import unescape
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from api.desk.pages.talk_lines import Line, written
from api.desk.pages.talk_marks import Mark, legend, marked

STORY = "住院费只报了一半，我不服。那家药店还用医保卡刷大米，我的电话是〔电话1〕。"
APPEAL = Mark(1, "报销金额有争议", "indigo", 0.91, "住院费只报了一半，我不服。", ("只报了一半", "不服"))
REPORT = Mark(2, "举报药店", "cinnabar", 0.74, "那家药店还用医保卡刷大米", ("刷大米", "住院费"))
NOON = datetime(2026, 11, 22, 12, 0, tzinfo=ZoneInfo("Asia/Shanghai"))


def plain(markup: str) -> str:
    """What a reader sees of it."""
    return unescape(re.sub(r"<svg.*?</svg>|<[^>]*>", "", markup))


def test_each_matter_stands_marked_with_the_words_that_decided() -> None:
    shown = marked(STORY, [APPEAL, REPORT])

    assert '<mark class="matter m-indigo" data-matter="1" title="报销金额有争议">' in shown
    assert '<mark class="matter m-cinnabar" data-matter="2"' in shown
    assert re.findall(r"<b>(.*?)</b>", shown) == ["只报了一半", "不服", "刷大米"]
    assert "<mark" not in marked("另一条消息", [APPEAL, REPORT])


def test_a_sealed_token_stands_behind_a_lock_and_the_words_stay_whole() -> None:
    shown = marked(STORY, [APPEAL])

    assert shown.count('class="sealed"') == 1
    told = Mark(1, "药店", "cinnabar", 0.7, STORY[14:], ())
    assert marked(STORY, [told]).count("goes-on") == 1
    assert plain(shown) == STORY.replace("〔电话1〕", "电话1")


def test_a_matter_told_in_two_messages_is_found_in_each() -> None:
    both = Mark(1, "药店", "cinnabar", 0.9, "那家药店刷大米\n已经好几回了", ())

    assert "<mark" in marked("那家药店刷大米", [both])
    assert "<mark" in marked("已经好几回了", [both])
    assert "<mark" not in marked("好几回", [both])


PIECES = st.lists(
    st.sampled_from(["<b>", "&amp;", "〔电话1〕", "〔电话", "住院", "不服", "\n", '"', "{{1}}"]), max_size=8
)


@given(PIECES.map("".join), PIECES.map("".join), PIECES)
def test_any_words_come_out_as_they_went_in(words: str, of: str, evidence: list[str]) -> None:
    mark = Mark(1, of, "pine", 0.5, of, tuple(piece for piece in evidence if piece))

    shown = marked(words, [mark])

    assert plain(shown) == re.sub(r"〔(电话1)〕", r"\1", words)
    assert not re.search(r"<(?!/?(span|svg|path|mark|b)\b)", shown)


def test_the_legend_has_a_key_for_each_matter_and_none_without_any() -> None:
    assert legend([]) == ""
    assert plain(legend([APPEAL, REPORT])).startswith("1报销金额有争议 91%2举报药店 74%")


def line(who: str, text: str, **more: object) -> Line:
    return Line("e1", who, NOON, text, **more)  # type: ignore[arg-type]


def show(one: Line, before: Line | None = None, *, day_only: bool = False) -> str:
    return written(one, before, [], {"wang.li": "王莉"}, NOON + timedelta(hours=1), day_only=day_only)


def test_a_note_says_that_no_citizen_sees_it() -> None:
    shown = show(line("note", "<i>请再核对</i>", by="wang.li"))

    assert "群众看不到" in shown
    assert "内部备注 · 王莉" in shown
    assert "&lt;i&gt;" in shown


def test_what_one_speaker_says_in_a_row_stands_under_one_name() -> None:
    first, soon = line("agent", "您好", by="wang.li"), line("agent", "请讲", by="wang.li")
    later = Line("e2", "agent", NOON + timedelta(minutes=4), "还在吗", by="wang.li")
    colleague = line("agent", "我来接", by="zhao.yi")

    assert "together" in show(soon, first)
    assert "together" not in show(later, first)
    assert "together" not in show(colleague, first)


def test_of_an_anonymous_reporter_no_time_of_day_is_shown() -> None:
    assert "12:00" in show(line("citizen", "您好"))
    assert "12:00" not in show(line("citizen", "您好"), day_only=True)


def test_the_assistants_answer_is_folded_away_behind_what_it_did() -> None:
    matters = [{"situation_plain": "报销金额有争议", "category_name": "申诉求决", "channels": [{"steps": [1, 2, 3]}]}]
    long = "这件事属于申诉求决。" * 30

    shown = show(line("bot", long, card={"kind": "answer", "matters": matters}))

    assert "<summary>答复了：报销金额有争议（3 个步骤）</summary>" in shown
    assert long in plain(shown)
    assert "<details" not in show(line("bot", "请问是哪里？"))
