"""The bundled encoder's forward pass in NumPy: a BERT with mean pooling, read from its Sentence Transformers folder.

Devlin et al., BERT, NAACL 2019; pooling as in Reimers and Gurevych, Sentence-BERT, EMNLP 2019.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from safetensors import SafetensorError
from safetensors.numpy import load_file
from scipy.special import erf
from threadpoolctl import ThreadpoolController
from tokenizers import Tokenizer

from taobeiqa.errors import ModelError

BUNDLED = Path(__file__).parent.parent / "bundled"
BUNDLED_ENCODER = BUNDLED / "encoder"

Array = NDArray[np.float32]


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
        self._heads = int(config["num_attention_heads"])
        self._layers = int(config["num_hidden_layers"])
        self._epsilon = float(config["layer_norm_eps"])
        # The table of word vectors is most of the weights and only a few rows are read: it stays as it is stored.
        self._words = weights.pop("embeddings.word_embeddings.weight")
        self._weights: dict[str, Array] = {name: tensor.astype(np.float32) for name, tensor in weights.items()}

    def encode(self, texts: Sequence[str]) -> Array:
        """Float32 unit rows, shape `(len(texts), dimension)`."""
        # One short text at a time is too little work to share between threads; waiting for each other costs more.
        with self._threads.limit(limits=1):
            rows = [self._encode(text) for text in texts]
        return np.stack(rows) if rows else np.zeros((0, self._words.shape[1]), dtype=np.float32)

    def _encode(self, text: str) -> Array:
        ids = self._tokenizer.encode(text).ids
        state = self._words[ids].astype(np.float32)
        state = state + self._weights["embeddings.position_embeddings.weight"][: len(ids)]
        state = self._norm(state + self._weights["embeddings.token_type_embeddings.weight"][0], "embeddings.LayerNorm")
        for layer in range(self._layers):
            state = self._block(state, f"encoder.layer.{layer}")
        mean = state.mean(axis=0)
        return np.asarray(mean / max(float(np.linalg.norm(mean)), 1e-12), dtype=np.float32)

    def _block(self, state: Array, name: str) -> Array:
        tokens, width = state.shape
        query, key, value = (
            self._linear(state, f"{name}.attention.self.{part}").reshape(tokens, self._heads, -1).transpose(1, 0, 2)
            for part in ("query", "key", "value")
        )
        scores = query @ key.transpose(0, 2, 1) / np.float32(np.sqrt(width // self._heads))
        scores = np.exp(scores - scores.max(axis=-1, keepdims=True))
        attended = (scores / scores.sum(axis=-1, keepdims=True)) @ value
        attended = self._linear(attended.transpose(1, 0, 2).reshape(tokens, width), f"{name}.attention.output.dense")
        state = self._norm(state + attended, f"{name}.attention.output.LayerNorm")
        inner = self._linear(state, f"{name}.intermediate.dense")
        inner = inner * np.float32(0.5) * (1 + erf(inner / np.float32(np.sqrt(2))))
        return self._norm(state + self._linear(inner, f"{name}.output.dense"), f"{name}.output.LayerNorm")

    def _linear(self, state: Array, name: str) -> Array:
        result: Array = state @ self._weights[f"{name}.weight"].T + self._weights[f"{name}.bias"]
        return result

    def _norm(self, state: Array, name: str) -> Array:
        centred = state - state.mean(axis=-1, keepdims=True)
        scale = np.sqrt((centred**2).mean(axis=-1, keepdims=True) + np.float32(self._epsilon))
        result: Array = centred / scale * self._weights[f"{name}.weight"] + self._weights[f"{name}.bias"]
        return result
