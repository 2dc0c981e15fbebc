"""Figures as English text writes them: nearly RMB 3.2bn, forty-five minutes, two and a half years, minus 3%."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from taobeiqa.text.figures import Quantity, figure, is_identifier
from taobeiqa.text.numerals import DIGITS, SCALE, WORDS, alternatives, value_of
from taobeiqa.text.units import BOUNDS, CURRENCIES, SHORT_SCALES, UNITS, WORD_SCALES

_AFTER_WORDS = ("or more", "or so", "or less", "or fewer", "odd")
LED_BY = rf"(?P<before>(?:{alternatives(w for w in BOUNDS if w.isascii() and w not in _AFTER_WORDS)})\s+)?"
_CURRENCY = r"(?P<currency>(?:¥|￥|rmb|cny|usd|hkd|us\$|hk\$|\$|€|£)\s?)?"
LED_IN_ENGLISH = re.compile(rf"(?:^|(?<![\w+-])){LED_BY}{_CURRENCY}$")
"""What stands before a number that is part of an English figure. It matches nothing, too."""
ENGLISH_UNITS = alternatives(name for name in UNITS if name.isascii() and name not in ("%", "fold", "-fold"))
_TIMES = r"times(?=\s(?:the|as|more|higher|lower|larger|bigger|greater|smaller|faster|longer|that|those|what|its|their|his|her|last|over)\b)"
_PATTERN = re.compile(
    rf"(?<![0-9][.,])(?<![\w+/#])(?<![^\W0-9]-){LED_BY}(?P<sign>minus\s|[-−](?=[$0-9]))?{_CURRENCY}"
    rf"(?:(?P<digits>{DIGITS})|\b(?P<word>{WORDS}))(?P<half>\sand a half\b)?"
    rf"(?:[\s-](?P<scale>{SCALE})s?\b|\s?(?P<short>bn|mn|tn|(?(currency)[mk]|(?!)))(?![a-z0-9]))?"
    rf"(?P<odd>[\s-]odd\b)?"
    rf"(?:\s?(?P<percent>%)|[\s-]?(?P<unit>{ENGLISH_UNITS}|{_TIMES})(?![a-z0-9])|-?(?P<fold>fold)\b)?"
    rf"(?:\s(?P<after>or more|or so|or less|or fewer)\b)?(?![\w+°]|[.,/][0-9])"
)
# One is no figure in these: one of them, no one, one-stop, the one that.
_NOT_BEFORE_ONE = re.compile(r"\b(?:no|the|this|that|each|every|any|another|which|only|number) $")
_NOT_AFTER_ONE = re.compile(
    r"(?:[.,;!?)]|$|\s(?:of|another|who|that|by one|or the other)\b|-(?!year|month|week|day|hour)|['’]s)"
)
_LASTS = re.compile(r"\b(?:for|in|after|took|takes?|lasted|lasts?|spent|waited|is|was|of|than|to|by|with) $")
_AGED = re.compile(r"\b(?:aged|ages?|age of|at the age of)(?: between| from)? $")


def english_figures(folded: str) -> Iterator[Quantity]:
    """Figures in English words, and digits with an English word after them, in a folded text; no fractions."""
    for match in _PATTERN.finditer(folded):
        quantity = _read(match)
        if quantity is not None:
            yield quantity


def _read(match: re.Match[str]) -> Quantity | None:
    text, digits, word = match.string, match["digits"], match["word"]
    if digits and is_identifier(digits):
        return None
    after = text[match.end() : match.end() + 12]
    if word and not match["unit"] and (re.match(r"-[a-z]", after) or (word == "one" and _is_no_number(match, after))):
        return None
    value = value_of(digits or word)
    if value is None:
        return None
    value += Decimal("0.5") if match["half"] else 0
    value *= WORD_SCALES.get(match["scale"] or "", 1) * SHORT_SCALES.get(match["short"] or "", 1)
    written = next(name for name in ("short", "scale", "half", "digits", "word") if match[name])
    number = (match.start("digits" if digits else "word"), match.end(written))
    if match["sign"]:
        value, number = -value, (match.start("sign"), number[1])
    currency = (match["currency"] or "").strip()
    bounds, span = _bounds(match), match.span()
    unit = CURRENCIES.get(currency, "yuan") if currency else _unit(match)
    if not unit and _AGED.search(text[: match.start()][-16:]):
        unit = "years old"
    if bounds[0] == "over" and UNITS.get(unit, ("",))[0] == "duration" and not _LASTS.search(text[: span[0]][-12:]):
        bounds, span = bounds[1:], (number[0], span[1])  # over ten years is during them
    return figure(text, span, number, value, unit, bounds)


def _unit(match: re.Match[str]) -> str:
    if match["percent"]:
        return "%"
    if match["fold"] or match["unit"] == "times":
        return "fold"
    return match["unit"] or ""


def _is_no_number(match: re.Match[str], after: str) -> bool:
    before = match.string[: match.start()]
    return bool(_NOT_AFTER_ONE.match(after) or _NOT_BEFORE_ONE.search(before[-10:]))


def _bounds(match: re.Match[str]) -> tuple[str, ...]:
    groups = match.groupdict()
    odd = "odd" if groups.get("odd") else ""
    return ((groups.get("before") or "").strip(), odd, groups.get("after") or "")
