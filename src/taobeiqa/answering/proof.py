"""Citations, and the check that every figure in an answer stands in one."""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import Decimal

from taobeiqa.records import Article, Citation, Passage, Span
from taobeiqa.text.dates import dates, includes
from taobeiqa.text.quantities import numeral, quantities, render
from taobeiqa.text.script import fold

_NUMERALS = re.compile(r"[0-9]+(?:,[0-9]{3})*(?:\.[0-9]+)?|[零〇一二两三四五六七八九十百千万亿]+")


def cite(
    number: int, article: Article, passage: Passage, quote: Span, highlights: Iterable[Span], translation: str | None
) -> Citation:
    """A verbatim quotation of an article.

    Raises:
        ValueError: the quotation does not lie in the passage, or a highlight not in the quotation.
    """
    start, end = quote
    marks = tuple(highlights)
    if not passage.start <= start < end <= passage.end or any(not start <= low < high <= end for low, high in marks):
        raise ValueError(f"quotation {quote} with highlights {marks} does not lie in passage {passage.id}")
    return Citation(
        number=number,
        article_id=article.id,
        passage_id=passage.id,
        title=article.title,
        authors=article.authors,
        published=article.published,
        start=start,
        end=end,
        quote=article.text[start:end],
        highlights=marks,
        translation=translation,
    )


def unproven_figures(answer: str, quotations: Iterable[str]) -> list[str]:
    """The figures and dates of an answer that stand in no quotation, however they are written there."""
    values: set[Decimal] = set()
    days: set[str] = set()
    for quotation in quotations:
        figures = quantities(quotation)
        values |= {quantity.value for quantity in figures} | _numerals(quotation)
        # What is written beside mu in English is proven by them.
        beside = [render(quantity, "en") for quantity in figures if quantity.unit == "mu"]
        values |= {quantity.value for written in beside for quantity in quantities(written)}
        days |= {normal for _, _, normal in dates(quotation)}
    missing = [answer[q.start : q.end] for q in quantities(answer) if q.value not in values]
    return missing + [
        answer[start:end] for start, end, normal in dates(answer) if not any(includes(normal, day) for day in days)
    ]


def _numerals(text: str) -> set[Decimal]:
    found = (numeral(match.group()) for match in _NUMERALS.finditer(fold(text)))
    return {value for value in found if value is not None}
