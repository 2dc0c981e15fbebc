"""Names of persons, places and organisations in Chinese and English text, by dictionary tags and by form."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import Literal

import rjieba

from taobeiqa.text.script import fold, is_han
from taobeiqa.text.segment import is_stopword

NameKind = Literal["person", "place", "organisation"]

_PLACE_SUFFIX = re.compile(
    r"(?:省|市|县|区|旗|乡|镇|村|屯|街道|社区|湖|河|江|山|草原|平原|公园|广场|新区|园区|中学|小学|大学|学院|学校|医院)$"
)
_ORGANISATION_SUFFIX = re.compile(
    r"(?:公司|集团|学院|大学|学校|中学|小学|医院|委员会|委|政府|局|办|部门|部|中心|合作社|银行|团队|服务队|协会|报社|晚报|日报|电视台|组)$"
)
_SURNAME = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万"
    "钱严覃武戴莫孔向汤温康施文牛樊葛邢安齐易乔伍庞颜倪庄聂章鲁岳翟殷詹申欧耿关兰焦俞左柳甘祝包宁尚符舒阮柯纪梅童凌毕单季裴霍涂成苗谷盛曲翁冉骆蓝路游辛靳欧阳管柴蒙鲍华喻祁蒲房滕屈饶解牟艾尤阳时穆农司卓古吉缪简车项连芦麦褚娄窦戚岑景党宫费卜冷晏席卫米柏宗瞿桂全佟应臧闵苟邬边卞姬师和仇栾隋商刁沙荣巫寇桑郎甄丛仲虞敖巩明佘池查麻苑迟邝"
)
_NO_PLACES = frozenset("东西 城市 都市 省市 市县 县市 县区 乡镇 村镇 村屯 超市 夜市 集市 门市 股市 海港 惠及".split())  # noqa: SIM905
"""What ends as a place does, or what the dictionary takes for one, and is none."""
_CALLED = frozenset(["公司", "集团", "学院", "大学", "中学", "小学", "医院", "银行", "协会", "乡", "镇", "村", "屯"])
_BETWEEN_BLANKS = re.compile(r"(?<=\s)[\u4e00-\u9fff]{2,3}(?=\s|$)")
_ENGLISH_NAME = re.compile(r"\b[A-Z][\w'’]*(?:[ -](?:(?:of|the|and|for)\s)?[A-Z][\w'’]*)*")


def named_in(text: str) -> list[tuple[int, int]]:
    """Names of persons, of places that the dictionary knows or that call themselves 省, 市 or 县, and what calls itself a
    company, a school, a township, in a question.

    Narrower than `names`, where a false one only lowers a rank: here it would be taken for what is asked about.
    """
    folded = fold(text)
    known = {
        (start, start + len(word)) for word, tag, start in _tagged(folded) if tag == "ns" and word not in _NO_PLACES
    }
    places = [
        (start, end)
        for start, end in _places(folded)
        if folded[end - 1] in "省市县旗"
        or (folded[end - 1] not in "里上中下内外" and any(start <= low and high <= end for low, high in known))
    ]
    return sorted({*_persons(folded), *places, *_called(folded)})


def _called(text: str) -> list[tuple[int, int]]:
    """A noun and the company, school, hospital, township, village that it is the name of; also one that is no word, of
    characters that the dictionary only knows by themselves: 隆基公司.
    """
    found = []
    first, count = 0, 0
    for (name, tag, start), (head, _, middle) in pairwise(_tagged(text)):
        named = (
            all(map(is_han, name)) and tag.startswith(("n", "s", "l", "vn", "j", "a", "z")) and not is_stopword(name)
        )
        single = named and len(name) == 1
        first, count = (first if count else start, count + 1) if single else (start, 0)
        if head in _CALLED and named and (len(name) > 1 or count > 1):
            found.append((first, middle + len(head)))
    return found


def institutions_in(text: str) -> list[tuple[int, int]]:
    """What a Chinese text names as the institution of a place, without that place: 中医院 of 洮北区中医院, 医专 of
    白城医专. 学校 may be any school.
    """
    return [
        (middle, middle + len(head))
        for (name, tag, _), (head, sort, middle) in pairwise(_tagged(fold(text)))
        if tag in ("ns", "nr", "nz") and len(name) > 1 and len(head) > 1 and head != "学校" and not is_stopword(head)
        if sort in ("nt", "j") or (sort.startswith("n") and head[-1] in "院校所专馆局站台")
    ]


def nouns_in(text: str) -> list[tuple[int, int]]:
    """The common nouns of a Chinese text of two characters and more, by dictionary tags."""
    return [(start, start + len(word)) for word, tag, start in _tagged(fold(text)) if tag == "n" and len(word) > 1]


def names(text: str, kind: NameKind) -> list[tuple[int, int]]:
    """Where names of one kind stand in a text, in order, as `(start, end)`."""
    if sum(map(is_han, text)) * 4 < len(text.strip()):
        return [match.span() for match in _ENGLISH_NAME.finditer(text) if match.start() > 0 or " " in match.group()]
    return {"person": _persons, "place": _places, "organisation": _organisations}[kind](fold(text))


def is_known_place(name: str) -> bool:
    """Whether the dictionary has a Chinese name as that of a place: 苏州, which does not call itself 市."""
    return [tag for _, tag, _ in _tagged(fold(name))] == ["ns"]


def _tagged(text: str) -> list[tuple[str, str, int]]:
    found, position = [], 0
    for word, tag in rjieba.tag(text, False):
        found.append((word, tag, position))
        position += len(word)
    return found


def _persons(text: str) -> list[tuple[int, int]]:
    """A surname and the one or two characters after it that are no words, or what the dictionary calls a name.

    In a byline, two or three characters between blanks that begin with a surname are a name whatever they could be.
    """
    found = [match.span() for match in _BETWEEN_BLANKS.finditer(text) if match.group()[0] in _SURNAME]
    free = [True] * len(text)
    for low, high in found:
        free[low:high] = [False] * (high - low)
    found += [(start, end) for start, end in _tagged_persons(text) if all(free[start:end])]
    return sorted(found)


def _tagged_persons(text: str) -> list[tuple[int, int]]:
    tokens = _tagged(text)
    found: list[tuple[int, int]] = []
    place = 0
    while place < len(tokens):
        word, tag, start = tokens[place]
        end = start + len(word)
        place += 1
        if len(word) == 1 and word in _SURNAME:
            doubtful = is_stopword(word)  # 和 and 于 are surnames and prepositions
            given = 0
            while place < len(tokens) and given < 2:
                following, following_tag, _ = tokens[place]
                if doubtful and (len(following) > 1 or (not given and following in _SURNAME)):
                    break
                if (
                    not all(map(is_han, following))
                    or len(following) + given > 2
                    or following_tag in ("uj", "ul", "ug", "uz", "ud", "y", "f", "q", "t", "p", "c", "d", "v", "m", "r")
                ):
                    break
                if (
                    given
                    and len(following) == 1
                    and following_tag not in ("nr", "zg", "x", "n", "a", "ng", "nz", "j", "ns", "g", "vg", "ag")
                ):
                    break
                given += len(following)
                end += len(following)
                place += 1
            if given > doubtful:
                found.append((start, end))
        elif tag.startswith("nr") and 2 <= len(word) <= 4 and word[0] in _SURNAME:
            found.append((start, end))
    return found


def _runs(text: str, keep: re.Pattern[str], heads: tuple[str, ...]) -> list[tuple[int, int]]:
    """Runs of nouns that end in a telling suffix, and single words that the dictionary tags as such."""
    tokens = _tagged(text)
    found: list[tuple[int, int]] = []
    place = 0
    while place < len(tokens):
        stop, best = place, None
        while (
            stop < len(tokens)
            and stop - place < 8
            and (tokens[stop][1][:1] in ("n", "z", "j", "a", "b") and all(map(is_han, tokens[stop][0])))
        ):
            end = tokens[stop][2] + len(tokens[stop][0])
            span = text[tokens[place][2] : end]
            if (
                tokens[place][1] in ("ns", "nr", "nrt", "nz", "nt", "zg", "n", "a", "j")
                and len(span) >= 2
                and keep.search(span)
            ) or (stop == place and tokens[stop][1] in heads and len(span) > 1):
                best = (tokens[place][2], end, stop + 1)
            stop += 1
        if best and (len(text[best[0] : best[1]]) > 2 or tokens[place][1] in heads):
            found.append((best[0], best[1]))
            place = best[2]
        else:
            place += 1
    return found


def _places(text: str) -> list[tuple[int, int]]:
    found = _runs(text, _PLACE_SUFFIX, ("ns", "nr"))
    return [(start, end) for start, end in found if text[start:end] not in _NO_PLACES]


def _organisations(text: str) -> list[tuple[int, int]]:
    return _runs(text, _ORGANISATION_SUFFIX, ("nt",))
