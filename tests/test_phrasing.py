"""What of a message is the question: the same is asked however it is phrased, and nothing of it is lost."""

import pytest

from taobeiqa.answering.query import ask_query

ENGLISH = ("how many wells were drilled in Huixi?", "who opened the Huixi bridge?")
CHINESE = ("惠溪镇打了多少口水井？", "惠溪大桥是谁剪的彩？")


@pytest.mark.parametrize("question", ENGLISH)
@pytest.mark.parametrize(
    "phrased",
    [
        "Hi! {}",
        "Hello there, {}",
        "I'm writing a report: {}",
        "Could you please tell me {}",
        "Can you find out {}",
        "Do you know {}",
        "Please tell us: {}",
        "I would like to know {}",
        "I was wondering {}",
        "Any idea {}",
        "According to the article, {}",
        "Based on these newspaper articles, {}",
        "In the reports, {}",
    ],
)
def test_what_is_said_before_an_english_question_is_no_part_of_it(phrased: str, question: str) -> None:
    assert ask_query(phrased.format(question)).text == question


@pytest.mark.parametrize("question", ENGLISH)
@pytest.mark.parametrize(
    "phrased",
    [
        "{}, please?",
        "{} according to the articles?",
        "{}, as reported in the story?",
        "{} in these articles?",
        "{}, based on the report?",
    ],
)
def test_what_is_said_behind_an_english_question_is_no_part_of_it(phrased: str, question: str) -> None:
    assert ask_query(phrased.format(question.removesuffix("?"))).text == question


@pytest.mark.parametrize("question", CHINESE)
@pytest.mark.parametrize(
    "phrased",
    ["根据文章，{}", "据报道：{}", "文中提到，{}", "报道里说的{}", "在这篇文章中，{}", "这几篇报道里{}", "文章称，{}"],
)
def test_what_is_said_before_a_chinese_question_is_no_part_of_it(phrased: str, question: str) -> None:
    assert ask_query(phrased.format(question)).text == question


@pytest.mark.parametrize(
    ("typed", "asked"),
    [
        ("How many wells do the reports speak of in Huixi?", None),
        ("How many new wells in Huixi do the reports speak of?", "How many new wells in Huixi?"),
        ("Who is the teacher in the report who plays the flute?", "Who is the teacher who plays the flute?"),
        ("What is the floor area mentioned in the article?", "What is the floor area?"),
        ("文中那位吹笛子的老师姓什么？", "那位吹笛子的老师姓什么？"),
    ],
)
def test_within_a_question_too(typed: str, asked: str | None) -> None:
    assert ask_query(typed).text == (asked or typed)


@pytest.mark.parametrize(
    "question",
    [
        "According to the report on the bridge, how many wells were drilled?",
        "According to the plan, how many wells were drilled?",
        "Who wrote the article?",
        "What does the article say about the bridge?",
        "What do the articles mention?",
        "How many articles are there?",
        "What goals are set in the report?",
        "Which newspaper printed the text of the notice?",
        "Do you know?",
        "Tell me about the bridge",
        "文章是谁写的？",
        "文章里讲了什么？",
        "文章里没提到哪座桥？",
        "作文中有多少错别字？",
        "那篇讲大桥的报道是谁写的？",
        "据统计，打了多少口水井？",
    ],
)
def test_what_asks_for_an_article_or_names_one_stays(question: str) -> None:
    assert ask_query(question).text == question
