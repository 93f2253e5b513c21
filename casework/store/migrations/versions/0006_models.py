"""The model loop: training items, models, jobs, comparisons, promotions, shadow scores."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = '0006'
down_revision = '0005'
branch_labels = None
depends_on = None

_LATER_FIRST = (
    'loop_settings', 'shadow_scores', 'model_promotions', 'model_pictures', 'model_comparisons', 'model_jobs',
    'model_moves', 'model_serving', 'model_items', 'models', 'training_items',
)


def _moment(name: str, *, nullable: bool = False) -> "sa.Column[Any]":
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def _text(name: str, length: int, *, nullable: bool = False) -> "sa.Column[Any]":
    return sa.Column(name, sa.String(length=length), nullable=nullable)


def _sealed(name: str) -> "sa.Column[Any]":
    return sa.Column(name, sa.LargeBinary(), nullable=False)


def _of_model(table: str, column: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], ['models.name'], name=op.f(f'fk_{table}_{column}'), ondelete='CASCADE')


def upgrade() -> None:
    """Forward."""
    op.create_table('training_items',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('label_id', sa.Integer(), nullable=False),
    _text('conversation_id', 36), _sealed('text'), _text('intent', 64), _text('category', 16), _text('state', 12),
    _text('copy_of', 64), _text('origin', 16), _text('labelled_by', 64), _moment('labelled_at'), _moment('added_at'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_training_items')),
    sa.UniqueConstraint('label_id', name=op.f('uq_training_items_label_id'))
    )
    op.create_index(op.f('ix_training_items_conversation_id'), 'training_items', ['conversation_id'], unique=False)
    op.create_index(op.f('ix_training_items_labelled_at'), 'training_items', ['labelled_at'], unique=False)
    op.create_index('ix_training_items_state_id', 'training_items', ['state', 'id'], unique=False)
    op.create_table('models',
    _text('name', 64), _text('file', 200), sa.Column('card', sa.Text(), nullable=False), _moment('created_at'),
    sa.Column('broken', sa.Boolean(), nullable=False), sa.Column('tainted', sa.Integer(), nullable=False),
    sa.PrimaryKeyConstraint('name', name=op.f('pk_models'))
    )
    op.create_index(op.f('ix_models_created_at'), 'models', ['created_at'], unique=False)
    op.create_table('model_items',
    _text('model', 64), sa.Column('item_id', sa.Integer(), autoincrement=False, nullable=False),
    _of_model('model_items', 'model'),
    sa.PrimaryKeyConstraint('model', 'item_id', name=op.f('pk_model_items'))
    )
    op.create_index(op.f('ix_model_items_item_id'), 'model_items', ['item_id'], unique=False)
    op.create_table('model_serving',
    sa.Column('id', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    _text('model', 64, nullable=True), _text('previous', 64, nullable=True), _moment('since', nullable=True),
    _text('changed_by', 64),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_model_serving'))
    )
    op.create_table('model_moves',
    sa.Column('id', sa.Integer(), nullable=False),
    _text('kind', 16), _moment('at'), _text('model', 64), _text('before', 64, nullable=True), _text('moved_by', 64),
    _text('second_by', 64, nullable=True), _sealed('reason'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_model_moves'))
    )
    op.create_table('model_jobs',
    _text('id', 36), _text('kind', 16), _text('place', 16, nullable=True), _text('state', 12),
    _text('candidate', 64, nullable=True), sa.Column('progress', sa.Float(), nullable=True), _text('step', 80),
    sa.Column('seconds_left', sa.Float(), nullable=True), _sealed('log'), _text('started_by', 64), _sealed('reason'),
    _moment('created_at'), _moment('started_at', nullable=True), _moment('ended_at', nullable=True),
    _moment('beat_at', nullable=True), sa.Column('cancelling', sa.Boolean(), nullable=False), _text('error', 400),
    _text('result', 64, nullable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_model_jobs')),
    sa.UniqueConstraint('place', name=op.f('uq_model_jobs_place'))
    )
    op.create_index(op.f('ix_model_jobs_created_at'), 'model_jobs', ['created_at'], unique=False)
    op.create_table('model_comparisons',
    sa.Column('id', sa.Integer(), nullable=False),
    _text('candidate', 64), _text('serving', 64), _moment('at'), _sealed('content'),
    _of_model('model_comparisons', 'candidate'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_model_comparisons')),
    sa.UniqueConstraint('candidate', name=op.f('uq_model_comparisons_candidate'))
    )
    op.create_table('model_pictures',
    _text('candidate', 64), _text('name', 64), _sealed('content'), _of_model('model_pictures', 'candidate'),
    sa.PrimaryKeyConstraint('candidate', 'name', name=op.f('pk_model_pictures'))
    )
    op.create_table('model_promotions',
    sa.Column('id', sa.Integer(), nullable=False),
    _text('candidate', 64), sa.Column('version', sa.Integer(), nullable=False), _text('asked_by', 64),
    _moment('asked_at'), _sealed('reason'), _text('state', 8), _text('decided_by', 64, nullable=True),
    _moment('decided_at', nullable=True), _of_model('model_promotions', 'candidate'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_model_promotions'))
    )
    op.create_index(op.f('ix_model_promotions_candidate'), 'model_promotions', ['candidate'], unique=False)
    op.create_table('shadow_scores',
    _text('candidate', 64), _text('conversation_id', 36),
    sa.Column('event_id', sa.Integer(), autoincrement=False, nullable=False),
    _moment('at'), _text('serving', 32), _text('reading', 32), sa.Column('same', sa.Boolean(), nullable=False),
    _of_model('shadow_scores', 'candidate'),
    sa.PrimaryKeyConstraint('candidate', 'conversation_id', 'event_id', name=op.f('pk_shadow_scores'))
    )
    op.create_index('ix_shadow_scores_candidate_same_at', 'shadow_scores', ['candidate', 'same', 'at'], unique=False)
    op.create_index(op.f('ix_shadow_scores_conversation_id'), 'shadow_scores', ['conversation_id'], unique=False)
    op.create_table('loop_settings',
    _text('name', 64), sa.Column('value', sa.Text(), nullable=False), _text('set_by', 64), _moment('set_at'),
    sa.PrimaryKeyConstraint('name', name=op.f('pk_loop_settings'))
    )


def downgrade() -> None:
    """Back."""
    for table in _LATER_FIRST:
        op.drop_table(table)
