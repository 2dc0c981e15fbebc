"""Follow-up questions: which ones lean on the question before, and what becomes of them."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from taobeiqa.answering.conversation import Exchange, leans, may_lean, self_contained, topic_of
from taobeiqa.answering.query import ask_query
from taobeiqa.pipeline import Pipeline


def no_likeness(text: str, others: Sequence[str]) -> list[float]:
    return [0.0] * len(others)


def full(before: str, question: str, person: str | None = None) -> str:
    return self_contained(ask_query(question), Exchange(ask_query(before), person), no_likeness).text


@pytest.mark.parametrize(
    "question",
    [
        "那面积呢？",
        "2020年呢？",
        "其中女生有多少？",
        "每户分到多少？",
        "那麼戶數呢？",
        "每戶分到多少？",
        "And in 2020?",
        "What about rice?",
        "How much each?",
        "So how many hens is that?",
    ],
)
def test_a_question_that_only_goes_on_leans(question: str) -> None:
    assert leans(ask_query(question))


@pytest.mark.parametrize(
    "question",
    ["她是哪里人？", "多少钱？", "在哪儿办的？", "Where was it?", "How long did they take?", "Amount?"],
)
def test_a_question_that_points_back_or_says_little_may_lean(question: str) -> None:
    assert may_lean(ask_query(question))


@pytest.mark.parametrize(
    "question",
    [
        "长春市的图书馆一共有多少册藏书？",
        "那么长春市的图书馆去年一共买了多少册新书？",
        "谁写了关于梨树县玉米收购的报道？",
        "How many books does the Changchun library own?",
        "And how many new books did the Changchun city library buy last year?",
        "Which school did the farmers of Lishu build for their children?",
    ],
)
def test_a_question_that_says_enough_stands_by_itself(question: str) -> None:
    assert not leans(ask_query(question))
    assert not may_lean(ask_query(question))


@pytest.mark.parametrize(
    ("before", "question", "understood"),
    [
        ("2019年梨树县收了多少吨玉米？", "2020年呢？", "2020年梨树县收了多少吨玉米？"),
        ("梨树县收了多少吨玉米？", "2020年呢？", "2020年梨树县收了多少吨玉米？"),
        ("梨树县收了多少吨玉米？", "那农安县呢？", "农安县收了多少吨玉米？"),
        ("讲冰雕节的那篇报道是谁写的？", "图书馆那篇呢？", "图书馆那篇报道是谁写的？"),
        ("鐵路小學有多少個學生？", "師範小學呢？", "師範小學有多少個學生？"),
        ("铁路小学有多少名学生？", "师范小学呢？", "师范小学有多少名学生？"),
        ("How much corn did Lishu grow in 2019?", "And in 2020?", "How much corn did Lishu grow in 2020?"),
        ("How much corn did Lishu grow?", "And in 2020?", "How much corn did Lishu grow in 2020?"),
        ("How many books has Changchun got?", "What about Jilin?", "How many books has Jilin got?"),
        ("Who wrote about the festival?", "And the one about the library?", "Who wrote about the library?"),
        ("How old is the School of Mines?", "And the School of Law?", "How old is the School of Law?"),
    ],
)
def test_another_thing_takes_the_place_of_its_like(before: str, question: str, understood: str) -> None:
    assert full(before, question) == understood


def test_a_thing_takes_the_place_of_the_likest_word() -> None:
    def likeness(text: str, others: Sequence[str]) -> list[float]:
        return [0.6 if other == "玉米" else 0.1 for other in others]

    before = Exchange(ask_query("梨树县收了多少吨玉米？"))
    assert self_contained(ask_query("那大豆呢？"), before, likeness).text == "梨树县收了多少吨大豆？"
    # Where nothing is like it, it stands beside the question.
    assert self_contained(ask_query("那大豆呢？"), before, no_likeness).text == "大豆，梨树县收了多少吨玉米？"


@pytest.mark.parametrize(
    ("before", "question", "understood"),
    [
        ("梨树县收了多少吨玉米？", "那面积呢？", "梨树县收了吨玉米，面积呢？"),
        ("冰雕节的开幕式是几月几号？", "在哪儿办的？", "冰雕节的开幕式，在哪儿办的？"),
        ("When did the ice festival open?", "Where was it?", "Where was it: the ice festival?"),
        ("When did the fair in Lishu begin?", "And when did it end?", "When did it end: the fair in Lishu?"),
        ("How many shops stand at the east end?", "Who runs them?", "Who runs them: shops stand at the east end?"),
        ("How many farmers sold corn?", "And how much did they earn?", "How much did they earn: farmers sold corn?"),
    ],
)
def test_another_question_is_put_beside_what_the_one_before_was_about(
    before: str, question: str, understood: str
) -> None:
    assert full(before, question) == understood


def test_a_pronoun_is_the_person_that_the_answer_named() -> None:
    assert full("谁办了这家农场？", "她今年多大年纪？", "林小梅").endswith("林小梅今年多大年纪？")
    assert full("Who runs the farm?", "How old is she?", "Lin Xiaomei") == "How old is Lin Xiaomei: runs the farm?"


def test_the_language_of_the_follow_up_is_the_language_of_the_answer() -> None:
    query = self_contained(ask_query("And how much each?"), Exchange(ask_query("村民们缴了保险费吗？")), no_likeness)
    assert query.language == "en"
    assert query.text == "How much each: 村民们缴了保险费吗?"


@pytest.mark.parametrize("question", ["多少？", "Who?", "什么", "How many are there?"])
def test_what_a_question_is_about_may_be_nothing(question: str) -> None:
    assert len(topic_of(ask_query(question))) < len(question)


def test_what_a_question_is_about_in_traditional_script() -> None:
    assert topic_of(ask_query("鐵路小學一共有多少個學生？")) == "鐵路小學學生"


def test_a_conversation(pipeline: Pipeline) -> None:
    """The bundled articles: 12,736 people in 7,001 households, in one sentence."""
    first = pipeline.ask("到报道的时候，洮北稳定脱贫的建档立卡人口有多少？")
    assert "12736" in first.text
    assert first.asked is None
    then = pipeline.ask("那户数呢？", before=first)
    assert "7001" in then.text
    assert then.question == "那户数呢？"
    assert then.asked == then.to_json()["asked"] != then.question
    switched = pipeline.ask("And how many households is that?", before=first)
    assert (switched.language, switched.abstained) == ("en", False)
    assert "7,001" in switched.text
    # A new topic: the same as asked by itself, also where it says little and the articles do not say.
    short = "谁是足球冠军？"
    assert pipeline.ask(short, before=then).text == pipeline.ask(short).text
    assert pipeline.ask(short, before=then).asked is None
    new = "Which company built the village-level solar power stations in Taobei?"
    assert pipeline.ask(new, before=then).text == pipeline.ask(new).text
    assert pipeline.ask(new, before=then).asked is None
