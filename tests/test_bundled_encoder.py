"""The bundled encoder and the translation table: they load as any user would load them, and mean what they should."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest
from tokenizers import Tokenizer

from taobeiqa.retrieval.bundled import token_places

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

BUNDLED = Path(__file__).parents[1] / "src" / "taobeiqa" / "bundled"
ENCODER = BUNDLED / "encoder"
LEXICON = BUNDLED / "lexicon.npz"
DIMENSION = 384

# What all-MiniLM-L6-v2's WordPiece makes of each word.
TEACHER_PIECES = {
    "the": ["the"],
    "poverty": ["poverty"],
    "villages": ["villages"],
    "agricultural": ["agricultural"],
    "county": ["county"],
    "2020": ["2020"],
    "café": ["cafe"],
    "alleviation": ["all", "##ev", "##iation"],
    "embeddings": ["em", "##bed", "##ding", "##s"],
    "tokenization": ["token", "##ization"],
    "greenhouses": ["greenhouse", "##s"],
    "photovoltaic": ["photo", "##vo", "##lta", "##ic"],
    "31415": ["314", "##15"],
}

TRANSLATIONS = [
    ("The children go to school by bus.", "孩子们坐公交车去上学。"),
    ("It will rain heavily tomorrow afternoon.", "明天下午会下大雨。"),
    ("The doctor told the patient to rest.", "医生让病人休息。"),
    ("The price of vegetables rose this week.", "这周蔬菜的价格上涨了。"),
    ("Our football team won the final.", "我们的足球队赢得了决赛。"),
    ("He bought a new computer for the office.", "他给办公室买了一台新电脑。"),
    ("The train to Beijing leaves at eight.", "开往北京的火车八点出发。"),
    ("She wrote a long letter to her mother.", "她给母亲写了一封长信。"),
    ("The museum is closed on Mondays.", "博物馆星期一不开放。"),
    ("Scientists found a new planet far away.", "科学家在远处发现了一颗新行星。"),
    ("The bank lends money to small companies.", "银行向小企业贷款。"),
    ("Many fish live in this river.", "这条河里生活着许多鱼。"),
]


@pytest.fixture(scope="module")
def encoder() -> SentenceTransformer:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("HF_HUB_OFFLINE", "1")
        from sentence_transformers import SentenceTransformer

        return SentenceTransformer(str(ENCODER), device="cpu")


@pytest.fixture(scope="module")
def lexicon() -> dict[str, np.ndarray]:
    with np.load(LEXICON, allow_pickle=False) as stored:
        return dict(stored)


def unpack(packed: np.ndarray) -> list[str]:
    return packed.tobytes().decode("utf-8").split("\n")


@pytest.mark.parametrize(
    "name",
    [
        "modules.json",
        "1_Pooling/config.json",
        "config_sentence_transformers.json",
        "sentence_bert_config.json",
        "config.json",
        "tokenizer.json",
        "tokenizer_config.json",
        "model.safetensors",
        "README.md",
    ],
)
def test_folder_has_the_file(name: str) -> None:
    assert (ENCODER / name).stat().st_size > 0


def test_folder_is_at_most_80_megabytes() -> None:
    assert sum(path.stat().st_size for path in ENCODER.rglob("*") if path.is_file()) <= 80_000_000


def test_folder_needs_no_code_of_its_own() -> None:
    modules = json.loads((ENCODER / "modules.json").read_text(encoding="utf-8"))
    assert all(module["type"].startswith("sentence_transformers.") for module in modules)
    assert not list(ENCODER.rglob("*.py"))
    assert "auto_map" not in json.loads((ENCODER / "config.json").read_text(encoding="utf-8"))


def test_weights_are_single_precision_on_the_cpu(encoder: SentenceTransformer) -> None:
    assert {str(weight.dtype) for weight in encoder.parameters()} == {"torch.float32"}
    assert {weight.device.type for weight in encoder.parameters()} == {"cpu"}


def test_vectors_are_unit_rows_of_the_dimension(encoder: SentenceTransformer) -> None:
    vectors = encoder.encode(["The school is new.", "学校是新的。", "", "¿!"])
    assert vectors.shape == (4, DIMENSION)
    assert vectors.dtype == np.float32
    assert np.linalg.norm(vectors, axis=1) == pytest.approx(np.ones(4), abs=1e-5)


def test_longest_sequence_is_the_teachers(encoder: SentenceTransformer) -> None:
    assert encoder.max_seq_length == 256
    assert encoder.tokenize(["学校 school " * 400])["input_ids"].shape == (1, 256)


@pytest.mark.parametrize(("word", "pieces"), TEACHER_PIECES.items())
def test_english_is_cut_as_the_teacher_cuts_it(encoder: SentenceTransformer, word: str, pieces: list[str]) -> None:
    spelt = ["▁" + pieces[0], *(piece.removeprefix("##") for piece in pieces[1:])]
    assert encoder.tokenizer.tokenize(word) == spelt


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        ("农村学校", ["农村", "学校"]),
        ("農村學校", ["农村", "学校"]),
        ("聖誕節快樂", ["圣诞节", "快乐"]),
        ("她在银行工作。", ["她", "在", "银行", "工作", "."]),
        ("2020年GDP增长", ["▁2020", "年", "▁gdp", "增长"]),
        ("Don't stop", ["▁don", "'", "▁t", "▁stop"]),
        ("ＡＢ１２", None),
    ],
)
def test_mixed_text_is_cut_at_words(encoder: SentenceTransformer, text: str, tokens: list[str] | None) -> None:
    expected = encoder.tokenizer.tokenize("ab12") if tokens is None else tokens
    assert encoder.tokenizer.tokenize(text) == expected


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        ("通车;38座桥", ["通车", ";", "38", "座", "桥"]),
        ("2月7日", ["2", "月", "7", "日"]),
        ("  with 38 bridges, (12 of stone)", ["with", "38", "bridges", ",", "(", "12", "of", "stone", ")"]),
    ],
)
def test_a_token_stands_where_its_own_characters_do(text: str, pieces: list[str]) -> None:
    encoded = Tokenizer.from_file(str(ENCODER / "tokenizer.json")).encode(text)
    assert [text[start:end] for start, end in token_places(text, encoded)[1:-1]] == pieces


def test_tokens_are_framed_as_the_teacher_frames_them(encoder: SentenceTransformer) -> None:
    tokens = encoder.tokenizer.convert_ids_to_tokens(encoder.tokenize(["学校"])["input_ids"][0])
    assert tokens == ["[CLS]", "学校", "[SEP]"]


def test_common_chinese_has_no_unknown_token(encoder: SentenceTransformer) -> None:
    text = (
        "近年来，全国各地积极发展教育、医疗和交通事业，人民生活水平不断提高。“我们家去年盖了新房，收入也增加了不少！”"
        "王大娘笑着说。据统计，２０２３年全省粮食产量达到8,000万吨，比上年增长3.5%；城镇居民人均可支配收入为4.2万元（名义值）。"
        "《红楼梦》是中国古典小说的代表作——作者曹雪芹；饕餮、耄耋、龃龉也是汉字……"
    )
    ids = encoder.tokenize([text])["input_ids"][0].tolist()
    assert encoder.tokenizer.unk_token_id not in ids


def test_each_sentence_is_nearest_to_its_translation(encoder: SentenceTransformer) -> None:
    english, chinese = (encoder.encode(list(side)) for side in zip(*TRANSLATIONS, strict=True))
    similarities = english @ chinese.T
    truth = list(range(len(TRANSLATIONS)))
    assert similarities.argmax(axis=1).tolist() == truth
    assert similarities.argmax(axis=0).tolist() == truth


def test_the_same_text_has_the_same_vector(encoder: SentenceTransformer) -> None:
    texts = [zh for _, zh in TRANSLATIONS]
    first = encoder.encode(texts)
    assert np.array_equal(first, encoder.encode(texts))
    alone = np.stack([encoder.encode(text) for text in texts])
    assert alone == pytest.approx(first, abs=1e-5)


def test_lexicon_has_the_documented_arrays(lexicon: dict[str, np.ndarray]) -> None:
    assert {name: str(array.dtype) for name, array in lexicon.items()} == {
        "chinese": "uint8",
        "english": "uint8",
        "indptr": "int32",
        "indices": "int32",
        "probabilities": "float16",
        "english_counts": "int32",
        "capitals": "uint8",
    }


def test_lexicon_rows_are_shares(lexicon: dict[str, np.ndarray]) -> None:
    chinese, english = unpack(lexicon["chinese"]), unpack(lexicon["english"])
    indptr, indices = lexicon["indptr"], lexicon["indices"]
    probabilities = lexicon["probabilities"].astype(np.float64)
    assert len(indptr) == len(chinese) + 1
    assert indptr[0] == 0
    assert indptr[-1] == len(indices) == len(probabilities)
    lengths = np.diff(indptr)
    assert lengths.min() >= 1
    assert lengths.max() <= 40
    assert indices.min() >= 0
    assert indices.max() < len(english) == len(lexicon["english_counts"])
    assert lexicon["english_counts"].min() >= 1
    assert probabilities.min() > 0.00499
    assert probabilities.max() <= 1
    assert np.add.reduceat(probabilities, indptr[:-1]).max() <= 1.001
    for words in (chinese, english):
        assert words == sorted(set(words))


def test_lexicon_holds_no_function_words(lexicon: dict[str, np.ndarray]) -> None:
    assert not {"的", "是", "和", "什么"} & set(unpack(lexicon["chinese"]))
    # "will" may be there: it is the stem of "willing".
    assert not {"the", "of", "is", "with", "which"} & set(unpack(lexicon["english"]))


@pytest.mark.parametrize(
    ("word", "stem"),
    [("贫困", "poor"), ("农村", "rural"), ("学校", "school"), ("医院", "hospit"), ("银行", "bank"), ("法律", "law")],
)
def test_lexicon_puts_the_usual_translation_first(lexicon: dict[str, np.ndarray], word: str, stem: str) -> None:
    row = unpack(lexicon["chinese"]).index(word)
    span = slice(lexicon["indptr"][row], lexicon["indptr"][row + 1])
    best = lexicon["indices"][span][lexicon["probabilities"][span].argmax()]
    assert unpack(lexicon["english"])[best] == stem
