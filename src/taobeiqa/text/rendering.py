"""Figures and dates written in either language, as they stand beside the quotation they come from."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import Literal

import cn2an

from taobeiqa.text.figures import Quantity
from taobeiqa.text.units import CHINESE_BOUNDS, NAMES, UNITS

Language = Literal["zh", "en"]

_HAN_SCALES = ((10**12, "万亿"), (10**8, "亿"), (10**4, "万"))
_LATIN_SCALES = ((10**12, " trillion"), (10**9, " billion"), (10**6, " million"))
_LONGEST_PERCENT = 6
"""How many decimals a percentage may have before it is written as the fraction that it is."""
_MONTHS = (
    *("January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November"),
    "December",
)
_ENDINGS = {1: "st", 21: "st", 31: "st", 2: "nd", 22: "nd", 3: "rd", 23: "rd"}
_ORDINALS = ("first", "second", "third", "fourth")
_MU_IN_SQUARE_METRES = Decimal(10_000) / 15


def render(quantity: Quantity, language: Language) -> str:
    """A figure written in a language, with its bound: 近7.5亿元 → nearly 750 million yuan.

    A count loses its Chinese measure word in English, and mu have hectares beside them, to three digits.
    """
    if language == "zh":
        return CHINESE_BOUNDS[quantity.bound] + render_exact(quantity, language)
    written = f"{quantity.bound} {render_exact(quantity, language)}".strip()
    return f"{written} ({in_hectares(quantity.value, language)})" if quantity.unit == "mu" else written


def render_exact(quantity: Quantity, language: Language) -> str:
    """A figure written in a language without its bound and in one unit only: the one it was written in, if the
    language has that.
    """
    value, unit = quantity.value, quantity.unit
    if unit == "%":
        return _percent(value, language)
    if language == "zh" and quantity.kind == "age":
        return f"{_plain(value)}岁".replace(",", "")
    factor = UNITS.get(quantity.measure, ("", "", "1"))[2]
    names = NAMES.get((unit, factor))
    if names is None or (language == "en" and not names[1]):
        names, factor = NAMES.get((unit, "1"), ("", "", "")), "1"
    return _scaled(value / Decimal(factor), names, language)


def _scaled(value: Decimal, names: tuple[str, str, str], language: Language) -> str:
    if language == "zh":
        scale, word = next(((scale, word) for scale, word in _HAN_SCALES if _is_short(value, scale)), (1, ""))
        return f"{_plain(value / scale)}{word}{names[0]}".replace(",", "")
    scale, word = next(((scale, word) for scale, word in _LATIN_SCALES if abs(value) >= scale), (1, ""))
    return f"{_plain(value / scale)}{word} {names[1] if value == 1 else names[2]}".strip()


def _percent(value: Decimal, language: Language) -> str:
    """A share in percent, or as a fraction where it has no end in decimals: 三分之二, 2/3."""
    if -int(value.normalize().as_tuple().exponent) > _LONGEST_PERCENT:
        part = Fraction(value / 100).limit_denominator(1000)
        if part and abs(Decimal(part.numerator) / Decimal(part.denominator) * 100 - value) < Decimal("1e-20"):
            if language == "en":
                return f"{part.numerator}/{part.denominator}"
            return f"{cn2an.an2cn(part.denominator)}分之{cn2an.an2cn(part.numerator)}"
    return f"{_plain(value)}%"


def in_hectares(mu: Decimal, language: Language) -> str:
    """An area in mu as hectares, or square metres where it is small, to three digits."""
    area = mu * _MU_IN_SQUARE_METRES
    factor = 10_000 if abs(area) >= 10_000 else 1
    return _scaled(_to_three_digits(area / factor), NAMES["m2", str(factor)], language)


def _to_three_digits(value: Decimal) -> Decimal:
    if not value:
        return value
    return value.quantize(Decimal(1).scaleb(value.adjusted() - 2), rounding=ROUND_HALF_UP)


def _is_short(value: Decimal, scale: int) -> bool:
    """Whether a value in 万 or 亿 is shorter than written out: 3万 and 4.85万 are, 1.2736万 is not."""
    return abs(value) >= scale and (100 * value) % scale == 0


def _plain(value: Decimal) -> str:
    written = f"{value:,f}"
    return written.rstrip("0").rstrip(".") if "." in written else written


_PARTS = {
    "start": ("初", "beginning"),
    "end": ("底", "end"),
    "h1": ("上半年", "first half"),
    "h2": ("下半年", "second half"),
}
_PARTS |= {f"q{n}": (f"第{zh}季度", f"{en} quarter") for n, zh, en in zip("1234", "一二三四", _ORDINALS, strict=True)}


def render_date(normal: str, language: Language) -> str:
    """A date of `dates` written in a language: 2016-07-18 → 2016年7月18日, 18 July 2016; xx-27 → 27日, the 27th."""
    parts = normal.split("-")
    year, rest = (parts[0], parts[1:]) if len(parts[0]) == 4 else ("", parts)
    if year.endswith("x"):
        century = int(year[:2]) + 1
        return f"{century}世纪{year[2]}0年代" if language == "zh" else f"the {year[:3]}0s"
    if rest and rest[0] in _PARTS:
        chinese, english = _PARTS[rest[0]]
        return f"{year}年{chinese}" if language == "zh" else f"the {english} of {year}"
    month, day = (*rest, "", "")[:2]
    if language == "zh":
        units = ((year, "年"), (month.replace("xx", ""), "月"), (day, "日"))
        return "".join(f"{int(number)}{unit}" for number, unit in units if number)
    if month == "xx":
        return f"the {int(day)}{_ENDINGS.get(int(day), 'th')}"
    return " ".join(filter(None, (day.lstrip("0"), _month(month), year)))


def _month(number: str) -> str:
    """The English name of a month, or the number where there is no such month."""
    return _MONTHS[int(number) - 1] if number and 0 < int(number) <= len(_MONTHS) else number
