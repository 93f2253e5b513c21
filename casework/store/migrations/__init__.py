"""Alembic migrations of the store, run at the start by `casework.store.migrating`."""
