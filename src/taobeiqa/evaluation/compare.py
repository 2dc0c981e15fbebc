"""A result against an earlier one: which metrics moved, whether by more than chance, and which questions did it."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from taobeiqa.errors import SetError
from taobeiqa.evaluation.metrics import LOWER_IS_BETTER, METRICS, Interval, mean_and_interval
from taobeiqa.evaluation.results import Results

SIGNIFICANT = 0.05
_RESAMPLES = 9999
_SEED = 20191231


@dataclass(frozen=True, slots=True)
class Baseline:
    """An earlier result, read from what `--json` wrote: its questions by id."""

    name: str
    questions: Mapping[str, Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class Difference:
    """A metric then and now, over the `count` questions that both have."""

    metric: str
    count: int
    before: float
    now: float
    interval: Interval | None
    """Of now - before, 95 %."""
    p: float
    """Of a paired randomisation test, two-sided (Smucker, Allan and Carterette, CIKM 2007)."""

    @property
    def loss(self) -> bool:
        """Whether it is worse by more than chance explains."""
        worse = self.now > self.before if self.metric in LOWER_IS_BETTER else self.now < self.before
        return worse and self.p < SIGNIFICANT


@dataclass(frozen=True, slots=True)
class Changed:
    """A question whose outcome is another one than before."""

    id: str
    question: str
    before: str
    """The outcome then."""
    now: str
    answer_before: str
    answer_now: str


@dataclass(frozen=True, slots=True)
class Comparison:
    """What changed against a baseline."""

    baseline: str
    common: int
    only_now: tuple[str, ...]
    """Ids of questions that the baseline lacks."""
    only_before: tuple[str, ...]
    differences: tuple[Difference, ...]
    better: tuple[Changed, ...]
    """Right now, and not before."""
    worse: tuple[Changed, ...]
    """Right before, and not now."""


def read_baseline(path: Path) -> Baseline:
    """An earlier result.

    Raises:
        SetError: the file is missing or is not what `evaluate --json` wrote.
    """
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        questions = {row["id"]: row for row in content["questions"]}
        for row in questions.values():
            if not all(math.isfinite(value) for value in dict(row["metrics"]).values()):
                raise ValueError("a metric is no number")
            str(row["outcome"] + row["answer"])
    except FileNotFoundError as error:
        raise SetError(
            f"There is no baseline at {path}; write one with: taobeiqa evaluate SET --json {path}."
        ) from error
    except (OSError, ValueError, KeyError, TypeError, RecursionError) as error:
        what = f"{type(error).__name__}: {error}"
        raise SetError(f"{path}: is not a result of taobeiqa evaluate --json ({what}).") from error
    return Baseline(path.name, questions)


def compare(found: Results, baseline: Baseline) -> Comparison:
    """Compare on the questions that both have, by id.

    Raises:
        SetError: they have none in common.
    """
    now = {one.question.id: one for one in found.judged}
    common = [identity for identity in now if identity in baseline.questions]
    if not common:
        raise SetError(f"{baseline.name}: has no question in common with this evaluation; compare the same set.")
    differences = []
    for metric in METRICS:
        before_values, now_values = [], []
        for identity in common:
            then = baseline.questions[identity]["metrics"]
            if metric in then and metric in found.values[identity]:
                before_values.append(float(then[metric]))
                now_values.append(round(found.values[identity][metric], 6))  # as the baseline was written
        if before_values:
            differences.append(_difference(metric, before_values, now_values))
    changed = [
        Changed(
            identity,
            now[identity].question.text,
            str(baseline.questions[identity]["outcome"]),
            now[identity].outcome,
            str(baseline.questions[identity]["answer"]),
            now[identity].shown,
        )
        for identity in common
        if (baseline.questions[identity]["outcome"] == "right") != (now[identity].outcome == "right")
    ]
    return Comparison(
        baseline=baseline.name,
        common=len(common),
        only_now=tuple(identity for identity in now if identity not in baseline.questions),
        only_before=tuple(identity for identity in baseline.questions if identity not in now),
        differences=tuple(differences),
        better=tuple(one for one in changed if one.now == "right"),
        worse=tuple(one for one in changed if one.before == "right"),
    )


def _difference(metric: str, before: Sequence[float], now: Sequence[float]) -> Difference:
    moved = np.asarray(now) - np.asarray(before)
    _, interval = mean_and_interval(list(map(float, moved)))
    return Difference(
        metric, len(moved), float(np.mean(before)), float(np.mean(now)), interval, randomisation_test(moved)
    )


def randomisation_test(differences: Sequence[float] | np.ndarray[Any, Any]) -> float:
    """The two-sided p of a mean difference as large as this, if each difference had either sign with equal odds.

    Exact where few questions differ, else from a fixed sample of 9,999 sign patterns.
    """
    from scipy.stats import permutation_test

    moved = np.asarray(differences, dtype=np.float64)
    moved = moved[moved != 0]
    if len(moved) < 2:
        return 1.0  # one difference is as large with either sign
    found = permutation_test(
        (moved,),
        lambda sample, axis: sample.mean(axis=axis),
        permutation_type="samples",
        vectorized=True,
        n_resamples=_RESAMPLES,
        batch=500,
        rng=np.random.default_rng(_SEED),
    )
    return float(found.pvalue)


def comparison_to_json(found: Comparison) -> dict[str, object]:
    """A comparison as `evaluate --json` writes it under `comparison`."""
    return {
        "baseline": found.baseline,
        "common": found.common,
        "only_now": list(found.only_now),
        "only_before": list(found.only_before),
        "differences": [
            {
                "metric": one.metric,
                "count": one.count,
                "before": round(one.before, 6),
                "now": round(one.now, 6),
                "interval": [round(end, 6) for end in one.interval] if one.interval else None,
                "p": round(one.p, 4),
                "loss": one.loss,
            }
            for one in found.differences
        ],
        "better": [one.id for one in found.better],
        "worse": [one.id for one in found.worse],
    }
