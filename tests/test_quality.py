"""The gate: the bundled question sets against pinned floors, and the laws that every answer keeps.

`taobei` helped to choose the reader's weights; `taobei-check` was written apart and fitted nothing.
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from taobeiqa.answering.abstain import NOT_SAID
from taobeiqa.answering.proof import unproven_figures
from taobeiqa.pipeline import Pipeline
from tests.quality import Judged, judge, metrics, read_set

QUESTIONS = Path(__file__).parents[1] / "corpus" / "questions"
FLOORS = json.loads((Path(__file__).parent / "floors.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def judged(pipeline: Pipeline) -> dict[str, list[Judged]]:
    return {name: [judge(pipeline, question) for question in read_set(QUESTIONS / f"{name}.jsonl")] for name in FLOORS}


def test_every_bundled_set_has_floors() -> None:
    assert set(FLOORS) == {path.stem for path in QUESTIONS.glob("*.jsonl")}


@pytest.mark.parametrize("name", sorted(FLOORS))
def test_quality_keeps_its_floors(name: str, judged: dict[str, list[Judged]]) -> None:
    reached = metrics(judged[name])
    below = {
        metric: (round(reached[metric], 3), floor)
        for metric, floor in FLOORS[name].items()
        if (reached[metric] > floor if metric.endswith("_rate") else reached[metric] < floor)
    }
    assert not below, f"reached, floor: {below}"


def test_every_citation_is_verbatim_and_holds_its_highlights(
    pipeline: Pipeline, judged: dict[str, list[Judged]]
) -> None:
    cited = [citation for ones in judged.values() for one in ones for citation in one.answer.citations]
    assert len(cited) > 100
    for citation in cited:
        article = pipeline.index.articles[citation.article_id]
        assert article.text[citation.start : citation.end] == citation.quote
        assert all(citation.start <= start < end <= citation.end for start, end in citation.highlights)
        assert (citation.title, citation.authors) == (article.title, article.authors)


def test_every_figure_of_an_answer_stands_in_its_quotation(judged: dict[str, list[Judged]]) -> None:
    for ones in judged.values():
        for one in ones:
            quotes = [citation.quote for citation in one.answer.citations]
            assert one.answer.abstained or unproven_figures(one.answer.text, quotes) == []


def test_an_answer_is_short_and_an_abstention_says_so_in_the_askers_language(judged: dict[str, list[Judged]]) -> None:
    for ones in judged.values():
        for one in ones:
            assert len(one.answer.text) <= 200
            assert one.answer.hits
            if one.answer.abstained:
                assert one.answer.text == NOT_SAID[one.answer.language]
                assert one.answer.citations == ()


def test_the_two_questions_of_the_readme(pipeline: Pipeline) -> None:
    for question in ("how many villages exited poverty", "有多少个贫困村出列"):
        answer = pipeline.ask(question)
        assert "53" in answer.text
        assert "53个贫困村出列" in answer.citations[0].quote
        assert answer.citations[0].article_id == "taobei-better-life"


def test_the_same_question_gives_the_same_answer(pipeline: Pipeline) -> None:
    first, second = (pipeline.ask("洮北区新打了多少眼抗旱水源井？").to_json() for _ in range(2))
    assert {**first, "timings_ms": None} == {**second, "timings_ms": None}
