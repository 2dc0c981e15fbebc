"""The bundled encoder in NumPy: a BERT with mean pooling, read from its Sentence Transformers folder.

Pooling is as in Reimers and Gurevych, Sentence-BERT, EMNLP 2019.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import cast

import numpy as np
from numpy.typing import NDArray
from safetensors import SafetensorError
from safetensors.numpy import load_file
from threadpoolctl import ThreadpoolController
from tokenizers import Encoding, Tokenizer

from taobeiqa.errors import ModelError
from taobeiqa.retrieval.bert import Array, layer, norm

BUNDLED = Path(__file__).parent.parent / "bundled"
BUNDLED_ENCODER = BUNDLED / "encoder"


@dataclass(frozen=True, slots=True)
class Tokens:
    """The tokens of a text: `(start, end)` in it, int64, `(n_tokens, 2)`; their vectors as layers read them, in their
    places, and by themselves, float32, `(n_tokens, dimension)`.
    """

    offsets: NDArray[np.int64]
    states: Array
    words: Array


class LightEncoder:
    """Questions into vectors without PyTorch."""

    def __init__(self, folder: Path) -> None:
        """Read the weights.

        Raises:
            ModelError: the folder is not a whole BERT Sentence Transformers folder.
        """
        try:
            config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
            pipeline = json.loads((folder / "sentence_bert_config.json").read_text(encoding="utf-8"))
            self._tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
            weights = load_file(folder / "model.safetensors")
        except (OSError, ValueError, SafetensorError) as error:
            raise ModelError(f"The encoder at {folder} cannot be read: {error}. Install the package again.") from error
        self._tokenizer.enable_truncation(int(pipeline["max_seq_length"]))
        self._tokenizer.no_padding()
        self._threads = ThreadpoolController()
        self.heads = int(config["num_attention_heads"])
        self._layers = int(config["num_hidden_layers"])
        self.epsilon = float(config["layer_norm_eps"])
        # The table of word vectors is most of the weights and only a few rows are read: it stays as it is stored.
        self._words = weights.pop("embeddings.word_embeddings.weight")
        self._weights: dict[str, Array] = {name: tensor.astype(np.float32) for name, tensor in weights.items()}

    def encode(self, texts: Sequence[str]) -> Array:
        """Float32 unit rows, shape `(len(texts), dimension)`."""
        # One short text at a time is too little work to share between threads; waiting for each other costs more.
        with self.one_thread():
            means = [self._states(self._tokenizer.encode(text).ids).mean(axis=0) for text in texts]
        rows = [np.asarray(mean / max(float(np.linalg.norm(mean)), 1e-12), dtype=np.float32) for mean in means]
        return np.stack(rows) if rows else np.zeros((0, self._words.shape[1]), dtype=np.float32)

    def tokens(self, text: str) -> Tokens:
        """The tokens of a text, the mark at its beginning among them, the one at its end not."""
        encoded = self._tokenizer.encode(text)
        ids = encoded.ids[:-1]
        return Tokens(token_places(text, encoded)[:-1], self._embedded(ids), self._words[ids].astype(np.float32))

    def one_thread(self) -> AbstractContextManager[object]:
        """For products of matrices that are too small to share between threads."""
        return cast(AbstractContextManager[object], self._threads.limit(limits=1))

    def _states(self, ids: list[int]) -> Array:
        """Vectors after all layers."""
        state = self._embedded(ids)
        for number in range(self._layers):
            state = layer(state, self._weights, f"encoder.layer.{number}", self.heads, self.epsilon)
        return state

    def _embedded(self, ids: list[int]) -> Array:
        state = self._words[ids].astype(np.float32)
        state = state + self._weights["embeddings.position_embeddings.weight"][: len(ids)]
        state = state + self._weights["embeddings.token_type_embeddings.weight"][0]
        return norm(state, self._weights, "embeddings.LayerNorm", self.epsilon)


def token_places(text: str, encoded: Encoding) -> NDArray[np.int64]:
    """`(start, end)` of each token in a text, shape `(n_tokens, 2)`: of its own characters alone. The tokenizer begins
    a word at the space before it, and a number at the character before it, where that is no space.
    """
    places = np.array(encoded.offsets, dtype=np.int64).reshape(-1, 2)
    before = np.concatenate([[0], places[:-1, 1]])
    spaces = [text[start:end][:1].isspace() for start, end in places]
    own = np.maximum(places[:, 0] + spaces, before)
    places[:, 0] = np.where(own < places[:, 1], own, places[:, 0])
    return places


@cache
def light_encoder() -> LightEncoder:
    """The bundled encoder, read once for all that use it."""
    return LightEncoder(BUNDLED_ENCODER)
