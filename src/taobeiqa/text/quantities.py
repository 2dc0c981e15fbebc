"""Figures in Chinese and English text: where they stand, what they are worth and what they count.

`48,500`, `48500` and `4.85万` are one value, `7.5亿元` and `750 million yuan` one amount, 三分之二 and two-thirds
one share. A vague figure (几十, 五六百, dozens, two or three) is left out: it must not be taken for an exact one, and
no bound says what it does. 十几 and 二十多 are more than 10 and 20.
"""

from __future__ import annotations

from taobeiqa.text.chinese_figures import chinese_figures
from taobeiqa.text.dates import dates
from taobeiqa.text.english_figures import english_figures
from taobeiqa.text.english_fractions import english_fractions
from taobeiqa.text.figures import Quantity
from taobeiqa.text.no_figures import no_figures
from taobeiqa.text.numerals import numeral, numerals
from taobeiqa.text.ranges import linked
from taobeiqa.text.rendering import render
from taobeiqa.text.script import fold
from taobeiqa.text.units import UNITS, Kind

__all__ = ["Quantity", "numeral", "numerals", "quantities", "render", "unit_kind"]


def quantities(text: str) -> list[Quantity]:
    """The figures of a text in order, not overlapping.

    Dates, ordinals (第三, No. 5), slogans such as 1+17, telephone numbers, times of the day and vague figures are left
    out. Of a range both ends are given, the first with the unit and scale of the second where it has none: 3至5万元 is
    30,000 and 50,000 yuan.
    """
    folded = fold(text)
    taken = [(start, end) for start, end, _ in dates(text)] + no_figures(folded)
    found: list[Quantity] = []
    for quantity in (*english_fractions(folded), *chinese_figures(folded, text), *english_figures(folded)):
        if not any(start < quantity.end and quantity.start < end for start, end in taken):
            found.append(quantity)
            taken.append((quantity.start, quantity.end))
    return linked(sorted(found, key=lambda quantity: quantity.start), folded)


def unit_kind(word: str) -> Kind | None:
    """What a written unit measures, None for a word that is no unit: household → households, yuan → money."""
    entry = UNITS.get(fold(word))
    return entry[0] if entry else None
