"""Bilingual BM25: its weights worked by hand, words across languages, names by pinyin."""

from __future__ import annotations

from math import log
from pathlib import Path

import numpy as np
import pytest

from taobeiqa.errors import ModelError
from taobeiqa.records import Language, Passage, Query
from taobeiqa.retrieval.lexical import (
    CERTAINTY,
    COMMONNESS,
    CONTEXT_WEIGHT,
    K1,
    PAIR_WEIGHT,
    PINYIN_WEIGHT,
    RUN_WEIGHT,
    B,
    Concept,
    count,
    passage_features,
    query_concepts,
)
from taobeiqa.retrieval.lexicon import Lexicon, latin_pinyin_pairs, pinyin_pairs


def passage(number: int, text: str, language: Language = "en", context: str = "") -> Passage:
    return Passage(f"a:{number}", "a", 0, len(text), text, "paragraph", language, context, ((0, len(text)),))


def scores(question: str, language: Language, passages: list[Passage], lexicon: Lexicon) -> list[float]:
    return count(passages, lexicon).scores(query_concepts(Query(question, language), lexicon)).tolist()


@pytest.fixture(scope="module")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> Lexicon:
    """A table of one word: 羊 is "sheep" with probability 0.5 and "goat" with 0.25. And a glossary of one term."""
    folder = tmp_path_factory.mktemp("lexicon")
    np.savez(
        folder / "table.npz",
        chinese=np.frombuffer("羊".encode(), dtype=np.uint8),
        english=np.frombuffer(b"goat\nsheep", dtype=np.uint8),
        english_counts=np.array([3, 4]),
        capitals=np.array([60, 40], dtype=np.uint8),
        indptr=np.array([0, 2]),
        indices=np.array([0, 1]),
        probabilities=np.array([0.25, 0.5], dtype=np.float32),
    )
    (folder / "glossary.tsv").write_text("# note\n\n扶贫\tpoverty relief; help\n", encoding="utf-8")
    return Lexicon(folder / "table.npz", folder / "glossary.tsv")


def test_scores_are_bm25_as_worked_by_hand(tiny: Lexicon) -> None:
    found = count([passage(0, "wheat wheat rice"), passage(1, "wheat corn"), passage(2, "corn", context="rice")], tiny)
    # score = idf * tf * (K1 + 1) / (tf + K1 * (1 - B + B * length / mean length))
    # idf = ln(1 + (N - df + 0.5) / (df + 0.5))
    # lengths: 3, 2, 1 + 0.4 (the context counts 0.4); mean 6.4 / 3.
    mean = 6.4 / 3
    idf_wheat = log(1 + 1.5 / 2.5)
    idf_rice = log(1 + (3 - 1.4 + 0.5) / (1.4 + 0.5))  # in one passage, and 0.4 of it in another
    wheat = [
        idf_wheat * 2 * 2.2 / (2 + 1.2 * (0.25 + 0.75 * 3 / mean)),
        idf_wheat * 1 * 2.2 / (1 + 1.2 * (0.25 + 0.75 * 2 / mean)),
        0,
    ]
    rice = [
        idf_rice * 1 * 2.2 / (1 + 1.2 * (0.25 + 0.75 * 3 / mean)),
        0,
        idf_rice * 0.4 * 2.2 / (0.4 + 1.2 * (0.25 + 0.75 * 1.4 / mean)),
    ]
    assert (K1, B, CONTEXT_WEIGHT) == (1.2, 0.75, 0.4)
    assert found.frequency("rice") == pytest.approx(1.4)
    assert found.frequency("barley") == 0
    assert found.scores([Concept({"wheat": 1.0})]).tolist() == pytest.approx(wheat, rel=1e-5)
    asked = [Concept({"wheat": 1.0}), Concept({"rice": 1.0}, 2.0), Concept({"barley": 1.0}, 5.0)]
    assert found.scores(asked).tolist() == pytest.approx(
        [one + 2 * other for one, other in zip(wheat, rice, strict=True)], rel=1e-5
    )
    # However often a passage has what is asked for, tf / (tf + norm) stays below 1; nothing has barley.
    assert found.bound(asked) == pytest.approx((idf_wheat + 2 * idf_rice) * 2.2)
    assert found.bound([Concept({"barley": 1.0})]) == 0


def test_a_word_is_common_if_english_writes_it_small(tiny: Lexicon, lexicon: Lexicon) -> None:
    assert tiny.is_common(
        "羊"
    )  # of its translations .25 * .6 + .5 * .4 are written with a capital, less than half of .75
    assert not tiny.is_common("牛")  # not in the table
    assert tiny.is_common("扶贫")  # a term of the glossary
    assert [word for word in ("师生", "入口", "上马", "丹麦", "白居易", "洮南") if lexicon.is_common(word)] == [
        "师生",
        "入口",
        "上马",
    ]


