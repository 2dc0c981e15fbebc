"""How good the answers to a question set are: the measures of the gate, over one pipeline."""

from __future__ import annotations

import json
import re
import unicodedata
from dataclasses import dataclass
from pathlib import Path

from taobeiqa.pipeline import Pipeline
from taobeiqa.records import Answer
from taobeiqa.text.quantities import quantities


@dataclass(frozen=True)
class Judged:
    """One question with what came back."""

    id: str
    answerable: bool
    answer: Answer
    rank: int | None
    answer_correct: bool
    citation_correct: bool


def read_set(path: Path) -> list[dict]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line]


def plain(text: str) -> str:
    """For comparison: NFKC, no blanks, lower case, numbers without their commas."""
    folded = re.sub(r"\s", "", unicodedata.normalize("NFKC", text)).lower()
    return re.sub(r"(?<=[0-9]),(?=[0-9]{3})", "", folded)


def contains(text: str, accepted: str) -> bool:
    """Whether a text gives an accepted answer: as written, or, where that is only a figure, an equal figure."""
    if plain(accepted) in plain(text):
        return True
    figures = quantities(accepted)
    only_a_figure = len(figures) == 1 and (figures[0].start, figures[0].end) == (0, len(accepted))
    return only_a_figure and figures[0].value in {figure.value for figure in quantities(text)}


def judge(pipeline: Pipeline, question: dict) -> Judged:
    answer = pipeline.ask(question["question"], 10)
    relevant = {
        passage.id
        for passage in pipeline.index.passages
        if any(plain(evidence) in plain(passage.text) for evidence in question["evidence"])
    }
    rank = next((hit.rank for hit in answer.hits if hit.passage.id in relevant), None)
    return Judged(
        id=question["id"],
        answerable=bool(question["answers"]),
        answer=answer,
        rank=rank,
        answer_correct=any(contains(answer.text, accepted) for accepted in question["answers"]),
        citation_correct=any(citation.passage_id in relevant for citation in answer.citations),
    )


def metrics(judged: list[Judged]) -> dict[str, float]:
    """Recall over questions with evidence, accuracies over answerable ones, refusals as design section 7 names them."""
    answerable = [one for one in judged if one.answerable]
    others = [one for one in judged if not one.answerable]
    return {
        "recall@1": sum(one.rank == 1 for one in answerable) / len(answerable),
        "recall@5": sum(one.rank is not None and one.rank <= 5 for one in answerable) / len(answerable),
        "answer_accuracy": sum(one.answer_correct for one in answerable) / len(answerable),
        "citation_accuracy": sum(one.citation_correct for one in answerable) / len(answerable),
        "false_answer_rate": sum(not one.answer.abstained for one in others) / len(others),
        "wrong_refusal_rate": sum(one.answer.abstained for one in answerable) / len(answerable),
    }
