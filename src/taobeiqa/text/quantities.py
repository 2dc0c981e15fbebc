"""Figures in Chinese and English text: where they stand, what they are worth and what they count.

`48,500`, `48500` and `4.85万` are one value; `3.2亿元` and `320 million yuan` are one amount.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from functools import cache
from typing import Literal

import cn2an

from taobeiqa.text.dates import dates
from taobeiqa.text.script import fold
from taobeiqa.text.segment import words

Kind = Literal[
    "money",
    "share",
    "area",
    "length",
    "mass",
    "duration",
    "people",
    "households",
    "ratio",
    "power",
    "energy",
    "volume",
    "age",
    "temperature",
    "identifier",
    "count",
]


@dataclass(frozen=True, slots=True)
class Quantity:
    """A figure: `text[start:end]` is all of it with its unit and its "more than"; `text[number[0]:number[1]]` is the
    number itself with its scale word (3.2亿, 320 million). `value` is exact, in the base unit (yuan, m², metre,
    kilogram; percent for shares; mu stay mu). `measure` is the unit or measure word as written, folded, or empty.
    """

    start: int
    end: int
    number: tuple[int, int]
    value: Decimal
    kind: Kind
    unit: str
    measure: str


_UNITS: dict[str, tuple[Kind, str, str]] = {
    # written form: kind, base unit, factor
    **dict.fromkeys(("元", "块钱", "块", "人民币", "yuan", "rmb", "cny"), ("money", "CNY", "1")),
    **dict.fromkeys(("美元", "usd", "dollars", "dollar"), ("money", "USD", "1")),
    **dict.fromkeys(
        ("%", "percent", "per cent", "个百分点", "percentage points", "percentage point"), ("share", "%", "1")
    ),
    "‰": ("share", "%", "0.1"),
    **dict.fromkeys(
        ("平方米", "平米", "㎡", "m2", "square metres", "square meters", "square metre", "square meter"),
        ("area", "m2", "1"),
    ),
    **dict.fromkeys(
        ("平方公里", "square kilometres", "square kilometers", "square kilometre", "square kilometer"),
        ("area", "m2", "1000000"),
    ),
    **dict.fromkeys(("公顷", "hectares", "hectare"), ("area", "m2", "10000")),
    **dict.fromkeys(("亩", "mu"), ("area", "mu", "1")),
    **dict.fromkeys(
        ("公里", "千米", "km", "kilometres", "kilometers", "kilometre", "kilometer"), ("length", "m", "1000")
    ),
    **dict.fromkeys(("米", "metres", "meters", "metre", "meter"), ("length", "m", "1")),
    **dict.fromkeys(("吨", "tonnes", "tons", "tonne", "ton"), ("mass", "kg", "1000")),
    **dict.fromkeys(("公斤", "千克", "kg", "kilograms", "kilogram", "kilos"), ("mass", "kg", "1")),
    "斤": ("mass", "kg", "0.5"),
    **dict.fromkeys(("年", "周年", "years", "year"), ("duration", "year", "1")),
    **dict.fromkeys(("个月", "个多月", "months", "month"), ("duration", "month", "1")),
    **dict.fromkeys(("个星期", "个多星期", "周", "weeks", "week"), ("duration", "week", "1")),
    **dict.fromkeys(("天", "日", "days", "day"), ("duration", "day", "1")),
    **dict.fromkeys(("个小时", "个多小时", "小时", "hours", "hour"), ("duration", "hour", "1")),
    **dict.fromkeys(("分钟", "minutes", "minute"), ("duration", "minute", "1")),
    **dict.fromkeys(("人次", "人", "名", "位", "people", "persons", "person"), ("people", "person", "1")),
    **dict.fromkeys(("户", "households", "household", "families", "family"), ("households", "household", "1")),
    **dict.fromkeys(("兆瓦", "mw", "megawatts", "megawatt"), ("power", "W", "1000000")),
    **dict.fromkeys(("千瓦", "kw", "kilowatts", "kilowatt"), ("power", "W", "1000")),
    **dict.fromkeys(("千瓦时", "度电", "kwh", "kilowatt hours"), ("energy", "kWh", "1")),
    **dict.fromkeys(("立方米", "方", "m3", "cubic metres", "cubic meters"), ("volume", "m3", "1")),
    **dict.fromkeys(("升", "litres", "liters", "litre", "liter"), ("volume", "m3", "0.001")),
    **dict.fromkeys(("岁", "years old", "years of age"), ("age", "year", "1")),
    **dict.fromkeys(("摄氏度", "℃", "degrees celsius"), ("temperature", "℃", "1")),
    **dict.fromkeys(("倍", "times the"), ("ratio", "times", "1")),
}
_MEASURES = [
    "方面",
    *"个座处台眼份条项家所支只头匹件套辆架部本册篇张幅幢栋间棵株口根块片批组队班期届轮次场类种例起宗笔级层步门节课",
    *"艘枚颗粒双对副顿趟遍回村乡镇县市省区国道站点排列行盏盘",
]
_SCALES = {"十": 10, "百": 100, "千": 1000, "万": 10**4, "亿": 10**8, "万亿": 10**12}
_WORD_SCALES = {"hundred": 100, "thousand": 1000, "million": 10**6, "billion": 10**9, "trillion": 10**12}
_WORD_NUMBERS = {
    word: value
    for value, word in enumerate(
        "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "  # noqa: SIM905
        "seventeen eighteen nineteen".split()
    )
} | {
    word: 10 * value
    for value, word in enumerate("twenty thirty forty fifty sixty seventy eighty ninety".split(), start=2)  # noqa: SIM905
}


def _alternatives(names: list[str]) -> str:
    return "|".join(re.escape(name) for name in sorted(names, key=len, reverse=True))


_HAN_UNITS = _alternatives([name for name in _UNITS if not name.isascii() or name == "%"] + _MEASURES)
_LATIN_UNITS = _alternatives([name for name in _UNITS if name.isascii() and name != "%"])
_DIGITS = r"[0-9]+(?:,[0-9]{3})+(?:\.[0-9]+)?|[0-9]+(?:\.[0-9]+)?"
_HAN_DIGIT = "零一二三四五六七八九〇"
_HAN_NUMERAL = rf"[{_HAN_DIGIT}两十百千万亿]+(?:点[{_HAN_DIGIT}]+(?:万亿|[万亿])?)?"
_MORE = r"余|多|来"
_CHINESE = re.compile(
    rf"(?P<before>近|约|超过?|逾|至少|不足|达)?"
    rf"(?:(?P<part>百分之)(?P<share>{_DIGITS}|{_HAN_NUMERAL})"
    rf"|(?<![0-9][.,])(?<![0-9a-z+第])(?<![a-z]-)(?P<digits>{_DIGITS})"
    rf"\s?(?P<more>{_MORE})?(?P<scale>万亿|[亿万百]|千(?![克米瓦]))?(?P<more2>{_MORE})?"
    rf"(?!世纪|年代)\s?(?:(?P<unit>{_HAN_UNITS})|(?![0-9a-z+]|[.,][0-9]))"
    rf"|(?<![0-9第])(?P<han>{_HAN_NUMERAL})(?P<more3>{_MORE})?(?!年代)(?P<hanunit>{_HAN_UNITS}))"
    rf"(?P<after>以上|以下|左右)?"
)
_SCALE = _alternatives(list(_WORD_SCALES))
_SMALL = _alternatives(list(_WORD_NUMBERS))
_WORDS = rf"(?:(?:{_SMALL})|an?(?=\s(?:{_SCALE})))(?:[ -](?:{_SMALL}|{_SCALE})\b|(?<=d|n) and (?:{_SMALL})\b)*"
_ENGLISH = re.compile(
    rf"(?<![0-9][.,])(?<![\w+-])"
    rf"(?P<before>(?:more than|over|nearly|about|around|almost|at least|some|up to|approximately|under)\s+)?"
    rf"(?P<currency>(?:¥|￥|rmb|cny|us\$|\$)\s?)?"
    rf"(?:(?P<digits>{_DIGITS})|\b(?P<word>{_WORDS}))"
    rf"(?:[\s-](?P<scale>{_SCALE})s?\b)?"
    rf"(?:\s?(?P<percent>%)|[\s-](?P<unit>{_LATIN_UNITS})\b)?(?![\w+]|[.,][0-9])"
)
_ADVERBS = ("一起", "一道", "一方面")
_SEVERAL = re.compile(r"(?<![零〇一二三四五六七八九点])[一二两三四五六七八九]{2}(?![零〇一二三四五六七八九])")
_IDIOM = re.compile(r"[“”‘’\"'+]")


def quantities(text: str) -> list[Quantity]:
    """The figures of a text in order, not overlapping. Dates, ordinals (第三) and slogans such as 1+17 are left out."""
    folded = fold(text)
    found: list[Quantity] = []
    taken = [(start, end) for start, end, _ in dates(text)]
    word_ends = {word.start: word.end for word in words(text)}
    for pattern, read in ((_CHINESE, _read_chinese), (_ENGLISH, _read_english)):
        for match in pattern.finditer(folded):
            quantity = read(match)
            if quantity is None or (match.re is _CHINESE and match["han"] and not _stands_alone(match, word_ends)):
                continue
            if not any(start < quantity.end and quantity.start < end for start, end in taken):
                found.append(quantity)
                taken.append((quantity.start, quantity.end))
    return sorted(found, key=lambda quantity: quantity.start)


def _stands_alone(match: re.Match[str], word_ends: dict[int, int]) -> bool:
    """Whether a Chinese numeral and its unit are whole words: not so in 进一步 and 三轮车."""
    end = word_ends.get(match.start("han"))
    return end is not None and end <= match.end() and match.group() not in _ADVERBS


def unit_kind(word: str) -> Kind | None:
    """What a written unit measures, None for a word that is no unit: household → households, yuan → money."""
    entry = _UNITS.get(fold(word))
    return entry[0] if entry else None


@cache
def numeral(written: str) -> Decimal | None:
    """The value of a folded number without a unit, in digits or Chinese numerals; None if it is none."""
    if written[0].isdigit() and written.isascii():
        return Decimal(written.replace(",", ""))
    if written in ("万", "亿", "千", "百"):
        return Decimal(_SCALES[written])
    if _SEVERAL.search(written):
        return None  # 五六 is some five or six
    whole, point, fraction = written.partition("点")
    if point:
        digits = fraction.rstrip("万亿")
        scale = _SCALES.get(fraction[len(digits) :], 1)
        before = numeral(whole)
        after = "".join(str(_HAN_DIGIT.index(digit) % 10) for digit in digits)
        return None if before is None else Decimal(f"{before}.{after}") * scale
    try:
        return Decimal(str(cn2an.cn2an(written.replace("〇", "零"), "smart")))
    except (ValueError, InvalidOperation):
        return None


def _make(match: re.Match[str], number: tuple[int, int], value: Decimal, unit: str) -> Quantity:
    kind, base, factor = _UNITS.get(unit, ("count", unit, "1"))
    start, end = match.span()
    while end > start and match.string[end - 1].isspace():
        end -= 1
    return Quantity(start, end, number, value * Decimal(factor), kind, base, unit)


def _read_chinese(match: re.Match[str]) -> Quantity | None:
    if match["share"]:
        value = numeral(match["share"])
        return _make(match, (match.start("part"), match.end("share")), value, "%") if value is not None else None
    if match["han"]:
        if match.start("han") and _IDIOM.match(match.string[match.start("han") - 1]):
            return None
        value = numeral(match["han"])
        return _make(match, match.span("han"), value, match["hanunit"]) if value is not None else None
    value = Decimal(match["digits"].replace(",", "")) * _SCALES.get(match["scale"] or "", 1)
    end = match.end("scale") if match["scale"] else match.end("digits")
    following = match.string[match.end() : match.end() + 2]
    if not (match["unit"] or match["scale"]) and following.isascii() and re.match(r"[\s-][a-z]|\w", following):
        return None  # English: left to the other pattern
    return _make(match, (match.start("digits"), end), value, match["unit"] or "")


def _spelled_out(numerals: list[str]) -> Decimal:
    """The value of English number words: ["five", "hundred", "and", "six", "thousand"] is 506,000."""
    total = part = 0
    for word in numerals:
        if word == "hundred":
            part *= 100
        elif word in _WORD_SCALES:
            total, part = total + part * _WORD_SCALES[word], 0
        elif word != "and":
            part += 1 if word in ("a", "an") else _WORD_NUMBERS[word]
    return Decimal(total + part)


def _read_english(match: re.Match[str]) -> Quantity | None:
    if match["digits"]:
        value = Decimal(match["digits"].replace(",", ""))
    else:
        value = _spelled_out(re.split("[ -]", match["word"]))
    value *= _WORD_SCALES.get(match["scale"] or "", 1)
    end = match.end("scale") if match["scale"] else match.end("digits") if match["digits"] else match.end("word")
    start = match.start("digits") if match["digits"] else match.start("word")
    currency = (match["currency"] or "").strip()
    unit = (
        {"$": "usd", "us$": "usd"}.get(currency, "yuan")
        if currency
        else "%"
        if match["percent"]
        else match["unit"] or ""
    )
    return _make(match, (start, end), value, unit)


_ENGLISH_UNITS = {
    "CNY": "yuan",
    "USD": "US dollars",
    "m2": "square metres",
    "mu": "mu",
    "m": "metres",
    "kg": "kilograms",
    "person": "people",
    "household": "households",
    "times": "times",
}
_CHINESE_UNITS = {
    "CNY": "元",
    "USD": "美元",
    "m2": "平方米",
    "mu": "亩",
    "m": "米",
    "kg": "公斤",
    "person": "人",
    "household": "户",
    "times": "倍",
    "year": "年",
    "month": "个月",
    "week": "周",
    "day": "天",
    "hour": "小时",
    "minute": "分钟",
}


def render(quantity: Quantity, language: Literal["zh", "en"]) -> str:
    """A figure written in a language: 3.2亿元 → 320 million yuan. A count loses its Chinese measure word in English."""
    value, unit = quantity.value, quantity.unit
    if unit == "m" and value >= 1000:
        value, unit = value / 1000, "km"
    if unit == "%":
        return f"{_plain(value)}%"
    if language == "zh":
        for scale, word in ((10**8, "亿"), (10**4, "万")):
            if value >= scale:
                return f"{_plain(value / scale)}{word}{_CHINESE_UNITS.get(unit, '公里' if unit == 'km' else '')}"
        return f"{_plain(value)}{_CHINESE_UNITS.get(unit, '公里' if unit == 'km' else '')}"
    name = {"km": "kilometres"}.get(unit) or _ENGLISH_UNITS.get(unit) or (unit if unit.isascii() else "")
    if quantity.kind == "duration" and value != 1:
        name += "s"
    for scale, word in ((10**9, "billion"), (10**6, "million")):
        if value >= scale:
            return f"{_plain(value / scale)} {word} {name}".strip()
    return f"{_plain(value)} {name}".strip()


def _plain(value: Decimal) -> str:
    written = f"{value:,f}"
    return written.rstrip("0").rstrip(".") if "." in written else written
