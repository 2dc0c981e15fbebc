"""Fused retrieval: dense and lexical scores, standardised for each question and added."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from taobeiqa.records import Hit, Language, Query
from taobeiqa.retrieval.encoders import BUNDLED, Encoder, Vectors
from taobeiqa.retrieval.index import Index
from taobeiqa.retrieval.lexical import query_concepts
from taobeiqa.retrieval.lexicon import Lexicon

DEPTH = 1000
"""How many passages each of the two lists brings into the fusion."""
DENSE_WEIGHT, LEXICAL_WEIGHT = 2.0, 1.0
LEAST_SPREAD = 0.08
"""The least standard deviation of the bundled encoder's cosines that is taken for more than noise: where passages
differ in a name only, it is less than half of that.
"""
LEAST_SHARE = 0.03
"""The least standard deviation of BM25 that is taken for more than noise, as a share of what a passage with everything
that is asked for would score: of many short passages nearly all have nothing, and one word in common would decide.
"""
LEAST_SHARE_ALONE, NEARLY_ALL = 0.08, 0.9
"""The same where of the paragraphs at least so many are one sentence each, in another language than the question's: a
vector holds one sentence well, and words that have to be translated tell such sentences apart badly.
"""
HEADING_BEHIND = 1.0
"""How far a heading stands behind, in the fused score: it names what the paragraphs below it say."""


def search(query: Query, vector: Vectors, index: Index, lexicon: Lexicon, top_k: int) -> list[Hit]:
    """The `top_k` passages, best first, ties by passage id. `vector` is the question's: float32, `(dimension,)`."""
    dense = index.vectors.search(vector, DEPTH)
    concepts = query_concepts(query, lexicon)
    bm25 = index.lexical.scores(concepts)
    reached = np.argsort(-bm25, kind="stable")[:DEPTH]
    lexical = {int(place): float(bm25[place]) for place in reached}
    lists, weights = {"dense": dense, "lexical": lexical}, {"dense": DENSE_WEIGHT, "lexical": LEXICAL_WEIGHT}
    least = {
        "dense": LEAST_SPREAD if index.manifest.encoder == BUNDLED else 0.0,
        "lexical": least_share(query.language, index) * index.lexical.bound(concepts),
    }
    fused = fuse(lists, weights, least)
    for place in fused:
        if index.passages[place].kind == "heading":
            fused[place] -= HEADING_BEHIND
    ordered = sorted(fused.items(), key=lambda item: (-item[1], index.passages[item[0]].id))
    return [Hit(rank, index.passages[place], score) for rank, (place, score) in enumerate(ordered[:top_k], start=1)]


def least_share(asked: Language, index: Index) -> float:
    """The least spread of BM25 for a question, as a share of what a passage with everything would score."""
    foreign = sum(share for language, share in index.single_sentences.items() if language != asked)
    return LEAST_SHARE_ALONE if foreign >= NEARLY_ALL else LEAST_SHARE


def fuse(
    lists: Mapping[str, Mapping[int, float]],
    weights: Mapping[str, float],
    least_spread: Mapping[str, float] | None = None,
) -> dict[int, float]:
    """Sum of weighted z-scores. A passage that a list did not reach counts that list's lowest score. A list whose
    standard deviation is less than its `least_spread`, if it has any, is divided by that instead.

    A list whose scores are all equal says nothing and adds nothing.
    """
    places = sorted(set().union(*lists.values()))
    total = np.zeros(len(places))
    for name, scores in lists.items():
        if not scores:
            continue
        lowest = min(scores.values())
        values = np.array([scores.get(place, lowest) for place in places])
        spread = float(values.std())
        if spread > 1e-9:
            total += weights[name] * (values - values.mean()) / max(spread, (least_spread or {}).get(name, 0.0))
    return {place: float(score) for place, score in zip(places, total, strict=True)}


def encode_query(query: Query, encoder: Encoder) -> Vectors:
    """The question's vector: float32, `(dimension,)`, unit length."""
    vector: Vectors = encoder.encode_queries([query.text])[0]
    return vector
