"""Conversations, registrations, users, audit trail."""

import sqlalchemy as sa
from alembic import op

revision = '0001'
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forward."""
    op.create_table('audit_head',
    sa.Column('id', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('sequence', sa.Integer(), nullable=False),
    sa.Column('hash', sa.String(length=64), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_audit_head'))
    )
    op.execute("INSERT INTO audit_head (id, sequence, hash) VALUES (1, 0, '')")
    op.create_table('audit_lines',
    sa.Column('sequence', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('actor', sa.String(length=100), nullable=False),
    sa.Column('role', sa.String(length=32), nullable=False),
    sa.Column('action', sa.String(length=64), nullable=False),
    sa.Column('subject', sa.String(length=100), nullable=False),
    sa.Column('reason', sa.String(length=500), nullable=False),
    sa.Column('hash', sa.String(length=64), nullable=False),
    sa.PrimaryKeyConstraint('sequence', name=op.f('pk_audit_lines'))
    )
    op.create_index('ix_audit_lines_subject', 'audit_lines', ['subject'], unique=False)

    op.create_table('conversations',
    sa.Column('id', sa.String(length=36), nullable=False),
    sa.Column('token_hash', sa.String(length=64), nullable=False),
    sa.Column('sender', sa.String(length=64), nullable=True),
    sa.Column('region', sa.String(length=12), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('anonymous', sa.Boolean(), nullable=False),
    sa.Column('last_event', sa.Integer(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_conversations')),
    sa.UniqueConstraint('sender', name=op.f('uq_conversations_sender')),
    sa.UniqueConstraint('token_hash', name=op.f('uq_conversations_token_hash'))
    )
    op.create_table('daily_numbers',
    sa.Column('day', sa.Date(), nullable=False),
    sa.Column('last', sa.Integer(), nullable=False),
    sa.PrimaryKeyConstraint('day', name=op.f('pk_daily_numbers'))
    )
    op.create_table('key_checks',
    sa.Column('purpose', sa.String(length=32), nullable=False),
    sa.Column('word', sa.LargeBinary(), nullable=False),
    sa.PrimaryKeyConstraint('purpose', name=op.f('pk_key_checks'))
    )
    op.create_table('registrations',
    sa.Column('number', sa.String(length=20), nullable=False),
    sa.Column('conversation_id', sa.String(length=36), nullable=False),
    sa.Column('form_fingerprint', sa.String(length=64), nullable=False),
    sa.Column('situation_id', sa.String(length=32), nullable=True),
    sa.Column('rulebook_version', sa.String(length=64), nullable=False),
    sa.Column('anonymous', sa.Boolean(), nullable=False),
    sa.Column('registered_on', sa.Date(), nullable=False),
    sa.Column('content', sa.LargeBinary(), nullable=False),
    sa.Column('code_hash', sa.String(length=200), nullable=True),
    sa.Column('tries', sa.Integer(), nullable=False),
    sa.Column('locked_until', sa.DateTime(timezone=True), nullable=True),
    sa.PrimaryKeyConstraint('number', name=op.f('pk_registrations')),
    sa.UniqueConstraint('conversation_id', 'form_fingerprint', name=op.f('uq_registrations_conversation_id'))
    )
    op.create_index('ix_registrations_registered_on', 'registrations', ['registered_on'], unique=False)
    op.create_index('ix_registrations_situation_id', 'registrations', ['situation_id'], unique=False)

    op.create_table('users',
    sa.Column('name', sa.String(length=64), nullable=False),
    sa.Column('role', sa.String(length=32), nullable=False),
    sa.Column('password_hash', sa.String(length=200), nullable=False),
    sa.Column('must_change', sa.Boolean(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('name', name=op.f('pk_users'))
    )
    op.create_table('conversation_events',
    sa.Column('conversation_id', sa.String(length=36), nullable=False),
    sa.Column('id', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('kind', sa.String(length=32), nullable=False),
    sa.Column('client_id', sa.String(length=64), nullable=True),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('payload', sa.LargeBinary(), nullable=False),
    sa.ForeignKeyConstraint(['conversation_id'], ['conversations.id'], name=op.f('fk_conversation_events_conversation_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('conversation_id', 'id', name=op.f('pk_conversation_events')),
    sa.UniqueConstraint('conversation_id', 'client_id', name=op.f('uq_conversation_events_conversation_id'))
    )
    op.create_table('conversation_states',
    sa.Column('conversation_id', sa.String(length=36), nullable=False),
    sa.Column('name', sa.String(length=64), nullable=False),
    sa.Column('value', sa.String(length=200), nullable=False),
    sa.ForeignKeyConstraint(['conversation_id'], ['conversations.id'], name=op.f('fk_conversation_states_conversation_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('conversation_id', 'name', name=op.f('pk_conversation_states'))
    )
    op.create_index('ix_conversation_states_name_value', 'conversation_states', ['name', 'value'], unique=False)

    op.create_table('reporter_identities',
    sa.Column('number', sa.String(length=20), nullable=False),
    sa.Column('identity', sa.LargeBinary(), nullable=False),
    sa.ForeignKeyConstraint(['number'], ['registrations.number'], name=op.f('fk_reporter_identities_number'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('number', name=op.f('pk_reporter_identities'))
    )
    op.create_table('sealed_values',
    sa.Column('conversation_id', sa.String(length=36), nullable=False),
    sa.Column('token', sa.String(length=16), nullable=False),
    sa.Column('kind', sa.String(length=16), nullable=False),
    sa.Column('fingerprint', sa.String(length=64), nullable=False),
    sa.Column('value', sa.LargeBinary(), nullable=False),
    sa.ForeignKeyConstraint(['conversation_id'], ['conversations.id'], name=op.f('fk_sealed_values_conversation_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('conversation_id', 'token', name=op.f('pk_sealed_values')),
    sa.UniqueConstraint('conversation_id', 'kind', 'fingerprint', name=op.f('uq_sealed_values_conversation_id'))
    )


def downgrade() -> None:
    """Back."""
    op.drop_table('sealed_values')
    op.drop_table('reporter_identities')
    op.drop_index('ix_conversation_states_name_value', 'conversation_states')

    op.drop_table('conversation_states')
    op.drop_table('conversation_events')
    op.drop_table('users')
    op.drop_index('ix_registrations_situation_id', 'registrations')
    op.drop_index('ix_registrations_registered_on', 'registrations')

    op.drop_table('registrations')
    op.drop_table('key_checks')
    op.drop_table('daily_numbers')
    op.drop_table('conversations')
    op.drop_index('ix_audit_lines_subject', 'audit_lines')

    op.drop_table('audit_lines')
    op.drop_table('audit_head')
