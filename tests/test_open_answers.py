"""Questions that several sentences answer: each is cited, and what is told is what they say."""

from __future__ import annotations

import pytest

from taobeiqa.answering.compose import MAX_CHARS, in_turn
from taobeiqa.answering.open_answers import is_open
from taobeiqa.answering.query import ask_query
from taobeiqa.pipeline import pipeline_over
from taobeiqa.records import Article
from taobeiqa.retrieval.encoders import BundledEncoder
from taobeiqa.retrieval.lexicon import Lexicon


@pytest.mark.parametrize(
    ("question", "is_one"),
    [
        ("村里为什么要修水渠？", True),
        ("村里为啥修水渠？", True),
        ("水渠咋修的？", True),
        ("学校怎样帮助住校的孩子？", True),
        ("镇上采取了哪些措施？", True),
        ("合作社给农户带来了什么？", True),
        ("水渠有多长？", False),
        ("谁修了水渠？", False),
        ("水渠修好了吗？", False),
        ("Why was the canal repaired?", True),
        ("How do the teachers help boarders?", True),
        ("What measures did the town take?", True),
        ("How many teachers help boarders?", False),
        ("How long is the canal?", False),
        ("Who repaired the canal?", False),
    ],
)
def test_what_asks_for_more_than_one_sentence_may_tell(question: str, is_one: bool) -> None:
    assert is_open(ask_query(question)) == is_one


def test_sentences_are_told_one_after_the_other() -> None:
    assert in_turn(["水渠修好了。", "水不再漏。"]) == ("水渠修好了。水不再漏。", 2)
    assert in_turn(["The canal was repaired.", "It leaks no more."]) == (
        "The canal was repaired. It leaks no more.",
        2,
    )


def test_what_there_is_no_room_for_is_not_told_nor_counted() -> None:
    long = "水" * (MAX_CHARS - 5) + "。"
    assert in_turn([long, "水渠修好了。"]) == (long, 1)
    assert in_turn(["水渠修好了。", "水渠修好了。"]) == ("水渠修好了。", 1)


CANAL = "水渠漏水，下游的农田浇不上水，所以村里修了水渠。水渠老旧，也是村里修水渠的原因。今年收成很好。"


def test_a_why_is_answered_with_each_sentence_that_tells_a_reason(lexicon: Lexicon) -> None:
    pipeline = pipeline_over((Article("a", "新闻", (), "zh", CANAL),), BundledEncoder(), lexicon)
    answer = pipeline.ask("村里为什么要修水渠？")
    reasons = [f"{sentence}。" for sentence in CANAL.split("。", 2)[:2]]
    quotes = [citation.quote for citation in answer.citations]
    assert sorted(quotes) == sorted(reasons)
    assert [citation.number for citation in answer.citations] == [1, 2]
    assert answer.text == "".join(quotes)
    assert len(pipeline.ask("今年收成怎么样？").citations) == 1
