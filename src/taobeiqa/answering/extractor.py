"""The trained part of the reader: where in a passage the answer to a question stands, and how surely it stands there.

As in Devlin et al., BERT, NAACL 2019, section 4.3: a start and an end, or "not in this passage". Of six layers that
began as the encoder's, over its word vectors, the lower ones read question and passage each by itself, so that a
passage is read once for all questions, and the upper ones the two together (Cao et al., DeFormer, ACL 2020).
`training/train_reader.py` tells how they were trained.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from functools import cache, cached_property, lru_cache
from pathlib import Path
from types import MappingProxyType

import numpy as np
from safetensors import SafetensorError
from safetensors.numpy import load_file

from taobeiqa.answering.spans import AnswerSpan
from taobeiqa.errors import ModelError
from taobeiqa.records import Passage, Span
from taobeiqa.retrieval.bert import Array, layer, linear
from taobeiqa.retrieval.bundled import BUNDLED, LightEncoder, Tokens, light_encoder
from taobeiqa.text.script import fold

LONGEST = 40
"""The longest answer, in tokens."""
APART, TOGETHER = 3, 3
"""How many of the layers read question and passage each by itself, and how many the two together."""
_AT_ONCE = 2
"""How many passages are read at once, each on a processor of its own."""
_KEPT = 512
"""Passages whose token vectors are kept for the next question: some 100 MB."""
_QUESTIONS = 16
"""Questions whose token vectors are kept while their passages are read."""
_READ = 512
"""Readings of a passage that are kept for when a question is asked again: some 80 questions' worth, about 1 MB."""


@dataclass(frozen=True, slots=True)
class Located:
    """Where in a sentence an answer stands, if it does: `span`, offsets into the article's text. `odds` is the natural
    logarithm of how much likelier it stands somewhere in this sentence than nowhere in the passage.
    """

    span: Span
    odds: float


