"""A sentence that tells what one of many has is preferred where that is asked for, and one with the figure that the
question gives. All sentences are invented.
"""

from decimal import Decimal

import pytest

from taobeiqa.answering.form import form_odds, given_odds
from taobeiqa.answering.query import ask_query
from taobeiqa.answering.question import understand
from taobeiqa.pipeline import pipeline_over
from taobeiqa.records import Article
from taobeiqa.retrieval.encoders import BundledEncoder
from taobeiqa.text.rates import holders

TOTAL = "梨花村的茶园去年向茶农分红36万元。"
RATE = "梨花村的茶园去年向茶农每户分红3000元。"
PER_MU = "梨花村的茶园去年每亩向茶农分红3000元。"
PUPILS = "梨花村有56名学生全部享受助学政策。"


@pytest.mark.parametrize(
    ("question", "each"),
    [
        ("每户分红多少？", True),
        ("种茶每亩收多少钱", True),
        ("茶园每年产茶多少斤？", False),
        ("茶园一共分红多少？", False),
        ("每个村都有哪些茶园？", False),
        ("How much does each household get?", True),
        ("rent per mu", True),
        ("What per cent of the tea is green?", False),
        ("How many villages have a road to each and every household?", False),
        ("How much did the two villages owe each other?", False),
    ],
)
def test_whether_what_one_of_many_has_is_asked_for(question, each):
    assert understand(ask_query(question)).each == each


@pytest.mark.parametrize(
    ("sentence", "language", "tells"),
    [
        (RATE, "zh", True),
        ("二人各拿三万元。", "zh", True),
        ("他月薪6200元。", "zh", True),
        (TOTAL, "zh", False),
        ("The garden paid 3,000 yuan a household.", "en", True),
        ("It costs 0.53 yuan per cubic metre.", "en", True),
        ("The garden paid 360,000 yuan in a year of drought.", "en", False),
        ("Half of them, 40 per cent, are paid.", "en", False),
    ],
)
def test_a_sentence_that_tells_it_is_likelier_to_answer_and_one_that_does_not_is_not(sentence, language, tells):
    odds = form_odds(understand(ask_query("How much is paid per tonne?")), sentence, language)
    assert (odds > 0, odds < 0) == (tells, not tells)
    assert form_odds(understand(ask_query("How much did the garden pay?")), sentence, language) == 0


@pytest.mark.parametrize("question", ["梨花村的茶农每户分到多少钱？", "How much did each tea-growing household get?"])
def test_of_a_total_and_a_share_of_it_the_share_answers(question, lexicon):
    both = pipeline_over((Article("tea", "茶园分红", (), "zh", TOTAL + RATE),), BundledEncoder(), lexicon)
    [citation] = both.attempt(question).citations
    assert citation.quote == RATE
    alone = pipeline_over((Article("tea", "茶园分红", (), "zh", TOTAL),), BundledEncoder(), lexicon)
    assert alone.attempt(question).confidence < both.attempt(question).confidence


@pytest.mark.parametrize("question", ["梨花村的茶农每户分到多少钱？", "How much did each household get?"])
def test_what_is_told_of_another_one_is_less_likely_to_answer(question, lexicon):
    asked = understand(ask_query(question))
    per_mu = form_odds(asked, PER_MU, "zh")
    assert per_mu < 0 < form_odds(asked, RATE, "zh")
    assert form_odds(asked, "The garden paid 3,000 yuan a mu.", "en") < 0
    over = pipeline_over((Article("tea", "茶园分红", (), "zh", PER_MU),), BundledEncoder(), lexicon)
    same = pipeline_over((Article("tea", "茶园分红", (), "zh", RATE),), BundledEncoder(), lexicon)
    assert over.attempt(question).confidence < same.attempt(question).confidence


@pytest.mark.parametrize(
    ("text", "of"),
    [
        ("每户补助500元", {"household"}),
        ("户均增收3000元，人均1200元", {"household", "person"}),
        ("亩均效益1000元", {"land"}),
        ("每吨卖480元", set()),
        ("800 yuan a mu", {"land"}),
        ("500 yuan per poor household", {"household"}),
        ("the 32 families each got a cow", {"household"}),
        ("480 yuan a tonne", set()),
    ],
)
def test_of_whom_or_what_a_rate_is_told(text, of):
    assert holders(text) == of


def test_how_many_get_it_is_not_what_each_gets(lexicon):
    over = pipeline_over((Article("school", "助学", (), "zh", PUPILS),), BundledEncoder(), lexicon)
    assert over.ask("What does each pupil in Lihua receive per term?").abstained


@pytest.mark.parametrize(
    ("question", "given"),
    [
        ("那1.5亿元是哪年投下去的？", {150_000_000}),
        ("Of the 957 who found work, how many went abroad?", {957}),
        ("2018年有多少户？", set()),
        ("Who are the two heads?", set()),
        ("1.5倍是多少？", {Decimal("1.5")}),
    ],
)
def test_the_figures_a_question_gives_are_known_but_for_years_and_what_stands_anywhere(question, given):
    assert understand(ask_query(question)).given == given


def test_the_sentence_with_the_figure_that_a_question_gives_is_likelier_to_answer_and_one_far_from_it_is_not():
    asked = understand(ask_query("Of the 957 who found work, how many went abroad?"))
    here, beside, nowhere = ({957, 20}, {957, 20}), ({20}, {957, 20}), ({20}, {20, 3})
    for language in ("zh", "en"):
        assert given_odds(asked, *here, language) > given_odds(asked, *beside, language) == 0
        assert given_odds(asked, *nowhere, language) < 0
    assert given_odds(understand(ask_query("How many went abroad?")), *nowhere, "en") == 0


@pytest.mark.parametrize("question", ["那36万元是从什么时候开始分的？", "Since when have the 360,000 yuan been paid?"])
def test_it_is_preferred_to_one_with_another_figure(question, lexicon):
    told = "去年5月以来，梨花村向茶农分红36万元。", "去年3月以来，梨花村向茶农分红28万元。"
    for first, second in (told, told[::-1]):
        over = pipeline_over((Article("tea", "茶园分红", (), "zh", first + second),), BundledEncoder(), lexicon)
        assert over.attempt(question).citations[0].quote == told[0]
