"""Dense vectors in FAISS: one a passage and one a sentence, a passage scoring by both.

A passage scores the mean of its own cosine and its best sentence's: the whole says what it is about, the sentence
says that the fact is there.
"""

from __future__ import annotations

from typing import Protocol

import faiss
import numpy as np
from numpy.typing import NDArray

Vectors = NDArray[np.float32]


class VectorIndex(Protocol):
    """Finds passages by vector. Scores are cosines: higher is better."""

    def search(self, query: Vectors, depth: int) -> dict[int, float]:
        """The `depth` best passages for one question, by place: `{place: score}`."""

    def sentence_scores(self, query: Vectors, places: list[int]) -> dict[int, NDArray[np.float32]]:
        """The cosine of every sentence of the passages at `places`, in reading order."""


class FaissVectors:
    """Exact inner products over unit rows (`IndexFlatIP`)."""

    def __init__(self, passages: Vectors, sentences: Vectors, owners: NDArray[np.int32]) -> None:
        """Index the vectors.

        Args:
            passages: float32, `(n_passages, dimension)`, unit rows.
            sentences: float32, `(n_sentences, dimension)`, unit rows, in order of their passages.
            owners: int32, `(n_sentences,)`, ascending: the place of the passage that each sentence is part of.

        Raises:
            ValueError: the shapes do not fit together.
        """
        if len(sentences) != len(owners) or passages.shape[1:] != sentences.shape[1:]:
            raise ValueError(f"vectors of shape {passages.shape} and {sentences.shape} with {len(owners)} owners")
        self._passages = _flat(passages)
        self._sentences = _flat(sentences)
        self._owners = owners
        self._first = np.searchsorted(owners, np.arange(len(passages) + 1))

    @property
    def passage_vectors(self) -> Vectors:
        """Float32, `(n_passages, dimension)`."""
        return np.asarray(self._passages.reconstruct_n(0, self._passages.ntotal), dtype=np.float32)

    @property
    def sentence_vectors(self) -> Vectors:
        """Float32, `(n_sentences, dimension)`."""
        return np.asarray(self._sentences.reconstruct_n(0, self._sentences.ntotal), dtype=np.float32)

    def search(self, query: Vectors, depth: int) -> dict[int, float]:
        """See `VectorIndex`. A passage that one of the two lists did not reach counts that list's lowest score."""
        whole = _best(self._passages, query, depth)
        best: dict[int, float] = {}
        for place, score in _best(self._sentences, query, 4 * depth).items():
            owner = int(self._owners[place])
            best[owner] = max(score, best.get(owner, -1.0))
        low_whole, low_best = min(whole.values(), default=-1.0), min(best.values(), default=-1.0)
        return {
            place: (whole.get(place, low_whole) + best.get(place, low_best)) / 2
            for place in sorted(whole.keys() | best.keys())
        }

    def sentence_scores(self, query: Vectors, places: list[int]) -> dict[int, NDArray[np.float32]]:
        """See `VectorIndex`."""
        found: dict[int, NDArray[np.float32]] = {}
        for place in places:
            first, last = int(self._first[place]), int(self._first[place + 1])
            rows = self._sentences.reconstruct_n(first, last - first)
            found[place] = np.asarray(rows @ query.reshape(-1), dtype=np.float32)
        return found


def _flat(vectors: Vectors) -> faiss.IndexFlatIP:
    index = faiss.IndexFlatIP(vectors.shape[1])
    index.add(np.ascontiguousarray(vectors, dtype=np.float32))
    return index


def _best(index: faiss.IndexFlatIP, query: Vectors, depth: int) -> dict[int, float]:
    count = min(depth, index.ntotal)
    if not count:
        return {}
    scores, places = index.search(np.ascontiguousarray(query.reshape(1, -1), dtype=np.float32), count)
    return {int(place): float(score) for place, score in zip(places[0], scores[0], strict=True) if place >= 0}
