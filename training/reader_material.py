"""The questions and passages that the neural part of the reader is trained on, as tokens and vectors."""

from __future__ import annotations

import json
import lzma
import random
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import NamedTuple

import numpy as np
import torch
from sentence_transformers import SentenceTransformer
from tokenizers import Tokenizer
from torch import nn

from examples import pieces_of_words, word_by_word
from made_questions import made_questions
from taobeiqa.answering.extractor import APART, LONGEST
from taobeiqa.corpus.passages import passages
from taobeiqa.records import Article, Language, Passage, Query
from taobeiqa.text.script import fold
from written import in_english, missed, translated

folded = cache(fold)


class Text(NamedTuple):
    """A text's tokens: numbers, `(start, end)` in the text, vectors in context as float16 `(n_tokens, 384)`."""

    ids: np.ndarray
    offsets: np.ndarray
    states: np.ndarray


class Asked(NamedTuple):
    """A question in Chinese and in English, as tokens and as it is understood; its passages: those that answer, with
    the answers' places in tokens, and the rest of its article; the answers, none where its article has none.
    """

    chinese: Text
    english: Text
    queries: dict[Language, Query]
    answers: tuple[str, ...]
    right: list[tuple[int, list[tuple[int, int]]]]
    near: list[int]


class Material(NamedTuple):
    """The passages of a file with their tokens and unit vectors, `(n_passages, 384)`, and its questions."""

    passages: list[Passage]
    texts: list[Text]
    vectors: np.ndarray
    asked: list[Asked]


def likeness(one: torch.Tensor, other: torch.Tensor) -> torch.Tensor:
    """For each row of `one` the greatest cosine with a row of `other`."""
    return (nn.functional.normalize(one, dim=-1) @ nn.functional.normalize(other, dim=-1).T).max(dim=1).values


class Reader:
    """Texts into tokens with vectors, and pairs of them into what the model reads."""

    def __init__(self, folder: Path) -> None:
        self.encoder = SentenceTransformer(str(folder), device="cpu")[0].auto_model.eval()
        self.encoder.encoder.layer = self.encoder.encoder.layer[:APART]
        self.tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        self.tokenizer.enable_truncation(256)
        self.words = self.encoder.embeddings.word_embeddings.weight.detach().float()

    def texts(self, texts: Sequence[str]) -> list[Text]:
        """Tokens without the mark at the end, their vectors after the first `APART` layers."""
        encoded = self.tokenizer.encode_batch([fold(text) for text in texts])
        found: list[Text | None] = [None] * len(texts)
        order = sorted(range(len(texts)), key=lambda place: len(encoded[place].ids))
        for start in range(0, len(order), 64):
            places = order[start : start + 64]
            ids = nn.utils.rnn.pad_sequence([torch.tensor(encoded[p].ids) for p in places], batch_first=True)
            there = nn.utils.rnn.pad_sequence([torch.ones(len(encoded[p].ids)) for p in places], batch_first=True)
            with torch.inference_mode(), torch.autocast("cpu", dtype=torch.bfloat16):
                states = self.encoder(input_ids=ids, attention_mask=there.long()).last_hidden_state.half().numpy()
            for place, state in zip(places, states, strict=True):
                count = len(encoded[place].ids) - 1
                read = np.array(encoded[place].ids[:count]), np.array(encoded[place].offsets[:count])
                found[place] = Text(*read, state[:count].copy())
        return [text for text in found if text is not None]

    def pair(self, question: Text, passage: Text, fits: np.ndarray) -> tuple[torch.Tensor, int]:
        """Vectors with features, the question's and then the passage's, and how many are the question's."""
        asked, told = torch.from_numpy(question.states).float(), torch.from_numpy(passage.states[1:]).float()
        asked_words, told_words = self.words[question.ids], self.words[passage.ids[1:]]
        features = torch.stack(
            [
                torch.cat([likeness(asked, told), likeness(told, asked)]),
                torch.cat([likeness(asked_words, told_words), likeness(told_words, asked_words)]),
                torch.cat([torch.zeros(len(asked)), torch.from_numpy(fits).float()]),
            ],
            dim=1,
        )
        return torch.cat([torch.cat([asked, told]), features], dim=1), len(asked)


