"""What an index says of itself: what it was made of, and how its threshold was chosen."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a generation is made of."""

    format: int
    encoder: str
    encoder_digest: str
    dimension: int
    lexicon_digest: str
    corpus_digest: str
    articles: int
    passages: int
    sentences: int


@dataclass(frozen=True, slots=True)
class Calibration:
    """The threshold that an evaluation chose, and what that evaluation was."""

    threshold: float
    most_false_answers: float
    """The largest false-answer rate that was asked for."""
    false_answer_rate: float
    wrong_refusal_rate: float
    """What the threshold reaches on those questions."""
    answerable: int
    unanswerable: int
    """How many questions of either kind."""
    sets: tuple[str, ...]
    day: str
    corpus_digest: str
    """Of the corpus that it was done on."""
