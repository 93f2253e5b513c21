"""A candidate reads along: each live message is read by it after it was answered, in the worker, and never answered.

It takes what the journal has; when messages come faster than it reads, the older ones are left out.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

from casework.reading import read
from casework.triage import CATEGORIES, Known, triage

if TYPE_CHECKING:
    from casework.bootstrap import Services
    from casework.services.ports.models_rows import ModelRecord
    from nlu.evaluation.decision import Read

_log = logging.getLogger(__name__)
_EVERY: Final = 3.0
_AT_ONCE: Final = 20
"""Messages read in one round; of more, the newest."""
_LOOKED_AT: Final = 200


class Shadow:
    """Looks at the journal every few seconds while a candidate is set to read along."""

    def __init__(self, services: Services) -> None:
        self._services = services
        self._name: str | None = None
        self._reader: Read | None = None
        self._last = 0

    def run(self) -> None:
        """Goes on until the process ends."""
        while True:
            try:
                self.look()
            except Exception as error:  # noqa: BLE001 - reading along must never end the worker
                _log.warning("shadow: %s", type(error).__name__)
            time.sleep(_EVERY)

    def look(self) -> int:
        """One round; how many messages were read."""
        work = self._services.model_work
        found = work.shadowing()
        if found is None:
            self._name = self._reader = None
            return 0
        record, since = found
        if self._name != record.card.name:
            self._reader = self._load(record)
            self._name, self._last = record.card.name, 0
        if self._reader is None:
            return 0
        heard = work.heard_after(self._last, _LOOKED_AT) if self._last else work.heard_since(since, _LOOKED_AT)
        if heard:
            self._last = max(turn.id for turn in heard)
        told = [turn for turn in heard if turn.parse.get("text") and turn.action in ("answer", "ask", "hand_over")]
        for turn in told[-_AT_ONCE:]:
            reading = self._reader(str(turn.parse["text"]))
            theirs = {
                "text": turn.parse["text"],
                "intent_ranking": [{"name": one.name, "confidence": one.confidence} for one in reading.ranking],
                "reading": reading.as_dict(),
            }
            work.keep_shadow(record.card.name, turn, self.told(turn.parse), self.told(theirs))
        return len(told[-_AT_ONCE:])

    def told(self, parse: Mapping[str, Any]) -> str:
        """What would be said of a parse with nothing known: a situation, a category, or `nobody`."""
        book = self._services.rulebook
        decision = triage(read(parse, book), Known(), book)
        if not decision.matters:
            return "nobody"
        main = decision.matters[0]
        return main.situation if main.situation and main.category in CATEGORIES[:4] else main.category

    def _load(self, record: ModelRecord) -> Read | None:
        from nlu.evaluation.model import UnusableModel, load_archive

        try:
            return load_archive(self._services.settings.models_dir / record.file).reader()
        except (UnusableModel, FileNotFoundError):
            _log.warning("shadow: %s cannot be read", record.card.name)
            return None
