"""Calendar dates in Chinese and English text, also where only a part of a year is named, or a decade."""

from __future__ import annotations

import re
from collections.abc import Iterator

from taobeiqa.text.script import fold
from taobeiqa.text.units import MEASURES, SCALES, UNITS

_LONG_MONTHS = "january|february|march|april|may|june|july|august|september|october|november|december"
_MONTHS = f"{_LONG_MONTHS}|jan|feb|mar|apr|jun|jul|aug|sept|sep|oct|nov|dec"
_FIRST_LETTERS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_YEAR = "[12][0-9]{3}"
_DIGITS = "零一二三四五六七八九"
_HAN_DIGIT = f"〇{_DIGITS}"
_HAN_MONTH = "(?:十[一二]?|[一二三四五六七八九])"
_HAN_DAY = "(?:[一二]?十[一二三四五六七八九]?|三十一?|[一二三四五六七八九])"
_HAN_NUMERALS = re.compile(f"[{_HAN_DIGIT}]{{4}}|[一二三]?十[一二三四五六七八九]?|[一二三四五六七八九]")
_TO = r"\s?(?:[-–—~]{1,2}|至|到)\s?"
_COUNTING = (
    "".join(sorted({name[0] for name in (*UNITS, *MEASURES, *SCALES) if not name.isascii()} - {"里"}))
    + "余多来几后号版和与及、"
)
_COUNTED = r"\s?[%元人户名个亩]|\s(?:people|persons|households|families|villages|yuan|mu)\b"
_DATE = re.compile(
    rf"(?<![0-9])(?:{_YEAR}\s?年(?:\s?[0-9]{{1,2}}\s?月(?:\s?[0-9]{{1,2}}(?:\s?[日号]|(?={_TO}[0-9]{{1,2}}\s?日)))?)?"
    rf"|{_YEAR}(?={_TO}{_YEAR}\s?年)"
    rf"|[0-9]{{1,2}}\s?月(?!龄)(?:份|\s?[0-9]{{1,2}}(?:\s?[日号]|(?={_TO}[0-9]{{1,2}}\s?日)))?"
    rf"|(?<![0-9.-])(?:1[0-2]|[1-9])(?={_TO}(?:1[0-2]|[1-9])\s?月(?!龄)))"
    # A day alone, which newspapers write of this month; not the days that something takes
    rf"|(?<![0-9.,月第每续期时共满近约达])(?:[12][0-9]|3[01]|[1-9])日(?![内间元报均游后常益本程]|[0-9]{{1,2}}夜)"
    rf"|(?<![{_HAN_DIGIT}十0-9月历])(?:[12]?[0-9]|3[01]|{_HAN_DAY})号(?=[上下中]午|凌晨|清晨|晚|早|当[天日])"
    rf"|(?<![0-9])[一二][{_HAN_DIGIT}]{{3}}(?={_TO}[一二][{_HAN_DIGIT}]{{3}}年)"
    rf"|[一二][{_HAN_DIGIT}]{{3}}年(?:{_HAN_MONTH}月(?:{_HAN_DAY}[日号])?)?"
    rf"|(?<![一二三四五六七八九十历]){_HAN_MONTH}月(?:份|{_HAN_DAY}[日号])"
    rf"|(?<=[年在于到从至自]){_HAN_MONTH}月(?![光亮饼])"
    rf"|(?<![0-9.]){_YEAR}([-/.])[0-9]{{1,2}}\1[0-9]{{1,2}}(?![0-9])"
    rf"|\b(?:{_MONTHS})\.?\s[0-9]{{1,2}}(?:st|nd|rd|th)?\b(?!,[0-9]{{3}})(?:,?\s{_YEAR}\b)?"
    rf"|\b[0-9]{{1,2}}(?:st|nd|rd|th)?\s(?:of\s)?(?:{_MONTHS})\b(?:,?\s{_YEAR}\b)?"
    rf"|\b(?:{_MONTHS}),?\s{_YEAR}\b"
    rf"|(?<=\b(?:in|by|of|to) )(?:{_LONG_MONTHS})\b|(?<=\b(?:late|next|this|last|from) )(?:{_LONG_MONTHS})\b"
    rf"|(?<=\b(?:since|until|early|after|every) )(?:{_LONG_MONTHS})\b|(?<=\bbefore )(?:{_LONG_MONTHS})\b"
    # A year of which Chinese names something: 2008奥运会
    rf"|(?<![0-9a-z.,+$¥-])(?!(?:19|20)00)(?:19|20)[0-9]{{2}}(?=[\u3400-\u9fff])(?![{_COUNTING}年]|里(?!约))"
    rf"|(?<=\bmid-)(?:19|20)[0-9]{{2}}\b|(?:(?<=\bin )|(?<=\b(?:by|of) )|(?<=\b(?:since|until) ))(?:1[0-9]{{3}}|2000)(?![\w+]|[,.][0-9]|\s(?!(?:and|or|by|but|when|as|with|for|at|was|the)\b)[a-z])"
    rf"|(?<=\bbetween [12][0-9]{{3}} and )[12][0-9]{{3}}\b|(?<=\bfrom [12][0-9]{{3}} to )[12][0-9]{{3}}\b"
    # A bare year: not a round number, which is more often a count, and neither part of a larger number nor counting.
    rf"|(?<![\w.,+-])(?!(?:19|20)00)(?:19|20)[0-9]{{2}}(?![\w+]|[.,][0-9]|{_COUNTED})"
    rf"|(?<=(?<![0-9.,-])[12][0-9]{{3}}[-–—~])(?:19|20)[0-9]{{2}}(?![\w+-]|[.,][0-9]|{_COUNTED})"
)
_DECADE = re.compile(
    rf"(?:(?:(?P<century>[12]?[0-9]|[{_DIGITS}十]{{1,3}})|(?P<last>上个?))\s?世纪\s?)?(?P<tens>[1-9]0|[二三四五六七八九]十)\s?年代"
    rf"|(?P<decade>(?:1[0-9]|20)[0-9])0年代|\b(?:the\s)?(?:(?:early|mid|late)[\s-])?(?P<full>(?:1[0-9]|20)[0-9])0['’]?s\b"
    rf"|(?:\bthe\s(?:(?:early|mid|late)[\s-])?['’]?|(?<!\w)['’])(?P<short>[2-9])0s\b"
)
_QUARTERS = {"一": "q1", "二": "q2", "三": "q3", "四": "q4", "1": "q1", "2": "q2", "3": "q3", "4": "q4"}
PART_OF_YEAR = re.compile(
    r"(?P<end>[年]?[底末](?![层线部蕴气]))|(?P<start>年?初(?![步中级期审验选衷夏冬春秋一二三]))"
    r"|的?(?P<h1>上半年)|的?(?P<h2>下半年)|的?第?(?P<quarter>[一二三四1-4])季度"
)
_OF_YEAR = re.compile(
    r"\b(?:the\s)?(?:(?P<end>end|close)|(?P<start>start|beginning)|(?P<h1>first half)|(?P<h2>second half)"
    r"|(?P<quarter>first|second|third|fourth|last) quarter|q(?P<short>[1-4])) (?:of )?(?:the year )?$"
)
_ORDINALS = {"first": "q1", "second": "q2", "third": "q3", "fourth": "q4", "last": "q4"}
_LONGEST_LEAD = 40
_LAST_DAY = re.compile(rf"(?:{_TO}|[、和及])(?P<day>[0-9]{{1,2}})\s?[日号]")
_LAST_ENGLISH_DAY = re.compile(
    r"\s?[-–—]\s?(?P<day>[0-9]{1,2})(?:st|nd|rd|th)?\b(?![.,]?[0-9]|\s?%|-)(?:,?\s(?P<year>[12][0-9]{3})\b)?"
)
_FIRST_ENGLISH_DAY = re.compile(r"(?<![\w.,-])(?P<day>[0-9]{1,2})(?:st|nd|rd|th)?(?:\s?[-–—]\s?| to | and )$")


