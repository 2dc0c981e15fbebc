"""Chit-chat, questions about the program, and what a refusal tells: over an invented newspaper."""

from __future__ import annotations

import pytest

from taobeiqa.answering.refusal import NOT_SAID
from taobeiqa.answering.small_talk import may_be_of_articles, reply, small_talk
from taobeiqa.pipeline import Pipeline, build_index, open_pipeline
from taobeiqa.records import Article
from taobeiqa.serving.session import Session
from taobeiqa.serving.talk import conversation
from taobeiqa.settings import Settings

ORCHARD = """---
title: 苹果园迎来丰收
authors: [吕安]
language: zh
---
# 苹果园迎来丰收

今年秋天，云溪县苹果园收获苹果820吨，有64名果农参加采摘。果园里还养了蜜蜂。
"""
MUSEUM = """---
title: Toy Museum Moves
authors: [Anna Lee]
language: en
---
# Toy Museum Moves

The toy museum of Fairport moved to Mill Street in 2017. It shows 1,900 dolls and 75 model trains.
"""


@pytest.fixture(scope="module")
def paper(tmp_path_factory: pytest.TempPathFactory) -> Pipeline:
    folder = tmp_path_factory.mktemp("paper")
    (folder / "corpus" / "articles").mkdir(parents=True)
    (folder / "corpus" / "articles" / "orchard.md").write_text(ORCHARD, encoding="utf-8")
    (folder / "corpus" / "articles" / "museum.md").write_text(MUSEUM, encoding="utf-8")
    chosen = Settings(corpus=folder / "corpus", index=folder / "index")
    build_index(chosen)
    return open_pipeline(chosen)


@pytest.mark.parametrize(
    ("message", "topic"),
    [
        *(("hi", "greeting"), ("Hello there!", "greeting"), ("How are you?", "greeting"), ("Good morning", "greeting")),
        *(("你好", "greeting"), ("您好！", "greeting"), ("在嗎？", "greeting"), ("早上好", "greeting")),
        *(("Thanks a lot!", "thanks"), ("thank you very much", "thanks"), ("谢谢你", "thanks"), ("謝謝！", "thanks")),
        *(("bye", "goodbye"), ("See you later", "goodbye"), ("再見", "goodbye"), ("拜拜", "goodbye")),
        *(("test", "test"), ("testing 123", "test"), ("测试", "test"), ("測試一下", "test")),
        *(("Who are you?", "who"), ("are you an AI?", "who"), ("Hi, who are you", "who"), ("你是谁？", "who")),
        *(("你是機器人嗎？", "who"), ("請問您是誰？", "who"), ("你好，介绍一下你自己", "who")),
        *(("What can you do?", "what"), ("help", "what"), ("你能做什么？", "what"), ("我可以問什麼？", "what")),
        *(("How do you work?", "how"), ("你是怎么工作的？", "how"), ("怎么用？", "how")),
        *(("Which articles do you have?", "articles"), ("How many articles are there?", "articles")),
        *(("有哪些文章？", "articles"), ("你们收录了多少篇文章？", "articles"), ("你有哪些報道？", "articles")),
        *(
            ("Can you speak English?", "english"),
            ("do you understand Chinese", "english"),
            ("你会说英语吗？", "english"),
        ),
    ],
)
def test_messages_that_ask_nothing_of_the_articles(message: str, topic: str) -> None:
    assert small_talk(message) == topic


@pytest.mark.parametrize(
    "question",
    [
        "How are you doing against poverty in Fairport?",
        "Hello Kitty dolls: how many are there?",
        "Who are you going to thank for the harvest?",
        "What can you do about bees?",
        "Which articles speak of apples?",
        "How many articles does the law have?",
        "How do you work the land?",
        "Thank you letters: how many were sent?",
        "What is the test score?",
        "Can you speak English in the museum?",
        "2017",
        "And in 2017?",
        "你好吗公司有多少人？",
        "谢谢大家的是谁？",
        "有哪些文章说到苹果？",
        "测试了多少次？",
        "你能告诉我有多少名果农吗？",
        "怎么用蜜蜂授粉？",
        "再见了，老果园是哪一年写的？",
    ],
)
def test_a_message_that_says_a_word_more_is_a_question(question: str) -> None:
    assert small_talk(question) is None


@pytest.mark.parametrize(
    "message", ["hello", "Thanks!", "Who are you?", "Which articles do you have?", "你好", "你是誰？"]
)
def test_the_reply_cites_nothing_and_lists_passages_as_a_refusal_does(paper: Pipeline, message: str) -> None:
    told = paper.ask(message).to_json()
    assert (told["abstained"], told["aside"], told["citations"]) == (True, True, [])
    assert len(told["passages"]) > 0
    assert not told["answer"]["text"].startswith(tuple(NOT_SAID.values()))
    assert len(told["answer"]["text"]) <= 200


