"""What a question names that no article mentions: told to the asker as a fact, so only what is sure is found."""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import takewhile

from taobeiqa.answering import cues
from taobeiqa.answering.question import understand
from taobeiqa.records import Language, Query, Span
from taobeiqa.retrieval.index import Index
from taobeiqa.retrieval.lexical import PAIR, READ, SPELT, TRANSLATED
from taobeiqa.retrieval.lexicon import Lexicon, latin_pinyin_pairs, pinyin_pairs
from taobeiqa.text.dates import years
from taobeiqa.text.names import named_in, names, nouns_in
from taobeiqa.text.pinyin import GENERIC as CALLED
from taobeiqa.text.pinyin import specific, units
from taobeiqa.text.quantities import unit_kind
from taobeiqa.text.script import fold
from taobeiqa.text.segment import character_pairs, is_stopword, term, words

GENERIC = frozenset(
    """
    area china chinese city college committee company county district government lake new party province school scheme
    town township university village
    january february march april may june july august september october november december
    monday tuesday wednesday thursday friday saturday sunday
    """.split()  # noqa: SIM905
)
"""Capitalised words that are part of many names and no name themselves, or of dates."""
CAPITALISED = re.compile(r"(?<![.?!]\s)(?<!^)\b[A-Z][A-Za-z'’]+")

_CAPITALISED_WORD = re.compile(r"[A-Z][A-Za-z'’]+")
_LINK = re.compile(r" (?:(?:of|and|for) )?(?:the )?")
_HEARD_OF = 0.2
"""Over how many passages at most, each as probably as a word of it is so translated, a name may be mentioned that is
not."""
_LIKELY = 0.1
"""The least probability of a translation that a name may be called by."""
_TERM = 3
"""How many characters a term of the glossary has that shows that what ends in it is no name: 示范贫困村."""
_DONE = frozenset("了过着")
_LETTERS = 4
"""How long an English noun is that is no abbreviation."""


def never_mentioned(query: Query, index: Index, lexicon: Lexicon) -> list[str]:
    """Names, years and the counted thing of a question that stand in no article, as the question writes them, in order.

    Left out is whatever might be there in the other language: this is told to the asker as a fact.
    """
    folded = fold(query.text)
    unheard = _unheard_chinese if query.language == "zh" else _unheard_english
    found = unheard(query, index, lexicon)
    known = {year for year in years(query.text) if _has_year(year, index)}
    missing_years = [
        (match.start(), f"{match.group()}年" if query.language == "zh" else match.group())
        for match in re.finditer("[12][0-9]{3}", folded)
        if match.group() in years(query.text) - known
    ]
    told = sorted({*found, *missing_years})
    about = _around(query.language, index) if told else ""
    return list(dict.fromkeys(name for _, name in told if not any(part in about for part in _forms(name))))


def _around(language: Language, index: Index) -> str:
    """What is shown of articles beside their text: titles, authors, and their translations into a language."""
    own = (f"{one.title} {' '.join(one.authors)}" for one in index.articles.values())
    translated = (f"{one.title} {one.text}" for (_, other), one in index.translations.items() if other == language)
    return "\n".join((*own, *translated)).lower()


def _forms(name: str) -> list[str]:
    """A name as it may be written elsewhere; of an English one, what the forms of its last word have in common."""
    lower = name.lower()
    folded = fold(name)
    alike = takewhile(lambda pair: pair[0] == pair[1], zip(folded, term(folded), strict=False))
    return [lower, folded, "".join(one for one, _ in alike)] if lower.isalpha() and lower.isascii() else [lower, folded]


def _has_year(year: str, index: Index) -> bool:
    """Whether a year may stand somewhere, in digits or in Chinese numerals."""
    written = "".join("零一二三四五六七八九"[int(digit)] for digit in year)
    return year in index.lexical.vocabulary or _all_in(PAIR, character_pairs(written), index)


def _all_in(family: str, features: Iterable[str], index: Index) -> bool:
    return all(family + one in index.lexical.vocabulary for one in features)


def _unheard_chinese(query: Query, index: Index, lexicon: Lexicon) -> list[tuple[int, str]]:
    folded = fold(query.text)
    foreign = any(article.language == "en" for article in index.articles.values())
    named = [
        (low, high)
        for low, high in chinese_names(query.text, lexicon)
        if not any(_may_name(one, foreign, index, lexicon) for one in {folded[low:high], specific(folded[low:high])[0]})
    ]
    asked = cues.ZH_FIGURE.search(folded)
    counted = understand(query).counted or (0, 0)
    nouns = [
        (start, end)
        for start, end in nouns_in(query.text)
        if asked and max(asked.end(), counted[0]) <= start < counted[1] and not unit_kind(folded[start:end])
        if not _may_mean(folded[start:end], foreign, index, lexicon)
    ]
    whole = [span for span in {*named, *nouns} if not any(_inside(span, other) for other in named)]
    return [(low, query.text[low:high]) for low, high in whole]


