"""Conversations from before there were threads."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from sqlalchemy import text

from casework.database.connecting import connect_engine
from casework.store import open_store
from casework.store.migrating import migration_config
from tests.fakes import NOON, QuickHasher


def test_conversations_that_were_there_have_a_thread(url: str, keys_dir: Path) -> None:
    engine = connect_engine(url)
    with engine.begin() as connection:
        config = migration_config()
        config.attributes["connection"] = connection
        command.upgrade(config, "0002")
        for name, events, called in (("opened", 2, False), ("talked", 4, False), ("called", 5, True)):
            connection.execute(
                text(
                    "INSERT INTO conversations (id, token_hash, region, created_at, anonymous, last_event) "
                    "VALUES (:id, :id, '220000', :at, :no, :last)"
                ),
                {"id": name, "at": NOON, "no": False, "last": events},
            )
            for event in range(1, events + 1):
                connection.execute(
                    text(
                        "INSERT INTO conversation_events (conversation_id, id, kind, at, payload) "
                        "VALUES (:id, :event, 'message', :at, :payload)"
                    ),
                    {"id": name, "event": event, "at": NOON, "payload": b"sealed"},
                )
            if called:
                connection.execute(
                    text("INSERT INTO conversation_states VALUES (:id, 'handed_over', 'true')"), {"id": name}
                )
    engine.dispose()

    store = open_store(url, keys_dir, hasher=QuickHasher())

    with store.read() as work:
        assert work.threads.by_id("opened") is None
        talked, called_for = work.threads.by_id("talked"), work.threads.by_id("called")
    store.close()
    assert talked is not None
    assert called_for is not None
    assert (talked.state, talked.reason, talked.waiting_since, talked.last_event) == ("bot", None, None, 4)
    assert (called_for.state, called_for.reason, called_for.last_event) == ("waiting", "asked", 5)
    assert called_for.waiting_since is not None
    assert (called_for.region, called_for.urgent, called_for.version) == ("220000", False, 1)
