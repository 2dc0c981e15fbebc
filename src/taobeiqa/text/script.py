"""Which language a text is in, and one spelling for what is written in several ways.

Everything here keeps the length of the text, so that a position in the result is the same position in the original.
"""

from __future__ import annotations

import unicodedata
from functools import cache
from typing import Literal

import opencc

Language = Literal["zh", "en"]


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
    han = sum(is_han(char) for char in text)
    latin_words = sum(1 for word in text.split() if sum("a" <= char <= "z" for char in word.lower()) > 1)
    return "zh" if han and han >= latin_words else "en"


@cache
def _to_simplified() -> opencc.OpenCC:
    return opencc.OpenCC("t2s")


def _one_to_one(before: str, after: str) -> str:
    """`after` where it has one character, else `before`."""
    return after if len(after) == 1 else before


@cache
def _fold_char(char: str) -> str:
    compatible = _one_to_one(char, unicodedata.normalize("NFKC", char))
    return _one_to_one(compatible, compatible.lower())


def fold(text: str) -> str:
    """One spelling: Simplified Chinese, half width, lower case, every blank a space. Same length as `text`."""
    folded = "".join(" " if char.isspace() else _fold_char(char) for char in text)
    if not any(is_han(char) for char in folded):
        return folded
    simplified: str = _to_simplified().convert(folded)
    if len(simplified) == len(folded):
        return simplified
    return "".join(_one_to_one(char, _to_simplified().convert(char)) for char in folded)
