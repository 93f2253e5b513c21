"""How long does one parse take, in one process?"""

from __future__ import annotations

import asyncio
import logging
import time
import warnings
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
import structlog

LENGTH: Final = 100
"""Characters of the texts behind the median."""
_MOST: Final = 60
_WARM_UP: Final = 3


@dataclass(frozen=True, slots=True)
class Timing:
    """Milliseconds on the clock: median over texts cut to 100 characters, mean over all; and of processor time alone,
    which other load on the machine does not lengthen.
    """

    median_100: float
    mean: float
    processor_median_100: float
    processor_mean: float

    def as_dict(self) -> dict[str, float | None]:
        """JSON; None where no text was long enough."""
        numbers = {
            "median_100": self.median_100,
            "mean": self.mean,
            "processor_median_100": self.processor_median_100,
            "processor_mean": self.processor_mean,
        }
        return {name: None if np.isnan(number) else round(number, 2) for name, number in numbers.items()}


def time_parse(parse: Callable[[str], object], texts: Sequence[str]) -> Timing:
    """Parse every text once, and up to 60 of them cut to 100 characters."""
    for text in texts[:_WARM_UP]:
        parse(text)
    cut = [text[:LENGTH] for text in texts if len(text) >= LENGTH][:_MOST]
    short = np.array([_once(parse, text) for text in cut]).reshape(-1, 2)
    whole = np.array([_once(parse, text) for text in texts]).reshape(-1, 2)
    medians = np.median(short, axis=0) if len(short) else np.full(2, np.nan)
    means = whole.mean(axis=0)
    return Timing(float(medians[0]), float(means[0]), float(medians[1]), float(means[1]))


def rasa_parse(archive: Path) -> Callable[[str], object]:
    """Rasa's whole parse with a loaded archive: tokens, classifier, facts. Takes seconds and 500 MB to load."""
    # Rasa logs every message it parses, and the libraries it brings warn of each other on import.
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from rasa.core.agent import Agent

        agent = Agent.load(str(archive))
    loop = asyncio.new_event_loop()

    def parse(text: str) -> object:
        return loop.run_until_complete(agent.parse_message(text))

    return parse


def _once(parse: Callable[[str], object], text: str) -> tuple[float, float]:
    clock, processor = time.perf_counter(), time.process_time()
    parse(text)
    return (time.perf_counter() - clock) * 1000, (time.process_time() - processor) * 1000
