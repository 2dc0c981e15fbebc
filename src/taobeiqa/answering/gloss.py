"""A Chinese quotation word by word: how each word is read and what it is in English."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from taobeiqa.answering.told import Told, certain
from taobeiqa.retrieval.lexicon import Lexicon
from taobeiqa.text.pinyin import joined, person, place_read, readings
from taobeiqa.text.script import is_han
from taobeiqa.text.segment import words
from taobeiqa.text.stopwords import MEANING

_LEAST = 0.1
"""The least probability of a translation that is shown."""
_ALSO = 0.5
"""How much of the best translation's probability a second one has to have, to be shown beside it."""


@dataclass(frozen=True, slots=True)
class Gloss:
    """A piece of a quotation: a word, a term, a figure, a name, or what stands between words.

    `start` and `end` are code points into the article. `pinyin` has tone marks and is empty where there is no Chinese
    character; `english` is empty where nothing is known.
    """

    start: int
    end: int
    text: str
    pinyin: str
    english: str

    def to_json(self) -> dict[str, object]:
        """The piece as `ask --gloss --json` prints it."""
        return {name: getattr(self, name) for name in ("start", "end", "text", "pinyin", "english")}


@lru_cache(maxsize=256)
def gloss(quote: str, start: int, lexicon: Lexicon) -> tuple[Gloss, ...]:
    """A quotation that begins at `start` of its article, piece by piece: the pieces put together are the quotation.

    What is certain comes first (`told.certain`); any other word gets the most probable words of the translation table.

    Raises:
        ModelError: the encoder's vocabulary, from which English words come, cannot be read.
    """
    sure = certain(quote, lexicon)
    pieces = [*sure, *_others(quote, sure, lexicon)]
    read, plain = readings(quote), iter(sorted(pieces, key=lambda piece: piece.start))
    found: list[Gloss] = []
    at = 0
    for piece in plain:
        if at < piece.start:
            found.append(Gloss(start + at, start + piece.start, quote[at : piece.start], "", ""))
        text = quote[piece.start : piece.end]
        pinyin = _pinyin(text, read[piece.start : piece.end], piece)
        found.append(Gloss(start + piece.start, start + piece.end, text, pinyin, piece.english))
        at = piece.end
    if at < len(quote):
        found.append(Gloss(start + at, start + len(quote), quote[at:], "", ""))
    return tuple(found)


def _others(quote: str, sure: list[Told], lexicon: Lexicon) -> list[Told]:
    """The words that none of the sure pieces covers, with what they mostly mean."""
    free = [(word.text, word.start, word.end) for word in words(quote) if is_han(word.text[0])]
    told: list[Told] = []
    for text, start, end in free:
        if not any(start < one.end and one.start < end for one in sure):
            told.append(Told(start, end, _meaning(text, lexicon), "word"))
        elif end - start > 1:
            # A word that a sure piece cuts: what is left of it, character by character.
            left = [at for at in range(start, end) if not any(one.start <= at < one.end for one in sure)]
            told += [Told(at, at + 1, _meaning(text[at - start], lexicon), "word") for at in left]
    return told


def _meaning(word: str, lexicon: Lexicon) -> str:
    if word in MEANING:
        return MEANING[word]
    shown: dict[str, float] = {}
    for stem, probability in _by_probability(lexicon.translations(word)):
        english = lexicon.english_word(stem)
        if english and probability >= _LEAST and probability >= _ALSO * max(shown.values(), default=0.0):
            shown[english] = probability
        if len(shown) == 2:
            break
    if not shown and len(word) > 1:
        return " + ".join(filter(None, (_meaning(char, lexicon) for char in word)))
    return ", ".join(shown)


def _by_probability(stems: Mapping[str, float]) -> list[tuple[str, float]]:
    return sorted(stems.items(), key=lambda pair: (-pair[1], pair[0]))


def _pinyin(text: str, read: list[str], piece: Told) -> str:
    """The reading of a piece: names as names are written, words of a term apart, digits as they are."""
    if piece.sort == "person":
        return person(text, tones=True)
    if piece.sort == "place" or (piece.sort == "term" and piece.english.istitle()):
        return place_read(text)
    if piece.sort == "word":
        return joined(read)
    pieces = [joined(read[one.start : one.end]) or text[one.start : one.end] for one in words(text)]
    return " ".join(pieces) if any(read) else ""
