"""Fits the weights of the reader: which sentence answers, and how sure it is that any does.

    python training/fit_reader.py --dev DEV

The data are questions of CMRC2018's and DRCD's development sets (`cmrc2018-dev.jsonl.xz` and `drcd-dev.jsonl.xz` in
DEV) over their own passages, and the bundled questions over the bundled articles, in English with their translations
and without; `taobei-fresh` is left out, for checking, and so are follow-ups. Each of these is asked as it is, without
the articles that answer it, and without the sentences alone that do: what else there is about its subject stays, and
is not to be taken for one. And questions that were written on whole articles which the reader has not learnt from
(`written/held_out.jsonl.xz`), two of five of which nothing answers, in both languages, over a few articles at a time.
Prints the weights that `answering/reader.py` and `answering/abstain.py` hold, rounded, with what they reach.
"""

from __future__ import annotations

import argparse
import json
import lzma
import random
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Literal, NamedTuple, get_args

import numpy as np
from scipy.optimize import minimize
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score

from taobeiqa.answering.abstain import evidence
from taobeiqa.answering.candidates import CERTAIN, Candidate, Reading
from taobeiqa.answering.extractor import Extractor, bundled_extractor
from taobeiqa.answering.query import ask_query
from taobeiqa.answering.reader import DEPTH, read
from taobeiqa.answering.translated import Translations
from taobeiqa.corpus.articles import Corpus, read_corpus
from taobeiqa.records import Article, Hit, Passage
from taobeiqa.retrieval.encoders import BundledEncoder
from taobeiqa.retrieval.index import Index, build
from taobeiqa.retrieval.lexicon import Lexicon
from taobeiqa.retrieval.search import encode_query, search
from written import articles

CORPUS = Path(__file__).parents[1] / "corpus"
QUESTIONS = {"cmrc2018-dev": (120, 300), "drcd-dev": (150, 250)}
"""How many contexts of a file are taken as articles, and how many of their questions are asked."""
SHARES = {"as it is": 1.0, "gone": 0.5, "cut": 0.7}
"""What a question counts in fitting confidence: whole, without its articles, without its sentences."""
OWN_SHARE, FOREIGN_SHARE = 1.5, 0.3
"""What a bundled question counts in fitting confidence, and any other in choosing sentences."""
TOGETHER, EVERY = 5, 4
"""How many of the articles that were written are asked together, and which of their questions, to save time."""
Mode = Literal["as it is", "gone", "cut"]


class Example(NamedTuple):
    """A question with the sentences that could answer it; `held` tells which do."""

    source: str
    reading: Reading
    held: list[bool]
    mode: Mode
    ruled_out: bool
    count: int


def of_file(path: Path) -> tuple[Corpus, list[tuple[str, Callable[[Hit], bool], Callable[[str], bool]]]]:
    """A file's first contexts as articles, and questions with how to tell their passage and their answer."""
    contexts, questions = QUESTIONS[path.name.partition(".")[0]]
    with lzma.open(path, "rt", encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines]
    ids: dict[str, str] = {}
    for row in rows:
        if len(ids) < contexts:
            ids.setdefault(row["context"], f"c{len(ids):04d}")
    titles = {row["context"]: row.get("title") or "-" for row in rows}
    articles = tuple(Article(ids[text], titles[text], (), "zh", text) for text in ids)
    kept = [row for row in rows if row["context"] in ids]
    random.Random(0).shuffle(kept)
    asked = [
        (
            row["question"],
            lambda hit, article=ids[row["context"]]: hit.passage.article_id == article,
            lambda sentence, answers=tuple(row["answers"]): any(answer in sentence for answer in answers),
        )
        for row in kept[:questions]
    ]
    return Corpus(articles, {}, ""), asked


