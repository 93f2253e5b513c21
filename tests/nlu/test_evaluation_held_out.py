"""The trained model is no worse than what is committed in nlu/evaluation/thresholds.yml."""

import json
from pathlib import Path

import pytest

from api.commandline.evaluate import product_decision
from nlu.evaluation.main import main
from nlu.evaluation.targets import THRESHOLDS, committed, targets


def test_every_committed_figure_is_a_share_of_a_known_name() -> None:
    figures = committed()

    assert {"lenient_accuracy", "report_recall_lenient", "out_of_scope_recall", "situation_top1"} <= set(figures)
    assert all(name in targets() and 0 <= value <= 1 for name, value in figures.items()), THRESHOLDS


@pytest.mark.rasa
def test_no_figure_fell_more_than_two_points_under_what_is_committed(
    trained_data_directory: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    models = trained_data_directory / "models"
    present = models / json.loads((models / "current.json").read_text(encoding="utf-8"))["file"]

    code = main(["--check", "--model", str(present)], decide=product_decision())

    assert code == 0, capsys.readouterr().err
