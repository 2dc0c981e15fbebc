"""Larger models by name: tiny ones, randomly initialised, with the architectures, prompts, pooling, number formats and
files of multilingual E5, BGE-M3 and Qwen3-Embedding, against their vectors computed by hand, one text at a time.
"""

from __future__ import annotations

import json
import pickle
import shutil
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from taobeiqa.corpus.articles import Corpus, parse_article
from taobeiqa.errors import ModelError, StoredIndexError
from taobeiqa.pipeline import Pipeline
from taobeiqa.retrieval.encoders import SentenceTransformerEncoder, Vectors, load_encoder
from taobeiqa.retrieval.index import build, load, save
from taobeiqa.retrieval.lexicon import Lexicon

TASK = "Instruct: Given a web search query, retrieve relevant passages that answer the query\nQuery:"
TEXTS = ["洮北区有多少个贫困村", "How many villages exited poverty?", "", "村", "mixed 洮北 text 🎉 " * 9]
PARTS = [("", "Transformer"), ("1_Pooling", "Pooling"), ("2_Normalize", "Normalize")]
LONG = "".join(f"{number} 个贫困村出列。" for number in range(2000))[:20_000]


@dataclass(frozen=True)
class Published:
    """A model as its owner publishes it, and what its model card says of it."""

    name: str
    pooling: str
    stored: str  # the number format of its weights
    query: str
    passage: str
    tokens: int  # how much of a text is read
    parent: Path = Path()

    @property
    def folder(self) -> Path:
        return self.parent / self.name


MODELS = [
    Published("multilingual-e5-large", "mean_tokens", "float32", "query: ", "passage: ", 512),
    Published("multilingual-e5-large-instruct", "mean_tokens", "float16", f"{TASK} ", "", 512),
    Published("bge-m3", "cls_token", "float32", "", "", 1024),
    Published("Qwen3-Embedding-0.6B", "lasttoken", "bfloat16", TASK, "", 1024),
]


def change(path: Path, **values: Any) -> None:
    """Write values into a JSON file; None takes one out."""
    content = {**(json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}), **values}
    kept = {key: value for key, value in content.items() if value is not None}
    path.write_text(json.dumps(kept, ensure_ascii=False), encoding="utf-8")


def write_tokenizer(model: Published) -> int:
    """SentencePiece characters for XLM-RoBERTa; bytes and an end of text for Qwen. The number of tokens."""
    from tokenizers import Tokenizer, models, pre_tokenizers, processors
    from transformers import XLMRobertaTokenizer

    if model.pooling != "lasttoken":
        characters = sorted(set("".join([*TEXTS, LONG, TASK, "query:passage:?"])) - set(" \n🎉"))
        pieces = [("<s>", 0.0), ("<pad>", 0.0), ("</s>", 0.0), ("<unk>", 0.0), ("▁", -2.0)]
        vocabulary = [*pieces, *((char, -3.0) for char in characters), ("<mask>", 0.0)]
        XLMRobertaTokenizer(vocab=vocabulary).save_pretrained(model.folder)
        # The tokenizer of one E5 does not say how much it can read, as it may be in a folder put together by hand.
        most = {"multilingual-e5-large": 512, "multilingual-e5-large-instruct": None, "bge-m3": 8192}[model.name]
        change(model.folder / "tokenizer_config.json", model_max_length=most)
        return len(vocabulary)
    letters = sorted(pre_tokenizers.ByteLevel.alphabet())
    tokenizer = Tokenizer(models.BPE(vocab={char: place for place, char in enumerate(letters)}, merges=[]))
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.add_special_tokens(["<|endoftext|>", "<|im_end|>"])
    end = ("<|endoftext|>", tokenizer.token_to_id("<|endoftext|>"))
    tokenizer.post_processor = processors.TemplateProcessing(single="$A <|endoftext|>", special_tokens=[end])
    tokenizer.save(str(model.folder / "tokenizer.json"))
    said = {"tokenizer_class": "Qwen2Tokenizer", "pad_token": "<|endoftext|>", "eos_token": "<|im_end|>"}
    change(model.folder / "tokenizer_config.json", **said, model_max_length=131072, padding_side="left")
    return tokenizer.get_vocab_size()