def chinese_names(text: str, lexicon: Lexicon) -> list[Span]:
    """Places, persons and organisations that a Chinese question names, each part of a longer name by itself; before a
    common term only what is a name: 青山贫困村 gives 青山, 示范贫困村 none. What only looks like a name is left out.
    """
    folded = fold(text)
    common = {end: start for start, end, _ in lexicon.glossary_terms(text) if end - start >= _TERM}
    found = []
    for low, high in named_in(text):
        for part in re.finditer("|".join(map(re.escape, units(folded[low:high]))), folded[low:high]):
            start, end = low + part.start(), low + part.end()
            cut = common.get(end, start)
            whole = cut <= start or named_in(folded[start:cut]) == [(0, cut - start)]
            end = end if cut <= start else cut
            kinds = [word for word in words(folded) if word.end == end and _is_kind(word.text, lexicon)]
            end = kinds[0].start if kinds else end
            if end > start and whole and _is_whole((start, end), folded, lexicon):
                found.append((start, end))
    return found


def _is_kind(word: str, lexicon: Lexicon) -> bool:
    """Whether a word at the end of a name is no part of it: 农村, which only ends as a name does. 公司 is one."""
    return len(word) > 1 and word not in CALLED and lexicon.is_common(word)


def _is_whole(span: Span, text: str, lexicon: Lexicon) -> bool:
    """Whether what looks like a name is no common word and nothing that was done, 惠及了; and what looks like a
    person's not made of a word, nor the end of something longer.
    """
    start, end = span
    if specific(text[start:end])[1]:
        return True
    around = words(text)
    if lexicon.is_common(text[start:end]) or any(word.start == end and word.text in _DONE for word in around):
        return False
    if span not in names(text, "person"):
        return True
    before = [word for word in around if word.end == start]
    cut = any(len(word.text) == 1 and not is_stopword(word.text) for word in before)
    own = text[start + 1 : end]
    return not cut and not (len(own) > 1 and lexicon.is_common(own))


def _inside(span: Span, other: Span) -> bool:
    return span != other and other[0] <= span[0] and span[1] <= other[1]


def _may_mean(noun: str, foreign: bool, index: Index, lexicon: Lexicon) -> bool:
    """Whether a Chinese noun may be spoken of: a part of it stands somewhere, or in English one of its translations."""
    pairs = character_pairs(noun)
    written = any(PAIR + pair in index.lexical.vocabulary for pair in pairs)
    translated = any(stem in index.lexical.vocabulary for stem in lexicon.translations(noun))
    return not pairs or written or (foreign and translated)


def _may_name(name: str, foreign: bool, index: Index, lexicon: Lexicon) -> bool:
    """Whether a Chinese name may stand in a Chinese article, or in an English one in pinyin or translated."""
    pairs = character_pairs(name)
    if len(pairs) != len(name) - 1 or not pairs or _all_in(PAIR, pairs, index):
        return True
    likely = [stem for stem, share in lexicon.translations(name).items() if share >= _LIKELY]
    spelt = _all_in(SPELT, (pair for _, _, pair in pinyin_pairs(name)), index)
    return foreign and (spelt or any(stem in index.lexical.vocabulary for stem in likely))


def _unheard_english(query: Query, index: Index, lexicon: Lexicon) -> list[tuple[int, str]]:
    foreign = any(article.language == "zh" for article in index.articles.values())
    text = query.text
    found = []
    for start, end in runs(text):
        parts = [match.span() for match in _CAPITALISED_WORD.finditer(text, start, end)]
        if any(_is_unheard(part, text, foreign, _HEARD_OF, index, lexicon) for part in parts):
            found.append((start, bare(text[start:end])))
    counted = [span for span in _counted_english(query) if _is_unheard(span, text, foreign, 0.0, index, lexicon)]
    return [*found, *((start, text[start:end]) for start, end in counted)]


def runs(text: str) -> list[Span]:
    """Capitalised words, those that make one name together: World Cup, Dream of the Red Chamber."""
    runs: list[Span] = []
    for match in CAPITALISED.finditer(text):
        if runs and _LINK.fullmatch(text, runs[-1][1], match.start()):
            runs[-1] = (runs[-1][0], match.end())
        else:
            runs.append(match.span())
    return runs


def bare(name: str) -> str:
    """An English word without its possessive."""
    return name.removesuffix("'s").removesuffix("’s")


def _counted_english(query: Query) -> list[Span]:
    """The noun that a question counts: of the words after "how many" the first plural that is no unit."""
    low, high = understand(query).counted or (0, 0)
    run = [word for word in words(query.text) if low <= word.start < high and word.text.isalpha()]
    plural = [word for word in run if word.text.endswith("s") and not word.text.endswith("ss")][:1]
    return [(word.start, word.end) for word in plural if len(word.text) >= _LETTERS and not unit_kind(word.text)]


def _is_unheard(span: Span, text: str, foreign: bool, least: float, index: Index, lexicon: Lexicon) -> bool:
    """Whether an English word stands in no English article, and no Chinese one has a translation or what it spells."""
    word = bare(fold(text[slice(*span)]))
    stem = term(word)
    if is_stopword(word) or word in GENERIC or stem in index.lexical.vocabulary:
        return False
    pairs = {pair for start, end, pair in latin_pinyin_pairs(text) if start < span[1] and span[0] < end}
    if any(family + pair in index.lexical.vocabulary for pair in pairs for family in (READ, SPELT)):
        return False
    expected = index.lexical.frequency(TRANSLATED + stem)
    return not foreign or (expected <= least and (lexicon.knows_english(stem) or bool(pairs)))
