"""What may answer a question: sentences of the best passages, with what speaks for each."""

from __future__ import annotations

from dataclasses import dataclass

from taobeiqa.answering.evidence import QuestionTerm
from taobeiqa.answering.question import Asked, Wanted
from taobeiqa.records import Hit, Language, Span

CERTAIN: frozenset[Wanted] = frozenset({"quantity", "date", "author"})
"""Kinds of answer that a sentence certainly has or lacks; names of persons and places may go unseen."""

_UNNAMED = 1.0
"""How far sentences fall back whose article lacks a name that the question gives: others answer rather than they."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A sentence that may answer; offsets are into the article's text.

    `coverage` is the weighted share of the question's words that the sentence speaks of, `support` the same with the
    rest of the passage and its headings, `fit` how closely the best figure or name of the asked-for kind stands to
    those words (0 where there is none); all 0 to 1. `retrieval` is the passage's score below the best one's, 0 or less.
    """

    hit: Hit
    sentence: Span
    span: Span | None
    retrieval: float
    similarity: float
    coverage: float
    support: float
    fit: float
    odds: float
    wanted: Wanted
    misfit: bool
    """Whether a person was asked for, or a sort of place (which village), and the span names none."""
    vacant: bool
    """Whether a person, a place, an organisation or a title was asked for, and there is certainly none of that sort."""
    foreign: bool
    """Whether it was read in another language than the question's alone, where matches are fewer."""
    told: Span | None
    """Where the extractor points in the sentence's translation, offsets into that sentence; None without one."""
    says: str
    """What the span says in its normal form (`AnswerSpan.says`), empty where there is none."""
    form: float = 0.0
    """What its form says for it (`form_odds`): a list of as many things as are asked for, what one of many has."""
    unnamed: bool = False
    """Whether its article does not speak of somebody or some place, year or round that the question names."""

    @property
    def lacking(self) -> bool:
        """Whether it certainly has no answer: a figure or date was asked for and none of it fits; or a name."""
        return self.vacant or (self.wanted in CERTAIN and (self.span is None or self.fit == 0))

    @property
    def score(self) -> float:
        """Higher is better. The weights are the likeliest on questions of CMRC2018's and DRCD's development sets, on
        written ones and on the bundled ones (`training/fit_reader.py`), rounded; a third of `form`, since scores are
        thirds of a logarithm of odds there.
        """
        score = 1.02 * self.similarity + 0.1 * self.retrieval + 0.63 * self.coverage + 0.68 * self.support
        score += 0.21 * self.odds + self.form / 3 - _UNNAMED * self.unnamed
        if self.wanted in CERTAIN:
            return score + 1.59 * self.fit - 0.95 * (self.span is None)
        return score + 1.15 * self.fit - 0.55 * (self.span is None and self.wanted != "other")


@dataclass(frozen=True, slots=True)
class Reading:
    """What was understood of the question, and the candidates, best first."""

    language: Language
    asked: Asked
    terms: tuple[QuestionTerm, ...]
    candidates: tuple[Candidate, ...]
