"""Alembic's entry: runs on the connection it is given, in that connection's transaction."""

from typing import Literal

from alembic import context
from alembic.autogenerate.api import AutogenContext
from sqlalchemy import Connection

from casework.store.column_types import Instant
from casework.store.tables import Table


def _plain_types(kind: str, item: object, _autogenerate: AutogenContext) -> str | Literal[False]:
    """A migration must not change when our column types do."""
    return "sa.DateTime(timezone=True)" if kind == "type" and isinstance(item, Instant) else False


def _run(connection: Connection) -> None:
    context.configure(
        connection=connection,
        target_metadata=Table.metadata,
        version_table="schema_version",
        transactional_ddl=True,
        render_item=_plain_types,
        render_as_batch=connection.dialect.name == "sqlite",
    )
    context.run_migrations()


_run(context.config.attributes["connection"])
