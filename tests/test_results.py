"""The forms that results are written in, each read back by something else: json, ir_measures, an XML parser."""

from __future__ import annotations

import json
import math
import xml.etree.ElementTree as ET
from itertools import groupby, pairwise
from pathlib import Path

import ir_measures
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from taobeiqa.evaluation.judge import Judged
from taobeiqa.evaluation.metrics import METRICS, RANKING
from taobeiqa.evaluation.results import Results, junit, qrels_lines, results, run_lines, to_json
from tests.judging import REFUSAL, attempt, judged, question, quoted, ranked, unsaid

TREC = {"R@1": "recall@1", "R@5": "recall@5", "R@10": "recall@10", "RR@10": "mrr@10", "nDCG@10": "ndcg@10"}
TIED = [("wind#0", 1.0), ("river#1", 1.0), ("river#0", 1.0), ("wind#1", 1.0), ("river#2", 0.99999)]


def made() -> list[Judged]:
    """Right, beside the point, tied, empty, graded, without evidence, and two that none says."""
    return [
        judged(question("right", tags=["一", "two"])),
        judged(question("wrong"), attempt("12", quotes=[quoted("wind#0")], ranking=ranked("wind#0", "river#0"))),
        judged(question("tied"), attempt(confidence=0.123456, ranking=TIED)),
        judged(question("empty"), attempt("", 0.0, (), ())),
        judged(question("graded"), attempt(ranking=ranked("x", "river#1", "river#0")), {"river#0": 3, "river#1": 1}),
        judged(question("bare", evidence=(), language="en"), name="other"),
        judged(unsaid("silent"), attempt(confidence=0.1)),
        judged(unsaid("talkative"), attempt(confidence=0.8)),
    ]


@pytest.fixture(scope="module")
def found() -> Results:
    return results(made(), {"version": "1", "sets": [{"name": "set"}]})


def test_json_has_the_keys_of_the_contract(found: Results) -> None:
    written = to_json(found)
    assert list(written) == [
        *("settings", "overall", "by_language", "by_set", "by_type", "by_direction", "by_tag", "questions"),
    ]
    assert written["settings"] == {"version": "1", "sets": [{"name": "set"}]}
    groups = [written["overall"], *written["by_language"].values(), *written["by_set"].values()]
    for metrics in groups:
        assert list(metrics) == ["count", *METRICS, "intervals"]
        assert list(metrics["intervals"]) == list(METRICS)
        for name in METRICS:
            mean, interval = metrics[name], metrics["intervals"][name]
            assert mean is None or interval is None or interval[0] <= mean <= interval[1]
    assert list(written["by_language"]) == ["en", "zh"]
    assert (written["overall"]["count"], written["by_language"]["zh"]["count"]) == (8, 7)


def test_json_has_every_question_with_its_contract_keys(found: Results) -> None:
    rows = to_json(found)["questions"]
    assert [row["id"] for row in rows] == [one.question.id for one in found.judged]
    for row in rows:
        assert set(row) == {
            *("id", "set", "question", "language", "type", "tags", "direction", "abstained", "answer", "confidence"),
            *("rank", "answer_correct", "sentence_correct", "citation_correct", "outcome", "metrics", "milliseconds"),
        }
    right, wrong, tied, empty, graded, bare, silent, talkative = rows
    assert right == {
        "id": "right",
        "set": "set",
        "question": "有多少个贫困村出列？",
        "language": "zh",
        "type": "figure",
        "tags": ["一", "two"],
        "direction": "zh→zh",
        "abstained": False,
        "answer": "53个贫困村。",
        "confidence": 0.9,
        "rank": 1,
        "answer_correct": True,
        "sentence_correct": True,
        "citation_correct": True,
        "outcome": "right",
        "metrics": {
            **dict.fromkeys(RANKING, 1.0),
            **dict.fromkeys(("answer_accuracy", "sentence_accuracy", "citation_accuracy"), 1.0),
            "wrong_refusal_rate": 0.0,
        },
        "milliseconds": 40.0,
    }
    assert (wrong["rank"], wrong["answer_correct"], wrong["citation_correct"]) == (2, False, False)
    assert (tied["rank"], tied["abstained"], tied["answer"], tied["confidence"]) == (3, True, REFUSAL, 0.1235)
    assert (empty["rank"], empty["abstained"], empty["outcome"]) == (None, True, "not retrieved")
    assert graded["rank"] == 2
    assert (bare["rank"], bare["citation_correct"], bare["direction"]) == (None, None, None)
    assert (silent["answer_correct"], silent["metrics"]) == (None, {"false_answer_rate": 0.0})
    assert (talkative["outcome"], talkative["metrics"]) == ("wrongly answered", {"false_answer_rate": 1.0})


