"""From judged questions to the threshold of confidence: what each would cost, and which one to take."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import pairwise

import numpy as np

from taobeiqa.errors import SetError
from taobeiqa.evaluation.judge import Judged
from taobeiqa.evaluation.metrics import Interval, mean_and_interval
from taobeiqa.evaluation.questions import Question
from taobeiqa.retrieval.manifest import Calibration

_LEAST = 10
"""So many questions of either kind a threshold is set from, at least."""


@dataclass(frozen=True, slots=True)
class TradeOff:
    """What one threshold gives. The first two rates are of the questions that the articles do not answer and of those
    that they do; `right_rate` is the share of the latter that is answered, and rightly.
    """

    threshold: float
    false_answer_rate: float
    wrong_refusal_rate: float
    right_rate: float


@dataclass(frozen=True, slots=True)
class Bin:
    """Attempts of about the same confidence, and how many of them are right."""

    count: int
    confidence: float
    """The mean of theirs."""
    right: float
    interval: Interval | None


def sure(one: Judged) -> float:
    """The confidence that an answer is shown by; 0 where there is nothing to show."""
    return one.attempt.confidence if one.attempt.quotes else 0.0


def trade_offs(judged: Sequence[Judged]) -> list[TradeOff]:
    """What every threshold that makes a difference gives, in rising order, from answering all that there is evidence
    for to refusing all.

    Empty where all questions are of one kind.
    """
    answerable = [one for one in judged if one.question.answerable]
    others = [one for one in judged if not one.question.answerable]
    if not answerable or not others:
        return []
    false = np.array([_shown_up_to(one) for one in others])
    asked = np.array([_shown_up_to(one) for one in answerable])
    right = np.array([one.best_correct for one in answerable])
    return [
        TradeOff(
            threshold,
            float((false >= threshold).mean()),
            float((asked < threshold).mean()),
            float((right & (asked >= threshold)).mean()),
        )
        for threshold in _thresholds(sorted({sure(one) for one in judged}))
    ]


def _shown_up_to(one: Judged) -> float:
    """The highest threshold at which an answer is shown; below all of them where there is nothing to show."""
    return one.attempt.confidence if one.attempt.quotes else -1.0


def _thresholds(confidences: list[float]) -> list[float]:
    """One between each two neighbouring confidences, one below them all and one above."""
    middles = [((low + high) / 2, low, high) for low, high in pairwise(confidences)]
    between = [middle if middle > low else high for middle, low, high in middles]
    return [0.0, *between, float(np.nextafter(max(confidences), 2.0))]


def reliability(judged: Sequence[Judged], bins: int = 10) -> list[Bin]:
    """How often attempts are right, in bins of equal count by their confidence; a calibrated system is right as often
    as it is sure.
    """
    ordered = sorted(judged, key=sure)
    found = []
    for part in np.array_split(np.arange(len(ordered)), min(bins, max(1, len(ordered) // 5))):
        if not len(part):
            continue
        members = [ordered[place] for place in part]
        mean, interval = mean_and_interval([float(one.best_correct) for one in members])
        found.append(Bin(len(members), float(np.mean([sure(one) for one in members])), mean or 0.0, interval))
    return found


def check_enough(questions: Sequence[Question]) -> tuple[int, int]:
    """How many questions the articles answer, and how many they do not.

    Raises:
        SetError: too few of either kind to set a threshold from.
    """
    answerable = sum(question.answerable for question in questions)
    unanswerable = len(questions) - answerable
    if min(unanswerable, answerable) < _LEAST:
        raise SetError(
            f"A threshold needs at least {_LEAST} questions that the articles answer and {_LEAST} that they do not; "
            f"there are {answerable} and {unanswerable}."
        )
    return answerable, unanswerable


def calibrate(
    judged: Sequence[Judged], most_false_answers: float, sets: Sequence[str], corpus_digest: str
) -> Calibration:
    """The lowest threshold whose false-answer rate is at most the one asked for: it refuses least.

    Raises:
        SetError: there are too few questions that the articles answer, or too few that they do not.
    """
    answerable, unanswerable = check_enough([one.question for one in judged])
    best = next(point for point in trade_offs(judged) if point.false_answer_rate <= most_false_answers)
    return Calibration(
        threshold=best.threshold,
        most_false_answers=most_false_answers,
        false_answer_rate=best.false_answer_rate,
        wrong_refusal_rate=best.wrong_refusal_rate,
        answerable=answerable,
        unanswerable=unanswerable,
        sets=tuple(sets),
        day=datetime.now(UTC).date().isoformat(),
        corpus_digest=corpus_digest,
    )
