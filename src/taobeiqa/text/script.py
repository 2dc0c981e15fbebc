"""Which language a text is in, and one spelling for what is written in several ways.

All but `squeezed` keep the length of the text, so that a position in the result is the same position in the original.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache, lru_cache
from typing import Literal

import opencc

Language = Literal["zh", "en"]

# Quotation marks of Traditional Chinese, which OpenCC leaves alone, and the second way to write a zero.
_ALIKE = dict(zip("「」『』〇", "“”‘’零", strict=True))
# Fonts and encodings without 〇 have a circle in its place: 二○一六年.
_CIRCLE = re.compile(r"(?<=[○零一二三四五六七八九])○(?=[○零一二三四五六七八九年])")
# Taiwan writes the particle 着 as 著, which is a word of its own in either script: 著名, 显著. OpenCC's own way back
# (tw2s) takes Simplified text for Traditional and spoils those, so they are kept by what stands beside them.
_PARTICLE = re.compile(r"(?<![显昭卓原名专编论巨遗译拙新土较撰合固])著(?![名作述称者书录文有])")


def is_han(char: str) -> bool:
    """Whether one character is a Chinese character (the Unified Ideographs blocks, and 〇)."""
    return (
        "\u4e00" <= char <= "\u9fff"
        or "\u3400" <= char <= "\u4dbf"
        or "\U00020000" <= char <= "\U0003ffff"
        or char == "〇"
    )


def language_of(text: str) -> Language:
    """The language a question or paragraph is asked or written in.

    Chinese when it has any Chinese character and fewer Latin words than Chinese characters, else English: a Chinese
    question that names "4S" or "PPP" is Chinese; an English question that names 苏州 is English.
    """
    plain = _plain(text)
    han = sum(is_han(char) for char in plain)
    latin_words = sum(1 for word in plain.split() if sum("a" <= char <= "z" for char in word) > 1)
    return "zh" if han and han >= latin_words else "en"


@cache
def _to_traditional() -> opencc.OpenCC:
    return opencc.OpenCC("s2t")


@lru_cache(maxsize=1024)
def is_traditional(text: str) -> bool:
    """Whether Chinese text is in Traditional script: more of its characters are written otherwise in Simplified than
    the other way round. What both write alike counts as Simplified.
    """
    simplified, traditional = _to_simplified().convert(text), _to_traditional().convert(text)
    return _changed(text, simplified) > _changed(text, traditional)


def _changed(before: str, after: str) -> int:
    return sum(one != other for one, other in zip(before, after, strict=False))


@cache
def _to_simplified() -> opencc.OpenCC:
    # From the Traditional of Hong Kong: what t2s does, and the characters that only Hong Kong writes.
    return opencc.OpenCC("hk2s")


def _one_to_one(before: str, after: str) -> str:
    """`after` where it has one character, else `before`."""
    return after if len(after) == 1 else before


@cache
def _fold_char(char: str) -> str:
    compatible = _one_to_one(char, unicodedata.normalize("NFKC", char))
    lower = _one_to_one(compatible, compatible.lower())
    letter = unicodedata.normalize("NFD", lower)[0]
    return letter if "a" <= letter <= "z" else _ALIKE.get(lower, lower)


def _plain(text: str) -> str:
    """What `fold` does, less the script."""
    return _CIRCLE.sub("零", "".join(" " if char.isspace() else _fold_char(char) for char in text))


def squeezed(text: str) -> str:
    """A text as quotations are compared: NFKC, white space removed. Not of the same length."""
    return "".join(unicodedata.normalize("NFKC", text).split())


def latin(text: str) -> str:
    """Latin letters in half width and without their accents, upper and lower case kept. Same length as `text`."""
    return "".join(map(_latin_char, text))


@cache
def _latin_char(char: str) -> str:
    letter = unicodedata.normalize("NFD", _one_to_one(char, unicodedata.normalize("NFKC", char)))[0]
    return letter if "a" <= letter.lower() <= "z" else char


@lru_cache(maxsize=256)
def fold(text: str) -> str:
    """One spelling: Simplified Chinese, half width, lower case, no accents, quotation marks as “”, a zero as 零, every
    blank a space. Same length as `text`.
    """
    plain = _plain(text)
    if not any(is_han(char) for char in plain):
        return plain
    simplified: str = _to_simplified().convert(plain)
    if len(simplified) != len(plain):
        simplified = "".join(_one_to_one(char, _to_simplified().convert(char)) for char in plain)
    return _PARTICLE.sub("着", simplified)
