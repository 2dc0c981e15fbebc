"""What a figure is: its place, its value, what it counts, and how exact it is."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from taobeiqa.text.units import BOUNDS, UNITS, Bound, Kind

_MOST_DIGITS = 20


@dataclass(frozen=True, slots=True)
class Quantity:
    """A figure: `text[start:end]` is all of it with its unit and its "more than"; `text[number[0]:number[1]]` is the
    number itself with its scale word (7.5亿, 750 million). `value` is in the base unit (yuan, m², metre, kilogram;
    percent for shares; mu stay mu) and exact, but for fractions such as 三分之二, which have 28 digits. `measure` is
    the unit or measure word as written, folded, or empty; 分之 for a fraction. `bound` tells that the figure is not
    exact, empty where it is. Percent and percentage points are both shares; `unit` tells them apart.
    """

    start: int
    end: int
    number: tuple[int, int]
    value: Decimal
    kind: Kind
    unit: str
    measure: str
    bound: Bound = ""


def figure(
    text: str, span: tuple[int, int], number: tuple[int, int], value: Decimal, unit: str, bounds: tuple[str, ...] = ()
) -> Quantity:
    """A figure of `value` written units at `span` of a folded text. The first of `bounds` that is one counts."""
    kind, base, factor = UNITS.get(unit, ("count", unit, "1"))
    start, end = span
    while end > start and text[end - 1].isspace():
        end -= 1
    return Quantity(start, end, number, value * Decimal(factor), kind, base, unit, _bound(bounds))


def share(
    text: str, span: tuple[int, int], number: tuple[int, int], parts: Decimal, bounds: tuple[str, ...]
) -> Quantity:
    """A fraction such as a half or three fifths, `parts` of one, as percent."""
    return Quantity(*span, number, 100 * parts, "share", "%", "分之", _bound(bounds))


def _bound(written: tuple[str, ...]) -> Bound:
    return next((BOUNDS[word] for word in written if word in BOUNDS), "")


def is_identifier(digits: str) -> bool:
    """Whether digits are too many for a figure: they name something, and would lose their end in arithmetic."""
    return len(digits) > _MOST_DIGITS
