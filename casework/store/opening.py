"""Opens the store at the start of the program: connect, migrate, find the keys, check that they are the right ones."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from casework.database.connecting import connect_engine, prepare_file_of, store_fault
from casework.sealing.envelope import Sealer
from casework.sealing.faults import KeyFault
from casework.sealing.keyring import Keyring
from casework.sealing.secret_words import Argon2Hasher
from casework.services.ports import SecretHasher
from casework.store.column_types import SHANGHAI
from casework.store.context import Keys, insert_into
from casework.store.migrating import migrate
from casework.store.tables import KeyCheckRow
from casework.store.unit import SqlStore

_PURPOSES = ("content", "identity")
_WORD = b"triage"


def open_store(
    url: str,
    keys_dir: Path,
    *,
    hasher: SecretHasher | None = None,
    clock: Callable[[], datetime] = lambda: datetime.now(SHANGHAI),
) -> SqlStore:
    """The store at a database URL, its tables brought up to date; database, directories and key files are made if new.

    Raises KeyFault when the key files do not belong to this database, StoreFault when it cannot be reached or written.
    """
    prepare_file_of(url)
    engine = connect_engine(url)
    try:
        migrate(engine)
        sealers = {purpose: _sealer(engine, keys_dir / f"{purpose}.key", purpose) for purpose in _PURPOSES}
    except SQLAlchemyError as error:
        engine.dispose()
        raise store_fault(error) from error
    except BaseException:
        engine.dispose()
        raise
    return SqlStore(engine, Keys(sealers["content"], sealers["identity"]), hasher or Argon2Hasher(), clock)


def _sealer(engine: Engine, path: Path, purpose: str) -> Sealer:
    place = f"{KeyCheckRow.__tablename__}:{purpose}:word"
    with Session(engine) as session:
        known = session.get(KeyCheckRow, purpose)
        # A database with data never gets a new key: that would hide the loss until the first petition is opened.
        if known is not None and not path.exists():
            raise KeyFault(f"key file {path} is missing, but this database was sealed with it: put it back")
        sealer = Sealer(Keyring.load_or_create(path))
        if known is None:
            row = {"purpose": purpose, "word": sealer.seal(_WORD, place)}
            session.execute(insert_into(session, KeyCheckRow).values(row).on_conflict_do_nothing())
            session.commit()
            # Another process may have been first, with another key file; then its word stands.
            known = session.get_one(KeyCheckRow, purpose)
        sealer.open(known.word, place)
        return sealer