@pytest.mark.parametrize("number", [0, 1, 2, 8])
def test_json_goes_round_without_what_is_no_number(number: int) -> None:
    written = to_json(results(made()[:number], {}))
    assert json.loads(json.dumps(written, allow_nan=False, ensure_ascii=False)) == written


def test_the_overall_figures_are_means_of_the_questions_figures(found: Results) -> None:
    written = to_json(found)
    for name in METRICS:
        told = [row["metrics"][name] for row in written["questions"] if name in row["metrics"]]
        assert written["overall"][name] == pytest.approx(sum(told) / len(told), abs=2e-6)


def stored(path: Path, lines: list[str]) -> str:
    path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    return str(path)


def test_the_run_and_its_judgements_read_back_give_the_same_metrics(found: Results, tmp_path: Path) -> None:
    run = list(ir_measures.read_trec_run(stored(tmp_path / "run", list(run_lines(found.judged)))))
    qrels = list(ir_measures.read_trec_qrels(stored(tmp_path / "run.qrels", list(qrels_lines(found.judged)))))
    assert {one.query_id for one in qrels} == {"right", "wrong", "tied", "empty", "graded"}
    assert {one.query_id for one in run} == {one.question.id for one in found.judged} - {"empty"}
    measures = [ir_measures.parse_measure(name) for name in TREC]
    seen = set()
    for metric in ir_measures.iter_calc(measures, qrels, run):
        name = TREC[str(metric.measure)]
        assert metric.value == pytest.approx(found.values[metric.query_id][name], abs=1e-12)
        seen.add((metric.query_id, name))
    assert {query for query, _ in seen} >= {"right", "wrong", "tied", "graded"}
    means = ir_measures.calc_aggregate(measures, qrels, run)
    for measure, value in means.items():
        assert value == pytest.approx(found.overall.means[TREC[str(measure)]], abs=1e-12)


def test_ranks_in_the_run_are_those_of_trec_eval(found: Results) -> None:
    rows = [line.split(" ") for line in run_lines(found.judged)]
    assert {(row[1], row[5], len(row)) for row in rows} == {("Q0", "taobeiqa", 6)}
    rankings = {one.question.id: [document for document, _ in one.attempt.ranking] for one in found.judged}
    for query, of in groupby(rows, key=lambda row: row[0]):
        group = list(of)
        assert [int(row[3]) for row in group] == list(range(1, len(group) + 1))
        # trec_eval sorts by single-precision score, and equal ones by document id, both falling
        trec = sorted(group, key=lambda row: (np.float32(row[4]), row[2]), reverse=True)
        assert [row[2] for row in trec] == [row[2] for row in group] == rankings[query]
        assert all(float(before[4]) > float(after[4]) for before, after in pairwise(group))
    assert [row[2:5] for row in rows if row[0] == "tied"] == [
        ["wind#0", "1", "1.0000"],
        ["river#1", "2", "0.9999"],
        ["river#0", "3", "0.9998"],
        ["wind#1", "4", "0.9997"],
        ["river#2", "5", "0.9996"],
    ]


def test_white_space_in_an_id_does_not_break_a_line() -> None:
    one = judged(question("有 空\u3000格\t的"), attempt(ranking=ranked("river#1", "a b\nc")), {"a b\nc": 2})
    assert list(run_lines([one])) == [
        "有_空_格_的 Q0 river#1 1 2.0000 taobeiqa",
        "有_空_格_的 Q0 a_b_c 2 1.0000 taobeiqa",
    ]
    assert list(qrels_lines([one])) == ["有_空_格_的 0 a_b_c 2"]


def parsed(found: Results) -> ET.Element:
    return ET.fromstring(junit(found))


