"""Review: items, labels, second opinions, saved views."""

import sqlalchemy as sa
from alembic import op

revision = '0005'
down_revision = '0004'
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forward."""
    op.create_table('review_cursor',
    sa.Column('id', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('turn', sa.Integer(), nullable=False),
    sa.Column('signal', sa.Integer(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_review_cursor'))
    )
    op.create_table('review_groups',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('size', sa.Integer(), nullable=False),
    sa.Column('sketch', sa.LargeBinary(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_review_groups'))
    )
    op.create_table('review_keys',
    sa.Column('key', sa.String(length=64), nullable=False),
    sa.Column('group_id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['group_id'], ['review_groups.id'], name=op.f('fk_review_keys_group_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('key', 'group_id', name=op.f('pk_review_keys'))
    )
    op.create_table('review_items',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('conversation_id', sa.String(length=36), nullable=False),
    sa.Column('event_id', sa.Integer(), nullable=False),
    sa.Column('day', sa.Date(), nullable=False),
    sa.Column('region', sa.String(length=12), nullable=True),
    sa.Column('category', sa.String(length=16), nullable=True),
    sa.Column('intent', sa.String(length=64), nullable=True),
    sa.Column('confidence', sa.Float(), nullable=False),
    sa.Column('novelty', sa.Float(), nullable=True),
    sa.Column('reasons', sa.Integer(), nullable=False),
    sa.Column('hint', sa.String(length=64), nullable=True),
    sa.Column('base', sa.Float(), nullable=False),
    sa.Column('worth', sa.Float(), nullable=False),
    sa.Column('group_id', sa.Integer(), nullable=False),
    sa.Column('state', sa.String(length=16), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('first', sa.String(length=64), nullable=True),
    sa.Column('first_by', sa.String(length=64), nullable=True),
    sa.Column('second', sa.String(length=64), nullable=True),
    sa.Column('second_by', sa.String(length=64), nullable=True),
    sa.Column('settled', sa.String(length=64), nullable=True),
    sa.ForeignKeyConstraint(['conversation_id'], ['conversations.id'], name=op.f('fk_review_items_conversation_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['group_id'], ['review_groups.id'], name=op.f('fk_review_items_group_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_review_items')),
    sa.UniqueConstraint('conversation_id', 'event_id', name=op.f('uq_review_items_conversation_id')),
    sqlite_autoincrement=True
    )
    op.create_index('ix_review_items_list', 'review_items', ['state', 'group_id', 'worth', 'reasons', 'category', 'intent', 'region', 'day', 'first_by', 'second_by'], unique=False)
    op.create_index('ix_review_items_worth', 'review_items', ['state', 'worth', 'id'], unique=False)
    op.create_index('ix_review_items_group', 'review_items', ['group_id', 'state', 'worth'], unique=False)
    op.create_index('ix_review_items_region', 'review_items', ['region'], unique=False)
    op.create_table('review_decisions',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('action', sa.String(length=36), nullable=False),
    sa.Column('item_id', sa.Integer(), nullable=False),
    sa.Column('actor', sa.String(length=64), nullable=False),
    sa.Column('kind', sa.String(length=16), nullable=False),
    sa.Column('intent', sa.String(length=64), nullable=True),
    sa.Column('from_state', sa.String(length=16), nullable=False),
    sa.Column('to_state', sa.String(length=16), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('undone_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('fixed', sa.Boolean(), nullable=False),
    sa.ForeignKeyConstraint(['item_id'], ['review_items.id'], name=op.f('fk_review_decisions_item_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_review_decisions')),
    sqlite_autoincrement=True
    )
    op.create_index(op.f('ix_review_decisions_action'), 'review_decisions', ['action'], unique=False)
    op.create_index(op.f('ix_review_decisions_item_id'), 'review_decisions', ['item_id'], unique=False)
    op.create_index('ix_review_decisions_actor_id', 'review_decisions', ['actor', 'id'], unique=False)
    op.create_index('ix_review_decisions_to_state_id', 'review_decisions', ['to_state', 'id'], unique=False)
    op.create_table('review_views',
    sa.Column('user_name', sa.String(length=64), nullable=False),
    sa.Column('name', sa.String(length=40), nullable=False),
    sa.Column('query', sa.String(length=400), nullable=False),
    sa.ForeignKeyConstraint(['user_name'], ['users.name'], name=op.f('fk_review_views_user_name'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('user_name', 'name', name=op.f('pk_review_views'))
    )


def downgrade() -> None:
    """Back."""
    for table in ('review_views', 'review_decisions', 'review_items', 'review_keys', 'review_groups', 'review_cursor'):
        op.drop_table(table)
