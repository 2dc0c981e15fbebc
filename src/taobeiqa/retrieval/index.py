"""The index: one self-describing generation in one file, published by one atomic rename.

`generation.zip` holds the manifest, the articles and translations as they were read, the passages, the vectors and
the counts of terms. It needs no corpus beside it: whatever a citation points at is in the same file, so that neither
an edited corpus nor a crash can pair a passage with another's vector. Arrays are NumPy's `.npy` without pickle.
"""

from __future__ import annotations

import io
import json
import os
import struct
import zipfile
import zlib
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import cached_property
from itertools import chain
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from taobeiqa.corpus.articles import Corpus
from taobeiqa.corpus.glossary import GlossaryEntry
from taobeiqa.corpus.passages import passages as passages_of
from taobeiqa.errors import StoredIndexError
from taobeiqa.records import Article, Language, Passage
from taobeiqa.retrieval.encoders import Encoder
from taobeiqa.retrieval.lexical import LexicalIndex, count
from taobeiqa.retrieval.lexicon import Lexicon
from taobeiqa.retrieval.manifest import Calibration, Manifest
from taobeiqa.retrieval.vectors import FaissVectors, Vectors

FORMAT = 2
FILE = "generation.zip"
_BATCH = 64

# What reading a damaged ZIP file or what lies in it may raise; RuntimeError is a flag that says it is encrypted.
_DAMAGE = (
    *(OSError, EOFError, ValueError, KeyError, TypeError, IndexError, OverflowError, RuntimeError),
    *(zipfile.BadZipFile, zlib.error, struct.error),
)

Progress = Callable[[int, int], None]
"""Called with how many texts are encoded and how many there are."""


@dataclass(frozen=True)
class Index:
    """One generation in memory. `passages[i]`, row i of the vectors and column i of the lexical counts are one."""

    manifest: Manifest
    articles: Mapping[str, Article]
    translations: Mapping[tuple[str, Language], Article]
    passages: tuple[Passage, ...]
    vectors: FaissVectors
    lexical: LexicalIndex
    examples: tuple[str, ...] = ()
    """Questions to show to somebody who has not asked yet."""
    glossary: tuple[GlossaryEntry, ...] = ()
    """The terms of the corpus's own glossary."""
    calibration: Calibration | None = None

    @cached_property
    def places(self) -> Mapping[str, int]:
        """The place of each passage by its id."""
        return {passage.id: place for place, passage in enumerate(self.passages)}

    @cached_property
    def single_sentences(self) -> Mapping[Language, float]:
        """What share of all paragraphs is one sentence each, by its language."""
        paragraphs = [passage for passage in self.passages if passage.kind == "paragraph"]
        alone = Counter(passage.language for passage in paragraphs if len(passage.sentences) == 1)
        return {language: number / len(paragraphs) for language, number in alone.items()}


def build(
    corpus: Corpus,
    encoder: Encoder,
    lexicon: Lexicon,
    previous: Index | None = None,
    progress: Progress = lambda done, total: None,
) -> Index:
    """Index a corpus. Texts that `previous` already holds, made by the same encoder, are not encoded again, and its
    calibration stays.
    """
    found = tuple(chain.from_iterable(passages_of(article) for article in corpus.articles))
    earlier = previous if previous and previous.manifest.encoder_digest == encoder.digest else None
    known = _known_vectors(earlier) if earlier else {}
    texts = [_passage_text(passage) for passage in found]
    sentences = list(chain.from_iterable(map(_sentence_texts, found)))
    vectors = _encode([*texts, *sentences], encoder, known, progress)
    manifest = Manifest(
        format=FORMAT,
        encoder=encoder.name,
        encoder_digest=encoder.digest,
        dimension=int(vectors.shape[1]),
        lexicon_digest=lexicon.digest,
        corpus_digest=corpus.digest,
        articles=len(corpus.articles),
        passages=len(found),
        sentences=len(sentences),
    )
    return Index(
        manifest,
        {article.id: article for article in corpus.articles},
        dict(corpus.translations),
        found,
        FaissVectors(vectors[: len(texts)], vectors[len(texts) :], _owners(found)),
        count(found, lexicon.with_glossary(corpus.glossary)),
        corpus.examples,
        corpus.glossary,
        earlier.calibration if earlier else None,
    )


