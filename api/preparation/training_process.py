"""The process that trains: `python -m api.preparation.training_process` with a JSON request on standard input.

It writes one JSON line per step to standard output; everything Rasa says goes to the log file. It ends at once, with
all it started, when its standard input closes: so it learns that the process that wanted the model is gone.
"""

import json
import logging
import os
import signal
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any, TextIO

import yaml

from bot.quiet import hush

Tell = Callable[..., None]
_STEPS_BEFORE = ("import", "language", "data")
_OWN = "own_messages"
_STEP_AFTER = "packing"


class _StepsOfRasa(logging.Handler):
    """Rasa says in its log which component it begins to train."""

    def __init__(self, tell: Tell) -> None:
        super().__init__(logging.INFO)
        self._tell = tell

    def emit(self, record: logging.LogRecord) -> None:
        """Turns "Starting to train component 'X'." into a step."""
        words = record.getMessage()
        if words.startswith("Starting to train component"):
            self._tell(begin=words.split("'")[1])


def components(config: Path) -> list[str]:
    """The classes of the pipeline and the policies, as Rasa names them in its log."""
    content = yaml.safe_load(config.read_text(encoding="utf-8"))
    parts = [*(content.get("pipeline") or []), *(content.get("policies") or [])]
    return [str(part["name"]).rsplit(".", 1)[-1] for part in parts]


def train(request: dict[str, Any], tell: Tell) -> Path:
    """Builds the language model if it is not there, trains, and returns the archive."""
    config = Path(request["config"])
    own = [Path(path) for path in request["own_messages"]]
    tell(plan=[*_STEPS_BEFORE, *([_OWN] if own else []), *components(config), _STEP_AFTER])
    tell(begin="import")
    hush()
    from rasa.model_training import train as train_model

    from nlu.language import ensure_language_model

    tell(begin="language")
    ensure_language_model(Path(request["language"]))

    tell(begin="data")
    steps = logging.getLogger("rasa.engine.training.hooks")
    steps.setLevel(logging.INFO)
    steps.addHandler(_StepsOfRasa(tell))
    files = list(request["training_files"])
    if own:
        tell(begin=_OWN)
        files.append(str(_labelled(own, Path(request["data"]), Path(request["output"]))))
    result = train_model(
        domain=request["domain"],
        config=str(config),
        training_files=files,
        output=request["output"],
        fixed_model_name="petition",
        force_training=True,
    )
    if result.code or not result.model:
        raise RuntimeError(f"training ended with code {result.code}")
    return Path(result.model)


def _labelled(own: list[Path], data: Path, folder: Path) -> Path:
    """The office's messages as training YAML: an intent for each, where none is told by a classifier of the project's
    data alone.
    """
    from nlu.classifier import IntentModel
    from nlu.own_messages import as_examples, as_training_yaml, read_messages
    from nlu.training_data import Example, load_examples

    base = load_examples(data)
    messages = [message for path in own for message in read_messages(path)]
    known = {example.intent for example in base}
    if all(message.intent in known for message in messages):  # the usual case spares half a training
        examples = [Example(message.text, str(message.intent), _OWN) for message in messages]
    else:
        model = IntentModel.train([example.text for example in base], [example.intent for example in base])
        examples = as_examples(messages, model)
    written = folder / "own_messages.yml"
    written.write_text(as_training_yaml(examples), encoding="utf-8")
    return written


def _end_with_parent(stream: TextIO) -> None:
    stream.read()
    os.killpg(os.getpgid(0), signal.SIGKILL)


def main() -> int:
    """Entry point of the process. Exit code 0: trained, the last line names the archive."""
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8", buffering=1)
    request: dict[str, Any] = json.loads(sys.stdin.readline())
    threading.Thread(target=_end_with_parent, args=(sys.stdin,), daemon=True).start()
    log = Path(request["log"]).open("a", encoding="utf-8", buffering=1)  # noqa: SIM115 - stays open to the end
    os.dup2(log.fileno(), 1)
    os.dup2(log.fileno(), 2)

    def tell(**line: object) -> None:
        answers.write(json.dumps(line, ensure_ascii=False) + "\n")

    try:
        model = train(request, tell)
    except Exception as error:
        logging.getLogger(__name__).exception("training failed")
        tell(failed=f"{type(error).__name__}: {error}")
        return 1
    tell(trained=str(model))
    return 0


if __name__ == "__main__":
    sys.exit(main())
