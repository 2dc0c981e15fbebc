"""The threshold: the lowest that keeps the false answers within what was asked for, and what every other would cost."""

from __future__ import annotations

import math
from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from taobeiqa.errors import SetError
from taobeiqa.evaluation.calibration import TradeOff, calibrate, reliability, sure, trade_offs
from taobeiqa.evaluation.judge import Judged
from taobeiqa.evaluation.metrics import mean_and_interval, summary, values
from tests.judging import attempt, judged, question, quoted, unsaid


def said(confidences: list[float], right: bool = True) -> list[Judged]:
    """Questions that the articles answer, attempted with these confidences."""
    text = "53" if right else "54"
    return [judged(question(f"a{text}-{n}"), attempt(text, one)) for n, one in enumerate(confidences)]


def not_said(confidences: list[float]) -> list[Judged]:
    return [judged(unsaid(f"u{n}"), attempt(confidence=one)) for n, one in enumerate(confidences)]


ANSWERABLE = [0.95, 0.9, 0.85, 0.8, 0.7, 0.6, 0.5, 0.4, 0.3, 0.05]
OTHERS = [0.65, 0.55, 0.35, 0.25, 0.2, 0.15, 0.1, 0.08, 0.04, 0.02]


@pytest.mark.parametrize(
    ("most", "threshold", "false", "refused"),
    [
        (0.0, (0.65 + 0.7) / 2, 0.0, 0.5),
        (0.09, (0.65 + 0.7) / 2, 0.0, 0.5),
        (0.1, (0.55 + 0.6) / 2, 0.1, 0.4),
        (0.2, (0.35 + 0.4) / 2, 0.2, 0.2),
        (0.25, (0.35 + 0.4) / 2, 0.2, 0.2),
        (0.3, (0.25 + 0.3) / 2, 0.3, 0.1),
        (0.8, (0.04 + 0.05) / 2, 0.8, 0.0),
        (0.99, (0.02 + 0.04) / 2, 0.9, 0.0),
        (1.0, 0.0, 1.0, 0.0),
    ],
)
def test_the_threshold_is_the_lowest_that_keeps_the_rate(
    most: float, threshold: float, false: float, refused: float
) -> None:
    found = calibrate([*said(ANSWERABLE), *not_said(OTHERS)], most, ["one", "two"], "digest")
    assert found.threshold == pytest.approx(threshold)
    assert (found.false_answer_rate, found.wrong_refusal_rate) == pytest.approx((false, refused))
    assert (found.most_false_answers, found.answerable, found.unanswerable) == (most, 10, 10)
    assert (found.sets, found.corpus_digest) == (("one", "two"), "digest")


def test_equal_confidences_fall_to_one_side_together() -> None:
    others = not_said([0.6] * 3 + [0.2] * 7)
    found = calibrate([*said([0.6] * 4 + [0.9] * 6), *others], 0.29, [], "")
    assert found.threshold == pytest.approx(0.75)
    assert (found.false_answer_rate, found.wrong_refusal_rate) == (0, 0.4)
    found = calibrate([*said([0.6] * 4 + [0.9] * 6), *others], 0.3, [], "")
    assert found.threshold == pytest.approx(0.4)
    assert (found.false_answer_rate, found.wrong_refusal_rate) == (0.3, 0)


def test_where_the_surest_are_wrong_all_is_refused() -> None:
    found = calibrate([*said([0.5] * 10), *not_said([1.0] * 10)], 0.5, [], "")
    assert (found.false_answer_rate, found.wrong_refusal_rate) == (0, 1)
    assert found.threshold == math.nextafter(1.0, 2.0)


def test_neighbouring_floats_can_be_told_apart() -> None:
    high = math.nextafter(0.5, 1.0)
    found = calibrate([*said([high] * 10), *not_said([0.5] * 10)], 0.0, [], "")
    assert (found.false_answer_rate, found.wrong_refusal_rate) == (0, 0)
    low = math.nextafter(0.5, 0.0)
    found = calibrate([*said([0.5] * 10), *not_said([low] * 10)], 0.0, [], "")
    assert (found.false_answer_rate, found.wrong_refusal_rate) == (0, 0)


@pytest.mark.parametrize(("answerable", "others"), [(9, 10), (10, 9), (0, 40), (40, 0), (0, 0)])
def test_too_few_of_either_kind_are_told(answerable: int, others: int) -> None:
    with pytest.raises(SetError, match=f"at least 10 .* there are {answerable} and {others}"):
        calibrate([*said([0.5] * answerable), *not_said([0.5] * others)], 0.1, [], "")