def dates(text: str) -> list[tuple[int, int, str]]:
    """Calendar dates as `(start, end, normal form)`, in order.

    `2016`, `2016-07`, `07-18`, `2016-07-18`; `07` is a month. Parts of a year: `2019-start`, `2019-end`, `2019-h1`
    (上半年), `2019-q3` (第三季度). A decade is `199x`: 上世纪 is the 20th, and so is 90年代 without a century. A day without its
    month, 27日, is `xx-27`. Both ends of 7月18日至20日 are dates.
    """
    folded = fold(text)
    found: list[tuple[int, int, str]] = []
    for match in re.finditer(_DECADE, folded):
        found.append((match.start(), match.end(), _decade(match)))
    for match in _DATE.finditer(folded):
        if not (_is_word(match.group(), text[match.start()]) or _meet(match.span(), found)):
            found += _with_parts(match.start(), match.end(), _normal(match.group()), folded)
    return sorted(found)


def years(text: str) -> set[str]:
    """The years a text names."""
    return {normal[:4] for _, _, normal in dates(text) if normal[:4].isdigit() and len(normal.split("-")[0]) == 4}


def includes(wanted: str, found: str) -> bool:
    """Whether a date is the one that is wanted, or lies in it: 2016-07-18 is in 2016-07, and is a 07-18."""
    parts, others = _year_first(wanted), _year_first(found)
    others += [""] * (len(parts) - len(others))
    return all(part in ("", other) for part, other in zip(parts, others, strict=False))


