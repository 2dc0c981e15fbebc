"""Measures an encoder: translation search both ways, and passage search in every direction of language.

`--dev` is a folder with `tatoeba-zh-en.tsv.xz`, `bipar-zh_valid.jsonl.xz`, `bipar-en_valid.jsonl.xz` and
`cmrc2018-dev.jsonl.xz`. One vector a passage, cosine, nothing lexical. `--teacher` compares English with the teacher.
"""

from __future__ import annotations

import argparse
import json
import lzma
import os
from pathlib import Path

import numpy as np

from parallel import read_table, teacher_folder, teacher_tokenizer
from taobeiqa.text.script import fold, is_han

CUT = 10


def read_records(path: Path) -> list[dict[str, str]]:
    """The records of one `.jsonl.xz` file."""
    with lzma.open(path, "rt", encoding="utf-8") as file:
        return [json.loads(line) for line in file]


def ndcg(similarities: np.ndarray, relevant: np.ndarray) -> float:
    """Mean nDCG@10 where each question has one relevant passage: `relevant` int, (n_questions,)."""
    own = similarities[np.arange(len(relevant)), relevant][:, None]
    ranks = (similarities > own).sum(axis=1)
    return float(np.where(ranks < CUT, 1 / np.log2(ranks + 2), 0.0).mean())


def simplified(text: str) -> str:
    """A Chinese text in Simplified characters; any other text as it is."""
    return fold(text) if any(is_han(char) for char in text) else text


class Measured:
    """An encoder that remembers what it has encoded."""

    def __init__(self, folder: Path) -> None:
        os.environ["HF_HUB_OFFLINE"] = "1"
        from sentence_transformers import SentenceTransformer

        self.model = SentenceTransformer(str(folder), device="cpu")

    def encode(self, texts: list[str]) -> np.ndarray:
        """float32, (n_texts, dim), unit rows."""
        distinct = list(dict.fromkeys(texts))
        vectors = self.model.encode([simplified(text) for text in distinct], batch_size=64, normalize_embeddings=True)
        numbers = {text: number for number, text in enumerate(distinct)}
        return np.asarray(vectors)[[numbers[text] for text in texts]]


def translation_accuracy(encoder: Measured, path: Path) -> dict[str, float]:
    """How often the nearest of all translations is the right one, both ways."""
    pairs = list(read_table(path))
    zh, en = encoder.encode([pair[0] for pair in pairs]), encoder.encode([pair[1] for pair in pairs])
    similarities = zh @ en.T
    truth = np.arange(len(pairs))
    return {
        "tatoeba zh→en accuracy": float((similarities.argmax(axis=1) == truth).mean()),
        "tatoeba en→zh accuracy": float((similarities.argmax(axis=0) == truth).mean()),
    }


def passage_search(encoder: Measured, name: str, sides: dict[str, list[dict[str, str]]]) -> dict[str, float]:
    """nDCG@10 for every language of the question and of the passage. The sides are the same records, line by line."""
    first = next(iter(sides.values()))
    distinct = {context: number for number, context in enumerate(dict.fromkeys(r["context"] for r in first))}
    relevant = np.array([distinct[record["context"]] for record in first])
    example = [int(np.flatnonzero(relevant == number)[0]) for number in range(len(distinct))]
    questions = {side: encoder.encode([r["question"] for r in records]) for side, records in sides.items()}
    passages = {side: encoder.encode([records[i]["context"] for i in example]) for side, records in sides.items()}
    return {
        f"{name} {asked}→{written} nDCG@{CUT}": ndcg(questions[asked] @ passages[written].T, relevant)
        for asked in sides
        for written in sides
    }


def against_teacher(encoder: Measured, path: Path, texts: list[str]) -> dict[str, float]:
    """How near English sentences are to the teacher's vectors, and the share of words cut into the same pieces."""
    from unigram import spelling

    teacher = Measured(teacher_folder())
    cosines = (encoder.encode(texts) * teacher.encode(texts)).sum(axis=1)
    pieces, same, words = teacher_tokenizer(), 0, 0
    own = encoder.model.tokenizer
    for text in texts:
        for word in text.lower().split():
            spelt = [spelling(piece) for piece in pieces.encode(word, add_special_tokens=False).tokens]
            same += spelt == own.tokenize(word)
            words += 1
    return {
        "teacher cosine, median": float(np.median(cosines)),
        "teacher cosine, 5th percentile": float(np.percentile(cosines, 5)),
        "words cut as by the teacher": same / words,
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--encoder", type=Path, required=True, help="Sentence Transformers folder")
    parser.add_argument("--dev", type=Path, required=True, help="folder of development sets")
    parser.add_argument("--teacher", action="store_true", help="compare English with the teacher too")
    options = parser.parse_args()
    encoder = Measured(options.encoder)
    english = read_records(options.dev / "bipar-en_valid.jsonl.xz")
    results = translation_accuracy(encoder, options.dev / "tatoeba-zh-en.tsv.xz")
    results |= passage_search(
        encoder, "BiPaR valid", {"zh": read_records(options.dev / "bipar-zh_valid.jsonl.xz"), "en": english}
    )
    results |= passage_search(encoder, "CMRC2018 dev", {"zh": read_records(options.dev / "cmrc2018-dev.jsonl.xz")})
    if options.teacher:
        results |= against_teacher(encoder, options.dev, [record["question"] for record in english])
    for name, value in results.items():
        print(f"{name:36s} {value:.3f}")


if __name__ == "__main__":
    main()
