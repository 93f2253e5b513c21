"""Live conversations: who has them, what was read in them, notes.

Conversations that are there already get a thread: whoever asked for a person waits for one, the rest is the bot's.
"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

# A conversation begins with two messages of the bot; from the third on a citizen has written.
_THREADS = """
INSERT INTO threads (conversation_id, channel, state, urgent, reason, waiting_since, region, opened_at, last_at,
                     last_event, last_from, anonymous, version)
SELECT c.id, 'chat', CASE WHEN f.value IS NULL THEN 'bot' ELSE 'waiting' END, :no,
       CASE WHEN f.value IS NULL THEN NULL ELSE 'asked' END,
       CASE WHEN f.value IS NULL THEN NULL ELSE e.at END,
       c.region, c.created_at, e.at, c.last_event, 'bot', c.anonymous, 1
FROM conversations c
JOIN conversation_events e ON e.conversation_id = c.id AND e.id = c.last_event
LEFT JOIN conversation_states f ON f.conversation_id = c.id AND f.name = 'handed_over' AND f.value = 'true'
WHERE c.last_event > 2
"""


def upgrade() -> None:
    """Forward."""
    op.create_table(
        "threads",
        sa.Column("conversation_id", sa.String(length=36), nullable=False),
        sa.Column("channel", sa.String(length=8), nullable=False),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.Column("holder", sa.String(length=64), nullable=True),
        sa.Column("reason", sa.String(length=16), nullable=True),
        sa.Column("urgent", sa.Boolean(), nullable=False),
        sa.Column("waiting_since", sa.DateTime(timezone=True), nullable=True),
        sa.Column("away_since", sa.DateTime(timezone=True), nullable=True),
        sa.Column("category", sa.String(length=16), nullable=True),
        sa.Column("situation_id", sa.String(length=32), nullable=True),
        sa.Column("confidence", sa.Float(), nullable=True),
        sa.Column("region", sa.String(length=12), nullable=True),
        sa.Column("number", sa.String(length=20), nullable=True),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_event", sa.Integer(), nullable=False),
        sa.Column("last_from", sa.String(length=8), nullable=False),
        sa.Column("outcome", sa.String(length=32), nullable=True),
        sa.Column("anonymous", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["conversation_id"], ["conversations.id"], name=op.f("fk_threads_conversation_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("conversation_id", name=op.f("pk_threads")),
    )
    op.create_index(op.f("ix_threads_number"), "threads", ["number"], unique=False)
    op.create_index("ix_threads_holder_state", "threads", ["holder", "state"], unique=False)
    op.create_index("ix_threads_state_last_at", "threads", ["state", "last_at"], unique=False)
    op.create_table(
        "thread_petitions",
        sa.Column("conversation_id", sa.String(length=36), nullable=False),
        sa.Column("petition", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["conversation_id"],
            ["conversations.id"],
            name=op.f("fk_thread_petitions_conversation_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("conversation_id", name=op.f("pk_thread_petitions")),
    )
    op.create_table(
        "thread_steps",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("conversation_id", sa.String(length=36), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("by", sa.String(length=64), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reason", sa.String(length=64), nullable=False),
        sa.Column("waited", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["conversation_id"], ["conversations.id"], name=op.f("fk_thread_steps_conversation_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_thread_steps")),
    )
    op.create_index(op.f("ix_thread_steps_at"), "thread_steps", ["at"], unique=False)
    op.create_index(op.f("ix_thread_steps_conversation_id"), "thread_steps", ["conversation_id"], unique=False)
    op.create_table(
        "thread_notes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("conversation_id", sa.String(length=36), nullable=False),
        sa.Column("key", sa.String(length=36), nullable=False),
        sa.Column("author", sa.String(length=64), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("text", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["conversation_id"], ["conversations.id"], name=op.f("fk_thread_notes_conversation_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_thread_notes")),
    )
    op.create_index(op.f("ix_thread_notes_conversation_id"), "thread_notes", ["conversation_id"], unique=False)
    op.create_table(
        "heard_turns",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("conversation_id", sa.String(length=36), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("category", sa.String(length=16), nullable=True),
        sa.Column("situation_id", sa.String(length=32), nullable=True),
        sa.Column("topic", sa.String(length=64), nullable=True),
        sa.Column("confidence", sa.Float(), nullable=False),
        sa.Column("action", sa.String(length=16), nullable=False),
        sa.Column("novelty", sa.Float(), nullable=True),
        sa.Column("model", sa.String(length=200), nullable=False),
        sa.Column("rulebook", sa.String(length=64), nullable=False),
        sa.Column("parse", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["conversation_id"], ["conversations.id"], name=op.f("fk_heard_turns_conversation_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_heard_turns")),
        sa.UniqueConstraint("conversation_id", "event_id", name=op.f("uq_heard_turns_conversation_id")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_heard_turns_at"), "heard_turns", ["at"], unique=False)
    op.create_table(
        "signals",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("conversation_id", sa.String(length=36), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("by", sa.String(length=64), nullable=False),
        sa.Column("category", sa.String(length=16), nullable=True),
        sa.Column("situation_id", sa.String(length=32), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["conversation_id"], ["conversations.id"], name=op.f("fk_signals_conversation_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_signals")),
        sa.UniqueConstraint("conversation_id", "event_id", "kind", "by", name=op.f("uq_signals_conversation_id")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_signals_at"), "signals", ["at"], unique=False)
    op.create_index("ix_signals_kind_at", "signals", ["kind", "at"], unique=False)
    op.get_bind().execute(sa.text(_THREADS), {"no": False})


def downgrade() -> None:
    """Back."""
    for table in ("signals", "heard_turns", "thread_notes", "thread_steps", "thread_petitions", "threads"):
        op.drop_table(table)