def held_out() -> Iterator[tuple[Corpus, list[tuple[str, Callable[[Hit], bool], Callable[[str], bool]]]]]:
    """Articles that were written, a few at a time, and questions in both languages."""
    told = [one for one in articles("held_out.jsonl.xz") if one.language == "zh"]
    for start in range(0, len(told), TOGETHER):
        some = told[start : start + TOGETHER]
        asked = [
            (
                question,
                lambda hit, article=f"h{place}", posed=posed: (
                    hit.passage.article_id == article and posed.asks_of(hit.passage.start)
                ),
                lambda sentence, answers=posed.answers: any(answer in sentence for answer in answers),
            )
            for place, one in enumerate(some)
            for posed in one.posed[::EVERY]
            for question in (posed.chinese, posed.english or posed.chinese)
        ]
        yield Corpus(tuple(Article(f"h{n}", "-", (), "zh", one.text) for n, one in enumerate(some)), {}, ""), asked


def solid(text: str) -> str:
    return "".join(text.split())


def bundled(language: str) -> list[tuple[str, Callable[[Hit], bool], Callable[[str], bool]]]:
    files = sorted((CORPUS / "questions").glob(f"*.{language}.jsonl"))
    lines = [line for path in files if "fresh" not in path.name for line in path.read_text("utf-8").splitlines()]
    return [
        (
            row["question"],
            lambda hit, evidence=tuple(row["evidence"]): any(piece in solid(hit.passage.text) for piece in evidence),
            lambda sentence, evidence=tuple(row["evidence"]): any(piece in solid(sentence) for piece in evidence),
        )
        for row in map(json.loads, lines)
        if "follows" not in row
    ]


def of(passage: Passage, kept: list[int]) -> Passage:
    """A passage of some of its sentences."""
    text, spans, place = "", [], 0
    for number, (start, end) in enumerate(passage.sentences):
        low, high = start - passage.start, end - passage.start
        if number in kept:
            moved = passage.start + len(text) - place
            spans.append((low + moved, high + moved))
            text += passage.text[place:high]
        place = high
    return replace(passage, text=text, sentences=tuple(spans), end=passage.start + len(text))


def examples(
    source: str,
    index: Index,
    questions: list,
    lexicon: Lexicon,
    encoder: BundledEncoder,
    extractor: Extractor,
    modes: tuple[Mode, ...] = get_args(Mode),
) -> Iterator[Example]:
    translations = Translations(index)
    for question, relevant, answers in questions:
        query = ask_query(question)
        vector = encode_query(query, encoder)
        found = search(query, vector, index, lexicon, 4 * DEPTH)
        for mode in modes:
            hits, scores, told = [], {}, {}
            for hit in [hit for hit in found if not (mode == "gone" and relevant(hit))][:DEPTH]:
                place = index.places[hit.passage.id]
                likeness = index.vectors.sentence_scores(vector, [place])[place]
                passage, kept = hit.passage, list(range(len(likeness)))
                other = translations.passage(passage)
                if mode == "cut" and relevant(hit):
                    kept = [
                        n
                        for n, (a, b) in enumerate(passage.sentences)
                        if not answers(passage.text[slice(a - passage.start, b - passage.start)])
                    ]
                    passage, other = of(passage, kept), of(other, kept) if other else None
                if kept:
                    hits.append(replace(hit, passage=passage))
                    scores[passage.id] = likeness[kept]
                    told[passage.id] = other
            reading = read(query, hits, scores, index, lexicon, extractor, lambda passage, told=told: told[passage.id])
            if not reading.candidates:
                continue
            ruled_out = reading.candidates[0].lacking or reading.candidates[0].unnamed
            held = [
                mode != "cut"
                and relevant(one.hit)
                and answers(index.articles[one.hit.passage.article_id].text[slice(*one.sentence)])
                for one in reading.candidates
            ]
            yield Example(source, reading, held, mode, ruled_out, len(index.passages))


