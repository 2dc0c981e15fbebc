"""What a Chinese clause leans on: the clauses of a paragraph, who does what they tell, and what is measured in them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from taobeiqa.evaluation.drafting.facts import Fact, tagged
from taobeiqa.records import Span
from taobeiqa.text.names import names
from taobeiqa.text.script import is_han
from taobeiqa.text.segment import clauses

MARKS = "，。！？；：、,.;:!?…— \t\n"
"""What stands at the end of a clause and belongs to none."""
STOPS = frozenset(["是", "为", "有", "将", "已", "被", "把", "了", "着", "过"])
"""Words that a name of things does not hold."""
BRACKET = re.compile(r"[（(][^（）()]*[）)]")
AGENT = re.compile(
    r"(?:[省市县区旗镇乡村屯局委府院校会部社厂站所队组团行办司家]|公司|集团|中心|大学|企业|单位|部门|机构|代表|人员|学生|教师|农民|村民|师生)$"
)
"""How those are called who do something: bodies, places and groups of people."""
_LONGEST_CONTEXT = 70
_CLOSING = "”’》」"
_DATELINE = re.compile(
    r"^(?:[^\s，。（(]{2,14}[讯电](?:[（(][^（）()]*[）)]\s*|\s+|$)|[（(][^（）()]{0,20}(?:记者|通讯员)[^（）()]*[）)]\s*)"
)
_LEAD_IN = re.compile(
    r"^(?:据(?:统计|了解|介绍|悉)|尤其是|特别是|同时|此外|另外|目前|并且|并(?!网|购|轨)|而且|而|但是?|且|如今|也就是说)[，,]?"
)
_MEASURED = "面积|金额|总额|产值|产量|收入|投资|票价|单价|均价|价格|造价|长度|全长|规模|数量|比例|比重|增幅|增速"
_CHANGES = "占|增长|增加|增幅|同比|环比|比|较|提高|下降|减少|上升|降低|受益|受惠|惠及|覆盖|带动|涉及|达"
_LEANS = re.compile(
    rf"^(?:总[^，\0]{{0,3}}?|年|日|月|均|平均|人均|户均|亩均|年均|单位)?(?:{_MEASURED})|^(?:{_CHANGES})"
    r"|^为(?=\0$|[0-9][^，]{0,12}$)"  # the copula: 面积为30亩, not 为30人缴费
    r"|^(?:约|近|共计|合计|总计|其|平均|人均|户均|亩均|年均|每|(?:现在|如今)?只[需要有用]|完成投资|总投资|可容纳|最[高低大长]|分别)"
)
_TIME_END = re.compile(r"(?:以?来|期间|期内|之际|以?[后前]|时|[中下内上起初底末间])$")
_WHEN = re.compile(r"[0-9一二三四五六七八九十]+[年月日天]|年初|年末|年底|季度|上半年|下半年|去年|今年|明年")
_PREPOSITIONS = frozenset(
    """
    在 从 自 以 为 对 按 按照 根据 依据 围绕 对照 针对 立足 通过 经过 随着 为了 截至 截止 到 由 与 和 向 经 面对
    除了 除 结合 依托 走进 来到 走到 据
    """.split()  # noqa: SIM905
)
_HOUR = r"(?:(?:凌晨|清晨|早上?|上午|中午|下午|晚上?|傍晚)?[0-9一二三四五六七八九十]*[时点]?[半许]?)?"
_DAY_ALONE = re.compile(
    rf"(?:截[至止]|[到自从在于]|早在)?(?:[今去明当同]年)?(?:以来|[底初末起来后前])?{_HOUR}|过去|最近|近|未来|今后|前"
)
_DAY_BEGINS = re.compile(r"^(?:今年|去年|明年|当年)?\0")
_LINKS = frozenset(["、", "和", "与", "及", "以及", "的"])
_MISFILED = frozenset(["利用", "标志", "着眼", "新建", "续建", "改建", "扩建", "力争", "可", "落实", "雇", "新增"])
"""Verbs that the dictionary takes for nouns."""


@dataclass(frozen=True, slots=True)
class Clauses:
    """The clauses of a paragraph without their marks; `breaks[i]` tells that a sentence ends with the clause i."""

    text: str
    spans: tuple[Span, ...]
    breaks: tuple[str, ...]

    def __getitem__(self, number: int) -> str:
        return self.text[slice(*self.spans[number])]

    def holding(self, start: int, end: int) -> int | None:
        """The clause that a span lies in."""
        found = (number for number, (low, high) in enumerate(self.spans) if low <= start and end <= high)
        return next(found, None)

    def follows(self, number: int, marks: str = "") -> bool:
        """Whether the clause before it is of the same sentence, or ended with one of the marks."""
        return number > 0 and (not self.breaks[number - 1] or self.breaks[number - 1] in marks)


@lru_cache(maxsize=64)
def clauses_of(text: str) -> Clauses:
    """The clauses of a paragraph, without the dateline before the first."""
    spans: list[Span] = []
    breaks: list[str] = []
    dateline = _DATELINE.match(text)
    for start, end in clauses(text):
        begin = max(start, dateline.end()) if dateline else start
        stripped = text[begin:end].rstrip(MARKS + _CLOSING)
        close = begin + len(stripped)
        while close < end and text[close] in _CLOSING:
            close += 1
        mark = text[close:end].strip()
        if begin < close:
            spans.append((begin, close))
            breaks.append(mark[0] if mark and mark[0] in "。！？；!?;…" else "")
    return Clauses(text, tuple(spans), tuple(breaks))


def plain(clause: str) -> str:
    """A clause without its brackets and the marks at its ends."""
    return BRACKET.sub("", clause).strip(MARKS)


def bare(clause: str) -> str:
    """A clause without the words that only tie it to the one before."""
    return _LEAD_IN.sub("", clause, count=1)


def is_adverbial(clause: str, fact: Fact, start: int) -> bool:
    """Whether a clause only tells when, where or how of the next one."""
    rest = clause[: fact.start - start] + clause[fact.end - start :]
    if not rest or (
        fact.type == "date"
        and re.fullmatch(rf"(?:截[至止]|[到自从在于]|早在)?(?:[今去明当同]年)?(?:以来|[底初末起来后前])?{_HOUR}", rest)
    ):
        return True
    if re.fullmatch("过去|最近|近|未来|今后|前", rest):
        return True
    words = tagged(clause)
    opened = words[0][0] in _PREPOSITIONS
    duration = fact.quantity is not None and fact.quantity.kind == "duration" and fact.start - start < 2
    if (opened or duration) and _TIME_END.search(clause) and not clause.endswith("以上"):
        return True
    return opened and not any(tag == "v" for _, tag, _ in words[1:])


def starts_with_verb(clause: str) -> bool:
    """Whether a clause begins with what is done, not with who does it."""
    words = tagged(bare(clause))
    if not words:
        return False
    particle = len(words) > 1 and words[1][0] in ("了", "着", "过")
    return particle or words[0][1] in ("v", "vn", "d", "p", "ad", "zg") or words[0][0] in _MISFILED


def leading_noun(clause: str) -> str:
    """The nouns that a clause begins with, up to the first word that is none."""
    end = 0
    for word, tag, start in tagged(clause):
        told = tag in ("b", "a", "vn", "an", "zg", "k", "x") and all(map(is_han, word))
        noun = (tag[:1] in ("n", "j", "l") or told) and word not in _MISFILED
        if not (noun or (word in _LINKS and end)) or word in STOPS:
            if tag in ("m", "q", "f") and not re.search("[年月天日]", word):
                return ""
            break
        end = start + len(word)
    return clause[:end].rstrip("、和与及的")


def lead(around: Clauses, number: int, core: str, fact: Fact) -> str | None:
    """What has to stand before a clause so that it can be understood; empty where nothing has to."""
    begins = core.lstrip("\0")
    part = core.startswith("\0") and fact.quantity is not None and fact.quantity.kind == "share"
    unsaid = fact.type == "date" and starts_with_verb(_DAY_BEGINS.sub("", core)) and len(core) < 12
    if part or unsaid or (_LEANS.match(core) and not core.startswith("\0")):
        if not around.follows(number):
            return "" if len(begins) > 8 else None
        return _leant_on(around, number)
    if not starts_with_verb(core):
        return _time_before(around, number)
    return _subject_before(around, number)


def _leant_on(around: Clauses, number: int) -> str | None:
    """The clause that says what a clause measures, and what stands between them if that is short."""
    first = number - 1
    while around.follows(first) and _LEANS.match(bare(around[first])):
        first -= 1
    whole = "，".join(bare(plain(around[place])) for place in range(first, number))
    head = bare(plain(around[first]))
    subject = _subject_before(around, first) if starts_with_verb(head) else ""
    best = whole if len(whole) <= _LONGEST_CONTEXT else head
    return f"{subject or ''}{best}，" if len(best) <= _LONGEST_CONTEXT else None


def _time_before(around: Clauses, number: int) -> str:
    if around.follows(number) and len(around[number - 1]) <= 10 and _WHEN.search(around[number - 1]):
        clause = bare(around[number - 1])
        if _TIME_END.search(clause) or _WHEN.fullmatch(clause):
            return f"{clause}，"
    return ""


def _subject_before(around: Clauses, number: int) -> str:
    """Who does what a clause without a subject tells, where the clauses before it say: a person or a body."""
    place = number
    while around.follows(place, "；;"):
        place -= 1
        clause = bare(plain(around[place]))
        subject = "" if starts_with_verb(clause) else leading_noun(clause)
        if subject:
            return subject if len(clause) > len(subject) and _does(subject) else ""
        if not starts_with_verb(clause) and not _WHEN.search(clause):
            return ""
    return ""


def _does(subject: str) -> bool:
    person = any(end == len(subject) for _, end in names(subject, "person"))
    return person or bool(AGENT.search(subject)) or tagged(subject)[-1][1] in ("nr", "nrt", "ns")
