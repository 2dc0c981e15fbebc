"""What of a Chinese quotation can be told in English with certainty: terms, figures, dates, names."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from taobeiqa.records import Span
from taobeiqa.retrieval.lexicon import Lexicon
from taobeiqa.text.dates import dates
from taobeiqa.text.names import names
from taobeiqa.text.pinyin import GENERIC, PLACE_ENDS, UNUSUAL, joined, person, proper, readings, specific, units
from taobeiqa.text.quantities import quantities, render
from taobeiqa.text.rendering import render_date
from taobeiqa.text.script import fold, is_han
from taobeiqa.text.segment import Word, words
from taobeiqa.text.stopwords import MEANING

Sort = Literal["term", "figure", "date", "person", "place", "word"]
_ORDER: dict[Sort, int] = {"term": 0, "figure": 1, "date": 2, "person": 3, "place": 4, "word": 5}

_ANY = frozenset("全本该各我每此某两几多这那")
"""What begins with these is no name: 全县, 该村."""
_RARELY_COMMON = ("省", "市", "县", "旗")
"""What ends in these is a name, of what words it may be made."""
_LONGEST_COINED = 6
_OPENING, _CLOSING = '“‘《"', '”’》"'


@dataclass(frozen=True, slots=True)
class Told:
    """A piece of a text and what it is in English; code points into that text."""

    start: int
    end: int
    english: str
    sort: Sort


def certain(text: str, lexicon: Lexicon) -> list[Told]:
    """What can be told with certainty, in order and not overlapping. A longer piece goes before a shorter one, and of
    one length a term of the glossary before a figure, a date, a name.
    """
    found = [Told(start, end, entry.renderings[0], "term") for start, end, entry in lexicon.glossary_terms(text)]
    found += [Told(one.start, one.end, render(one, "en"), "figure") for one in quantities(text)]
    found += [Told(start, end, render_date(normal, "en"), "date") for start, end, normal in dates(text)]
    found += _sure_names(text, lexicon)
    kept: list[Told] = []
    for one in sorted(found, key=lambda told: (told.start - told.end, _ORDER[told.sort], told.start)):
        if not any(one.start < other.end and other.start < one.end for other in kept):
            kept.append(one)
    return sorted(kept, key=lambda told: told.start)


def highlighted(text: str, span: Span, lexicon: Lexicon) -> str:
    """A highlighted term, date or name of a text in English; an empty string where it is none of these.

    What was found to be the name that was asked for is read as one, also where `certain` would leave it.
    """
    start, end = span
    named = fold(text[start:end])
    whole = (0, len(named))
    terms = [entry.renderings[0] for low, high, entry in lexicon.glossary_terms(named) if (low, high) == whole]
    days = [render_date(normal, "en") for low, high, normal in dates(named) if (low, high) == whole]
    times = [MEANING[named]] if named in MEANING else []
    return next(iter([*terms, *days, *times]), "") or _named(text, span, lexicon)


def _named(text: str, span: Span, lexicon: Lexicon) -> str:
    start, end = span
    named = fold(text[start:end])
    generic = specific(named)[1]
    persons = [(low, high) for low, high in names(text, "person") if start <= low and high <= end]
    if persons and (persons == [span] or not generic):
        return ", ".join(person(fold(text[low:high])) for low, high in persons)
    is_name = bool(generic) or _is_called(text, span) or span in names(text, "place")
    return _proper(named, lexicon) if is_name and all(map(is_han, named)) else ""


def _is_called(text: str, span: Span) -> bool:
    """Whether a span is a short name in quotation marks."""
    start, end = span
    quoted = text[:start].endswith(tuple(_OPENING)) and text[end:].startswith(tuple(_CLOSING))
    return quoted and end - start <= _LONGEST_COINED


def _proper(named: str, lexicon: Lexicon) -> str:
    """Places from the smaller to the larger; of an organisation, word by word what is a place, a term or read."""
    parts = units(named)
    if specific(parts[-1])[1] in PLACE_ENDS:
        return ", ".join(map(proper, reversed(parts)))
    own, generic = specific(named)
    if not generic and len(own) <= _LONGEST_COINED:
        return proper(own)
    told = {(low, high): entry.renderings[0] for low, high, entry in lexicon.glossary_terms(own)}
    pieces = [_part(word, told) for word in words(own)]
    return " ".join([*pieces, *([GENERIC[generic]] if generic else [])])


def _part(word: Word, told: dict[Span, str]) -> str:
    rendering = told.get((word.start, word.end))
    return rendering.title().replace("'S", "'s") if rendering else proper(word.text)


def _sure_names(text: str, lexicon: Lexicon) -> list[Told]:
    """Persons and places whose characters are no words that the translation table knows otherwise."""
    folded = fold(text)
    found = [
        Told(start, end, person(folded[start:end]), "person")
        for start, end in names(text, "person")
        if _reads_alike(folded[start:end], lexicon) and folded[end : end + 1] not in (*"村屯庄镇乡",)
    ]
    for start, end in names(text, "place"):
        for unit in re.finditer("|".join(map(re.escape, units(folded[start:end]))), folded[start:end]):
            low, high = start + unit.start(), start + unit.end()
            if _is_sure(unit.group(), lexicon):
                found.append(Told(low, high, proper(unit.group()), "place"))
    return found


def _is_sure(place: str, lexicon: Lexicon) -> bool:
    own, generic = specific(place)
    if own in UNUSUAL:
        return True
    if len(own) == 1 or own[0] in _ANY:
        return False
    return generic in _RARELY_COMMON or (generic in ("", *PLACE_ENDS) and _reads_alike(own, lexicon))


def _reads_alike(name: str, lexicon: Lexicon) -> bool:
    """Whether the table does not know a name as a word, or translates it as it is read."""
    if not lexicon.knows_chinese(name):
        return True
    stems = lexicon.translations(name)
    spelt = joined(readings(name, tones=False)).replace("ü", "u").replace("'", "")
    best = max(stems, key=lambda stem: stems[stem], default="")
    return best != "" and spelt.startswith(best[: max(3, len(best) - 1)])
