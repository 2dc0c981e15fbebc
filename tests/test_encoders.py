"""Encoders: prompts by family, any Sentence Transformers folder, and the bundled one in NumPy against PyTorch."""

from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
import pytest

from taobeiqa.corpus.articles import Corpus, parse_article
from taobeiqa.errors import ModelError, StoredIndexError
from taobeiqa.pipeline import Pipeline
from taobeiqa.retrieval.bundled import BUNDLED_ENCODER, LightEncoder
from taobeiqa.retrieval.encoders import (
    BundledEncoder,
    HashingEncoder,
    SentenceTransformerEncoder,
    Vectors,
    family_of,
    load_encoder,
)
from taobeiqa.retrieval.index import build, load, save
from taobeiqa.retrieval.lexicon import Lexicon

# As the model cards of multilingual-e5-large-instruct, with a blank after it, and of Qwen3-Embedding give it.
TASK = "Instruct: Given a web search query, retrieve relevant passages that answer the query\nQuery:"
TEXTS = ["洮北区有多少个贫困村", "How many villages?", "mixed 洮北 text 🎉"]


def assert_unit_rows(vectors: Vectors, count: int) -> None:
    assert vectors.dtype == np.float32
    assert vectors.ndim == 2
    assert len(vectors) == count
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)


@pytest.mark.parametrize(
    ("name", "query", "passage"),
    [
        ("intfloat/multilingual-e5-small", "query: ", "passage: "),
        ("intfloat/e5-base-v2", "query: ", "passage: "),
        ("/models/e5", "query: ", "passage: "),
        ("intfloat/multilingual-e5-large-instruct", f"{TASK} ", ""),
        ("BAAI/bge-large-zh-v1.5", "为这个句子生成表示以用于检索相关文章：", ""),
        ("BAAI/bge-small-en-v1.5", "Represent this sentence for searching relevant passages: ", ""),
        ("BAAI/bge-m3", "", ""),
        ("Qwen/Qwen3-Embedding-0.6B", TASK, ""),
        ("sentence-transformers/all-MiniLM-L6-v2", "", ""),
        ("/cache/models--intfloat--multilingual-e5-large/snapshots/c0e51fa3/", "query: ", "passage: "),
        ("/models/e5/final/", "query: ", "passage: "),
        ("/tests/e5/bge-m3", "", ""),
        ("/e5/site-packages/taobeiqa/bundled/encoder", "", ""),
        ("C:\\models\\multilingual-e5-base", "query: ", "passage: "),
        ("/cache/snapshots/c0e51fa3", "", ""),
        ("bundled", "", ""),
    ],
)
def test_a_model_family_gets_the_prompts_of_its_model_cards(name: str, query: str, passage: str) -> None:
    family = family_of(name)
    assert family.query == query
    assert family.passage == passage


