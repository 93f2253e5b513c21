"""Comparing with small stand-ins for models: figures, the gate, and what it refuses to compare."""

import json
from pathlib import Path

import numpy as np
import pytest

from nlu.comparison.compare import compare
from nlu.comparison.gate import SLOWER, verdict
from nlu.comparison.material import GOLD, Text, correction, gold, gold_version, written_worse
from nlu.comparison.pairs import Difference, Prices, difference, read_both, set_figures, told
from nlu.evaluation.cases import BrokenCases, Case
from nlu.evaluation.decision import Decided, Decision, Outcome, Read, plain_decision
from nlu.labels import CATEGORIES
from nlu.reader import Matter, Reading, Scored
from nlu.text import Span
from nlu.training_data import load_examples, near_duplicates
from tests.casework.builders import rulebook

SITUATIONS = {situation.id for situation in rulebook().situations}
OF = {"B": "report", "A": "appeal", "D": "suggestion", "C": "disclosure"}
PRICES = Prices(1.0, {"report>suggestion": 3.0}, 0.2)


def reader(answers: dict[str, str], sure: float = 0.9) -> Read:
    """Reads each text as told, all others as B1-1."""

    def read(text: str) -> Reading:
        situation = answers.get(text, "B1-1")
        rest = (1 - sure) / 5
        shares = {name: sure if name == OF[situation[0]] else rest for name in CATEGORIES}
        return Reading((Matter(Span(0, len(text)), (Scored(situation, sure),), shares, ()),), "fake")

    return read


def texts(*intents: str) -> list[Text]:
    return [correction(f"第{number}条 {intent}", intent, f"t {number}", False) for number, intent in enumerate(intents)]


def wrong(these: list[Text]) -> Read:
    """Takes these for suggestions."""
    return reader({text.case.text: "D-1" for text in these})


def figures(these: list[Text], serving: Read, candidate: Read) -> dict:  # type: ignore[type-arg]
    pairs = read_both(these, serving, candidate, plain_decision, lambda done: None)
    return set_figures("gold", "标准集", pairs, PRICES)


def gate(these: list[Text], serving: Read, candidate: Read, latency: Difference | None = None) -> dict:  # type: ignore[type-arg]
    return verdict(figures(these, serving, candidate), (), latency or Difference(5, 5, -0.1, 0.1, 9))


def test_a_candidate_that_loses_many_reports_is_refused_and_told_why() -> None:
    reports = texts(*["B1-1"] * 40)

    refused = gate(reports, reader({}), wrong(reports[:20]))

    assert not refused["passes"]
    assert "举报识别率下降" in refused["reasons"][0]
    assert "100.0% → 50.0%" in refused["reasons"][0]
    assert "错判代价上升" in refused["reasons"][1]


def test_one_lost_report_among_many_is_noise() -> None:
    reports = texts(*["B1-1"] * 60)

    assert gate(reports, reader({}), wrong(reports[:1]))["passes"]


def test_the_same_number_of_mistakes_can_be_dearer() -> None:
    """Both mistake twenty texts; the candidate's mistakes cost three times as much."""
    reports, appeals = texts(*["B1-1"] * 30), texts(*["A2-7"] * 30)
    every = reports + appeals
    right = {text.case.text: "A2-7" for text in appeals}
    cheap = reader(right | {text.case.text: "D-1" for text in appeals[:20]})
    dear = reader(right | {text.case.text: "D-1" for text in reports[:20]})

    reasons = gate(every, cheap, dear)["reasons"]

    assert any("错判代价上升" in reason for reason in reasons)
    found = figures(every, cheap, dear)
    assert found["cost"]["serving"] == pytest.approx(20 / 60, abs=1e-3)
    assert found["cost"]["candidate"] == pytest.approx(60 / 60, abs=1e-3)


def test_a_slower_candidate_is_refused_beyond_an_allowance() -> None:
    reports = texts(*["B1-1"] * 10)
    same = reader({})

    assert gate(reports, same, same, Difference(10, 10 * (1 + SLOWER), 0.5, 0.9, 9))["passes"]
    refused = gate(reports, same, same, Difference(10, 13, 2.0, 4.0, 9))
    assert "变慢" in refused["reasons"][0]


def test_without_reports_nothing_is_let_through() -> None:
    assert not gate(texts("A2-7"), reader({}), reader({}))["passes"]


def test_the_interval_is_of_the_paired_difference() -> None:
    random = np.random.default_rng(1)
    hard = (random.random(300) < 0.5).astype(float)
    better = hard.copy()
    better[:3] = 1.0

    found = difference(hard, better)
    same = difference(hard, hard)

    assert found is not None
    assert same is not None
    assert (same.low, same.high) == (0.0, 0.0), "the texts' own spread is no noise of the difference"
    assert 0 <= found.low <= found.candidate - found.serving <= found.high < 0.03
    assert difference(np.array([]), np.array([])) is None


