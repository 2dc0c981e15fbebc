"""What a paragraph can be asked for: figures, dates and names, each in a form that is one in both languages.

All offsets are code points into the paragraph that was given.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

import rjieba
from pypinyin import lazy_pinyin

from taobeiqa.evaluation.drafting.sorts import SORTS, Sort
from taobeiqa.records import Language, QuestionType, Span
from taobeiqa.text.dates import dates
from taobeiqa.text.names import names
from taobeiqa.text.quantities import Quantity, quantities
from taobeiqa.text.rendering import render_exact
from taobeiqa.text.script import fold, is_han


@dataclass(frozen=True, slots=True)
class Fact:
    """What can be asked for, at `start` to `end` of a paragraph. `key` is the value of a figure and the normal form of
    a date, one in both languages, and the sound of a name. Figures, dates and persons are of no `sort`.
    """

    start: int
    end: int
    type: QuestionType
    key: str
    answers: tuple[str, ...]
    quantity: Quantity | None = None
    sort: Sort | None = None
    is_person: bool = False


_PROPER = ("ns", "nz", "nr", "nrt")
_ROLE = (
    "村民|农民|居民|贫困户|大户|户主|工人|职工|学生|同学|教师|老师|医生|护士|专家|教授|党员|书记|主任|校长|院长|省长|市长|区长|县长|镇长|乡长|局长"
    "|厅长|部长|处长|科长|所长|站长|队长|队员|会长|主席|代表|经理|董事长|厂长|店主|老板|负责人|工作人员|技术员|讲解员|司机|志愿者|运动员|教练"
)
_AFTER_ROLE = re.compile(rf"(?:{_ROLE})$")
_QUOTED = re.compile(r"^[^“]*”|“[^”]*(?:”|$)|《[^》]*》|「[^」]*」|『[^』]*』|‘[^’]{1,40}’|\"[^\"]*(?:\"|$)")
_YEAR_END = re.compile(r"(?<![0-9月])[今去明当]?年[末底]|\bthe (?:end|close) of (?:the|this) year\b")
_ADJOINING = r"[-–—~～:：/]|[至到](?=[0-9])"
_RANGE_AFTER = re.compile(rf"\s?(?:{_ADJOINING})\s?[0-9]")
_RANGE_BEFORE = re.compile(rf"[0-9%万亿元年月日]\s?(?:{_ADJOINING}|[至到])\s?$")
_NUMBERED = re.compile(r"(?:第|[Nn]o\.\s?|\b(?:Article|Chapter|Section|Page|Room|Highway|Route)\s)$")
_WEAK = frozenset("级步点起层面行列站方日类")
"""Measure words that name a rank or a thing as often as they count: 三级, 两面, 12日."""
_BEFORE_NAMES = frozenset("省市县区旗镇乡村在从对与和到为向由至是的了着过往自于给跟同及以让被把将去据由经等赴距离位、")
_LARGEST = 10**15
"""Digits that come to more are a number of something."""
_NEAR = 30
"""How far around a figure or a name to look for what it belongs to."""
_FRACTION = re.compile(r"[\s-](?:thirds?|quarters?|fifths?|tenths?|halves|dozen|fold)\b")
_SECONDS = re.compile("[0-9]+[分秒]")
_CURRENCY = re.compile(r"(?:[¥￥£€$]|US\$|RMB|CNY)\s?$")
_BOUND = re.compile(
    r"(?i:more than|over|nearly|about|around|almost|at least|some|up to|approximately|under"
    r"|近|约|超过?|逾|至少|不足|达)\s*"
)
_WORD = r"[A-Z][\w’'&-]*"
_CAPITALS = re.compile(rf"\b{_WORD}(?: (?:for )?{_WORD}| of {_WORD}(?: and {_WORD})?)*(?:\.?,? Ltd\b\.?)?")
_TITLE = r"(?:Mayor|President|Professor|Dr|Mr|Mrs|Ms|Minister|Councillor|Governor|Captain|Judge|Director)\.? "
_SPOKE = r"(?:said|says|told|explained|added|recalled)"
_OFFICE = "chair|head|director|manager|teacher|leader|secretary|mayor|farmer|doctor|owner|founder|coach"
_PERSON_AFTER = re.compile(rf"(?: {_SPOKE}\b|, (?:the |an? )?(?:[a-z]+ ){{0,2}}(?:{_OFFICE})\b)")
_PERSON_BEFORE = re.compile(
    rf"\b(?:{_SPOKE}|manager,?|secretary,?|director,?|headteacher,?|farmer|villager|resident) $"
)


@lru_cache(maxsize=64)
def facts_in(paragraph: str, language: Language) -> tuple[Fact, ...]:
    """What a paragraph can be asked for, in order. What stands in quotation marks is left out: a slogan, a title, or
    speech, whose speaker the sentence alone does not tell.
    """
    hidden = quoted_in(paragraph)
    days = list(_dates(paragraph))
    found = [*_figures(paragraph, language), *days]
    taken = [(fact.start, fact.end) for fact in days]
    for fact in _chinese_names(paragraph) if language == "zh" else _english_names(paragraph):
        if not _meets(fact, taken):
            found.append(fact)
    kept = (fact for fact in found if not _meets(fact, hidden))
    return tuple(sorted(kept, key=lambda fact: (fact.start, fact.end)))


def quoted_in(paragraph: str) -> list[Span]:
    """Where quotations and titles stand, with their marks."""
    return [match.span() for match in _QUOTED.finditer(paragraph)]


@lru_cache(maxsize=4096)
def tagged(text: str) -> tuple[tuple[str, str, int], ...]:
    """Chinese words with their part of speech by jieba's dictionary, and where each begins."""
    found, position = [], 0
    for word, tag in rjieba.tag(fold(text), False):
        found.append((word, tag, position))
        position += len(word)
    return tuple(found)


