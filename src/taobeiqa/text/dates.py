"""Calendar dates in Chinese and English text."""

from __future__ import annotations

import re
from typing import Literal

from taobeiqa.text.script import fold

_MONTHS = (
    "january|february|march|april|may|june|july|august|september|october|november|december|"
    "jan|feb|mar|apr|jun|jul|aug|sept|sep|oct|nov|dec"
)
_FIRST_LETTERS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_NAMES = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
_YEAR = "[12][0-9]{3}"
_DIGITS = "零一二三四五六七八九"
_HAN_DIGIT = f"〇{_DIGITS}"
_HAN_MONTH = "(?:十[一二]?|[一二三四五六七八九])"
_HAN_DAY = "(?:[一二]?十[一二三四五六七八九]?|三十一?|[一二三四五六七八九])"
_HAN_NUMERALS = re.compile(f"[{_HAN_DIGIT}]{{4}}|[一二三]?十[一二三四五六七八九]?|[一二三四五六七八九]")
_DATE = re.compile(
    rf"(?<![0-9])(?:{_YEAR}\s?年(?:\s?[0-9]{{1,2}}\s?月(?:\s?[0-9]{{1,2}}\s?[日号])?)?"
    rf"|[0-9]{{1,2}}\s?月(?!龄)(?:份|\s?[0-9]{{1,2}}\s?[日号])?)"
    rf"|[一二][{_HAN_DIGIT}]{{3}}年(?:{_HAN_MONTH}月(?:{_HAN_DAY}[日号])?)?"
    rf"|(?<![一二三四五六七八九十]){_HAN_MONTH}月(?:份|{_HAN_DAY}[日号])"
    rf"|(?<![0-9.]){_YEAR}([-/.])[0-9]{{1,2}}\1[0-9]{{1,2}}(?![0-9])"
    rf"|\b(?:{_MONTHS})\.?\s[0-9]{{1,2}}(?:st|nd|rd|th)?\b(?:,?\s{_YEAR}\b)?"
    rf"|\b[0-9]{{1,2}}\s(?:{_MONTHS})\b(?:\s{_YEAR}\b)?"
    rf"|\b(?:{_MONTHS})\s{_YEAR}\b"
    # A bare year: not a round number, which is more often a count, and neither part of a larger number nor counting.
    rf"|(?<![\w.,+-])(?!(?:19|20)00)(?:19|20)[0-9]{{2}}(?![\w+]|[.,][0-9]|\s?[%元人户个亩]"
    rf"|\s(?:people|persons|households|families|villages|yuan|mu)\b)"
)


def dates(text: str) -> list[tuple[int, int, str]]:
    """Calendar dates as `(start, end, normal form)`: `2016`, `2016-07`, `07-18`, `2016-07-18`; `07` is a month."""
    return [(match.start(), match.end(), _normal(match.group())) for match in _DATE.finditer(fold(text))]


def years(text: str) -> set[str]:
    """The years a text names."""
    return {normal[:4] for _, _, normal in dates(text) if len(normal.split("-")[0]) == 4}


def render_date(normal: str, language: Literal["zh", "en"]) -> str:
    """A date's normal form as a language writes it: `2016-07-18` as July 18, 2016, `07` as July. One without such a
    month stays as it is.
    """
    parts = normal.split("-")
    year, rest = (parts[0], parts[1:]) if len(parts[0]) == 4 else ("", parts)
    month, day = (*map(int, rest), 0, 0)[:2]
    if month > len(_NAMES):
        return normal  # 99月 is read as a date and is none
    if language == "zh":
        written = ((year, "年"), (month, "月"), (day, "日"))
        return "".join(f"{number}{name}" for number, name in written if number)
    told = " ".join(str(part) for part in (_NAMES[month - 1] if month else "", day or "") if part)
    return f"{told}, {year}" if day and year else f"{told} {year}".strip()


def _in_digits(numeral: re.Match[str]) -> str:
    written = numeral.group().replace("〇", "零")
    if len(written) == 4:
        return "".join(str(_DIGITS.index(digit)) for digit in written)
    tens, ten, ones = written.rpartition("十")
    value = 10 * (_DIGITS.index(tens) if tens else 1) if ten else 0
    return str(value + (_DIGITS.index(ones) if ones else 0))


def _normal(written: str) -> str:
    written = _HAN_NUMERALS.sub(_in_digits, written)
    year = re.search(_YEAR, written)
    rest = written.replace(year.group(), " ", 1) if year else written
    month = re.search(_MONTHS, rest)
    numbers = [f"{int(number):02d}" for number in re.findall("[0-9]+", rest)]
    if month:
        numbers.insert(0, f"{_FIRST_LETTERS.index(month.group()[:3]) + 1:02d}")
    return "-".join([year.group(), *numbers] if year else numbers)
