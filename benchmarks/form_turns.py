"""How many turns does a form take by talking? python -m benchmarks.form_turns

Plays the scripted dialogues of form_turns.yml through the use cases and a real store: the form is opened, whatever is
asked is answered, and the form is registered. N is what was still missing: the fields that come to be asked, and the
facts of the acceptance pre-check that nothing told yet. The goal is at most N + 2 turns, the two being the choice of
name or no name and the final “yes”.
"""

import sys
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import yaml

from casework.documents.papers import Papers
from casework.services.registration_turns import RegistrationTurns
from casework.services.registrations import RegistrationService
from casework.services.say import PetitionState
from casework.services.sealing import Sealing
from casework.settings import Settings
from casework.store import open_store
from knowledge import RuleBook
from nlu.facts.extract import extract_facts

SPARE = 2
SKIP, CONFIRM = "跳过", "确认提交"
SCRIPTS = Path(__file__).with_suffix(".yml")


@dataclass(frozen=True, slots=True)
class Played:
    """One dialogue, played: the number it was registered under, fields filled beforehand, what was missing, turns."""

    number: str
    prefilled: int
    missing: int
    turns: int


class Stage:
    """The use cases over one store."""

    def __init__(self, directory: Path) -> None:
        now = datetime.now(ZoneInfo("Asia/Shanghai"))
        book = RuleBook.load().as_of(now.date())
        self.book = book
        self.store = open_store(f"sqlite:///{directory / 'triage.db'}", directory / "keys")
        registrar = RegistrationService(self.store, Papers(lambda: book), Settings())
        self.turns = RegistrationTurns(lambda: book, self.store, registrar, lambda: now)
        self.sealing = Sealing(self.store)

    def play(self, script: Mapping[str, Any]) -> Played:
        """Fill one form as the script says. Raises ValueError when another form opens, or none."""
        with self.store.write() as work:
            conversation = work.conversations.create(None).id
            work.commit()
        asking = {"text": self.book.reply(f"button_form_{script['form']}"), "intent": {"name": "start_form"}}
        state = self.turns.begin(told(script), asking).state
        if state.form is None or state.form["form"] != script["form"]:
            raise ValueError(f"{script['name']}: the form does not open")
        prefilled, turns, ended = len(state.form["prefilled"]), 0, None
        missing: set[str] = set()
        while ended is None and state.form is not None:
            missing |= {state.form[kind] for kind in ("current", "checking") if state.form[kind]}
            card = self.turns.prompt(state).card or {}
            text = self.sealing.seal(conversation, answer(script, state.form), card.get("seal"), self.book)
            state, _, ended = self.turns.hear(conversation, state, {"text": text})
            turns += 1
        receipt = self.turns.finish(conversation, state).says[0].card or {}
        return Played(str(receipt["number"]), prefilled, len(missing), turns)


def told(script: Mapping[str, Any]) -> PetitionState:
    """The conversation as triage leaves it: the story read, the deciding facts asked."""
    story = str(script.get("story", ""))
    if not story:
        return PetitionState()
    ranking = [{"name": script["situation"], "confidence": 0.97}]
    parse = {
        "text": story,
        "intent": ranking[0],
        "intent_ranking": ranking,
        "entities": [{"entity": fact.entity, "value": fact.value} for fact in extract_facts(story)],
    }
    return PetitionState(parse=parse, facts=dict(script.get("facts", {})), story=story)


def answer(script: Mapping[str, Any], form: Mapping[str, Any]) -> str:
    """What the script says to what the form asks now."""
    match form["phase"]:
        case "identity":
            return str(script["identity"])
        case "checks":
            return str(script["checks"][form["checking"]])
        case "review":
            return CONFIRM
        case _:
            return str(script["answers"].get(form["current"], SKIP))


def main() -> int:
    """Play every script and print; 1 when one takes more turns than it may."""
    scripts = yaml.safe_load(SCRIPTS.read_text(encoding="utf-8"))["dialogues"]
    late = 0
    with tempfile.TemporaryDirectory() as directory:
        stage = Stage(Path(directory))
        for script in scripts:
            played = stage.play(script)
            allowed = played.missing + SPARE
            late += played.turns > allowed
            print(
                f"{played.number}　先填好 {played.prefilled:>2} 项，还缺 {played.missing:>2} 项，"
                f"用了 {played.turns:>2} 轮（最多 {allowed:>2}）　{script['name']}"
            )
        stage.store.close()
    print(f"{len(scripts)} 段对话，{len(scripts) - late} 段不超过 N+{SPARE} 轮")
    return 1 if late else 0


if __name__ == "__main__":
    sys.exit(main())