def _year_first(date: str) -> list[str]:
    parts = ["" if part == "xx" else part for part in date.split("-")]
    return parts if len(parts[0]) == 4 else ["", *parts]


def _meet(span: tuple[int, int], taken: list[tuple[int, int, str]]) -> bool:
    return any(start < span[1] and span[0] < end for start, end, _ in taken)


def _is_word(written: str, first: str) -> bool:
    """Whether may, march or august is another word: as a month it has a capital."""
    return first == first.lower() and written.startswith(("may", "mar", "august"))


def _with_parts(start: int, end: int, normal: str, folded: str) -> Iterator[tuple[int, int, str]]:
    """A date with the part of the year that is named with it, and with the other end of a range that leans on it."""
    if len(normal) == 4 and folded[end - 1] == "年":
        part = PART_OF_YEAR.match(folded, end)
        if part:
            end, normal = part.end(), f"{normal}-{part_of_year(part)}"
    elif len(normal) == 4:
        before = folded[max(0, start - _LONGEST_LEAD) : start]
        part = _OF_YEAR.search(before)
        if part:
            start -= len(before) - part.start()
            normal = f"{normal}-{part_of_year(part)}"
    month, _, day = normal.rpartition("-")
    if not (month and day.isdigit() and len(day) == 2) or len(normal) == 7:
        yield start, end, normal
        return
    after = (_LAST_DAY if folded[end - 1] in "日号" or "月" in folded[start:end] else _LAST_ENGLISH_DAY).match(
        folded, end
    )
    if after and int(day) < int(after["day"]) <= 31:
        named = after.groupdict().get("year")
        month = f"{named}-{month}" if named else month
        yield after.start("day"), after.end(), f"{month}-{int(after['day']):02d}"
    yield start, end, f"{month}-{day}"
    if folded[start].isdigit() and folded[end - 1].isascii():
        first = _FIRST_ENGLISH_DAY.search(folded[max(0, start - 12) : start])
        if first and 0 < int(first["day"]) < int(day):
            place = max(0, start - 12) + first.start("day")
            yield place, place + len(first["day"]), f"{month}-{int(first['day']):02d}"


def part_of_year(match: re.Match[str]) -> str:
    """The normal form of a part of a year: start, end, h1, h2, q1 to q4."""
    groups = match.groupdict()
    quarter = groups.get("quarter") or groups.get("short")
    if quarter:
        return _QUARTERS.get(quarter) or _ORDINALS[quarter]
    return next(name for name in ("start", "end", "h1", "h2") if groups.get(name))


def _decade(match: re.Match[str]) -> str:
    decade = match["decade"] or match["full"]
    if decade:
        return f"{decade}x"
    tens = match["short"] or match["tens"][0]
    tens = tens if tens.isdigit() else str(_DIGITS.index(tens))
    century = match["century"]
    if century and not century.isdigit():
        century = _HAN_NUMERALS.sub(_in_digits, century)
    first = int(century) - 1 if century and century.isdigit() else 19
    return f"{first:02d}{tens}x"


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
    if re.fullmatch(r"[0-9]{1,2}\s?[日号]", rest):
        return f"xx-{int(rest[:-1]):02d}"
    month = re.search(_MONTHS, rest)
    numbers = [f"{int(number):02d}" for number in re.findall("[0-9]+", rest)]
    if month:
        numbers.insert(0, f"{_FIRST_LETTERS.index(month.group()[:3]) + 1:02d}")
    return "-".join([year.group(), *numbers] if year else numbers)
