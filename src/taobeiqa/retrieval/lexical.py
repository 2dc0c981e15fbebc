"""Bilingual BM25 as a sparse product (Robertson and Zaragoza, The Probabilistic Relevance Framework, 2009).

A passage is a bag of features: its own terms; for a Chinese passage also the English stems it is expected to
translate into, and the pinyin of each two neighbouring characters. A question uses the features that fit each
language of passages, so that one product scores them all.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from taobeiqa.records import Passage, Query
from taobeiqa.retrieval.lexicon import Lexicon, latin_pinyin_pairs, pinyin_pairs
from taobeiqa.text.segment import terms

K1, B = 1.2, 0.75
CONTEXT_WEIGHT = 0.4
"""How much a term of the headline or heading counts beside one of the passage itself."""
_TRANSLATED, _PINYIN = "≈", "~"


@dataclass(frozen=True, slots=True)
class LexicalWeights:
    """BM25 weights: float32, shape `(n_features, n_passages)`, one row a feature in the order of `vocabulary`."""

    vocabulary: Mapping[str, int]
    matrix: csr_matrix

    def scores(self, features: Mapping[str, float]) -> NDArray[np.float32]:
        """BM25 of every passage: float32, `(n_passages,)`; higher is better, 0 where no feature is shared."""
        known = sorted((self.vocabulary[name], weight) for name, weight in features.items() if name in self.vocabulary)
        total = np.zeros(self.matrix.shape[1], dtype=np.float32)
        for row, weight in known:
            low, high = self.matrix.indptr[row], self.matrix.indptr[row + 1]
            total[self.matrix.indices[low:high]] += np.float32(weight) * self.matrix.data[low:high]
        return total


def passage_features(passage: Passage, lexicon: Lexicon) -> dict[str, float]:
    """A passage's features and how often each is expected in it, its context's counted at `CONTEXT_WEIGHT`."""
    counts: dict[str, float] = defaultdict(float)
    for text, weight in ((passage.text, 1.0), (passage.context, CONTEXT_WEIGHT)):
        for name in terms(text):
            counts[name] += weight
        if passage.language == "zh":
            for stem, expected in lexicon.expected_stems(text).items():
                counts[_TRANSLATED + stem] += weight * expected
            for _, _, pair in pinyin_pairs(text):
                counts[_PINYIN + pair] += weight
    return counts


def query_features(query: Query, lexicon: Lexicon) -> dict[str, float]:
    """A question's features and their weights."""
    features: dict[str, float] = defaultdict(float)
    for name, count in Counter(terms(query.text)).items():
        features[name] += count
        if query.language == "en":
            features[_TRANSLATED + name] += count
    if query.language == "zh":
        # The English stems a Chinese question translates into find English passages.
        for stem, expected in lexicon.expected_stems(query.text).items():
            features[stem] += expected
    else:
        for pair in {pair for _, _, pair in latin_pinyin_pairs(query.text)}:
            features[_PINYIN + pair] += 1
    return features


def weigh(passages: Sequence[Passage], lexicon: Lexicon) -> LexicalWeights:
    """BM25 weights of passages. A feature's document frequency is expected too: a passage counts as at most one."""
    bags = [passage_features(passage, lexicon) for passage in passages]
    frequency: dict[str, float] = defaultdict(float)
    lengths: dict[str, list[float]] = {family: [0.0] * len(bags) for family in ("", _TRANSLATED, _PINYIN)}
    for place, bag in enumerate(bags):
        for name, count in bag.items():
            frequency[name] += min(1.0, count)
            lengths[_family(name)][place] += count
    mean = {family: sum(values) / max(1, len(values)) or 1.0 for family, values in lengths.items()}
    vocabulary = {name: row for row, name in enumerate(sorted(frequency))}
    rows: list[int] = []
    columns: list[int] = []
    values: list[float] = []
    for place, bag in enumerate(bags):
        for name, count in bag.items():
            family = _family(name)
            rarity = np.log(1 + (len(bags) - frequency[name] + 0.5) / (frequency[name] + 0.5))
            norm = K1 * (1 - B + B * lengths[family][place] / mean[family])
            rows.append(vocabulary[name])
            columns.append(place)
            values.append(rarity * count * (K1 + 1) / (count + norm))
    matrix = csr_matrix((np.array(values, dtype=np.float32), (rows, columns)), shape=(len(vocabulary), len(bags)))
    matrix.sort_indices()
    return LexicalWeights(vocabulary, matrix)


def _family(name: str) -> str:
    return name[0] if name[0] in (_TRANSLATED, _PINYIN) else ""
