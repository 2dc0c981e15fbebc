"""Bilingual BM25 (Robertson and Zaragoza, The Probabilistic Relevance Framework, 2009) as sparse products.

A passage is a bag of features of several families: its words; pairs of neighbouring characters and runs of letters,
which find what no dictionary knows; for a Chinese passage the English stems that it is expected to translate into; the
pinyin of names. A question is a list of concepts. A concept that may be called by several features counts once: the
frequencies of its features are added, each by how probably it is meant, before BM25 is taken of them (probabilistic
structured queries: Darwish and Oard, SIGIR 2003).
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from taobeiqa.records import Passage, Query
from taobeiqa.retrieval.lexicon import Lexicon, latin_pinyin_pairs, pinyin_pairs
from taobeiqa.text.segment import character_pairs, letter_runs, terms

K1, B = 1.2, 0.75
CONTEXT_WEIGHT = 0.4
"""How much a term of the headline or heading counts beside one of the passage itself."""
CERTAINTY = 0.5
"""The power that a translation's probability is raised to: alignment shares out between synonyms what each may be."""
COMMONNESS = 0.3
"""The power of a stem's frequency in parallel text that a Chinese question's translations are divided by: a frequent
stem is what many words are now and then translated into, and tells little of any of them."""
PAIR_WEIGHT, RUN_WEIGHT, PINYIN_WEIGHT = 0.5, 0.15, 0.5
"""How much a pair of characters, a run of letters and a pair of syllables of the question count beside a word of it."""
PAIR, RUN, TRANSLATED, READ, SPELT = "·", "*", "≈", "~", "'"
"""What the features of each family start with but words: Chinese characters, English letters, English stems of a
Chinese text, pinyin of Chinese characters, pinyin of Latin words."""

Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Concept:
    """One thing that a question asks about: the features it may be called by, of one family, and how probably."""

    features: Mapping[str, float]
    weight: float = 1.0


@dataclass(frozen=True)
class LexicalIndex:
    """How often each feature is expected in each passage: float32, shape `(n_features, n_passages)`, one row a
    feature in the order of `vocabulary`.
    """

    vocabulary: Mapping[str, int]
    counts: csr_matrix

    @cached_property
    def _frequencies(self) -> Floats:
        limited = self.counts.copy()
        np.minimum(limited.data, 1, out=limited.data)
        return np.asarray(limited.sum(axis=1), dtype=np.float32).ravel()

    @cached_property
    def _norms(self) -> Mapping[str, Floats]:
        """BM25's length normalisation of every passage, by family; the mean is over passages that have the family."""
        families = np.array([_family(name) for name in self.vocabulary])
        norms = {}
        for family in ("", PAIR, RUN, TRANSLATED, READ, SPELT):
            lengths = np.asarray(self.counts[families == family].sum(axis=0), dtype=np.float32).ravel()
            mean = lengths[lengths > 0].mean() if lengths.any() else 1.0
            norms[family] = np.asarray(K1 * (1 - B + B * lengths / mean), dtype=np.float32)
        return norms

    def frequency(self, feature: str) -> float:
        """In how many passages a feature is expected; a passage counts as at most one."""
        row = self.vocabulary.get(feature)
        return 0.0 if row is None else float(self._frequencies[row])

    def scores(self, concepts: Sequence[Concept]) -> Floats:
        """BM25 of every passage: float32, `(n_passages,)`; higher is better, 0 where no feature is shared."""
        size = self.counts.shape[1]
        total = np.zeros(size, dtype=np.float32)
        for concept in concepts:
            known = self._known(concept)
            if not known:
                continue
            expected = np.zeros(size, dtype=np.float32)
            for name, share in known:
                row = self.vocabulary[name]
                low, high = self.counts.indptr[row], self.counts.indptr[row + 1]
                expected[self.counts.indices[low:high]] += np.float32(share) * self.counts.data[low:high]
            norm = self._norms[_family(known[0][0])]
            total += np.float32(self._most(concept, known)) * expected / (expected + norm)
        return total

    def bound(self, concepts: Sequence[Concept]) -> float:
        """What no passage can score more than: all concepts that any passage has, each without end."""
        return sum(self._most(concept, known) for concept in concepts if (known := self._known(concept)))

    def _known(self, concept: Concept) -> list[tuple[str, float]]:
        return [(name, share) for name, share in concept.features.items() if name in self.vocabulary]

    def _most(self, concept: Concept, known: Sequence[tuple[str, float]]) -> float:
        size = self.counts.shape[1]
        frequency = min(size, sum(share * self.frequency(name) for name, share in known))
        return float(concept.weight * np.log1p((size - frequency + 0.5) / (frequency + 0.5)) * (K1 + 1))


