"""Times that a text tells from the day it was written, or loosely: 今年, 上半年, 年底, last month, recently.

Which year they are in, the text alone does not say, so they are no calendar dates.
"""

from __future__ import annotations

import re

from taobeiqa.text.dates import PART_OF_YEAR, dates, part_of_year
from taobeiqa.text.script import fold

_CHINESE = {
    "今年": "this-year",
    "本年": "this-year",
    "去年": "last-year",
    "上年": "last-year",
    "明年": "next-year",
    "前年": "year-before-last",
    "近年来": "recent-years",
    "近年": "recent-years",
    "近几年": "recent-years",
    "本月": "this-month",
    "上个月": "last-month",
    "上月": "last-month",
    "下个月": "next-month",
    "下月": "next-month",
    "本周": "this-week",
    "上周": "last-week",
    "下周": "next-week",
    "今日": "today",
    "今天": "today",
    "昨日": "yesterday",
    "昨天": "yesterday",
    "明天": "tomorrow",
    "日前": "recently",
    "近日": "recently",
    "最近": "recently",
    "当天": "that-day",
    "期间": "meanwhile",
}
_ENGLISH = {
    **{
        f"{which} {unit}": f"{which}-{unit}" for which in ("this", "last", "next") for unit in ("year", "month", "week")
    },
    "the year before last": "year-before-last",
    "in recent years": "recent-years",
    "recent years": "recent-years",
    "the past few years": "recent-years",
    "recently": "recently",
    "the other day": "recently",
    "today": "today",
    "yesterday": "yesterday",
    "tomorrow": "tomorrow",
    "that day": "that-day",
    "year-end": "end",
}
_NAMED = "|".join(sorted(_CHINESE, key=len, reverse=True))
_TOLD = "|".join(sorted(_ENGLISH, key=len, reverse=True))
_PATTERN = re.compile(
    rf"(?P<chinese>(?<![以从目之])(?:{_NAMED})(?!度))"
    rf"|\b(?:the )?(?:(?P<end>end|close)|(?P<start>start|beginning)|(?P<h1>first half)|(?P<h2>second half)"
    rf"|(?P<quarter>first|second|third|fourth|last) quarter) of (?:the |(?P<which>this|last|next) )year\b"
    rf"|(?P<alone>年[底末初](?!步)|上半年|下半年|第[一二三四1-4]季度|(?<![第0-9一二三四])[一二三四]季度)"
    rf"|\b(?P<english>{_TOLD})\b"
)


def relative_dates(text: str) -> list[tuple[int, int, str]]:
    """Times told from now or loosely as `(start, end, normal form)`, in order, apart from `dates`.

    `this-year`, `last-month`, `today`, `recently`, `recent-years` and their like; `end`, `start`, `h1`, `q3` of a year
    that is not named; `last-year-end` for 去年底 and the end of last year.
    """
    folded = fold(text)
    taken = [(start, end) for start, end, _ in dates(text)]
    found: list[tuple[int, int, str]] = []
    for match in _PATTERN.finditer(folded):
        end, normal = match.end(), _normal(match)
        if match["chinese"] and match.group().endswith("年"):
            part = PART_OF_YEAR.match(folded, end)
            if part:
                end, normal = part.end(), f"{normal}-{part_of_year(part)}"
        inside = bool(found) and match.start() < found[-1][1]
        if not inside and not any(low < end and match.start() < high for low, high in taken):
            found.append((match.start(), end, normal))
    return found


def _normal(match: re.Match[str]) -> str:
    if match["chinese"]:
        return _CHINESE[match["chinese"]]
    if match["english"]:
        return _ENGLISH[match["english"]]
    if match["alone"]:
        alone = PART_OF_YEAR.match(match["alone"])
        return part_of_year(alone) if alone else match["alone"]
    part = part_of_year(match)
    return f"{match['which']}-year-{part}" if match["which"] else part