def publish(model: Published, seed: int) -> None:
    """Write the model's folder. Weights are wide apart: another token, place or neighbour makes another vector."""
    import torch
    from transformers import Qwen3Config, Qwen3Model, XLMRobertaConfig, XLMRobertaModel

    torch.manual_seed(seed)
    model.folder.mkdir()
    shape = {"hidden_size": 32, "num_hidden_layers": 2, "num_attention_heads": 4, "intermediate_size": 64}
    size = {"vocab_size": write_tokenizer(model), "initializer_range": 0.3, **shape}
    if model.pooling == "lasttoken":
        built = Qwen3Model(Qwen3Config(**size, num_key_value_heads=2, head_dim=8, max_position_embeddings=32768))
    else:
        places = 8194 if model.name == "bge-m3" else 514
        built = XLMRobertaModel(XLMRobertaConfig(**size, type_vocab_size=1, max_position_embeddings=places))
    built.to(getattr(torch, model.stored)).save_pretrained(model.folder)
    if model.pooling == "lasttoken":
        change(model.folder / "config.json", architectures=["Qwen3ForCausalLM"])
        change(model.folder / "config_sentence_transformers.json", prompts={"query": TASK, "document": ""})
    if model.name == "bge-m3":  # published as a PyTorch file; here also without the pooler, as some of its kin are
        (model.folder / "model.safetensors").unlink()
        kept = {key: value for key, value in built.state_dict().items() if not key.startswith("pooler")}
        torch.save(kept, model.folder / "pytorch_model.bin")
    modules = [
        {"idx": place, "name": str(place), "path": path, "type": f"sentence_transformers.models.{part}"}
        for place, (path, part) in enumerate(PARTS)
    ]
    (model.folder / "modules.json").write_text(json.dumps(modules))
    pool(model, model.pooling)


def pool(model: Published, pooling: str) -> None:
    (model.folder / "1_Pooling").mkdir(exist_ok=True)
    modes = {f"pooling_mode_{mode}": mode == pooling for mode in ("cls_token", "mean_tokens", "lasttoken")}
    change(model.folder / "1_Pooling" / "config.json", word_embedding_dimension=32, **modes)


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Published]:
    parent = tmp_path_factory.mktemp("models")
    models = {model.name: replace(model, parent=parent) for model in MODELS}
    for seed, model in enumerate(models.values()):
        publish(model, seed)
    return models


@pytest.fixture(params=[model.name for model in MODELS])
def model(request: pytest.FixtureRequest, published: dict[str, Published]) -> Published:
    return published[request.param]


@pytest.fixture
def copied(tmp_path: Path, model: Published) -> Published:
    """A copy to change."""
    shutil.copytree(model.folder, tmp_path / model.name)
    return replace(model, parent=tmp_path)


def by_hand(model: Published, prompt: str, texts: Sequence[str], tokens: int) -> Vectors:
    """What the model cards compute: every text alone, its tokens but for what stands beyond `tokens`, pooled."""
    import torch
    from tokenizers import Tokenizer
    from transformers import AutoModel

    tokenizer = Tokenizer.from_file(str(model.folder / "tokenizer.json"))
    tokenizer.no_padding()
    tokenizer.no_truncation()
    network = AutoModel.from_pretrained(model.folder, dtype=torch.float32).eval()
    rows = []
    for text in texts:
        ids = tokenizer.encode(prompt + text).ids
        ids = [*ids[: tokens - 1], ids[-1]] if len(ids) > tokens else ids  # the last one ends the text
        with torch.inference_mode():
            states = network(input_ids=torch.tensor([ids])).last_hidden_state[0].numpy()
        row = {"mean_tokens": states.mean(axis=0), "cls_token": states[0], "lasttoken": states[-1]}[model.pooling]
        rows.append(row / np.linalg.norm(row))
    return np.stack(rows)


