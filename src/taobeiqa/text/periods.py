"""Times over which a figure is told: since the start of the year, over four years, by the end of the year."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from taobeiqa.text.numerals import numeral, spelled_out
from taobeiqa.text.script import fold

_SOME_YEARS = re.compile(
    r"(?<![0-9第近])(?P<zh>[两二三四五六七八九十]|[2-9]|[1-9][0-9])年(?:来|间|以来|里|内|累计|时间|当中|中(?!期))"
    r"|\b(?:over|in|across|during|within|throughout|for) (?:(?:the|these|those|past|last|a|its|all) )*"
    r"(?P<en>two|three|four|five|six|seven|eight|nine|ten|[1-9][0-9]?)(?: years?|-year)\b"
    r"(?! (?:running|straight|old|in a))"
)
_NAMED = (
    (
        "so far this year",
        r"年初(?:以来|至今|到|起|开始|算起)|今年以来|\bsince the (?:start|beginning|turn) of (?:the|this) year\b"
        r"|\bthis year so far\b|\bso far this year\b|\byear to date\b|\bsince the year began\b",
    ),
    (
        "year end",
        r"(?<!\d年)(?<!\d)年[底末]|\b(?:by|at|before) (?:the )?(?:year[- ]end|end of (?:the|this) year|year's end)\b"
        r"|\bbefore the year (?:is|was) out\b",
    ),
    (
        "last year",
        r"(?<![比与同较占和])去年(?!同期|相比)|\bthe (?:previous year|year before)\b"
        r"|(?<!than )(?<!over )(?<!on )(?<!from )(?<!period )(?<!to )(?<!with )(?<!of )(?<!exceeding )\blast year\b",
    ),
    ("this year", r"今年(?![已才刚有]*\d+岁|[的那这]?第)|\bthis year\b"),
    ("next year", r"明年|\bnext year\b|\bthe (?:coming|following) year\b"),
    ("first half", r"上半年|\bfirst half of (?:the|this|last|next) year\b"),
    ("second half", r"下半年|\bsecond half of (?:the|this|last|next) year\b"),
    ("first quarter", r"一季度|\bfirst quarter\b"),
    ("second quarter", r"二季度|\bsecond quarter\b"),
    ("third quarter", r"三季度|\bthird quarter\b"),
    ("fourth quarter", r"四季度|\bfourth quarter\b"),
)
"""Periods in either language. A year that something is compared with is none: more than last year."""
_PATTERNS = tuple((name, re.compile(pattern)) for name, pattern in _NAMED)
_YEARS = frozenset({"last year", "this year", "next year"})
_OF_A_YEAR = frozenset(name for name, _ in _NAMED if "half" in name or "quarter" in name) | {"year end"}
_TOGETHER = frozenset(
    {
        *(frozenset({year, part}) for year in _YEARS for part in _OF_A_YEAR),
        *(frozenset({"so far this year", part}) for part in ("this year", *_OF_A_YEAR - {"year end"})),
        *(frozenset({"first half", f"{nth} quarter"}) for nth in ("first", "second")),
        *(frozenset({"second half", f"{nth} quarter"}) for nth in ("third", "fourth")),
    }
)
"""Which of them may be said of one figure."""
_CLAUSE_ENDS = re.compile(r"[，。；;]|,(?!\d)")
_ONE = 3
"""How many characters there may be from one period to another that is told with it: 今年上半年."""


class Period(NamedTuple):
    """A period told at `text[start:end]`; of some years, how many they are."""

    start: int
    end: int
    name: str


@lru_cache(maxsize=4096)
def periods(text: str) -> tuple[Period, ...]:
    """The periods that a text tells, in order; offsets into it."""
    folded = fold(text)
    found = []
    for match in _SOME_YEARS.finditer(folded):
        written = match["zh"] or match["en"]
        count = spelled_out(written) if written.isalpha() and written.isascii() else numeral(written)
        found.append(Period(*match.span(), f"{count} years"))
    found += [Period(*match.span(), name) for name, pattern in _PATTERNS for match in pattern.finditer(folded)]
    return tuple(sorted(found))


def of_another_period(question: str, text: str, start: int, end: int) -> bool:
    """Whether a question asks over which period a figure is told, and the text tells the figure over another: what
    was built over four years is not what was built since the start of the year.

    The period of a figure is that of its clause, or else the last one told before it. Of 1,251 figures that answer
    written questions with a period 11 would be ruled out so, and of 37,670 others in the same articles 8,216.

    Args:
        question: in either language.
        text: a passage's text, in either language.
        start: where the figure begins, an offset into the text, and `end` where it ends.
    """
    asked = {one.name for one in periods(question)}
    told = _over(text, start, end) if asked else set()
    return bool(told) and not any(one == other or {one, other} in _TOGETHER for one in asked for other in told)


def _over(text: str, start: int, end: int) -> set[str]:
    """The periods over which a figure at a place of a text is told."""
    found = periods(text)
    low = max((mark.end() for mark in _CLAUSE_ENDS.finditer(text, 0, start)), default=0)
    behind = _CLAUSE_ENDS.search(text, end)
    high = behind.start() if behind else len(text)
    before = [one for one in found if one.start < start]
    return {one.name for one in found if low <= one.start < high} or {
        one.name for one in before if one.end >= before[-1].start - _ONE
    }
