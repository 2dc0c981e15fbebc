"""Fusion against values worked by hand, ranking, and that each language finds the other."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from taobeiqa.corpus.articles import Corpus
from taobeiqa.pipeline import Pipeline
from taobeiqa.records import Article, Language, Query
from taobeiqa.retrieval.encoders import BundledEncoder, HashingEncoder
from taobeiqa.retrieval.index import Index, build
from taobeiqa.retrieval.lexical import query_concepts
from taobeiqa.retrieval.lexicon import Lexicon
from taobeiqa.retrieval.search import (
    DENSE_WEIGHT,
    HEADING_BEHIND,
    LEAST_SHARE,
    LEAST_SHARE_ALONE,
    LEXICAL_WEIGHT,
    encode_query,
    fuse,
    least_share,
    search,
)

SCORES = st.dictionaries(st.integers(0, 12), st.floats(-5, 5, width=32), max_size=12)


def test_fusion_adds_weighted_z_scores_as_worked_by_hand() -> None:
    # dense 1, 2, 3: mean 2, deviation sqrt(2/3). lexical 0, 6, 0: mean 2, deviation sqrt(8).
    found = fuse({"dense": {0: 1, 1: 2, 2: 3}, "lexical": {0: 0, 1: 6, 2: 0}}, {"dense": 2, "lexical": 1})
    dense, lexical = 1.2247448713915890, 0.70710678118654752
    assert found == pytest.approx({0: -2 * dense - lexical, 1: 2 * lexical, 2: 2 * dense - lexical})


def test_a_list_of_little_spread_is_divided_by_the_least() -> None:
    # Mean 2, deviation sqrt(8), less than 4.
    found = fuse({"lexical": {0: 0, 1: 6, 2: 0}}, {"lexical": 1}, {"lexical": 4})
    assert found == pytest.approx({0: -2 / 4, 1: 4 / 4, 2: -2 / 4})


def test_a_passage_that_a_list_did_not_reach_counts_its_lowest_score() -> None:
    found = fuse({"dense": {0: 4, 1: 1}, "lexical": {2: 3, 0: 3, 1: 0}}, {"dense": 1, "lexical": 1})
    # dense 4, 1, 1 and lexical 3, 0, 3: each has mean 2 and deviation sqrt(2).
    half = 2**0.5
    assert found == pytest.approx({0: 2 / half + 1 / half, 1: -1 / half - 2 / half, 2: -1 / half + 1 / half})


@pytest.mark.parametrize("flat", [{0: 0.7, 1: 0.7, 2: 0.7}, {}, {1: 0.7}])
def test_a_list_of_equal_scores_adds_nothing(flat: dict[int, float]) -> None:
    alone = fuse({"dense": {0: 1, 1: 2, 2: 3}}, {"dense": 2})
    assert fuse({"dense": {0: 1, 1: 2, 2: 3}, "lexical": flat}, {"dense": 2, "lexical": 1}) == alone


@given(SCORES, SCORES)
def test_fusion_ignores_scale_and_shift_and_keeps_every_passage(
    dense: dict[int, float], lexical: dict[int, float]
) -> None:
    weights = {"dense": DENSE_WEIGHT, "lexical": LEXICAL_WEIGHT}
    found = fuse({"dense": dense, "lexical": lexical}, weights)
    assert list(found) == sorted(dense.keys() | lexical.keys())
    assert all(np.isfinite(score) for score in found.values())
    assert sum(found.values()) == pytest.approx(0, abs=1e-6)


def test_no_list_gives_no_passage() -> None:
    assert fuse({"dense": {}, "lexical": {}}, {"dense": 1, "lexical": 1}) == {}


@pytest.mark.parametrize(
    ("paragraphs", "asked", "least"),
    [
        (["The well is deep.", "The road is new."], "zh", LEAST_SHARE_ALONE),
        (["The well is deep.", "The road is new."], "en", LEAST_SHARE),
        (["The well is deep.", "The road is new. It is wide."], "zh", LEAST_SHARE),
    ],
)
def test_words_say_less_of_single_sentences_in_another_language(
    lexicon: Lexicon, paragraphs: list[str], asked: Language, least: float
) -> None:
    article = Article("a", "A village", (), "en", "\n\n".join(paragraphs))
    assert least_share(asked, build(Corpus((article,), {}, "0"), HashingEncoder(), lexicon)) == least


def hits(index: Index, lexicon: Lexicon, text: str, language: str, top_k: int) -> list[tuple[int, str, float]]:
    query = Query(text, language)
    found = search(query, encode_query(query, HashingEncoder()), index, lexicon, top_k)
    return [(hit.rank, hit.passage.id, hit.score) for hit in found]


def test_hits_are_the_fusion_of_both_lists_by_score_then_id(hashing_index: Index, lexicon: Lexicon) -> None:
    query = Query("扶贫资金", "zh")
    vector = encode_query(query, HashingEncoder())
    dense = hashing_index.vectors.search(vector, len(hashing_index.passages))
    concepts = query_concepts(query, lexicon)
    fused = fuse(
        {"dense": dense, "lexical": dict(enumerate(map(float, hashing_index.lexical.scores(concepts))))},
        {"dense": DENSE_WEIGHT, "lexical": LEXICAL_WEIGHT},
        {"lexical": LEAST_SHARE * hashing_index.lexical.bound(concepts)},
    )
    for place, passage in enumerate(hashing_index.passages):
        fused[place] -= HEADING_BEHIND if passage.kind == "heading" else 0
    wanted = sorted((-score, hashing_index.passages[place].id) for place, score in fused.items())
    found = hits(hashing_index, lexicon, query.text, "zh", 1000)
    assert [(identity, -score) for _, identity, score in found] == [(i, pytest.approx(s, abs=1e-6)) for s, i in wanted]
    assert [rank for rank, _, _ in found] == list(range(1, len(hashing_index.passages) + 1))


def test_equal_passages_score_equally_and_go_by_id(corpus: Corpus, lexicon: Lexicon) -> None:
    article = min(corpus.articles, key=lambda article: len(article.text))
    same = tuple(replace(article, id=name) for name in ("c", "a", "d", "b"))
    index = build(Corpus(same, {}, "0"), HashingEncoder(), lexicon)
    found = hits(index, lexicon, article.title, "zh", 4)
    assert len({score for _, _, score in found}) == 1
    assert [identity[0] for _, identity, _ in found] == ["a", "b", "c", "d"]


def test_hits_go_by_score_then_id_and_fewer_hits_are_the_first_of_more(hashing_index: Index, lexicon: Lexicon) -> None:
    every = hits(hashing_index, lexicon, "区", "zh", 1000)
    assert [(-score, identity) for _, identity, score in every] == sorted(
        (-score, identity) for _, identity, score in every
    )
    assert hits(hashing_index, lexicon, "区", "zh", 3) == every[:3]
    assert hits(hashing_index, lexicon, "区", "zh", 1000) == every


@pytest.mark.parametrize(
    ("question", "told"),
    [
        ("How many wells were newly drilled against drought?", "新打抗旱水源井500眼"),
        ("villages that left the poverty list", "53个贫困村出列"),
        ("When was the cleaning service launched at Heming Lake?", "7月18日，生态新区"),
        ("Where did the music students perform?", "前往三合乡中心"),
        ("length of rural roads built or rebuilt", "1219.2公里的农村公路"),
        ("photovoltaic power stations in the villages", "12个村级光伏扶贫电站"),
        ("今年买了多少台保洁设备", "环卫保洁设备13台"),
        ("周丽家过得怎么样", "东胜乡红日村的贫困户周丽"),
    ],
)
def test_a_question_in_either_language_finds_the_chinese_passage(pipeline: Pipeline, question: str, told: str) -> None:
    assert any(told in hit.passage.text for hit in pipeline.search(question, top_k=3))


@pytest.fixture(scope="module")
def english_pipeline(corpus: Corpus, pipeline: Pipeline, lexicon: Lexicon) -> Pipeline:
    """The translations of the two shortest articles as a corpus of their own."""
    shortest = sorted(corpus.translations.values(), key=lambda article: len(article.text))[:2]
    encoder = BundledEncoder()
    return Pipeline(build(Corpus(tuple(shortest), {}, "0"), encoder, lexicon), encoder, lexicon)


@pytest.mark.parametrize(
    ("question", "told"),
    [
        ("今年买了多少台保洁设备", "13 small cleaning machines"),
        ("启动仪式是哪一天", "July 18"),
        ("学生们给贫困孩子送去了什么", "school bags"),
        ("學生代表表演了什麼舞蹈", "graceful dance"),
        ("How many square metres are swept?", "3.565 million square metres"),
    ],
)
def test_a_question_in_either_language_finds_the_english_passage(
    english_pipeline: Pipeline, question: str, told: str
) -> None:
    assert any(told in hit.passage.text for hit in english_pipeline.search(question, top_k=3))


def test_searching_twice_gives_the_same(pipeline: Pipeline) -> None:
    first, second = (pipeline.search("how many villages exited poverty", top_k=10) for _ in range(2))
    assert first == second
    assert [hit.rank for hit in first] == list(range(1, 11))