def test_vectors_are_those_of_the_model_card_in_float32_whatever_stands_beside_a_text(model: Published) -> None:
    encoder = load_encoder(str(model.folder))
    for encode, prompt in ((encoder.encode_queries, model.query), (encoder.encode_passages, model.passage)):
        together = encode(TEXTS)
        assert together.dtype == np.float32
        assert together.shape == (len(TEXTS), 32)
        np.testing.assert_allclose(np.linalg.norm(together, axis=1), 1, atol=1e-6)
        np.testing.assert_allclose(together, by_hand(model, prompt, TEXTS, model.tokens), atol=1e-5)
        for text, row in zip(TEXTS, together, strict=True):
            np.testing.assert_allclose(encode([text])[0], row, atol=1e-6)
        assert encode([]).shape == (0, 32)
    assert np.abs(together @ together.T - np.eye(len(TEXTS))).max() < 0.99  # or all this would hold of any text


@pytest.mark.parametrize("model", ["Qwen3-Embedding-0.6B"], indirect=True)
def test_the_side_of_the_padding_does_not_matter_to_the_last_token(model: Published, copied: Published) -> None:
    change(copied.folder / "tokenizer_config.json", padding_side="right")
    left, right = (SentenceTransformerEncoder(str(folder)) for folder in (model.folder, copied.folder))
    assert (left._model.tokenizer.padding_side, right._model.tokenizer.padding_side) == ("left", "right")
    np.testing.assert_allclose(left.encode_passages(TEXTS), right.encode_passages(TEXTS), atol=1e-6)


def test_of_a_text_without_end_the_start_is_read_and_the_whole_of_a_passage(model: Published) -> None:
    encoder = load_encoder(str(model.folder))
    found = encoder.encode_passages([LONG, "村"])
    np.testing.assert_allclose(found[:1], by_hand(model, model.passage, [LONG], model.tokens), atol=1e-5)
    np.testing.assert_array_equal(found[:1], encoder.encode_passages([LONG[:1100]]))
    # Three bytes and so three tokens a character at worst, or one.
    passage = ("贫困村出列" * 48)[:240]
    whole = encoder.encode_passages([passage])
    np.testing.assert_allclose(whole, by_hand(model, model.passage, [passage], 10_000), atol=1e-5)


def test_an_index_is_built_saved_read_again_and_asked(
    model: Published, published: dict[str, Published], tmp_path: Path, lexicon: Lexicon
) -> None:
    encoder = load_encoder(str(model.folder))
    article = parse_article("---\ntitle: 小镇\nlanguage: zh\n---\n53个贫困村出列。\n\n天气。".encode(), Path("town.md"))
    built = build(Corpus((article,), {}, "0"), encoder, lexicon)
    save(built, tmp_path)
    again = load_encoder(str(model.folder))
    index = load(tmp_path, again)
    assert (index.manifest.encoder, index.manifest.dimension) == (str(model.folder), 32)
    assert index.vectors.passage_vectors.dtype == np.float32
    question = "有多少个贫困村出列？"
    (citation,) = Pipeline(index, again, lexicon).attempt(question).citations
    assert citation.quote == "53个贫困村出列。"
    assert Pipeline(index, again, lexicon).search(question) == Pipeline(built, encoder, lexicon).search(question)
    other = next(name for name in published if name != model.name)
    with pytest.raises(StoredIndexError, match=rf"made with the model .*{model.name}, not with .*{other}") as caught:
        load(tmp_path, load_encoder(str(published[other].folder)))
    assert "\n" not in str(caught.value)


def test_each_model_has_its_own_digest_and_the_same_one_each_time(published: dict[str, Published]) -> None:
    digests = [[load_encoder(str(model.folder)).digest for model in published.values()] for _ in range(2)]
    assert digests[0] == digests[1]
    assert len(set(digests[0])) == len(MODELS)


