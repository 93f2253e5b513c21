"""A text looked at once: its cues and sentence vectors serve the whole and every run of sentences."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from nlu.features.cues import Cue, CueLexicon, count_cues, find_cues
from nlu.features.document import Document
from nlu.features.encoder import token_sums
from nlu.text import Span

Matrix = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class View:
    """A run of sentences: where it stands, as a document, its cues (its own offsets), counts and vector (512)."""

    span: Span
    document: Document
    cues: tuple[Cue, ...]
    counts: Matrix
    vector: Matrix


@dataclass(frozen=True, slots=True)
class Noticed:
    """All cues of a text, and their counts per sentence and group."""

    document: Document
    cues: tuple[Cue, ...]
    counts: Matrix

    @classmethod
    def of(cls, document: Document, lexicon: CueLexicon) -> Noticed:
        """Look for the cues of a document, once."""
        cues = tuple(find_cues(document, lexicon))
        return cls(document, cues, count_cues(document, cues, lexicon))

    def views(self, places: Sequence[int] = (), chosen: Sequence[int] = ()) -> list[View]:
        """The whole text, then for each place (number of a sentence) what stands before it and from it on.

        With `chosen`, a last view of these sentences alone: without cues, its span that of the whole.
        """
        text, sentences = self.document.text, self.document.sentences
        end = max(1, len(sentences))
        runs = [range(end), *(run for place in places for run in (range(place), range(place, end)))]
        vectors = token_sums(self.document).vectors([*runs, chosen] if chosen else runs)
        views = []
        for run, vector in zip(runs, vectors, strict=False):
            start = sentences[run.start].start if run.start else 0
            views.append(
                self._view(Span(start, sentences[run.stop].start if run.stop < end else len(text)), run, vector)
            )
        if chosen:
            only = self.document.only(chosen)
            views.append(View(Span(0, len(text)), only, (), self.counts[list(chosen)], vectors[-1]))
        return views

    def _view(self, span: Span, run: range, vector: Matrix) -> View:
        if span == (0, len(self.document.text)):
            return View(span, self.document, self.cues, self.counts, vector)
        inside = (c for c in self.cues if span.start <= c.start and c.end <= span.end)
        moved = tuple(Cue(c.group, c.start - span.start, c.end - span.start) for c in inside)
        return View(span, self.document.part(*span), moved, self.counts[run.start : run.stop], vector)
