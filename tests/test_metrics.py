"""Metrics against values worked by hand, torchmetrics and scikit-learn."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.metrics import ndcg_score
from torchmetrics.retrieval import RetrievalMRR, RetrievalNormalizedDCG, RetrievalRecall

from taobeiqa.evaluation.evaluate import ask_all, check_set, judge_all
from taobeiqa.evaluation.judge import Judged
from taobeiqa.evaluation.metrics import RANKING, ranking_values, trec_scores, values
from taobeiqa.evaluation.passage_sets import read_set
from taobeiqa.evaluation.results import results
from taobeiqa.evaluation.resume import Unfinished
from taobeiqa.pipeline import Pipeline
from tests.judging import ranked

Qrels = Mapping[str, Mapping[str, int]]
Rankings = Mapping[str, Sequence[tuple[str, float]]]

TEN = [f"x{number}" for number in range(10)]
# query: what is relevant, with grades; the ranking
HAND: dict[str, tuple[dict[str, int], list[tuple[str, float]]]] = {
    "first": ({"a": 1}, ranked("a", "b", "c")),
    "third": ({"a": 1}, ranked("x", "y", "a")),
    "two of three": ({"a": 1, "b": 1, "c": 1}, ranked("a", "x", "y", "z", "b")),
    "graded": ({"high": 3, "some": 1, "middling": 2}, ranked("x", "high", "some", "y")),
    "eleventh": ({"a": 1}, ranked(*TEN, "a")),
    "sixth and seventh": ({"a": 1, "b": 2}, ranked(*TEN[:5], "a", "b", *TEN[5:])),
    "none found": ({"a": 1}, ranked("x", "y")),
    "nothing came back": ({"a": 2, "b": 1}, []),
    "more relevant than are looked at": (
        {f"r{number}": 1 for number in range(14)},
        ranked(*(f"r{n}" for n in range(14))),
    ),
    "all tied": ({"c": 1}, [("a", 0.5), ("b", 0.5), ("c", 0.5), ("d", 0.5)]),
    "tied, the other way round": ({"c": 1}, [("d", 0.5), ("c", 0.5), ("b", 0.5), ("a", 0.5)]),
    "below nought": ({"b": 1}, [("a", -0.00001), ("b", -0.00002), ("c", -7.5)]),
    "apart by less than is written": ({"b": 1}, [("a", 1.0000002), ("z", 1.0000001), ("b", 1.0)]),
}
L3, L4, L6, L7, L8 = (math.log2(number) for number in (3, 4, 6, 7, 8))
# recall@1, recall@5, recall@10, mrr@10, ndcg@10; gains are the grades, the discount is log2(rank + 1)
BY_HAND = {
    "first": (1, 1, 1, 1, 1),
    "third": (0, 1, 1, 1 / 3, 1 / 2),
    "two of three": (1 / 3, 2 / 3, 2 / 3, 1, (1 + 1 / L6) / (1 + 1 / L3 + 1 / L4)),
    "graded": (0, 2 / 3, 2 / 3, 1 / 2, (3 / L3 + 1 / L4) / (3 + 2 / L3 + 1 / L4)),
    "eleventh": (0, 0, 0, 0, 0),
    "sixth and seventh": (0, 0, 1, 1 / 6, (1 / L7 + 2 / L8) / (2 + 1 / L3)),
    "none found": (0, 0, 0, 0, 0),
    "nothing came back": (0, 0, 0, 0, 0),
    "more relevant than are looked at": (1 / 14, 5 / 14, 10 / 14, 1, 1),
    "all tied": (0, 1, 1, 1 / 3, 1 / 2),
    "tied, the other way round": (0, 1, 1, 1 / 2, 1 / L3),
    "below nought": (0, 1, 1, 1 / 2, 1 / L3),
    "apart by less than is written": (0, 1, 1, 1 / 3, 1 / 2),
}


def of_ours(qrels: Qrels, rankings: Rankings) -> dict[str, dict[str, float]]:
    return ranking_values(qrels, {query: trec_scores(ranking) for query, ranking in rankings.items()})


def laid_out(relevant: Mapping[str, int], ranking: Sequence[tuple[str, float]]) -> tuple[list[int], list[float]]:
    """Grades and falling scores of what was ranked, of ten that nothing is known of, and of what was not found."""
    found = [document for document, _ in ranking]
    grades = [relevant.get(document, 0) for document in found] + [0] * 10
    grades += [grade for document, grade in relevant.items() if document not in found]
    return grades, [float(len(grades) - place) for place in range(len(grades))]


def of_torchmetrics(qrels: Qrels, rankings: Rankings) -> dict[str, float]:
    """The mean of each metric over all queries, as torchmetrics has it."""
    rows = [laid_out(relevant, rankings.get(query, ())) for query, relevant in qrels.items()]
    grades = torch.tensor([grade for row, _ in rows for grade in row])
    scores = torch.tensor([score for _, row in rows for score in row], dtype=torch.float64)
    queries = torch.tensor([place for place, (row, _) in enumerate(rows) for _ in row])
    found = {}
    for name, metric, target in (
        ("recall@1", RetrievalRecall(empty_target_action="error", top_k=1), grades > 0),
        ("recall@5", RetrievalRecall(empty_target_action="error", top_k=5), grades > 0),
        ("recall@10", RetrievalRecall(empty_target_action="error", top_k=10), grades > 0),
        ("mrr@10", RetrievalMRR(empty_target_action="error", top_k=10), grades > 0),
        ("ndcg@10", RetrievalNormalizedDCG(empty_target_action="error", top_k=10), grades),
    ):
        metric.set_dtype(torch.float64)
        found[name] = float(metric(scores, target, indexes=queries))
    return found


def of_sklearn(relevant: Mapping[str, int], ranking: Sequence[tuple[str, float]]) -> float:
    grades, scores = laid_out(relevant, ranking)
    return float(ndcg_score([grades], [scores], k=10))


def means_of(found: Mapping[str, Mapping[str, float]]) -> dict[str, float]:
    return {name: sum(one[name] for one in found.values()) / len(found) for name in RANKING}


HAND_QRELS = {query: relevant for query, (relevant, _) in HAND.items()}
HAND_RANKINGS = {query: ranking for query, (_, ranking) in HAND.items()}


@pytest.mark.parametrize("query", HAND)
def test_ranking_metrics_are_those_worked_by_hand(query: str) -> None:
    found = of_ours({query: HAND_QRELS[query]}, {query: HAND_RANKINGS[query]})[query]
    assert found == pytest.approx(dict(zip(RANKING, BY_HAND[query], strict=True)), abs=1e-9)


def test_torchmetrics_and_sklearn_have_the_same_for_the_run_made_by_hand() -> None:
    found = of_ours(HAND_QRELS, HAND_RANKINGS)
    assert means_of(found) == pytest.approx(of_torchmetrics(HAND_QRELS, HAND_RANKINGS), abs=5e-7)
    for query, (relevant, ranking) in HAND.items():
        assert found[query]["ndcg@10"] == pytest.approx(of_sklearn(relevant, ranking), abs=1e-9)
        one = of_torchmetrics({query: relevant}, {query: ranking})
        assert found[query] == pytest.approx(one, abs=5e-7)


def test_torchmetrics_and_sklearn_have_the_same_for_runs_by_chance() -> None:
    chance = np.random.default_rng(7)
    qrels, rankings = {}, {}
    for number in range(60):
        names = [f"d{place}" for place in chance.permutation(40)]
        qrels[f"q{number}"] = {name: int(chance.integers(1, 4)) for name in names[: chance.integers(1, 15)]}
        shown = [names[place] for place in chance.permutation(40)[: chance.integers(0, 31)]]
        scores = np.sort(np.round(chance.normal(0, 2, len(shown)), 1))[::-1]  # to one decimal: many ties
        rankings[f"q{number}"] = list(zip(shown, map(float, scores), strict=True))
    found = of_ours(qrels, rankings)
    assert means_of(found) == pytest.approx(of_torchmetrics(qrels, rankings), abs=5e-7)
    for query, relevant in qrels.items():
        assert found[query]["ndcg@10"] == pytest.approx(of_sklearn(relevant, rankings[query]), abs=1e-9)


def test_a_query_without_a_run_counts_as_nothing_found() -> None:
    found = ranking_values({"a": {"d": 1}, "b": {"d": 1}, "c": {"d": 1}}, {"a": {"d": 1.0}, "b": {}})
    assert found["b"] == found["c"] == dict.fromkeys(RANKING, 0.0)
    assert means_of(found) == pytest.approx(dict.fromkeys(RANKING, 1 / 3))
    assert ranking_values({"a": {"d": 1}}, {"a": {}}) == {"a": dict.fromkeys(RANKING, 0.0)}
    assert ranking_values({}, {}) == {}


def test_names_of_any_kind_are_told_apart() -> None:
    odd = ["\ud800", "a\0b", "a\0c", "a b", "", "\udfff\n", "文"]
    for name in odd:
        qrels = {f"q{name}": {name: 1}, "\0": {"a\0b": 1}}
        found = of_ours(qrels, {f"q{name}": ranked(*odd), "\0": ranked("a\0c", "a\0b")})
        assert found[f"q{name}"]["mrr@10"] == pytest.approx(1 / (1 + odd.index(name)))
        assert found["\0"]["mrr@10"] == 1 / 2


def falling(numbers: list[float]) -> list[tuple[str, float]]:
    return [(f"d{place:03d}", score) for place, score in enumerate(sorted(numbers, reverse=True))]


@given(st.lists(st.floats(min_value=-500, max_value=500), max_size=60))
@settings(deadline=None)
def test_trec_scores_fall_in_single_precision_as_they_are_written(numbers: list[float]) -> None:
    ranking = falling(numbers)
    scores = trec_scores(ranking)
    assert list(scores) == [document for document, _ in ranking]
    written = [np.float32(f"{score:.4f}") for score in scores.values()]
    assert all(before > after for before, after in pairwise(written))
    for (_, score), shown in zip(ranking, scores.values(), strict=True):
        assert -0.0001 * len(ranking) - 0.0001 < shown - score < 0.0001


@pytest.mark.parametrize("names", [sorted(TEN), sorted(TEN, reverse=True)])
def test_trec_eval_ranks_ties_as_they_were_ranked(names: list[str]) -> None:
    ranking = [(name, 0.25) for name in names]
    for rank, name in enumerate(names, start=1):
        found = of_ours({"q": {name: 1}}, {"q": ranking})["q"]
        assert found["mrr@10"] == pytest.approx(1 / rank)
        assert found["ndcg@10"] == pytest.approx(1 / math.log2(rank + 1))
        assert found["recall@5"] == (rank <= 5)


@pytest.fixture(scope="module")
def real(pipeline: Pipeline, corpus_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> list[Judged]:
    """The bundled English questions, asked of the real pipeline."""
    path = corpus_folder / "questions" / "taobei.en.jsonl"
    questions = read_set(path)
    check_set(questions, path, pipeline.index)
    attempts = ask_all(questions, pipeline, Unfinished(tmp_path_factory.mktemp("unfinished"), "metrics"))
    return judge_all(questions, pipeline.index, attempts, pipeline.threshold)


def test_torchmetrics_and_sklearn_have_the_same_for_a_real_run(real: list[Judged]) -> None:
    found = results(real, {})
    with_evidence = [one for one in real if one.question.evidence]
    assert len(with_evidence) > 30
    qrels = {one.question.id: one.relevant for one in with_evidence}
    rankings = {one.question.id: one.attempt.ranking for one in with_evidence}
    ours = {name: found.overall.means[name] for name in RANKING}
    assert ours == pytest.approx(of_torchmetrics(qrels, rankings), abs=5e-7)
    ndcg = [of_sklearn(qrels[query], rankings[query]) for query in qrels]
    assert ours["ndcg@10"] == pytest.approx(np.mean(ndcg), abs=1e-9)
    assert 0.5 < ours["mrr@10"] < 1


def test_a_real_run_is_counted_question_by_question(real: list[Judged]) -> None:
    means = results(real, {}).overall.means
    answerable = [one for one in real if one.question.answers or one.question.evidence]
    others = [one for one in real if not (one.question.answers or one.question.evidence)]
    assert len(answerable) + len(others) == len(real)
    assert means["wrong_refusal_rate"] == pytest.approx(sum(one.abstained for one in answerable) / len(answerable))
    assert means["false_answer_rate"] == pytest.approx(sum(not one.abstained for one in others) / len(others))
    firsts = [one.attempt.ranking[0][0] in one.relevant for one in real if len(one.relevant) == 1]
    single = [values(real)[one.question.id]["recall@1"] for one in real if len(one.relevant) == 1]
    assert single == firsts
    assert all(one.rank is None or one.attempt.ranking[one.rank - 1][0] in one.relevant for one in real)