def test_the_reply_names_what_the_index_holds_in_the_askers_language(paper: Pipeline) -> None:
    english, chinese = paper.ask("What can you do?").text, paper.ask("你会做什么？").text
    for text in (english, chinese):
        assert "2" in text
        assert "苹果园迎来丰收" in text
        assert "Toy Museum Moves" in text
    assert english.startswith("I answer")
    assert chinese.startswith("我从")


def test_as_many_titles_as_there_is_room_for_translated_where_they_are() -> None:
    articles = [Article(str(number), "题" * 60, (), "zh", "") for number in range(1200)]
    told = reply("articles", "zh", articles, {})
    assert told == f"一共收录了1,200篇文章：《{'题' * 60}》《{'题' * 60}》等。"
    assert (
        reply("articles", "en", articles[:1], {"0": "Title"}) == "There is one indexed article to ask about: “Title”."
    )
    assert reply("greeting", "en", [], {}) == "Hello!"


def test_only_what_is_not_said_to_the_program_may_be_answered_by_articles() -> None:
    for message, may in (("How does this work?", True), ("help", True), ("Who are you?", False), ("你是谁", False)):
        topic = small_talk(message)
        assert topic is not None
        assert may_be_of_articles(message, topic) is may
    assert not may_be_of_articles("hello", "greeting")


def test_a_thank_you_does_not_break_a_conversation(paper: Pipeline) -> None:
    session = Session("en")
    for question in ("How many dolls does the toy museum show?", "Thanks!", "And how many model trains?"):
        turn = session.begin(question)
        turn.answer = paper.ask(question, before=session.before(turn))
        session.finish(turn)
    first, second, third = session.turns
    assert (first.answer.aside, second.answer.aside, third.answer.aside) == (False, True, False)
    assert "75" in third.answer.text
    assert session.before(third) is first.answer


def test_the_chat_shows_a_reply_without_passages_and_asks_no_opinion_of_it(paper: Pipeline) -> None:
    session = Session("en")
    turn = session.begin("hello")
    turn.answer = paper.ask("hello")
    session.finish(turn)
    shown = conversation(session, feedback=True)
    assert "Toy Museum Moves" in shown
    assert "tq-abstained" not in shown
    assert "tq-link" not in shown
    assert "tq-thumbs" not in shown
    assert session.shown is None


@pytest.mark.parametrize(
    ("question", "told"),
    [
        ("How many dolls are there in Beijing?", "They never mention Beijing."),
        ("How many dolls were shown in 1998?", "They never mention 1998."),
        ("How many penguins does the museum keep?", "They never mention penguins."),
        ("Who won the World Cup in 1998?", "They never mention World Cup or 1998."),
        ("上海的苹果园收获多少吨？", "文中没有提到“上海”。"),
        ("1998年收获多少吨苹果？", "文中没有提到“1998年”。"),
        ("王丽摘了多少苹果？", "文中没有提到“王丽”。"),
        ("果園裡有多少企鵝？", "文中没有提到“企鵝”。"),
    ],
)
def test_a_refusal_tells_what_the_articles_never_mention(paper: Pipeline, question: str, told: str) -> None:
    answer = paper.attempt(question)
    assert answer.refusal == NOT_SAID[answer.language] + (" " if answer.language == "en" else "") + told


@pytest.mark.parametrize(
    "question",
    [
        "How many bees died in Yunxi?",
        "How many apples did Fairport eat in 2017?",
        "How many apples did Lü An eat?",
        "云溪县有多少玩具火车？",
        "菲尔波特二〇一七年有多少苹果？",
    ],
)
def test_what_stands_in_an_article_in_either_language_is_not_called_unmentioned(paper: Pipeline, question: str) -> None:
    told = paper.attempt(question).refusal
    assert told.startswith(NOT_SAID[paper.attempt(question).language])
    for word in ("bees", "Yunxi", "apples", "Fairport", "Lü An", "2017", "云溪", "玩具", "火车", "苹果"):
        assert "提到" not in told or word not in told.partition("提到")[2]
        assert "mention" not in told or word not in told.partition("mention")[2]


def test_a_refusal_tells_what_was_looked_for_where_nothing_is_missing(paper: Pipeline) -> None:
    english = paper.attempt("How much did the museum cost in Mill Street?").refusal
    assert english == "The articles do not say. Looked for a figure near: museum, cost, Mill Street."
    chinese = paper.attempt("云溪县苹果园的苹果是谁摘的？").refusal
    assert chinese == "文章里没有说到。查找的是与“云溪县”“苹果园”“苹果”有关的人物。"
    assert paper.ask("上海的苹果园收获多少吨？").text == "文章里没有说到。文中没有提到“上海”。"
