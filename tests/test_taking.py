"""What a visitor takes away: Markdown in which nothing that an article says is more than text."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from markdown_it import MarkdownIt

from taobeiqa.serving.reader import whole_article
from taobeiqa.serving.session import Reading, Session
from taobeiqa.serving.taken import answer_markdown
from taobeiqa.serving.taking import taking
from taobeiqa.serving.talk import conversation, masthead
from tests.test_chat_panel import Text, after, answered, article, library
from tests.test_markdown import HOSTILE, TEXT, TEXTS, on_one_line, rendered


def test_an_answer_is_copied_with_title_date_source_and_quotation():
    of = article(
        "# 题\n\n前一句。全区共53个贫困村出列。", published="2019-12-31", newspaper="城市晚报", source="pages/1.txt"
    )
    answer = answered(of, "全区共53个贫困村出列。", "53个")
    answer = replace(answer, text="53个贫困村出列。")
    assert answer_markdown(answer, library(of), "zh-Hans") == (
        "53个贫困村出列。 \\[1\\]\n\n"
        "1. **题** · 文／孙红 · 城市晚报 · 2019-12-31 · 来源：pages/1\\.txt\n\n"
        "   > 全区共53个贫困村出列。\n"
    )


def test_the_quotation_and_its_translation_are_one_list_item_each_citation():
    of = article("# 题\n\n共53个村。")
    answer = answered(of, "共53个村。", "53个")
    one = replace(answer.citations[0], translation="53 villages.", translation_reviewed=False)
    answer = replace(answer, citations=(one, replace(one, number=2)), written_by="a_model")
    written = answer_markdown(answer, library(of), "en")
    html = MarkdownIt().render(written)
    assert html.count("<li>") == html.count("<blockquote>") == 2
    assert html.count("<ol>") == 1
    assert "<p>53 villages. (machine translation, not reviewed)</p>" in html
    assert "language model a_model;" in html


PARAGRAPH = ["paragraph_open", "inline", "paragraph_close"]
ITEM = ["list_item_open", *PARAGRAPH, "blockquote_open", *PARAGRAPH, *PARAGRAPH, "blockquote_close", "list_item_close"]
BLOCKS = [*PARAGRAPH, *PARAGRAPH, "ordered_list_open", *ITEM, "ordered_list_close"]


def check_copied(text: str) -> None:
    """That an answer is what it is meant to be where everything in it that can say a text does."""
    of = article("# 题\n\n共53个村。", title=text, newspaper=text, authors=(text,), url=text)
    answer = answered(of, "共53个村。", "53")
    citation = replace(answer.citations[0], quote=text, translation=text, translation_reviewed=False)
    answer = replace(answer, text=text, citations=(citation,), written_by=text)
    kinds, shown = rendered(answer_markdown(answer, library(of), "zh-Hans"))
    line = on_one_line(text)
    assert [kind for kind in kinds if kind not in TEXT] == [*BLOCKS, "strong_open", "strong_close"]
    assert shown == [
        f"{line} [1]",
        on_one_line(f"由语言模型 {text} 表述；数字、日期和人名地名已与引文核对。"),
        f"{line} {on_one_line(f'· 文／{text} · {text} · 来源：{text}')}",
        line,
        f"{line} (机器翻译，未经校对)",
    ]


@pytest.mark.parametrize("text", HOSTILE)
def test_a_hostile_article_is_copied_as_text(text):
    check_copied(text)


@given(text=TEXTS)
@settings(deadline=None)
def test_no_article_makes_anything_else_of_what_is_copied(text):
    check_copied(text)


def test_an_answer_can_be_taken_once_it_is_whole_and_about_the_articles():
    of = article("# 题\n\n共53个村。")
    session = after(answered(of, "共53个村。", "53", asked="洮北有几个村？"))
    [turn], shelf = session.turns, library(of)
    shown = Text(conversation(session, library=shelf))
    [copy], [link] = ([a for _, a, _ in shown.elements if a.get("data-take") == take] for take in ("answer", "link"))
    assert copy["data-text"] == answer_markdown(turn.answer, shelf, "zh-Hans")
    assert link["data-text"] == "洮北有几个村？"
    assert "导出" in masthead(session, 1)
    turn.growing = True
    assert (taking(turn, shelf, "en"), "导出" in masthead(session, 1)) == ("", False)
    turn.growing, turn.answer = False, replace(turn.answer, aside=True)
    assert (taking(turn, shelf, "en"), "导出" in masthead(session, 1)) == ("", False)


@pytest.mark.parametrize("language", ["zh-Hans", "zh-Hant", "en"])
def test_the_articles_are_linked_to_under_any_prefix_in_the_language_of_the_interface(language):
    of = article("# 题\n\n共53个村。", id="某 篇")
    shown = Text(
        masthead(Session(language), 1) + whole_article(Reading(of.id, (5, 11), (5, 10)), library(of), language, True)
    )
    addresses = [attributes["href"] for name, attributes, _ in shown.elements if name == "a"]
    assert addresses == [f"articles?lang={language}", f"articles/%E6%9F%90%20%E7%AF%87?lang={language}#c5"]


def test_only_a_visitor_with_a_key_can_sign_out():
    session = after(answered(article("# 题\n\n共53个村。"), "共53个村。", "53"))
    assert "logout" not in masthead(session, 1)
    session.signed_in = True
    shown = Text(masthead(session, 1))
    [form] = [attributes for name, attributes, _ in shown.elements if name == "form"]
    assert (form["action"], form["method"]) == ("logout", "post")
    assert "退出登录" in shown.text
