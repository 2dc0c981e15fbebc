"""Units, measure words and scales as written in either language, and what they come to."""

from __future__ import annotations

from typing import Literal

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
Bound = Literal["", "more than", "at least", "nearly", "about", "up to", "less than"]

UNITS: dict[str, tuple[Kind, str, str]] = {
    # written form: kind, base unit, factor
    **dict.fromkeys(("元", "块钱", "块", "人民币", "yuan", "rmb", "cny"), ("money", "CNY", "1")),
    **dict.fromkeys(("美元", "usd", "dollars", "dollar"), ("money", "USD", "1")),
    **dict.fromkeys(("%", "percent", "per cent"), ("share", "%", "1")),
    **dict.fromkeys(("个百分点", "percentage points", "percentage point"), ("share", "point", "1")),
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
MEASURES = [
    "方面",
    *"个座处台眼份条项家所支只头匹件套辆架部本册篇张幅幢栋间棵株口根块片批组队班期届轮次场类种例起宗笔级层步门节课",
    *"艘枚颗粒双对副顿趟遍回村乡镇县市省区国道站点排列行盏盘",
]
SCALES = {"十": 10, "百": 100, "千": 1000, "万": 10**4, "亿": 10**8, "万亿": 10**12}
WORD_SCALES = {"hundred": 100, "thousand": 1000, "million": 10**6, "billion": 10**9, "trillion": 10**12}
WORD_NUMBERS = {
    word: value
    for value, word in enumerate(
        "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "  # noqa: SIM905
        "seventeen eighteen nineteen".split()
    )
} | {
    word: 10 * value
    for value, word in enumerate("twenty thirty forty fifty sixty seventy eighty ninety".split(), start=2)  # noqa: SIM905
}
BOUNDS: dict[str, Bound] = {
    **dict.fromkeys(("超", "超过", "逾", "以上", "more than", "over"), "more than"),
    **dict.fromkeys(("近", "nearly", "almost"), "nearly"),
    **dict.fromkeys(("约", "左右", "about", "around", "some", "approximately"), "about"),
    **dict.fromkeys(("至少", "at least"), "at least"),
    **dict.fromkeys(("不足", "以下", "under"), "less than"),
    "up to": "up to",
}
CHINESE_BOUNDS: dict[Bound, str] = {
    "": "",
    "more than": "超过",
    "at least": "至少",
    "nearly": "近",
    "about": "约",
    "up to": "至多",
    "less than": "不足",
}
ENGLISH_UNITS = {
    "CNY": "yuan",
    "USD": "US dollars",
    "m2": "square metres",
    "mu": "mu",
    "m": "metres",
    "km": "kilometres",
    "kg": "kilograms",
    "person": "people",
    "household": "households",
    "times": "times",
    "point": "percentage points",
}
CHINESE_UNITS = {
    "CNY": "元",
    "USD": "美元",
    "m2": "平方米",
    "mu": "亩",
    "m": "米",
    "km": "公里",
    "kg": "公斤",
    "person": "人",
    "household": "户",
    "times": "倍",
    "point": "个百分点",
    "year": "年",
    "month": "个月",
    "week": "周",
    "day": "天",
    "hour": "小时",
    "minute": "分钟",
}