def test_a_concept_of_several_features_counts_once(tiny: Lexicon) -> None:
    found = count([passage(0, "wheat rice"), passage(1, "rice rice"), passage(2, "corn corn")], tiny)
    # Either is meant: tf = 1 * 1 + 0.5 * 1 and 0.5 * 2; df = 1 * 1 + 0.5 * 2; every passage is as long as the mean.
    idf = log(1 + (3 - 2 + 0.5) / (2 + 0.5))
    wanted = [idf * 1.5 * 2.2 / (1.5 + 1.2), idf * 1 * 2.2 / (1 + 1.2), 0]
    assert found.scores([Concept({"wheat": 1.0, "rice": 0.5})]).tolist() == pytest.approx(wanted, rel=1e-5)


def test_a_chinese_passage_counts_the_english_it_is_expected_to_translate_into(tiny: Lexicon) -> None:
    assert CERTAINTY == 0.5
    features = passage_features(passage(0, "羊羊扶贫", "zh"), tiny)
    assert features == pytest.approx(
        {
            **{"羊": 2, "扶贫": 1},
            **{"·羊羊": 1, "·羊扶": 1, "·扶贫": 1},
            **{"≈sheep": 2 * 0.5**0.5, "≈goat": 2 * 0.25**0.5, "≈poverti": 1, "≈relief": 1, "≈help": 0.5**0.5},
            **{"~yang yang": 1, "~yang fu": 1, "~fu pin": 1},
        }
    )


def test_a_misspelt_english_word_finds_what_it_resembles(tiny: Lexicon) -> None:
    passages = [passage(0, "the goats of the farmer"), passage(1, "the villages of the county"), passage(2, "a county")]
    found = scores("How many vilages?", "en", passages, tiny)
    assert found[1] > found[0] == found[2] == 0
    right = scores("How many villages?", "en", passages, tiny)
    assert right[1] > 3 * found[1]


def test_a_question_asks_once_for_each_family_that_passages_may_have_it_in(tiny: Lexicon) -> None:
    assert (PAIR_WEIGHT, RUN_WEIGHT, PINYIN_WEIGHT, COMMONNESS) == (0.5, 0.15, 0.5, 0.3)
    # "sheep" was seen four times and "goat" three: one more than that, to the power of 0.3, holds each back.
    sheep, goat = 0.5**0.5 / 5**0.3, 0.25**0.5 / 4**0.3
    scale = (0.5**0.5 + 0.25**0.5) / (sheep + goat)
    assert query_concepts(Query("扶贫羊", "zh"), tiny) == [
        Concept({"扶贫": 1.0}),
        Concept({"羊": 1.0}),
        Concept({"·扶贫": 1.0}, 0.5),
        Concept({"·贫羊": 1.0}, 0.5),
        Concept({}),  # the table does not know the word 扶贫
        Concept({"sheep": pytest.approx(scale * sheep), "goat": pytest.approx(scale * goat)}),
        Concept({"poverti": 1.0, "relief": 1.0, "help": 0.5**0.5}),
        Concept({"'fu pin": 1.0}, 0.5),
        Concept({"'pin yang": 1.0}, 0.5),
    ]
    assert query_concepts(Query("Lin Mu’s sheep, sheep", "en"), tiny) == [
        Concept({"lin": 1.0}),
        Concept({"mu": 1.0}),
        Concept({"sheep": 1.0}, 2),
        Concept({"≈lin": 1.0}),
        Concept({"≈mu": 1.0}),
        Concept({"≈sheep": 1.0}, 2),
        *(Concept({run: 1.0}, 0.15) for run in ("*^lin", "*lin$", "*^mu$")),
        *(Concept({run: 1.0}, 0.3) for run in ("*^she", "*shee", "*heep", "*eep$")),
        Concept({"~lin mu": 1.0}, 0.5),
    ]


def test_translated_terms_weigh_by_their_probability(tiny: Lexicon) -> None:
    found = count([passage(0, "羊", "zh"), passage(1, "水", "zh")], tiny)
    # One family of its own. Only one passage has it, so its length is the mean; df of sheep is the expected .5 ** .5.
    norm, expected = 1.2, np.sqrt([0.5, 0.25])
    sheep, goat = (log(1 + (2 - tf + 0.5) / (tf + 0.5)) * tf * 2.2 / (tf + norm) for tf in expected)
    asked = [
        found.scores(query_concepts(Query(text, "en"), tiny)).tolist() for text in ("sheep", "goats", "sheep sheep")
    ]
    assert np.array(asked).ravel().tolist() == pytest.approx([sheep, 0, goat, 0, 2 * sheep, 0], rel=1e-5)


