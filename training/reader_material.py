"""The questions and passages that the neural part of the reader is trained on, as tokens and vectors."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import NamedTuple

import numpy as np
import torch
import torch.distributed as together
from sentence_transformers import SentenceTransformer
from tokenizers import Tokenizer
from torch import nn

from precision import mixed
from taobeiqa.answering.extractor import LONGEST
from taobeiqa.corpus.passages import passages
from taobeiqa.records import Article, Language, Passage, Query
from taobeiqa.retrieval.bundled import token_places
from taobeiqa.text.script import fold
from written import Told

folded = cache(fold)
LOWER = 3
"""How many layers of the encoder are enough to tell which texts are alike."""


class Text(NamedTuple):
    """A text's tokens: numbers, `(start, end)` in the text; and the mean of their vectors in context, `(384,)`, to tell
    what is like it.
    """

    ids: np.ndarray
    offsets: np.ndarray
    mean: np.ndarray


class Asked(NamedTuple):
    """A question in Chinese and in English, as tokens and as it is understood; its answers, none where its text has
    none; the passages of that text: those that answer, with the answers' places in tokens, and the rest.
    """

    chinese: Text
    english: Text
    queries: dict[Language, Query]
    answers: tuple[str, ...]
    right: list[tuple[int, list[tuple[int, int]]]]
    near: list[int]


class Material(NamedTuple):
    """The passages of all texts with their tokens, unit vectors, `(n_passages, 384)`, and languages; the questions."""

    passages: list[Passage]
    texts: list[Text]
    vectors: np.ndarray
    languages: np.ndarray
    asked: list[Asked]


def likeness(one: torch.Tensor, other: torch.Tensor) -> torch.Tensor:
    """For each row of `one` the greatest cosine with a row of `other`."""
    return (nn.functional.normalize(one, dim=-1) @ nn.functional.normalize(other, dim=-1).T).max(dim=1).values


class Reader:
    """Texts into tokens with vectors, and pairs of them into what the model reads."""

    def __init__(self, folder: Path) -> None:
        self.encoder = SentenceTransformer(str(folder), device="cpu")[0].auto_model.eval()
        self.encoder.encoder.layer = self.encoder.encoder.layer[:LOWER]
        self.tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        self.tokenizer.enable_truncation(256)
        self.words = self.encoder.embeddings.word_embeddings.weight.detach().float()

    def texts(self, texts: Sequence[str]) -> list[Text]:
        """Tokens without the mark at the end. Processes that train together read a part each."""
        if not together.is_initialized():
            return self._read(texts)
        parts: list[list[Text]] = [[] for _ in range(together.get_world_size())]
        together.all_gather_object(parts, self._read(texts[together.get_rank() :: len(parts)]))
        return [parts[place % len(parts)][place // len(parts)] for place in range(len(texts))]

    def _read(self, texts: Sequence[str]) -> list[Text]:
        folds = [fold(text) for text in texts]
        encoded = self.tokenizer.encode_batch(folds)
        found: list[Text | None] = [None] * len(texts)
        order = sorted(range(len(texts)), key=lambda place: len(encoded[place].ids))
        for start in range(0, len(order), 64):
            places = order[start : start + 64]
            ids = nn.utils.rnn.pad_sequence([torch.tensor(encoded[p].ids) for p in places], batch_first=True)
            there = nn.utils.rnn.pad_sequence([torch.ones(len(encoded[p].ids)) for p in places], batch_first=True)
            with torch.inference_mode(), mixed():
                states = self.encoder(input_ids=ids, attention_mask=there.long()).last_hidden_state.float().numpy()
            for place, state in zip(places, states, strict=True):
                count = len(encoded[place].ids) - 1
                read = np.array(encoded[place].ids[:count]), token_places(folds[place], encoded[place])[:count]
                found[place] = Text(*read, state[:count].mean(axis=0))
        return [text for text in found if text is not None]

    def pair(self, question: Text, passage: Text, fits: np.ndarray) -> tuple[torch.Tensor, int]:
        """Vectors of tokens in their places, each text's from the beginning, with two features: the question's and
        then the passage's, and how many are the question's.
        """
        ids = question.ids, passage.ids[1:]
        asked, told = (self.words[one] for one in ids)
        features = torch.stack(
            [
                torch.cat([likeness(asked, told), likeness(told, asked)]),
                torch.cat([torch.zeros(len(asked)), torch.from_numpy(fits).float()]),
            ],
            dim=1,
        )
        places = torch.cat([torch.arange(len(asked)), torch.arange(1, len(told) + 1)])
        numbers = torch.from_numpy(np.concatenate(ids))
        with torch.inference_mode():
            vectors = self.encoder.embeddings(input_ids=numbers[None], position_ids=places[None])[0]
        return torch.cat([vectors, features], dim=1), len(asked)


def material(told: Sequence[Told], reader: Reader) -> Material:
    """Texts and what is asked of them, as tokens and vectors. An answer that no passage holds whole is left out."""
    everything: list[Passage] = []
    of_text: list[range] = []
    for number, one in enumerate(told):
        article = Article(f"t{number:05d}", one.title, (), one.language, one.text)
        own = [passage for passage in passages(article) if passage.kind != "heading"]
        of_text.append(range(len(everything), len(everything) + len(own)))
        everything += own
    texts = reader.texts([passage.text for passage in everything])
    posed = [(one, places) for text, places in zip(told, of_text, strict=True) for one in text.posed]
    distinct = list(dict.fromkeys(text for one, _ in posed for text in (one.chinese, one.english or one.chinese)))
    read = dict(zip(distinct, reader.texts(distinct), strict=True))  # a question is asked of a text in each language
    asked = []
    for one, places in posed:
        answers = tuple(fold(answer) for answer in one.answers)
        right, near = [], []
        for number in places:
            passage = everything[number]
            text = folded(passage.text) if one.asks_of(passage.start) else ""
            found = [span for answer in answers for span in token_spans(text, answer, texts[number])]
            if found:
                right.append((number, found))
            else:
                near.append(number)
        own = Query(one.chinese, "zh")
        queries: dict[Language, Query] = {"zh": own, "en": Query(one.english, "en") if one.english else own}
        asked.append(Asked(read[one.chinese], read[one.english or one.chinese], queries, answers, right, near))
    languages = np.array([passage.language for passage in everything])
    return Material(everything, texts, unit_means(texts), languages, asked)


def unit_means(texts: Sequence[Text]) -> np.ndarray:
    """The means of texts' vectors, brought to length 1: float32, `(n_texts, 384)`."""
    means = np.stack([text.mean for text in texts])
    return means / np.linalg.norm(means, axis=1, keepdims=True)


def tokens_inside(start: int, end: int, tokens: Text) -> list[tuple[int, int]]:
    """The first and last token of a piece of text, without the mark at the beginning; none if too long."""
    starts, ends = tokens.offsets[1:, 0], tokens.offsets[1:, 1]
    inside = np.flatnonzero((starts < end) & (ends > start))
    return [(int(inside[0]), int(inside[-1]))] if 0 < len(inside) <= LONGEST else []


def token_spans(text: str, answer: str, tokens: Text) -> list[tuple[int, int]]:
    """Where an answer stands, as the first and last token, counted without the mark at the beginning. A part of a
    longer number or Latin word is no place of it.
    """
    part = r"[0-9A-Za-z]"
    before = rf"(?<!{part})(?<![0-9][.,])" if re.match(part, answer) else ""
    behind = rf"(?!{part})(?![.,][0-9])" if re.search(rf"{part}$", answer) else ""
    found = re.finditer(before + re.escape(answer) + behind, text)
    return [span for place in found for span in tokens_inside(*place.span(), tokens)]
