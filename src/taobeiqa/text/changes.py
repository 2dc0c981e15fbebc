"""Changes that a text tells with both figures: 由6%下降到0.103%, rose from 12 to 30 schools, fell to 3% from 8%."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import pairwise

from taobeiqa.text.quantities import Quantity, quantities
from taobeiqa.text.ranges import factor_of, scale_of
from taobeiqa.text.script import fold

_VERB = re.compile(
    "下降|减少|降低|减至|降至|降到|减到|缩小|缩短|压缩|下滑|回落|跌|提高|增加|上升|增长|增至|增到|升至|升到|扩大|延长|提升|涨|发展|壮大|跃升|翻|原来|原先|最初|变|改|优化"
    r"|\b(?:f[ae]ll(?:s|en|ing)?|dropp?(?:s|ed|ing)?|declin(?:e|es|ed|ing)|decreas(?:e|es|ed|ing)|reduc(?:e|es|ed|ing)|cut|shr[aiu]nk|lower(?:s|ed|ing)?"
    r"|r[io]se(?:s|n)?|rising|gr[eo]w(?:s|n|ing)?|increas(?:e|es|ed|ing)|climb(?:s|ed|ing)?|rais(?:e|es|ed|ing)|lift(?:s|ed|ing)?|jump(?:s|ed|ing)?"
    r"|surg(?:e|es|ed|ing)|expand(?:s|ed|ing)?|went|gone|goes|going|mov(?:e|es|ed|ing)|chang(?:e|es|ed|ing)|shorten(?:s|ed|ing)?|up|down|improv(?:e|es|ed|ing)"
    r"|soar(?:s|ed|ing)?|slipp?(?:s|ed|ing)?|plung(?:e|es|ed|ing)|widen(?:s|ed|ing)?|narrow(?:s|ed|ing)?)\b"
)
_WITHIN = "[^，。；！？,;!?]"
_FROM = re.compile(rf"(?:[由从自]{_WITHIN}{{0,16}}|\bfrom\s{_WITHIN}{{0,30}})$")
_TO = re.compile(rf"{_WITHIN}{{0,24}}(?:[到至为成]了?{_WITHIN}{{0,6}}|\bto\s{_WITHIN}{{0,16}})|\s?(?:到|至)\s?")
_TO_FIRST = re.compile(rf"\bto\s{_WITHIN}{{0,16}}$")
_FROM_SECOND = re.compile(rf"{_WITHIN}{{0,24}}\bfrom\s{_WITHIN}{{0,16}}")
_NEAR = 40


@dataclass(frozen=True, slots=True)
class Change:
    """A figure that became another: `text[start:end]` holds both. `difference` is after less before, in the base unit
    `unit`, which for shares in percent is `point`, the percentage point. Both figures are of one kind and unit.
    """

    start: int
    end: int
    before: Quantity
    after: Quantity
    difference: Decimal
    unit: str


def changes(text: str) -> list[Change]:
    """The changes of a text in order, where both figures and a word for the change are in one clause.

    A figure without a unit has that of the other: 从120减少到3户 is from 120 to 3 households.
    """
    folded = fold(text)
    found = (_change(one, other, folded) for one, other in pairwise(quantities(text)))
    return [change for change in found if change]


def _change(one: Quantity, other: Quantity, folded: str) -> Change | None:
    lead, between = folded[max(0, one.start - _NEAR) : one.start], folded[one.end : other.start]
    if _FROM.search(lead) and _TO.fullmatch(between):
        before, after = one, other
    elif _TO_FIRST.search(lead) and _FROM_SECOND.fullmatch(between):
        before, after = other, one
    else:
        return None
    clause = re.split("[，。；！？;!?]", lead)[-1]
    told = f"{clause} {between} {folded[other.end : other.end + 6]}"
    before, after = _with_unit_of(before, after, folded), _with_unit_of(after, before, folded)
    if not _VERB.search(told) or (before.kind, before.unit) != (after.kind, after.unit):
        return None
    unit = "point" if before.unit == "%" else before.unit
    return Change(one.start, other.end, before, after, after.value - before.value, unit)


def _with_unit_of(quantity: Quantity, other: Quantity, folded: str) -> Quantity:
    """A bare number with the other's unit. Whether 8 of 由8降到5万元 are 80,000 is left open."""
    if quantity.measure or not other.measure or scale_of(other, folded) > 1:
        return quantity
    value = quantity.value * factor_of(other)
    return replace(quantity, value=value, kind=other.kind, unit=other.unit, measure=other.measure)
