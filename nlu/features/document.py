"""A text made ready for reading: normalised once, cut into sentences once, for every feature to share."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from nlu.joins import join_rules
from nlu.text import MAX_CHARACTERS, Span, normalise, sentences


@dataclass(frozen=True, slots=True)
class Document:
    """Normalised text (offsets equal those of the text given) and its sentences in order."""

    text: str
    sentences: tuple[Span, ...]

    @classmethod
    def of(cls, raw: str) -> Document:
        """Read a text as written; what stands behind the first 10,000 characters is left out."""
        text = normalise(raw[:MAX_CHARACTERS])
        return cls(text, tuple(sentences(text, join_rules().joins)))

    def only(self, chosen: Sequence[int]) -> Document:
        """Some of its sentences, by number in order, as a document of their own; its offsets count anew."""
        pieces, spans, place = [], [], 0
        for number in chosen:
            start, end = self.sentences[number]
            pieces.append(self.text[start:end])
            spans.append(Span(place, place + end - start))
            place += end - start
        return Document("".join(pieces), tuple(spans))

    def part(self, start: int, end: int) -> Document:
        """What stands between two positions as a document of its own; its offsets count from `start`."""
        inside = (Span(max(s.start, start), min(s.end, end)) for s in self.sentences)
        kept = tuple(Span(s.start - start, s.end - start) for s in inside if s.start < s.end)
        return Document(self.text[start:end], kept)

    def sentence_texts(self) -> list[str]:
        """The sentences as text."""
        return [self.text[s.start : s.end] for s in self.sentences]
