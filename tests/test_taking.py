"""What a visitor takes away: Markdown in which nothing that an article says is more than text."""

import re
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from taobeiqa.serving.reader import whole_article
from taobeiqa.serving.session import Reading, Session
from taobeiqa.serving.taken import answer_markdown, as_text, in_one_line, question_markdown
from taobeiqa.serving.taking import taking
from taobeiqa.serving.talk import conversation, masthead
from tests.test_chat_panel import Text, after, answered, article, library

HOSTILE = [
    "<script>alert(1)</script>",
    '<img src=x onerror="alert(1)">',
    "<!-- gone -->",
    "![图](http://evil.example/x.png)",
    "[按此](javascript:alert(1))",
    "[按此][1]",
    "[1]: http://evil.example",
    "<http://evil.example>",
    "http://evil.example/a_b_c",
    "www.evil.example",
    "a.b@evil.example",
    "**粗** _斜_ ~~删~~ `码`",
    "# 题",
    "1. 一",
    "2) 二",
    "- 三",
    "+ 四",
    "> 五",
    "---",
    "===",
    "***",
    "```\n码\n```",
    "    四格",
    "| a | b |\n|---|---|\n| c | d |",
    "&lt;b&gt; &amp; &#60;",
    "行尾\\",
    "\\<b>",
    "$x$ [^1] [[wiki]]",
    "第一行  \n第二行",
]
PLAIN = {"paragraph_open", "paragraph_close", "inline"}
INLINE = {"text", "softbreak", "hardbreak"}


def rendered(markdown: str) -> tuple[set[str], str]:
    """The kinds of what a reader of Markdown with everything on makes of it, and the text that it shows."""
    kinds, text = set(), []
    for token in MarkdownIt("gfm-like", {"linkify": False}).parse(markdown):
        kinds.add(token.type)
        for child in token.children or ():
            kinds.add(child.type)
            text.append("\n" if child.type.endswith("break") else child.content)
    return kinds, "".join(text)


@pytest.mark.parametrize("text", HOSTILE)
def test_text_stays_text(text):
    kinds, shown = rendered(as_text(text))
    assert kinds <= PLAIN | INLINE
    assert shown == "\n".join(line.strip(" \t") for line in text.split("\n"))


@given(st.text(alphabet=st.sampled_from(list("<>[]()!*_`~#-+=|&;:/.@\\$^{}0a中 \n\t")), max_size=40))
def test_no_text_becomes_anything_else(text):
    kinds, shown = rendered(as_text(text))
    assert kinds <= PLAIN | INLINE
    assert re.sub(r"\s", "", shown) == re.sub(r"\s", "", text)


@pytest.mark.parametrize(
    "text", ["http://a.example", "HTTPS://a.example", "www.a.example", "去a.example看", "a@b.example"]
)
def test_no_program_finds_an_address_in_it(text):
    written = as_text(text)
    assert not re.search(r"(?<!\\)://|www\.|\w\.[a-z]|(?<!\\)@", written)
    assert rendered(written)[1] == text


def test_figures_and_chinese_are_left_as_they_are():
    text = "3.2亿元（12,736人），增长0.5%；“良方”——2019-12-31"
    assert as_text(text) == text


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


@pytest.mark.parametrize("text", [text for text in HOSTILE if "<!--" not in text])  # a comment is no part of an article
def test_a_hostile_article_is_copied_as_text(text):
    line = in_one_line(text)
    quoted = f"共53个村{' '.join(text.split())}。"
    of = article(f"# 题\n\n{quoted}", title=f"某县{text}", newspaper=text, authors=(text,), url=text)
    answer = answered(of, quoted, "53")
    answer = replace(answer, text=quoted)
    kinds, _ = rendered(answer_markdown(answer, library(of), "zh-Hans"))
    lists = {
        f"{name}_{end}" for name in ("ordered_list", "list_item", "blockquote", "strong") for end in ("open", "close")
    }
    assert kinds <= PLAIN | INLINE | lists
    assert line in answer_markdown(answer, library(of), "zh-Hans")
    kinds, shown = rendered(question_markdown(text))
    assert kinds <= PLAIN | INLINE | {"heading_open", "heading_close"}
    assert shown == " ".join(text.split())


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
