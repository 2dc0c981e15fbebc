"""Figures as Chinese text writes them: 近3.2亿元, 百分之八十七, 三分之二, 两个半月, 零下五度, 三块五."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from taobeiqa.text.english_figures import LED_IN_ENGLISH
from taobeiqa.text.figures import Quantity, figure, is_identifier, share
from taobeiqa.text.numerals import DIGITS, HAN_DIGITS, HAN_NUMERAL, numeral
from taobeiqa.text.script import is_han
from taobeiqa.text.segment import words
from taobeiqa.text.units import BOUNDS, MEASURES, NOT_BEFORE, SCALES, SYMBOLS, UNITS


def _units(names: list[str]) -> str:
    longest_first = sorted(names, key=len, reverse=True)
    return "|".join(
        re.escape(name) + (f"(?!{NOT_BEFORE[name]})" if name in NOT_BEFORE else "") for name in longest_first
    )


_UNITS = _units([name for name in UNITS if not name.isascii() or name == "%"] + MEASURES)
_LATIN = "|".join(f"{re.escape(name)}(?![0-9a-z])" for name in sorted(SYMBOLS, key=len, reverse=True))
_ANY_DIGIT = f"[{HAN_DIGITS}1-9]"
_LED_BY = "|".join(
    (
        "不超过|不多于|不高于|不少于|不低于|超过|超出|突破|将近|接近|大约|大概|至少|最少|至多|最多|高达|多达|不足|少于|低于|小于|高于|多于|大于",
        "(?<![得买找看想])不到|(?<![高中])超|(?<![附最远邻])近|(?<![节签合预契制条履违])约|逾|达|(?<![经通超不透])过(?=[百千万亿])",
    )
)
_MORE = "余|多|[来几](?=[万亿]|{units})".replace("{units}", f"(?:{_UNITS})")
_AFTER = (
    "以上|以下|左右|上下(?![文级游楼班])|以内|之内|之多|开外|出头|有余"
    f"|(?<=[年月天里米吨亩斤%倍时顷元岁块成秒钟周])多(?![少样{HAN_DIGITS}种次元数久大长高远年项个家名人户位所条亩批国地方层党])"
)
# A minus is one where nothing stands before it that it could link.
_SIGN = r"零下|负(?![责担债有])|(?<![^\s为至到是达于约超近率温度速增长降润额:(,，、；。])[-−](?=[0-9])"
_PLAIN_HAN = "零一二两三四五六七八九十百千万亿"
_HALF = "半(?![载夜山价径岛数成年个路途场导月])"
_PATTERN = re.compile(
    rf"(?P<before>{_LED_BY})?"
    rf"(?:(?P<part>[百千万]分之)(?P<share>{DIGITS}|{HAN_NUMERAL})(?P<more0>[多余])?"
    rf"|(?<![{_PLAIN_HAN}0-9几数])(?P<bottom>{DIGITS}|{HAN_NUMERAL})分之(?P<top>{DIGITS}|{HAN_NUMERAL})(?P<more4>多)?(?!决赛)"
    rf"|(?P<half>(?<![另大小多后前下上])一半(?!天)|(?<![大小多后前])半数|(?<![经超])过半(?:数|(?![夜年个天月小百斤里]))|(?<=超)过半数)"
    rf"|(?<![{_PLAIN_HAN}0-9上下前后大小多夜头泰南北东西])(?P<halfof>半)(?P<halfunit>个多?月|个?多?小时|个钟头|年|天|斤|亩|公里|公斤|吨|米|升|里)"
    rf"(?!夜|[0-9{HAN_DIGITS}])"
    rf"|(?P<sign>{_SIGN})?(?:(?<![0-9][.,])(?<![0-9a-z+/第双#])(?<![a-z]-)(?P<digits>{DIGITS})"
    rf"\s?(?P<more>{_MORE})?(?P<scale>万亿|[十百千]?[万亿]|百|千(?![克米瓦]))?"
    # 3亿5000万, 11万7015
    rf"(?P<rest>(?<=[0-9]亿)[0-9]{{1,4}}万|(?<=[0-9]万)[0-9]{{4}}(?![0-9.]))?(?P<more2>{_MORE})?"
    rf"\s?(?:(?P<unit>个半(?=月|小时|星期|钟头)|{_UNITS}|{_LATIN})|(?P<degree>度(?![假过日量数夏]))|(?![0-9a-z+°/]|\s?(?:世纪|年代|年级))(?(scale)|(?![.·][0-9]|,[0-9]{{3}}|[万亿])))"
    rf"|(?<![{_PLAIN_HAN}0-9第几数])(?:(?<![上成每])(?=[百千万亿])|(?![百千万亿]))(?P<han>{HAN_NUMERAL})"
    rf"(?P<more3>{_MORE})?(?!年代|世纪)"
    rf"(?:(?P<hanunit>个半(?=月|小时|星期|钟头)|{_UNITS})|(?P<handegree>度(?![假过日量数夏]))|(?P<range>(?=\s?(?:至|到|[-–—~])\s?{HAN_NUMERAL}(?:{_UNITS})))|(?=[，。；、！,;!)）]|\.?\s*$)))"
    rf"(?:(?<=个半)(?P<halfname>月|小时|星期|钟头)|(?P<andhalf>(?<=[年月天时里斤亩米吨倍个]){_HALF})"
    rf"|(?<=[^方毫厘千分]米)(?P<tenths>[0-9]{{1,2}}|[{HAN_DIGITS}]{{1,2}})(?![0-9%{_PLAIN_HAN}个多]|[.,][0-9])"
    rf"|(?<=块)(?P<jiao>{_ANY_DIGIT})(?:毛|角)?钱?(?![0-9%{_PLAIN_HAN}个]|[.,][0-9])"
    rf"|(?<=元)(?P<jiao2>{_ANY_DIGIT})(?:角|毛)钱?)?)"
    rf"(?P<after>{_AFTER})?"
)
_FOLD = re.compile(r"翻了?(?:(?P<times>[一两二三四1-4])番|番)")
_AFTER_TIME = tuple("间内前后来里")
_ADVERBS = ("一起", "一道", "一方面", "一倍", "十一")
_QUOTED = re.compile(r"[“”‘’\"'+]")
_STATED = re.compile(r"(?:^|[是为达共有到至约近超过余于率数量额计])\s?$")
_WARM = re.compile(r"温|零[上下]|烧|热|寒|冷|气象|晴|阴")
_CURRENT = re.compile("用电|电量|耗电|发电|供电|节电")
_CONTEXT = 14


def chinese_figures(folded: str, original: str) -> Iterator[Quantity]:
    """Figures in Chinese writing, and digits with no English word after them, in a folded text. The original tells the
    words.
    """
    has_numerals = re.search(f"[{_PLAIN_HAN}]", folded)
    word_ends = {word.start: word.end for word in words(original)} if has_numerals else {}
    for match in _PATTERN.finditer(folded):
        quantity = _read(match, word_ends)
        if quantity is not None:
            yield quantity
    for match in _FOLD.finditer(folded):
        # 翻一番 is twice as much, 翻两番 four times.
        value = Decimal(2) ** int(numeral(match["times"] or "一") or 0)
        yield figure(folded, match.span(), match.span(), value, "倍")


def _read(match: re.Match[str], word_ends: dict[int, int]) -> Quantity | None:
    text, span = match.string, match.span()
    if match["share"]:
        value = numeral(match["share"])
        of = {"百": 1, "千": 10, "万": 100}[match["part"][0]]
        number = (match.start("part"), match.end("share"))
        return None if value is None else figure(text, span, number, value / of, "%", _bounds(match))
    if match["bottom"]:
        top, bottom = numeral(match["top"]), numeral(match["bottom"])
        number = (match.start("bottom"), match.end("top"))
        return share(text, span, number, top / bottom, _bounds(match)) if top is not None and bottom else None
    if match["half"]:
        bounds = ("过",) if match["half"].startswith("过") else _bounds(match)
        return share(text, span, match.span("half"), Decimal("0.5"), bounds)
    if match["halfof"]:
        unit = match["halfunit"]
        bounds = ("多",) if "多" in unit else _bounds(match)
        unit = {"小时": "个小时", "多小时": "个小时"}.get(unit, unit)
        return figure(text, span, match.span("halfof"), Decimal("0.5"), unit, bounds)
    return _read_han(match, word_ends) if match["han"] else _read_digits(match)


def _read_han(match: re.Match[str], word_ends: dict[int, int]) -> Quantity | None:
    written, unit = match["han"], match["hanunit"] or match["handegree"] or ""
    before = match.string[: match.start("sign") if match["sign"] else match.start("han")]
    if (before and _QUOTED.match(before[-1])) or not _stands_alone(match, word_ends):
        return None
    if (
        not unit
        and match["range"] is None
        and not (len(written) > 1 and set(written[1:]) & set("十百千万亿") and _STATED.search(before[-6:]))
    ):
        return None
    if unit == "里" and written[0] in "百千万":
        return None  # 千里 is far
    value = numeral(written)
    if value is None or (match["handegree"] and not _is_warm(match)):
        return None
    loose = ("来",) if written in SCALES and written != "十" else ()
    number = (match.start("sign") if match["sign"] else match.start("han"), match.end("han"))
    return _with_rest(match, number, value, unit, (*_bounds(match), *loose))


def _read_digits(match: re.Match[str]) -> Quantity | None:
    if is_identifier(match["digits"]) or _is_english(match):
        return None
    value = Decimal(match["digits"].replace(",", "")) * SCALES.get(match["scale"] or "", 1)
    rest = match["rest"]
    value += Decimal(rest.rstrip("万")) * (SCALES["万"] if rest.endswith("万") else 1) if rest else 0
    end = match.end(next(name for name in ("rest", "scale", "digits") if match[name]))
    unit = match["unit"] or match["degree"] or ""
    number = (match.start("sign") if match["sign"] else match.start("digits"), end)
    return _with_rest(match, number, value, unit, _bounds(match))


def _with_rest(
    match: re.Match[str], number: tuple[int, int], value: Decimal, unit: str, bounds: tuple[str, ...]
) -> Quantity:
    """A figure with what belongs to it: a half, the tenths of 一米八 and 三块五, a minus, the sort of its degrees."""
    tenths = match["tenths"] or match["jiao"] or match["jiao2"]
    if match["halfname"] or match["andhalf"]:
        value += Decimal("0.5")
        unit = f"个{match['halfname']}" if match["halfname"] else unit
    elif tenths:
        digits = "".join(str(HAN_DIGITS.index(digit)) if digit in HAN_DIGITS else digit for digit in tenths)
        value += Decimal(f"0.{digits}")
    if unit == "块" and (tenths or not is_han((match.string[match.end() :] or " ")[0])):
        unit = "块钱"  # 两块 is money, 两块木板 is not
    elif unit == "度" and _is_warm(match):
        unit = "摄氏度"
    elif unit == "度" and _CURRENT.search(_context(match)):
        unit = "度电"
    return figure(match.string, match.span(), number, -value if match["sign"] else value, unit, bounds)


def _bounds(match: re.Match[str]) -> tuple[str, ...]:
    more = [match[name] for name in ("more0", "more", "more2", "more3", "more4")]
    return tuple(word for word in (*more, match["before"], match["after"]) if word in BOUNDS)


def _context(match: re.Match[str]) -> str:
    """What stands before a figure in its clause."""
    return re.split("[，。；,;]", match.string[max(0, match.start() - _CONTEXT) : match.start()])[-1]


def _is_warm(match: re.Match[str]) -> bool:
    return match["sign"] == "零下" or bool(_WARM.search(_context(match)))


def _stands_alone(match: re.Match[str], word_ends: dict[int, int]) -> bool:
    """Whether a Chinese numeral and its unit are whole words: not so in 进一步 and 三轮车."""
    end = word_ends.get(match.start("han"), word_ends.get(match.start("sign"), word_ends.get(match.start())))
    end_of_unit = match.end() + (match.string[match.end() : match.end() + 1] in _AFTER_TIME)
    return end is not None and end <= end_of_unit and match.group() not in _ADVERBS


def _is_english(match: re.Match[str]) -> bool:
    """Whether digits are left to English: an English word follows them, or one or a currency stands before them."""
    bare = match.group() in (match["digits"], f"{match['digits']}%")
    following = match.string[match.end() : match.end() + 2]
    if not match["scale"] and following.isascii() and re.match(r"[\s-][a-z]" if bare else r"[\s-][a-z]|\w", following):
        return bare or not (match["unit"] or match["degree"])
    led = LED_IN_ENGLISH.search(match.string[max(0, match.start() - 2 * _CONTEXT) : match.start()])
    return bare and bool((led and led.group()) or re.search("[a-z] $", match.string[: match.start()][-2:]))
