"""Builds the bilingual encoder: the teacher's layers, its English pieces, and Chinese words made of English pieces.

Each Chinese word of the vocabulary gets the mean of the teacher's input embeddings of its five best English pieces,
weighted by p(English piece | Chinese word). Nothing is trained. The result is an ordinary Sentence Transformers folder.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

import numpy as np
from safetensors.numpy import load_file, save_file
from tokenizers import Tokenizer

from parallel import teacher_folder, teacher_tokenizer, unpack
from taobeiqa.text.script import is_han
from unigram import SPECIAL, build, chinese_score, english_scores, jieba_share, spelling

EMBEDDINGS = "embeddings.word_embeddings.weight"
BEST = 5
LEAST_SEEN = 2
LONGEST_SEQUENCE = 256
# Bytes of a row of half precision and of its line in tokenizer.json, roughly; the final size is checked.
BYTES_A_ROW = 384 * 2 + 32
# For the small files, the model card among them.
RESERVE = 200_000


class Chinese(NamedTuple):
    """The Chinese words of the vocabulary and their embeddings, float32, (n_words, 384)."""

    words: list[str]
    embeddings: np.ndarray


def piece_vectors(alignment: Path, pieces: list[str], teacher: Tokenizer, table: np.ndarray) -> np.ndarray:
    """A vector for each Chinese word: the weighted mean over its best English pieces. NaN where nothing is aligned."""
    stored = np.load(alignment)
    indptr, indices, counts = stored["indptr"], stored["indices"], stored["counts"]
    rows = np.array([teacher.token_to_id(piece) for piece in pieces])
    vectors = np.full((len(indptr) - 1, table.shape[1]), np.nan, np.float32)
    for word in range(len(vectors)):
        span = slice(indptr[word], indptr[word + 1])
        if span.start == span.stop:
            continue
        best = np.argsort(-counts[span], kind="stable")[:BEST]
        weights = counts[span][best] / counts[span][best].sum()
        vectors[word] = weights @ table[rows[indices[span][best]]]
    return vectors


def counted(corpus: Mapping[str, np.ndarray], size: int) -> np.ndarray:
    """How often each Chinese token was seen, a dictionary's lines with their weight. float64, (size,)."""
    weights = np.repeat(corpus["weights"], np.diff(corpus["zh_indptr"]))
    return np.bincount(corpus["zh_ids"], weights, size)


def choose_chinese(tokens: list[str], seen: np.ndarray, vectors: np.ndarray, room: int) -> Chinese:
    """Every single character, then the most frequent words, as many as there is room for.

    Frequent is what the corpus or jieba's dictionary says is: the sum of both shares of running words. A character that
    never stood alone is the mean of the words it is part of.
    """
    han = [number for number, token in enumerate(tokens) if is_han(token[0]) and not np.isnan(vectors[number, 0])]
    sums: dict[str, np.ndarray] = {}
    weight: Counter[str] = Counter()
    for number in han:
        for char in set(tokens[number]):
            sums[char] = sums.get(char, 0.0) + seen[number] * vectors[number]
            weight[char] += seen[number]
    alone = {tokens[number]: vectors[number] for number in han if len(tokens[number]) == 1}
    chars = sorted(sums, key=lambda char: (-weight[char], char))
    rows = [alone[char] if char in alone else sums[char] / weight[char] for char in chars]
    longer = [number for number in han if len(tokens[number]) > 1 and seen[number] >= LEAST_SEEN]
    share = {number: seen[number] / seen.sum() + jieba_share(tokens[number]) for number in longer}
    longer.sort(key=lambda number: (-share[number], tokens[number]))
    kept = longer[: max(room - len(chars), 0)]
    print(f"{len(chars)} characters; {len(kept)} of {len(longer)} words, the last {tokens[kept[-1]]}")
    return Chinese(chars + [tokens[number] for number in kept], np.array(rows + list(vectors[kept]), np.float32))


