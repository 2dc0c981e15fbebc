"""Figures in Chinese and English text: where they stand, what they are worth and what they count.

`48,500`, `48500` and `4.85万` are one value; `7.5亿元` and `750 million yuan` are one amount.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from functools import cache
from typing import Literal

import cn2an

from taobeiqa.text.dates import dates
from taobeiqa.text.script import fold
from taobeiqa.text.segment import words
from taobeiqa.text.units import (
    BOUNDS,
    CHINESE_BOUNDS,
    CHINESE_UNITS,
    ENGLISH_UNITS,
    MEASURES,
    SCALES,
    UNITS,
    WORD_NUMBERS,
    WORD_SCALES,
    Bound,
    Kind,
)


@dataclass(frozen=True, slots=True)
class Quantity:
    """A figure: `text[start:end]` is all of it with its unit and its "more than"; `text[number[0]:number[1]]` is the
    number itself with its scale word (7.5亿, 750 million). `value` is exact, in the base unit (yuan, m², metre,
    kilogram; percent for shares; mu stay mu). `measure` is the unit or measure word as written, folded, or empty.
    `bound` tells that the figure is not exact, empty where it is.
    """

    start: int
    end: int
    number: tuple[int, int]
    value: Decimal
    kind: Kind
    unit: str
    measure: str
    bound: Bound = ""


def _alternatives(names: list[str]) -> str:
    return "|".join(re.escape(name) for name in sorted(names, key=len, reverse=True))


_HAN_UNITS = _alternatives([name for name in UNITS if not name.isascii() or name == "%"] + MEASURES)
_LATIN_UNITS = _alternatives([name for name in UNITS if name.isascii() and name != "%"])
_DIGITS = r"[0-9]+(?:,[0-9]{3})+(?:\.[0-9]+)?|[0-9]+(?:\.[0-9]+)?"
_HAN_DIGIT = "零一二三四五六七八九〇"
_HAN_NUMERAL = rf"[{_HAN_DIGIT}两十百千万亿]+(?:点[{_HAN_DIGIT}]+(?:万亿|[万亿])?)?"
_MORE = r"余|多|来"
_CHINESE = re.compile(
    rf"(?P<before>近|约|超过?|逾|至少|不足|达)?"
    rf"(?:(?P<part>百分之)(?P<share>{_DIGITS}|{_HAN_NUMERAL})"
    rf"|(?<![0-9][.,])(?<![0-9a-z+第])(?<![a-z]-)(?P<digits>{_DIGITS})"
    rf"\s?(?P<more>{_MORE})?(?P<scale>万亿|[亿万百]|千(?![克米瓦]))?(?P<more2>{_MORE})?"
    rf"(?!世纪|年代)\s?(?:(?P<unit>{_HAN_UNITS})|(?![0-9a-z+]|[.,][0-9]))"
    rf"|(?<![0-9第])(?P<han>{_HAN_NUMERAL})(?P<more3>{_MORE})?(?!年代)(?P<hanunit>{_HAN_UNITS}))"
    rf"(?P<after>以上|以下|左右)?"
)
_SCALE = _alternatives(list(WORD_SCALES))
_SMALL = _alternatives(list(WORD_NUMBERS))
_WORDS = rf"(?:(?:{_SMALL})|an?(?=\s(?:{_SCALE})))(?:[ -](?:{_SMALL}|{_SCALE})\b|(?<=d|n) and (?:{_SMALL})\b)*"
_LED_BY = r"(?P<before>(?:more than|over|nearly|about|around|almost|at least|some|up to|approximately|under)\s+)?"
_CURRENCY = r"(?P<currency>(?:¥|￥|rmb|cny|us\$|\$)\s?)?"
_LED_IN_ENGLISH = re.compile(rf"(?:^|(?<![\w+-])){_LED_BY}{_CURRENCY}$")
_ENGLISH = re.compile(
    rf"(?<![0-9][.,])(?<![\w+-]){_LED_BY}{_CURRENCY}"
    rf"(?:(?P<digits>{_DIGITS})|\b(?P<word>{_WORDS}))"
    rf"(?:[\s-](?P<scale>{_SCALE})s?\b)?"
    rf"(?:\s?(?P<percent>%)|[\s-](?P<unit>{_LATIN_UNITS})\b)?(?![\w+]|[.,][0-9])"
)
_NUMERALS = re.compile(r"[0-9]+(?:,[0-9]{3})*(?:\.[0-9]+)?|[零〇一二两三四五六七八九十百千万亿]+")
_MOST_DIGITS = 20
_LONGEST_LEAD = 24
_ADVERBS = ("一起", "一道", "一方面")
_SEVERAL = re.compile(r"(?<![零〇一二三四五六七八九点])[一二两三四五六七八九]{2}(?![零〇一二三四五六七八九])")
_IDIOM = re.compile(r"[“”‘’\"'+]")


def quantities(text: str) -> list[Quantity]:
    """The figures of a text in order, not overlapping. Dates, ordinals (第三) and slogans such as 1+17 are left out."""
    folded = fold(text)
    found: list[Quantity] = []
    taken = [(start, end) for start, end, _ in dates(text)]
    word_ends = {word.start: word.end for word in words(text)}
    for pattern, read in ((_CHINESE, _read_chinese), (_ENGLISH, _read_english)):
        for match in pattern.finditer(folded):
            quantity = read(match)
            if quantity is None or (match.re is _CHINESE and match["han"] and not _stands_alone(match, word_ends)):
                continue
            if not any(start < quantity.end and quantity.start < end for start, end in taken):
                found.append(quantity)
                taken.append((quantity.start, quantity.end))
    return sorted(found, key=lambda quantity: quantity.start)


def _stands_alone(match: re.Match[str], word_ends: dict[int, int]) -> bool:
    """Whether a Chinese numeral and its unit are whole words: not so in 进一步 and 三轮车."""
    end = word_ends.get(match.start("han"), word_ends.get(match.start()))
    return end is not None and end <= match.end() and match.group() not in _ADVERBS


def unit_kind(word: str) -> Kind | None:
    """What a written unit measures, None for a word that is no unit: household → households, yuan → money."""
    entry = UNITS.get(fold(word))
    return entry[0] if entry else None


@cache
def numeral(written: str) -> Decimal | None:
    """The value of a folded number without a unit, in digits or Chinese numerals; None if it is none."""
    if written[0].isdigit() and written.isascii():
        return Decimal(written.replace(",", ""))
    if written in ("万", "亿", "千", "百"):
        return Decimal(SCALES[written])
    if _SEVERAL.search(written):
        return None  # 五六 is some five or six
    whole, point, fraction = written.partition("点")
    if point:
        digits = fraction.rstrip("万亿")
        scale = SCALES.get(fraction[len(digits) :], 1)
        before = numeral(whole)
        after = "".join(str(_HAN_DIGIT.index(digit) % 10) for digit in digits)
        return None if before is None else Decimal(f"{before}.{after}") * scale
    try:
        return Decimal(str(cn2an.cn2an(written.replace("〇", "零"), "smart")))
    except (ValueError, KeyError, InvalidOperation):  # KeyError: scales that are no number together
        return None


def numerals(text: str) -> set[Decimal]:
    """The values of all numbers of a text without their units, also in dates, ordinals and names."""
    found = (numeral(match.group()) for match in _NUMERALS.finditer(fold(text)))
    return {value for value in found if value is not None}


def _make(match: re.Match[str], number: tuple[int, int], value: Decimal, unit: str) -> Quantity:
    kind, base, factor = UNITS.get(unit, ("count", unit, "1"))
    start, end = match.span()
    while end > start and match.string[end - 1].isspace():
        end -= 1
    return Quantity(start, end, number, value * Decimal(factor), kind, base, unit, _bound(match))


def _bound(match: re.Match[str]) -> Bound:
    groups = match.groupdict()
    written = [(groups.get("before") or "").strip(), groups.get("after") or ""]
    if any(groups.get(name) for name in ("more", "more2", "more3")):
        return "more than"
    return next((BOUNDS[word] for word in written if word in BOUNDS), "")


def _read_chinese(match: re.Match[str]) -> Quantity | None:
    if match["share"]:
        value = numeral(match["share"])
        return _make(match, (match.start("part"), match.end("share")), value, "%") if value is not None else None
    if match["han"]:
        if match.start("han") and _IDIOM.match(match.string[match.start("han") - 1]):
            return None
        value = numeral(match["han"])
        return _make(match, match.span("han"), value, match["hanunit"]) if value is not None else None
    if _is_identifier(match["digits"]) or _is_english(match):
        return None
    value = Decimal(match["digits"].replace(",", "")) * SCALES.get(match["scale"] or "", 1)
    end = match.end("scale") if match["scale"] else match.end("digits")
    return _make(match, (match.start("digits"), end), value, match["unit"] or "")


def _is_identifier(digits: str) -> bool:
    """Whether digits are too many for a figure: they name something, and would lose their end in arithmetic."""
    return len(digits) > _MOST_DIGITS


def _is_english(match: re.Match[str]) -> bool:
    """Whether digits are left to the other pattern: an English word follows them, or an English "more than" or a
    currency stands before them, which that pattern reads with them.
    """
    following = match.string[match.end() : match.end() + 2]
    if not (match["unit"] or match["scale"]) and following.isascii() and re.match(r"[\s-][a-z]|\w", following):
        return True
    led = _LED_IN_ENGLISH.search(match.string[max(0, match.start() - _LONGEST_LEAD) : match.start()])
    return match.group() in (match["digits"], f"{match['digits']}%") and bool(led and led.group())


def _spelled_out(numerals: list[str]) -> Decimal:
    """The value of English number words: ["five", "hundred", "and", "six", "thousand"] is 506,000."""
    total = part = 0
    for word in numerals:
        if word == "hundred":
            part *= 100
        elif word in WORD_SCALES:
            total, part = total + part * WORD_SCALES[word], 0
        elif word != "and":
            part += 1 if word in ("a", "an") else WORD_NUMBERS[word]
    return Decimal(total + part)


def _read_english(match: re.Match[str]) -> Quantity | None:
    if match["digits"] and _is_identifier(match["digits"]):
        return None
    if match["digits"]:
        value = Decimal(match["digits"].replace(",", ""))
    else:
        value = _spelled_out(re.split("[ -]", match["word"]))
    value *= WORD_SCALES.get(match["scale"] or "", 1)
    end = match.end("scale") if match["scale"] else match.end("digits") if match["digits"] else match.end("word")
    start = match.start("digits") if match["digits"] else match.start("word")
    currency = (match["currency"] or "").strip()
    unit = (
        {"$": "usd", "us$": "usd"}.get(currency, "yuan")
        if currency
        else "%"
        if match["percent"]
        else match["unit"] or ""
    )
    return _make(match, (start, end), value, unit)


_HAN_SCALES = ((10**12, "万亿"), (10**8, "亿"), (10**4, "万"))
_LATIN_SCALES = ((10**12, " trillion"), (10**9, " billion"), (10**6, " million"))


def render(quantity: Quantity, language: Literal["zh", "en"]) -> str:
    """A figure written in a language, with its bound: 近7.5亿元 → nearly 750 million yuan.

    A count loses its Chinese measure word in English.
    """
    if language == "zh":
        return CHINESE_BOUNDS[quantity.bound] + _rendered(quantity, language)
    return f"{quantity.bound} {_rendered(quantity, language)}".strip()


def _rendered(quantity: Quantity, language: Literal["zh", "en"]) -> str:
    value, unit = quantity.value, quantity.unit
    if unit == "m" and value >= 1000:
        value, unit = value / 1000, "km"
    if unit == "%":
        return f"{_plain(value)}%"
    if language == "zh":
        scale, word = next(((scale, word) for scale, word in _HAN_SCALES if _is_short(value, scale)), (1, ""))
        unit = "岁" if quantity.kind == "age" else CHINESE_UNITS.get(unit, "")
        return f"{_plain(value / scale)}{word}{unit}".replace(",", "")
    scale, word = next(((scale, word) for scale, word in _LATIN_SCALES if value >= scale), (1, ""))
    number = f"{_plain(value / scale)}{word}"
    name = ENGLISH_UNITS.get(unit) or (unit if unit.isascii() else "")
    return f"{number} {name}{'s' if quantity.kind in ('duration', 'age') and value != 1 else ''}".strip()


def _is_short(value: Decimal, scale: int) -> bool:
    """Whether a value in 万 or 亿 is shorter than written out: 3万 and 4.85万 are, 1.2736万 is not."""
    return value >= scale and (100 * value) % scale == 0


def _plain(value: Decimal) -> str:
    written = f"{value:,f}"
    return written.rstrip("0").rstrip(".") if "." in written else written