def load(path: Path, reader: Reader, work: Path, most: int, written: bool) -> Material:
    """The first questions of a CMRC2018 file and their passages; if `written`, with what was written beside them, or
    else in English word by word alone.
    """
    with lzma.open(path, "rt", encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines][:most]
    of_context: dict[str, list[int]] = {}
    everything: list[Passage] = []
    for row in rows:
        if row["context"] not in of_context:
            article = Article(f"c{len(of_context):04d}", row["title"] or "-", (), "zh", row["context"])
            own = [one for one in passages(article) if one.kind != "heading"]
            of_context[row["context"]] = list(range(len(everything), len(everything) + len(own)))
            everything += own
    texts = reader.texts([passage.text for passage in everything])
    english = pieces_of_words(work / "alignment-pieces.npz", work / "corpus.npz")
    natural = in_english() if written else {}
    chinese = [fold(row["question"]) for row in rows]
    translations = [
        natural.get(row["id"]) or word_by_word(question, english) or question
        for row, question in zip(rows, chinese, strict=True)
    ]
    asked = []
    for row, zh, en, translation in zip(
        rows, reader.texts(chinese), reader.texts(translations), translations, strict=True
    ):
        given = row["answers"]["text"] if isinstance(row["answers"], dict) else row["answers"]
        answers = tuple(fold(answer) for answer in dict.fromkeys(given) if answer)
        right, near = [], []
        for number in of_context[row["context"]]:
            text = folded(everything[number].text)
            places = [span for answer in answers for span in token_spans(text, answer, texts[number])]
            if places:
                right.append((number, places))
            else:
                near.append(number)
        own = Query(row["question"], "zh")
        queries: dict[Language, Query] = {"zh": own, "en": Query(translation, "en") if row["id"] in natural else own}
        asked.append(Asked(zh, en, queries, answers, right, near))
    if written:
        asked += _missed({row["id"]: of_context[row["context"]] for row in rows}, reader)
    return Material(everything, texts, unit_means(texts), asked)


def _missed(passages_beside: Mapping[str, list[int]], reader: Reader) -> list[Asked]:
    """The questions that seem to be answered by the passages of others and are not."""
    found = [one for one in missed() if one.beside in passages_beside]
    in_both = zip(
        reader.texts([one.chinese for one in found]), reader.texts([one.english for one in found]), strict=True
    )
    return [
        Asked(
            zh,
            en,
            {"zh": Query(one.chinese, "zh"), "en": Query(one.english, "en")},
            (),
            [],
            passages_beside[one.beside],
        )
        for one, (zh, en) in zip(found, in_both, strict=True)
    ]


def translated_material(path: Path, reader: Reader) -> Material:
    """The texts of a CMRC2018 file that were put into English, with its questions in both languages."""
    with lzma.open(path, "rt", encoding="utf-8") as lines:
        chinese = {row["id"]: row["question"] for row in map(json.loads, lines)}
    english = in_english()
    everything: list[Passage] = []
    of_question: dict[str, list[int]] = {}
    answers: dict[str, str] = {}
    for number, one in enumerate(translated()):
        own = passages(Article(f"e{number:04d}", "-", (), "en", one.text))
        places = list(range(len(everything), len(everything) + len(own)))
        everything += own
        answers |= one.answers
        of_question |= dict.fromkeys(one.answers, places)
    texts = reader.texts([passage.text for passage in everything])
    ids = [name for name in of_question if name in english]
    zh_texts, en_texts = (reader.texts([said[name] for name in ids]) for said in (chinese, english))
    asked = []
    for name, zh, en in zip(ids, zh_texts, en_texts, strict=True):
        answer = fold(answers[name])
        right, near = [], []
        for place in of_question[name]:
            spans = token_spans(folded(everything[place].text), answer, texts[place])
            if spans:
                right.append((place, spans))
            else:
                near.append(place)
        queries: dict[Language, Query] = {"zh": Query(chinese[name], "zh"), "en": Query(english[name], "en")}
        asked.append(Asked(zh, en, queries, (answer,), right, near))
    asked += _missed(of_question, reader)
    return Material(everything, texts, unit_means(texts), asked)