def test_an_unknown_word_is_the_mean_of_its_known_parts(tiny: Lexicon) -> None:
    assert tiny.translations("羊") == pytest.approx({"sheep": 0.5, "goat": 0.25})
    assert tiny.translations("羊毛") == pytest.approx({"sheep": 0.25, "goat": 0.125})
    assert tiny.translations("水") == tiny.translations("") == {}
    assert tiny.knows_english("sheep")
    assert not tiny.knows_english("wool")


FACTS = [
    passage(0, "新打抗旱水源井500眼，改善农田有效灌溉面积3万亩", "zh"),
    passage(1, "音乐学院学生代表带去了优美动听的器乐、婀娜多姿的舞蹈", "zh"),
    passage(2, "垫付医疗费用161万元", "zh"),
]
ENGLISH_FACTS = [
    passage(0, "They dug 500 wells against drought and irrigated farmland."),
    passage(1, "Students of the music school performed graceful dances."),
    passage(2, "The hospital advanced medical expenses."),
]


@pytest.mark.parametrize(
    ("question", "language", "passages", "best"),
    [
        ("how many wells were dug against drought", "en", FACTS, 0),
        ("what dance did the music students perform", "en", FACTS, 1),
        ("medical expenses paid", "en", FACTS, 2),
        ("打了多少眼抗旱井", "zh", ENGLISH_FACTS, 0),
        ("音乐学院的学生表演了什么舞蹈", "zh", ENGLISH_FACTS, 1),
        ("医院垫付的医疗费用", "zh", ENGLISH_FACTS, 2),
        ("打了多少眼抗旱井", "zh", FACTS, 0),
        ("醫院墊付的醫療費用", "zh", FACTS, 2),
        ("Which school's students danced?", "en", ENGLISH_FACTS, 1),
    ],
)
def test_a_question_scores_the_passage_that_speaks_of_it_in_either_language(
    question: str, language: Language, passages: list[Passage], best: int, lexicon: Lexicon
) -> None:
    found = scores(question, language, passages, lexicon)
    assert found[best] > 0
    assert max(found) == found[best] > sorted(found)[-2]


@pytest.mark.parametrize(
    ("question", "text"), [("Who lives in Taobei?", "洮北"), ("Is Zhou Li rich?", "周丽"), ("Zhou Li’s house", "周麗")]
)
def test_a_name_in_pinyin_finds_the_characters(question: str, text: str, tiny: Lexicon) -> None:
    chinese, other = passage(0, f"{text}很好", "zh"), passage(1, "天气很好", "zh")
    found = scores(question, "en", [chinese, other], tiny)
    assert found[0] > 0
    assert found[1] == 0


@pytest.mark.parametrize("text", ["Suzhou sent a team.", "The Su Zhou team came.", "Help came from Suzhou’s teams."])
def test_characters_find_a_name_in_pinyin(text: str, tiny: Lexicon) -> None:
    found = scores("蘇州来了吗", "zh", [passage(0, text), passage(1, "Hangzhou sent a team.")], tiny)
    assert found[0] > 0
    assert found[1] == 0


def test_pairs_of_syllables() -> None:
    assert list(pinyin_pairs("在洮北区。周丽")) == [
        (0, 2, "zai tao"),
        (1, 3, "tao bei"),
        (2, 4, "bei qu"),
        (5, 7, "zhou li"),
    ]
    assert {pair for _, _, pair in latin_pinyin_pairs("Taobei and Zhou Li")} >= {"tao bei", "zhou li"}
    assert [(start, end) for start, end, pair in latin_pinyin_pairs("ask Zhou Li now") if pair == "zhou li"] == [
        (4, 11)
    ]
    assert list(latin_pinyin_pairs("strengths of the world")) == []
    assert list(pinyin_pairs("")) == list(latin_pinyin_pairs("53 🎉")) == []


def test_no_feature_is_a_whole_run_of_chinese(lexicon: Lexicon) -> None:
    text = "建档立卡贫困人口累计实现稳定脱贫"
    own = [name for name in passage_features(passage(0, text, "zh"), lexicon) if name[0] not in "·≈~"]
    assert len(own) >= 4
    assert max(map(len, own)) <= 4


def test_no_passages_or_no_shared_feature_give_zeros(tiny: Lexicon) -> None:
    assert scores("sheep", "en", [], tiny) == []
    assert scores("sheep", "en", [passage(0, "wheat"), passage(1, "。", "zh")], tiny) == [0, 0]
    assert scores("🎉", "en", [passage(0, "wheat")], tiny) == [0]


def test_a_lexicon_that_cannot_be_read_is_an_error_in_one_line(tmp_path: Path) -> None:
    (tmp_path / "broken.npz").write_bytes(b"PK\x03\x04 broken")
    for path in (tmp_path / "missing.npz", tmp_path / "broken.npz"):
        with pytest.raises(ModelError, match="translation table cannot be read") as caught:
            Lexicon(path)
        assert "\n" not in str(caught.value)
