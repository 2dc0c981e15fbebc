"""Text of articles inside Markdown: a Markdown parser of another make shows it as it is written, and nothing else."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.token import Token

from taobeiqa.serving.markdown import plain, quoted

PARSERS = [MarkdownIt("commonmark"), MarkdownIt("commonmark").enable(["table", "strikethrough"])]
# What Markdown and HTML are made of, in pieces that make something of each other.
MARKS = [*"\\`*_~$[]()<>!#+-=|&;:.@/'\"\n\t 1a中。", "![", "](", "]: ", "```", "---", "***", "2016.", "1) "]
WORDS = ["http://a.b", "https://", "www.a.b", "a@b.c", "&lt;", "&#60;", "\n\n", "  \n", "    "]
TAGS = ["<b>", "<script>", "<!--", "-->", "<img src=x>"]
PIECES = st.sampled_from([*MARKS, *WORDS, *TAGS])
TEXTS = st.lists(PIECES, min_size=1, max_size=12).map("".join).filter(lambda text: text.strip(" \n\t"))


def inline(parser: MarkdownIt, markdown: str) -> list[Token]:
    """The pieces of the one paragraph that some Markdown has to be."""
    blocks = parser.parse(markdown)
    assert [block.type for block in blocks] == ["paragraph_open", "inline", "paragraph_close"], markdown
    return blocks[1].children or []


def on_one_line(text: str) -> str:
    return re.sub(" +", " ", re.sub(r"[\n\t]", " ", text)).strip(" ")


@pytest.mark.parametrize("parser", PARSERS, ids=["commonmark", "with tables and strikethrough"])
@given(text=TEXTS)
@settings(deadline=None, max_examples=300)
def test_plain_text_is_shown_as_it_is_and_is_nothing_but_text(parser: MarkdownIt, text: str) -> None:
    shown = inline(parser, f"{plain(text)} [1]")
    assert {piece.type for piece in shown} <= {"text", "code_inline"}
    assert "".join(piece.content for piece in shown) == f"{on_one_line(text)} [1]"


@pytest.mark.parametrize("parser", PARSERS, ids=["commonmark", "with tables and strikethrough"])
@given(text=TEXTS)
@settings(deadline=None, max_examples=300)
def test_a_quotation_is_one_piece_of_code_with_every_character(parser: MarkdownIt, text: str) -> None:
    before, code, after = inline(parser, f"[1] {quoted(text)} — {plain(text)}")[:3]
    assert (before.content, code.type, after.type) == ("[1] ", "code_inline", "text")
    assert code.content == re.sub(r"[\n\t]", " ", text)


@given(text=st.text(max_size=40).filter(lambda text: "\n" not in text and "\r" not in text))
@settings(deadline=None)
def test_a_quotation_on_one_line_stands_there_word_for_word(text: str) -> None:
    kept = text.translate(dict.fromkeys(map(ord, "\t\v\f\x1c\x1d\x1e\x1f\x85\u2028\u2029"), " "))
    assert kept in quoted(text)


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("53个贫困村出列。", "53个贫困村出列。"),
        ("下降到0.103%，约3~5个", "下降到0.103%，约3~5个"),
        ("3~5个，10~20户", r"3\~5个，10\~20户"),
        ("It cost $320 million.", "It cost $320 million."),
        ("$3 and $5", r"\$3 and \$5"),
        ("2016.", r"2016\."),
        ("2016. May", r"2016\. May"),
        ("2016.5", "2016.5"),
        ("- 5", r"\- 5"),
        ("-5", "-5"),
        ("# 1", r"\# 1"),
        ("[图](http://a.b/c)", r"[图\](`http://a.b/c`)"),
        ("![x](y)", r"![x\](y)"),
        ("[图]见下", "[图]见下"),
        ("见www.a.cn。", "见`www.a.cn`。"),
        ("<b>重</b>", "&lt;b>重&lt;/b>"),
        ("5 < 6 & 7", "5 < 6 & 7"),
        ("&lt;", "&amp;lt;"),
        ("一行\n二行", "一行 二行"),
        ("孙红\u3000于天慧", "孙红\u3000于天慧"),
    ],
)
def test_only_what_markdown_would_take_for_its_own_is_changed(text: str, written: str) -> None:
    assert plain(text) == written


def test_a_long_text_without_a_blank_is_read_in_no_time_to_speak_of() -> None:
    """Quadratic in its length it would take minutes."""
    assert plain("a" * 20_000) == "a" * 20_000