class Extractor:
    """Finds answers in passages of either language, for questions of either. Safe to share between threads."""

    def __init__(self, weights: Path = BUNDLED / "reader.safetensors") -> None:
        """Nothing is read before the first question.

        Raises:
            ModelError: when first used, if the weights cannot be read.
        """
        self._file = weights
        self._kept = lru_cache(maxsize=_KEPT)(self._tokens)
        self._asked = lru_cache(maxsize=_QUESTIONS)(self._question)
        self._read = lru_cache(maxsize=_READ)(self._located)

    @cached_property
    def _encoder(self) -> LightEncoder:
        return light_encoder()

    @cached_property
    def _weights(self) -> Mapping[str, Array]:
        try:
            return {name: tensor.astype(np.float32) for name, tensor in load_file(self._file).items()}
        except (OSError, SafetensorError) as error:
            raise ModelError(f"The bundled reader cannot be read: {error}. Install the package again.") from error

    def locate_all(
        self, question: str, places: Sequence[tuple[Sequence[AnswerSpan], Passage]]
    ) -> list[Mapping[Span, Located]]:
        """`locate` for several passages, each with its `spans`, in their order."""
        if places:
            self._asked(fold(question))  # once, before the threads want it
        with self._encoder.one_thread(), ThreadPoolExecutor(_AT_ONCE) as pool:
            return list(pool.map(lambda place: self.locate(question, *place), places))

    def locate(self, question: str, spans: Sequence[AnswerSpan], passage: Passage) -> Mapping[Span, Located]:
        """By sentence of the passage, where in it the answer stands. Sentences past the encoder's length are left out.

        Args:
            question: as asked.
            spans: figures, dates or names of the asked-for kind in the passage.
            passage: where to look.
        """
        return self._read(fold(question), tuple(spans), fold(passage.text), passage.start, passage.sentences)

    def _located(
        self, question: str, spans: tuple[AnswerSpan, ...], text: str, start: int, sentences: tuple[Span, ...]
    ) -> Mapping[Span, Located]:
        """`locate` for a folded question and text, of which `sentences` are offsets into the article."""
        asked, told = self._asked(question), self._kept(text)
        count = len(asked.offsets)
        with self._encoder.one_thread():
            state = self._through(self._joined(asked, told, spans), range(APART, APART + TOGETHER))
        none = float(linear(state[:1], self._weights, "none")[0, 0])
        scores = linear(state[count:], self._weights, "span")
        return MappingProxyType(_by_sentence(scores[:, 0], scores[:, 1], none, told, start, sentences))

    def _question(self, text: str) -> Tokens:
        return self._by_itself(self._encoder.tokens(text))

    def _tokens(self, text: str) -> Tokens:
        """A passage's tokens without the mark at the beginning, their vectors in half the room."""
        found = self._encoder.tokens(text)
        read = self._by_itself(Tokens(found.offsets[1:], found.states[1:], found.words[1:]))
        return Tokens(read.offsets, read.states.astype(np.float16), read.words.astype(np.float16))

    def _by_itself(self, tokens: Tokens) -> Tokens:
        """With the vectors that the lower layers make of them."""
        with self._encoder.one_thread():
            return replace(tokens, states=self._through(tokens.states, range(APART)))

    def _through(self, state: Array, numbers: range) -> Array:
        """Vectors after those layers; of no tokens, none."""
        for number in numbers if len(state) else ():
            state = layer(state, self._weights, f"layer.{number}", self._encoder.heads, self._encoder.epsilon)
        return state

    def _joined(self, asked: Tokens, told: Tokens, spans: Sequence[AnswerSpan]) -> Array:
        """The question's tokens and then the passage's, as the first layer reads them."""
        states, words = told.states.astype(np.float32), told.words.astype(np.float32)
        alike, same = _cosines(asked.states, states), _cosines(asked.words, words)
        fits = np.zeros(len(told.offsets), dtype=np.float32)
        for span in spans:
            inside = (told.offsets[:, 0] < span.end) & (told.offsets[:, 1] > span.start)
            fits[inside] = np.maximum(fits[inside], span.prior)
        features = np.stack(
            [
                np.concatenate([alike.max(axis=1, initial=0.0), alike.max(axis=0, initial=0.0)]),
                np.concatenate([same.max(axis=1, initial=0.0), same.max(axis=0, initial=0.0)]),
                np.concatenate([np.zeros(len(asked.offsets), dtype=np.float32), fits]),
            ],
            axis=1,
        )
        sides = np.repeat([0, 1], [len(asked.offsets), len(told.offsets)])
        state = np.concatenate([asked.states, states]) + linear(features, self._weights, "feature")
        joined: Array = state + self._weights["side.weight"][sides]
        return joined


@cache
def bundled_extractor() -> Extractor:
    """The bundled one, shared by all pipelines of a process: what it has read once it has not to read again."""
    return Extractor()


def _cosines(one: Array, other: Array) -> Array:
    """Float32, `(len(one), len(other))`."""
    lengths = np.linalg.norm(one, axis=1)[:, None] * np.linalg.norm(other, axis=1)[None, :]
    cosines: Array = (one @ other.T) / np.maximum(lengths, 1e-12)
    return cosines


def _by_sentence(
    starts: Array, ends: Array, none: float, told: Tokens, start: int, sentences: Sequence[Span]
) -> dict[Span, Located]:
    found = {}
    begins = told.offsets[:, 0] + start
    for sentence in sentences:
        inside = np.flatnonzero((begins >= sentence[0]) & (begins < sentence[1]))
        if not len(inside):
            continue
        scores = starts[inside][:, None] + ends[inside][None, :]
        apart = inside[None, :] - inside[:, None]
        scores = np.where((apart >= 0) & (apart < LONGEST), scores, -np.inf)
        first, last = np.unravel_index(int(scores.argmax()), scores.shape)
        best = float(scores.max())
        odds = best + float(np.log(np.exp(scores - best).sum())) - none
        low, high = told.offsets[inside[first], 0], told.offsets[inside[last], 1]
        found[sentence] = Located((int(low) + start, min(int(high) + start, sentence[1])), odds)
    return found
