"""Word alignment by IBM Model 1: which English pieces, or stems, each Chinese word was translated by, and how often.

Six iterations of expectation and maximisation over the pairs of `corpus.npz`, single-threaded and in a fixed order, so
that the same corpus gives the same numbers. `agree` trains both directions together and multiplies their link
posteriors (Liang, Taskar and Klein, NAACL 2006); `forward` is the plain model p(Chinese word | English token).

The result, `alignment-<english>.npz` in `--work`, is a sparse matrix of expected counts, a row for each Chinese word.
"""

from __future__ import annotations

import argparse
import time
from pathlib import Path
from typing import NamedTuple

import numba
import numpy as np

ITERATIONS = 6
SMALLEST_COUNT = 1e-3


class Side(NamedTuple):
    """The token ids of all texts end to end (int32), where each text ends (int64) and the number of distinct tokens."""

    ids: np.ndarray
    indptr: np.ndarray
    size: int


class Cells(NamedTuple):
    """Every pair of tokens that ever met, numbered: the number at each meeting, and the two tokens of each number."""

    at: np.ndarray
    zh: np.ndarray
    en: np.ndarray


@numba.njit(cache=True)
def _slot(keys: np.ndarray, key: int) -> int:
    mask = len(keys) - 1
    mixed = np.uint64(key) * np.uint64(0x9E3779B97F4A7C15)
    slot = np.int64(mixed >> np.uint64(20)) & mask
    while keys[slot] != -1 and keys[slot] != key:
        slot = (slot + 1) & mask
    return slot


@numba.njit(cache=True)
def _number_cells(zh_ids, zh_ptr, en_ids, en_ptr, en_size, meetings):  # type: ignore[no-untyped-def]
    """Numbers each (Chinese, English) pair in the order of first meeting, with an open-addressing table that grows."""
    keys = np.full(1 << 20, -1, np.int64)
    values = np.empty(1 << 20, np.int32)
    at = np.empty(meetings, np.int32)
    found = np.empty(1 << 20, np.int64)
    count, position = 0, 0
    for text in range(len(zh_ptr) - 1):
        for i in range(zh_ptr[text], zh_ptr[text + 1]):
            for j in range(en_ptr[text], en_ptr[text + 1]):
                key = np.int64(zh_ids[i]) * en_size + en_ids[j]
                slot = _slot(keys, key)
                if keys[slot] == -1:
                    keys[slot] = key
                    values[slot] = count
                    if count == len(found):
                        larger = np.empty(2 * len(found), np.int64)
                        larger[:count] = found
                        found = larger
                    found[count] = key
                    count += 1
                at[position] = values[slot]
                position += 1
        if count * 5 > len(keys) * 3:
            keys = np.full(2 * len(keys), -1, np.int64)
            values = np.empty(len(keys), np.int32)
            for number in range(count):
                slot = _slot(keys, found[number])
                keys[slot] = found[number]
                values[slot] = number
    return at, found[:count]


