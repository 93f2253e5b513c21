"""Settings of one installation: environment variables with the prefix TRIAGE_, nothing else."""

from functools import cached_property
from pathlib import Path
from typing import Literal

from pydantic import Field, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    """Read once at the start; it does not change afterwards. Relative paths are taken from the working directory."""

    model_config = SettingsConfigDict(env_prefix="TRIAGE_", frozen=True, extra="ignore")

    data_dir: Path = Path("var")
    """Holds database, models, language model, keys and uploads."""
    database_url: str = ""
    """SQLAlchemy URL; SQLite in the data directory when empty."""
    rasa_url: str | None = None
    """A Rasa server elsewhere; Rasa runs inside this process when empty."""
    host: str = "127.0.0.1"
    port: int = Field(default=8000, ge=1, le=65535)
    code_tries: int = Field(default=5, ge=1, le=100)
    """Wrong receipt codes in a row until a registration is locked."""
    code_lock_minutes: int = Field(default=15, ge=1)
    """How long it stays locked, in minutes."""
    code_shown_minutes: int = Field(default=30, ge=1)
    """How long the page can show a receipt code again after its first showing, in minutes."""

    office: str | None = Field(default=None, pattern="^[0-9]{6}$")
    """Division code of the office this installation belongs to; jurisdiction is judged from there. Empty: not said."""
    office_level: Literal["agency", "county", "city"] | None = None
    """What kind of office that is; empty: a county's bureau where the code is a county's, else a city's."""

    @field_validator("office", "office_level", mode="before")
    @classmethod
    def _not_said_when_empty(cls, value: object) -> object:
        return value or None

    @field_validator("data_dir")
    @classmethod
    def _absolute(cls, value: Path) -> Path:
        return value.expanduser().absolute()

    @field_validator("rasa_url")
    @classmethod
    def _none_when_empty(cls, value: str | None) -> str | None:
        return value or None

    @property
    def models_dir(self) -> Path:
        """Trained Rasa models."""
        return self.data_dir / "models"

    @property
    def language_dir(self) -> Path:
        """The spaCy model built at the first start."""
        return self.data_dir / "language" / "zh_petition"

    @property
    def keys_dir(self) -> Path:
        """Key files. Back them up apart from the database."""
        return self.data_dir / "keys"

    @property
    def uploads_dir(self) -> Path:
        """Files that citizens hand in."""
        return self.data_dir / "uploads"

    @cached_property
    def store_url(self) -> str:
        """The database: `database_url`, or SQLite in the data directory."""
        return self.database_url or f"sqlite:///{self.data_dir / 'triage.db'}"
