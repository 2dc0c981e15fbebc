"""What is said where the articles do not: what they never mention, or else what was looked for."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from taobeiqa.answering.question import Wanted, understand
from taobeiqa.records import Language, Query, Span
from taobeiqa.retrieval.index import Index
from taobeiqa.retrieval.lexical import PAIR, READ, SPELT, TRANSLATED
from taobeiqa.retrieval.lexicon import Lexicon, latin_pinyin_pairs, pinyin_pairs
from taobeiqa.text.dates import years
from taobeiqa.text.names import named_in
from taobeiqa.text.pinyin import specific, units
from taobeiqa.text.script import fold, is_han
from taobeiqa.text.segment import character_pairs, is_stopword, term, terms, words

NOT_SAID: dict[Language, str] = {"zh": "文章里没有说到。", "en": "The articles do not say."}

GENERIC = frozenset(
    """
    area china chinese city college committee company county district government lake new party province school scheme
    town township university village
    """.split()  # noqa: SIM905
)
"""Capitalised words that are part of many names and no name themselves."""
CAPITALISED = re.compile(r"(?<![.?!]\s)(?<!^)\b[A-Z][A-Za-z'’]+")

_MAX_CHARS = 200
_MOST = 3
_LONGEST = 40
_HEARD_OF = 0.2
"""From how much expected mention on, over all passages, a translated word may stand somewhere."""
_LIKELY = 0.1
_LETTERS = 4
_SOUGHT: dict[Language, dict[Wanted, str]] = {
    "en": {
        **{"quantity": "a figure", "person": "a person", "author": "an author", "date": "a date", "place": "a place"},
        **{"organisation": "an organisation", "named": "a name", "other": "a sentence"},
    },
    "zh": {
        **{"quantity": "数字", "person": "人物", "author": "作者", "date": "时间", "place": "地点"},
        **{"organisation": "单位", "named": "名称", "other": "内容"},
    },
}


def refusal(query: Query, index: Index, lexicon: Lexicon) -> str:
    """That the articles do not say, and why, in the asker's language: names, years and counted things of the question
    that they never mention, or else what was looked for. At most 200 code points.
    """
    missing = never_mentioned(query, index, lexicon)[:_MOST]
    plain = NOT_SAID[query.language]
    if query.language == "zh":
        told = f"{plain}文中没有提到{_quoted(missing)}。" if missing else _looked_for_zh(query, plain)
    else:
        told = f"{plain} They never mention {_either(missing)}." if missing else _looked_for_en(query, plain)
    return told if len(told) <= _MAX_CHARS else plain


def never_mentioned(query: Query, index: Index, lexicon: Lexicon) -> list[str]:
    """Names, years and the counted thing of a question that stand in no article, as the question writes them, in order.

    Left out is whatever might be there in the other language: this is told to the asker as a fact.
    """
    folded = fold(query.text)
    found = _unheard_chinese(query, folded, index, lexicon) if query.language == "zh" else []
    if query.language == "en":
        found = _unheard_english(query, folded, index, lexicon)
    known = {year for year in years(query.text) if _has_year(year, index)}
    missing_years = [
        (match.start(), f"{match.group()}年" if query.language == "zh" else match.group())
        for match in re.finditer("[12][0-9]{3}", folded)
        if match.group() in years(query.text) - known
    ]
    told = sorted({*found, *missing_years})
    about = fold(" ".join(f"{one.title} {' '.join(one.authors)}" for one in index.articles.values())) if told else ""
    return list(dict.fromkeys(name for _, name in told if fold(name) not in about))


def _has_year(year: str, index: Index) -> bool:
    """Whether a year may stand somewhere, in digits or in Chinese numerals."""
    written = "".join("零一二三四五六七八九"[int(digit)] for digit in year)
    return year in index.lexical.vocabulary or _all_in(PAIR, character_pairs(written), index)


def _all_in(family: str, features: Iterable[str], index: Index) -> bool:
    return all(family + one in index.lexical.vocabulary for one in features)


def _unheard_chinese(query: Query, folded: str, index: Index, lexicon: Lexicon) -> list[tuple[int, str]]:
    spans = [
        (low + part.start(), low + part.end())
        for low, high in named_in(query.text)
        for part in re.finditer("|".join(map(re.escape, units(folded[low:high]))), folded[low:high])
    ]
    counted = understand(query).counted
    spans += [
        (word.start, word.end)
        for word in words(query.text)
        if counted and counted[0] <= word.start < counted[1] and len(word.text) > 1 and not is_stopword(word.text)
    ]
    foreign = any(article.language == "en" for article in index.articles.values())
    whole = [(low, high) for low, high in spans if not any(_inside((low, high), other) for other in spans)]
    named = {span: folded[slice(*span)] for span in whole}
    return [
        (low, query.text[low:high])
        for (low, high), name in named.items()
        if not any(_may_name(one, foreign, index, lexicon) for one in {name, specific(name)[0]})
    ]


def _inside(span: Span, other: Span) -> bool:
    return span != other and other[0] <= span[0] and span[1] <= other[1]


def _may_name(name: str, foreign: bool, index: Index, lexicon: Lexicon) -> bool:
    """Whether a Chinese name may stand in a Chinese article, or in an English one in pinyin or translated."""
    pairs = character_pairs(name)
    if len(pairs) != len(name) - 1 or not pairs or _all_in(PAIR, pairs, index):
        return True
    likely = [stem for stem, share in lexicon.translations(name).items() if share >= _LIKELY]
    spelt = _all_in(SPELT, (pair for _, _, pair in pinyin_pairs(name)), index)
    return foreign and (spelt or any(stem in index.lexical.vocabulary for stem in likely))


def _unheard_english(query: Query, folded: str, index: Index, lexicon: Lexicon) -> list[tuple[int, str]]:
    foreign = any(article.language == "zh" for article in index.articles.values())
    named = [match.span() for match in CAPITALISED.finditer(query.text) if match.group().lower() not in GENERIC]
    spans = [
        span
        for span in sorted({*named, *_counted_english(query)})
        if not is_stopword(folded[slice(*span)]) and _is_unheard(span, query.text, foreign, index, lexicon)
    ]
    return [(start, query.text[start:end]) for start, end in _together(spans, query.text)]


def _counted_english(query: Query) -> list[Span]:
    """The noun that a question counts: of the words after "how many" the first plural, or else the first."""
    low, high = understand(query).counted or (0, 0)
    run = [word for word in words(query.text) if low <= word.start < high and word.text.isalpha()]
    plural = [word for word in run if word.text.endswith("s") and not word.text.endswith("ss")]
    return [(word.start, word.end) for word in (plural or run)[:1] if len(word.text) >= _LETTERS]


def _is_unheard(span: Span, text: str, foreign: bool, index: Index, lexicon: Lexicon) -> bool:
    """Whether an English word stands in no English article, and no Chinese one has a translation or what it spells."""
    stem = term(fold(text[slice(*span)]))
    if stem in index.lexical.vocabulary:
        return False
    pairs = {pair for start, end, pair in latin_pinyin_pairs(text) if start < span[1] and span[0] < end}
    if any(family + pair in index.lexical.vocabulary for pair in pairs for family in (READ, SPELT)):
        return False
    if not foreign:
        return True
    expected = index.lexical.frequency(TRANSLATED + stem)
    return expected < _HEARD_OF and (lexicon.knows_english(stem) or bool(pairs))


def _together(spans: Sequence[Span], text: str) -> list[Span]:
    """Spans with only a blank between them as one."""
    merged: list[Span] = []
    for start, end in spans:
        if merged and text[merged[-1][1] : start] in ("", " "):
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged


def _content(query: Query) -> list[str]:
    """What a question speaks of: its content words, those side by side together."""
    spans = [(word.start, word.end) for word in words(query.text) if not is_stopword(word.text)]
    found = [query.text[start:end] for start, end in _together(spans, query.text)]
    return list(dict.fromkeys(one for one in found if len(one) <= _LONGEST and terms(one)))[:_MOST]


def _looked_for_en(query: Query, plain: str) -> str:
    about = _content(query)
    sought = _SOUGHT["en"][understand(query).wanted]
    return f"{plain} Looked for {sought} about {', '.join(f'“{one}”' for one in about)}." if about else plain


def _looked_for_zh(query: Query, plain: str) -> str:
    about = [one for one in _content(query) if len(one) > 1 or not is_han(one)]
    sought = _SOUGHT["zh"][understand(query).wanted]
    return f"{plain}查找的是与{_quoted(about)}有关的{sought}。" if about else plain


def _quoted(names: Sequence[str]) -> str:
    return "".join(f"“{name}”" for name in names)


def _either(names: Sequence[str]) -> str:
    return " or ".join(filter(None, (", ".join(names[:-1]), names[-1])))
