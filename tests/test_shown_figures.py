"""Figures beside what they come to, and those that articles give differently."""

from dataclasses import replace

import pytest

from taobeiqa.serving.differing import differing
from taobeiqa.serving.figures import told_figures
from taobeiqa.serving.panel import panel
from tests.test_chat_panel import HOSTILE, Text, after, answered, article, library


def told(text: str, language: str, written: str = "zh") -> dict[str, str]:
    of = article(text, language=written)
    return {text[one.start : one.end]: one.text for one in told_figures(of, [(0, len(text))], language)}


@pytest.mark.parametrize(
    ("text", "language", "shown"),
    [
        ("投入3.2亿元", "en", {"3.2亿元": "CNY 320 million"}),
        ("近7.5亿元", "en", {"近7.5亿元": "nearly CNY 750 million"}),
        ("捐款100万美元", "en", {"100万美元": "USD 1 million"}),
        ("投入3.2亿元", "zh-Hans", {}),
        ("四十三个村", "zh-Hans", {"四十三个": "43"}),
        ("四十三个村", "en", {"四十三个": "43"}),
        ("一个村、四年", "zh-Hans", {}),
        ("耕地3万亩", "zh-Hans", {"3万亩": "3万亩（2000公顷）"}),
        ("耕地3万亩", "zh-Hant", {"3万亩": "3萬畝（2000公頃）"}),
        ("耕地3万亩", "en", {"3万亩": "30,000 mu (2,000 hectares)"}),
        ("下降到百分之六", "zh-Hans", {"百分之六": "6%"}),
        ("下降到6%，53个村", "en", {}),
        ("7001户", "en", {"7001户": "7,001 households"}),
        ("2016年7月18日", "en", {"2016年7月18日": "18 July 2016"}),
        ("2016年", "en", {}),
        ("二○一六年", "zh-Hant", {}),
    ],
)
def test_a_figure_is_told_where_the_reader_gains_by_it(text, language, shown):
    assert told(text, language) == shown


def test_an_english_article_is_told_to_a_reader_of_chinese():
    shown = told("about 320 million yuan for forty-three villages in 2016", "zh-Hant", "en")
    assert shown == {"about 320 million yuan": "約3.2億元", "forty-three": "43"}


def test_the_keyboard_stops_in_the_quotation_only_and_not_often():
    money = "、".join(f"{n}.5亿元" for n in range(1, 9))
    of = article(f"# 题\n\n前有7.5亿元{HOSTILE}。共{money}。")
    answer = answered(of, f"共{money}。", "1.5亿元")
    shown = Text(panel(after(answer, "en"), library(of)))
    figures = [(attributes, text) for _, attributes, text in shown.elements if attributes.get("class") == "tq-figure"]
    assert [text for _, text in figures] == ["7.5亿元", *money.split("、")]
    assert [attributes["tabindex"] for attributes, _ in figures] == ["-1"] + ["0"] * 5 + ["-1"] * 3
    described = {attributes["id"]: text for name, attributes, text in shown.elements if "hidden" in attributes}
    assert [described[a["aria-describedby"]] for a, _ in figures[1:6]] == [a["data-told"] for a, _ in figures[1:6]]
    assert shown.inside("em", "tq-quote") == [f"共{money}。"]
    assert shown.inside("mark") == ["1.5亿元"]


def two(**fields):
    one, other = (
        article("# 甲\n\n其中，改造危房9291户，投入大。", id="a"),
        article(f"# 乙\n\n{HOSTILE}危房2212户。", id="b", title="乙"),
    )
    first, second = (
        answered(one, "其中，改造危房9291户，投入大。", "9291户"),
        answered(other, f"{HOSTILE}危房2212户。", "2212户"),
    )
    citations = (*first.citations, replace(second.citations[0], number=2))
    return replace(first, citations=citations, hits=first.hits + second.hits, **fields), library(one, other)


def test_figures_that_differ_stand_side_by_side_with_their_clauses_and_articles():
    answer, shelf = two()
    shown = Text(panel(after(answer, "en"), shelf))
    [heads, *rows] = [text for name, _, text in shown.elements if name == "tr"]
    assert heads == "FigureAs the article says itArticle"
    assert rows == ["9,291 households改造危房9291户题 [1]", f"2,212 households{HOSTILE}危房2212户乙 [2]"]
    assert {"9291户", "2212户"} <= set(shown.inside("mark"))


def test_one_figure_or_the_words_of_a_model_are_no_table():
    answer, shelf = two()
    assert differing(1, replace(answer, citations=answer.citations[:1]), shelf, "en") == []
    assert differing(1, replace(answer, written_by="a model"), shelf, "en") == []
    unmarked = tuple(replace(one, highlights=()) for one in answer.citations)
    assert differing(1, replace(answer, citations=unmarked), shelf, "en") == []