def _passage_text(passage: Passage) -> str:
    return f"{passage.context}\n{passage.text}"


def _sentence_texts(passage: Passage) -> list[str]:
    return [passage.text[start - passage.start : end - passage.start] for start, end in passage.sentences]


def _known_vectors(index: Index) -> dict[str, Vectors]:
    known = dict(zip(map(_passage_text, index.passages), index.vectors.passage_vectors, strict=True))
    sentences = chain.from_iterable(map(_sentence_texts, index.passages))
    known.update(zip(sentences, index.vectors.sentence_vectors, strict=True))
    return known


def _encode(texts: Sequence[str], encoder: Encoder, known: Mapping[str, Vectors], progress: Progress) -> Vectors:
    fresh = sorted({text for text in texts if text not in known}, key=lambda text: (len(text), text))
    made = dict(known)
    progress(0, len(fresh))
    for first in range(0, len(fresh), _BATCH):
        batch = fresh[first : first + _BATCH]
        made.update(zip(batch, encoder.encode_passages(batch), strict=True))
        progress(first + len(batch), len(fresh))
    return np.stack([made[text] for text in texts]).astype(np.float32)


def save(index: Index, folder: Path) -> None:
    """Write a generation aside and publish it by one rename. Whatever goes wrong, the generation that was there stays.

    Raises:
        StoredIndexError: the disk is full or the folder cannot be written.
    """
    aside = folder / f".{FILE}.{os.getpid()}"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        try:
            with aside.open("wb") as file:
                with zipfile.ZipFile(file, "w", zipfile.ZIP_STORED) as archive:
                    for name, content in _members(index):
                        archive.writestr(zipfile.ZipInfo(name), content)
                file.flush()
                os.fsync(file.fileno())
            aside.replace(folder / FILE)
        finally:
            aside.unlink(missing_ok=True)
    except OSError as error:
        raise StoredIndexError(
            f"The index at {folder} could not be written: {error.strerror}. The one that was there is untouched; "
            "make room or choose another folder with --index."
        ) from error


def _members(index: Index) -> list[tuple[str, bytes]]:
    lexical, calibration = index.lexical, index.calibration
    return [
        ("manifest.json", json.dumps(asdict(index.manifest), indent=1).encode()),
        ("articles.jsonl", _lines(asdict(article) for article in index.articles.values())),
        ("translations.jsonl", _lines(asdict(article) for article in index.translations.values())),
        ("calibration.json", json.dumps(asdict(calibration) if calibration else None, ensure_ascii=False).encode()),
        ("examples.json", json.dumps(index.examples, ensure_ascii=False).encode()),
        ("glossary.jsonl", _lines(asdict(entry) for entry in index.glossary)),
        ("passages.jsonl", _lines(asdict(passage) for passage in index.passages)),
        ("passage_vectors.npy", _array(index.vectors.passage_vectors)),
        ("sentence_vectors.npy", _array(index.vectors.sentence_vectors)),
        ("sentence_owners.npy", _array(_owners(index.passages))),
        ("vocabulary.txt", "\n".join(lexical.vocabulary).encode()),
        ("lexical_data.npy", _array(lexical.counts.data)),
        ("lexical_indices.npy", _array(lexical.counts.indices)),
        ("lexical_indptr.npy", _array(lexical.counts.indptr)),
    ]


def _owners(passages: Sequence[Passage]) -> NDArray[np.int32]:
    """The place of the passage that each sentence is part of."""
    return np.repeat(np.arange(len(passages)), [len(passage.sentences) for passage in passages]).astype(np.int32)


def _lines(records: Any) -> bytes:
    return "\n".join(json.dumps(record, ensure_ascii=False) for record in records).encode()


def _array(values: NDArray[Any]) -> bytes:
    buffer = io.BytesIO()
    np.save(buffer, values, allow_pickle=False)
    return buffer.getvalue()


