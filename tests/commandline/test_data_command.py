"""`triage data report` hands on to the report and keeps its exit code."""

import json
from pathlib import Path

from typer.testing import CliRunner

from api.commandline.main import app
from nlu.training_data import load_examples


def test_the_report_of_the_training_data_is_printed() -> None:
    result = CliRunner().invoke(app, ["data", "report"])

    assert result.exit_code == 0
    assert f"| utterances | {len(load_examples())} |" in result.stdout


def test_a_borrowed_sentence_is_an_error(tmp_path: Path) -> None:
    longest = max((example.text for example in load_examples()), key=len)
    real = tmp_path / "real.jsonl"
    real.write_text(json.dumps({"text": longest}, ensure_ascii=False) + "\n", encoding="utf-8")

    result = CliRunner().invoke(app, ["data", "report", "--foreign", str(real)])

    assert result.exit_code == 1
