"""Shares and multiples in English words: two-thirds, half of, one in five, half an hour, threefold, doubled."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from taobeiqa.text.english_figures import ENGLISH_UNITS, LED_BY
from taobeiqa.text.figures import Quantity, figure, share
from taobeiqa.text.numerals import SCALE, alternatives
from taobeiqa.text.units import MULTIPLES, PARTS, WORD_NUMBERS, WORD_SCALES

_PART = alternatives(PARTS)
_TENTH = alternatives(word for word, value in WORD_NUMBERS.items() if 0 < value < 10)
_LIKELY = alternatives(word for word, value in WORD_NUMBERS.items() if 1 < value <= 20)
_FRACTION = re.compile(
    rf"(?<![0-9a-z_/.-]){LED_BY}(?:"
    # Two-thirds; a third of; a third, where a bound shows that it is no ordinal; a quarter of an hour.
    rf"(?<!first )(?<!last )(?<!past )(?<!next )(?<!previous )(?P<top>{_TENTH}|[0-9])[\s-](?P<parts>{_PART})\b(?!\s(?:past|to)\b)"
    rf"|an?\s(?P<part>{_PART})(?=(?P<of>\sof\b)?)(?(of)|(?(before)|(?!)))"
    rf"|(?P<over>[0-9]{{1,2}})/(?P<under>[0-9]{{1,3}})(?![0-9/])"
    rf"|(?P<one>one|1) in (?:every )?(?P<many>{_LIKELY}|[0-9]{{1,3}})(?![\w.,]\w)"
    # Half of; half the; more than half; by half; not the first half, nor half past.
    rf"|(?<!first )(?<!second )(?<!latter )(?<!other )(?<!last )(?<!and a )(?P<half>half|50-50)"
    rf"(?=(?P<whole>\s(?:of|the|its|their|his|her|our|all)\b)?)(?(whole)|(?(before)(?!\san?\b|-|\s(?:past|time)\b)|(?<=by half)))"
    rf")(?:\sof\san?\s(?P<unit>{ENGLISH_UNITS})\b)?"
)
_HALF_OF = re.compile(
    rf"(?<![\w-]){LED_BY}(?P<number>half\san?(?:\s(?P<scale>{SCALE}))?)\b(?:\s(?P<unit>{ENGLISH_UNITS})(?![a-z0-9]))?"
)
_MULTIPLE = re.compile(
    rf"(?<![\w-]){LED_BY}(?:(?P<double>doubled|tripled|quadrupled|(?:double|triple|quadruple)(?=\s(?:the|its|their|that|what|last)\b))"
    rf"|(?P<twice>twice)(?=\s(?:as|the|its|their|that|what|last)\b)|(?P<word>{_TENTH}|ten)-?fold)\b"
)


def english_fractions(folded: str) -> Iterator[Quantity]:
    """Shares and multiples in a folded text. Other figures are looked for after them, since two-thirds holds a two."""
    for pattern, read in ((_FRACTION, _read_fraction), (_HALF_OF, _read_half), (_MULTIPLE, _read_multiple)):
        for match in pattern.finditer(folded):
            quantity = read(match)
            if quantity is not None:
                yield quantity


def _small(written: str) -> Decimal:
    """The value of digits or of one number word."""
    return Decimal(written if written[0].isdigit() else WORD_NUMBERS[written])


def _bounds(match: re.Match[str]) -> tuple[str]:
    return ((match["before"] or "").strip(),)


def _read_fraction(match: re.Match[str]) -> Quantity | None:
    if match["parts"]:
        top, bottom = _small(match["top"]), Decimal(PARTS[match["parts"]])
    elif match["part"]:
        top, bottom = Decimal(1), Decimal(PARTS[match["part"]])
    elif match["half"]:
        top, bottom = Decimal(1), Decimal(2)
    else:
        pairs = (("over", "under"), ("one", "many"))
        top, bottom = next((_small(match[a]), _small(match[b])) for a, b in pairs if match[a])
    if not 0 < top < bottom:
        return None
    start = match.end("before") if match["before"] else match.start()
    end = match.start("unit") if match["unit"] else match.end()
    number = (start, len(match.string[:end].rstrip()))
    if match["unit"]:
        return figure(match.string, match.span(), number, top / bottom, match["unit"], _bounds(match))
    return share(match.string, match.span(), number, top / bottom, _bounds(match))


def _read_half(match: re.Match[str]) -> Quantity | None:
    if not (match["scale"] or match["unit"]):
        return None
    value = Decimal(WORD_SCALES.get(match["scale"] or "", 1)) / 2
    return figure(match.string, match.span(), match.span("number"), value, match["unit"] or "", _bounds(match))


def _read_multiple(match: re.Match[str]) -> Quantity:
    value = Decimal(MULTIPLES.get(match["double"] or "", 2))
    if match["word"]:
        value = _small(match["word"])
    start = match.end("before") if match["before"] else match.start()
    return figure(match.string, match.span(), (start, match.end()), value, "fold", _bounds(match))