def same_name(chinese: Fact, english: Fact) -> bool:
    """Whether a Chinese name and a capitalised English one are one name: persons and places sound alike, of a body the
    beginning does, and its sort is the same.
    """
    words = english.key.split()
    if chinese.sort is None:
        return chinese.is_person and "".join(words) == chinese.key
    sound = "".join(word for word in words if word not in chinese.sort.words)
    if chinese.type == "place":
        return sound == chinese.key
    begins = any(len(word) > 3 and chinese.key.startswith(word) for word in words)
    return (begins or sound[:4] == chinese.key[:4]) and any(word in chinese.sort.words for word in words)


def _before(text: str, place: int) -> str:
    return text[max(0, place - _NEAR) : place]


def _meets(fact: Fact, spans: list[Span]) -> bool:
    return any(low < fact.end and fact.start < high for low, high in spans)


def _figures(text: str, language: Language) -> Iterator[Fact]:
    for quantity in quantities(text):
        if not _counts(quantity, text, language):
            continue
        start, end = quantity.start, quantity.end
        money = _CURRENCY.search(_before(text, start))
        start -= len(money.group()) if money else 0
        loose = re.search(rf"\b{_BOUND.pattern}$", _before(text, start)) if language == "en" else None
        start -= len(loose.group()) if loose else 0
        if quantity.kind == "duration" and text[start : start + 5].lower() == "over ":
            start += len("over ")  # Over five years the town has …
        bound = _BOUND.match(text, start, quantity.number[0])
        written = text[bound.end() if bound else start : end].removesuffix("以上").removesuffix("左右")
        plain = quantity.unit != "%" or quantity.measure in ("%", "percent", "per cent")
        normal = render_exact(quantity, language) if plain else written
        share = "%" if quantity.unit == "%" else ""
        key = f"{quantity.value.normalize():f}{share}"
        yield Fact(start, end, "figure", key, tuple(dict.fromkeys((written.strip(), normal.strip()))), quantity)


def _counts(quantity: Quantity, text: str, language: Language) -> bool:
    """Whether a figure tells how many or how much: no rank, no number of a thing, no half of a range, and more than
    the one that is an article in either language.
    """
    before, after = _before(text, quantity.start), text[quantity.end : quantity.end + _NEAR]
    if not 0 < quantity.value < _LARGEST or quantity.value == 1 or _NUMBERED.search(before):
        return False
    if quantity.measure == "分之":
        return False
    if _RANGE_AFTER.match(after) or _RANGE_BEFORE.search(before):
        return False
    return _counts_in_english(quantity, text) if language == "en" else _counts_in_chinese(quantity, text)


def _counts_in_english(quantity: Quantity, text: str) -> bool:
    before, after = _before(text, quantity.number[0]), text[quantity.end : quantity.end + _NEAR]
    beyond = re.search(r"(?i)\b(?:under|over|aged) $", before)
    aged = beyond and not quantity.measure and quantity.value < 100  # children under five
    fraction = re.search(r"\b[Oo]ne (?:[a-z]+ )?(?:in|out of) $", before) or _FRACTION.match(after)
    compound = "-" in (text[quantity.number[1] : quantity.number[1] + 1], after[:1])  # a 40-metre bridge
    return not (aged or fraction or compound)


def _counts_in_chinese(quantity: Quantity, text: str) -> bool:
    before, after = _before(text, quantity.start), text[quantity.end : quantity.end + _NEAR]
    clock = quantity.kind == "duration" and (_SECONDS.match(after) or before.endswith(("小时", "时", "分")))
    all_day = quantity.unit == "hour" and quantity.value == 24 and is_han(after[:1] or " ")
    weak = quantity.measure in _WEAK and quantity.value < 32
    attribute = quantity.kind == "ratio" and after[:1] and is_han(after[0])
    bare = not quantity.measure and not quantity.bound and text[quantity.number[1] - 1] not in "万亿"
    other = after.startswith(("级", "分之", "后", "半")) or (bare and after[:1].isalnum())
    return not (clock or all_day or weak or attribute or other)


