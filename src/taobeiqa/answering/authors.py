"""Whether a question for an author is one for who wrote an article."""

from __future__ import annotations

import re
from collections.abc import Sequence

from taobeiqa.records import Hit, Query
from taobeiqa.retrieval.index import Index
from taobeiqa.text.script import fold

_WORK = re.compile("《([^》]+)》")


def of_an_article(query: Query, hits: Sequence[Hit], index: Index) -> bool:
    """Whether a question for an author may be one for that of an article: of one with a byline, and not of a work that
    it names and that is no article.
    """
    works = [match.group(1) for match in _WORK.finditer(fold(query.text))]
    titles = [fold(article.title) for article in index.articles.values()]
    if works and not any(work in title for work in works for title in titles):
        return False
    found = {hit.passage.article_id for hit in hits}
    return any(passage.kind == "byline" and passage.article_id in found for passage in index.passages)
