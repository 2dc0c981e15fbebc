"""Who wrote an article, who took its pictures, which newspaper ran it: what its byline and its dateline answer."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from taobeiqa.answering.candidates import Candidate
from taobeiqa.answering.evidence import Matcher, annotate
from taobeiqa.answering.spans import names_of
from taobeiqa.records import Hit, Passage, Query, Span
from taobeiqa.retrieval.index import Index
from taobeiqa.retrieval.lexicon import Lexicon
from taobeiqa.text.bylines import Credit, credited, newspaper
from taobeiqa.text.script import fold

_WORK = re.compile("《([^》]+)》")
_TOGETHER = re.compile(r"[和跟与同]|除了?|\b(?:with|shared?|alongside|besides|other|else|together)\b|\bco-")
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


def crediting(
    query: Query, credit: Credit, candidates: Sequence[Candidate], index: Index, matcher: Matcher, lexicon: Lexicon
) -> list[Candidate]:
    """What tells the credit of each article that was hit, each as good as the best sentence of its article; without a
    span where a byline credits nobody with what was asked. Bylines are known by their form: whether it is the article
    that is asked about is all that the odds tell. It is likelier where it credits whom the question names: who
    wrote with her, what she alone is no answer to.
    """
    together = _TOGETHER.search(fold(query.text)) is not None
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
            known = _known(passage, place, matcher, lexicon) if place else []
            alone = bool(known) and all(known) and together
            span = (passage.start + place[0], passage.start + place[1]) if place and not alone else None
            support = (1 + speaks.support) / 2 if any(known) else speaks.support
            telling = replace(
                speaks,
                hit=replace(speaks.hit, passage=passage),
                sentence=passage.sentences[0],
                span=span,
                support=support,
                fit=support,
                odds=_SUPPORT * (support - 0.5),
            )
            found.append(telling)
    return found


def _tells(passage: Passage, credit: Credit) -> bool:
    if credit == "newspaper":
        return passage.kind == "paragraph" and newspaper(passage.text) is not None
    return passage.kind == "byline"


def _known(passage: Passage, place: Span, matcher: Matcher, lexicon: Lexicon) -> list[bool]:
    """Of each person named at a place, offsets into the passage, whether the question names them."""
    words = annotate(passage, lexicon).tokens
    matches = matcher.matrix(words).max(axis=0, initial=0.0) >= 1.0
    people = [one for one in names_of(passage, "person", lexicon) if place[0] <= one[0] and one[1] <= place[1]]
    inside = [[n for n, word in enumerate(words) if low <= word.start < high] for low, high in people]
    return [bool(found) and bool(matches[found].all()) for found in inside]


def _place(passage: Passage, credit: Credit) -> Span | None:
    """Where a passage names who is credited, offsets into it."""
    return newspaper(passage.text) if credit == "newspaper" else credited(passage.text, credit)
