"""Figures that belong together: the two ends of a range, and two that leave open which."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal
from itertools import pairwise

from taobeiqa.text.figures import Quantity
from taobeiqa.text.numerals import alternatives
from taobeiqa.text.units import SCALES, SHORT_SCALES, UNITS, WORD_SCALES

_RANGE = re.compile(r"\s?(?:[-–—―~]{1,2}|至|到|\bto\b)\s?")
_AND = re.compile(r"\s?(?:and|和|与)\s?")
_BETWEEN = re.compile(r"(?:\bbetween |在|介于)$")
_OR = re.compile(r"\sor\s|或者?")
_LARGE = {name: scale for name, scale in SCALES.items() if name != "十"} | WORD_SCALES
_SCALE = re.compile(rf"({alternatives(_LARGE)})$|(?<=[0-9])\s?({alternatives(SHORT_SCALES)})$")


def linked(found: list[Quantity], folded: str) -> list[Quantity]:
    """The figures of a folded text, those of a range with one unit. Two or three, 两个或三个: neither is said, so they
    are left out.
    """
    kept = list(found)
    vague: set[int] = set()
    for place, (one, other) in enumerate(pairwise(found)):
        between = folded[one.end : other.start]
        if _OR.fullmatch(between) and 0 < other.value - one.value <= max(Decimal(1), one.value):
            vague |= {place, place + 1}
        elif _RANGE.fullmatch(between) or (_AND.fullmatch(between) and _BETWEEN.search(folded[: one.start])):
            kept[place], kept[place + 1] = _with_one_unit(kept[place], other, folded)
    return [quantity for place, quantity in enumerate(kept) if place not in vague]


def _with_one_unit(low: Quantity, high: Quantity, folded: str) -> tuple[Quantity, Quantity]:
    """Both ends of a range, where only one has the unit: 3至5万元 is 30,000 to 50,000 yuan, $3 to 5 million dollars."""
    if low.measure and not high.measure:
        value = high.value * factor_of(low)
        high = replace(high, value=value, kind=low.kind, unit=low.unit, measure=low.measure)
    plain = low.value if low.measure else low.value * factor_of(high)
    scaled = plain * (scale_of(high, folded) if scale_of(low, folded) == 1 else 1)
    if not low.measure or low.measure == high.measure:
        # 800至1.2万元 begins at 800 yuan.
        value = scaled if scaled <= high.value else plain
        low = replace(low, value=value, kind=high.kind, unit=high.unit, measure=high.measure)
    return low, high


def factor_of(quantity: Quantity) -> Decimal:
    """How many base units the written unit of a figure is."""
    return Decimal(UNITS.get(quantity.measure, ("", "", "1"))[2])


def scale_of(quantity: Quantity, folded: str) -> int:
    """What the last scale word of a number comes to, 1 where it has none."""
    written = _SCALE.search(folded[slice(*quantity.number)])
    if written is None:
        return 1
    return _LARGE[written[1]] if written[1] else SHORT_SCALES[written[2]]
