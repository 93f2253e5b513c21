"""Settings of background work."""

from pydantic_settings import BaseSettings, SettingsConfigDict


class JobSettings(BaseSettings):
    """Read once, prefix TRIAGE_ like all others."""

    model_config = SettingsConfigDict(env_prefix="TRIAGE_", frozen=True, extra="ignore")

    queue_url: str = ""
    """redis://… for several machines; a SQLite file in the data directory when empty."""
    worker_nice: int = 15
    """How much the worker stands back behind serving processes, 0 to 19."""
