"""FAISS against exact NumPy: in value, in order, and at the edges."""

from __future__ import annotations

import numpy as np
import pytest

from taobeiqa.retrieval.vectors import FaissVectors, Vectors


def unit(count: int, dimension: int, seed: int) -> Vectors:
    rows = np.random.default_rng(seed).normal(size=(count, dimension)).astype(np.float32)
    return rows / np.linalg.norm(rows, axis=1, keepdims=True)


def random_index(passages: int, seed: int, dimension: int = 24) -> tuple[FaissVectors, Vectors, Vectors, np.ndarray]:
    counts = np.random.default_rng(seed).integers(1, 5, size=passages)
    owners = np.repeat(np.arange(passages), counts).astype(np.int32)
    whole, sentences = unit(passages, dimension, seed + 1), unit(len(owners), dimension, seed + 2)
    return FaissVectors(whole, sentences, owners), whole, sentences, owners


def exact(whole: Vectors, sentences: Vectors, owners: np.ndarray, query: Vectors) -> dict[int, float]:
    cosines = sentences.astype(np.float64) @ query
    best = [cosines[owners == place].max() for place in range(len(whole))]
    return dict(enumerate((whole.astype(np.float64) @ query + best) / 2))


@pytest.mark.parametrize("seed", range(5))
def test_a_full_search_is_the_mean_of_the_passage_and_its_best_sentence(seed: int) -> None:
    index, whole, sentences, owners = random_index(40, seed)
    query = unit(1, 24, 100 + seed)[0]
    wanted = exact(whole, sentences, owners, query)
    found = index.search(query, depth=1000)
    assert list(found) == sorted(wanted)
    assert found == pytest.approx(wanted, abs=1e-6)


@pytest.mark.parametrize("seed", range(5))
def test_a_shallow_search_counts_the_lowest_score_where_a_list_did_not_reach(seed: int) -> None:
    index, whole, sentences, owners = random_index(60, seed)
    query, depth = unit(1, 24, 200 + seed)[0], 5
    cosines, own = sentences.astype(np.float64) @ query, whole.astype(np.float64) @ query
    top = np.argsort(-own)[:depth]
    best: dict[int, float] = {}
    for place in np.argsort(-cosines)[: 4 * depth]:
        best.setdefault(int(owners[place]), float(cosines[place]))
    low_own, low_best = float(own[top].min()), min(best.values())
    wanted = {
        int(place): ((own[place] if place in top else low_own) + best.get(int(place), low_best)) / 2
        for place in set(top.tolist()) | set(best)
    }
    assert index.search(query, depth) == pytest.approx(wanted, abs=1e-6)


def test_higher_is_better_and_the_same_vector_scores_one() -> None:
    index, whole, _, _ = random_index(30, 7)
    same = FaissVectors(whole, whole, np.arange(30, dtype=np.int32))
    found = same.search(whole[11], depth=30)
    assert found[11] == pytest.approx(1, abs=1e-6)
    assert max(found, key=found.__getitem__) == 11
    assert index.search(whole[11], depth=30)[11] > index.search(-whole[11], depth=30)[11]


def test_equal_vectors_score_equally_and_a_search_gives_the_same_twice() -> None:
    rows = np.repeat(unit(3, 8, 0), 10, axis=0)
    index = FaissVectors(rows, rows, np.arange(30, dtype=np.int32))
    query = unit(1, 8, 1)[0]
    found = index.search(query, depth=30)
    assert all(len({found[place] for place in range(first, first + 10)}) == 1 for first in (0, 10, 20))
    assert list(found.items()) == list(index.search(query, depth=30).items())


def test_depths_beyond_what_there_is_and_nothing_at_all() -> None:
    index, *_ = random_index(3, 1)
    assert sorted(index.search(unit(1, 24, 2)[0], depth=10_000)) == [0, 1, 2]
    nothing = np.zeros((0, 24), dtype=np.float32)
    assert FaissVectors(nothing, nothing, np.zeros(0, dtype=np.int32)).search(unit(1, 24, 2)[0], 5) == {}


def test_sentence_scores_are_those_of_the_passages_own_sentences_in_order() -> None:
    index, _, sentences, owners = random_index(20, 3)
    query = unit(1, 24, 4)[0]
    found = index.sentence_scores(query, [19, 0, 7])
    assert list(found) == [19, 0, 7]
    for place, scores in found.items():
        np.testing.assert_allclose(scores, sentences[owners == place] @ query, atol=1e-6)
        assert len(scores) == int((owners == place).sum())


def test_the_vectors_come_back_as_they_went_in() -> None:
    index, whole, sentences, _ = random_index(20, 5)
    np.testing.assert_array_equal(index.passage_vectors, whole)
    np.testing.assert_array_equal(index.sentence_vectors, sentences)


def test_shapes_that_do_not_fit_are_refused() -> None:
    with pytest.raises(ValueError, match="owners"):
        FaissVectors(unit(3, 8, 0), unit(4, 8, 0), np.zeros(3, dtype=np.int32))
    with pytest.raises(ValueError, match="shape"):
        FaissVectors(unit(3, 8, 0), unit(4, 9, 0), np.zeros(4, dtype=np.int32))
