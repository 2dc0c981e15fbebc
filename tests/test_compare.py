"""A result against an earlier one: exact p by hand, losses told from chance, and what cannot be compared."""

from __future__ import annotations

import json
import math
from dataclasses import replace
from itertools import product
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from taobeiqa.errors import SetError
from taobeiqa.evaluation.compare import (
    SIGNIFICANT,
    Baseline,
    Comparison,
    Difference,
    compare,
    comparison_to_json,
    randomisation_test,
    read_baseline,
)
from taobeiqa.evaluation.judge import Judged
from taobeiqa.evaluation.metrics import LOWER_IS_BETTER, METRICS
from taobeiqa.evaluation.results import results, to_json
from tests.judging import attempt, judged, question, ranked, unsaid


@pytest.mark.parametrize(
    ("differences", "p"),
    [
        ([], 1),
        ([0.0], 1),
        ([0.0] * 9, 1),
        ([0.7], 1),  # ±0.7
        ([1, 1], 2 / 4),  # 2 0 0 -2
        ([3, 1], 2 / 4),  # 4 2 -2 -4
        ([3, -1], 1),  # at least 2 in all four
        ([1, 1, 1], 2 / 8),
        ([1, 2, 3], 2 / 8),
        ([-1, 2, 3], 4 / 8),  # 6 4 … -4 -6
        ([1, 1, -1], 1),
        ([1, 1, 1, 1], 2 / 16),
        ([1, 1, 1, -1], 10 / 16),  # sums of 4, of 2 (4 times), and the reverse
        ([1, 1, 1, 1, 1], 2 / 32),
        ([1, 1, 1, 1, 1, 1], 2 / 64),
        ([1, 0, 1, 0, 1, 1, 1, 0, 1], 2 / 64),
        ([-0.25] * 6, 2 / 64),
        ([1.0] * 6 + [0.0] * 200, 2 / 64),
        ([0.1, 0.2, -0.3], 1),  # nothing, but for rounding
        ([1, 1, 1, 1, 1, 1, 1, 1, -1], 2 * (1 + 9) / 512),
    ],
)
def test_p_is_that_worked_by_hand(differences: list[float], p: float) -> None:
    assert randomisation_test(differences) == pytest.approx(p)


@given(st.lists(st.sampled_from([-1.0, -0.5, 0.0, 0.25, 1.0]), max_size=11))
@settings(deadline=None, max_examples=60)
def test_p_is_the_share_of_all_sign_patterns_and_symmetric(differences: list[float]) -> None:
    moved = np.array(differences)
    sums = np.array([np.dot(signs, moved) for signs in product([1, -1], repeat=len(moved))])
    exact = np.mean(np.abs(sums) >= abs(moved.sum()) - 1e-9)
    assert randomisation_test(differences) == pytest.approx(exact)
    assert randomisation_test(-moved) == pytest.approx(exact)


def test_many_questions_are_sampled_alike_each_time_and_near_the_law() -> None:
    better, worse = 120, 90
    differences = [1.0] * better + [-1.0] * worse + [0.0] * 300
    law = math.erfc(
        (better - worse - 1) / math.sqrt(better + worse) / math.sqrt(2)
    )  # the sign test, normal with correction
    assert randomisation_test(differences) == pytest.approx(law, abs=0.01)
    assert randomisation_test(differences) == randomisation_test(differences)
    assert randomisation_test([-one for one in differences]) == pytest.approx(randomisation_test(differences))
    assert randomisation_test([1.0] * 40) < 0.001


def right(identity: str) -> Judged:
    return judged(question(identity))


def refused(identity: str) -> Judged:
    return judged(question(identity), attempt(confidence=0.1))


def misread(identity: str) -> Judged:
    return judged(question(identity), attempt("很多"))


def stored(made: list[Judged], path: Path) -> Baseline:
    path.write_text(json.dumps(to_json(results(made, {}))), encoding="utf-8")
    return read_baseline(path)


def compared(before: list[Judged], now: list[Judged], folder: Path) -> Comparison:
    return compare(results(now, {}), stored(before, folder / "before.json"))


def by_metric(found: Comparison) -> dict[str, Difference]:
    return {one.metric: one for one in found.differences}


