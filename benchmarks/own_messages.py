"""What are an office's own labelled messages worth? python -m benchmarks.own_messages --messages FILE [--folds 5]

FILE: JSON Lines with `text`, `label`, `alt`. Cross-validated: each part is scored by a model trained on nlu/data and
the other parts (as `triage train --extra` adds them), beside one trained on nlu/data alone. The product's decision
counts.
"""

import argparse
import sys
from pathlib import Path

import numpy as np
from sklearn.model_selection import StratifiedKFold

from api.commandline.evaluate import product_decision
from knowledge import RuleBook
from nlu import own_messages
from nlu.classifier import IntentModel
from nlu.evaluation.cases import load_cases
from nlu.evaluation.categories import category_figures
from nlu.evaluation.decision import Outcome, run
from nlu.reader import read
from nlu.training_data import Example, load_examples


def trained(examples: list[Example]) -> IntentModel:
    """A model of these examples."""
    return IntentModel.train([example.text for example in examples], [example.intent for example in examples])


def show(name: str, outcomes: list[Outcome]) -> None:
    """One line."""
    figures = category_figures(outcomes)
    words = {
        "lenient_accuracy": "准确率（宽）",
        "strict_accuracy": "（严）",
        "macro_f1_without_disclosure": "宏平均 F1",
        "coverage": "不问就答",
        "right_when_answered": "其中答对",
        "calibration_error": "校准误差",
    }
    print(f"{name}：" + "，".join(f"{word} {figures[key].value:.3f}" for key, word in words.items()), flush=True)


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--messages", type=Path, required=True)
    parser.add_argument("--folds", type=int, default=5)
    parser.add_argument("--repeats", type=int, action="append", help="一条算几条，可以给多次")
    options = parser.parse_args()
    cases = load_cases(options.messages, {row.id for row in RuleBook.load().situations})
    own = own_messages.read_messages(options.messages)
    base, decide = load_examples(), product_decision()
    model = trained(base)
    show("只用 nlu/data", run(cases, lambda text: read(model, text), decide))
    labels = [case.categories[0] for case in cases]
    for repeats in options.repeats or [1]:
        outcomes: list[Outcome | None] = [None] * len(cases)
        for kept, left in StratifiedKFold(options.folds, shuffle=True, random_state=0).split(labels, labels):
            added = own_messages.as_examples([own[i] for i in kept], model) * repeats
            with_own = trained([*base, *added])
            scored = run([cases[i] for i in left], lambda text, model=with_own: read(model, text), decide)  # type: ignore[misc]
            for position, outcome in zip(np.asarray(left).tolist(), scored, strict=True):
                outcomes[position] = outcome
        show(f"加上自己的留言（{options.folds} 折，一条算 {repeats} 条）", [one for one in outcomes if one is not None])
    return 0


if __name__ == "__main__":
    sys.exit(main())
