"""One comparison from texts to JSON and pictures."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final

from nlu.comparison.gate import verdict
from nlu.comparison.material import Text, written_worse
from nlu.comparison.pairs import Pair, Prices, changed, latency, read_both, set_figures
from nlu.evaluation.categories import confusion, reliability
from nlu.evaluation.decision import Decide, Read
from nlu.evaluation.pictures import draw_confusion, draw_reliability

GOLD_TITLE: Final = "标准集"
CORRECTIONS_TITLE: Final = "最近 30 天的更正"
ROBUSTNESS_TITLE: Final = "写得差的同样内容"
OnProgress = Callable[[float, str], None]


@dataclass(frozen=True, slots=True)
class Compared:
    """The JSON of ports.models.Comparison without what its row says, and PNG pictures by name."""

    content: Mapping[str, Any]
    pictures: Mapping[str, bytes]


def compare(
    gold: Sequence[Text],
    corrections: Sequence[Text],
    serving: Read,
    candidate: Read,
    decide: Decide,
    prices: Prices,
    on_progress: OnProgress,
) -> Compared:
    """Both models read gold set, corrections and the gold set written worse. `on_progress` hears 0 to 1 and the set."""
    sets = (
        ("gold", GOLD_TITLE, gold),
        ("corrections", CORRECTIONS_TITLE, corrections),
        ("robustness", ROBUSTNESS_TITLE, written_worse(gold)),
    )
    total, before = sum(len(texts) for _, _, texts in sets), 0
    for read in (serving, candidate):  # the first text warms caches
        read(gold[0].case.text)
    pairs: dict[str, list[Pair]] = {}
    for name, title, texts in sets:

        def on_text(done: int, before: int = before, title: str = title) -> None:
            on_progress((before + done) / total, title)

        pairs[name] = read_both(texts, serving, candidate, decide, on_text)
        before += len(texts)
    figures = [set_figures(name, title, pairs[name], prices) for name, title, _ in sets]
    took = latency(pairs["gold"])
    pictures = _pictures(pairs["gold"])
    content = {
        "sets": figures,
        "latency": {name: round(value, 3) for name, value in asdict(took).items()},
        "changed": [one for name, _, _ in sets for one in changed(name, pairs[name])],
        "pictures": list(pictures),
        "verdict": verdict(figures[0], figures[1:], took),
        "costs": {"default": prices.default, **prices.cells},
    }
    return Compared(content, pictures)


def _pictures(pairs: Sequence[Pair]) -> dict[str, bytes]:
    found = {}
    both = {"serving": [pair.serving for pair in pairs], "candidate": [pair.candidate for pair in pairs]}
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "picture.png"
        for whose, outcomes in both.items():
            draw_confusion(confusion(outcomes), path)
            found[f"confusion_{whose}"] = path.read_bytes()
            draw_reliability(reliability(outcomes), path)
            found[f"reliability_{whose}"] = path.read_bytes()
    return found
