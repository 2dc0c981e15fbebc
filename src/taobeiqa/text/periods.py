"""Times over which a figure is told: since the start of the year, over four years, by the end of the year."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from taobeiqa.text.numerals import numeral, spelled_out
from taobeiqa.text.relative_dates import relative_dates
from taobeiqa.text.script import fold

_SOME_YEARS = re.compile(
    r"(?<![0-9第近])(?P<zh>[两二三四五六七八九十]|[2-9]|[1-9][0-9])年(?:来|间|以来|里|内|累计|时间|当中|中(?!期))"
    r"|\b(?:over|in|across|during|within|throughout|for) (?:(?:the|these|those|past|last|a|its|all) )*"
    r"(?P<en>two|three|four|five|six|seven|eight|nine|ten|[1-9][0-9]?)(?: years?|-year)\b"
    r"(?! (?:running|straight|old|in a))"
)
_COMPARED = re.compile(r"(?:[比与同较占和]|\b(?:than|over|on|from|period|to|with|exceeding) )$")
_BESIDE = re.compile(r"同期|相比|'s\b|[已才刚有]*\d+岁|[的那这]?第")
"""What stands before a year that something is compared with, and behind one that tells no period: 今年71岁."""
_SINCE, _TILL_NOW = re.compile(r"\b(?:since|so far) $"), re.compile("以来|至今|到|起|开始|算起| so far")
_SO_FAR = "so-far"
_YEARS = ("this-year", "last-year", "next-year")
_PARTS = ("h1", "h2", "q1", "q2", "q3", "q4")
_TOGETHER = frozenset(
    {
        *(frozenset({year, part}) for year in _YEARS for part in (*_PARTS, "end")),
        *(frozenset({_SO_FAR, part}) for part in (*_PARTS, "this-year")),
        *(frozenset(pair) for pair in (("h1", "q1"), ("h1", "q2"), ("h2", "q3"), ("h2", "q4"))),
    }
)


class Period(NamedTuple):
    """A period told at `text[start:end]`: its normal form (`relative_dates`, a year and its part apart), `so-far` for
    this year until now, or of some years how many they are: `4-years`.
    """

    start: int
    end: int
    name: str


@lru_cache(maxsize=4096)
def periods(text: str) -> tuple[Period, ...]:
    """The periods that a text tells, in order; offsets into it. A year that something is compared with is none."""
    folded = fold(text)
    found = []
    for match in _SOME_YEARS.finditer(folded):
        written = match["zh"] or match["en"]
        count = spelled_out(written) if written.isalpha() and written.isascii() else numeral(written)
        found.append(Period(*match.span(), f"{count}-years"))
    for start, end, normal in relative_dates(text):
        year = next((one for one in _YEARS if normal.startswith(one)), "")
        part = normal.removeprefix(year).removeprefix("-")
        if _COMPARED.search(folded, 0, start) or _BESIDE.match(folded, end):
            continue
        if part in ("", "start") and (_SINCE.search(folded, 0, start) or _TILL_NOW.match(folded, end)):
            found.append(Period(start, end, _SO_FAR))
        else:
            found += [Period(start, end, name) for name in (year, part) if name in (*_YEARS, *_PARTS, "end")]
    return tuple(sorted(found))


def agree(one: str, other: str) -> bool:
    """Whether two periods, by name, may be said of one figure."""
    return one == other or {one, other} in _TOGETHER
