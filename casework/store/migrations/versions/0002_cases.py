"""Cases and what belongs to them, evidence files, follow-up and staff sessions; forms of every kind.

What was registered before becomes a case in its first state. Keyed fingerprints of respondents cannot be made here (no
key): those cases are found by number.
"""

from datetime import datetime, time, timezone
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from alembic import op

revision = '0002'
down_revision = '0001'
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forward."""
    op.create_table('evidence_files',
    sa.Column('id', sa.String(length=36), nullable=False),
    sa.Column('conversation_id', sa.String(length=36), nullable=True),
    sa.Column('number', sa.String(length=20), nullable=True),
    sa.Column('details', sa.LargeBinary(), nullable=False),
    sa.Column('media_type', sa.String(length=100), nullable=True),
    sa.Column('size', sa.BigInteger(), nullable=False),
    sa.Column('received', sa.BigInteger(), nullable=False),
    sa.Column('state', sa.String(length=16), nullable=False),
    sa.Column('fingerprint', sa.String(length=64), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_evidence_files'))
    )
    op.create_index(op.f('ix_evidence_files_conversation_id'), 'evidence_files', ['conversation_id'], unique=False)
    op.create_index(op.f('ix_evidence_files_number'), 'evidence_files', ['number'], unique=False)
    op.create_index(op.f('ix_evidence_files_state'), 'evidence_files', ['state'], unique=False)
    op.create_table('cases',
    sa.Column('number', sa.String(length=20), nullable=False),
    sa.Column('form', sa.String(length=64), nullable=False),
    sa.Column('category', sa.String(length=16), nullable=False),
    sa.Column('region', sa.String(length=12), nullable=True),
    sa.Column('situation_id', sa.String(length=32), nullable=True),
    sa.Column('anonymous', sa.Boolean(), nullable=False),
    sa.Column('state', sa.String(length=32), nullable=False),
    sa.Column('state_since', sa.DateTime(timezone=True), nullable=False),
    sa.Column('assigned_to', sa.String(length=64), nullable=True),
    sa.Column('opened_on', sa.Date(), nullable=False),
    sa.Column('due_on', sa.Date(), nullable=True),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['number'], ['registrations.number'], name=op.f('fk_cases_number'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('number', name=op.f('pk_cases'))
    )
    op.create_index('ix_cases_assigned_to_opened_on', 'cases', ['assigned_to', 'opened_on'], unique=False)
    op.create_index('ix_cases_due_on_number', 'cases', ['due_on', 'number'], unique=False)
    op.create_index('ix_cases_opened_on_number', 'cases', ['opened_on', 'number'], unique=False)
    op.create_index('ix_cases_state_opened_on', 'cases', ['state', 'opened_on'], unique=False)
    op.create_table('feed_tokens',
    sa.Column('token_hash', sa.String(length=64), nullable=False),
    sa.Column('user_name', sa.String(length=64), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['user_name'], ['users.name'], name=op.f('fk_feed_tokens_user_name'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('token_hash', name=op.f('pk_feed_tokens'))
    )
    op.create_index(op.f('ix_feed_tokens_user_name'), 'feed_tokens', ['user_name'], unique=False)
    op.create_table('follow_up_sessions',
    sa.Column('token_hash', sa.String(length=64), nullable=False),
    sa.Column('number', sa.String(length=20), nullable=False),
    sa.Column('expires_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['number'], ['registrations.number'], name=op.f('fk_follow_up_sessions_number'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('token_hash', name=op.f('pk_follow_up_sessions'))
    )
    op.create_index(op.f('ix_follow_up_sessions_expires_at'), 'follow_up_sessions', ['expires_at'], unique=False)
    op.create_index(op.f('ix_follow_up_sessions_number'), 'follow_up_sessions', ['number'], unique=False)
    op.create_table('staff_sessions',
    sa.Column('token_hash', sa.String(length=64), nullable=False),
    sa.Column('user_name', sa.String(length=64), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('last_seen_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('expires_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['user_name'], ['users.name'], name=op.f('fk_staff_sessions_user_name'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('token_hash', name=op.f('pk_staff_sessions'))
    )
    op.create_index(op.f('ix_staff_sessions_expires_at'), 'staff_sessions', ['expires_at'], unique=False)
    op.create_index(op.f('ix_staff_sessions_user_name'), 'staff_sessions', ['user_name'], unique=False)
    op.create_table('case_entries',
    sa.Column('number', sa.String(length=20), nullable=False),
    sa.Column('sequence', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('kind', sa.String(length=16), nullable=False),
    sa.Column('author', sa.String(length=16), nullable=False),
    sa.Column('actor', sa.String(length=64), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('text', sa.LargeBinary(), nullable=False),
    sa.Column('for_citizen', sa.Boolean(), nullable=False),
    sa.Column('answers', sa.Integer(), nullable=True),
    sa.ForeignKeyConstraint(['number'], ['cases.number'], name=op.f('fk_case_entries_number'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('number', 'sequence', name=op.f('pk_case_entries'))
    )
    op.create_table('case_facts',
    sa.Column('number', sa.String(length=20), nullable=False),
    sa.Column('fact', sa.String(length=64), nullable=False),
    sa.Column('value', sa.String(length=64), nullable=False),
    sa.Column('actor', sa.String(length=64), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['number'], ['cases.number'], name=op.f('fk_case_facts_number'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('number', 'fact', name=op.f('pk_case_facts'))
    )
    op.create_table('case_moves',
    sa.Column('number', sa.String(length=20), nullable=False),
    sa.Column('sequence', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('move', sa.String(length=64), nullable=False),
    sa.Column('from_state', sa.String(length=32), nullable=False),
    sa.Column('to_state', sa.String(length=32), nullable=False),
    sa.Column('actor', sa.String(length=64), nullable=False),
    sa.Column('role', sa.String(length=32), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('note', sa.LargeBinary(), nullable=False),
    sa.ForeignKeyConstraint(['number'], ['cases.number'], name=op.f('fk_case_moves_number'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('number', 'sequence', name=op.f('pk_case_moves'))
    )
    op.create_table('case_recusals',
    sa.Column('number', sa.String(length=20), nullable=False),
    sa.Column('user_name', sa.String(length=64), nullable=False),
    sa.Column('reason', sa.LargeBinary(), nullable=False),
    sa.Column('declared_by', sa.String(length=64), nullable=False),
    sa.Column('declared_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('decision', sa.String(length=16), nullable=True),
    sa.Column('decided_by', sa.String(length=64), nullable=True),
    sa.Column('decided_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['number'], ['cases.number'], name=op.f('fk_case_recusals_number'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('number', 'user_name', name=op.f('pk_case_recusals'))
    )
    op.create_index('ix_case_recusals_user_number', 'case_recusals', ['user_name', 'number'], unique=False)
    op.create_table('respondent_keys',
    sa.Column('key', sa.String(length=64), nullable=False),
    sa.Column('number', sa.String(length=20), nullable=False),
    sa.ForeignKeyConstraint(['number'], ['cases.number'], name=op.f('fk_respondent_keys_number'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('key', 'number', name=op.f('pk_respondent_keys'))
    )
    op.create_index(op.f('ix_respondent_keys_number'), 'respondent_keys', ['number'], unique=False)
    op.add_column('registrations', sa.Column('form', sa.String(length=64), nullable=False, server_default='report_registration'))
    op.add_column('registrations', sa.Column('region', sa.String(length=12), nullable=True))
    op.add_column('users', sa.Column('display_name', sa.String(length=64), nullable=True))
    op.add_column('users', sa.Column('disabled', sa.Boolean(), nullable=False, server_default=sa.false()))
    op.add_column('users', sa.Column('totp', sa.LargeBinary(), nullable=True))
    _open_cases()


def _open_cases() -> None:
    """A case for each registration made before there were any."""
    op.execute(
        "UPDATE registrations SET region = "
        "(SELECT region FROM conversations WHERE conversations.id = registrations.conversation_id)"
    )
    registrations = sa.table(
        'registrations', sa.column('number'), sa.column('form'), sa.column('region'), sa.column('situation_id'),
        sa.column('anonymous', sa.Boolean()), sa.column('registered_on', sa.Date()),
    )
    cases = sa.table(
        'cases', sa.column('number'), sa.column('form'), sa.column('category'), sa.column('region'),
        sa.column('situation_id'), sa.column('anonymous', sa.Boolean()), sa.column('state'),
        sa.column('state_since', sa.DateTime(timezone=True)), sa.column('opened_on', sa.Date()),
        sa.column('version', sa.Integer()),
    )
    connection = op.get_bind()
    known = connection.execute(sa.select(registrations)).mappings().all()
    if known:
        connection.execute(sa.insert(cases), [_case(row) for row in known])


def _case(row: sa.RowMapping) -> dict[str, object]:
    midnight = datetime.combine(row['registered_on'], time.min, ZoneInfo('Asia/Shanghai'))
    return {
        'number': row['number'], 'form': row['form'], 'category': 'report', 'region': row['region'],
        'situation_id': row['situation_id'], 'anonymous': row['anonymous'], 'state': 'registered',
        'state_since': midnight.astimezone(timezone.utc), 'opened_on': row['registered_on'], 'version': 1,
    }


def downgrade() -> None:
    """Back."""
    op.drop_column('users', 'totp')
    op.drop_column('users', 'disabled')
    op.drop_column('users', 'display_name')
    op.drop_column('registrations', 'region')
    op.drop_column('registrations', 'form')
    op.drop_index(op.f('ix_respondent_keys_number'), table_name='respondent_keys')
    op.drop_table('respondent_keys')
    op.drop_index('ix_case_recusals_user_number', table_name='case_recusals')
    op.drop_table('case_recusals')
    op.drop_table('case_moves')
    op.drop_table('case_facts')
    op.drop_table('case_entries')
    op.drop_index(op.f('ix_staff_sessions_user_name'), table_name='staff_sessions')
    op.drop_index(op.f('ix_staff_sessions_expires_at'), table_name='staff_sessions')
    op.drop_table('staff_sessions')
    op.drop_index(op.f('ix_follow_up_sessions_number'), table_name='follow_up_sessions')
    op.drop_index(op.f('ix_follow_up_sessions_expires_at'), table_name='follow_up_sessions')
    op.drop_table('follow_up_sessions')
    op.drop_index(op.f('ix_feed_tokens_user_name'), table_name='feed_tokens')
    op.drop_table('feed_tokens')
    op.drop_index('ix_cases_state_opened_on', table_name='cases')
    op.drop_index('ix_cases_opened_on_number', table_name='cases')
    op.drop_index('ix_cases_due_on_number', table_name='cases')
    op.drop_index('ix_cases_assigned_to_opened_on', table_name='cases')
    op.drop_table('cases')
    op.drop_index(op.f('ix_evidence_files_state'), table_name='evidence_files')
    op.drop_index(op.f('ix_evidence_files_number'), table_name='evidence_files')
    op.drop_index(op.f('ix_evidence_files_conversation_id'), table_name='evidence_files')
    op.drop_table('evidence_files')