def test_a_result_against_itself_shows_nothing(tmp_path: Path) -> None:
    made = [judged(question(f"q{n}"), attempt(ranking=ranked(*"xyzuvw"[: n % 6], "river#0"))) for n in range(60)]
    made += [judged(unsaid(f"u{n}"), attempt(confidence=0.9)) for n in range(3)]
    found = compared(made, made, tmp_path)
    assert [one.metric for one in found.differences] == list(METRICS)
    for one in found.differences:
        assert (one.before, one.p, one.loss) == (one.now, 1.0, False)
        assert one.interval == (0, 0)
    assert (found.common, found.better, found.worse, found.only_now, found.only_before) == (63, (), (), (), ())


def test_a_loss_on_six_of_eight_questions_is_significant(tmp_path: Path) -> None:
    before = [right(f"q{n}") for n in range(8)]
    now = [misread(f"q{n}") for n in range(6)] + [right("q6"), right("q7")]
    found = by_metric(compared(before, now, tmp_path))
    lost = found["answer_accuracy"]
    assert (lost.count, lost.before, lost.now, lost.p, lost.loss) == (8, 1, 0.25, pytest.approx(2 / 64), True)
    assert lost.interval is not None
    assert lost.interval[0] <= -0.75 <= lost.interval[1] < 0
    kept = found["citation_accuracy"]
    assert (kept.before, kept.now, kept.p, kept.loss) == (1, 1, 1, False)
    gained = by_metric(compared(now, before, tmp_path))["answer_accuracy"]
    assert (gained.p, gained.loss) == (pytest.approx(2 / 64), False)


def test_a_loss_on_five_questions_may_be_chance(tmp_path: Path) -> None:
    before, now = [right(f"q{n}") for n in range(5)], [misread(f"q{n}") for n in range(5)]
    lost = by_metric(compared(before, now, tmp_path))["answer_accuracy"]
    assert (lost.now, lost.p, lost.loss) == (0, pytest.approx(2 / 32), False)


def test_one_question_that_changed_can_be_compared(tmp_path: Path) -> None:
    found = compared([right("a"), right("b")], [right("a"), misread("b")], tmp_path)
    assert (by_metric(found)["answer_accuracy"].p, by_metric(found)["answer_accuracy"].now) == (1, 0.5)
    alone = compared([right("a")], [misread("a")], tmp_path)
    assert by_metric(alone)["answer_accuracy"].interval is None


def test_for_rates_more_is_a_loss(tmp_path: Path) -> None:
    silent = [judged(unsaid(f"u{n}"), attempt(confidence=0.1)) for n in range(6)]
    talkative = [judged(unsaid(f"u{n}"), attempt(confidence=0.9)) for n in range(6)]
    worse = by_metric(compared(silent, talkative, tmp_path))
    assert list(worse) == ["false_answer_rate"]
    assert (worse["false_answer_rate"].before, worse["false_answer_rate"].now) == (0, 1)
    assert worse["false_answer_rate"].loss
    assert not by_metric(compared(talkative, silent, tmp_path))["false_answer_rate"].loss
    shy = by_metric(compared([right(f"q{n}") for n in range(6)], [refused(f"q{n}") for n in range(6)], tmp_path))
    assert {name for name, one in shy.items() if one.loss} == {
        *("answer_accuracy", "sentence_accuracy", "citation_accuracy", "wrong_refusal_rate"),
    }


@pytest.mark.parametrize("metric", METRICS)
@pytest.mark.parametrize(("p", "significant"), [(0.0499, True), (0.05, False), (0.5, False)])
def test_a_loss_is_worse_and_more_than_chance(metric: str, p: float, significant: bool) -> None:
    assert SIGNIFICANT == 0.05
    fell, rose = Difference(metric, 9, 0.6, 0.5, None, p), Difference(metric, 9, 0.5, 0.6, None, p)
    assert (rose if metric in LOWER_IS_BETTER else fell).loss is significant
    assert not (fell if metric in LOWER_IS_BETTER else rose).loss
    assert not replace(fell, now=0.6, p=0.0).loss


