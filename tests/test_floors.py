"""The gate: what falls below its floor is named, and pinning never lowers a floor unless that is asked for."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from taobeiqa.errors import SetError
from taobeiqa.evaluation.floors import (
    Floors,
    below,
    failing,
    known_metric,
    parse_limits,
    passes,
    pinned,
    read_floors,
    table,
    write_floors,
)
from taobeiqa.evaluation.metrics import LOWER_IS_BETTER, METRICS, Metrics


def metrics(count: int = 20, **means: float) -> Metrics:
    """Means as measured over `count` questions each; what is not given does not apply. `recall_1` is recall@1."""
    named = {name: means.get(name.replace("@", "_")) for name in METRICS}
    counts = {name: 0 if mean is None else count for name, mean in named.items()}
    return Metrics(2 * count, named, dict.fromkeys(METRICS), counts)


def test_what_is_below_its_floor_is_named() -> None:
    measured = {"a": metrics(recall_1=0.75, answer_accuracy=0.8), "b": metrics(recall_1=0.5)}
    assert below(measured, {"a": {"recall@1": 0.75, "answer_accuracy": 0.8}, "b": {"recall@1": 0.5}}) == []
    assert below(measured, {"a": {"recall@1": 0.751, "answer_accuracy": 0.8}, "b": {"recall@1": 0.6}}) == [
        "a: recall@1 is 0.750, at least 0.751 is asked for",
        "b: recall@1 is 0.500, at least 0.6 is asked for",
    ]


def test_rates_are_limits_from_above() -> None:
    measured = {"a": metrics(false_answer_rate=0.1, wrong_refusal_rate=0.3)}
    assert below(measured, {"a": {"false_answer_rate": 0.1, "wrong_refusal_rate": 0.31}}) == []
    assert below(measured, {"a": {"false_answer_rate": 0.09, "wrong_refusal_rate": 0.3}}) == [
        "a: false_answer_rate is 0.100, at most 0.09 is asked for"
    ]


def test_what_was_not_measured_fails_too() -> None:
    measured = {"new": metrics(recall_1=1.0), "a": metrics(recall_1=1.0)}
    floors = {"a": {"recall@1": 1.0, "false_answer_rate": 0.5}, "gone": {"recall@1": 0.1}}
    assert below(measured, floors) == [
        "new: has no floors; pin them with --pin",
        "a: false_answer_rate: no question tells",
        "gone: was not evaluated, and has floors",
    ]


@pytest.mark.parametrize("metric", METRICS)
def test_a_value_passes_at_its_limit_and_on_its_good_side(metric: str) -> None:
    better, worse = (0.4, 0.6) if metric in LOWER_IS_BETTER else (0.6, 0.4)
    assert passes(metric, 0.5, 0.5)
    assert passes(metric, better, 0.5)
    assert not passes(metric, worse, 0.5)
    assert failing("x", metric, 0.5, 0.5) == []
    assert len(failing("x", metric, worse, 0.5)) == 1
    assert failing("x", metric, None, 0.5) == ["x: no question tells"]


def test_a_pin_is_what_is_reached_less_one_question() -> None:
    measured = {"a": metrics(20, recall_1=0.8, answer_accuracy=0.3, false_answer_rate=0.1, citation_accuracy=0.04)}
    assert pinned(measured, {}, allow_lower=False) == {
        "a": {"recall@1": 0.75, "answer_accuracy": 0.25, "citation_accuracy": 0.0, "false_answer_rate": 0.15}
    }
    thirds = {"a": metrics(3, recall_1=2 / 3, wrong_refusal_rate=1 / 3, false_answer_rate=1.0)}
    assert pinned(thirds, {}, allow_lower=False) == {
        "a": {"recall@1": 0.333, "wrong_refusal_rate": 0.667, "false_answer_rate": 1.0}
    }


def test_a_pin_raises_and_does_not_lower() -> None:
    before: Floors = {
        "a": {"recall@1": 0.7, "answer_accuracy": 0.9, "false_answer_rate": 0.1, "wrong_refusal_rate": 0.5}
    }
    measured = {"a": metrics(20, recall_1=0.8, answer_accuracy=0.8, false_answer_rate=0.2, wrong_refusal_rate=0.2)}
    assert pinned(measured, before, allow_lower=False) == {
        "a": {"recall@1": 0.75, "answer_accuracy": 0.9, "false_answer_rate": 0.1, "wrong_refusal_rate": 0.25}
    }
    assert pinned(measured, before, allow_lower=True) == {
        "a": {"recall@1": 0.75, "answer_accuracy": 0.75, "false_answer_rate": 0.25, "wrong_refusal_rate": 0.25}
    }


def test_a_floor_that_nothing_was_measured_for_stays_unless_lowering_is_asked_for() -> None:
    before: Floors = {"a": {"recall@1": 0.7, "false_answer_rate": 0.1}}
    measured = {"a": metrics(recall_1=0.8)}
    assert pinned(measured, before, allow_lower=False) == {"a": {"recall@1": 0.75, "false_answer_rate": 0.1}}
    assert pinned(measured, before, allow_lower=True) == {"a": {"recall@1": 0.75}}


def test_sets_that_were_not_evaluated_keep_their_floors_and_new_ones_get_theirs() -> None:
    before: Floors = {"other": {"recall@1": 0.99}}
    found = pinned({"a": metrics(recall_1=0.8)}, before, allow_lower=True)
    assert found == {"other": {"recall@1": 0.99}, "a": {"recall@1": 0.75}}
    assert before == {"other": {"recall@1": 0.99}}


SHARES = st.integers(0, 40).map(lambda number: number / 40)


@given(
    st.dictionaries(st.sampled_from(METRICS), SHARES),
    st.dictionaries(st.sampled_from(METRICS), SHARES),
    st.booleans(),
)
@settings(deadline=None)
def test_pinning_by_law(means: dict[str, float], earlier: dict[str, float], allow_lower: bool) -> None:
    measured = {"a": metrics(40, **{name.replace("@", "_"): value for name, value in means.items()})}
    found = pinned(measured, {"a": earlier}, allow_lower)["a"]
    assert all(0 <= limit <= 1 for limit in found.values())
    if allow_lower:
        assert set(found) == set(means)
        assert below(measured, {"a": found}) == []
    else:
        assert set(found) == {*means, *earlier}
        assert all(passes(name, found[name], limit) for name, limit in earlier.items())
        # pinning makes nothing fail that did not, nor the reverse
        assert below(measured, {"a": found}) == below(measured, {"a": {**found, **earlier}})
        assert pinned(measured, {"a": found}, allow_lower)["a"] == found


def test_floors_go_round_through_their_file(tmp_path: Path) -> None:
    path = tmp_path / "floors.json"
    floors = {"taobei.zh": {"recall@1": 0.75, "false_answer_rate": 0.1}, "答题": {"mrr@10": 1.0}, "empty": {}}
    write_floors(floors, path)
    assert read_floors(path) == floors
    assert json.loads(path.read_text(encoding="utf-8")) == floors
    assert [line.split(":")[0] for line in path.read_text(encoding="utf-8").splitlines()[1:-1]] == [
        *('  "empty"', '  "taobei.zh"', '  "答题"'),
    ]
    write_floors({}, path)
    assert read_floors(path) == {}


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{",
        b"\xff",
        b"[]",
        b"3",
        b"null",
        b'{"a": 0.5}',
        b'{"a": [0.5]}',
        b'{"a": null}',
        b'{"a": {"recall@1": null}}',
        b'{"a": {"recall@1": "much"}}',
        b'{"a": {"recall@1": "0.5"}}',
        b'{"a": {"recall@1": true}}',
        b'{"a": {"recall@1": [0.5]}}',
        b'{"a": {"recall@1": NaN}}',
        b'{"a": {"recall@1": Infinity}}',
        b'{"a": {"recall@1": 75}}',
        b'{"a": {"recall@1": -0.1}}',
        b"[" * 100_000,
    ],
)
def test_what_is_no_file_of_floors_is_told_in_one_line(content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "floors.json"
    path.write_bytes(content)
    with pytest.raises(SetError, match=r"floors\.json: is not a file of floors") as told:
        read_floors(path)
    assert "\n" not in str(told.value)


def test_an_unknown_metric_is_told_with_those_that_are_known(tmp_path: Path) -> None:
    path = tmp_path / "floors.json"
    path.write_text('{"a": {"recall@1": 0.5}, "b": {"recall@2": 0.5}}', encoding="utf-8")
    with pytest.raises(SetError, match=r"floors\.json: b: unknown metric 'recall@2'; known are recall@1, .*_rate\.$"):
        read_floors(path)
    with pytest.raises(SetError, match="here: unknown metric 'Recall@1'"):
        known_metric("Recall@1", "here")


def test_a_missing_file_and_one_that_cannot_be_written_are_told(tmp_path: Path) -> None:
    with pytest.raises(SetError, match=r"There are no floors at .*; pin what is reached now with --pin"):
        read_floors(tmp_path / "floors.json")
    with pytest.raises(SetError, match="is not a file of floors"):
        read_floors(tmp_path)
    with pytest.raises(SetError, match="cannot be written"):
        write_floors({}, tmp_path)


def test_limits_of_the_command_line() -> None:
    assert parse_limits(["recall@5=0.9", " false_answer_rate = 0.1 ", "mrr@10=1"]) == [
        ("recall@5", 0.9),
        ("false_answer_rate", 0.1),
        ("mrr@10", 1.0),
    ]
    assert parse_limits([]) == []


@pytest.mark.parametrize(
    "written",
    [
        "recall@5",
        "recall@5=",
        "recall@5=high",
        "recall@5=90",
        "recall@5=-0.1",
        "recall@5=nan",
        "recall@5=inf",
        "=0.5",
        "",
    ],
)
def test_a_limit_that_is_none_is_told(written: str) -> None:
    with pytest.raises(SetError, match="--fail-under"):
        parse_limits([written])


def test_the_table_has_a_row_a_name_and_a_dash_for_what_does_not_apply() -> None:
    assert table(
        [("a", metrics(10, recall_1=0.756, false_answer_rate=0.0))], ["recall@1", "mrr@10", "false_answer_rate"]
    ) == [
        "| | questions | recall@1 | mrr@10 | false_answer_rate |",
        "|---|---|---|---|---|",
        "| a | 20 | 0.76 | – | 0.00 |",
    ]
