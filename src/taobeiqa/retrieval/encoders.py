"""Text into vectors: the bundled bilingual encoder, or any Sentence Transformers model by name or folder.

Every encoder returns float32 rows of unit length, shape `(n_texts, dimension)`; their dot product is the cosine.
"""

from __future__ import annotations

import hashlib
import logging
import os
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import numpy as np
from numpy.typing import NDArray

from taobeiqa.errors import ModelError
from taobeiqa.retrieval.bundled import BUNDLED_ENCODER, LightEncoder, light_encoder
from taobeiqa.text.script import fold

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

Vectors = NDArray[np.float32]
BUNDLED = "bundled"

MAX_TOKENS = 1024
"""The longest text that any model reads, in its own tokens, prompt included. A passage of 240 Chinese characters takes
720 where each is rare enough for three, one of 700 English characters takes fewer than 700, and a sentence of twice
that, which is never cut, fits at the usual token or less a Chinese character. The 8,192 or 32,768 tokens that some
models allow would let one text without end take gigabytes.
"""

_TASK = "Instruct: Given a web search query, retrieve relevant passages that answer the query\nQuery:"


@dataclass(frozen=True, slots=True)
class Family:
    """What the model cards of a family say and its folders may leave out."""

    pattern: str
    """Regular expression that finds the family in a lower-case part of a model's name or path."""
    query: str = ""
    """Goes before a question."""
    passage: str = ""
    """Goes before a passage."""
    tokens: int = MAX_TOKENS
    """The longest text that it was made for. Positions beyond have no weights where they are learned."""


# Wang et al., Multilingual E5 Text Embeddings, 2024; Chen et al., BGE M3-Embedding, 2024; Xiao et al., C-Pack, 2023;
# Zhang et al., Qwen3 Embedding, 2025; and the model cards of intfloat, BAAI and Qwen. The first pattern found holds.
_FAMILIES = (
    Family(r"e5-mistral.*instruct", f"{_TASK} ", tokens=4096),
    Family(r"e5.*instruct", f"{_TASK} ", tokens=512),
    Family(r"(^|[^a-z0-9])e5([^a-z0-9]|$)", "query: ", "passage: ", tokens=512),
    Family(r"bge-m3", tokens=8192),
    Family(r"bge-.*-zh", "为这个句子生成表示以用于检索相关文章：", tokens=512),
    Family(r"bge-(small|base|large)-en", "Represent this sentence for searching relevant passages: ", tokens=512),
    Family(r"qwen3?-?embedding", _TASK, tokens=32768),
)


class Encoder(Protocol):
    """Anything that turns questions and passages into unit vectors."""

    @property
    def name(self) -> str:
        """What the settings call it."""

    @property
    def digest(self) -> str:
        """SHA-256 of its weights and what else makes a vector; an index is only read with the encoder that made it."""

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        """Questions as float32 unit rows, `(len(texts), dimension)`."""

    def encode_passages(self, texts: Sequence[str]) -> Vectors:
        """Passages or sentences as float32 unit rows, `(len(texts), dimension)`."""


def family_of(name: str) -> Family:
    """The family of a model by its name or path, or one without prompts. The last three parts are looked at, the last
    one first: a hub's cache keeps a model in `models--OWNER--NAME/snapshots/REVISION`.
    """
    for part in reversed(re.split(r"[/\\]+", name.lower().rstrip("/\\"))[-3:]):
        for family in _FAMILIES:
            if re.search(family.pattern, part):
                return family
    return Family("")


class SentenceTransformerEncoder:
    """A Sentence Transformers model by hub name or folder, on the CPU in float32, whatever its weights are stored in.

    Half precision would halve the memory, but in bfloat16 a vector changes in its third decimal with the texts beside
    it in the batch, and a processor without instructions for it takes several times as long.
    """

    def __init__(self, name: str) -> None:
        """Nothing is loaded before the first text. Code that comes with a model is never run.

        Raises:
            ModelError: when first used, if the model cannot be loaded.
        """
        self.name = name

    @cached_property
    def _model(self) -> SentenceTransformer:
        os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
        # For weights that are no safetensors file, as in BAAI/bge-m3, Transformers asks the hub to convert them.
        os.environ.setdefault("DISABLE_SAFETENSORS_CONVERSION", "true")
        # An unreachable hub is told once, in our error, and not at each of its retries.
        logging.getLogger("huggingface_hub").setLevel(logging.ERROR)
        try:
            from sentence_transformers import SentenceTransformer
            from transformers.utils.logging import disable_progress_bar

            disable_progress_bar()  # type: ignore[no-untyped-call]
            model = SentenceTransformer(
                self.name,
                device="cpu",
                trust_remote_code=False,
                local_files_only=Path(self.name).exists(),
                model_kwargs={"dtype": "float32"},
            ).float()  # the dtype reaches the Transformers part only
        except Exception as error:  # three libraries and the formats of any file in the folder: all that they may raise
            reason = str(error).strip().splitlines()[0] if str(error).strip() else type(error).__name__
            raise ModelError(
                f"The model {self.name!r} cannot be loaded: {reason[:200]} "
                f"Name a Sentence Transformers model or folder with --model, or '{BUNDLED}' for the one in the package."
            ) from error
        own, most = model.max_seq_length, min(family_of(self.name).tokens, MAX_TOKENS)
        # Models without positions say None or infinity, and have no place to write another length to.
        if isinstance(own, int) and own > most:
            model.max_seq_length = most
        return model

    @cached_property
    def digest(self) -> str:
        """SHA-256 over what makes a vector: the prompts, the length, the pooling, the parameters' names and values."""
        pooling = [str(getattr(module, "pooling_mode", "")) for module in self._model]
        digest = hashlib.sha256("\0".join([*self._prompts, str(self._model.max_seq_length), *pooling]).encode())
        for key, tensor in sorted(self._model.state_dict().items()):
            # BERT's kin have a pooler that no vector comes from; where the weights lack it, it is new at each loading.
            if ".pooler." not in key:
                digest.update(key.encode())
                digest.update(tensor.detach().cpu().float().reshape(-1).numpy())
        return digest.hexdigest()

    @cached_property
    def _prompts(self) -> tuple[str, str]:
        """Before questions and before passages: the model's own where it carries any, or its family's."""
        own: dict[str, str | None] = self._model.prompts or {}
        query, passage = own.get("query"), own.get("document") or own.get("passage") or own.get("corpus")
        if query or passage:
            return query or "", passage or ""
        family = family_of(self.name)
        return family.query, family.passage

    def _encode(self, texts: Sequence[str], prompt: str) -> Vectors:
        # No prompt is an empty one: for None a model may have another by default.
        vectors = self._model.encode(
            list(texts) or [""], prompt=prompt, batch_size=32, normalize_embeddings=True, show_progress_bar=False
        )
        return np.asarray(vectors, dtype=np.float32)[: len(texts)]

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
        return light_encoder() if self._folder == BUNDLED_ENCODER else LightEncoder(self._folder)

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