def made_material(data: Path, reader: Reader, most: Mapping[tuple[str, str], int], seed: int) -> Material:
    """Questions that `made_questions` makes, at most so many by the languages of question and text."""
    blocks, questions = made_questions(data, seed)
    random.Random(seed).shuffle(questions)
    left = dict(most)
    chosen = []
    for one in questions:
        languages = one.asked_in, blocks[one.block].language
        if left.get(languages, 0):
            left[languages] -= 1
            chosen.append(one)
    wanted = sorted({number for one in chosen for number in (one.block, *blocks[one.block].near)})
    of_block: dict[int, list[int]] = {}
    everything: list[Passage] = []
    for number in wanted:
        article = Article(f"m{number:05d}", "-", (), blocks[number].language, blocks[number].text)
        own = passages(article)
        of_block[number] = list(range(len(everything), len(everything) + len(own)))
        everything += own
    texts = reader.texts([passage.text for passage in everything])
    asked = []
    for one, question in zip(chosen, reader.texts([one.question for one in chosen]), strict=True):
        right, near = [], [other for number in blocks[one.block].near for other in of_block[number]]
        answer = fold(blocks[one.block].text[slice(*one.answer)])
        for number in of_block[one.block]:
            passage = everything[number]
            places = tokens_inside(one.answer[0] - passage.start, one.answer[1] - passage.start, texts[number])
            if passage.start <= one.answer[0] and one.answer[1] <= passage.end and places:
                right.append((number, places))
        near = [number for number in near if answer not in folded(everything[number].text)]
        query = Query(one.question, one.asked_in)
        asked.append(Asked(question, question, {"zh": query, "en": query}, (answer,), right, near))
    return Material(everything, texts, unit_means(texts), asked)


def joined(one: Material, other: Material) -> Material:
    """Two materials as one."""
    more = len(one.passages)
    moved = [
        asked._replace(
            right=[(number + more, places) for number, places in asked.right],
            near=[number + more for number in asked.near],
        )
        for asked in other.asked
    ]
    return Material(
        one.passages + other.passages,
        one.texts + other.texts,
        np.concatenate([one.vectors, other.vectors]),
        one.asked + moved,
    )


def unit_means(texts: Sequence[Text]) -> np.ndarray:
    """The means of texts' vectors, brought to length 1: float32, `(n_texts, 384)`."""
    means = np.stack([text.states.astype(np.float32).mean(axis=0) for text in texts])
    return means / np.linalg.norm(means, axis=1, keepdims=True)


def tokens_inside(start: int, end: int, tokens: Text) -> list[tuple[int, int]]:
    """The first and last token of a piece of text, without the mark at the beginning; none if too long."""
    starts, ends = tokens.offsets[1:, 0], tokens.offsets[1:, 1]
    inside = np.flatnonzero((starts < end) & (ends > start))
    return [(int(inside[0]), int(inside[-1]))] if 0 < len(inside) <= LONGEST else []


def token_spans(text: str, answer: str, tokens: Text) -> list[tuple[int, int]]:
    """Where an answer stands, as the first and last token, counted without the mark at the beginning."""
    found = []
    place = text.find(answer)
    while place >= 0:
        found += tokens_inside(place, place + len(answer), tokens)
        place = text.find(answer, place + 1)
    return found