def write_folder(folder: Path, tokenizer: Tokenizer, weights: dict[str, np.ndarray], config: dict[str, object]) -> None:
    """Writes the files of a Sentence Transformers folder. The model card is not one of them."""

    def save(name: str, content: object) -> None:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(content, indent=2) + "\n", encoding="utf-8")

    kinds = [("", "Transformer"), ("1_Pooling", "Pooling"), ("2_Normalize", "Normalize")]
    modules = [
        {"idx": index, "name": str(index), "path": path, "type": f"sentence_transformers.models.{kind}"}
        for index, (path, kind) in enumerate(kinds)
    ]
    save("modules.json", modules)
    save("2_Normalize/config.json", {})
    save("config.json", config)
    save("sentence_bert_config.json", {"max_seq_length": LONGEST_SEQUENCE, "do_lower_case": False})
    save("config_sentence_transformers.json", {"similarity_fn_name": "cosine", "prompts": {}})
    dimension = config["hidden_size"]
    save("1_Pooling/config.json", {"word_embedding_dimension": dimension, "pooling_mode_mean_tokens": True})
    names = dict(zip(("pad_token", "unk_token", "cls_token", "sep_token", "mask_token"), SPECIAL, strict=True))
    save(
        "tokenizer_config.json",
        {"tokenizer_class": "PreTrainedTokenizerFast", "model_max_length": LONGEST_SEQUENCE, **names},
    )
    save("special_tokens_map.json", names)
    tokenizer.save(str(folder / "tokenizer.json"), pretty=False)
    path = folder / "model.safetensors"
    save_file(weights, path, metadata={"format": "pt"})
    path.chmod(0o644)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--work", type=Path, required=True, help="folder with corpus.npz and the alignment")
    parser.add_argument("--alignment", type=Path, help="default: alignment-pieces.npz in --work")
    parser.add_argument("--output", type=Path, required=True, help="folder to write the encoder to")
    parser.add_argument("--limit", type=int, default=80_000_000, help="most bytes of the whole folder")
    options = parser.parse_args()
    corpus = np.load(options.work / "corpus.npz")
    teacher = teacher_tokenizer()
    weights = load_file(teacher_folder() / "model.safetensors")
    table = weights.pop(EMBEDDINGS).astype(np.float32)

    names = [str(teacher.id_to_token(number)) for number in range(teacher.get_vocab_size())]
    english = {spelt: number for number, name in enumerate(names) if (spelt := spelling(name))}
    scores = english_scores(list(english), unpack(corpus["english_words"]), teacher)

    weights.pop("embeddings.position_ids", None)
    layers = sum(2 * array.size for array in weights.values())
    room = (options.limit - layers - RESERVE) // BYTES_A_ROW - len(english)
    vectors = piece_vectors(
        options.alignment or options.work / "alignment-pieces.npz", unpack(corpus["pieces_tokens"]), teacher, table
    )
    tokens = unpack(corpus["zh_tokens"])
    seen = counted(corpus, len(tokens))
    chinese = choose_chinese(tokens, seen, vectors, room)
    tokenizer = build([*scores.items(), *((word, chinese_score(word)) for word in chinese.words)])

    rows = [names.index(token) for token in SPECIAL] + [english[piece] for piece in scores]
    weights[EMBEDDINGS] = np.concatenate([table[rows], chinese.embeddings])
    half = {name: array.astype(np.float16) if array.dtype == np.float32 else array for name, array in weights.items()}
    config = json.loads((teacher_folder() / "config.json").read_text(encoding="utf-8"))
    config.pop("_name_or_path")
    config |= {"vocab_size": len(rows) + len(chinese.words), "dtype": "float32", "torch_dtype": "float32"}
    write_folder(options.output, tokenizer, half, config)
    size = sum(path.stat().st_size for path in options.output.rglob("*") if path.is_file())
    print(f"{len(english)} English pieces, {len(chinese.words)} Chinese words and characters, {size} bytes")
    if size > options.limit:
        raise SystemExit(f"the folder has {size} bytes, more than {options.limit}")


if __name__ == "__main__":
    main()
