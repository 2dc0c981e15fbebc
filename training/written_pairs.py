"""Writes what `written/` has in both languages as one more file of translated pairs, for the translation table.

    python training/written_pairs.py --dev DEV --data DATA

Each question with itself in the other language, each answer, and the sentences of whole articles and reports whose
paragraphs have as many in both: the words of districts' newspapers and of those who ask, which no corpus has. What is
held out stays out.
"""

from __future__ import annotations

import argparse
import json
import lzma
import re
from collections.abc import Iterator
from itertools import chain
from pathlib import Path

from written import lines_of

CHINESE_END = re.compile(r"(?<=[。！？])")
ENGLISH_END = re.compile(r"(?<=[.!?])[”\"]?\s+(?=[A-Z“\"])")

Pair = tuple[str, str]
"""A text in Chinese and in English."""


def of_news() -> Iterator[Pair]:
    """Questions on translated news, and their answers as they stand in both texts."""
    for line in lines_of("news.tsv.xz"):
        *_, chinese, english, answer, translated = line.split("\t")
        yield chinese, english
        if answer and translated:
            yield answer, translated


def of_articles(name: str) -> Iterator[Pair]:
    """Questions on whole articles or reports, their answers, and the sentences of these."""
    for row in map(json.loads, lines_of(name)):
        for _, chinese, english, answer, translated, *_ in row["asked"]:
            yield chinese, english
            if answer and translated:
                yield answer, translated
        texts = zip(row["zh"], row["en"], strict=True) if isinstance(row["zh"], list) else [(row["zh"], row["en"])]
        for one, other in texts:
            chinese_sentences = [piece for piece in CHINESE_END.split(one) if piece.strip()]
            english_sentences = [piece for piece in ENGLISH_END.split(other) if piece.strip()]
            if len(chinese_sentences) == len(english_sentences):
                yield from zip(chinese_sentences, english_sentences, strict=True)


def of_encyclopaedia(dev: Path) -> Iterator[Pair]:
    """Questions on the texts of CMRC2018's training set, and near misses."""
    for line in lines_of("missed.tsv.xz"):
        _, _, chinese, english = line.split("\t")
        yield chinese, english
    with lzma.open(dev / "cmrc2018-train.jsonl.xz", "rt", encoding="utf-8") as lines:
        questions = {row["id"]: row["question"] for row in map(json.loads, lines)}
    for line in lines_of("english.tsv.xz"):
        identity, english = line.split("\t")
        yield questions[identity], english


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--dev", type=Path, required=True, help="folder with CMRC2018's training set")
    parser.add_argument("--data", type=Path, required=True, help="folder of parallel text, which the file is added to")
    options = parser.parse_args()
    pairs = chain(
        of_news(), of_articles("articles.jsonl.xz"), of_articles("reports.jsonl.xz"), of_encyclopaedia(options.dev)
    )
    with lzma.open(options.data / "written.tsv.xz", "wt", encoding="utf-8") as file:
        file.writelines("\t".join(" ".join(side.split()) for side in pair) + "\n" for pair in pairs)


if __name__ == "__main__":
    main()
