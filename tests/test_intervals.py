"""Bootstrap intervals against a resampling of their own, the binomial, and laws."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from taobeiqa.evaluation.metrics import mean_and_interval


def test_an_interval_is_that_of_a_resampling_of_its_own() -> None:
    sample = np.random.default_rng(3).beta(2, 1, 80)
    mean, interval = mean_and_interval(sample.tolist())
    means = np.random.default_rng(4).choice(sample, (20_000, 80)).mean(axis=1)
    assert mean == pytest.approx(sample.mean())
    assert interval == pytest.approx(tuple(np.percentile(means, [2.5, 97.5])), abs=0.006)


def test_an_interval_of_shares_is_about_that_of_the_binomial() -> None:
    _, interval = mean_and_interval([1.0] * 60 + [0.0] * 40)
    error = 1.96 * math.sqrt(0.6 * 0.4 / 100)
    assert interval == pytest.approx((0.6 - error, 0.6 + error), abs=0.015)


@given(st.lists(st.sampled_from([0.0, 0.25, 1 / 3, 1.0]), min_size=2, max_size=40))
@settings(max_examples=40, deadline=None)
def test_an_interval_lies_about_its_mean_within_the_sample_and_is_the_same_twice(sample: list[float]) -> None:
    mean, interval = mean_and_interval(sample)
    assert mean is not None
    assert interval is not None
    assert min(sample) - 1e-9 <= interval[0] <= mean + 1e-9
    assert mean - 1e-9 <= interval[1] <= max(sample) + 1e-9
    assert mean_and_interval(sample) == (mean, interval)


def test_an_interval_shrinks_as_the_questions_grow_in_number() -> None:
    widths = []
    for times in (1, 4, 16):
        _, interval = mean_and_interval([1.0, 1.0, 0.0, 0.0, 1.0] * 4 * times)
        assert interval is not None
        widths.append(interval[1] - interval[0])
    assert widths[0] / widths[1] == pytest.approx(2, rel=0.2)
    assert widths[1] / widths[2] == pytest.approx(2, rel=0.2)


def test_an_interval_knows_no_doubt_where_all_are_alike_and_nothing_below_two() -> None:
    assert mean_and_interval([1.0] * 7) == (1.0, (1.0, 1.0))
    assert mean_and_interval([0.0, 0.0]) == (0.0, (0.0, 0.0))
    assert mean_and_interval([0.5]) == (0.5, None)
    assert mean_and_interval([]) == (None, None)
