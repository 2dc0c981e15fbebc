"""Text into vectors: the bundled bilingual encoder, or any Sentence Transformers model by name or folder.

Every encoder returns float32 rows of unit length, shape `(n_texts, dimension)`; their dot product is the cosine.
"""

from __future__ import annotations

import hashlib
import logging
import os
import re
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import numpy as np
from numpy.typing import NDArray
from safetensors import SafetensorError

from taobeiqa.errors import ModelError
from taobeiqa.retrieval.bundled import BUNDLED_ENCODER, LightEncoder
from taobeiqa.text.script import fold

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

Vectors = NDArray[np.float32]
BUNDLED = "bundled"

# Prompts that the model cards ask for, by family: (pattern on the name, query prompt, passage prompt). A model that
# carries its own prompts in its folder keeps them.
_PROMPTS: tuple[tuple[str, str, str], ...] = (
    (
        r"e5.*instruct",
        "Instruct: Given a web search query, retrieve relevant passages that answer the query\nQuery: ",
        "",
    ),
    (r"(^|[^a-z0-9])e5([^a-z0-9]|$)", "query: ", "passage: "),
    (r"bge-.*-zh", "为这个句子生成表示以用于检索相关文章：", ""),
    (r"bge-(small|base|large)-en", "Represent this sentence for searching relevant passages: ", ""),
    (
        r"qwen3?-?embedding",
        "Instruct: Given a web search query, retrieve relevant passages that answer the query\nQuery:",
        "",
    ),
)


class Encoder(Protocol):
    """Anything that turns questions and passages into unit vectors."""

    @property
    def name(self) -> str:
        """What the settings call it."""

    @property
    def digest(self) -> str:
        """SHA-256 of its weights and tokenizer; an index is only read with the encoder that made it."""

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        """Questions as float32 unit rows, `(len(texts), dimension)`."""

    def encode_passages(self, texts: Sequence[str]) -> Vectors:
        """Passages or sentences as float32 unit rows, `(len(texts), dimension)`."""


def prompts_for(name: str) -> tuple[str, str]:
    """The query and passage prompts that a model's family wants, by its name; two empty strings for others."""
    for pattern, query, passage in _PROMPTS:
        if re.search(pattern, name.lower()):
            return query, passage
    return "", ""


class SentenceTransformerEncoder:
    """A Sentence Transformers model by hub name or folder."""

    def __init__(self, name: str) -> None:
        """Nothing is loaded before the first text.

        Raises:
            ModelError: when first used, if the model cannot be loaded.
        """
        self.name = name

    @cached_property
    def _model(self) -> SentenceTransformer:
        os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
        # An unreachable hub is told once, in our error, and not at each of its retries.
        logging.getLogger("huggingface_hub").setLevel(logging.ERROR)
        from sentence_transformers import SentenceTransformer
        from transformers.utils.logging import disable_progress_bar

        disable_progress_bar()  # type: ignore[no-untyped-call]
        try:
            return SentenceTransformer(self.name, device="cpu", local_files_only=Path(self.name).exists())
        except (OSError, ValueError, KeyError, ImportError, RuntimeError, AttributeError, SafetensorError) as error:
            reason = str(error).strip().splitlines()[0] if str(error).strip() else type(error).__name__
            raise ModelError(
                f"The model {self.name!r} cannot be loaded: {reason[:200]} "
                f"Name a Sentence Transformers model or folder with --model, or '{BUNDLED}' for the one in the package."
            ) from error

    @cached_property
    def digest(self) -> str:
        """SHA-256 over the parameters' names and bytes and the prompts."""
        digest = hashlib.sha256("\0".join(self._prompts).encode())
        for key, tensor in sorted(self._model.state_dict().items()):
            digest.update(key.encode())
            digest.update(tensor.detach().cpu().float().numpy().tobytes())
        return digest.hexdigest()

    @cached_property
    def _prompts(self) -> tuple[str, str]:
        own: dict[str, str | None] = self._model.prompts or {}
        query, passage = prompts_for(self.name)
        return own.get("query") or query, own.get("document") or own.get("passage") or passage

    def _encode(self, texts: Sequence[str], prompt: str) -> Vectors:
        vectors = self._model.encode(
            list(texts), prompt=prompt or None, batch_size=32, normalize_embeddings=True, show_progress_bar=False
        )
        return np.asarray(vectors, dtype=np.float32).reshape(len(texts), -1)

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        """See `Encoder`."""
        return self._encode(texts, self._prompts[0])

    def encode_passages(self, texts: Sequence[str]) -> Vectors:
        """See `Encoder`."""
        return self._encode(texts, self._prompts[1])


class BundledEncoder:
    """The encoder in the package. Passages go through Sentence Transformers; a question goes through the same weights
    in NumPy, because loading PyTorch takes longer than everything else between a question and its answer. The two
    agree to 1e-5, which a test holds. Both read Chinese in Simplified characters, whatever it is written in.
    """

    name = BUNDLED

    def __init__(self, folder: Path = BUNDLED_ENCODER) -> None:
        self._folder = folder

    @cached_property
    def _light(self) -> LightEncoder:
        return LightEncoder(self._folder)

    @cached_property
    def _full(self) -> SentenceTransformerEncoder:
        return SentenceTransformerEncoder(str(self._folder))

    @cached_property
    def digest(self) -> str:
        """SHA-256 of the weight and tokenizer files."""
        digest = hashlib.sha256()
        for file in ("model.safetensors", "tokenizer.json"):
            try:
                digest.update((self._folder / file).read_bytes())
            except OSError as error:
                raise ModelError(f"The bundled encoder lacks {file}: install the package again.") from error
        return digest.hexdigest()

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        """See `Encoder`."""
        return self._light.encode([fold(text) for text in texts])

    def encode_passages(self, texts: Sequence[str]) -> Vectors:
        """See `Encoder`."""
        return self._full.encode_passages([fold(text) for text in texts])


class HashingEncoder:
    """Character pairs hashed into a vector: no model and no meaning, for tests where the encoder is not the point."""

    def __init__(self, dimension: int = 64, seed: int = 0) -> None:
        self.name = f"hashing-{dimension}-{seed}"
        self.digest = hashlib.sha256(self.name.encode()).hexdigest()
        self._dimension = dimension
        self._seed = seed

    def _encode(self, text: str) -> Vectors:
        vector = np.zeros(self._dimension, dtype=np.float32)
        for pair in zip(f" {text}", f"{text} ", strict=True):
            hashed = hashlib.blake2b("".join(pair).encode(), digest_size=8, salt=self._seed.to_bytes(8, "little"))
            bucket = int.from_bytes(hashed.digest(), "little")
            vector[bucket % self._dimension] += 1 if bucket & (1 << 60) else -1
        length = float(np.linalg.norm(vector))
        return vector / length if length else np.full(self._dimension, self._dimension**-0.5, dtype=np.float32)

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        """See `Encoder`."""
        return self.encode_passages(texts)

    def encode_passages(self, texts: Sequence[str]) -> Vectors:
        """See `Encoder`."""
        rows = [self._encode(text) for text in texts]
        return np.stack(rows) if rows else np.zeros((0, self._dimension), dtype=np.float32)


def load_encoder(name: str) -> BundledEncoder | SentenceTransformerEncoder:
    """The encoder that the settings name: `bundled`, a Sentence Transformers name, or a folder."""
    return BundledEncoder() if name == BUNDLED else SentenceTransformerEncoder(name)
