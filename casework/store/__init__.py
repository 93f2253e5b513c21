"""Where petitions are kept: SQLAlchemy on SQLite or PostgreSQL, sealed with the keys of `casework.sealing`.

`open_store` is the way in; everything else here is reached through the protocols of `casework.services.ports`.
"""

from casework.store.opening import open_store

__all__ = ["open_store"]