def _dates(text: str) -> Iterator[Fact]:
    for low, high, told in dates(text):
        start, end, normal = _year_alone(text, low, high, told)
        ranged = _RANGE_AFTER.match(text, end) or _RANGE_BEFORE.search(_before(text, start))
        if not ranged and not normal.endswith("x"):  # a decade
            written = text[start:end]
            yield Fact(start, end, "date", normal, tuple(dict.fromkeys((written, _turned(written)))))
    for match in _YEAR_END.finditer(text):
        yield Fact(match.start(), match.end(), "date", "end", (match.group(),))


def _year_alone(text: str, start: int, end: int, normal: str) -> tuple[int, int, str]:
    """The year of a part of a year: by the end of 2019 asks by the end of which."""
    year = re.search("[0-9]{4}年?", fold(text[start:end]))
    if year is None or normal.rsplit("-", maxsplit=1)[-1].isdigit() or normal.endswith("x"):
        return start, end, normal
    return start + year.start(), start + year.end(), normal[:4]


def _turned(written: str) -> str:
    """An English date in the other order: May 4, 2015 and 4 May 2015."""
    american = re.fullmatch(r"([A-Z][a-z]+) ([0-9]{1,2})(?:,? ([0-9]{4}))?", written)
    if american:
        return " ".join(filter(None, (american[2], american[1], american[3])))
    british = re.fullmatch(r"([0-9]{1,2}) ([A-Z][a-z]+)(?: ([0-9]{4}))?", written)
    if british:
        return f"{british[2]} {british[1]}" + (f", {british[3]}" if british[3] else "")
    return written


def _chinese_names(text: str) -> Iterator[Fact]:
    bodies = [fact for kind in ("organisation", "place") for span in names(text, kind) for fact in _named(text, span)]
    longest = sorted(bodies, key=lambda fact: fact.start - fact.end)
    kept: list[Fact] = []
    for fact in longest:
        if not _meets(fact, [(other.start, other.end) for other in kept]):
            kept.append(fact)
    yield from kept
    for start, end in names(text, "person"):
        if _AFTER_ROLE.search(_before(text, start)):
            yield Fact(start, end, "name", _sound(text[start:end]), (text[start:end],), is_person=True)


def _named(text: str, span: Span) -> Iterator[Fact]:
    """The name in a run of nouns: from its first proper noun on, of a place only the last of its units."""
    words = [(word, tag, span[0] + start) for word, tag, start in tagged(text[slice(*span)])]
    while words and not _is_proper(words):
        words = words[1:]
    name = "".join(word for word, _, _ in words)
    sort = next((sort for sort in SORTS if name.endswith(sort.suffix)), None)
    if sort is None or len(name) < len(sort.suffix) + 2:
        return
    if sort.type == "place":
        if words[-1][0] != sort.suffix and words[-1][1] != "ns":
            return  # a village that is not called so: 小渔村
        units = [at + len(word) for word, _, at in words[:-1] if word[-1] in "省市县区镇乡" and len(words) > 1]
        begin = next((at for at in reversed(units) if span[1] - at >= len(sort.suffix) + 2), words[0][2])
    else:
        begin = words[0][2]
    name = text[begin : span[1]]
    if name[0] in "各全本每某该我" or text[span[1] : span[1] + 1] == "第" or _cut_short(text, begin):
        return
    yield Fact(begin, span[1], sort.type, _sound(name.removesuffix(sort.suffix)), (name,), sort=sort)


def _is_proper(words: list[tuple[str, str, int]]) -> bool:
    """Whether a run of words begins with a proper noun, or with what is one before a 乡 or 县 and else a number."""
    units = len(words) > 1 and words[1][0] in ("省", "市", "县", "区", "镇", "乡", "村")
    return words[0][1] in _PROPER or (words[0][1] == "j" and units)


def _cut_short(text: str, begin: int) -> bool:
    """Whether a single character before a name is likely its first: 临|海港公司."""
    before = tagged(_before(text, begin))
    return bool(before and len(before[-1][0]) == 1 and is_han(before[-1][0]) and before[-1][0] not in _BEFORE_NAMES)


def _sound(name: str) -> str:
    return "".join(lazy_pinyin(fold(name)))


def _english_names(text: str) -> Iterator[Fact]:
    """Runs of capitalised words. Of those that call themselves a place or a body the sort is told; the others may be
    anything, and are persons where the words around them say so.
    """
    for match in _CAPITALS.finditer(text):
        start, name = match.start(), match.group()
        title = re.match(_TITLE, name)
        if title:
            start, name = start + title.end(), name[title.end() :]
        name = re.sub(r"['’]s$", "", name)
        words = [word.strip(".,") for word in re.sub(r"['’]", "", name.lower()).split()]
        head = "".join(" ".join(words).split(" of ")[0].split()[-1:])
        head = words[0] if words and words[0] in ("river", "lake") else head
        sort = next((sort for sort in SORTS if head in sort.words), None)
        known = bool(title or _PERSON_AFTER.match(text, match.end()) or _PERSON_BEFORE.search(_before(text, start)))
        person = known and sort is None and len(words) > 1
        kind = sort.type if sort else "name"
        if name:
            yield Fact(start, start + len(name), kind, " ".join(words), (name,), sort=sort, is_person=person)
