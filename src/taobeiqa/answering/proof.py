"""Citations, and the check that every figure in an answer stands in one."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from taobeiqa.records import Article, Citation, Passage, Span
from taobeiqa.text.dates import dates
from taobeiqa.text.quantities import Quantity, numerals, quantities
from taobeiqa.text.script import squeezed
from taobeiqa.text.units import Kind

_ENDS = '.,;:。，；：“”"'
"""Marks at the ends of quoted words that do not count, as `squeezed` writes them."""
_COUNTS: frozenset[Kind] = frozenset({"count", "people", "households"})


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


def place_of(words: str, passage: Passage) -> Span | None:
    """Where words stand in a passage, as offsets into the article; None if they do not, or cut a figure of it in two.

    Compared after NFKC and without white space; the marks at their ends do not count.
    """
    wanted = squeezed(words).strip(_ENDS)
    plain, origins = [], []
    for place, char in enumerate(passage.text):
        for one in squeezed(char):
            plain.append(one)
            origins.append(place)
    found = "".join(plain).find(wanted) if wanted else -1
    if found < 0:
        return None
    start, end = origins[found], origins[found + len(wanted) - 1] + 1
    if any(one.start < edge < one.end for one in quantities(passage.text) for edge in (start, end)):
        return None
    return passage.start + start, passage.start + end


def unproven_figures(answer: str, quotations: Iterable[str]) -> list[str]:
    """The figures and dates of an answer that stand in no quotation, however they are written there."""
    values: set[Decimal] = set()
    days: set[str] = set()
    for quotation in quotations:
        values |= {quantity.value for quantity in quantities(quotation)} | numerals(quotation)
        days |= {part for _, _, normal in dates(quotation) for part in (normal, *normal.split("-"))}
    missing = [answer[q.start : q.end] for q in quantities(answer) if q.value not in values]
    return missing + [answer[start:end] for start, end, normal in dates(answer) if normal not in days]


def is_same_figure(one: Quantity, other: Quantity) -> bool:
    """Whether a figure is one of its proof: 60 is 60 towns and 60个镇, but not 60%."""
    if one.value != other.value:
        return False
    if one.kind in _COUNTS:
        return other.kind in _COUNTS or (not one.measure and other.kind != "share")
    return one.unit == other.unit
