"""Articles into passages: a paragraph each, a long one in runs of whole sentences."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal

from taobeiqa.corpus.articles import Paragraph, paragraphs
from taobeiqa.records import Article, Language, Passage, Span
from taobeiqa.text.segment import clauses, sentences

MAX_CHARS: dict[Language, int] = {"zh": 240, "en": 700}
"""The length a passage stays under, in code points. Some 150 tokens of the bundled encoder, which reads 256."""

_BYLINE_CHARS = 80
_BYLINE = re.compile(
    r"^\s*[□■●/／（(]"
    r"|记者|通讯员|作者|特约|摄影|报道[）)]?\s*摄?\s*$"
    r"|(?i:^\s*by\s|\breporters?\b|\bcorrespondents?\b|\bphotos?\b|\bphotographs?\b)"
)


def passages(article: Article) -> list[Passage]:
    """The passages of an article in reading order, with the laws that `Passage` states."""
    found: list[Passage] = []
    headings: dict[int, str] = {}
    for paragraph in paragraphs(article.text):
        text = article.text[paragraph.start : paragraph.end]
        if paragraph.level:
            headings = {level: heading for level, heading in headings.items() if level < paragraph.level}
        context = _context(article.title, list(headings.values()))
        if paragraph.level:
            headings[paragraph.level] = text
        kind: Literal["heading", "paragraph", "byline"] = "heading" if paragraph.level else "paragraph"
        if kind == "paragraph" and _is_byline(article, text):
            kind = "byline"
        for run in _runs(article, paragraph):
            start, end = run[0][0], run[-1][1]
            found.append(
                Passage(
                    id=f"{article.id}:{start}-{end}",
                    article_id=article.id,
                    start=start,
                    end=end,
                    text=article.text[start:end],
                    kind=kind,
                    language=article.language,
                    context=context,
                    sentences=tuple(run),
                )
            )
    return found


def _context(title: str, headings: list[str]) -> str:
    return "\n".join([title, *(heading for heading in headings if heading != title)])


def _is_byline(article: Article, text: str) -> bool:
    """A short paragraph that names an author of the article, or says that it is a reporter's line."""
    if len(text) > _BYLINE_CHARS or len(sentences(text)) > 1 or text.rstrip().endswith(("。", "！", "？", "”")):
        return False
    return any(author in text for author in article.authors) and bool(_BYLINE.search(text))


def _runs(article: Article, paragraph: Paragraph) -> Iterator[list[Span]]:
    """Runs of whole sentences, each as long as fits."""
    limit = MAX_CHARS[article.language]
    run: list[Span] = []
    for start, end in _sentences(article.text, paragraph, limit):
        if run and end - run[0][0] > limit:
            yield run
            run = []
        run.append((start, end))
    if run:
        yield run


def _sentences(text: str, paragraph: Paragraph, limit: int) -> Iterator[Span]:
    for start, end in sentences(text[paragraph.start : paragraph.end]):
        yield from _cut(text, paragraph.start + start, paragraph.start + end, 2 * limit)


def _cut(text: str, start: int, end: int, limit: int) -> Iterator[Span]:
    """A sentence as it is, unless it runs on without end: then at its clauses, and at `limit` where it has none."""
    if end - start <= limit:
        yield start, end
        return
    piece_start = piece_end = start
    for _, clause in clauses(text[start:end]):
        if start + clause - piece_start > limit and piece_end > piece_start:
            yield piece_start, piece_end
            piece_start = piece_end
        while start + clause - piece_start > limit:
            yield piece_start, piece_start + limit
            piece_start += limit
        piece_end = start + clause
    if piece_end > piece_start:
        yield piece_start, piece_end
