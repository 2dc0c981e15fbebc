"""How far a passage speaks of what a question names: word by word, also across languages."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from taobeiqa.records import Passage, Query
from taobeiqa.retrieval.lexical import TRANSLATED, LexicalIndex
from taobeiqa.retrieval.lexicon import Lexicon, latin_pinyin_pairs, pinyin_pairs
from taobeiqa.text.lists import asks_for_some
from taobeiqa.text.script import fold, is_han
from taobeiqa.text.segment import clauses, is_stopword, term, words

Floats = NDArray[np.float32]

_TRANSLATED_GAIN = 1.6
"""A translation of probability 1/1.6 or more counts as the word itself."""
_PART = 0.75
"""What it counts when a Chinese word is part of another: 桥 in 大桥."""
_SYNONYM = 0.8
"""What it counts at most when two Chinese words have the same translations."""
_HEARD = 0.5
"""From which match on a piece of text counts as speaking of a word."""


@dataclass(frozen=True, slots=True, eq=False)
class Meaning:
    """What a word can be recognised by: its term, the English stems it translates into, its pinyin."""

    term: str
    is_chinese: bool
    stems: Mapping[str, float]
    length: float
    """Euclidean length of `stems`."""
    pinyin: frozenset[str]


@dataclass(frozen=True, slots=True)
class Token:
    """A content word at its place in a text."""

    start: int
    end: int
    meaning: Meaning


@dataclass(frozen=True, slots=True)
class Annotated:
    """A passage with its content words, folded text, and the ends of clauses, sentences and items of a list (、).
    Offsets are into the passage's text.
    """

    text: str
    tokens: tuple[Token, ...]
    context: tuple[Token, ...]
    starts: NDArray[np.int64]
    ends: NDArray[np.int64]
    clause_ends: NDArray[np.int64]
    sentence_ends: NDArray[np.int64]
    item_ends: NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class QuestionTerm:
    """A content word of the question and how telling it is: the rarer in the indexed passages, the more."""

    token: Token
    weight: float


@lru_cache(maxsize=200_000)
def _meaning(word: str, stems: tuple[tuple[str, float], ...], pinyin: frozenset[str]) -> Meaning:
    length = math.sqrt(sum(weight * weight for _, weight in stems))
    return Meaning(term(word), is_han(word[0]), dict(stems), length, pinyin)


@lru_cache(maxsize=16_384)
def tokens(text: str, lexicon: Lexicon) -> tuple[Token, ...]:
    """The content words of a text in order, kept for the next question."""
    weighted = lexicon.stem_weights(text)
    pairs = [*pinyin_pairs(text), *latin_pinyin_pairs(text)]
    found = []
    for word in words(text):
        if is_stopword(word.text):
            continue
        stems: dict[str, float] = {}
        for start, end, weights in weighted:
            if start <= word.start and word.end <= end:
                for stem, weight in weights.items():
                    stems[stem] = max(weight, stems.get(stem, 0.0))
        pinyin = frozenset(pair for start, end, pair in pairs if start < word.end and word.start < end)
        found.append(Token(word.start, word.end, _meaning(word.text, tuple(sorted(stems.items())), pinyin)))
    return tuple(found)


@lru_cache(maxsize=2048)
def annotate(passage: Passage, lexicon: Lexicon) -> Annotated:
    """A passage's content words, kept for the next question."""
    found = tokens(passage.text, lexicon)
    text = fold(passage.text)
    return Annotated(
        text,
        found,
        tokens(passage.context, lexicon),
        np.array([token.start for token in found], dtype=np.int64),
        np.array([token.end for token in found], dtype=np.int64),
        np.array([end for _, end in clauses(passage.text)], dtype=np.int64),
        np.array([end - passage.start for _, end in passage.sentences], dtype=np.int64),
        np.array([place for place, char in enumerate(text) if char == "、"], dtype=np.int64),
    )


def question_terms(query: Query, lexicon: Lexicon, lexical: LexicalIndex) -> list[QuestionTerm]:
    """The content words of a question."""
    count = lexical.counts.shape[1]
    found = []
    for token in tokens(query.text, lexicon):
        own = token.meaning.term
        frequency = max(lexical.frequency(own), lexical.frequency(TRANSLATED + own) if query.language == "en" else 0.0)
        found.append(QuestionTerm(token, math.log(1 + (count + 1) / (frequency + 0.5))))
    return found


def match(asked: Meaning, found: Meaning) -> float:
    """How far two words mean the same, 0 to 1."""
    if asked.term == found.term:
        return 1.0
    if asked.is_chinese and found.is_chinese:
        return max(_shared_characters(asked.term, found.term), _same_meaning(asked, found))
    if asked.is_chinese == found.is_chinese:
        return 0.0
    if asked.pinyin & found.pinyin:
        return 1.0
    stem, stems = (asked.term, found.stems) if found.is_chinese else (found.term, asked.stems)
    return min(1.0, _TRANSLATED_GAIN * stems.get(stem, 0.0))


def _shared_characters(one: str, other: str) -> float:
    if one in other or other in one:
        return _PART
    shared = len(set(one) & set(other))
    return 0.5 * shared / max(len(one), len(other)) if min(len(one), len(other)) > 1 else 0.0


def _same_meaning(one: Meaning, other: Meaning) -> float:
    """Cosine of two words' translations, kept below an exact match."""
    common = one.stems.keys() & other.stems.keys()  # mostly none; sorted, since a set's order differs between processes
    shared = sum(one.stems[stem] * other.stems[stem] for stem in sorted(common))
    return _SYNONYM * shared / (one.length * other.length) if shared else 0.0


class Matcher:
    """`match` of one question's words with the tokens of passages, each pair of meanings worked out once."""

    def __init__(self, asked: Sequence[QuestionTerm]) -> None:
        self._asked = [term.token.meaning for term in asked]
        self._known: dict[Meaning, list[float]] = {}

    def matrix(self, found: Sequence[Token]) -> Floats:
        """Float32, `(n_terms, n_tokens)`, 0 to 1."""
        columns = [self._column(token.meaning) for token in found]
        return np.array(columns, dtype=np.float32).reshape(len(found), len(self._asked)).T

    def _column(self, found: Meaning) -> list[float]:
        column = self._known.get(found)
        if column is None:
            column = self._known[found] = [match(asked, found) for asked in self._asked]
        return column


def share(matched: Floats, weights: Floats) -> float:
    """The mean of what is matched of some words, by their weights; 0 where they have none."""
    total = float(weights.sum())
    return float((matched * weights).sum()) / total if total else 0.0


class Listener:
    """What a piece of text, in either language, has to do with a question; `asked_for_some` is whether it asks for more
    than one thing (哪些, what kinds).
    """

    def __init__(self, query: Query, lexicon: Lexicon) -> None:
        self.asked_for_some = asks_for_some(query.text)
        self._lexicon = lexicon
        self._asked = [token.meaning for token in tokens(query.text, lexicon)]

    def speaks_of(self, piece: str) -> set[str]:
        """The terms of the question that the piece speaks of."""
        found = tokens(piece, self._lexicon)
        return {one.term for one in self._asked if any(match(one, token.meaning) >= _HEARD for token in found)}

    def likeness(self, named: str, piece: str) -> float:
        """How many of the words of `named` the piece has, in either language; 0 where none."""
        found = tokens(piece, self._lexicon)
        wanted = tokens(named, self._lexicon)
        return sum(max((match(one.meaning, token.meaning) for token in found), default=0.0) for one in wanted)
