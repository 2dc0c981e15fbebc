"""Builds the word translation table for lexical search: p(English stem | Chinese word).

The format of the file is written in README.md, "The translation table".
"""

from __future__ import annotations

import argparse
import re
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np

from parallel import STOPPED, pack, read_pairs, stem, unpack
from taobeiqa.text.script import is_han
from taobeiqa.text.segment import is_stopword, words

SMALLEST = 0.005
MOST = 40
HEADLINE = 0.5
"""From this share of capitals on, more than a sentence of running text has, they tell nothing of a word."""
_BEGINS = re.compile(r"(?:^|[.?!:;…\"'“‘(\[0-9])\s*$")
"""What stands before a word that is written with a capital whatever it is."""


class Lexicon(NamedTuple):
    """Sparse rows: stem `indices[k]` with `probabilities[k]`, k from `indptr[word]` to `indptr[word + 1]`."""

    chinese: list[str]
    english: list[str]
    indptr: np.ndarray
    indices: np.ndarray
    probabilities: np.ndarray
    english_counts: np.ndarray
    capitals: np.ndarray


def translation_rows(
    alignment: Path, zh_tokens: list[str], stems: list[str], least: float
) -> list[tuple[str, list[tuple[int, float]]]]:
    """For each Chinese word that has any, its stems with probabilities, the most probable first.

    Function words take their share of the probability and are then left out, on both sides.
    """
    stored = np.load(alignment)
    indptr, indices, counts = stored["indptr"], stored["indices"], stored["counts"]
    rows = []
    for number, word in enumerate(zh_tokens):
        span = slice(indptr[number], indptr[number + 1])
        total = float(counts[span].sum())
        if total < least or not is_han(word[0]) or is_stopword(word):
            continue
        shares = counts[span] / total
        order = np.argsort(-shares, kind="stable")
        row = [
            (int(indices[span][k]), float(shares[k]))
            for k in order[shares[order] >= SMALLEST]
            if not stems[indices[span][k]].startswith(STOPPED)
        ]
        if row:
            rows.append((word, row[:MOST]))
    return sorted(rows)


def capitals(data: Path, stems: Sequence[str]) -> np.ndarray:
    """How many in a hundred of a stem's words are written with a capital where no sentence begins: uint8, a name has
    nearly 100. In a dictionary, where only names have one, at the beginning too. 0 where there was nothing to see.
    """
    written, seen = Counter[str](), Counter[str]()
    known: dict[str, str] = {}
    for path in sorted(data.glob("*.tsv.xz")):
        dictionary = path.name.startswith("dict_")
        for pair in read_pairs(data, path.name):
            found = [word for word in words(pair.en) if word.text[0].isascii() and word.text[0].isalpha()]
            high = sum(pair.en[word.start].isupper() for word in found)
            if not dictionary and high > HEADLINE * len(found):
                continue
            for word in found:
                if dictionary or not _BEGINS.search(pair.en[max(0, word.start - 4) : word.start]):
                    one = known.get(word.text) or known.setdefault(word.text, stem(word.text))
                    seen[one] += 1
                    written[one] += pair.en[word.start].isupper()
    return np.array([100 * written[one] // max(1, seen[one]) for one in stems], np.uint8)


def assemble(
    rows: list[tuple[str, list[tuple[int, float]]]], stems: list[str], seen: np.ndarray, written: np.ndarray
) -> Lexicon:
    """Rows in the order of the words; stems that no row names are dropped, the others sorted."""
    used = sorted({stem for _, row in rows for stem, _ in row}, key=lambda stem: stems[stem])
    renumbered = {stem: number for number, stem in enumerate(used)}
    return Lexicon(
        chinese=[word for word, _ in rows],
        english=[stems[stem] for stem in used],
        indptr=np.cumsum([0, *(len(row) for _, row in rows)]).astype(np.int32),
        indices=np.array([renumbered[stem] for _, row in rows for stem, _ in row], np.int32),
        probabilities=np.array([share for _, row in rows for _, share in row], np.float32),
        english_counts=seen[used].astype(np.int32),
        capitals=written[used],
    )


def write_lexicon(path: Path, lexicon: Lexicon) -> None:
    """Writes the table as one compressed `.npz` that loads without pickle."""
    path.parent.mkdir(parents=True, exist_ok=True)
    np.savez_compressed(
        path,
        chinese=pack(lexicon.chinese),
        english=pack(lexicon.english),
        indptr=lexicon.indptr,
        indices=lexicon.indices,
        probabilities=lexicon.probabilities.astype(np.float16),
        english_counts=lexicon.english_counts,
        capitals=lexicon.capitals,
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder of parallel text")
    parser.add_argument("--work", type=Path, required=True, help="folder with corpus.npz and the alignment")
    parser.add_argument("--alignment", type=Path, help="default: alignment-stems.npz in --work")
    parser.add_argument("--output", type=Path, required=True, help="the .npz file to write")
    parser.add_argument("--least", type=float, default=0.5, help="least expected count of a Chinese word")
    options = parser.parse_args()
    corpus = np.load(options.work / "corpus.npz")
    stems = unpack(corpus["stems_tokens"])
    alignment = options.alignment or options.work / "alignment-stems.npz"
    rows = translation_rows(alignment, unpack(corpus["zh_tokens"]), stems, options.least)
    seen = np.bincount(corpus["stems_ids"], minlength=len(stems))
    lexicon = assemble(rows, stems, seen, capitals(options.data, stems))
    write_lexicon(options.output, lexicon)
    print(f"{len(lexicon.chinese)} Chinese words, {len(lexicon.english)} stems, {len(lexicon.indices)} entries, ")
    print(f"{options.output.stat().st_size} bytes")


if __name__ == "__main__":
    main()
