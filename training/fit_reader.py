"""Fits the weights of the reader: which sentence answers, and how sure it is that any does.

    python training/fit_reader.py --dev DEV

The data are questions of CMRC2018's development set (`cmrc2018-dev.jsonl.xz` in DEV) over their own passages, and the
bundled questions `corpus/questions/taobei.*.jsonl` over the bundled articles. `taobei-check.*` is left out, for
checking.
Prints the weights that `answering/reader.py` and `answering/abstain.py` hold, rounded, with what they reach.
"""

from __future__ import annotations

import argparse
import json
import lzma
import random
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

import numpy as np
from scipy.optimize import minimize
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score

from taobeiqa.answering.abstain import not_spoken_of, standing
from taobeiqa.answering.conflicts import margin
from taobeiqa.answering.extractor import Extractor
from taobeiqa.answering.query import ask_query
from taobeiqa.answering.reader import CERTAIN, DEPTH, Candidate, Reading, read
from taobeiqa.corpus.articles import Corpus, read_corpus
from taobeiqa.records import Article, Hit
from taobeiqa.retrieval.encoders import BundledEncoder
from taobeiqa.retrieval.index import Index, build
from taobeiqa.retrieval.lexicon import Lexicon
from taobeiqa.retrieval.search import encode_query, search

CORPUS = Path(__file__).parents[1] / "corpus"
CONTEXTS, QUESTIONS = 120, 450
CMRC_SHARE, REMOVED_SHARE = 0.3, 0.6
"""What a question of CMRC counts, and one whose evidence was taken away."""


class Example(NamedTuple):
    """A question with the sentences that could answer it. `held` tells which do; `removed` that none can any more."""

    source: str
    reading: Reading
    held: list[bool]
    removed: bool
    ruled_out: bool
    count: int


def cmrc(path: Path) -> tuple[Corpus, list[tuple[str, Callable[[Hit], bool], Callable[[str], bool]]]]:
    """CMRC's first contexts as articles, and its questions with how to tell their passage and their answer."""
    with lzma.open(path, "rt", encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines]
    ids: dict[str, str] = {}
    for row in rows:
        if len(ids) < CONTEXTS:
            ids.setdefault(row["context"], f"c{len(ids):04d}")
    titles = {row["context"]: row.get("title") or "-" for row in rows}
    articles = tuple(Article(ids[text], titles[text], (), "zh", text) for text in ids)
    kept = [row for row in rows if row["context"] in ids]
    random.Random(0).shuffle(kept)
    questions = [
        (
            row["question"],
            lambda hit, article=ids[row["context"]]: hit.passage.article_id == article,
            lambda sentence, answers=tuple(row["answers"]): any(answer in sentence for answer in answers),
        )
        for row in kept[:QUESTIONS]
    ]
    return Corpus(articles, {}, ""), questions


def solid(text: str) -> str:
    return "".join(text.split())


def bundled(language: str) -> list[tuple[str, Callable[[Hit], bool], Callable[[str], bool]]]:
    lines = (CORPUS / "questions" / f"taobei.{language}.jsonl").read_text(encoding="utf-8").splitlines()
    return [
        (
            row["question"],
            lambda hit, evidence=tuple(row["evidence"]): any(piece in solid(hit.passage.text) for piece in evidence),
            lambda sentence, evidence=tuple(row["evidence"]): any(piece in solid(sentence) for piece in evidence),
        )
        for row in map(json.loads, lines)
    ]


def examples(
    source: str, index: Index, questions: list, lexicon: Lexicon, encoder: BundledEncoder, extractor: Extractor
) -> Iterator[Example]:
    for question, relevant, answers in questions:
        query = ask_query(question)
        vector = encode_query(query, encoder)
        hits = search(query, vector, index, lexicon, 4 * DEPTH)
        for removed in (False, True):
            kept = [hit for hit in hits if not (removed and relevant(hit))][:DEPTH]
            places = [index.places[hit.passage.id] for hit in kept]
            scores = index.vectors.sentence_scores(vector, places)
            by_id = {hit.passage.id: scores[place] for hit, place in zip(kept, places, strict=True)}
            reading = read(query, kept, by_id, index, lexicon, extractor)
            article = index.articles[reading.candidates[0].hit.passage.article_id]
            ruled_out = reading.candidates[0].lacking or bool(not_spoken_of(query, article, lexicon))
            held = [
                relevant(one.hit) and answers(index.articles[one.hit.passage.article_id].text[slice(*one.sentence)])
                for one in reading.candidates
            ]
            yield Example(source, reading, held, removed, ruled_out, len(index.passages))


