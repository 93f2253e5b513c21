"""How often is one question enough? python -m benchmarks.clarification --messages FILE --model MODEL.tar.gz

FILE as for `triage evaluate`. Where the product asks about the main matter, a citizen is played who presses the button
of the labelled reading when it is among them and “不清楚” otherwise. Prints how often is asked, how often the right
reading is on a button, and how often the category is right after one question.
"""

import argparse
import sys
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from casework.reading import category_of, read
from casework.triage import Known, Triage, triage
from knowledge import RuleBook
from nlu.evaluation.cases import Case, load_cases
from nlu.evaluation.model import load_archive


def parse_of(text: str, reading: object) -> dict[str, object]:
    """What Rasa's parse would hold for the decision."""
    return {"text": text, "reading": reading}


def right(decision: Triage, case: Case) -> bool:
    """Is the main matter of the accepted category?"""
    return bool(decision.matters) and decision.matters[0].category in (case.categories[0], *case.alternatives)


def pressed(decision: Triage, case: Case, book: RuleBook) -> str | None:
    """The option that the labelled reading would make a citizen press; None when none fits."""
    doubt = decision.matters[0].doubt
    if doubt is None:
        return None
    accepted = (case.categories[0], *case.alternatives)
    exact = [one.value for one in doubt.options if one.value in case.accepted]
    near = [one.value for one in doubt.options if (category_of(one.value, book) or one.value) in accepted]
    return next(iter(exact + near), None)


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--messages", type=Path, required=True)
    parser.add_argument("--model", type=Path, required=True)
    options = parser.parse_args()
    book = RuleBook.load().as_of(datetime.now(ZoneInfo("Asia/Shanghai")).date())
    cases = load_cases(options.messages, {row.id for row in book.situations})
    reader = load_archive(options.model).reader()

    answered = right_at_once = asked = offered = on_button = right_after = 0
    for case in cases:
        reading = read(parse_of(case.text, reader(case.text).as_dict()), book)
        decision = triage(reading, Known(), book)
        match decision.action:
            case "answer":
                answered += 1
                right_at_once += right(decision, case)
            case "hand_over":
                offered += 1
            case "ask":
                asked += 1
                choice = pressed(decision, case, book)
                if choice is not None:
                    on_button += 1
                    right_after += right(triage(reading, Known(settled=choice), book), case)
    total = len(cases)
    print(f"消息 {total} 条：直接回答 {answered}，先问一句 {asked}，请再说一遍或转人工 {offered}")
    print(f"直接回答里正确 {right_at_once / max(answered, 1):.3f}")
    print(f"问的那一句里有正确选项 {on_button / max(asked, 1):.3f}，一问之后分类正确 {right_after / max(asked, 1):.3f}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
