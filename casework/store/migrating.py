"""Brings a database to the tables this version needs, from empty or from any earlier version."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, text

from casework.errors import StoreFault

_MIGRATIONS = Path(__file__).with_name("migrations")
# Any number will do as long as nothing else in the database takes it.
_LOCK = 7_421_963


def migrate(engine: Engine) -> None:
    """Upgrades in one transaction; of several processes starting at once, one does it and the others wait.

    Raises StoreFault when the database was written by a newer version of the program.
    """
    config = migration_config()
    with engine.connect() as connection, _without_cascades(connection), connection.begin():
        if connection.dialect.name == "postgresql":
            connection.execute(text("SELECT pg_advisory_xact_lock(:number)"), {"number": _LOCK})
        _refuse_newer(connection, config)
        config.attributes["connection"] = connection
        command.upgrade(config, "head")


def migration_config() -> Config:
    """Alembic's settings for the packaged migrations; the caller puts a connection into `attributes`."""
    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS).replace("%", "%%"))
    return config


@contextmanager
def _without_cascades(connection: Connection) -> Iterator[None]:
    """SQLite changes a table by dropping and refilling it, which must not empty the tables that refer to it."""
    if connection.dialect.name != "sqlite":
        yield
        return
    driver = connection.connection.cursor()
    driver.execute("PRAGMA foreign_keys = OFF")
    try:
        yield
    finally:
        driver.execute("PRAGMA foreign_keys = ON")
        driver.close()


def _refuse_newer(connection: Connection, config: Config) -> None:
    known = {script.revision for script in ScriptDirectory.from_config(config).walk_revisions()}
    present = MigrationContext.configure(connection, opts={"version_table": "schema_version"}).get_current_revision()
    if present is not None and present not in known:
        raise StoreFault(f"the database has revision {present}, which a newer version of this program wrote: update it")
