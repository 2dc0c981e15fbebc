"""What could be the answer inside a sentence: figures, dates and names of the kind that was asked for."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from taobeiqa.answering.evidence import Listener
from taobeiqa.answering.narrowing import (
    counts_else,
    more_than_whole,
    no_average,
    of_another_level,
    of_another_period,
    other_end,
    part_of_population,
    sum_of_several,
    whole_of_parts,
)
from taobeiqa.answering.question import Asked
from taobeiqa.records import Language, Passage, Query, Span
from taobeiqa.retrieval.lexicon import Lexicon
from taobeiqa.text.dates import dates
from taobeiqa.text.names import NameKind, is_known_place, names
from taobeiqa.text.quantities import Quantity, quantities
from taobeiqa.text.relative_dates import relative_dates
from taobeiqa.text.script import fold
from taobeiqa.text.units import Kind

QUOTED = re.compile(r"[“‘《\"]([^“”‘’《》\"]{2,40})[”’》\"]")
"""What stands between quotation marks or marks of a title."""
_CHANGE = re.compile(
    r"(?:[由从](?:原来|原先|最初|过去)?的?|\bfrom (?:an? )?)([0-9][0-9.,]*)(?=[^，。；,;]{0,12}?(?:到|至|为|\bto\b)[^，。；,;0-9]{0,4}([0-9]))"
)
_BEFORE = re.compile(
    r"原来|原先|以前|之前|最初|过去|当初|起初|[没未]开始|\b(?:originally|before|initially|at first|used to|previously|starting|at the start|to begin with)\b"
)
_OTHER_SIDE = 0.3
"""What a figure fits when it is the other side of a change: the earlier value where the present one is asked for."""
_ALIKE = tuple(
    frozenset(words)
    for words in (
        "个家所间座处栋幢户",
        "个名位口",
        "份本册部篇",
        "次回场届轮",
        "个条项款件份",
        "个辆台架部",
        "个支",
        "个批",
        "头只匹口",
    )
)
"""Measure words that count the same things."""
_ANY = re.compile("")
_PARTS = (
    (re.compile(r"哪一?年|何年|\b(?:what|which) year\b"), re.compile(r"^[0-9]{3}")),
    (re.compile(r"哪一?个?月|几月(?!.*[日号])|\b(?:what|which) month\b"), re.compile(r"(?:^|-)(?:0[1-9]|1[0-2])")),
    (
        re.compile(r"哪一?[天日]|几[日号]|何日|\b(?:what|which) (?:exact )?(?:day|date)\b"),
        re.compile(r"(?:^|-)[0-9x]{2}-[0-9]{2}$"),
    ),
)
"""Which part of a date is asked for, and what its normal form has then: of 07-18 nobody learns the year."""
_DATELINE = re.compile(r"(?:[0-9]{1,2}月[0-9]{1,2}日)?[讯电](?=[\s(（—-])")
"""What follows the place where a report was filed: it says nothing of what happened there."""
_TERM = 3
"""How many characters a word has that a longer one hardly begins with by chance."""
_YEAR = _PARTS[0][1]
_NO_SHARE = 0.6
"""What a count fits when it was asked how much of something a thing makes up: 占多少."""
_PEOPLE: frozenset[Kind] = frozenset({"people"})
_UNMEASURED = 0.8
"""What an English figure without a unit fits where a Chinese question's measure word is that of people: 名 and
527 pupils.
"""
_OFTEN_UNSAID = "省市县"
"""What the names of such places often go without."""
_NAMELESS = re.compile("[各全本每某该此这那几两]?个?[省市县区旗乡镇村屯]+")
"""A sort of place without a name, for all of them or for one that is pointed at: 各乡镇, 该村."""
_NO_PERSON = 0.5
"""What an organisation fits when it was asked who did something."""
_OTHER_SORT = 0.4
"""What a place fits when a village was asked for and it does not call itself one."""


@dataclass(frozen=True, slots=True)
class AnswerSpan:
    """A possible answer at `text[start:end]`, offsets into the passage's text.

    `prior` is how well its kind fits, 0 to 1. What is said of it is said from `since` on: the later figure of a change
    (由12%下降到3%) is told of together with the earlier one. `says` is its normal form, the same for the same answer
    however it is written: a figure's kind and value, a date, the folded letters of a name.
    """

    start: int
    end: int
    prior: float
    since: int
    says: str


@lru_cache(maxsize=4096)
def figures_of(passage: Passage) -> tuple[Quantity, ...]:
    """The figures of a passage, kept for the next question; offsets into its text."""
    return tuple(quantities(passage.text))


@lru_cache(maxsize=4096)
def names_of(passage: Passage, kind: NameKind, lexicon: Lexicon) -> tuple[Span, ...]:
    """The names of a kind in a passage, kept for the next question; offsets into its text. Words that only look like
    one are left out: 师生 is nobody.
    """
    text = fold(passage.text)
    return tuple(span for span in names(passage.text, kind) if not _is_common(text[slice(*span)], lexicon))


def _is_common(name: str, lexicon: Lexicon) -> bool:
    """Whether a name is a common word, or one and a character that belongs to what follows: 贫困村村 of 贫困村村集体."""
    return lexicon.is_common(name) or (len(name) > _TERM and lexicon.is_common(name[:-1]))


def answer_spans(asked: Asked, query: Query, passage: Passage, lexicon: Lexicon) -> list[AnswerSpan]:
    """Possible answers in a passage, in order. What the question itself says is no answer to it."""
    text = fold(passage.text)
    if asked.wanted == "quantity":
        given = {quantity.value for quantity in quantities(query.text)}
        listener = Listener(query, lexicon)
        changes = [(match.start(1), match.start(2)) for match in _CHANGE.finditer(text)]
        before, later = {first for first, _ in changes}, {second: first for first, second in changes}
        avoid = later.keys() if _BEFORE.search(fold(query.text)) else before
        found = [
            AnswerSpan(
                q.start,
                q.end,
                _kind_fit(asked, q, query.language) * (_OTHER_SIDE if q.number[0] in avoid else 1.0),
                later.get(q.number[0], q.start),
                f"{q.kind} {q.value.normalize():f}",
            )
            for q in figures_of(passage)
            if q.value not in given and not (q.value == 1 and q.kind == "count")  # 一个新的时期 counts nothing
            if not ("people" in asked.kinds and part_of_population(query, text, (q.start, q.end)))
            if not whole_of_parts(query, text, (q.start, q.end)) and not of_another_level(query, text, (q.start, q.end))
            if not no_average(query, text, (q.start, q.end)) and not counts_else(query, asked, q)
            if not more_than_whole(query, asked, q) and not of_another_period(query, text, (q.start, q.end))
            if not sum_of_several(query, text, q, figures_of(passage), listener)
        ]
    elif asked.wanted == "date":
        given_dates = {normal for _, _, normal in dates(query.text)}
        told = _told_by(query)
        found = [
            AnswerSpan(start, end, 1.0, start, normal)
            for start, end, normal in dates(passage.text)
            if normal not in given_dates and told.search(normal) and not other_end(query, text, (start, end))
        ]
        found += [
            AnswerSpan(start, end, 0.4, start, normal)
            for start, end, normal in relative_dates(passage.text)
            if told is _ANY or (told is _YEAR and normal.endswith("year"))
        ]
        found += [
            AnswerSpan(q.start, q.end, 0.3, q.start, text[q.start : q.end])
            for q in figures_of(passage)
            if q.kind == "duration" and told is _ANY
        ]
    elif asked.wanted == "named":
        found = [
            AnswerSpan(match.start(1), match.end(1), 1.0, match.start(1), match.group(1))
            for match in QUOTED.finditer(text)
        ]
    elif asked.wanted in ("person", "place", "organisation"):
        ending = asked.ending if passage.language == "zh" else ""
        found = [
            AnswerSpan(
                *(start, end),
                1.0 if _is_of_sort(text[start:end], ending) else _OTHER_SORT,
                start,
                text[start:end],
            )
            for name in names_of(passage, asked.wanted, lexicon)
            for start, end in _parts(name, text, ending)
            if not _DATELINE.match(text[end:])
        ]
        if asked.wanted == "person" and not asked.office:
            found += [
                AnswerSpan(start, end, _NO_PERSON, start, text[start:end])
                for start, end in names_of(passage, "organisation", lexicon)
            ]
    else:
        found = []
    said = re.sub(r"\W", "", fold(query.text))
    kept = [span for span in found if span.prior > 0 and _told_of(asked, text[span.start : span.end]) not in said]
    return sorted(kept, key=lambda span: (span.start, span.end))


def _told_of(asked: Asked, answer: str) -> str:
    """What of an answer stands in a question that gives it: of a place, where no sort of place is asked for, its name
    without what it is; 大安 says as much as 大安市.
    """
    name = re.sub(r"\W", "", answer)
    return (
        name[:-1] if asked.wanted == "place" and not asked.ending and re.search("..[省市县区旗乡镇村]$", name) else name
    )


def _is_of_sort(name: str, ending: str) -> bool:
    """Whether a name ends as the asked-for sort of name does; that of a city, county or province need not: 苏州."""
    return not ending or name[-1] in ending or (ending in _OFTEN_UNSAID and is_known_place(name))


def sort_fit(asked: Asked, words: str) -> float:
    """How well words that no rule knows for a name fit the sort of place that was asked for, in Chinese: which village
    is not told by "all townships". What a company or a newspaper is called tells nothing.
    """
    if asked.wanted != "place" or not asked.ending:
        return 1.0
    named = _is_of_sort(words, asked.ending) or any(sort in words for sort in asked.ending)
    return 1.0 if named and not _NAMELESS.fullmatch(words) else _OTHER_SORT


def _parts(name: Span, text: str, ending: str) -> list[Span]:
    """A name; and where a sort was asked for that it is not, the part of it that is: 东胜乡 of 东胜乡红日村."""
    start, end = name
    if not ending or text[end - 1] in ending:
        return [name]
    part = re.match(f".{{2,}}?[{ending}]", text[start:end])
    return [(start, start + part.end()) if part else name]


def asks_part_of_date(query: Query) -> bool:
    """Whether the year, month or day of something is asked for, and not only when it was."""
    return _told_by(query) is not _ANY


def _told_by(query: Query) -> re.Pattern[str]:
    """What the normal form of a date has to have to tell what was asked for: which year, month or day."""
    asked = fold(query.text)
    return next((told for asks, told in _PARTS if asks.search(asked)), _ANY)


def _kind_fit(asked: Asked, quantity: Quantity, language: Language) -> float:
    if not asked.kinds:
        fit = 0.7
    elif quantity.kind in asked.kinds:
        fit = 1.0
    elif language == "zh" and quantity.kind == "count" and not quantity.measure and asked.kinds == _PEOPLE:
        fit = _UNMEASURED
    else:
        return 0.0
    if len(asked.kinds) > 1 and "share" in asked.kinds and quantity.kind != "share":
        fit *= _NO_SHARE
    if len(asked.kinds) > 1 and quantity.kind != "count" and "count" in asked.kinds and asked.measure:
        fit *= 0.8  # 多少个 may be answered with 名 or 户, but less likely
    if (
        asked.measure
        and asked.measure not in ("个", "")
        and quantity.measure
        and asked.measure != quantity.measure
        and quantity.kind == "count"
    ):
        # 93份 are no answer to 多少家.
        fit *= 0.8 if any({asked.measure, quantity.measure} <= alike for alike in _ALIKE) else 0.0
    return fit
