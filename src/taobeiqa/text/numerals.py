"""Numbers without a unit, in digits, Chinese numerals or English words, and what they are worth.

Chinese numerals are read by `cn2an`, but for what it refuses or fails at: 二〇五, 三点二亿, 百亿, 一亿五.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import Decimal, InvalidOperation
from functools import cache

import cn2an

from taobeiqa.text.script import fold
from taobeiqa.text.units import SCALES, WORD_NUMBERS, WORD_SCALES

HAN_DIGITS = "零一二三四五六七八九"
HAN_NUMERAL = rf"[{HAN_DIGITS}〇两十百千万亿]+(?:点[{HAN_DIGITS}〇]+(?:万亿|[万亿])?)?"
DIGITS = r"[0-9]+(?:,[0-9]{3})+(?:\.[0-9]+)?|[0-9]+(?:\.[0-9]+)?"
_SEVERAL = re.compile(r"(?<![零〇一二三四五六七八九点])[一二两三四五六七八九]{2}(?![零〇一二三四五六七八九])")
_ANY = re.compile(r"[0-9]+(?:,[0-9]{3})*(?:\.[0-9]+)?|[零〇一二两三四五六七八九十百千万亿]+")
_SHORT = re.compile("(.*)([百千万亿])([一二三四五六七八九])")


def alternatives(names: Iterable[str]) -> str:
    """A pattern for any of the names, the longest first."""
    return "|".join(re.escape(name) for name in sorted(names, key=len, reverse=True))


SCALE = alternatives(WORD_SCALES)
_SMALL = alternatives(WORD_NUMBERS)
WORDS = rf"(?:(?:{_SMALL})|an?(?=\s(?:{SCALE})\b))(?:[ -](?:{_SMALL}|{SCALE})\b|(?<=d|n) and (?:{_SMALL})\b)*"
"""A number in English words: forty-five, one hundred and twenty, a dozen."""


@cache
def numeral(written: str) -> Decimal | None:
    """The value of a folded number without a unit, in digits or Chinese numerals; None if it is none, or a vague one
    such as 五六百, some five or six hundred.
    """
    if written[0].isdigit() and written.isascii():
        return Decimal(written.replace(",", ""))
    if written in SCALES or _SEVERAL.search(written):
        return Decimal(SCALES[written]) if written in SCALES else None
    whole, point, fraction = written.partition("点")
    if point:
        digits = fraction.rstrip("万亿")
        scale = SCALES.get(fraction[len(digits) :], 1)
        before = numeral(whole)
        after = "".join(str(HAN_DIGITS.index(digit)) for digit in digits.replace("〇", "零"))
        return None if before is None else Decimal(f"{before}.{after}") * scale
    short = _SHORT.fullmatch(written)
    if short:
        # 两万五 is two and a half times ten thousand.
        before = numeral(short[1] + short[2])
        return None if before is None else before + HAN_DIGITS.index(short[3]) * Decimal(SCALES[short[2]]) / 10
    try:
        return Decimal(str(cn2an.cn2an(written.replace("〇", "零"), "smart")))
    except (ValueError, KeyError, InvalidOperation):
        return None


def value_of(written: str) -> Decimal | None:
    """The value of a number in digits or English words; None where they are no number: six thirty."""
    return Decimal(written.replace(",", "")) if written[0].isdigit() else spelled_out(written)


def spelled_out(written: str) -> Decimal | None:
    """The value of English number words: "five hundred and six thousand" is 506,000. None for words side by side that
    are no number, such as a time of the day.
    """
    total = part = last = 0
    for word in re.split("[ -]", written):
        if word == "hundred":
            part, last = part * 100, 0
        elif word in WORD_SCALES:
            total, part, last = total + part * WORD_SCALES[word], 0, 0
        elif word != "and":
            value = 1 if word in ("a", "an") else WORD_NUMBERS[word]
            if last and not (last >= 20 and value < 10):
                return None
            part, last = part + value, value
    return Decimal(total + part)


def numerals(text: str) -> set[Decimal]:
    """The values of all numbers of a text without their units, also in dates, ordinals and names."""
    found = (numeral(match.group()) for match in _ANY.finditer(fold(text)))
    return {value for value in found if value is not None}