def test_the_questions_that_moved_are_listed(tmp_path: Path) -> None:
    before = [right("kept"), right("lost"), refused("won"), refused("still"), misread("other"), right("gone")]
    now = [right("new"), refused("lost"), right("kept"), right("won"), misread("still"), misread("other")]
    found = compared(before, now, tmp_path)
    assert found.baseline == "before.json"
    assert (found.common, found.only_now, found.only_before) == (5, ("new",), ("gone",))
    [won], [lost] = found.better, found.worse
    assert (won.id, won.before, won.now) == ("won", "wrongly refused", "right")
    assert (won.answer_before, won.answer_now) == ("文章里没有说到。", "53个贫困村。")
    assert (lost.id, lost.before, lost.now, lost.question) == (
        "lost",
        "right",
        "wrongly refused",
        "有多少个贫困村出列？",
    )
    answers = by_metric(found)["answer_accuracy"]
    assert (answers.count, answers.before, answers.now) == (5, pytest.approx(2 / 5), pytest.approx(2 / 5))


def test_a_metric_is_compared_where_both_tell(tmp_path: Path) -> None:
    before = [right("a"), judged(question("b", answers=()))]
    now = [judged(question("a", evidence=())), judged(question("b", answers=()))]
    found = by_metric(compared(before, now, tmp_path))
    assert {name: one.count for name, one in found.items()} == {
        **dict.fromkeys(("recall@1", "recall@5", "recall@10", "mrr@10", "ndcg@10", "citation_accuracy"), 1),
        **dict.fromkeys(("answer_accuracy", "sentence_accuracy"), 1),
        "wrong_refusal_rate": 2,
    }


def test_a_comparison_is_written_as_plain_json(tmp_path: Path) -> None:
    found = compared([right("a"), right("b"), right("x")], [right("a"), misread("b"), right("y")], tmp_path)
    written = comparison_to_json(found)
    assert json.loads(json.dumps(written, allow_nan=False)) == written
    assert list(written) == ["baseline", "common", "only_now", "only_before", "differences", "better", "worse"]
    assert (written["worse"], written["better"], written["only_now"], written["only_before"]) == (
        ["b"],
        [],
        ["y"],
        ["x"],
    )
    [answers] = [one for one in written["differences"] if one["metric"] == "answer_accuracy"]
    assert {**answers, "interval": None} == {
        "metric": "answer_accuracy",
        "count": 2,
        "before": 1.0,
        "now": 0.5,
        "interval": None,
        "p": 1.0,
        "loss": False,
    }


def test_nothing_in_common_is_told(tmp_path: Path) -> None:
    with pytest.raises(SetError, match=r"before\.json: has no question in common"):
        compared([right("a")], [right("b")], tmp_path)


def test_a_missing_baseline_is_told_with_the_command_that_makes_one(tmp_path: Path) -> None:
    with pytest.raises(SetError, match=r"There is no baseline at .*nowhere\.json; write one with: taobeiqa evaluate"):
        read_baseline(tmp_path / "nowhere.json")


ROW = '{"id": "a", "outcome": "right", "answer": "x", "metrics": %s}'


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"not json",
        b"\xff\xfe\x00",
        b"[]",
        b"3",
        b"{}",
        b'{"questions": 3}',
        b'{"questions": [3]}',
        b'{"questions": [{"id": "a"}]}',
        b'{"questions": [{"id": ["a"], "outcome": "right", "answer": "x", "metrics": {}}]}',
        b'{"questions": [{"id": "a", "outcome": "right", "answer": null, "metrics": {}}]}',
        b"[" * 100_000,
        *(
            f'{{"questions": [{ROW % metrics}]}}'.encode()
            for metrics in (
                '{"mrr@10": "high"}',
                '{"mrr@10": null}',
                '{"mrr@10": NaN}',
                '{"mrr@10": Infinity}',
                "3",
                "null",
            )
        ),
    ],
)
def test_what_is_no_result_is_told_in_one_line(content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "base.json"
    path.write_bytes(content)
    with pytest.raises(SetError, match=r"base\.json: is not a result of taobeiqa evaluate --json") as told:
        read_baseline(path)
    assert "\n" not in str(told.value)


def test_a_folder_is_no_baseline(tmp_path: Path) -> None:
    with pytest.raises(SetError, match="is not a result of"):
        read_baseline(tmp_path)
