"""Settings of the service that are nobody else's: environment variables with the prefix TRIAGE_."""

from pydantic_settings import BaseSettings, SettingsConfigDict


class ServiceSettings(BaseSettings):
    """Read once at the start."""

    model_config = SettingsConfigDict(env_prefix="TRIAGE_", frozen=True, extra="ignore")

    embed_sites: str = "*"
    """Sites that may show the chat in a frame, separated by spaces; * for any, empty for none."""