def passage_features(passage: Passage, lexicon: Lexicon) -> dict[str, float]:
    """A passage's features and how often each is expected in it, its context's counted at `CONTEXT_WEIGHT`."""
    counts: dict[str, float] = defaultdict(float)
    for text, weight in ((passage.text, 1.0), (passage.context, CONTEXT_WEIGHT)):
        for name, expected in _features(text, passage.language == "zh", lexicon):
            counts[name] += weight * expected
    return counts


def _features(text: str, is_chinese: bool, lexicon: Lexicon) -> Iterator[tuple[str, float]]:
    yield from Counter(terms(text)).items()
    if not is_chinese:
        # A word that can be read in several ways counts once for each pair of syllables.
        spelt = {(start, pair) for start, _, pair in latin_pinyin_pairs(text)}
        yield from Counter(SPELT + pair for _, pair in spelt).items()
        yield from Counter(RUN + run for run in letter_runs(text)).items()
        return
    for pair in character_pairs(text):
        yield PAIR + pair, 1
    for _, _, stems in lexicon.stem_weights(text):
        for stem, share in stems.items():
            yield TRANSLATED + stem, share**CERTAINTY
    for _, _, pair in pinyin_pairs(text):
        yield READ + pair, 1


def query_concepts(query: Query, lexicon: Lexicon) -> list[Concept]:
    """What a question asks about, once for each family of features that passages may have it in."""
    counted = Counter(terms(query.text)).items()
    found = [Concept({name: 1.0}, times) for name, times in counted]
    # English words of a Chinese question mean the same in Chinese passages as those of an English one.
    found += [Concept({TRANSLATED + name: 1.0}, times) for name, times in counted if "a" <= name[0] <= "z"]
    if query.language == "zh":
        found += [Concept({PAIR + pair: 1.0}, PAIR_WEIGHT) for pair in character_pairs(query.text)]
        for _, _, stems in lexicon.stem_weights(query.text):
            found.append(Concept(_told_apart(stems, lexicon)))
        pairs, family = {pair for _, _, pair in pinyin_pairs(query.text)}, SPELT
    else:
        runs = Counter(letter_runs(query.text)).items()
        found += [Concept({RUN + run: 1.0}, RUN_WEIGHT * times) for run, times in runs]
        pairs, family = {pair for _, _, pair in latin_pinyin_pairs(query.text)}, READ
    return [*found, *(Concept({family + pair: 1.0}, PINYIN_WEIGHT) for pair in sorted(pairs))]


def _told_apart(stems: Mapping[str, float], lexicon: Lexicon) -> dict[str, float]:
    """The stems that a Chinese word may be translated into, with frequent ones held back; their sum stays."""
    shares = {stem: share**CERTAINTY for stem, share in stems.items()}
    rare = {stem: share / (1 + lexicon.times_seen(stem)) ** COMMONNESS for stem, share in shares.items()}
    scale = sum(shares.values()) / sum(rare.values()) if rare else 1.0
    return {stem: scale * share for stem, share in rare.items()}


def count(passages: Sequence[Passage], lexicon: Lexicon) -> LexicalIndex:
    """The features of passages."""
    bags = [passage_features(passage, lexicon) for passage in passages]
    vocabulary = {name: row for row, name in enumerate(sorted(set().union(*bags)))}
    entries = [(vocabulary[name], place, value) for place, bag in enumerate(bags) for name, value in bag.items()]
    rows, columns, values = zip(*entries, strict=True) if entries else ((), (), ())
    shape = (len(vocabulary), len(bags))
    counts = csr_matrix((np.array(values, dtype=np.float32), (rows, columns)), shape=shape)
    counts.sort_indices()
    return LexicalIndex(vocabulary, counts)


def _family(name: str) -> str:
    return name[0] if name[0] in (PAIR, RUN, TRANSLATED, READ, SPELT) else ""
