"""Every direction of language keeps its floor: Chinese and English questions, on the articles and their translations.

The questions are the project's own. A passage of a translation is relevant where it holds the sentence that translates
a sentence with the evidence.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from taobeiqa.corpus.articles import Corpus, aligned_sentences
from taobeiqa.evaluation.judge import compared
from taobeiqa.evaluation.metrics import ranking_values, trec_scores
from taobeiqa.evaluation.questions import Question, read_questions
from taobeiqa.pipeline import Pipeline, pipeline_over
from taobeiqa.retrieval.encoders import BundledEncoder
from taobeiqa.retrieval.lexicon import Lexicon

QUESTIONS = sorted((Path(__file__).parents[1] / "corpus" / "questions").glob("*.jsonl"))
# What is reached, less one question's worth.
FLOORS = {
    ("zh", "zh"): {"ndcg@10": 0.969, "recall@5": 0.974},
    ("en", "zh"): {"ndcg@10": 0.976, "recall@5": 0.981},
    ("zh", "en"): {"ndcg@10": 0.945, "recall@5": 0.981},
    ("en", "en"): {"ndcg@10": 0.962, "recall@5": 0.981},
}
CITED = {("zh", "zh"): 0.924, ("en", "zh"): 0.962, ("zh", "en"): 0.797, ("en", "en"): 0.876}
"""How many answers cite a passage that answers, less one question's worth."""
# A follow-up cannot be understood by itself, nor found.
SETS = [path for path in QUESTIONS if "followup" not in path.name]
EVERY = 4
"""Which questions are asked, to save time: the quality gate asks them all, of the articles as they are written."""


@pytest.fixture(scope="module")
def english(corpus: Corpus, lexicon: Lexicon) -> Pipeline:
    """A pipeline over the translations."""
    articles = tuple(article for (_, language), article in sorted(corpus.translations.items()) if language == "en")
    assert len(articles) == len(corpus.articles)
    return pipeline_over(articles, BundledEncoder(), lexicon)


@pytest.fixture(scope="module")
def questions() -> list[Question]:
    found = [question for path in SETS for question in read_questions(path).questions]
    return [question for question in found if question.evidence][::EVERY]


def relevant(question: Question, corpus: Corpus, pipeline: Pipeline, written: str) -> dict[str, int]:
    """The passages that answer a question, graded 1 each."""
    wanted = [compared(piece) for piece in question.evidence]
    found = {}
    for article in corpus.articles:
        translation = corpus.translations[article.id, "en"]
        for ours, theirs in aligned_sentences(article, translation).items():
            sentence = compared(article.text[slice(*ours)])
            if any(piece in sentence or sentence in piece for piece in wanted):
                start, end = ours if written == "zh" else theirs
                for passage in pipeline.index.passages:
                    if passage.article_id == article.id and passage.start <= start and end <= passage.end:
                        found[passage.id] = 1
    return found


def measured(
    asked: str, written: str, questions: list[Question], corpus: Corpus, pipeline: Pipeline
) -> dict[str, float]:
    chosen = [question for question in questions if question.language == asked]
    qrels = {question.id: relevant(question, corpus, pipeline, written) for question in chosen}
    assert all(qrels.values())
    runs: dict[str, Mapping[str, float]] = {
        question.id: trec_scores([(hit.passage.id, hit.score) for hit in pipeline.search(question.text, 10)])
        for question in chosen
    }
    values = ranking_values(qrels, runs)
    samples = {name: [one[name] for one in values.values()] for name in ("ndcg@10", "recall@5")}
    return {name: sum(sample) / len(sample) for name, sample in samples.items()}


@pytest.mark.parametrize(("asked", "written"), CITED)
def test_answers_cite_passages_that_answer_in_every_direction(
    asked: str, written: str, questions: list[Question], corpus: Corpus, pipeline: Pipeline, english: Pipeline
) -> None:
    over = pipeline if written == "zh" else english
    cited = []
    for question in (one for one in questions if one.language == asked):
        passages = {citation.passage_id for citation in over.ask(question.text).citations}
        cited.append(not passages.isdisjoint(relevant(question, corpus, over, written)))
    assert sum(cited) / len(cited) >= CITED[asked, written]


@pytest.mark.parametrize(("asked", "written"), FLOORS)
def test_every_direction_keeps_its_floor(
    asked: str, written: str, questions: list[Question], corpus: Corpus, pipeline: Pipeline, english: Pipeline
) -> None:
    found = measured(asked, written, questions, corpus, pipeline if written == "zh" else english)
    assert {name: found[name] for name, floor in FLOORS[asked, written].items() if found[name] < floor} == {}
