"""Articles that give different figures for what was asked: each is shown with its own quotation."""

from __future__ import annotations

import pytest

from taobeiqa.answering.proof import unproven_figures
from taobeiqa.pipeline import Pipeline, pipeline_over
from taobeiqa.records import Article
from taobeiqa.retrieval.encoders import BundledEncoder
from taobeiqa.retrieval.lexicon import Lexicon

TEXTS = {
    "spring": "梨树县修建了北山水库。北山水库的总投资是3000万元。",
    "autumn": "北山水库已经完工，据统计北山水库总投资3500万元。当地农民感到满意。",
    "again": "记者了解到，北山水库总投资为3500万元，由县里出资。",
    "roads": "长岭乡去年修了12公里公路，公路总投资800万元。",
    "school": "新建的铁路小学有18个班，学生640名。",
    "corn": "今年全县的玉米产量比去年增加了两成。",
}


def over(texts: dict[str, str], lexicon: Lexicon) -> Pipeline:
    articles = tuple(Article(name, f"{name} 的报道", (), "zh", text) for name, text in texts.items())
    return pipeline_over(articles, BundledEncoder(), lexicon)


@pytest.fixture(scope="module")
def differing(lexicon: Lexicon) -> Pipeline:
    return over(TEXTS, lexicon)


@pytest.mark.parametrize(
    "question", ["北山水库的总投资是多少？", "What was the total investment in the Beishan reservoir?"]
)
def test_each_figure_is_given_with_its_article(question: str, differing: Pipeline) -> None:
    answer = differing.ask(question)
    assert {citation.quote[slice(*_mark(citation))] for citation in answer.citations} == {"3000万元", "3500万元"}
    assert [citation.number for citation in answer.citations] == [1, 2]
    assert len({citation.article_id for citation in answer.citations}) == 2
    assert ("3000万" in answer.text and "3500万" in answer.text) or (
        "30 million" in answer.text and "35 m" in answer.text
    )
    assert unproven_figures(answer.text, [citation.quote for citation in answer.citations]) == []


def _mark(citation) -> tuple[int, int]:  # type: ignore[no-untyped-def]
    start, end = citation.highlights[0]
    return start - citation.start, end - citation.start


def test_the_same_figure_in_two_articles_is_one_answer(lexicon: Lexicon) -> None:
    agreeing = over({name: text for name, text in TEXTS.items() if name != "spring"}, lexicon)
    answer = agreeing.ask("北山水库的总投资是多少？")
    assert not answer.abstained
    assert [citation.quote[slice(*_mark(citation))] for citation in answer.citations] == ["3500万元"]


def test_figures_of_other_things_are_no_second_answer(differing: Pipeline) -> None:
    answer = differing.ask("铁路小学有多少名学生？")
    assert [citation.article_id for citation in answer.citations] == ["school"]
