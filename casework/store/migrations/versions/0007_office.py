"""What an office sets and counts."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

_COUNTS = (
    "conversations",
    "turns",
    "answered",
    "served",
    "asked",
    "questions",
    "called",
    "corrected",
    "disagreed",
    "registered",
)


def upgrade() -> None:
    """Forward."""
    op.create_table(
        "office_settings",
        sa.Column("name", sa.String(length=64), nullable=False),
        sa.Column("value", sa.String(length=500), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_by", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_office_settings")),
    )
    op.create_table(
        "talk_tallies",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("region", sa.String(length=12), nullable=False),
        sa.Column("channel", sa.String(length=8), nullable=False),
        sa.Column("category", sa.String(length=16), nullable=False),
        sa.Column("situation_id", sa.String(length=32), nullable=False),
        *(sa.Column(name, sa.Integer(), nullable=False) for name in _COUNTS),
        sa.PrimaryKeyConstraint("day", "region", "channel", "category", "situation_id", name=op.f("pk_talk_tallies")),
    )
    op.create_table(
        "time_tallies",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("region", sa.String(length=12), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("bin", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("day", "region", "kind", "bin", name=op.f("pk_time_tallies")),
    )
    op.create_table(
        "audit_base",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.Column("seal", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_base")),
    )
    op.create_index("ix_audit_lines_action_sequence", "audit_lines", ["action", "sequence"], unique=False)
    op.create_index("ix_audit_lines_actor_sequence", "audit_lines", ["actor", "sequence"], unique=False)
    op.create_index("ix_audit_lines_at", "audit_lines", ["at"], unique=False)


def downgrade() -> None:
    """Back."""
    op.drop_index("ix_audit_lines_at", table_name="audit_lines")
    op.drop_index("ix_audit_lines_actor_sequence", table_name="audit_lines")
    op.drop_index("ix_audit_lines_action_sequence", table_name="audit_lines")
    op.drop_table("audit_base")
    op.drop_table("time_tallies")
    op.drop_table("talk_tallies")
    op.drop_table("office_settings")
