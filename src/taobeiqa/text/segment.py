"""Sentences, clauses and words of Chinese, English and mixed text, each with its place.

Every span is a pair of Unicode code point offsets `(start, end)` into the text that was given.
"""

from __future__ import annotations

import re
from functools import cache
from itertools import pairwise
from typing import NamedTuple

import rjieba
import Stemmer
from breame.data.spelling_constants import BRITISH_ENGLISH_SPELLINGS as AMERICAN

from taobeiqa.text.script import fold, is_han
from taobeiqa.text.stopwords import CHINESE, ENGLISH, IRREGULAR

Span = tuple[int, int]
RUN = 4
"""How many neighbouring letters of a word are looked for together."""

_CLOSING = "”’」』）)》】\"'"
# A sentence ends at a Chinese stop, at an ellipsis, or at an English stop before a blank and a capital, a digit or an
# opening mark. A semicolon ends one too: in the lists of achievements that such articles are made of, it is what
# separates the facts.
_SENTENCE_END = re.compile(
    rf"[。！？；!?]+[{_CLOSING}]*"
    rf"|…++[{_CLOSING}]*+(?![，、；。：,.;:]|$)(?=\s*\S)"
    rf"|;(?=\s|$)"
    rf"|\.[{_CLOSING}]*(?=\s+[A-Z0-9“‘\"'(\[]|\s*$)"
)
_ABBREVIATION = re.compile(r"(?:\b(?:[A-Z]|Mr|Mrs|Ms|Dr|Prof|St|vs|approx|Co|e\.g|i\.e|cf|Fig|p|pp))\.$")
_CLAUSE_END = re.compile(
    rf"(?:[，。！？；：;!?]|[,:](?!\d)|(?<!\d)[,:])[{_CLOSING}]*|…+[{_CLOSING}]*|——|\.[{_CLOSING}]*(?=\s|$)"
)
_WORD = re.compile(r"[a-z]+(?:['’][a-z]+)?|[0-9]+(?:,[0-9]{3})*(?:\.[0-9]+)?|[^\W_]", re.UNICODE)
_SHORT_QUOTATION = re.compile(r"“[^“”。！？.!?]{1,60}”|《[^《》]{1,60}》|（[^（）。]{1,60}）|\([^()]{1,60}\)")


class Word(NamedTuple):
    """One word: its folded form (Simplified, half width, lower case) and its place."""

    text: str
    start: int
    end: int


def trimmed(text: str, start: int, end: int) -> Span | None:
    """The span without the blanks at its ends, None when there is nothing else."""
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return (start, end) if start < end else None


def _split(text: str, ends: list[int]) -> list[Span]:
    bounds = [0, *ends, len(text)]
    spans = (trimmed(text, start, end) for start, end in pairwise(bounds))
    return [span for span in spans if span]


def sentences(text: str) -> list[Span]:
    """Sentences in order. They cover every non-blank character of `text` and do not overlap."""
    ends = [
        match.end()
        for match in _SENTENCE_END.finditer(text)
        if not (
            match.group().startswith(".") and _ABBREVIATION.search(text[max(0, match.start() - 8) : match.start() + 1])
        )
    ]
    return _split(text, ends)


def clauses(text: str) -> list[Span]:
    """Clauses in order: the pieces between commas, colons and stops, each with its closing mark. They cover every
    non-blank character. A comma inside a number or a short quotation does not end one.
    """
    quoted = [match.span() for match in _SHORT_QUOTATION.finditer(text)]
    ends = [match.end() for match in _CLAUSE_END.finditer(text)]
    return _split(text, [end for end in ends if not any(start < end < stop for start, stop in quoted)])


def words(text: str) -> list[Word]:
    """Chinese words, English words and numbers, in order.

    Chinese by jieba's dictionary, with no guessing of unknown words. Punctuation is left out. English words are not
    stemmed here.
    """
    folded = fold(text)
    found: list[Word] = []
    position = 0
    while position < len(folded):
        if is_han(folded[position]):
            end = position
            while end < len(folded) and is_han(folded[end]):
                end += 1
            for piece in rjieba.cut(folded[position:end], False):
                found.append(Word(piece, position, position + len(piece)))
                position += len(piece)
            continue
        match = _WORD.match(folded, position)
        if match is None:
            position += 1
            continue
        found.append(Word(match.group(), position, match.end()))
        position = match.end()
    return found


@cache
def _stemmer() -> Stemmer.Stemmer:
    return Stemmer.Stemmer("english")


@cache
def term(word: str) -> str:
    """The index term of a folded word: Snowball's English stem (of the base form of an irregular one, of the American
    spelling of a British one), a number without its commas, a Chinese word as it is.
    """
    if word[0].isdigit():
        return word.replace(",", "")
    if "a" <= word[0] <= "z":
        plain = _without_possessive(word)
        return str(_stemmer().stemWord(AMERICAN.get(plain) or IRREGULAR.get(plain, plain)))
    return word


def _without_possessive(word: str) -> str:
    return word.removesuffix("'s").removesuffix("’s")


def is_stopword(word: str) -> bool:
    """Whether a folded word carries no subject matter in either language."""
    return word in ENGLISH or word in CHINESE or word.startswith("哪")


def terms(text: str) -> list[str]:
    """Index terms of a text in order, stop words left out."""
    return [term(word.text) for word in words(text) if not is_stopword(word.text)]


def character_pairs(text: str) -> list[str]:
    """Each two neighbouring Chinese characters, folded: what is left of a word that the dictionary does not know."""
    folded = fold(text)
    return [one + other for one, other in pairwise(folded) if is_han(one) and is_han(other)]


def letter_runs(text: str) -> list[str]:
    """Each four neighbouring letters of each English word, its bounds among them, stop words left out: what is left of a
    word that is misspelt or has another ending (McNamee and Mayfield, Character N-Gram Tokenization, 2004).
    """
    english = [word.text for word in words(text) if "a" <= word.text[0] <= "z" and not is_stopword(word.text)]
    bounded = [f"^{_without_possessive(word)}$" for word in english]
    return [word[start : start + RUN] for word in bounded for start in range(max(1, len(word) - RUN + 1))]
