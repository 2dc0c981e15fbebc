"""Who holds an office: a person, and no body that some office belongs to. And what is asked for by name, a person or a
village: where none is named, none is told. All sentences are invented.
"""

from __future__ import annotations

from collections.abc import Callable

import pytest

from taobeiqa.answering.query import ask_query
from taobeiqa.answering.question import Asked, understand
from taobeiqa.answering.spans import sort_fit
from taobeiqa.pipeline import Pipeline, pipeline_over
from taobeiqa.records import Article
from taobeiqa.retrieval.encoders import BundledEncoder
from taobeiqa.retrieval.lexicon import Lexicon

FOUNDED = "县水利局与农业局组建了抗旱督查组，对各乡镇的水井进行检查。"
LED = "抗旱督查组组长王建国检查了各乡镇的水井。"


@pytest.fixture(scope="module")
def over(lexicon: Lexicon) -> Callable[[str], Pipeline]:
    encoder = BundledEncoder()
    return lambda text: pipeline_over((Article("a", "抗旱", (), "zh", text),), encoder, lexicon)


@pytest.mark.parametrize("question", ["抗旱督查组的组长是谁？", "Who is the head of the drought inspection group?"])
def test_an_office_is_held_by_a_person_and_not_by_what_it_belongs_to(question, over) -> None:
    assert over(FOUNDED).attempt(question).confidence == 0
    answer = over(LED).attempt(question)
    assert answer.confidence > 0
    [citation] = answer.citations
    assert ["王建国" in LED[start:end] for start, end in citation.highlights] == [True]


@pytest.mark.parametrize(
    "question", ["抗旱督查组的副书记是谁？", "Who is the captain of the drought inspection group?"]
)
def test_the_holder_of_another_office_is_no_answer(question, over) -> None:
    assert over(LED).attempt(question).confidence == 0


@pytest.mark.parametrize(
    "question",
    [
        "督查组在哪个村检查了水井？",
        "谁主持了水井检查？",
        "In which village were the wells inspected?",
        "Who presided over the inspection of the wells?",
    ],
)
def test_where_nothing_of_the_sort_is_named_nothing_is_told(question, over) -> None:
    assert over(FOUNDED).attempt(question).confidence == 0


def test_a_village_that_is_named_is_told(over) -> None:
    text = "督查组在东胜乡红日村检查了水井。"
    for question in ("督查组在哪个村检查了水井？", "In which village were the wells inspected?"):
        answer = over(text).attempt(question)
        assert answer.confidence > 0
        assert [text[slice(*mark)] for mark in answer.citations[0].highlights] == ["东胜乡红日村"]
    answer = over(text).attempt("红日村属于哪个乡？")
    assert [text[slice(*mark)] for mark in answer.citations[0].highlights] == ["东胜乡"]


@pytest.mark.parametrize(
    ("question", "office"),
    [
        ("组长是谁？", "组长"),
        ("公司的总经理叫什么名字？", "总经理"),
        ("校长叫什么？", "校长"),
        ("谁担任第一书记？", "书记"),
        ("谁组建了督查组？", ""),
        ("由谁负责施工？", ""),
        ("Who is the mayor?", "mayor"),
        ("Who was the contractor?", ""),
        ("Who led the children?", ""),
        ("Where does the woman who is the mayor live?", ""),
    ],
)
def test_whether_an_office_is_asked_after(question, office) -> None:
    assert understand(ask_query(question)).office == office


def test_a_title_is_told_where_there_is_one(over) -> None:
    for question in ("督查组唱了什么歌？", "Which song did the inspection group sing?"):
        assert over("抗旱督查组在晚会上唱歌、跳舞。").attempt(question).confidence == 0
        assert over("抗旱督查组在晚会上唱了《丰收》。").attempt(question).confidence > 0


@pytest.mark.parametrize(
    ("wanted", "ending", "words", "whole"),
    [
        ("place", "村屯", "各乡镇", False),
        ("place", "村屯", "红日村委会", True),
        ("place", "乡镇", "各乡镇", False),
        ("place", "镇", "该镇", False),
        ("place", "村屯", "全胜村", True),
        ("place", "市", "苏州", True),
        ("place", "", "各乡镇", True),
        ("organisation", "司厂团", "华为", True),
    ],
)
def test_only_a_sort_of_place_is_told_by_its_name(wanted, ending, words, whole) -> None:
    assert (sort_fit(Asked(wanted, ending=ending), words) == 1) is whole