@pytest.fixture(scope="module")
def tiny_model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A randomly initialised BERT of one layer as a Sentence Transformers folder."""
    import torch
    from sentence_transformers import SentenceTransformer
    from transformers import BertConfig, BertModel, BertTokenizerFast

    torch.manual_seed(7)
    folder = tmp_path_factory.mktemp("models")
    characters = sorted(set("".join(TEXTS).lower() + "abcdefghijklmnopqrstuvwxyz:53个，。"))
    vocabulary = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", *characters, *(f"##{char}" for char in characters)]
    (folder / "vocab.txt").write_text("\n".join(vocabulary), encoding="utf-8")
    config = BertConfig(
        vocab_size=len(vocabulary),
        hidden_size=16,
        num_hidden_layers=1,
        num_attention_heads=2,
        intermediate_size=32,
        max_position_embeddings=64,
    )
    BertModel(config).save_pretrained(folder / "bert")
    BertTokenizerFast(vocab_file=str(folder / "vocab.txt")).save_pretrained(folder / "bert")
    SentenceTransformer(str(folder / "bert"), device="cpu").save(str(folder / "tiny"))  # with mean pooling
    shutil.copytree(folder / "tiny", folder / "tiny-e5-small")
    return folder / "tiny"


def test_any_sentence_transformers_folder_encodes_and_answers_after_a_reload(
    tiny_model: Path, tmp_path: Path, lexicon: Lexicon
) -> None:
    encoder = load_encoder(str(tiny_model))
    assert isinstance(encoder, SentenceTransformerEncoder)
    assert_unit_rows(encoder.encode_passages(TEXTS), 3)
    np.testing.assert_array_equal(encoder.encode_queries(TEXTS), encoder.encode_passages(TEXTS))
    article = parse_article("---\ntitle: 小镇\nlanguage: zh\n---\n53个贫困村。\n\n天气。".encode(), Path("town.md"))
    built = build(Corpus((article,), {}, "0"), encoder, lexicon)
    save(built, tmp_path)
    again = load_encoder(str(tiny_model))
    index = load(tmp_path, again)
    assert index.manifest.encoder == str(tiny_model)
    assert index.manifest.dimension == 16
    found = Pipeline(index, again, lexicon).search("贫困村")
    assert found == Pipeline(built, encoder, lexicon).search("贫困村")
    assert {hit.passage.text for hit in found} == {"53个贫困村。", "天气。"}
    with pytest.raises(StoredIndexError, match=r"tiny.*hashing-16-0"):
        load(tmp_path, HashingEncoder(16))


def test_prompts_go_before_queries_and_passages_and_are_part_of_the_digest(tiny_model: Path) -> None:
    plain = SentenceTransformerEncoder(str(tiny_model))
    prompted = SentenceTransformerEncoder(str(tiny_model.with_name("tiny-e5-small")))
    np.testing.assert_allclose(
        prompted.encode_queries(TEXTS), plain.encode_queries([f"query: {text}" for text in TEXTS]), atol=1e-6
    )
    np.testing.assert_allclose(
        prompted.encode_passages(TEXTS), plain.encode_passages([f"passage: {text}" for text in TEXTS]), atol=1e-6
    )
    assert not np.allclose(prompted.encode_queries(TEXTS), plain.encode_queries(TEXTS), atol=1e-3)
    assert prompted.digest != plain.digest
    assert plain.digest == SentenceTransformerEncoder(str(tiny_model)).digest


@pytest.mark.parametrize("kind", ["name", "empty folder", "broken folder"])
def test_a_model_that_cannot_be_loaded_is_told_in_one_line(tmp_path: Path, tiny_model: Path, kind: str) -> None:
    name = "no-such-owner/no-such-model"
    if kind != "name":
        name = str(tmp_path / "model")
        (tmp_path / "model").mkdir()
    if kind == "broken folder":
        shutil.copytree(tiny_model, tmp_path / "model", dirs_exist_ok=True)
        (tmp_path / "model" / "model.safetensors").write_bytes(b"broken")
    with pytest.raises(ModelError, match="cannot be loaded") as caught:
        load_encoder(name).encode_queries(["x"])
    assert name in str(caught.value)
    assert "--model" in str(caught.value)
    assert "\n" not in str(caught.value)


LONG = "脱贫攻坚工作得到落实，" * 120 + "the poverty alleviation work has been carried out " * 40


def test_the_bundled_encoder_in_numpy_is_the_one_in_pytorch() -> None:
    texts = [
        "洮北区有多少个贫困村出列？",
        "How many villages exited poverty in Taobei?",
        "mixed 洮北 4S店 🎉 𠮷",
        "貧困戶發展產業資金",
        "a",
        "",
        " ",
        "\u200b",
        "１２,７３６",
        LONG,
        LONG[:700],
    ]
    light, full = LightEncoder(BUNDLED_ENCODER), SentenceTransformerEncoder(str(BUNDLED_ENCODER))
    found = light.encode(texts)
    assert_unit_rows(found, len(texts))
    np.testing.assert_allclose(found, full.encode_passages(texts), atol=1e-5)
    assert full._model.max_seq_length == 256
    assert len(full._model.tokenizer(LONG)["input_ids"]) > 256


def test_a_vector_does_not_depend_on_what_is_encoded_beside_it() -> None:
    encoder = BundledEncoder()
    together = encoder.encode_queries([*TEXTS, LONG])
    for text, row in zip(TEXTS, together, strict=False):
        np.testing.assert_allclose(encoder.encode_queries([text])[0], row, atol=1e-6)
    assert encoder.encode_queries([]).shape == (0, together.shape[1])


def test_a_bundled_folder_that_is_not_whole_is_told(tmp_path: Path) -> None:
    for encoder in (BundledEncoder(tmp_path), BundledEncoder(tmp_path / "nowhere")):
        with pytest.raises(ModelError, match="install the package again"):
            _ = encoder.digest
        with pytest.raises(ModelError, match="Install the package again"):
            encoder.encode_queries(["x"])


def test_the_hashing_encoder_is_seeded_and_the_same_everywhere() -> None:
    assert_unit_rows(HashingEncoder().encode_passages([*TEXTS, ""]), 4)
    assert HashingEncoder().encode_passages([]).shape == (0, 64)
    np.testing.assert_array_equal(HashingEncoder().encode_queries(TEXTS), HashingEncoder().encode_passages(TEXTS))
    assert not np.array_equal(HashingEncoder(seed=1).encode_queries(TEXTS), HashingEncoder().encode_queries(TEXTS))
    assert HashingEncoder(seed=1).digest != HashingEncoder().digest
