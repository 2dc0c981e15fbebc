"""Follow-up questions made self-contained from the question before: “那面积呢？”, “And in 2020?”, “How much each?”

Three ways of leaning on what was said before. A question that only names another thing (“长春市呢？”) is the question
before with that thing in the place of its like. One that asks something else (“每人分多少？”) is put beside what the
question before was about. One that stands by itself drops the old topic.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from taobeiqa.answering.question import understand
from taobeiqa.records import Language, Query
from taobeiqa.text.dates import years
from taobeiqa.text.names import named_in
from taobeiqa.text.script import fold, is_han
from taobeiqa.text.segment import Word, is_stopword, words

Likeness = Callable[[str, Sequence[str]], Sequence[float]]
"""How like a piece of text each of several others is: cosines."""

_ALIKE = 0.2
"""The least cosine of a thing with what it takes the place of."""
_FEW = 2
"""With at most so many content words a question may say too little to stand by itself."""
_LONGEST_TOPIC, _LONGEST_NAME = 120, 12
_OPENING = {
    "zh": re.compile(r"^(?:那么?|另外|还有|再?问一下)[，,]?"),
    "en": re.compile(r"^(?:and|but|so|or|what about|how about)\b[ ,]*", re.IGNORECASE),
}
_GOES_ON = {
    "zh": re.compile(r"^(?:其中|每[人户村家个名])|呢[？?。]?$"),
    "en": re.compile(r"\b(?:that|this|each)(?=\W*$)", re.IGNORECASE),
}
_POINTS_BACK = {
    "zh": re.compile(r"[他她它]们?|(?:这|那)(?:些|个|篇|里|次|项|位)|其(?![他它余实中])"),
    "en": re.compile(r"\b(?:it|its|they|them|their|she|her|hers|he|him|his|those|these)\b", re.IGNORECASE),
}
_ENOUGH = 4
"""With more content words than these, a question that points at something usually points at what it says itself."""
_ONLY_NAMES = {
    "zh": re.compile(r"^(?:那[么麼]?|至[于於])?[，,]?(?P<thing>[^，。？?多少几幾什么麼谁誰哪怎]{1,16}?)的?呢?[？?]?$"),
    "en": re.compile(
        r"^(?:and |but |so )?(?:what about |how about )?(?:in |for |at |on )?(?:the one (?:on|about) )?(?:the )?"
        r"(?P<thing>[^?]{2,60}?)\W*$",
        re.IGNORECASE,
    ),
}
_EN_ASKS = re.compile(
    r"\b(?:who|whom|whose|what|which|where|when|why|how|is|are|was|were|do|does|did|has|have|had|can|will)\b(?! about)",
    re.IGNORECASE,
)
_ZH_WH = re.compile(
    r"(?:一?总?共)?(?:是|有|为|达到|达|叫|占)?(?:在)?"
    r"(?:多少|几|什么|何|谁|哪[里儿些天年]?|怎么样?|如何|多[大长久远高])"
    r"(?:名字|时候|地方|人次|公里|平方米|个|名|位|家|所|座|项|次|轮|种|条|户|人|亩|元|月|号|钱|天|年|起|开始)*"
)
_EN_WH = re.compile(
    r"^\W*(?:(?:for|in|at|on|to|by|of) )?(?:how (?:many|much|big|large|long|far|often)"
    r"|what(?: (?:is|was|are|were))? the (?:\w+ ){0,2}?(?:number|name|share|rate|area|amount|total|date|day) of"
    r"|what (?:day|date|share of|sum)|what|which|who|whom|when|where)\b\s*"
    r"(?:(?:is|are|was|were|has|have|had|do|does|did|will)\b\s*)?",
    re.IGNORECASE,
)
_EN_HAPPENS = re.compile(
    r"(\b(?:do|does|did|will)\b.*\w) (?:start|begin|end|finish|open|close|happen|occur|take place|last)$", re.IGNORECASE
)
"""What is asked of a topic, and not the topic: when did the inspection start."""
_WHICH_ZH = re.compile(r"[那这](?:一?[篇次项位]|个)")
_WHICH_EN, _ONE = re.compile(r"\b(?:about|on) (?:the )?"), re.compile(r"\bthe one (?:on|about)\b", re.IGNORECASE)
_ENDS = "？?。.!！ "
_SHE = {"zh": re.compile(r"^[他她](?!们)"), "en": re.compile(r"\b(?:she|he|her|him)\b", re.IGNORECASE)}


@dataclass(frozen=True, slots=True)
class Exchange:
    """What was asked before, self-contained, and the person that the answer named, if it was one."""

    question: Query
    person: str | None = None


def leans(query: Query) -> bool:
    """Whether a question cannot be understood by itself."""
    few = len(_content(query.text)) <= _ENOUGH
    text = fold(query.text)
    opens = _OPENING[query.language].match(text) is not None
    return few and (opens or _GOES_ON[query.language].search(text) is not None)


def may_lean(query: Query) -> bool:
    """Whether it may go on from another one: it points at something, or says little."""
    return len(_content(query.text)) <= (_ENOUGH if points_back(query) else _FEW) and not _places(query)


def points_back(query: Query) -> bool:
    """Whether it says she, it or those, and may mean what was spoken of before."""
    return _POINTS_BACK[query.language].search(fold(query.text)) is not None


def self_contained(query: Query, before: Exchange, likeness: Likeness) -> Query:
    """A follow-up with what it leaves to the question before."""
    text = query.text
    if before.person is not None:
        text = _SHE[query.language].sub(before.person, text)
    thing = _thing(query)
    if thing and not _is_measure(thing, query.language) and before.question.language == query.language:
        which = _of_several(text, thing, before.question)
        return replace(query, text=which or _in_place(thing, before.question, likeness))
    topic = topic_of(before.question)[:_LONGEST_TOPIC]
    if query.language == "zh":
        asked = _without(_OPENING["zh"], text)
        return replace(query, text=f"{topic}，{asked}" if topic else asked)
    asked = _OPENING["en"].sub("", text).rstrip(_ENDS)
    asked = asked[:1].upper() + asked[1:]
    return replace(query, text=f"{asked}: {topic}?" if topic else f"{asked}?")


def topic_of(question: Query) -> str:
    """What a question is about, without what it asks."""
    text = question.text.strip(_ENDS)
    if question.language == "zh":
        return _without(_ZH_WH, text).strip("，,的是有从從" + _ENDS)
    return _EN_WH.sub("", _EN_HAPPENS.sub(r"\1", text)).strip(_ENDS)


def _without(pattern: re.Pattern[str], text: str) -> str:
    """A text without what a pattern of Simplified script finds in it, in either script."""
    folded = fold(text)
    if len(folded) != len(text):
        return pattern.sub("", text)
    ends = [0, *(place for found in pattern.finditer(folded) for place in found.span()), len(text)]
    return "".join(text[start:end] for start, end in zip(ends[::2], ends[1::2], strict=True))


def _thing(query: Query) -> str | None:
    """What a question names that asks nothing itself."""
    found = _ONLY_NAMES[query.language].match(query.text)
    if not found:
        return None
    if query.language == "zh":
        return found["thing"].removesuffix("的") if query.text.rstrip(_ENDS).endswith("呢") else None
    opened = _OPENING["en"].match(query.text)
    return found["thing"] if opened and not _EN_ASKS.search(found["thing"]) else None


def _is_measure(thing: str, language: Language) -> bool:
    """Whether a thing is what is asked for (面积, the amount) and not what it is asked of."""
    return understand(Query(thing, language)).wanted == "quantity"


def _of_several(asked: str, thing: str, before: Query) -> str | None:
    """The question before, asked of another of several: 图书馆那篇呢, the one on the library."""
    if before.language == "zh":
        told = _WHICH_ZH.search(thing)
        return thing + before.text.split(told.group(), 1)[1] if told and told.group() in before.text else None
    told = _WHICH_EN.search(before.text) if _ONE.search(asked) else None
    return f"{before.text[: told.end()]}{thing}?" if told else None


def _in_place(thing: str, before: Query, likeness: Likeness) -> str:
    """The question before with a thing in the place of its like: a year for a year, a place for a place, a word for the
    likest word; where nothing is like it, beside it.
    """
    text, language = before.text, before.language
    year = next((year for year in years(text) if year in text), None)
    if years(thing):
        if year:
            return text.replace(year, min(years(thing)), 1)
        return f"{thing}{text}" if language == "zh" else f"{text.rstrip(_ENDS)} in {thing}?"
    if _is_place(thing, language):
        place = next((text[start:end] for start, end in _places(before) if _is_place(text[start:end], language)), None)
        if place:
            return text.replace(place, thing, 1)
        return f"{thing}，{text}" if language == "zh" else f"{text.rstrip(_ENDS)} in {thing}?"
    phrases = _phrases(before, len(_content(thing)))
    alike = [one for one in phrases if _head(one, language) == _head(thing, language)]
    cosines = dict(zip(phrases, likeness(thing, phrases), strict=True)) if phrases else {}
    best = max(alike or phrases, key=lambda one: cosines[one], default=None)
    if best is not None and (alike or cosines[best] >= _ALIKE):
        return text.replace(best, thing, 1)
    return f"{thing}，{text}" if language == "zh" else f"{thing[:1].upper()}{thing[1:]}: {text}"


def _head(phrase: str, language: Language) -> str:
    """What sort of thing a phrase names: its last two characters; its first word, with "of" if that follows."""
    if language == "zh":
        return phrase[-2:]
    named = re.match(r"(?:the )?(\w+(?: of\b)?)", phrase)
    return named.group(1).lower() if named else phrase


def _is_place(phrase: str, language: Language) -> bool:
    if language == "zh":
        return phrase[-1] in "省市县区旗乡镇" and bool(named_in(phrase))
    return re.fullmatch(r"(?:[A-Z]\w+ ?)+", phrase) is not None


def _places(query: Query) -> list[tuple[int, int]]:
    if query.language == "zh":
        return named_in(query.text)
    return [match.span() for match in re.finditer(r"(?<!^)\b[A-Z]\w+(?: [A-Z]\w+)*", query.text)]


def _phrases(query: Query, size: int) -> list[str]:
    """What a question speaks of: its content words, in Chinese `size` neighbouring ones; in English its names first."""
    text, content = query.text, _content(query.text)
    if query.language == "zh":
        runs = zip(content, content[max(0, size - 1) :], strict=False)
        return [text[first.start : last.end] for first, last in runs if last.end - first.start <= _LONGEST_NAME]
    named = [text[start:end] for start, end in _places(query)]
    named += [match.group() for match in re.finditer(r"\b[A-Z]\w+ of [A-Z]\w+(?: [A-Z]\w+)*", text)]
    return [*named, *(text[word.start : word.end] for word in content)]


def _content(text: str) -> list[Word]:
    return [word for word in words(text) if not is_stopword(word.text) and (len(word.text) > 1 or is_han(word.text))]
