"""An answer as Markdown to be taken elsewhere, in which nothing that an article says is more than text."""

from __future__ import annotations

import re

from taobeiqa.records import Answer, Article, Citation
from taobeiqa.serving.source import Library, facts
from taobeiqa.serving.words import WORDS, Interface, Words

_MARK = re.compile(r"[\\`*_\[\]|~$@^]")
_LINE_START = re.compile(r"^(?:[#>+=-]|[0-9]{1,9}(?=[.)](?:\s|$)))", re.MULTILINE)
_ADDRESS = re.compile(r":(?=//)|(?<=\bwww)\.|(?<=\w)\.(?=[a-z])", re.IGNORECASE)
"""What programs make a link of without being asked: the first mark of it that tells."""


def as_text(text: str) -> str:
    """Text that Markdown shows as it is: no link, no image, no HTML, no heading, no list comes of it."""
    lines = "\n".join(line.strip(" \t") for line in re.split(r"\r\n?|\n", text))
    # The entities first, as text: not every program knows < and & with a backslash.
    plain = _MARK.sub(r"\\\g<0>", lines.replace("&", "&amp;").replace("<", "&lt;"))
    plain = _ADDRESS.sub(r"\\\g<0>", plain)
    return _LINE_START.sub(_not_first, plain)


def _not_first(mark: re.Match[str]) -> str:
    return mark[0] + "\\" if mark[0].isdigit() else "\\" + mark[0]


def in_one_line(text: str) -> str:
    """Text as `as_text` has it, without line breaks."""
    return as_text(" ".join(text.split()))


def answer_markdown(answer: Answer, library: Library, language: Interface) -> str:
    """An answer with its citations: title, source and quotation of each, numbered as the answer numbers them."""
    words = WORDS[language]
    numbers = "".join(f" \\[{citation.number}\\]" for citation in answer.citations)
    pieces = [in_one_line(answer.text) + numbers]
    if answer.written_by:
        pieces.append(in_one_line(words.worded(answer.written_by)))
    pieces += [_citation(one, library.articles[one.article_id], language, words) for one in answer.citations]
    return "\n\n".join(pieces) + "\n"


def _citation(citation: Citation, article: Article, language: Interface, words: Words) -> str:
    told = [*facts(article, language), *([words.source(article.url or article.source)] if _named(article) else [])]
    title = " · ".join([f"**{in_one_line(article.title)}**", *map(in_one_line, told)])
    quoted = [as_text(citation.quote)]
    if citation.translation is not None:
        mark = "" if citation.translation_reviewed else f" ({words.unreviewed})"
        quoted.append(as_text(citation.translation) + mark)
    opening = f"{citation.number}. "
    quotation = "\n".join(f"> {line}".rstrip() for line in "\n\n".join(quoted).split("\n"))
    return f"{opening}{title}\n\n" + "\n".join(" " * len(opening) + line for line in quotation.split("\n"))


def _named(article: Article) -> bool:
    return bool(article.url or article.source)


def question_markdown(question: str) -> str:
    """A question as the heading above its answer."""
    return f"## {in_one_line(question)}"
