"""Metrics of judged questions, each with a 95 % bootstrap interval, for all of them and for each group.

Recall, reciprocal rank and nDCG come from ir_measures (MacAvaney, Macdonald and Ounis, ECIR 2022), which computes them
with trec_eval's code.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from taobeiqa.evaluation.judge import Judged

RANKING = ("recall@1", "recall@5", "recall@10", "mrr@10", "ndcg@10")
ANSWERING = ("answer_accuracy", "sentence_accuracy", "citation_accuracy", "false_answer_rate", "wrong_refusal_rate")
METRICS = (*RANKING, *ANSWERING)
LOWER_IS_BETTER = frozenset({"false_answer_rate", "wrong_refusal_rate"})
_TREC_NAMES = {"recall@1": "R@1", "recall@5": "R@5", "recall@10": "R@10", "mrr@10": "RR@10", "ndcg@10": "nDCG@10"}
_RESAMPLES = 2000
_SEED = 20191231

Values = Mapping[str, float]
"""What one question counts in each metric that applies to it."""
Interval = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Metrics:
    """Means over questions. A metric that applies to none of them is None, as is the interval of fewer than two."""

    count: int
    means: Mapping[str, float | None]
    intervals: Mapping[str, Interval | None]
    counts: Mapping[str, int] = field(default_factory=dict)
    """How many of the questions each metric applies to."""

    def to_json(self) -> dict[str, object]:
        """As `evaluate --json` writes it."""
        intervals = {name: [_short(end) for end in pair] if pair else None for name, pair in self.intervals.items()}
        means = {name: None if mean is None else _short(mean) for name, mean in self.means.items()}
        return {"count": self.count, **means, "intervals": intervals}


def _short(value: float) -> float:
    return round(value, 6)


def values(judged: Sequence[Judged]) -> dict[str, dict[str, float]]:
    """What each question counts in each metric that applies to it, by question id."""
    ranked = ranking_values(
        {one.question.id: one.relevant for one in judged if one.relevant},
        {one.question.id: trec_scores(one.attempt.ranking) for one in judged if one.relevant},
    )
    return {one.question.id: {**ranked.get(one.question.id, {}), **_answering(one)} for one in judged}


def _answering(one: Judged) -> dict[str, float]:
    told: dict[str, bool | None] = {
        "answer_accuracy": one.answer_correct,
        "sentence_accuracy": one.sentence_correct,
        "citation_accuracy": one.citation_correct,
        "wrong_refusal_rate" if one.question.answerable else "false_answer_rate": (
            one.abstained == one.question.answerable
        ),
    }
    return {name: float(value) for name, value in told.items() if value is not None}


def trec_scores(ranking: Sequence[tuple[str, float]]) -> dict[str, float]:
    """Scores that trec_eval sorts as the ranking is: it breaks ties its own way and reads single precision only."""
    scores: dict[str, float] = {}
    last = float("inf")
    for document, score in ranking:
        last = min(round(score, 4), round(last - 1e-4, 4))
        scores[document] = last
    return scores


def ranking_values(
    qrels: Mapping[str, Mapping[str, int]], run: Mapping[str, Mapping[str, float]]
) -> dict[str, dict[str, float]]:
    """Recall, reciprocal rank and nDCG of every judged query; one whose run is empty counts 0."""
    import ir_measures

    if not qrels:
        return {}
    measures = {ir_measures.parse_measure(trec): name for name, trec in _TREC_NAMES.items()}
    found: dict[str, dict[str, float]] = {query: dict.fromkeys(RANKING, 0.0) for query in qrels}
    # trec_eval is C and dies of a name that it cannot read, such as half a surrogate pair: it gets numbers.
    names = sorted({document for of in (qrels, run) for scores in of.values() for document in scores})
    numbers = {name: f"{place:09}" for place, name in enumerate(names)}
    queries = {str(place): query for place, query in enumerate(qrels)}
    plain_qrels = {
        place: {numbers[name]: grade for name, grade in qrels[query].items()} for place, query in queries.items()
    }
    plain_run = {
        place: {numbers[name]: score for name, score in run[query].items()}
        for place, query in queries.items()
        if run.get(query)
    }
    for metric in ir_measures.iter_calc(list(measures), plain_qrels, plain_run):
        found[queries[metric.query_id]][measures[metric.measure]] = float(metric.value)
    return found


def mean_and_interval(sample: Sequence[float]) -> tuple[float | None, Interval | None]:
    """The mean, and its 95 % interval by the percentile bootstrap (Efron 1979) with a fixed seed."""
    if not sample:
        return None, None
    numbers = np.asarray(sample, dtype=np.float64)
    if len(numbers) < 2:
        return float(numbers.mean()), None
    from scipy.stats import bootstrap

    found = bootstrap(
        (numbers,),
        np.mean,
        n_resamples=_RESAMPLES,
        method="percentile",
        batch=200,
        rng=np.random.default_rng(_SEED),
    ).confidence_interval
    return float(numbers.mean()), (float(found.low), float(found.high))


def summary(counted: Sequence[Values]) -> Metrics:
    """Means and intervals over questions."""
    samples = {name: [one[name] for one in counted if name in one] for name in METRICS}
    found = {name: mean_and_interval(sample) for name, sample in samples.items()}
    return Metrics(
        len(counted),
        {name: mean for name, (mean, _) in found.items()},
        {name: interval for name, (_, interval) in found.items()},
        {name: len(sample) for name, sample in samples.items()},
    )


GROUPS: dict[str, Callable[[Judged], Iterable[str]]] = {
    "by_language": lambda one: [one.question.language],
    "by_set": lambda one: [one.set],
    "by_type": lambda one: [one.question.type] if one.question.type else [],
    "by_direction": lambda one: [one.direction] if one.direction else [],
    "by_tag": lambda one: one.question.tags,
}
"""The groups that a question is in."""


def grouped(judged: Sequence[Judged], counted: Mapping[str, Values]) -> dict[str, dict[str, Metrics]]:
    """The metrics of each group, by the kind of group and its name."""
    found: dict[str, dict[str, Metrics]] = {}
    for kind, names in GROUPS.items():
        members: dict[str, list[Values]] = defaultdict(list)
        for one in judged:
            for name in names(one):
                members[name].append(counted[one.question.id])
        found[kind] = {name: summary(members[name]) for name in sorted(members)}
    return found