@pytest.mark.parametrize("model", ["bge-m3"], indirect=True)
def test_the_digest_tells_weights_pooling_and_length(model: Published, copied: Published) -> None:
    import torch

    digests = {load_encoder(str(model.folder)).digest}
    weights = torch.load(copied.folder / "pytorch_model.bin")
    weights["embeddings.LayerNorm.bias"][7] = 0.5
    torch.save(weights, copied.folder / "pytorch_model.bin")
    digests.add(load_encoder(str(copied.folder)).digest)
    change(copied.folder / "tokenizer_config.json", model_max_length=300)
    digests.add(load_encoder(str(copied.folder)).digest)
    pool(copied, "mean_tokens")
    digests.add(load_encoder(str(copied.folder)).digest)
    assert len(digests) == 4


def test_a_model_that_carries_prompts_keeps_them_and_one_without_has_its_family_s(copied: Published) -> None:
    prompts = {"query": "村 query: ", "document": ""}
    change(copied.folder / "config_sentence_transformers.json", prompts=prompts, default_prompt_name="query")
    encoder = load_encoder(str(copied.folder))
    np.testing.assert_allclose(encoder.encode_queries(TEXTS), by_hand(copied, "村 query: ", TEXTS, 512), atol=1e-5)
    np.testing.assert_allclose(encoder.encode_passages(TEXTS), by_hand(copied, "", TEXTS, 512), atol=1e-5)
    (copied.folder / "config_sentence_transformers.json").unlink()
    found = load_encoder(str(copied.folder)).encode_queries(TEXTS)
    np.testing.assert_allclose(found, by_hand(copied, copied.query, TEXTS, 512), atol=1e-5)


class Touch:
    """Its pickle makes a file when it is read."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def __reduce__(self) -> tuple[Any, ...]:
        return open, (str(self.path), "w")


@pytest.mark.parametrize("model", ["bge-m3"], indirect=True)
@pytest.mark.parametrize("kind", ["module", "architecture", "pickle", "damaged weights", "damaged settings"])
def test_code_of_a_model_is_never_run_and_what_cannot_be_loaded_is_told_in_one_line(
    copied: Published, tmp_path: Path, kind: str
) -> None:
    mark, folder = tmp_path / "ran", copied.folder
    (folder / "own_code.py").write_text(f"open({str(mark)!r}, 'w')\nclass Own: pass\n")
    if kind == "module":
        modules = (folder / "modules.json").read_text()
        (folder / "modules.json").write_text(modules.replace("sentence_transformers.models.Normalize", "own_code.Own"))
    elif kind == "architecture":
        change(folder / "config.json", model_type="own", auto_map={"AutoConfig": "own_code.Own"})
    elif kind == "damaged settings":
        (folder / "config.json").write_text("[]")
    else:
        weights = pickle.dumps(Touch(mark), protocol=2) if kind == "pickle" else b"\x80\x02}broken"
        (folder / "pytorch_model.bin").write_bytes(weights)
    with pytest.raises(ModelError, match=r"^The model .*bge-m3' cannot be loaded: \S.* --model") as caught:
        load_encoder(str(folder)).encode_queries(["村"])
    assert "\n" not in str(caught.value)
    assert not mark.exists()


@pytest.mark.parametrize("model", ["bge-m3"], indirect=True)
def test_word_vectors_in_float16_leave_as_float32_unit_rows_too(model: Published, tmp_path: Path) -> None:
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.models import StaticEmbedding
    from tokenizers import Tokenizer

    tokenizer = Tokenizer.from_file(str(model.folder / "tokenizer.json"))
    weights = np.random.default_rng(5).normal(size=(tokenizer.get_vocab_size(), 16)).astype(np.float32)
    static = SentenceTransformer(modules=[StaticEmbedding(tokenizer, embedding_weights=weights)], device="cpu")
    static.half().save(str(tmp_path / "static"))
    found = load_encoder(str(tmp_path / "static")).encode_passages([*TEXTS[:2], LONG])
    assert found.dtype == np.float32
    np.testing.assert_allclose(np.linalg.norm(found, axis=1), 1, atol=1e-6)
