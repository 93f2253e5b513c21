"""What was erased is nowhere: in no table, in no free page of the database's file, in nothing beside it."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from pathlib import Path

from sqlalchemy import text

from casework.bootstrap import Services, now
from casework.services.ports.suggestions import SentReply
from casework.services.ports.training import NewItem
from casework.services.staff import Staff
from casework.services.telephone_view import Call
from casework.suggesting.suggestion import Suggestion
from casework.triage import Known
from tests.models.loop import card
from tests.review.talks import BEDS, misread

BOSS, LI = Staff("boss", "admin"), Staff("wang.li", "senior_agent")
CANARY = "金丝雀"


def rows_with(services: Services, wanted: bytes) -> list[str]:
    """Tables with a row in which these bytes stand in any column, in clear."""
    found = []
    with services.store.read() as work:
        session = work.audit._session  # type: ignore[attr-defined]
        names = [row[0] for row in session.execute(text("SELECT name FROM sqlite_master WHERE type = 'table'"))]
        for name in names:
            for row in session.execute(text(f'SELECT * FROM "{name}"')):  # noqa: S608 - names of our own tables
                cells = [one if isinstance(one, bytes) else str(one).encode() for one in row]
                if any(wanted in one for one in cells):
                    found.append(name)
                    break
    return found


def on_disk(services: Services) -> bytes:
    directory: Path = services.settings.data_dir
    return b"".join(one.read_bytes() for one in sorted(directory.rglob("*")) if one.is_file())


def everything_about(services: Services) -> str:
    """A conversation in every room that keeps something of one."""
    conversation = misread(services.store, f"{CANARY}{BEDS}", "disagreed", "corrected")
    with services.store.write() as work:
        work.threads.heard(conversation, work.conversations.last_event_id(conversation))
        work.vault.seal(conversation, "name", CANARY)
        work.suggestions.remember(SentReply(conversation, 2, "report", "B1-1", (), CANARY, f"{CANARY}好", "wang.li"))
        work.commit()
    services.review.collect()
    services.live.take_over(LI, conversation)
    services.live.note(LI, conversation, f"备注{CANARY}")
    asyncio.run(services.live.say(LI, conversation, "1", f"回复{CANARY}"))
    services.suggestions.settle()
    services.suggestions.record(LI, conversation, 2, Suggestion("x", "rule", CANARY, (), ""), "accepted", CANARY)
    with services.store.write() as work:
        work.training.add(
            NewItem(1, conversation, f"{CANARY}{BEDS}", "B1-1", "report", "kept", "", "review", "sun.gui", now())
        )
        items = [one.id for one in work.training.kept()]
        work.models.add(replace(card("candidate", now()), own_items=1), "c.tar.gz", items)
        work.shadow.add("candidate", conversation, 2, now(), "suggestion", "report")
        work.commit()
    services.live.close(LI, conversation, "solved")
    return conversation


def sealed_of(services: Services, conversation: str) -> list[bytes]:
    """Everything sealed of it, as it lies on the disk."""
    with services.store.read() as work:
        session = work.audit._session  # type: ignore[attr-defined]
        named = {"id": conversation}
        cells = []
        for table, column in (
            ("conversation_events", "payload"), ("thread_notes", "text"), ("sent_replies", "texts"),
            ("sealed_values", "value"), ("training_items", "text"), ("heard_turns", "parse"),
        ):  # fmt: skip
            query = text(f"SELECT {column} FROM {table} WHERE conversation_id = :id")  # noqa: S608
            cells += [bytes(row[0]) for row in session.execute(query, named)]
    assert len(cells) >= 9
    return cells


def test_nothing_is_left_of_an_erased_conversation(services: Services) -> None:
    conversation = everything_about(services)
    sealed = sealed_of(services, conversation)
    before = on_disk(services)
    assert all(one in before for one in sealed), "the trap is one"
    assert CANARY.encode() not in before, "nothing lies in clear even before"

    services.office.erase_conversation(BOSS, conversation, "本人要求")

    assert set(rows_with(services, conversation.encode())) == {"audit_lines"}, "that it was erased, by whom and why"
    after = on_disk(services)
    assert not [one for one in sealed if one in after], "whoever has the key could read it in a free page or the WAL"
    assert CANARY.encode() not in after
    with services.store.read() as work:
        assert work.training.kept() == []
        assert work.models.by_name("candidate").tainted  # type: ignore[union-attr]
        assert work.audit.verify().fault is None


def test_nothing_is_left_of_the_draft_of_a_call(services: Services) -> None:
    call = Call(text=f"{CANARY}{BEDS}我的电话是13800138000。", known=Known({}, "220000"), slip="s")
    call_id = services.telephone.save(LI, None, call, 0).call_id
    services.telephone.save(LI, call_id, replace(call, text=call.text + "还有。"), 1)
    services.telephone.end(LI, call_id)
    with services.store.read() as work:
        session = work.audit._session  # type: ignore[attr-defined]
        query = text("SELECT payload FROM conversation_events WHERE conversation_id = :id")
        sealed = [bytes(row[0]) for row in session.execute(query, {"id": call_id})]
    assert sealed

    services.office.erase_conversation(BOSS, call_id, "本人要求")

    assert not [one for one in sealed if one in on_disk(services)]
    assert set(rows_with(services, call_id.encode())) == {"audit_lines"}