def load(folder: Path, encoder: Encoder | None = None) -> Index:
    """Read the generation in `folder`; with `encoder`, only if it was made with that one.

    Raises:
        StoredIndexError: there is none, it is damaged, of another format, or made with another encoder.
    """
    path = folder / FILE
    rebuild = f"Build it again with: taobeiqa index --index {folder}"
    if not path.is_file():
        raise StoredIndexError(f"There is no index at {folder}. Build it with: taobeiqa index --index {folder}")
    try:
        with zipfile.ZipFile(path) as archive:
            stated = json.loads(archive.read("manifest.json"))
            if not isinstance(stated, dict) or stated.get("format") != FORMAT:
                found = stated.get("format") if isinstance(stated, dict) else None
                raise StoredIndexError(
                    f"The index at {folder} has format {found}; this version reads format {FORMAT}. {rebuild}"
                )
            manifest = Manifest(**stated)
            if encoder is not None and _is_another(encoder, manifest):
                raise StoredIndexError(
                    f"The index at {folder} was made with the model {manifest.encoder}, not with {encoder.name} "
                    f"as it is now. {rebuild} --model {encoder.name} or name the first with --model."
                )
            return _read(archive, manifest)
    except StoredIndexError:
        raise
    except _DAMAGE as error:
        raise StoredIndexError(
            f"The index at {folder} is damaged ({type(error).__name__}: {error}). {rebuild}"
        ) from error


def _is_another(encoder: Encoder, manifest: Manifest) -> bool:
    """Whether an index was made with another encoder. Another name is another model, but for a folder that was moved:
    to compare weights means to load them, and a name on a hub may have to be fetched first.
    """
    if encoder.name != manifest.encoder and not Path(encoder.name).is_dir():
        return True
    return encoder.digest != manifest.encoder_digest


def _read(archive: zipfile.ZipFile, manifest: Manifest) -> Index:
    def records(name: str) -> list[dict[str, Any]]:
        return [json.loads(line) for line in archive.read(name).decode().split("\n") if line]

    def array(name: str) -> NDArray[Any]:
        return np.asarray(np.load(io.BytesIO(archive.read(name)), allow_pickle=False))

    articles = {row["id"]: _article(row) for row in records("articles.jsonl")}
    translations = {(row["id"], row["language"]): _article(row) for row in records("translations.jsonl")}
    calibration = json.loads(archive.read("calibration.json")) if "calibration.json" in archive.namelist() else None
    examples = tuple(map(str, json.loads(archive.read("examples.json"))))
    terms = tuple(GlossaryEntry(row["chinese"], tuple(row["renderings"])) for row in records("glossary.jsonl"))
    found = tuple(_passage(row) for row in records("passages.jsonl"))
    whole, parts, owners = (array(f"{name}.npy") for name in ("passage_vectors", "sentence_vectors", "sentence_owners"))
    vocabulary = {name: row for row, name in enumerate(archive.read("vocabulary.txt").decode().split("\n"))}
    lexical = csr_matrix(
        (array("lexical_data.npy"), array("lexical_indices.npy"), array("lexical_indptr.npy")),
        shape=(len(vocabulary), len(found)),
    )
    lexical.check_format()
    counts = (len(articles), len(found), len(owners), whole.shape, parts.shape)
    stated = (manifest.articles, manifest.passages, manifest.sentences)
    shapes = ((manifest.passages, manifest.dimension), (manifest.sentences, manifest.dimension))
    if counts != stated + shapes or not np.array_equal(owners, _owners(found)):
        raise ValueError("its parts do not agree in number")
    for passage in found:
        if articles[passage.article_id].text[passage.start : passage.end] != passage.text:
            raise ValueError(f"passage {passage.id} is not where it says")
    vectors = FaissVectors(whole, parts, owners)
    counted = LexicalIndex(vocabulary, lexical)
    calibrated = Calibration(**{**calibration, "sets": tuple(calibration["sets"])}) if calibration else None
    return Index(manifest, articles, translations, found, vectors, counted, examples, terms, calibrated)


def _article(row: dict[str, Any]) -> Article:
    return Article(**{**row, "authors": tuple(row["authors"]), "tags": tuple(row["tags"])})


def _passage(row: dict[str, Any]) -> Passage:
    return Passage(**{**row, "sentences": tuple((start, end) for start, end in row["sentences"])})
