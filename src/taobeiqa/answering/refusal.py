"""What is said where the articles do not: what they never mention, or else what was looked for."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from taobeiqa.answering import cues
from taobeiqa.answering.question import Wanted, understand
from taobeiqa.answering.unheard import bare, never_mentioned, runs
from taobeiqa.records import Language, Query, Span
from taobeiqa.retrieval.index import Index
from taobeiqa.retrieval.lexicon import Lexicon
from taobeiqa.text.dates import dates
from taobeiqa.text.names import named_in
from taobeiqa.text.quantities import quantities
from taobeiqa.text.script import fold, is_han
from taobeiqa.text.segment import Word, is_stopword, words

NOT_SAID: dict[Language, str] = {"zh": "文章里没有说到。", "en": "The articles do not say."}

_CUES: dict[Language, tuple[re.Pattern[str], ...]] = {
    "en": (cues.EN_FIGURE, cues.EN_DATE, cues.EN_PLACE, cues.EN_ORGANISATION, cues.EN_PERSON, cues.EN_NAMED),
    "zh": (cues.ZH_FIGURE, cues.ZH_DATE, cues.ZH_PLACE, cues.ZH_ORGANISATION, cues.ZH_PERSON, cues.ZH_NAMED),
}
"""What only asks, and is not looked for."""
_MAX_CHARS = 200
_MOST, _MOST_WORDS = 3, 5
_LONGEST = 40
_POINTING = "这那每此该各一两几"
"""What begins with these tells which and not what."""
_SOUGHT: dict[Language, dict[Wanted, str]] = {
    "en": {
        **{"quantity": "a figure near", "person": "a person near", "author": "a byline or dateline near"},
        **{"date": "a date near", "place": "a place near", "organisation": "an organisation near"},
        **{"named": "a name near", "other": "sentences on"},
    },
    "zh": {
        **{"quantity": "数字", "person": "人物", "author": "署名", "date": "时间", "place": "地点"},
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
        told = f"{plain}文中没有提到{_quoted(missing)}。" if missing else _looked_for_zh(query, lexicon, plain)
    else:
        told = f"{plain} They never mention {_either(missing)}." if missing else _looked_for_en(query, lexicon, plain)
    return told if len(told) <= _MAX_CHARS else plain


def _content(query: Query, lexicon: Lexicon) -> list[str]:
    """What a question speaks of: its content words without those that ask, names, terms and figures whole."""
    folded = fold(query.text)
    authors = (cues.EN_AUTHOR, cues.ZH_AUTHOR)
    asking = [match.span() for cue in (*_CUES[query.language], *authors) for match in cue.finditer(folded)]
    whole = [(one.start, one.end) for one in quantities(query.text)]
    whole += [(start, end) for start, end, _ in dates(query.text)]
    whole += runs(query.text) if query.language == "en" else _chinese_wholes(query, lexicon)
    spans = [
        span
        for word in words(query.text)
        if not is_stopword(word.text) and not any(low < word.end and word.start < high for low, high in asking)
        for span in [next((one for one in whole if _covers(one, word)), (word.start, word.end))]
        if query.language == "en" or span in whole or (len(word.text) > 1 and word.text[0] not in _POINTING)
    ]
    told = dict.fromkeys(bare(query.text[start:end]) for start, end in spans)
    return [one for one in told if len(one) <= _LONGEST][:_MOST_WORDS]


def _covers(span: Span, word: Word) -> bool:
    return span[0] <= word.start and word.end <= span[1]


def _chinese_wholes(query: Query, lexicon: Lexicon) -> list[Span]:
    """Names and terms of the glossary, the longest first; then two characters by themselves, which mostly name."""
    known = [*((start, end) for start, end, _ in lexicon.glossary_terms(query.text)), *named_in(query.text)]
    found = words(query.text)
    single = [len(word.text) == 1 and is_han(word.text) and not is_stopword(word.text) for word in found]
    pairs = [
        (one.start, other.end)
        for place, (one, other) in enumerate(pairwise(found))
        if single[place] and single[place + 1] and one.end == other.start
        if not place or is_stopword(found[place - 1].text) or found[place - 1].end < one.start
    ]
    return [*sorted(known, key=lambda span: span[0] - span[1]), *pairs]


def _looked_for_en(query: Query, lexicon: Lexicon, plain: str) -> str:
    about = _content(query, lexicon)
    sought = _SOUGHT["en"][understand(query).wanted]
    return f"{plain} Looked for {sought}: {', '.join(about)}." if about else plain


def _looked_for_zh(query: Query, lexicon: Lexicon, plain: str) -> str:
    about = _content(query, lexicon)
    sought = _SOUGHT["zh"][understand(query).wanted]
    return f"{plain}查找的是与{_quoted(about)}有关的{sought}。" if about else plain


def _quoted(names: Sequence[str]) -> str:
    return "".join(f"“{name}”" for name in names)


def _either(names: Sequence[str]) -> str:
    return " or ".join(filter(None, (", ".join(names[:-1]), names[-1])))
