"""English words for the stems of the translation table: villag is shown as village."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import cache

from taobeiqa.errors import ModelError
from taobeiqa.retrieval.bundled import BUNDLED_ENCODER
from taobeiqa.text.segment import term

_WHOLE_WORD = "▁"
"""What words, and not parts of words, start with in the encoder's vocabulary."""
_OPENING = 2
"""How many letters a stem begins with that its words begin with too: fli and fly share no more."""
_ENDINGS = ("s", "es", "d", "ed", "ing", "ly", "ally")


@cache
def bundled_surface(stem: str) -> str | None:
    """The English word that stands for a stem, of those that the bundled encoder knows; None if it knows none.

    Raises:
        ModelError: the encoder's vocabulary cannot be read.
    """
    return surface(stem, _by_opening().get(stem[:_OPENING], ()))


def surface(stem: str, words: Iterable[str]) -> str | None:
    """The word that stands for a stem, of words with the most frequent first: the most frequent that has it, or the one
    that this is an inflection of; None if no word has it.
    """
    found = [word for word in words if term(word) == stem]
    return _base(found) if found else None


@cache
def _by_opening() -> Mapping[str, Sequence[str]]:
    """The whole words of the encoder's vocabulary, the most frequent first, by their first letters."""
    try:
        path = BUNDLED_ENCODER / "tokenizer.json"
        by_frequency = [word for word, _ in json.loads(path.read_text(encoding="utf-8"))["model"]["vocab"]]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ModelError(f"The encoder's vocabulary cannot be read: {error}. Install the package again.") from error
    return by_opening(word[1:] for word in by_frequency if word.startswith(_WHOLE_WORD))


def by_opening(words: Iterable[str]) -> dict[str, list[str]]:
    """English words of two letters and more by the letters that a stem has in common with them, in the same order."""
    found: dict[str, list[str]] = defaultdict(list)
    for word in words:
        if word.isascii() and word.isalpha() and len(word) >= _OPENING:
            found[word[:_OPENING]].append(word)
    return found


def _base(found: list[str]) -> str:
    word = found[0]
    others = [one for one in found[1:] if any(_inflects(word, one, ending) for ending in _ENDINGS)]
    return min(others, key=len, default=word)


def _inflects(word: str, base: str, ending: str) -> bool:
    return word in (
        base + ending,
        base.removesuffix("e") + ending,
        base.removesuffix("y") + "i" + ending,
        base + base[-1] + ending,
    )