def test_junit_has_a_suite_a_set_and_a_case_a_question(found: Results) -> None:
    root = parsed(found)
    assert (root.tag, {suite.tag for suite in root}) == ("testsuites", {"testsuite"})
    assert {suite.get("name"): (suite.get("tests"), suite.get("failures")) for suite in root} == {
        "set": ("7", "4"),
        "other": ("1", "0"),
    }
    for suite in root:
        cases = suite.findall("testcase")
        assert len(cases) == len(list(suite)) == int(suite.get("tests", ""))
        assert sum(case.find("failure") is not None for case in cases) == int(suite.get("failures", ""))
        assert float(suite.get("time", "")) == pytest.approx(sum(float(case.get("time", "")) for case in cases))
        assert {case.get("classname") for case in cases} == {suite.get("name")}
    failures = {case.get("name", "").split(":")[0]: case.find("failure") for case in root.iter("testcase")}
    types = {identity: None if failure is None else failure.get("type") for identity, failure in failures.items()}
    assert types == {
        "right": None,
        "wrong": "wrong span",
        "tied": "wrongly refused",
        "empty": "not retrieved",
        "graded": None,
        "bare": None,
        "silent": None,
        "talkative": "wrongly answered",
    }


def test_a_failure_tells_what_was_expected_and_what_came() -> None:
    [failure] = parsed(results(made()[1:2], {})).iter("failure")
    assert failure.get("message") == "wrong span"
    assert (failure.text or "").splitlines() == [
        "expected: 53",
        "answer: 12",
        "quoted: The plant has 12 turbines.",
        "right passage at rank: 2",
    ]
    [refused] = parsed(results(made()[3:4], {})).iter("failure")
    assert (refused.text or "").splitlines() == [
        "expected: 53",
        f"answer: {REFUSAL}",
        "right passage at rank: not found",
    ]
    [said] = parsed(results(made()[7:], {})).iter("failure")
    assert (said.text or "").splitlines()[0] == "expected: the articles do not say"


HOSTILE = "\x00\x08\x0b\x1b[31m\ufffe\uffff\ud800 ]]> </failure><script>&lt;&#0; \"' <!-- -- --> <![CDATA[ 🎉𠮷\r\n\t"


SHOWN = HOSTILE.replace("\ud800", "\x1f")


def test_hostile_text_stays_text_in_junit() -> None:
    one = judged(question(f"id{HOSTILE}", answers=["54"], text=HOSTILE), attempt(SHOWN), name=f"set{HOSTILE}")
    raw = junit(results([one], {}))
    raw.decode("utf-8")
    root = ET.fromstring(raw)
    assert [element.tag for element in root.iter()] == ["testsuites", "testsuite", "testcase", "failure"]
    [failure] = root.iter("failure")
    safe = (
        "\ufffd\ufffd\ufffd\ufffd[31m\ufffd\ufffd\ufffd ]]> </failure><script>&lt;&#0; \"' <!-- -- --> <![CDATA[ 🎉𠮷"
    )
    assert f"answer: {safe}" in (failure.text or "")
    [case] = root.iter("testcase")
    assert safe in (case.get("name") or "")


@given(st.text(max_size=40), st.text(min_size=1, max_size=20))
@settings(deadline=None, max_examples=60)
def test_any_text_makes_well_formed_junit(text: str, identity: str) -> None:
    one = judged(question(identity, answers=["no such answer"], text=text), attempt(f"x{text}"), name=identity)
    root = ET.fromstring(junit(results([one], {})))
    assert [element.tag for element in root.iter()] == ["testsuites", "testsuite", "testcase", "failure"]


def test_nothing_judged_is_written_too() -> None:
    nothing = results([], {})
    assert list(parsed(nothing)) == []
    assert list(run_lines([])) == list(qrels_lines([])) == []
    assert to_json(nothing)["questions"] == []


def test_the_metrics_of_a_question_are_written_to_six_decimals() -> None:
    third = judged(question("q"), attempt(ranking=ranked("x", "y", "river#0")))
    [row] = to_json(results([third], {}))["questions"]
    assert row["metrics"]["mrr@10"] == 0.333333
    second = judged(question("q"), attempt(ranking=ranked("x", "river#0")))
    [row] = to_json(results([second], {}))["questions"]
    assert row["metrics"]["ndcg@10"] == round(1 / math.log2(3), 6) == 0.63093
