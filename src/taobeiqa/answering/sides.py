"""A passage in one of its languages as a question hears it: its words, and what in it may answer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from taobeiqa.answering.bearing import bearing
from taobeiqa.answering.evidence import Annotated, Floats
from taobeiqa.answering.spans import AnswerSpan
from taobeiqa.records import Passage, Span


@dataclass(frozen=True, slots=True, eq=False)
class Side:
    """A passage in one language: its words, how each word of the question matches them and those of its headings, and
    what may be the answer in it.
    """

    passage: Passage
    words: Annotated
    matches: Floats
    context: Floats
    spans: Sequence[AnswerSpan]

    def within(self, number: int) -> Span:
        """A sentence, as offsets into the passage's text."""
        start, end = self.passage.sentences[number]
        return start - self.passage.start, end - self.passage.start

    def here(self, number: int) -> Floats:
        """How far a sentence speaks of each word of the question."""
        start, end = self.within(number)
        inside = (self.words.starts >= start) & (self.words.starts < end)
        heard: Floats = self.matches[:, inside].max(axis=1, initial=0.0)
        return heard

    def anywhere(self) -> Floats:
        """How far the passage or its headings do."""
        heard: Floats = np.maximum(self.matches.max(axis=1, initial=0.0), self.context.max(axis=1, initial=0.0))
        return heard

    def spans_in(self, number: int) -> list[AnswerSpan]:
        """What may be the answer in a sentence."""
        start, end = self.within(number)
        return [span for span in self.spans if start <= span.start and span.end <= end]

    def around(self, span: AnswerSpan) -> Floats:
        """How near each word of the question stands to a span, and to it as what is counted: float32, (2, n_terms)."""
        return np.stack([(self.matches * bears).max(axis=1, initial=0.0) for bears in bearing(self.words, span)])