def number_cells(zh: Side, en: Side) -> Cells:
    """All meetings of the corpus, in the order of the texts, their Chinese words, and for each the English tokens."""
    meetings = int((np.diff(zh.indptr) * np.diff(en.indptr)).sum())
    at, keys = _number_cells(zh.ids, zh.indptr, en.ids, en.indptr, np.int64(en.size), meetings)
    return Cells(at, (keys // en.size).astype(np.int32), (keys % en.size).astype(np.int32))


@numba.njit(cache=True)
def _expect(  # type: ignore[no-untyped-def]
    at, zh_ids, zh_ptr, en_ids, en_ptr, weights, fwd, fwd_null, bwd, bwd_null, agree
):
    """Expected counts of every cell and of the empty token, given both directions' probabilities."""
    counts = np.zeros(len(fwd), np.float64)
    zh_null = np.zeros(len(fwd_null), np.float64)
    en_null = np.zeros(len(bwd_null), np.float64)
    totals = np.empty(4096, np.float64)
    position = 0
    for text in range(len(zh_ptr) - 1):
        z0, n = zh_ptr[text], zh_ptr[text + 1] - zh_ptr[text]
        e0, m = en_ptr[text], en_ptr[text + 1] - en_ptr[text]
        if agree:
            for j in range(m):
                totals[j] = bwd_null[en_ids[e0 + j]]
            for i in range(n):
                for j in range(m):
                    totals[j] += bwd[at[position + i * m + j]]
            for j in range(m):
                en_null[en_ids[e0 + j]] += weights[text] * bwd_null[en_ids[e0 + j]] / max(totals[j], 1e-300)
        for i in range(n):
            total = np.float64(fwd_null[zh_ids[z0 + i]])
            for j in range(m):
                total += fwd[at[position + i * m + j]]
            scale = weights[text] / max(total, 1e-300)
            zh_null[zh_ids[z0 + i]] += scale * fwd_null[zh_ids[z0 + i]]
            for j in range(m):
                cell = at[position + i * m + j]
                posterior = scale * fwd[cell]
                if agree:
                    posterior *= bwd[cell] / max(totals[j], 1e-300)
                counts[cell] += posterior
        position += n * m
    return counts, zh_null, en_null


def _shares(counts: np.ndarray, group: np.ndarray, size: int, null: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Counts divided by their group's sum, float32; the empty token is a group of its own."""
    sums = np.maximum(np.bincount(group, counts, size), 1e-300)
    return (counts / sums[group]).astype(np.float32), (null / max(null.sum(), 1e-300)).astype(np.float32)


def align(zh: Side, en: Side, cells: Cells, weights: np.ndarray, agree: bool) -> np.ndarray:
    """Expected count of each cell after the last iteration, float64, (n_cells,)."""
    # All ones: the first expectation step is that of the uniform model.
    fwd, bwd = np.ones(len(cells.zh), np.float32), np.ones(len(cells.zh), np.float32)
    fwd_null, bwd_null = np.ones(zh.size, np.float32), np.ones(en.size, np.float32)
    counts = np.zeros(len(cells.zh), np.float64)
    for iteration in range(ITERATIONS):
        start = time.time()
        counts, zh_null, en_null = _expect(
            cells.at, zh.ids, zh.indptr, en.ids, en.indptr, weights, fwd, fwd_null, bwd, bwd_null, agree
        )
        fwd, fwd_null = _shares(counts, cells.en, en.size, zh_null)
        if agree:
            bwd, bwd_null = _shares(counts, cells.zh, zh.size, en_null)
        print(f"iteration {iteration + 1}: {time.time() - start:.0f} s")
    return counts


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--work", type=Path, required=True, help="folder with corpus.npz")
    parser.add_argument("--english", choices=["pieces", "stems"], required=True)
    parser.add_argument("--model", choices=["forward", "agree"], default="agree")
    parser.add_argument("--output", type=Path, help="default: alignment-<english>.npz in --work")
    options = parser.parse_args()
    corpus = np.load(options.work / "corpus.npz")
    zh, en = (
        Side(corpus[f"{name}_ids"], corpus[f"{name}_indptr"], int((corpus[f"{name}_tokens"] == 10).sum()) + 1)
        for name in ("zh", options.english)
    )
    start = time.time()
    cells = number_cells(zh, en)
    print(f"{len(cells.at)} meetings, {len(cells.zh)} cells, {time.time() - start:.0f} s")
    counts = align(zh, en, cells, corpus["weights"], options.model == "agree")
    kept = np.flatnonzero(counts >= SMALLEST_COUNT)
    kept = kept[np.lexsort((cells.en[kept], cells.zh[kept]))]
    indptr = np.concatenate([[0], np.cumsum(np.bincount(cells.zh[kept], minlength=zh.size))])
    np.savez(
        options.output or options.work / f"alignment-{options.english}.npz",
        indptr=indptr.astype(np.int64),
        indices=cells.en[kept],
        counts=counts[kept].astype(np.float32),
    )


if __name__ == "__main__":
    main()
