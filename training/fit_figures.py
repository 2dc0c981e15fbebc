"""Chooses the figures of `answering/bearing.py`: which figure of a sentence a question asks for.

    python training/fit_figures.py --dev DEV --data DATA

The data are questions of CMRC2018 (training and development set) and DRCD (development set) that a figure answers, and
questions made from translated news (`made_questions.py`), each with the sentence that answers it, where that has two or
more figures of the asked-for kind. One figure of the file after the other is set to whichever of a few values makes the
right ones likeliest, twice. The bundled questions are for checking alone.
"""

from __future__ import annotations

import argparse
import json
import lzma
import random
from collections.abc import Callable, Iterator
from decimal import Decimal
from pathlib import Path
from typing import NamedTuple

import numpy as np

from made_questions import made_questions
from taobeiqa.answering import bearing
from taobeiqa.answering.evidence import Annotated, Matcher, annotate, question_terms
from taobeiqa.answering.query import ask_query
from taobeiqa.answering.question import understand
from taobeiqa.answering.spans import AnswerSpan, answer_spans
from taobeiqa.corpus.articles import Corpus, read_corpus
from taobeiqa.corpus.passages import passages
from taobeiqa.records import Article, Passage, Span
from taobeiqa.retrieval.encoders import BundledEncoder
from taobeiqa.retrieval.index import Index, build
from taobeiqa.retrieval.lexicon import Lexicon
from taobeiqa.text.numerals import numerals
from taobeiqa.text.quantities import quantities

CORPUS = Path(__file__).parents[1] / "corpus"
MADE = {"en": 900, "zh": 300}
"""How many made questions, by language."""
TELLS = 0.06
"""How far apart two fits are that make one figure e times as likely as the other."""
VALUES = {
    "BEFORE": (6, 9, 12, 18),
    "BEHIND": (4, 6, 9, 12),
    "CLAUSE_BEFORE": (0.55, 0.7, 0.85),
    "CLAUSE_BEHIND": (0.2, 0.35, 0.5, 0.7),
    "SENTENCE": (0.3, 0.5),
    "FOLLOWED": (0.6, 0.8, 1),
    "LISTED": (0.1, 0.3, 0.5, 1),
    "NEAREST": (0, 1, 2, 4),
    "FADES": (1.5, 3, 6),
    "COUNTED": (0, 0.2, 0.35, 0.5),
}


class Example(NamedTuple):
    """A question's words against a passage's, and the figures of the sentence that answers it."""

    source: str
    words: Annotated
    matches: np.ndarray
    weights: np.ndarray
    emphasis: Callable[[], np.ndarray]
    counted: np.ndarray
    spans: list[AnswerSpan]
    right: np.ndarray


def example(
    source: str,
    question: str,
    passage: Passage,
    sentence: Span,
    index: Index,
    lexicon: Lexicon,
    answers: Callable[[AnswerSpan], bool],
) -> Iterator[Example]:
    """A question, unless the sentence leaves no choice."""
    query = ask_query(question)
    asked = understand(query)
    low, high = sentence[0] - passage.start, sentence[1] - passage.start
    spans = [one for one in answer_spans(asked, query, passage, lexicon) if low <= one.start and one.end <= high]
    right = np.array([answers(span) for span in spans])
    if asked.wanted == "quantity" and right.any() and not right.all():
        terms = question_terms(query, lexicon, index.lexical)
        words = annotate(passage, lexicon)
        first, last = asked.counted or (0, 0)
        yield Example(
            source,
            words,
            Matcher(terms).matrix(words.tokens),
            np.array([term.weight for term in terms], dtype=np.float32),
            lambda: bearing.emphasis(asked, terms),
            np.array([first <= term.token.start < last for term in terms], dtype=bool),
            spans,
            right,
        )


def of_file(path: Path, index: Index, lexicon: Lexicon) -> Iterator[Example]:
    """The questions of a file of CMRC2018's kind that a figure answers."""
    with lzma.open(path, "rt", encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines]
    for row in rows:
        given = row["answers"]["text"] if isinstance(row["answers"], dict) else row["answers"]
        figures = sorted((answer for answer in given if answer and numerals(answer)), key=len)
        if figures and understand(ask_query(row["question"])).wanted == "quantity":
            yield from _where(path.stem, row["question"], row["context"], figures[-1], index, lexicon)


