"""What does the writer do, about what, and who acts: counts and positions of the cues of lexicon/cues.yml."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt
import yaml

from nlu.features.document import Document

Matrix = npt.NDArray[np.float32]

CUES_FILE: Final = Path(__file__).parents[1] / "lexicon" / "cues.yml"
VIEWS: Final = ("count", "density", "first", "last", "share")
_PROFILE_WEIGHT: Final = np.float32(2.0)
_PROFILE: Final = (
    *("no_core", "no_insurance", "no_elsewhere", "no_topic", "insurance_share", "elsewhere_share", "core_share"),
    *("request_no_insurance", "request_insurance_share", "request_elsewhere_share", "request_core", "request"),
    *("end_no_insurance", "end_insurance_share", "end_elsewhere_share"),
)
_END_SENTENCES: Final = 3


@dataclass(frozen=True, slots=True)
class Cue:
    """One occurrence of a group's pattern; positions in the document's text."""

    group: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class CueLexicon:
    """The groups in file order, one compiled alternation each; `requests` are the acts that ask for something."""

    acts: tuple[str, ...]
    insurance: tuple[str, ...]
    elsewhere: tuple[str, ...]
    actors: tuple[str, ...]
    patterns: tuple[re.Pattern[str], ...]
    requests: tuple[int, ...]

    @property
    def groups(self) -> tuple[str, ...]:
        """All groups, in the order of `patterns`."""
        return self.acts + self.insurance + self.elsewhere + self.actors

    def feature_names(self) -> list[str]:
        """Names of the vector of `cue_vector`, in order."""
        topics = self.insurance + self.elsewhere
        names = [f"{group}:{view}" for group in self.groups for view in VIEWS]
        names += [f"{act}*{other}" for act in self.acts for other in topics + self.actors]
        names += [f"{topic}*{actor}" for topic in topics for actor in self.actors]
        return [*names, "length", "sentences", "question_share", "short", *_PROFILE]


@lru_cache(maxsize=4)
def load_cues(path: Path = CUES_FILE) -> CueLexicon:
    """The lexicon of a YAML file; raises KeyError on a missing part and re.error on a broken pattern."""
    with path.open(encoding="utf-8") as file:
        data = yaml.safe_load(file)
    parts = [data[part] for part in ("acts", "insurance", "elsewhere", "actors")]
    patterns = tuple(re.compile("|".join(f"(?:{p})" for p in words)) for part in parts for words in part.values())
    acts, insurance, elsewhere, actors = (tuple(part) for part in parts)
    requests = tuple(acts.index(name) for name in data["requests"])
    return CueLexicon(acts, insurance, elsewhere, actors, patterns, requests)


def find_cues(document: Document, lexicon: CueLexicon) -> list[Cue]:
    """Every cue of the text, group by group."""
    found = []
    for group, pattern in zip(lexicon.groups, lexicon.patterns, strict=True):
        found += [Cue(group, m.start(), m.end()) for m in pattern.finditer(document.text) if m.end() > m.start()]
    return found


def count_cues(document: Document, cues: Sequence[Cue], lexicon: CueLexicon) -> Matrix:
    """Counts per sentence and group, shape (sentences, groups); one row of zeros for a blank text."""
    counts = np.zeros((max(1, len(document.sentences)), len(lexicon.groups)), dtype=np.float32)
    starts = [span.start for span in document.sentences]
    column = {group: number for number, group in enumerate(lexicon.groups)}
    for cue in cues:
        counts[max(0, bisect_right(starts, cue.start) - 1), column[cue.group]] += 1
    return counts


def cue_vector(counts: Matrix, length: int, lexicon: CueLexicon) -> Matrix:
    """A text of `length` characters as one vector, see `CueLexicon.feature_names`; values between 0 and about 4.

    `counts` are those of its sentences, shape (sentences, groups), at least one row.
    """
    present = (counts > 0).astype(np.float32)
    rows = len(counts)
    total = counts.sum(axis=0)
    length = max(1, length)
    last = present[-2:].max(axis=0) if rows > 2 else present[-1]
    density = np.minimum(1.0, total * 25 / length)
    views = np.stack([np.log1p(total), density, present[0], last, present.mean(axis=0)], axis=1)
    acts = len(lexicon.acts)
    actors = len(lexicon.groups) - len(lexicon.actors)
    act_meets = np.minimum(1.0, present[:, :acts].T @ present[:, acts:])
    topic_meets = np.minimum(1.0, present[:, acts:actors].T @ present[:, actors:])
    question = lexicon.acts.index("question_mark")
    shape = np.array([np.log(length) / 6, np.log1p(rows) / 3, present[:, question].mean(), length < 12])
    parts = [views.ravel(), act_meets.ravel(), topic_meets.ravel(), shape, _PROFILE_WEIGHT * _profile(counts, lexicon)]
    result: Matrix = np.concatenate(parts).astype(np.float32)
    return result


def _profile(counts: Matrix, lexicon: CueLexicon) -> Matrix:
    """Is it about insurance at all: in the whole text, where something is asked for, and towards the end?"""
    acts = len(lexicon.acts)
    middle = acts + len(lexicon.insurance)
    insurance = counts[:, acts:middle].sum(axis=1)
    elsewhere = counts[:, middle : middle + len(lexicon.elsewhere)].sum(axis=1)
    core = counts[:, acts]
    inside, outside = float(insurance.sum()), float(elsewhere.sum())
    topics = inside + outside + 1
    values = [core.sum() == 0, inside == 0, outside == 0, topics == 1, inside / topics, outside / topics]
    values.append(float(core.sum()) / topics)
    asking = counts[:, lexicon.requests].sum(axis=1) > 0
    if asking.any():
        inside, outside = float(insurance[asking].sum()), float(elsewhere[asking].sum())
        topics = inside + outside + 1
        values += [inside == 0, inside / topics, outside / topics, core[asking].sum() > 0, 1]
    else:
        values += [0, 0, 0, 0, 0]
    inside, outside = float(insurance[-_END_SENTENCES:].sum()), float(elsewhere[-_END_SENTENCES:].sum())
    topics = inside + outside + 1
    values += [inside == 0, inside / topics, outside / topics]
    return np.array(values, dtype=np.float32)