def test_what_is_asked_back_costs_the_question_not_the_mistake() -> None:
    case = texts("B1-1")[0].case
    read = reader({})(case.text)
    asks = Outcome(case, read, Decision(False, (Decided("suggestion", ()),)))
    offers = Outcome(case, read, Decision(True, ()))

    assert PRICES.of(asks) == PRICES.of(offers) == 0.2
    assert PRICES.of(Outcome(case, read, Decision(True, (Decided("suggestion", ("D-1",)),)))) == 3.0
    assert PRICES.of(Outcome(case, read, Decision(True, (Decided("consult", ()),)))) == 1.0
    assert told(offers) == "nobody"
    assert told(Outcome(case, read, Decision(True, (Decided("consult", ("A2-7",)),)))) == "consult"


def test_a_whole_comparison_has_all_its_parts(tmp_path: Path) -> None:
    these = texts("B1-1", "A2-7", "D-1", "B1-1")
    corrections = [correction("更正过的话", "A2-7", "训练数据 1", True)]
    truth = {text.case.text: text.case.matters[0] for text in [*these, *corrections]}
    heard: list[float] = []

    result = compare(
        these,
        corrections,
        reader(truth | {these[1].case.text: "B1-1", "更正过的话": "B1-1"}),
        reader(truth),
        plain_decision,
        PRICES,
        lambda done, step: heard.append(done),
    )

    json.dumps(result.content, allow_nan=False)
    gold_set, corrected, worse = result.content["sets"]
    assert (gold_set["count"], corrected["count"], corrected["trained_on"], worse["count"]) == (4, 1, 1, 8)
    assert heard == sorted(heard)
    assert heard[-1] == 1.0
    first = next(one for one in result.content["changed"] if one["set"] == "gold")
    assert (first["truth"], first["serving"], first["candidate"], first["better"]) == ("A2-7", "B1-1", "A2-7", True)
    assert "候选模型学过" in result.content["verdict"]["notes"][0]
    for name in ("confusion_serving", "confusion_candidate", "reliability_serving", "reliability_candidate"):
        assert result.pictures[name].startswith(b"\x89PNG")


def test_without_a_chinese_font_the_pictures_have_latin_letters(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import warnings

    from nlu.evaluation import pictures

    monkeypatch.setattr(pictures, "_FONTS", ())
    import matplotlib

    matplotlib.use("Agg")
    monkeypatch.setitem(matplotlib.rcParams, "font.family", ["DejaVu Sans"])
    with warnings.catch_warnings():
        warnings.filterwarnings("error", message="Glyph")  # what matplotlib says of a character that would be a box
        pictures.draw_confusion(np.eye(6, 7, dtype=np.int64), tmp_path / "c.png")
        pictures.draw_reliability([], tmp_path / "r.png")


def test_an_unknown_label_in_the_gold_set_is_named_with_its_row(tmp_path: Path) -> None:
    path = tmp_path / "gold.jsonl"
    good = {"text": "好", "label": "report", "alt": None, "situation": "B1-1"}
    path.write_text("\n".join(json.dumps(one) for one in (good, good | {"situation": "B9-9"})), encoding="utf-8")

    with pytest.raises(BrokenCases, match=r"第 2 行.*B9-9"):
        gold(SITUATIONS, [path])


def test_the_gold_set_covers_every_situation_and_was_never_trained_on() -> None:
    cases = gold(SITUATIONS)

    assert len(cases) >= 200
    assert {text.case.matters[0] for text in cases if text.case.has_situation} == SITUATIONS
    assert sum(text.case.categories[0] == "report" for text in cases) >= 40
    trained = [example.text for example in load_examples()]
    together = [*trained, *(text.case.text for text in cases)]
    copies = [pair for pair in near_duplicates(together, 0.4) if pair.second >= len(trained) > pair.first]
    assert copies == []


def test_the_gold_sets_version_is_that_of_its_files(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_bytes(b"a\r\n")
    one = gold_version([path])
    path.write_bytes(b"a\n")

    assert gold_version([path]) == one, "line ends do not count"
    path.write_bytes(b"b\n")
    assert gold_version([path]) != one
    assert len(gold_version(GOLD)) == 12


def test_each_text_is_written_worse_in_two_ways() -> None:
    these = texts("B1-1", "A2-7", "D-1")

    worse = written_worse(these)

    assert len(worse) == 6
    assert len({text.where.split()[-1] for text in worse}) == 6
    assert [text.case.matters for text in worse[::2]] == [text.case.matters for text in these]


def test_a_topic_is_corrected_as_its_category() -> None:
    assert correction("问一下", "consult_other", "x", False).case == Case(
        "问一下", ("consult",), ("consult",), (), (), all_matters=False
    )
