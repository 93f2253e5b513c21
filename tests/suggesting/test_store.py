"""What the store keeps of suggestions: sealed, cascading, the same on both databases."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import delete, text

from casework.errors import SessionUnknown
from casework.services.ports.suggestions import CannedReply, SentReply, SuggestionRecord
from casework.store.tables import ConversationRow
from casework.store.unit import SqlStore

SECRET = "请把清单拍清楚发给我"


def reply(talk: str, event: int = 3, words: str = SECRET) -> SentReply:
    return SentReply(talk, event, "appeal", "A2-7", ("xzfy-20-1@0123abcd",), "住院没报", words, "zhao.yi")


def talk_in(store: SqlStore) -> str:
    with store.write() as work:
        talk = work.conversations.create("220000").id
        work.commit()
    return talk


def test_sent_replies_come_back_as_they_were_kept(sql_store: SqlStore) -> None:
    talk = talk_in(sql_store)
    with sql_store.write() as work:
        first = work.suggestions.remember(reply(talk))
        second = work.suggestions.remember(reply(talk, 5, "第二句"))
        work.commit()

    with sql_store.read() as work:
        kept = {one.id: one for one in work.suggestions.remembered([first, second, 999])}
        newer = work.suggestions.remembered_after(first, 10)

    assert kept[first].text == SECRET
    assert kept[first].asked == "住院没报"
    assert kept[first].rows == ("xzfy-20-1@0123abcd",)
    assert [one.id for one in newer] == [second]


def test_a_reply_of_the_same_event_takes_the_place_of_the_first(sql_store: SqlStore) -> None:
    talk = talk_in(sql_store)
    with sql_store.write() as work:
        work.suggestions.remember(reply(talk))
        newest = work.suggestions.remember(reply(talk, words="改过的"))
        work.commit()

    with sql_store.read() as work:
        assert [(one.id, one.text) for one in work.suggestions.remembered_after(0, 10)] == [(newest, "改过的")]


def test_no_text_stands_in_clear(sql_store: SqlStore) -> None:
    talk = talk_in(sql_store)
    with sql_store.write() as work:
        work.suggestions.remember(reply(talk))
        work.suggestions.save_canned(CannedReply("", None, "标题", SECRET))
        work.commit()

    with sql_store._writer.connect() as connection:
        for query in ("SELECT * FROM sent_replies", "SELECT * FROM canned_replies"):
            for row in connection.execute(text(query)):
                assert SECRET not in str(tuple(row))
                assert SECRET.encode() not in b"".join(value for value in row if isinstance(value, bytes))


def test_a_conversation_takes_replies_and_outcomes_with_it(sql_store: SqlStore) -> None:
    talk = talk_in(sql_store)
    record = SuggestionRecord(talk, 1, "rule-1", "rule", "accepted", 0.0, "appeal", "A2-7", "zhao.yi")
    with sql_store.write() as work:
        work.suggestions.remember(reply(talk))
        work.suggestions.record(record)
        work.commit()

    with sql_store.write() as work:
        work._context.session.execute(delete(ConversationRow).where(ConversationRow.id == talk))
        work.commit()

    with sql_store.read() as work:
        assert work.suggestions.remembered_after(0, 10) == []
        assert work.suggestions.rates(date(2020, 1, 1)) == []


def test_nothing_is_kept_for_a_conversation_that_is_not_there(sql_store: SqlStore) -> None:
    with sql_store.write() as work, pytest.raises(SessionUnknown):
        work.suggestions.remember(reply("no-such-talk"))


def test_canned_replies_are_ones_own_and_the_teams(sql_store: SqlStore) -> None:
    with sql_store.write() as work:
        work.users.add("zhao.yi", "赵", "agent")
        work.users.add("qian.er", "钱", "agent")
        own = work.suggestions.save_canned(CannedReply("", "zhao.yi", "乙", "我的", "report"))
        team = work.suggestions.save_canned(CannedReply("", None, "甲", "大家的"))
        work.suggestions.save_canned(CannedReply("", "qian.er", "丙", "别人的"))
        work.commit()

    with sql_store.write() as work:
        assert [one.id for one in work.suggestions.canned("zhao.yi")] == [own.id, team.id]
        work.suggestions.save_canned(CannedReply(own.id, "zhao.yi", "乙", "改了"))
        work.suggestions.remove_canned(team.id)
        work.commit()
    with sql_store.read() as work:
        (left,) = work.suggestions.canned("zhao.yi")
        assert (left.text, left.category) == ("改了", None)
        assert work.suggestions.canned_one(team.id) is None
