"""Who wrote an article, who took its pictures, which newspaper ran it: what its byline and its dateline answer."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from taobeiqa.answering.candidates import Candidate
from taobeiqa.records import Hit, Passage, Query, Span
from taobeiqa.retrieval.index import Index
from taobeiqa.text.bylines import Credit, credited, newspaper
from taobeiqa.text.script import fold

_WORK = re.compile("《([^》]+)》")
_SUPPORT = 4.0
"""How fast the odds grow with how much of the question the article speaks of: nought where it is half."""


def of_an_article(query: Query, credit: Credit, hits: Sequence[Hit], index: Index) -> bool:
    """Whether a question for a credit may be one for that of an article: of one that was found and gives credits of the
    sort, and not of a work that it names and that is no article.
    """
    works = [match.group(1) for match in _WORK.finditer(fold(query.text))]
    titles = [fold(article.title) for article in index.articles.values()]
    if works and not any(work in title for work in works for title in titles):
        return False
    found = {hit.passage.article_id for hit in hits}
    return any(_tells(passage, credit) for passage in index.passages if passage.article_id in found)


def crediting(candidates: Sequence[Candidate], credit: Credit, index: Index) -> list[Candidate]:
    """What tells the credit of each article that was hit, each as good as the best sentence of its article; without a
    span where a byline credits nobody with what was asked. Bylines are known by their form: whether it is the article
    that is asked about is all that the odds tell.
    """
    best: dict[str, Candidate] = {}
    for candidate in candidates:
        article = candidate.hit.passage.article_id
        if article not in best or candidate.score > best[article].score:
            best[article] = candidate
    found = []
    for passage in index.passages:
        speaks = best.get(passage.article_id)
        if speaks is not None and _tells(passage, credit):
            place = _place(passage, credit)
            span = (passage.start + place[0], passage.start + place[1]) if place else None
            telling = replace(
                speaks,
                hit=replace(speaks.hit, passage=passage),
                sentence=passage.sentences[0],
                span=span,
                fit=speaks.support,
                odds=_SUPPORT * (speaks.support - 0.5),
            )
            found.append(telling)
    return found


def _tells(passage: Passage, credit: Credit) -> bool:
    if credit == "newspaper":
        return passage.kind == "paragraph" and newspaper(passage.text) is not None
    return passage.kind == "byline"


def _place(passage: Passage, credit: Credit) -> Span | None:
    """Where a passage names who is credited, offsets into it."""
    return newspaper(passage.text) if credit == "newspaper" else credited(passage.text, credit)