def test_trade_offs_by_hand() -> None:
    made = [*said([0.8, 0.4]), *said([0.6], right=False), *not_said([0.6, 0.2])]
    assert trade_offs(made) == [
        TradeOff(0.0, 1.0, 0.0, pytest.approx(2 / 3)),
        TradeOff(pytest.approx(0.3), 0.5, 0.0, pytest.approx(2 / 3)),
        TradeOff(0.5, 0.5, pytest.approx(1 / 3), pytest.approx(1 / 3)),
        TradeOff(pytest.approx(0.7), 0.0, pytest.approx(2 / 3), pytest.approx(1 / 3)),
        TradeOff(math.nextafter(0.8, 2.0), 0.0, 1.0, 0.0),
    ]


def test_without_questions_of_both_kinds_there_is_nothing_to_trade() -> None:
    assert trade_offs([]) == trade_offs(said([0.5, 0.6])) == trade_offs(not_said([0.5])) == []


CONFIDENCES = st.lists(st.sampled_from([0.0, 0.1, 0.3, 0.5, math.nextafter(0.5, 1), 0.7, 1.0]), min_size=1, max_size=8)


@given(CONFIDENCES, CONFIDENCES, CONFIDENCES, st.integers(0, 8))
@settings(deadline=None, max_examples=50)
def test_every_trade_off_is_what_judging_at_its_threshold_gives(
    right: list[float], wrong: list[float], others: list[float], bare: int
) -> None:
    made = [*said(right), *said(wrong, right=False), *not_said(others)]
    made = [
        replace(one, attempt=replace(one.attempt, quotes=())) if n < bare else one for n, one in enumerate(made[::-1])
    ]
    points = trade_offs(made)
    for before, after in pairwise(points):
        assert before.threshold < after.threshold
        assert before.false_answer_rate >= after.false_answer_rate
        assert before.wrong_refusal_rate <= after.wrong_refusal_rate
        assert before.right_rate >= after.right_rate
    assert (points[-1].false_answer_rate, points[-1].wrong_refusal_rate, points[-1].right_rate) == (0, 1, 0)
    for point in points:
        again = [judged(one.question, one.attempt, threshold=point.threshold) for one in made]
        means = summary(list(values(again).values())).means
        assert point.false_answer_rate == pytest.approx(means["false_answer_rate"])
        assert point.wrong_refusal_rate == pytest.approx(means["wrong_refusal_rate"])
        answerable = [one for one in again if one.question.answerable]
        assert point.right_rate == pytest.approx(sum(one.outcome == "right" for one in answerable) / len(answerable))


def test_nothing_to_show_is_no_confidence() -> None:
    assert sure(judged(question(), attempt(confidence=0.7))) == 0.7
    assert sure(judged(question(), attempt(confidence=0.7, quotes=()))) == 0


def test_reliability_by_hand() -> None:
    low = [*said([0.1, 0.3]), *said([0.2], right=False), *not_said([0.4, 0.0])]
    high = [*said([0.6, 0.7, 0.8, 0.9]), *not_said([1.0])]
    below, above = reliability([high[0], *low, *high[1:]])
    assert (below.count, below.confidence, below.right) == (5, pytest.approx(0.2), pytest.approx(2 / 5))
    assert (above.count, above.confidence, above.right) == (5, pytest.approx(0.8), pytest.approx(4 / 5))
    assert above.interval == mean_and_interval([1.0, 1.0, 1.0, 1.0, 0.0])[1]


def test_a_bin_counts_what_would_have_been_right_though_it_was_refused() -> None:
    [one] = reliability([*said([0.1, 0.2]), judged(question("x"), attempt(quotes=[quoted("wind#0")], confidence=0.3))])
    assert (one.count, one.right) == (3, pytest.approx(2 / 3))


@pytest.mark.parametrize(
    ("count", "sizes"),
    [(0, []), (1, [1]), (9, [9]), (10, [5, 5]), (23, [6, 6, 6, 5]), (50, [5] * 10), (104, [11] * 4 + [10] * 6)],
)
def test_bins_are_of_about_equal_count_and_hold_all(count: int, sizes: list[int]) -> None:
    made = said([(37 * n % 101) / 101 for n in range(count)])
    bins = reliability(made)
    assert [one.count for one in bins] == sizes
    assert [one.confidence for one in bins] == sorted(one.confidence for one in bins)
    assert sum(one.count * one.confidence for one in bins) == pytest.approx(sum(sure(one) for one in made))
