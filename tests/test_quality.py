"""The gate: the bundled question sets against pinned floors, and the laws that every answer keeps.

`taobei` helped to choose the reader's weights, and all sets a few settings beside them. `make quality` prints figures.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from taobeiqa.answering.proof import unproven_figures
from taobeiqa.answering.refusal import NOT_SAID
from taobeiqa.evaluation.evaluate import ask_all, check_distinct, check_set, judge_all
from taobeiqa.evaluation.floors import Floors, below, read_floors
from taobeiqa.evaluation.judge import Attempt
from taobeiqa.evaluation.passage_sets import read_set
from taobeiqa.evaluation.questions import QuestionSet
from taobeiqa.evaluation.results import Results, results
from taobeiqa.evaluation.resume import Unfinished
from taobeiqa.pipeline import Pipeline
from taobeiqa.retrieval.encoders import BundledEncoder
from taobeiqa.retrieval.index import Index
from taobeiqa.retrieval.lexical import LexicalIndex
from taobeiqa.retrieval.lexicon import Lexicon
from taobeiqa.retrieval.vectors import FaissVectors

PATHS = sorted((Path(__file__).parents[1] / "corpus" / "questions").glob("*.jsonl"))
FLOORS: Floors = read_floors(Path(__file__).parent / "floors.json")
CHECK = "taobei-check.zh"

Attempts = Mapping[str, Mapping[str, Attempt]]


@pytest.fixture(scope="module")
def sets(pipeline: Pipeline) -> list[QuestionSet]:
    found = [read_set(path) for path in PATHS]
    check_distinct(found)
    for path, one in zip(PATHS, found, strict=True):
        check_set(one, path, pipeline.index)
    return found


@pytest.fixture(scope="module")
def attempts(pipeline: Pipeline, sets: list[QuestionSet], tmp_path_factory: pytest.TempPathFactory) -> Attempts:
    folder = tmp_path_factory.mktemp("unfinished")
    return {one.name: ask_all(one, pipeline, Unfinished(folder, one.name)) for one in sets}


def measured(sets: list[QuestionSet], index: Index, attempts: Attempts, threshold: float) -> Results:
    return results([j for one in sets for j in judge_all(one, index, attempts[one.name], threshold)], {})


@pytest.fixture(scope="module")
def found(pipeline: Pipeline, sets: list[QuestionSet], attempts: Attempts) -> Results:
    return measured(sets, pipeline.index, attempts, pipeline.threshold)


def test_every_set_keeps_its_floors(found: Results) -> None:
    assert below(found.groups["by_set"], FLOORS) == []


def spoil(attempts: Attempts, how: Callable[[Attempt], Attempt]) -> Attempts:
    return {name: {identity: how(one) for identity, one in of.items()} for name, of in attempts.items()}


def test_shuffled_retrieval_scores_fail_the_gate(pipeline: Pipeline, sets: list[QuestionSet], tmp_path: Path) -> None:
    index = pipeline.index
    order = np.random.default_rng(0).permutation(len(index.passages))
    owners = np.repeat(np.arange(len(index.passages)), [len(passage.sentences) for passage in index.passages])
    shuffled = replace(
        index,
        vectors=FaissVectors(index.vectors.passage_vectors[order], index.vectors.sentence_vectors[::-1].copy(), owners),
        lexical=LexicalIndex(index.lexical.vocabulary, index.lexical.counts[:, order].tocsr()),
    )
    spoiled = Pipeline(shuffled, BundledEncoder(), Lexicon())
    [one] = [one for one in sets if one.name == CHECK]
    answers = {CHECK: ask_all(one, spoiled, Unfinished(tmp_path, "shuffled"))}
    failures = below(measured([one], index, answers, spoiled.threshold).groups["by_set"], {CHECK: FLOORS[CHECK]})
    assert any("recall@5" in line for line in failures)
    assert any("answer_accuracy" in line for line in failures)


def test_citations_off_by_one_fail_the_gate(pipeline: Pipeline, sets: list[QuestionSet], attempts: Attempts) -> None:
    def shifted(one: Attempt) -> Attempt:
        return replace(one, quotes=tuple(replace(q, start=q.start + 1, end=q.end + 1) for q in one.quotes))

    found = measured(sets, pipeline.index, spoil(attempts, shifted), pipeline.threshold)
    assert found.overall.means["citation_accuracy"] == 0
    failing = {line.split(":")[0] for line in below(found.groups["by_set"], FLOORS) if "citation_accuracy" in line}
    assert failing == {name for name, limits in FLOORS.items() if limits.get("citation_accuracy")}


def test_never_abstaining_shows_as_false_answers(
    pipeline: Pipeline, sets: list[QuestionSet], attempts: Attempts
) -> None:
    found = measured(sets, pipeline.index, attempts, 0.0)
    assert found.overall.means["false_answer_rate"] == 1
    assert found.overall.means["wrong_refusal_rate"] == 0
    assert any("false_answer_rate" in line for line in below(found.groups["by_set"], FLOORS))


def test_every_citation_is_verbatim_and_inside_a_passage(pipeline: Pipeline, found: Results) -> None:
    cited = [quote for one in found.judged for quote in one.attempt.quotes]
    assert len(cited) > 300
    for quote in cited:
        article = pipeline.index.articles[quote.article_id]
        assert article.text[quote.start : quote.end] == quote.quote
        assert quote.title == article.title


def test_what_is_shown_is_short_proved_and_what_the_pipeline_answers(pipeline: Pipeline, found: Results) -> None:
    for one in found.judged[::12]:
        answer = pipeline.ask(one.question.text)
        assert (answer.abstained, answer.text) == (one.abstained, one.shown)
        assert len(answer.text) <= 200
        assert answer.hits
        for citation in answer.citations:
            assert all(citation.start <= start < end <= citation.end for start, end in citation.highlights)
        if answer.abstained:
            assert answer.text.startswith(NOT_SAID[one.question.language])
            assert answer.citations == ()
        else:
            assert unproven_figures(answer.text, [citation.quote for citation in answer.citations]) == []


def test_the_two_questions_of_the_readme(pipeline: Pipeline) -> None:
    for question in ("how many villages exited poverty", "有多少个贫困村出列"):
        answer = pipeline.ask(question)
        assert "53" in answer.text
        assert "53个贫困村出列" in answer.citations[0].quote
        assert answer.citations[0].article_id == "taobei-better-life"


def test_the_same_question_gives_the_same_answer(pipeline: Pipeline) -> None:
    first, second = (pipeline.ask("洮北区新打了多少眼抗旱水源井？").to_json() for _ in range(2))
    assert {**first, "timings_ms": None} == {**second, "timings_ms": None}
