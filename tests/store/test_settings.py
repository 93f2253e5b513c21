"""The settings of one installation."""

from pathlib import Path

import pytest
from pydantic import ValidationError

from casework.settings import Settings


def test_everything_lies_under_the_data_directory(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("TRIAGE_DATA_DIR", str(tmp_path))

    settings = Settings()

    assert settings.models_dir == tmp_path / "models"
    assert settings.language_dir == tmp_path / "language" / "zh_petition"
    assert settings.keys_dir == tmp_path / "keys"
    assert settings.uploads_dir == tmp_path / "uploads"
    assert settings.store_url == f"sqlite:///{tmp_path}/triage.db"


def test_the_environment_decides(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TRIAGE_DATABASE_URL", "postgresql://triage@db/triage")
    monkeypatch.setenv("TRIAGE_RASA_URL", "http://rasa:5005")
    monkeypatch.setenv("TRIAGE_PORT", "9000")

    settings = Settings()

    assert (settings.store_url, settings.rasa_url, settings.port) == (
        "postgresql://triage@db/triage",
        "http://rasa:5005",
        9000,
    )


def test_an_empty_rasa_address_means_rasa_in_this_process(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TRIAGE_RASA_URL", "")

    assert Settings().rasa_url is None


def test_a_relative_data_directory_does_not_move_with_the_working_directory(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("TRIAGE_DATA_DIR", "var")
    monkeypatch.chdir(tmp_path)
    settings = Settings()

    monkeypatch.chdir("/")

    assert settings.data_dir == tmp_path / "var"


@pytest.mark.parametrize(("name", "value"), [("PORT", "0"), ("PORT", "http"), ("CODE_TRIES", "0")])
def test_impossible_values_are_refused_by_name(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    monkeypatch.setenv(f"TRIAGE_{name}", value)

    with pytest.raises(ValidationError, match=name.lower()):
        Settings()


def test_settings_do_not_change_after_the_start() -> None:
    settings = Settings()

    with pytest.raises(ValidationError):
        settings.port = 1
