"""Units, measure words, scales and bounds as written in either language, and what they come to.

Chinese numerals are read by `cn2an`.
"""

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
    "speed",
    "identifier",
    "count",
]
Bound = Literal["", "more than", "at least", "nearly", "about", "up to", "less than"]

UNITS: dict[str, tuple[Kind, str, str]] = {
    # written form, folded: kind, base unit, factor
    **dict.fromkeys(("元", "块钱", "人民币", "元人民币", "yuan", "rmb", "cny", "renminbi"), ("money", "CNY", "1")),
    **dict.fromkeys(("角", "角钱", "毛", "毛钱", "jiao"), ("money", "CNY", "0.1")),
    **dict.fromkeys(("美元", "美金", "usd", "us dollars", "us dollar", "dollars", "dollar"), ("money", "USD", "1")),
    **dict.fromkeys(("港元", "港币", "hkd", "hong kong dollars", "hong kong dollar"), ("money", "HKD", "1")),
    **dict.fromkeys(("欧元", "euros", "euro", "eur"), ("money", "EUR", "1")),
    **dict.fromkeys(("日元", "yen", "jpy"), ("money", "JPY", "1")),
    "韩元": ("money", "KRW", "1"),
    **dict.fromkeys(("卢布", "roubles", "rubles"), ("money", "RUB", "1")),
    **dict.fromkeys(("澳元", "australian dollars"), ("money", "AUD", "1")),
    **dict.fromkeys(("加元", "canadian dollars"), ("money", "CAD", "1")),
    **dict.fromkeys(("新台币", "台币", "元新台币"), ("money", "TWD", "1")),
    **dict.fromkeys(("英镑", "gbp", "pounds sterling"), ("money", "GBP", "1")),
    **dict.fromkeys(("%", "percent", "per cent"), ("share", "%", "1")),
    **dict.fromkeys(("个百分点", "百分点", "percentage points", "percentage point"), ("share", "point", "1")),
    "‰": ("share", "%", "0.1"),
    "成": ("share", "%", "10"),
    **dict.fromkeys(("平方米", "平米", "㎡", "m2", "square metres", "square metre"), ("area", "m2", "1")),
    **dict.fromkeys(
        ("平方公里", "平方千米", "km2", "square kilometres", "square kilometre"), ("area", "m2", "1000000")
    ),
    **dict.fromkeys(("公顷", "hectares", "hectare", "ha"), ("area", "m2", "10000")),
    **dict.fromkeys(("亩", "mu"), ("area", "mu", "1")),
    **dict.fromkeys(("公里", "千米", "km", "kilometres", "kilometre"), ("length", "m", "1000")),
    **dict.fromkeys(("米", "m", "metres", "metre"), ("length", "m", "1")),
    **dict.fromkeys(("里", "里地", "里路", "华里"), ("length", "m", "500")),
    **dict.fromkeys(("英里", "miles", "mile"), ("length", "m", "1609.344")),
    **dict.fromkeys(("厘米", "公分", "cm", "centimetres", "centimetre"), ("length", "m", "0.01")),
    **dict.fromkeys(("毫米", "公厘", "mm", "millimetres", "millimetre"), ("length", "m", "0.001")),
    **dict.fromkeys(("吨", "tonnes", "tons", "tonne", "ton"), ("mass", "kg", "1000")),
    **dict.fromkeys(("公斤", "千克", "kg", "kilograms", "kilogram", "kilos"), ("mass", "kg", "1")),
    **dict.fromkeys(("斤", "市斤", "jin", "catties"), ("mass", "kg", "0.5")),
    **dict.fromkeys(("克", "grams", "gram"), ("mass", "kg", "0.001")),
    **dict.fromkeys(("毫克", "mg", "milligrams", "milligram"), ("mass", "kg", "0.000001")),
    **dict.fromkeys(("年", "周年", "years", "year"), ("duration", "year", "1")),
    **dict.fromkeys(("个月", "个多月", "months", "month"), ("duration", "month", "1")),
    **dict.fromkeys(("个星期", "个多星期", "周", "weeks", "week"), ("duration", "week", "1")),
    **dict.fromkeys(("天", "日", "days", "day"), ("duration", "day", "1")),
    **dict.fromkeys(("个小时", "个多小时", "小时", "个钟头", "hours", "hour"), ("duration", "hour", "1")),
    **dict.fromkeys(("分钟", "minutes", "minute"), ("duration", "minute", "1")),
    **dict.fromkeys(("秒", "秒钟", "seconds"), ("duration", "second", "1")),
    **dict.fromkeys(("人次", "人", "名", "位", "people", "persons", "person"), ("people", "person", "1")),
    **dict.fromkeys(("户", "households", "household", "families", "family"), ("households", "household", "1")),
    **dict.fromkeys(("吉瓦", "gw", "gigawatts", "gigawatt"), ("power", "W", "1000000000")),
    **dict.fromkeys(("兆瓦", "mw", "megawatts", "megawatt"), ("power", "W", "1000000")),
    **dict.fromkeys(("千瓦", "kw", "kilowatts", "kilowatt"), ("power", "W", "1000")),
    **dict.fromkeys(("千瓦时", "度电", "kwh", "kilowatt hours", "kilowatt-hours"), ("energy", "kWh", "1")),
    **dict.fromkeys(("立方米", "方", "m3", "cubic metres", "cubic metre"), ("volume", "m3", "1")),
    **dict.fromkeys(("升", "公升", "litres", "litre"), ("volume", "m3", "0.001")),
    **dict.fromkeys(("毫升", "ml", "millilitres", "millilitre"), ("volume", "m3", "0.000001")),
    **dict.fromkeys(
        ("周岁", "岁", "years old", "year old", "years of age", "year-old", "year-olds", "years-old"),
        ("age", "year", "1"),
    ),
    **dict.fromkeys(("摄氏度", "℃", "°c", "degrees celsius", "degree celsius"), ("temperature", "℃", "1")),
    "degrees below zero": ("temperature", "℃", "-1"),
    **dict.fromkeys(
        ("公里/小时", "千米/小时", "公里每小时", "km/h", "kph", "kilometres per hour", "kilometres an hour"),
        ("speed", "km/h", "1"),
    ),
    **dict.fromkeys(("米/秒", "米每秒", "m/s", "metres per second", "metres a second"), ("speed", "km/h", "3.6")),
    **dict.fromkeys(("倍", "fold", "-fold"), ("ratio", "times", "1")),
}
UNITS |= {
    name.replace("metre", "meter").replace("litre", "liter"): entry
    for name, entry in UNITS.items()
    if "metre" in name or "litre" in name
}
SYMBOLS = ("km", "kg", "cm", "mm", "mw", "kw", "gw", "kwh", "m2", "km2", "m3", "mg", "ml", "ha", "km/h", "m/s", "°c")
"""Units that Chinese text writes in Latin letters."""
NOT_BEFORE = {
    # A unit is none before these: 3年级 is no three years, 两位数 are no two persons.
    "年": "[级代货轻纪画夜糕]|均",
    "元": "[化素旦宵首老件]|[一二]次",
    "角": "[形星度洲落色债区关楼]|大[楼厦]",
    "成": "[员为功绩立果本品长分套不]|人(?![口数员])",
    "里": "[面外边程约应]",
    "位": "[数于置居]",
    "户": "[籍外型]",
    "升": "[级学温高值旗至到任降]",
    "克": "[服制隆扣星]",
    "天": "[然气津空]",
    "方": "[面向法便案针式圆形]",
    "周": "[边围末年期]",
    "日": "[元报常益本程]",
    "米": "[饭粉面]",
    "人": "[工气物]",
}
MEASURES = [
    "方面",
    *"个座处台眼份条项家所支只头匹件套辆架部本册篇张幅幢栋间棵株口根块片批组队班期届轮次场类种例起宗笔级层步门节课",
    *"艘枚颗粒双对副顿趟遍回村乡镇县市省区国道站点排列行盏盘",
    *"票顶箱袋瓶桶杯碗朵羽尾筐首句字页集扇窝群战胜局球圈",
]
SCALES = {
    "十": 10,
    "百": 100,
    "千": 1000,
    "万": 10**4,
    "十万": 10**5,
    "百万": 10**6,
    "千万": 10**7,
    "亿": 10**8,
    "十亿": 10**9,
    "百亿": 10**10,
    "千亿": 10**11,
    "万亿": 10**12,
}
WORD_SCALES = {
    "dozen": 12,
    "hundred": 100,
    "thousand": 1000,
    "million": 10**6,
    "billion": 10**9,
    "trillion": 10**12,
}
SHORT_SCALES = {"k": 1000, "m": 10**6, "mn": 10**6, "bn": 10**9, "tn": 10**12}
"""As in RMB 3.2bn. `k` and `m` are scales after a currency only: 5m is five metres."""
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
PARTS = {
    # English names of the parts that a fraction counts
    **dict.fromkeys(("half", "halves"), 2),
    **dict.fromkeys(("third", "thirds"), 3),
    **dict.fromkeys(("quarter", "quarters", "fourth", "fourths"), 4),
    **{
        name + plural: value
        for value, name in enumerate(("fifth", "sixth", "seventh", "eighth", "ninth", "tenth"), start=5)
        for plural in ("", "s")
    },
}
MULTIPLES = {"double": 2, "doubled": 2, "triple": 3, "tripled": 3, "quadruple": 4, "quadrupled": 4}
CURRENCIES = {"$": "usd", "us$": "usd", "usd": "usd", "hk$": "hkd", "hkd": "hkd", "€": "euro", "£": "gbp"}
"""What stands before an amount and is no yuan."""
BOUNDS: dict[str, Bound] = {
    **dict.fromkeys(("超", "超过", "超出", "逾", "高于", "多于", "大于", "突破", "过", "以上", "开外"), "more than"),
    **dict.fromkeys(("出头", "有余", "余", "多", "几", "more than", "over", "above", "exceeding"), "more than"),
    **dict.fromkeys(("in excess of", "upwards of", "greater than", "higher than", "odd"), "more than"),
    **dict.fromkeys(("近", "将近", "接近", "nearly", "almost", "close to", "just under", "just short of"), "nearly"),
    **dict.fromkeys(("约", "大约", "大概", "左右", "上下", "来", "about", "around", "some"), "about"),
    **dict.fromkeys(("approximately", "roughly", "an estimated", "or so"), "about"),
    **dict.fromkeys(("至少", "最少", "不少于", "不低于", "at least", "no less than", "no fewer than"), "at least"),
    **dict.fromkeys(("not less than", "a minimum of", "or more"), "at least"),
    **dict.fromkeys(("不足", "不到", "少于", "低于", "小于", "以下", "under", "below", "less than"), "less than"),
    "fewer than": "less than",
    **dict.fromkeys(("至多", "最多", "不超过", "不多于", "不高于", "以内", "之内", "up to", "at most"), "up to"),
    **dict.fromkeys(("no more than", "not more than", "a maximum of", "or less", "or fewer"), "up to"),
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
NAMES: dict[tuple[str, str], tuple[str, str, str]] = {
    # base unit and factor: its name in Chinese, for one and for several in English. Where a factor has no English
    # name here, the base unit is written.
    ("CNY", "1"): ("元", "yuan", "yuan"),
    ("USD", "1"): ("美元", "US dollar", "US dollars"),
    ("HKD", "1"): ("港元", "Hong Kong dollar", "Hong Kong dollars"),
    ("EUR", "1"): ("欧元", "euro", "euros"),
    ("JPY", "1"): ("日元", "yen", "yen"),
    ("KRW", "1"): ("韩元", "won", "won"),
    ("RUB", "1"): ("卢布", "rouble", "roubles"),
    ("AUD", "1"): ("澳元", "Australian dollar", "Australian dollars"),
    ("CAD", "1"): ("加元", "Canadian dollar", "Canadian dollars"),
    ("TWD", "1"): ("新台币", "New Taiwan dollar", "New Taiwan dollars"),
    ("GBP", "1"): ("英镑", "pound sterling", "pounds sterling"),
    ("point", "1"): ("个百分点", "percentage point", "percentage points"),
    ("m2", "1"): ("平方米", "square metre", "square metres"),
    ("m2", "10000"): ("公顷", "hectare", "hectares"),
    ("m2", "1000000"): ("平方公里", "square kilometre", "square kilometres"),
    ("mu", "1"): ("亩", "mu", "mu"),
    ("m", "1"): ("米", "metre", "metres"),
    ("m", "0.01"): ("厘米", "centimetre", "centimetres"),
    ("m", "0.001"): ("毫米", "millimetre", "millimetres"),
    ("m", "500"): ("里", "", ""),
    ("m", "1000"): ("公里", "kilometre", "kilometres"),
    ("m", "1609.344"): ("英里", "mile", "miles"),
    ("kg", "1"): ("公斤", "kilogram", "kilograms"),
    ("kg", "0.000001"): ("毫克", "milligram", "milligrams"),
    ("kg", "0.001"): ("克", "gram", "grams"),
    ("kg", "0.5"): ("斤", "", ""),
    ("kg", "1000"): ("吨", "tonne", "tonnes"),
    ("person", "1"): ("人", "person", "people"),
    ("household", "1"): ("户", "household", "households"),
    ("W", "1"): ("瓦", "watt", "watts"),
    ("W", "1000"): ("千瓦", "kilowatt", "kilowatts"),
    ("W", "1000000"): ("兆瓦", "megawatt", "megawatts"),
    ("W", "1000000000"): ("吉瓦", "gigawatt", "gigawatts"),
    ("kWh", "1"): ("千瓦时", "kilowatt-hour", "kilowatt-hours"),
    ("m3", "1"): ("立方米", "cubic metre", "cubic metres"),
    ("m3", "0.001"): ("升", "litre", "litres"),
    ("m3", "0.000001"): ("毫升", "millilitre", "millilitres"),
    ("℃", "1"): ("℃", "degree Celsius", "degrees Celsius"),
    ("km/h", "1"): ("公里/小时", "kilometre per hour", "kilometres per hour"),
    ("km/h", "3.6"): ("米/秒", "metre per second", "metres per second"),
    ("times", "1"): ("倍", "times", "times"),
    ("year", "1"): ("年", "year", "years"),
    ("month", "1"): ("个月", "month", "months"),
    ("week", "1"): ("周", "week", "weeks"),
    ("day", "1"): ("天", "day", "days"),
    ("hour", "1"): ("小时", "hour", "hours"),
    ("minute", "1"): ("分钟", "minute", "minutes"),
    ("second", "1"): ("秒", "second", "seconds"),
}