def sentence_features(one: Candidate) -> list[float]:
    certain, named = one.wanted in CERTAIN, one.wanted not in CERTAIN and one.wanted != "other"
    missing = one.span is None
    found = [one.similarity, one.retrieval, one.coverage, one.support, one.phrases]
    found.append(one.odds)
    return [*found, certain * one.fit, named * one.fit, -float(certain and missing), -float(named and missing)]


def confidence_features(reading: Reading, count: int) -> list[float]:
    best = reading.candidates[0]
    certain = best.wanted in CERTAIN or best.of_sort
    nameless = best.wanted == "person" and best.span is None
    foreign = best.hit.passage.language != reading.language
    return [
        standing(best.hit.score, count),
        best.support,
        float(certain),
        margin(reading),
        float(foreign),
        float(nameless),
        best.odds,
    ]


def fit_sentences(data: list[Example]) -> None:
    rows = [
        (one.source, np.array([sentence_features(c) for c in one.reading.candidates]), np.array(one.held))
        for one in data
        if any(one.held)
    ]
    start = np.array([1.2, 0.15, 1.2, 1.0, 0.5, 0.15, 1.7, 1.1, 1.8, 0.7])

    def loss(weights: np.ndarray) -> float:
        total = 0.0
        for source, features, held in rows:
            scores = 3 * features @ weights
            chances = np.exp(scores - scores.max())
            share = CMRC_SHARE if source == "cmrc" else 1.0
            total -= share * np.log(chances[held].sum() / chances.sum())
        return total / len(rows) + 0.02 * float(((weights - start) ** 2).sum())

    weights = minimize(loss, start, method="Powell", options={"maxiter": 8}).x
    print("sentence: similarity, retrieval, coverage, support, phrases, odds, fit and missing (figure, name)")
    print("  ", weights.round(2).tolist())
    for source in sorted({row[0] for row in rows}):
        right = [held[np.argmax(features @ weights)] for name, features, held in rows if name == source]
        print(f"  {source}: the best sentence answers for {np.mean(right):.3f} of {len(right)}")


def fit_confidence(data: list[Example]) -> None:
    features = np.array([confidence_features(one.reading, one.count) for one in data])
    right = np.array([one.held[0] for one in data])
    ruled_out = np.array([one.ruled_out for one in data])
    shares = [(CMRC_SHARE if one.source == "cmrc" else 1.0) * (REMOVED_SHARE if one.removed else 1.0) for one in data]
    model = LogisticRegression(C=3, max_iter=3000)
    model.fit(features[~ruled_out], right[~ruled_out], sample_weight=np.array(shares)[~ruled_out])
    chances = model.predict_proba(features)[:, 1] * ~ruled_out
    print("confidence: standing, support, figure, margin, foreign, nameless, odds; intercept")
    print("  ", model.coef_[0].round(2).tolist(), model.intercept_.round(2).tolist())
    for source in sorted({one.source for one in data}):
        chosen = np.array([one.source == source for one in data])
        print(f"  {source}: area under the ROC curve {roc_auc_score(right[chosen], chances[chosen]):.3f}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--dev", type=Path, required=True, help="folder with cmrc2018-dev.jsonl.xz")
    encoder, lexicon, extractor = BundledEncoder(), Lexicon(), Extractor()
    contexts, questions = cmrc(parser.parse_args().dev / "cmrc2018-dev.jsonl.xz")
    data = list(examples("cmrc", build(contexts, encoder, lexicon), questions, lexicon, encoder, extractor))
    ours = build(read_corpus(CORPUS), encoder, lexicon)
    for language in ("zh", "en"):
        data += examples(f"taobei.{language}", ours, bundled(language), lexicon, encoder, extractor)
    fit_sentences([one for one in data if not one.removed])
    fit_confidence(data)


if __name__ == "__main__":
    main()
