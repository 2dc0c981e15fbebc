"""Citations, and the check that every figure and name in an answer stands in one."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from decimal import Decimal

from pypinyin import Style, pinyin

from taobeiqa.records import Article, Citation, Passage, Span
from taobeiqa.retrieval.lexicon import Lexicon
from taobeiqa.text.dates import dates, includes
from taobeiqa.text.pinyin import GENERIC, UNUSUAL
from taobeiqa.text.quantities import Quantity, numerals, quantities, render
from taobeiqa.text.script import fold, is_han, squeezed
from taobeiqa.text.stopwords import MEANING
from taobeiqa.text.units import Kind

_ENDS = '.,;:。，；：“”"'
"""Marks at the ends of quoted words that do not count, as `squeezed` writes them."""
_COUNTS: frozenset[Kind] = frozenset({"count", "people", "households"})
_FIXED = (*GENERIC.items(), *UNUSUAL.items(), *MEANING.items())
"""Chinese that has one English whatever stands beside it."""


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
        figures = quantities(quotation)
        values |= {quantity.value for quantity in figures} | numerals(quotation)
        # What is written beside mu in English is proven by them.
        beside = [render(quantity, "en") for quantity in figures if quantity.unit == "mu"]
        values |= {quantity.value for written in beside for quantity in quantities(written)}
        days |= {normal for _, _, normal in dates(quotation)}
    missing = [answer[q.start : q.end] for q in quantities(answer) if q.value not in values]
    return missing + [
        answer[start:end] for start, end, normal in dates(answer) if not any(includes(normal, day) for day in days)
    ]


def stands_in(told: str, quotation: str, lexicon: Lexicon) -> bool:
    """Whether English words tell nothing but what a Chinese quotation names: the pinyin of characters that stand side
    by side in it, a rendering of a term that stands in it, what names of places and organisations end in, a date.

    This looks the other way than `told.highlighted`, which writes them, and knows nothing of its choices.
    """
    folded = fold(quotation)
    known = {
        rendering.casefold() for _, _, entry in lexicon.glossary_terms(quotation) for rendering in entry.renderings
    }
    known |= {english.casefold() for chinese, english in _FIXED if chinese in folded}
    readings = _readings(folded)

    def tells(words: str) -> bool:
        return words.casefold() in known or _is_day(words, quotation)

    return tells(told) or (bool(told) and all(_covered(part.split(), tells, readings) for part in told.split(", ")))


def _covered(
    words: Sequence[str], tells: Callable[[str], bool], readings: Sequence[frozenset[str]], after_name: bool = False
) -> bool:
    """Whether words are, piece by piece, told or spelt. Two names side by side have to be spelt as one: of two persons
    none may be made up.
    """
    if not words:
        return True
    for end in range(len(words), 0, -1):
        piece = " ".join(words[:end])
        if tells(piece) and _covered(words[end:], tells, readings):
            return True
        if not after_name and _spelt(piece, readings) and _covered(words[end:], tells, readings, after_name=True):
            return True
    return False


def _is_day(words: str, quotation: str) -> bool:
    return bool(dates(words)) and not unproven_figures(words, [quotation])


def _readings(text: str) -> list[frozenset[str]]:
    """All ways to read each character of a folded text, without tones; none for what is no character."""
    options = [pinyin(char, style=Style.NORMAL, heteronym=True)[0] if is_han(char) else [] for char in text]
    return [frozenset(map(_letters, option)) for option in options]


def _spelt(words: str, readings: Sequence[frozenset[str]]) -> bool:
    """Whether neighbouring characters can be read as these letters."""
    letters = _letters(words)
    return bool(letters) and any(_reads(letters, readings[start:]) for start in range(len(readings)))


def _reads(letters: str, readings: Sequence[frozenset[str]]) -> bool:
    if not letters:
        return True
    first = readings[0] if readings else ()
    return any(_reads(letters[len(read) :], readings[1:]) for read in first if read and letters.startswith(read))


def _letters(words: str) -> str:
    return re.sub("[^a-z]", "", fold(words).replace("ü", "u").replace("v", "u"))


def is_same_figure(one: Quantity, other: Quantity) -> bool:
    """Whether a figure is one of its proof: 60 is 60 towns and 60个镇, but not 60%."""
    if one.value != other.value:
        return False
    if one.kind in _COUNTS:
        return other.kind in _COUNTS or (not one.measure and other.kind != "share")
    return one.unit == other.unit
