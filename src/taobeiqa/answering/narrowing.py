"""Figures and dates of the asked-for kind that tell something else all the same: the other end of a time, a part of a
population, a whole where a part is asked for or more than that, what another level of government does, what is told
over another period, a sum where an average is asked for, or of several things where one alone is, or things that their
measure word never counts.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from taobeiqa.answering.cues import spoken
from taobeiqa.answering.evidence import Listener
from taobeiqa.answering.question import Asked
from taobeiqa.records import Query, Span
from taobeiqa.text.periods import agree, periods
from taobeiqa.text.quantities import Quantity, quantities
from taobeiqa.text.script import fold, is_han
from taobeiqa.text.segment import words

_ASKS_END = spoken(
    r"结束|截止|到(?:哪|什么时候|何时|几)|为止|期限|\b(?:ends?|ended|finish\w*|deadline|until when|by when)\b"
)
_ASKS_BEGINNING = spoken(r"开始|从(?:哪|什么时候|何时|几)|\b(?:since when|from when|starts?|started|begins?|began)\b")
_FROM = re.compile(r"(?:从|自|\b(?:since|from|starting|as of))\s?$")
_ON = re.compile(r"^(?:起|以来|开始| onwards?\b)")
_TO = re.compile(r"(?:到|至|截止|\b(?:by|until|till|to|before|ended on|ending on))\s?$")
_UP_TO = re.compile(r"^(?:为止|以?前|之前|止)")
_ASKS_POPULATION = re.compile(
    r"总人口|人口总数|(?<!贫困)(?<!脱贫)人口(?:是|有|为|达|约|数量?)*(?:多少|几)|多少(?:人口|居民)[呢啊]?\W*$|住着?(?:多少|几)"
    r"|\bwhat\b.*\bpopulation\b|\bpopulation\W*$"
    r"|\bhow many (?:people|residents|inhabitants) (?:(?:live|reside)(?! in poverty| below)|does .* have)"
)
_OF_A_PART = re.compile(r"贫困|脱贫|扶贫|建档|poor|poverty")
_PEOPLED = re.compile(r"(?:人口|居民|常住|\bpopulation)[^，。；,;]{0,20}$")
_PEOPLE = re.compile(
    r"^(?:口人|居民|常住人口|人口| ?(?:inhabitants|residents)| people (?:live|living|in all)|-strong population)"
)
_COUNTED_BY = {
    **dict.fromkeys(
        "份册本篇",
        re.compile(
            r"contract|agreement|document|file|cop(?:y|ies)|paper|report|plan|letter|book|article|form|questionnaire"
            r"|polic|material|certificate|share|meal|notice|leaflet|text|stor(?:y|ies)|magazine|deal|piece"
        ),
    ),
    **dict.fromkeys(
        "头匹", re.compile(r"cow|cattle|ox|sheep|goat|pig|hog|donkey|horse|mule|animal|livestock|head|beast")
    ),
}
"""Chinese measure words that count few things, and what those are called in English."""
_COUNTED_AS = tuple(
    (re.compile(nouns), measures)
    for nouns, measures in (
        (
            r"(?:[村屯乡镇县]|省份|国家|城市)$"
            r"|^(?:villages|hamlets|townships|towns|counties|districts|provinces|countries|cities)$",
            "个村屯乡镇县市区省国座处",
        ),
        (r"(?:单位|部门)$|^(?:departments|bureaus|offices|organi[sz]ations|institutions)$", "个家所处室部门间"),
        (r"(?:项目|工程)$|^(?:projects|schemes|programmes|programs)$", "个项处批类"),
        (r"会议?$|^(?:meetings|conferences)$", "个次场届轮回期"),
        (r"井$|^(?:wells|boreholes)$", "眼口个处座"),
        (r"(?:学校|[小中大]学|学院|幼儿园)$|^(?:schools|kindergartens|universities|colleges)$", "个所家处间座"),
        (r"(?:医院|卫生[室院]|诊所)$|^hospitals$", "个所家处间座"),
        (
            r"(?:公司|企业|合作社|工厂|[商饭]店|超市)$"
            r"|^(?:companies|firms|enterprises|cooperatives|factories|shops|stores|supermarkets|restaurants)$",
            "个家户处所间座",
        ),
        (r"(?:桥梁?|大棚|温室|电站)$|^(?:bridges|greenhouses|substations)$", "座个栋处架条"),
        (r"床位?$|^beds$", "张个"),
        (r"(?:树苗?|苗木)$|^(?:trees|saplings|seedlings)$", "棵株个"),
        (r"^(?:cars|trucks|vehicles|buses|lorries|vans|ambulances|taxis)$", "辆台个部架套"),
    )
)
"""What is asked for, and the Chinese measure words that count it: "how many villages" is told with 个, never with 户 or
眼. Of 1,100 written questions on such things 10 are told with another.
"""
_PERSON = re.compile(r"[人民员户生师工者]|干部")
"""What people are called: 个村干部 are no villages."""
_ALONE = re.compile(
    r"单独|单[看算说是论]|光[看算说是]|仅仅?[看算]|只[看算]|这一项|\balone\b|\b(?:only|just) (?:the|on|for|by)\b"
)
_LISTED = re.compile(
    r"[^，。；、,;\s]+(?:、[^，。；、,;]+)+(?:[，,][^，。；、,;]*)?$|\w+(?:, \w[\w ]*)+(?:,? and [\w ]+)[^.;]*$"
)
_COUNTED_LIST = re.compile(r"[^，。；、,;\s\d]+(?:、[^，。；、,;\d]+)+(?=\d)")
_SEPARATORS = re.compile("、|, | and ")
_CLAUSE_ENDS, _SENTENCE_ENDS = re.compile(r"[，。；;]|,(?!\d)"), re.compile(r"[。；;]|\.(?=\s)")
_ASKS_AVERAGE = re.compile(r"人均|户均|平均|\baverage\b|\bper[ -](?:capita|head|person|household)\b")
_ASKS_PART = re.compile(
    r"其中|当中|(?:这|那)里面|占了?(?:多少|几|多大)|^\W*(?:and )?(?:out )?of (?:the|its|their|these|those)\b"
    r"|\b(?:of|among) (?:them|these|those|which)\b"
)
_OF = re.compile(
    r"(?:^\W*(?:and )?(?:out )?of|\bhow many (?:out )?of|\bout of|\bamong) (?:(?:the|these|those|its|their|all) )*$"
)
_WITHIN = re.compile(r"[^，,。？?、\d]{0,12}?(?:中(?![心学小国等年央标药])|(?<![哪这那家城公])里(?!程))")
_PARTS = re.compile(r"其中|\b(?:of which|of whom|of them|of these|among them|including)\b")
_ADJOINING = 3
"""How many characters there may be from one period to another that is told with it: 今年上半年."""
_LEVELS = {
    "国家": re.compile(r"国家级|\b(?:national|state)[- ]level\b|\bnationally\b"),
    "省": re.compile(r"省级|\bprovincial\b|\bprovince-level\b"),
    "市": re.compile(r"市级|\bmunicipal\b|\b(?:city|municipality)-level\b"),
    "县": re.compile(r"[县区旗]级|\b(?:county|district)-level\b"),
    "乡": re.compile(r"[乡镇]级|\b(?:township|town)-level\b"),
    "村": re.compile(r"村级|\bvillage-level\b"),
}
"""Of which level of government something is."""
_AVERAGE = re.compile(r"均|每|\baverage|\bper\b|\beach\b|\bevery\b")


def other_end(query: Query, text: str, date: Span) -> bool:
    """Whether a date tells when something began where the question asks when it ended, or the other way round.

    Args:
        query: the question.
        text: a passage's folded text.
        date: offsets into it.
    """
    asked, before, after = fold(query.text), text[: date[0]], text[date[1] :]
    begins = bool(_FROM.search(before) or _ON.match(after))
    ends = bool(_TO.search(before) or _UP_TO.match(after))
    asks_end, asks_beginning = bool(_ASKS_END.search(asked)), bool(_ASKS_BEGINNING.search(asked))
    return asks_end != asks_beginning and begins != ends and begins == asks_end


def part_of_population(query: Query, text: str, figure: Span) -> bool:
    """Whether a question asks how many people live somewhere, and a figure counts only some of them.

    Args:
        query: the question.
        text: a passage's folded text.
        figure: offsets into it.
    """
    asked = fold(query.text)
    if not _ASKS_POPULATION.search(asked) or _OF_A_PART.search(asked):
        return False
    clause, _ = _around(figure, text, _CLAUSE_ENDS)
    whole = _PEOPLED.search(clause) or _PEOPLE.match(text[figure[1] :])
    return not whole or bool(_OF_A_PART.search(clause))


def whole_of_parts(query: Query, text: str, figure: Span) -> bool:
    """Whether a question asks after a part, and a figure is the whole whose parts its sentence goes on to tell: 120 of
    120口井，其中，深井80口. What "of these" follows at once is a part itself.

    Args:
        query: the question.
        text: a passage's folded text.
        figure: offsets into it.
    """
    if not _ASKS_PART.search(fold(query.text)):
        return False
    before, after = _around(figure, text, _SENTENCE_ENDS)
    return bool(_PARTS.search(after)) and not _PARTS.match(after.lstrip()) and not _PARTS.search(before)


def tells_part(text: str, whole: Span, figure: Span) -> bool:
    """Whether between one figure and another it says that what follows is a part: 120口井，其中，深井80口.

    Args:
        text: a passage's folded text.
        whole: offsets into it of the one that is told first; `figure` of the other.
    """
    return bool(_PARTS.search(text[whole[1] : figure[0]]))


def more_than_whole(query: Query, asked: Asked, figure: Quantity) -> bool:
    """Whether a question asks how many of so many, and a figure of the same kind is no less: 2,500 are not of the 957.

    Args:
        query: the question, and what it asks for.
        figure: of a passage.
    """
    alike = (one for one in _wholes(query, asked) if one.kind == figure.kind and figure.kind != "count")
    return any(one.value <= figure.value for one in alike)


@lru_cache(maxsize=64)
def _wholes(query: Query, asked: Asked) -> tuple[Quantity, ...]:
    """The figures of which a question asks for a part: of the 957 people, 957人中."""
    text = fold(query.text)
    given = [one for one in quantities(query.text) if one.value in asked.given] if asked.given else []
    if query.language == "en":
        return tuple(one for one in given if _OF.search(text[: one.start]))
    return tuple(one for one in given if _WITHIN.match(text[one.end :]))


def of_another_level(query: Query, text: str, figure: Span) -> bool:
    """Whether a question asks after what one level of government does, and the clause of a figure tells of others:
    省级补助 and 市级补助.

    Args:
        query: the question.
        text: a passage's folded text.
        figure: offsets into it.
    """
    asked = _levels(fold(query.text))
    told = _levels("".join(_around(figure, text, _CLAUSE_ENDS))) if asked else set()
    return bool(told) and asked.isdisjoint(told)


def of_another_period(query: Query, text: str, figure: Span) -> bool:
    """Whether a question asks over which period a figure is told, and it is told over another: what was built over four
    years is not what was built since the start of the year. It is told over the periods of its clause, or else over the
    last one before it. Of 1,191 figures that answer written questions with a period 10 are so ruled out, of 35,137
    others in the same articles 7,450.

    Args:
        query: the question.
        text: a passage's folded text.
        figure: offsets into it.
    """
    asked = periods(query.text)
    if not asked:
        return False
    before, behind = _around(figure, text, _CLAUSE_ENDS)
    earlier = [one for one in periods(text) if one.start < figure[0]]
    here = [one for one in periods(text) if figure[0] - len(before) <= one.start < figure[1] + len(behind)]
    told = here or [one for one in earlier if one.end >= earlier[-1].start - _ADJOINING]
    return bool(told) and not any(agree(one.name, other.name) for one in asked for other in told)


def no_average(query: Query, text: str, figure: Span) -> bool:
    """Whether a question asks for an average, and nothing in the clause of a figure says that it is one.

    Args:
        query: the question.
        text: a passage's folded text.
        figure: offsets into it.
    """
    if not _ASKS_AVERAGE.search(fold(query.text)):
        return False
    return not _AVERAGE.search("".join(_around(figure, text, _CLAUSE_ENDS)))


def sum_of_several(query: Query, text: str, figure: Quantity, figures: Sequence[Quantity], listener: Listener) -> bool:
    """Whether a question asks after one thing alone, and a figure counts it with others, or one of the same kind behind
    it does: rice, millet and herbs cover 800 mu.

    Args:
        query: the question.
        text: a passage's folded text.
        figure: of the passage, all of whose figures are `figures`.
        listener: what a piece of the text has to do with the question.
    """
    if not _ALONE.search(fold(query.text)):
        return False
    before, behind = _around((figure.start, figure.end), text, _SENTENCE_ENDS)
    own, later = _LISTED.search(before), _COUNTED_LIST.search(behind)
    if own and not all(_spoken_of(own.group(), listener)):
        return True
    if later is None or not 0 < sum(heard := _spoken_of(later.group(), listener)) < len(heard):
        return False
    counted = figure.end + later.end()
    return any(one.number[0] == counted and one.kind == figure.kind for one in figures)


def _spoken_of(listed: str, listener: Listener) -> list[bool]:
    """Of which things of a list a question speaks."""
    return [bool(listener.speaks_of(item)) for item in _SEPARATORS.split(listed)]


def counts_else(query: Query, asked: Asked, figure: Quantity) -> bool:
    """Whether a question asks how many there are of what the unit of a figure never counts: 93份 are no cooperatives,
    22343户 no villages.

    Args:
        query: the question, and what it asks for.
        figure: of a passage.
    """
    phrase, measures = _counted(query, asked)
    if measures and is_han(figure.measure[:1]):
        return figure.measure not in measures
    if measures and figure.kind in ("people", "households"):
        return "户" not in measures
    known = _COUNTED_BY.get(figure.measure)
    return bool(phrase) and query.language == "en" and known is not None and not known.search(phrase)


@lru_cache(maxsize=64)
def _counted(query: Query, asked: Asked) -> tuple[str, str]:
    """The words that may name what a question counts, and the measure words of their noun where `_COUNTED_AS` has it:
    in English of the first in the plural, in Chinese of what stands behind 多少个; either may be empty.
    """
    if asked.counted is None:
        return "", ""
    phrase = fold(query.text)[slice(*asked.counted)]
    nouns: list[str] = []
    if query.language == "en":
        nouns = [word for word in phrase.split() if word.endswith("s") and not word.endswith("'s")][:1]
    elif asked.measure == "个" and asked.cue is not None and asked.counted[0] >= asked.cue[1]:
        nouns = [phrase[: word.end] for word in reversed(words(phrase)) if not _PERSON.search(phrase[word.end :])]
    found = (measures for noun in nouns for known, measures in _COUNTED_AS if known.search(noun))
    return phrase, next(found, "")


def _around(figure: Span, text: str, ends: re.Pattern[str]) -> tuple[str, str]:
    """What stands before a figure and behind it, up to the nearest of some marks."""
    return ends.split(text[: figure[0]])[-1], ends.split(text[figure[1] :], maxsplit=1)[0]


def _levels(text: str) -> set[str]:
    """The levels of government that a text names."""
    return {level for level, names_it in _LEVELS.items() if names_it.search(text)}