def _where(source: str, question: str, context: str, answer: str, index: Index, lexicon: Lexicon) -> Iterator[Example]:
    for passage in passages(Article("-", "-", (), "zh", context)):
        for start, end in passage.sentences:
            place = context.find(answer, start, end)
            if place >= 0:
                low = place - passage.start

                def meets(span: AnswerSpan, low: int = low) -> bool:
                    return span.start < low + len(answer) and low < span.end

                yield from example(source, question, passage, (start, end), index, lexicon, meets)
                return


def of_translations(data: Path, index: Index, lexicon: Lexicon) -> Iterator[Example]:
    """Made questions about Chinese text."""
    blocks, made = made_questions(data, 0)
    random.Random(0).shuffle(made)
    left = dict(MADE)
    for one in made:
        if left[one.asked_in] and blocks[one.block].language == "zh":
            for passage in passages(Article("-", "-", (), "zh", blocks[one.block].text)):
                low, high = one.answer[0] - passage.start, one.answer[1] - passage.start
                for sentence in passage.sentences:
                    if sentence[0] <= one.answer[0] and one.answer[1] <= sentence[1]:

                        def meets(span: AnswerSpan, low: int = low, high: int = high) -> bool:
                            return span.start < high and low < span.end

                        found = list(
                            example(f"made {one.asked_in}", one.question, passage, sentence, index, lexicon, meets)
                        )
                        left[one.asked_in] -= len(found)
                        yield from found


def ours(corpus: Corpus, index: Index, lexicon: Lexicon) -> Iterator[Example]:
    """The bundled questions."""
    for path in sorted((CORPUS / "questions").glob("*.jsonl")):
        for row in map(json.loads, path.read_text(encoding="utf-8").splitlines()):
            values = {value for answer in row["answers"] for value in numerals(answer)}
            values |= {one.value for answer in row["answers"] for one in quantities(answer)}
            for passage in [] if row.get("follows") else index.passages:
                for start, end in passage.sentences:
                    said = "".join(passage.text[start - passage.start : end - passage.start].split())
                    if any(piece in said for piece in row.get("evidence", ())):

                        def has(span: AnswerSpan, text: str = passage.text, values: set[Decimal] = values) -> bool:
                            return any(one.value in values for one in quantities(text[span.start : span.end]))

                        yield from example("own", row["question"], passage, (start, end), index, lexicon, has)


def fits(one: Example) -> np.ndarray:
    """How each figure fits."""
    emphases = one.emphasis()
    found = []
    for span in one.spans:
        near, named = ((one.matches * bears).max(axis=1, initial=0.0) for bears in bearing.bearing(one.words, span))
        found.append(span.prior * bearing.closeness(near, named, one.weights, emphases, one.counted))
    return np.array(found)


def loss(data: list[Example]) -> float:
    """How unlikely the right figures are; a question that somebody asked counts twice."""
    total = count = 0.0
    for one in data:
        chances = np.exp(fits(one) / TELLS)
        weight = 1 if one.source.startswith("made") else 2
        total -= weight * float(np.log(chances[one.right].sum() / chances.sum()))
        count += weight
    return total / count


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--dev", type=Path, required=True, help="folder with the files of CMRC2018 and DRCD")
    parser.add_argument("--data", type=Path, required=True, help="folder of parallel text")
    options = parser.parse_args()
    lexicon, corpus = Lexicon(), read_corpus(CORPUS)
    index = build(corpus, BundledEncoder(), lexicon)
    data = list(of_translations(options.data, index, lexicon))
    for name in ("cmrc2018-train", "cmrc2018-dev", "drcd-dev"):
        data += of_file(options.dev / f"{name}.jsonl.xz", index, lexicon)
    check = list(ours(corpus, index, lexicon))
    best = loss(data)
    tell(best, data + check)
    for _ in range(2):
        for name, values in VALUES.items():
            for value in values:
                before = getattr(bearing, name)
                setattr(bearing, name, value)
                found = loss(data)
                if found < best - 0.0005:
                    best = found
                else:
                    setattr(bearing, name, before)
        tell(best, data + check)


def tell(value: float, data: list[Example]) -> None:
    """What the figures are, and the share of right ones by source."""
    print(f"loss {value:.4f}:", ", ".join(f"{name} {getattr(bearing, name):g}" for name in VALUES))
    for source in sorted({one.source for one in data}):
        right = [one.right[int(fits(one).argmax())] for one in data if one.source == source]
        print(f"  {source}: {np.mean(right):.3f} of {len(right)}", flush=True)


if __name__ == "__main__":
    main()
