"""Chinese in Latin letters: readings character by character, and names as pinyin writes them."""

from __future__ import annotations

import re
from collections.abc import Sequence

from pypinyin import Style, lazy_pinyin

from taobeiqa.text.script import is_han
from taobeiqa.text.segment import words

GENERIC: dict[str, str] = {
    **{"省": "Province", "市": "City", "县": "County", "区": "District", "旗": "Banner", "乡": "Township"},
    **{"镇": "Town", "村": "Village", "街道": "Subdistrict", "社区": "Community", "自治区": "Autonomous Region"},
    **{"自治州": "Autonomous Prefecture", "自治县": "Autonomous County", "开发区": "Development Zone"},
    **{"公园": "Park", "广场": "Square", "水库": "Reservoir", "大桥": "Bridge", "湖": "Lake"},
    **{"大学": "University", "学院": "College", "中学": "Middle School", "小学": "Primary School", "学校": "School"},
    **{"医院": "Hospital", "人民医院": "People's Hospital", "中医院": "Hospital of Chinese Medicine"},
    **{"公司": "Company", "有限公司": "Limited Company", "有限责任公司": "Limited Liability Company"},
    **{"集团": "Group", "银行": "Bank", "合作社": "Cooperative", "专业合作社": "Specialised Cooperative"},
    **{"协会": "Association", "中心": "Center", "日报": "Daily", "晚报": "Evening News", "电视台": "Television"},
    **{"政府": "Government", "人民政府": "People's Government", "委员会": "Committee"},
}
"""What names of places and organisations end in, and what that is called in English."""

UNUSUAL: dict[str, str] = {
    **{"陕西": "Shaanxi", "内蒙古": "Inner Mongolia", "西藏": "Tibet", "香港": "Hong Kong", "澳门": "Macao"},
    **{"呼和浩特": "Hohhot", "乌鲁木齐": "Urumqi", "拉萨": "Lhasa", "齐齐哈尔": "Qiqihar", "鄂尔多斯": "Ordos"},
    **{"台北": "Taipei", "高雄": "Kaohsiung"},
}
"""Places that are not written in English as their characters are read."""

_SUFFIXES = "|".join(sorted(GENERIC, key=len, reverse=True))
_ENDS_IN = re.compile(rf"(?:{_SUFFIXES})$")
PLACE_ENDS = ("自治区", "自治州", "自治县", "开发区", "街道", "社区", *"省市县区旗乡镇村")
_PLACE_END = "|".join(PLACE_ENDS)
_UNIT = re.compile(rf".+?(?:{_PLACE_END})(?!{_PLACE_END}|$)|.+")

_DOUBLE_SURNAMES = frozenset(
    "欧阳 司马 上官 诸葛 夏侯 皇甫 尉迟 公孙 慕容 令狐 长孙 宇文 司徒 司空 东方 南宫 端木 百里 呼延 闻人 独孤".split()  # noqa: SIM905
)
_SURNAME_READ = {
    **{"单": "shan", "曾": "zeng", "解": "xie", "仇": "qiu", "查": "zha", "区": "ou", "盖": "ge", "朴": "piao"},
    **{"翟": "zhai", "乐": "yue", "种": "chong", "覃": "qin", "缪": "miao", "宿": "su", "任": "ren", "华": "hua"},
    **{"尉迟": "yu chi", "长孙": "zhang sun"},
}
"""Surnames that are read otherwise than the same characters elsewhere."""
_PARTICLES = {"地": "de", "得": "de", "着": "zhe"}
"""Particles that are read otherwise inside of words."""
_VOWELS = "aāáǎàeēéěèoōóǒò"


def readings(text: str, tones: bool = True) -> list[str]:
    """How each code point of a text is read in its word: 银行 gives yín, háng. Empty for what is not Chinese."""
    style = Style.TONE if tones else Style.NORMAL
    found = [""] * len(text)
    for word in words(text):
        if is_han(word.text[0]):
            written = text[word.start : word.end]
            read = lazy_pinyin(written, style=style, v_to_u=True)
            if written in _PARTICLES:
                read = [_PARTICLES[written]]
            elif len(read) != len(written):
                read = [lazy_pinyin(char, style=style, v_to_u=True)[0] for char in written]
            found[word.start : word.end] = ["" if any(map(is_han, syllable)) else syllable for syllable in read]
    return found


def joined(syllables: Sequence[str]) -> str:
    """Syllables as one word, an apostrophe before one that begins with a vowel: xi and an give xi'an."""
    word = ""
    for syllable in filter(None, syllables):
        word += f"'{syllable}" if word and syllable[0] in _VOWELS else syllable
    return word


def person(name: str, tones: bool = False) -> str:
    """A person's name, the surname first: 欧阳长安 gives Ouyang Chang'an."""
    size = 2 if name[:2] in _DOUBLE_SURNAMES and len(name) > 2 else 1
    surname = readings(name[:size], tones)
    if not tones and name[:size] in _SURNAME_READ:
        surname = _SURNAME_READ[name[:size]].split()
    return f"{joined(surname).capitalize()} {joined(readings(name[size:], tones)).capitalize()}".strip()


def units(place: str) -> list[str]:
    """The parts of a place that is told from the larger to the smaller: 青山县河口镇 gives 青山县, 河口镇."""
    return _UNIT.findall(place)


def specific(name: str) -> tuple[str, str]:
    """A name without what it ends in, and that: 青山县 gives 青山 and 县; the latter may be empty."""
    found = _ENDS_IN.search(name)
    return (name[: found.start()], found.group()) if found and found.start() else (name, "")


def place_read(name: str) -> str:
    """A place with its tones, what it ends in by itself: 青山县 gives Qīngshān Xiàn."""
    return " ".join(joined(readings(part)).capitalize() for part in specific(name) if part)


def proper(name: str) -> str:
    """A place or organisation: 青山县 gives Qingshan County. 忠县 gives Zhongxian County, for a single syllable is not
    parted from the one behind it.
    """
    own, generic = specific(name)
    english = GENERIC.get(generic, "")
    if own in UNUSUAL:
        return f"{UNUSUAL[own]} {english}".strip()
    read = own + generic if len(own) == len(generic) == 1 else own
    return f"{joined(readings(read, tones=False)).capitalize()} {english}".strip()
