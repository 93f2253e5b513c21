"""Suggested replies: what became of them, replies sent before, canned replies."""

import sqlalchemy as sa
from alembic import op

revision = '0004'
down_revision = '0003'
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forward."""
    op.create_table('suggestion_outcomes',
    sa.Column('conversation_id', sa.String(length=36), nullable=False),
    sa.Column('for_event', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('suggestion_id', sa.String(length=32), nullable=False),
    sa.Column('source', sa.String(length=16), nullable=False),
    sa.Column('outcome', sa.String(length=16), nullable=False),
    sa.Column('edit_share', sa.Float(), nullable=True),
    sa.Column('category', sa.String(length=16), nullable=True),
    sa.Column('situation_id', sa.String(length=32), nullable=True),
    sa.Column('by', sa.String(length=64), nullable=False),
    sa.Column('day', sa.Date(), nullable=False),
    sa.ForeignKeyConstraint(['conversation_id'], ['conversations.id'], name=op.f('fk_suggestion_outcomes_conversation_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('conversation_id', 'for_event', 'suggestion_id', name=op.f('pk_suggestion_outcomes'))
    )
    op.create_index(op.f('ix_suggestion_outcomes_day'), 'suggestion_outcomes', ['day'], unique=False)
    op.create_table('sent_replies',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('conversation_id', sa.String(length=36), nullable=False),
    sa.Column('event_id', sa.Integer(), nullable=False),
    sa.Column('category', sa.String(length=16), nullable=True),
    sa.Column('situation_id', sa.String(length=32), nullable=True),
    sa.Column('rows', sa.String(length=2000), nullable=False),
    sa.Column('by', sa.String(length=64), nullable=False),
    sa.Column('texts', sa.LargeBinary(), nullable=False),
    sa.ForeignKeyConstraint(['conversation_id'], ['conversations.id'], name=op.f('fk_sent_replies_conversation_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_sent_replies')),
    sa.UniqueConstraint('conversation_id', 'event_id', name=op.f('uq_sent_replies_conversation_id'))
    )
    op.create_table('canned_replies',
    sa.Column('id', sa.String(length=36), nullable=False),
    sa.Column('owner', sa.String(length=64), nullable=True),
    sa.Column('category', sa.String(length=16), nullable=True),
    sa.Column('texts', sa.LargeBinary(), nullable=False),
    sa.Column('changed_by', sa.String(length=64), nullable=False),
    sa.Column('changed_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['owner'], ['users.name'], name=op.f('fk_canned_replies_owner'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_canned_replies'))
    )
    op.create_index(op.f('ix_canned_replies_owner'), 'canned_replies', ['owner'], unique=False)


def downgrade() -> None:
    """Back."""
    op.drop_table('canned_replies')
    op.drop_table('sent_replies')
    op.drop_table('suggestion_outcomes')