def sentence_features(one: Candidate) -> list[float]:
    certain, named = one.wanted in CERTAIN, one.wanted not in CERTAIN and one.wanted != "other"
    missing = one.span is None
    found = [one.similarity, one.retrieval, one.coverage, one.support, one.odds]
    return [*found, certain * one.fit, named * one.fit, -float(certain and missing), -float(named and missing)]


def fit_sentences(data: list[Example]) -> None:
    rows = [
        (one.source, np.array([sentence_features(c) for c in one.reading.candidates]), np.array(one.held))
        for one in data
        if any(one.held)
    ]
    start = np.array([1.03, 0.09, 0.73, 0.72, 0.15, 1.63, 0.96, 1.31, 0.64])

    def loss(weights: np.ndarray) -> float:
        total = 0.0
        for source, features, held in rows:
            scores = 3 * features @ weights
            chances = np.exp(scores - scores.max())
            share = 1.0 if source.startswith("taobei") else FOREIGN_SHARE
            total -= share * np.log(chances[held].sum() / chances.sum())
        return total / len(rows) + 0.02 * float(((weights - start) ** 2).sum())

    weights = minimize(loss, start, method="L-BFGS-B").x
    print("sentence: similarity, retrieval, coverage, support, odds, fit and missing (figure, name)")
    print("  ", weights.round(2).tolist())
    for source in sorted({row[0] for row in rows}):
        right = [held[np.argmax(features @ weights)] for name, features, held in rows if name == source]
        print(f"  {source}: the best sentence answers for {np.mean(right):.3f} of {len(right)}")


def fit_confidence(data: list[Example]) -> None:
    features = np.array([evidence(one.reading, one.count) for one in data])
    right = np.array([one.held[0] for one in data])
    ruled_out = np.array([one.ruled_out for one in data])
    shares = [(OWN_SHARE if one.source.startswith("taobei") else 1.0) * SHARES[one.mode] for one in data]
    scales = np.maximum(features.std(axis=0), 1e-9)  # so that none is held down for being written in small numbers
    model = LogisticRegression(C=1, max_iter=5000)
    model.fit((features / scales)[~ruled_out], right[~ruled_out], sample_weight=np.array(shares)[~ruled_out])
    chances = model.predict_proba(features / scales)[:, 1] * ~ruled_out
    print("confidence: score, standing, retrieval, odds, margin, foreign, misfit, form; intercept")
    print("  ", (model.coef_[0] / scales).round(2).tolist(), model.intercept_.round(2).tolist())
    for source in sorted({one.source for one in data}):
        for mode in sorted({one.mode for one in data if one.source == source}):
            chosen = np.array([one.source == source and one.mode in ("as it is", mode) for one in data])
            area = roc_auc_score(right[chosen], chances[chosen])
            print(f"  {source}, {mode}: area under the ROC curve {area:.3f}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--dev", type=Path, required=True, help="folder with the files of CMRC2018 and DRCD")
    dev = parser.parse_args().dev
    encoder, lexicon, extractor = BundledEncoder(), Lexicon(), bundled_extractor()
    data: list[Example] = []
    for name in QUESTIONS:
        contexts, questions = of_file(dev / f"{name}.jsonl.xz")
        data += examples(name, build(contexts, encoder, lexicon), questions, lexicon, encoder, extractor)
    corpus = read_corpus(CORPUS)
    ours, alone = (build(one, encoder, lexicon) for one in (corpus, replace(corpus, translations={})))
    lexicon = lexicon.with_glossary(ours.glossary)
    for language in ("zh", "en"):
        data += examples(f"taobei.{language}", ours, bundled(language), lexicon, encoder, extractor)
    for corpus, questions in held_out():
        index = build(corpus, encoder, Lexicon())
        data += examples("written", index, questions, Lexicon(), encoder, extractor, ("as it is",))
    fit_sentences([one for one in data if one.mode == "as it is"])
    data += examples("taobei.en alone", alone, bundled("en"), lexicon, encoder, extractor)
    fit_confidence(data)


if __name__ == "__main__":
    main()
