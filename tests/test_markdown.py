"""Text of articles inside Markdown: a Markdown parser of another make shows it as it is written, and nothing else."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.token import Token

from taobeiqa.serving.markdown import plain, quoted

PARSERS = [MarkdownIt("commonmark"), MarkdownIt("gfm-like", {"linkify": False})]
# What Markdown and HTML are made of, in pieces that make something of each other.
MARKS = [*"\\`*_~$[]()<>!#+-=|&;:.@/'\"\n\t 1a中。", "![", "](", "]: ", "```", "---", "***", "2016.", "1) "]
WORDS = ["http://a.b", "https://", "www.a.b", "a@b.c", "&lt;", "&#60;", "\n\n", "  \n", "    "]
TAGS = ["<b>", "<script>", "<!--", "-->", "<img src=x>"]
PIECES = st.sampled_from([*MARKS, *WORDS, *TAGS])
TEXTS = st.lists(PIECES, min_size=1, max_size=12).map("".join).filter(lambda text: text.strip(" \n\t"))
HOSTILE = [
    "---\n\n---",
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
    "题 ##",
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
    "$x$ x^2^ [^1] [[wiki]]",
    "第一行  \n第二行",
]
"""Texts of which a program would make something that no article says, if it were let."""
TEXT = {"text", "code_inline"}


def rendered(markdown: str) -> tuple[list[str], list[str]]:
    """The kinds of what a reader of Markdown with everything on makes of it, and the text of each of its lines."""
    blocks = PARSERS[1].parse(markdown)
    pieces = [block.children or [] for block in blocks if block.type == "inline"]
    kinds = [block.type for block in blocks] + [piece.type for line in pieces for piece in line]
    return kinds, ["".join(piece.content for piece in line) for line in pieces]


def inline(parser: MarkdownIt, markdown: str) -> list[Token]:
    """The pieces of the one paragraph that some Markdown has to be."""
    blocks = parser.parse(markdown)
    assert [block.type for block in blocks] == ["paragraph_open", "inline", "paragraph_close"], markdown
    return blocks[1].children or []


def on_one_line(text: str) -> str:
    """A text as it is to be shown."""
    return re.sub(" +", " ", re.sub(r"[\n\t]", " ", text)).strip(" ")


@pytest.mark.parametrize("parser", PARSERS, ids=["commonmark", "all on"])
@given(text=TEXTS)
@settings(deadline=None, max_examples=300)
def test_plain_text_is_shown_as_it_is_and_is_nothing_but_text(parser: MarkdownIt, text: str) -> None:
    shown = inline(parser, f"{plain(text)} [1]")
    assert {piece.type for piece in shown} <= TEXT
    assert "".join(piece.content for piece in shown) == f"{on_one_line(text)} [1]"


@pytest.mark.parametrize("parser", PARSERS, ids=["commonmark", "all on"])
@given(text=TEXTS)
@settings(deadline=None, max_examples=300)
def test_a_heading_of_plain_text_is_that_text(parser: MarkdownIt, text: str) -> None:
    opened, line, closed = parser.parse(f"## {plain(text)}")
    assert (opened.tag, closed.tag) == ("h2", "h2")
    assert {piece.type for piece in line.children or ()} <= TEXT
    assert "".join(piece.content for piece in line.children or ()) == on_one_line(text)


@pytest.mark.parametrize("parser", PARSERS, ids=["commonmark", "all on"])
@given(first=TEXTS, second=TEXTS)
@settings(deadline=None, max_examples=300)
def test_two_pieces_of_a_line_make_nothing_of_each_other(parser: MarkdownIt, first: str, second: str) -> None:
    line = f"**{first}** {second}"
    shown = inline(parser, f"**{plain(first, line)}** {plain(second, line)}")
    kinds = [piece.type for piece in shown if piece.type not in TEXT]
    assert kinds == ["strong_open", "strong_close"]
    assert "".join(piece.content for piece in shown) == f"{on_one_line(first)} {on_one_line(second)}"


@pytest.mark.parametrize("text", HOSTILE)
def test_text_stays_text(text: str) -> None:
    kinds, shown = rendered(plain(text))
    assert set(kinds) <= TEXT | {"paragraph_open", "paragraph_close", "inline"}
    assert shown == [on_one_line(text)]


@pytest.mark.parametrize(
    "text",
    ["http://a.example", "HTTPS://a.example", "www.a.example", "去a.example看", "a@b.example", "@somebody", "a/b.md"],
)
def test_no_program_finds_an_address_in_it(text: str) -> None:
    """Those that look for one leave code alone, and text with a backslash before its point."""
    written = re.sub(r"`[^`]*`", "", plain(text))
    assert not re.search(r"//|www\.|@|\w\.[a-z]", written)
    assert rendered(plain(text))[1] == [text]


@pytest.mark.parametrize("parser", PARSERS, ids=["commonmark", "all on"])
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
        ("[^1] [[图]]", r"\[^1] \[[图\]]"),
        ("10^8", "10^8"),
        ("题 #", r"题 \#"),
        ("--", r"\--"),
        ("@somebody：@某人", "`@somebody`：@某人"),
        ("pages/1.txt", r"pages/1\.txt"),
        ("The U.S. and 3.2 m", "The U.S. and 3.2 m"),
        ("3.2亿元（12,736人），增长0.5%；“良方”——2019-12-31", "3.2亿元（12,736人），增长0.5%；“良方”——2019-12-31"),
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
