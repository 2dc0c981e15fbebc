"""Whether the evidence speaks of what was asked: its names, its years, its words, and something of the asked-for kind.

A similarity cannot tell: questions that the articles answer and questions that they do not overlap in cosine almost
wholly.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import replace
from functools import lru_cache

from taobeiqa.answering.candidates import Reading
from taobeiqa.answering.conflicts import margin
from taobeiqa.answering.evidence import match, tokens
from taobeiqa.answering.ordinals import unheard_ordinals
from taobeiqa.answering.refusal import NOT_SAID
from taobeiqa.answering.unheard import CAPITALISED, GENERIC, bare, chinese_names, runs
from taobeiqa.records import Answer, Article, Query, Span
from taobeiqa.retrieval.lexicon import Lexicon, latin_pinyin_pairs, pinyin_pairs
from taobeiqa.retrieval.search import DENSE_WEIGHT, LEXICAL_WEIGHT
from taobeiqa.text.dates import years
from taobeiqa.text.names import institutions_in
from taobeiqa.text.script import fold, latin
from taobeiqa.text.segment import is_stopword, term, terms

THRESHOLD = 0.5
"""Below this confidence the answer is that the articles do not say, unless the index was calibrated."""

_WEIGHTS, _INTERCEPT = (0.3, 0.57, 0.46, 0.42, 0.96, 0.28, 0.56, 0.34), -2.69
"""Of `evidence`, in its order."""
_PRIOR = math.log(7)
"""The odds of an answer that are reckoned with beside those of the data, where most questions have lost theirs:
so that among the bundled questions about as many right answers are held back as wrong ones are shown.
"""
_FEW = 3
_LONG = 6
"""How many characters a name has that may be short for a longer one."""
_LONGER = 6
"""How many characters may stand between two of the short name of an institution: 人社局."""
_SAID, _SAID_BESIDE = 0.3, 0.03
"""How probably a word of an article has to be translated by a name of the question; and by the rest of that name."""
_MOST = 0.5
"""How much of a Chinese name an English article has to have."""
_YEARS_AWAY = (
    re.compile(r"去年|上一?年(?!度)|\blast year\b|\bthe (?:previous year|year before)\b"),
    re.compile(r"前年(?!度)|\btwo years (?:ago|before|earlier)\b"),
    re.compile(r"明年|来年|\bnext year\b|\bthe (?:coming|following) year\b"),
)
"""Years told from the day of writing, in either language: what is said of this year is not said of the last."""
_SCOPES = (
    re.compile(r"全市(?!场)|\bcity-?wide\b|\b(?:whole|entire|all of the|across the) city\b"),
    re.compile(r"全省|\bprovince-?wide\b|\b(?:whole|entire|all of the|across the) province\b"),
    re.compile(r"全国|\bnation-?wide\b|\b(?:whole|entire|across the) (?:country|nation)\b"),
    re.compile(r"全县|\bcounty-?wide\b|\b(?:whole|entire|across the) county\b"),
)
"""How wide a figure is taken, in either language: what is told of a district is not told of its city."""


def decide(attempt: Answer, threshold: float) -> Answer:
    """The attempt if it is at least as sure as the threshold and has evidence, or else that the articles do not say.
    What speaks of something else than the articles stays as it is.
    """
    if attempt.aside or (attempt.citations and attempt.confidence >= threshold):
        return attempt
    refusal = attempt.refusal or NOT_SAID[attempt.language]
    return replace(attempt, abstained=True, text=refusal, confidence=1 - attempt.confidence, citations=())


def confidence(reading: Reading, count: int) -> float:
    """How sure it is, 0 to 1, that the best candidate of a reading answers the question, among `count` passages; 0
    where that is ruled out.

    A logistic regression on questions of CMRC2018's and DRCD's development sets and the bundled ones, each once as it
    is, once without the articles that answer it and once without the sentences alone, and on written ones, two of five
    of which nothing answers (`training/fit_reader.py`).
    """
    best = reading.candidates[0]
    if best.lacking or best.unnamed:
        return 0.0
    told = evidence(reading, count)
    logit = _INTERCEPT + _PRIOR + sum(weight * one for weight, one in zip(_WEIGHTS, told, strict=True))
    return 1 / (1 + math.exp(-logit))


def evidence(reading: Reading, count: int) -> tuple[float, ...]:
    """What tells whether the best candidate answers: its score, how far its passage stands out among all `count`, how
    near that is to the best passage, the extractor's odds, the margin over other answers, whether the article is in
    another language than the question, where matches are fewer, whether what it names is of another sort, and what its
    form says for it.
    """
    best = reading.candidates[0]
    out, foreign, misfit = standing(best.hit.score, count), float(best.foreign), float(best.misfit)
    return best.score, out, best.retrieval, best.odds, margin(reading), foreign, misfit, best.form


def standing(score: float, count: int) -> float:
    """How far a passage stands out: its fused score against the most that chance gives the best of `count` passages.

    The largest of n standard normal values grows as sqrt(2 ln n). Among two or three passages none can stand out.
    """
    if count <= _FEW:
        return 1.0
    return score / ((DENSE_WEIGHT + LEXICAL_WEIGHT) * math.sqrt(2 * math.log(count)))


def not_spoken_of(query: Query, article: Article, translation: Article | None, lexicon: Lexicon) -> list[str]:
    """Names of places, persons and organisations, years, and rounds by their number, that a question gives and neither
    the article has anywhere nor its translation.
    """
    text = "\n".join(fold(f"{one.title}\n{one.text}") for one in (article, translation) if one)
    missing = sorted(years(query.text) - years(article.text))
    asked_of = fold(query.text)
    missing += unheard_ordinals(query.text, text)
    apart = (*_YEARS_AWAY, *_SCOPES)
    missing += [told.group() for one in apart if (told := one.search(asked_of)) and not one.search(text)]
    if query.language == "zh":
        written = {one.language: one for one in (article, translation) if one}
        asked = [query.text[start:end] for start, end in chinese_names(query.text, lexicon)]
        missing += [
            name
            for name in asked
            if not _mentions(text, fold(name)) and not ("en" in written and _translated(name, written["en"], lexicon))
        ]
        institutions = [query.text[start:end] for start, end in institutions_in(query.text) if "zh" in written]
        return missing + [name for name in institutions if not _spread(fold(name), _LONGER).search(text)]
    stems, spelled = _vocabulary(article, lexicon)
    if translation:
        stems = {**stems, **_vocabulary(translation, lexicon)[0]}
    return missing + _missing_english(latin(query.text), stems, spelled)


def _translated(name: str, article: Article, lexicon: Lexicon) -> bool:
    """Whether an English article has a Chinese name, spelt in pinyin or translated: most of it, and how it begins."""
    spoken = {token.meaning for token in tokens(f"{article.title}\n{article.text}", lexicon)}
    said = [max(match(one.meaning, other) for other in spoken) for one in tokens(name, lexicon)] if spoken else []
    return bool(said) and said[0] >= _SAID and sum(said) >= _MOST * len(said)


def _missing_english(text: str, stems: Mapping[str, float], spelled: frozenset[str]) -> list[str]:
    """Capitalised words of a question that an article has neither translated nor in pinyin. Beside one that it has, in
    the same name, less will do: the words of a title are translated this way or that.
    """
    missing = []
    pairs = [(start, end) for start, end, pair in latin_pinyin_pairs(text) if pair in spelled]
    for low, high in runs(text):
        said: dict[Span, float] = {}
        for place in CAPITALISED.finditer(text, low, high):
            word = bare(fold(place.group()))
            if not is_stopword(word) and word not in GENERIC:
                spelt = any(start < place.end() and place.start() < end for start, end in pairs)
                said[place.span()] = 1.0 if spelt else stems.get(term(word), 0.0)
        least = _SAID_BESIDE if max(said.values(), default=0.0) >= _SAID else _SAID
        missing += [text[slice(*span)] for span, share in said.items() if share < least]
    return missing


@lru_cache(maxsize=1024)
def _vocabulary(article: Article, lexicon: Lexicon) -> tuple[Mapping[str, float], frozenset[str]]:
    """The English stems that an article has, or how probably a word of it translates into them; the pinyin of its
    character pairs.
    """
    text = f"{article.title}\n{article.text}"
    if article.language == "en":
        return dict.fromkeys(terms(text), 1.0), frozenset()
    stems: dict[str, float] = {}
    for _, _, weights in lexicon.stem_weights(text):
        for stem, weight in weights.items():
            stems[stem] = max(weight, stems.get(stem, 0.0))
    return stems, frozenset(pair for _, _, pair in pinyin_pairs(text))


def _mentions(text: str, name: str) -> bool:
    """Whether a text has a name, with or without what it ends in: 青海地区. A conjunction is no part of it: 和青海. A
    long one may be short for a longer one: 师院 for 师范学院.
    """
    own = name.removesuffix("地区").removesuffix("群岛")
    own = own[:-1] if len(own) > 2 and own[-1] in "省市县区乡镇村" else own
    inner = name[1:] if len(name) > 2 and is_stopword(name[0]) else name
    if any(one in text for one in (name, inner, own)):
        return True
    return len(name) >= _LONG and _spread(name, 2).search(text) is not None


def _spread(name: str, most: int) -> re.Pattern[str]:
    """A name or a longer one that it is short for, with at most so many characters between two of its own."""
    return re.compile(f"[\u4e00-\u9fff]{{0,{most}}}".join(map(re.escape, name)))
