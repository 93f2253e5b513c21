"""Connections to SQLite and PostgreSQL, the same for the petitions' store and the dialogue engine's."""
