"""Words across languages: the translation table, the glossary of official terms, and names by their pinyin.

The table holds p(English stem | Chinese word), learned from parallel text (IBM Model 1; see `training/`). A Chinese
text becomes expected counts of English stems, over which an English question is scored with ordinary BM25:
probabilistic structured queries, Darwish and Oard, SIGIR 2003.
"""

from __future__ import annotations

import hashlib
import re
import zipfile
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from copy import copy
from itertools import chain, pairwise
from pathlib import Path

import numpy as np
from pypinyin import lazy_pinyin

from taobeiqa.corpus.glossary import GlossaryEntry, entries
from taobeiqa.errors import ModelError
from taobeiqa.retrieval.bundled import BUNDLED
from taobeiqa.retrieval.surfaces import bundled_surface, surface
from taobeiqa.text.script import fold, is_han, latin
from taobeiqa.text.segment import is_stopword, terms, words

_INITIAL = "(?:[bpmfdtnlgkhjqxrzcsyw]|zh|ch|sh)?"
_FINAL = (
    "(?:iang|iong|uang|ueng|ang|eng|ing|ong|iao|ian|uai|uan|ai|ei|ao|ou|an|en|er|ia|ie|iu|in|ua|uo|ui|un|ue|ve"
    "|a|o|e|i|u|v)"
)
_SYLLABLES = re.compile(f"{_INITIAL}{_FINAL}$")
_LATIN_RUN = re.compile(r"[A-Za-z]+(?:['’][A-Za-z]+)*(?:[ -][A-Za-z]+(?:['’][A-Za-z]+)*)*")
_MAX_SYLLABLE = 6
_NAME = 50
"""How many in a hundred of a word's translations are written with a capital if it is a name."""
_LIKELY, _SHORT = 0.05, 2
"""The least probability of a translation that spells a word, and how many letters may do so by chance."""
_GLOSSARY_FIRST, _GLOSSARY_OTHER = 1.0, 0.5


class Lexicon:
    """The bundled table and glossary."""

    def __init__(self, table: Path = BUNDLED / "lexicon.npz", glossary: Path = BUNDLED / "glossary.tsv") -> None:
        """Read both.

        Raises:
            ModelError: a file is missing or not what it should be.
        """
        try:
            with np.load(table, allow_pickle=False) as arrays:
                chinese = arrays["chinese"].tobytes().decode().split("\n")
                self._english = arrays["english"].tobytes().decode().split("\n")
                self._starts = arrays["indptr"]
                self._stems = arrays["indices"]
                self._probabilities = arrays["probabilities"]
                self._capitals = arrays["capitals"]
                self._counts: dict[str, int] = dict(zip(self._english, arrays["english_counts"].tolist(), strict=True))
            terms_of_field = entries(glossary.read_text(encoding="utf-8"))
        except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile) as error:
            raise ModelError(
                f"The bundled translation table cannot be read: {error}. Install the package again."
            ) from error
        digest = hashlib.sha256(table.read_bytes() + glossary.read_bytes())
        self.digest = digest.hexdigest()
        """SHA-256 of both files: lexical weights in an index depend on them."""
        self._rows = {word: row for row, word in enumerate(chinese)}
        self._set_glossary(terms_of_field)

    def with_glossary(self, own: Sequence[GlossaryEntry]) -> Lexicon:
        """This lexicon with terms of a corpus's own; a term that is in both is translated as the corpus says."""
        if not own:
            return self
        extended = copy(self)
        extended._set_glossary([*self._glossary.values(), *own])
        return extended

    def _set_glossary(self, found: Sequence[GlossaryEntry]) -> None:
        self._glossary = {entry.chinese: entry for entry in found}
        self._longest = max((len(entry) for entry in self._glossary), default=0)
        self._glossary_stems = {entry.chinese: _stems_of(entry) for entry in self._glossary.values()}

    def knows_english(self, stem: str) -> bool:
        """Whether the parallel text ever used the stem: a word it never used is likely a name."""
        return stem in self._counts

    def times_seen(self, stem: str) -> int:
        """How often the parallel text used the stem; 0 where it never did."""
        return self._counts.get(stem, 0)

    def knows_chinese(self, word: str) -> bool:
        """Whether the table has the word itself."""
        return word in self._rows

    def is_common(self, word: str) -> bool:
        """Whether the glossary or the table has the word itself and English neither spells it as it is read nor writes
        it with a capital: 师生, 入口, and not 洮北 or 丹麦, whatever a dictionary of words takes them for.
        """
        entry = self._glossary.get(word)
        if entry is not None:
            return not any(rendering[0].isupper() for rendering in entry.renderings)
        row = self._rows.get(word)
        if row is None:
            return False
        entries = slice(self._starts[row], self._starts[row + 1])
        shares = self._probabilities[entries].astype(np.float32)
        read = "".join(lazy_pinyin(word))
        likely = [self._english[stem] for stem in self._stems[entries][shares >= _LIKELY]]
        if any(len(stem) > _SHORT and (read.startswith(stem) or read.endswith(stem)) for stem in likely):
            return False
        return bool(shares @ self._capitals[self._stems[entries]] < _NAME * shares.sum())

    def english_word(self, stem: str) -> str | None:
        """A word of that stem to show, from the encoder's vocabulary or else the glossary; None if neither has one.

        Raises:
            ModelError: the encoder's vocabulary cannot be read.
        """
        return bundled_surface(stem) or self._glossary_surface(stem)

    def _glossary_surface(self, stem: str) -> str | None:
        renderings = (
            entry.renderings for entry in self._glossary.values() if stem in self._glossary_stems[entry.chinese]
        )
        return surface(stem, (word.text for rendering in chain.from_iterable(renderings) for word in words(rendering)))

    def translations(self, word: str) -> Mapping[str, float]:
        """p(English stem | Chinese word); for an unknown word the mean over its shorter parts; may be empty."""
        row = self._rows.get(word)
        if row is not None:
            low, high = self._starts[row], self._starts[row + 1]
            return {
                self._english[stem]: float(probability)
                for stem, probability in zip(self._stems[low:high], self._probabilities[low:high], strict=True)
            }
        if len(word) < 2:
            return {}
        parts: dict[str, float] = defaultdict(float)
        for part in self._parts(word):
            for stem, probability in self.translations(part).items():
                parts[stem] += probability / 2
        return parts

    def _parts(self, word: str) -> Iterator[str]:
        """The longest known pieces of an unknown word from the left; single characters where none longer is known."""
        start = 0
        while start < len(word):
            stop = next(
                (
                    end
                    for end in range(len(word), start + 1, -1)
                    if word[start:end] in self._rows and end - start < len(word)
                ),
                start + 1,
            )
            yield word[start:stop]
            start = stop

    def glossary_terms(self, text: str) -> list[tuple[int, int, GlossaryEntry]]:
        """Glossary terms in a Chinese text as `(start, end, entry)`: whole words, also those inside longer terms."""
        folded = fold(text)
        tokens = [word for word in words(text) if is_han(word.text[0])]
        found: list[tuple[int, int, GlossaryEntry]] = []
        for place, first in enumerate(tokens):
            for last in tokens[place : place + self._longest]:
                if last.end - first.start > self._longest:
                    break
                entry = self._glossary.get(folded[first.start : last.end])
                if entry:
                    found.append((first.start, last.end, entry))
        return found

    def stem_weights(self, text: str) -> list[tuple[int, int, Mapping[str, float]]]:
        """Each Chinese word that is no stop word and each glossary term: `(start, end, {English stem: weight})`."""
        found: list[tuple[int, int, Mapping[str, float]]] = [
            (word.start, word.end, self.translations(word.text))
            for word in words(text)
            if is_han(word.text[0]) and not is_stopword(word.text)
        ]
        found += [(start, end, self._glossary_stems[entry.chinese]) for start, end, entry in self.glossary_terms(text)]
        return found

    def expected_stems(self, text: str) -> dict[str, float]:
        """Expected counts of English stems in the translation of a Chinese text."""
        counts: dict[str, float] = defaultdict(float)
        for _, _, stems in self.stem_weights(text):
            for stem, weight in stems.items():
                counts[stem] += weight
        return counts


def _stems_of(entry: GlossaryEntry) -> dict[str, float]:
    """Weights of the English stems of a term: 1 in the official rendering, less in the others."""
    stems: dict[str, float] = {}
    for rank, rendering in enumerate(entry.renderings):
        for stem in terms(rendering):
            stems.setdefault(stem, _GLOSSARY_OTHER if rank else _GLOSSARY_FIRST)
    return stems


def pinyin_pairs(text: str) -> Iterator[tuple[int, int, str]]:
    """Each two neighbouring Chinese characters as `(start, end, "tao bei")`; twice where one may be read two ways."""
    folded = fold(text)
    start = 0
    while start < len(folded):
        end = start
        while end < len(folded) and is_han(folded[end]):
            end += 1
        if end - start >= 2:
            syllables = [_without_umlaut(syllable) for syllable in lazy_pinyin(folded[start:end])]
            for offset, (first, second) in enumerate(pairwise(syllables), start):
                yield offset, offset + 2, f"{first} {second}"
                # 乾 in names is read qian; to OpenCC it is the dry 乾, which is 干 and read gan.
                if folded[offset] == "干":
                    yield offset, offset + 2, f"qian {second}"
                if folded[offset + 1] == "干":
                    yield offset, offset + 2, f"{first} qian"
        start = max(end, start + 1)


def _without_umlaut(syllable: str) -> str:
    """Lü as lu, however it was written: names spell it in three ways."""
    return syllable.replace("v", "u").replace("ü", "u")


def latin_pinyin_pairs(text: str) -> Iterator[tuple[int, int, str]]:
    """Pairs of syllables that Latin words would spell in pinyin: Suzhou gives "su zhou", Li Ming gives "li ming".

    Words are joined where both are capitalised or a hyphen joins them. A word that spells no pinyin gives nothing; a
    word that can be read in several ways gives all of them.
    """
    plain = latin(text)
    for run in _LATIN_RUN.finditer(plain):
        pieces = list(re.finditer(r"[A-Za-z'’]+", run.group()))
        readings = [_readings(piece.group()) for piece in pieces]
        for place, (piece, options) in enumerate(zip(pieces, readings, strict=True)):
            start, end = run.start() + piece.start(), run.start() + piece.end()
            for syllables in options:
                for pair in pairwise(syllables):
                    yield start, end, " ".join(pair)
            following = pieces[place + 1] if place + 1 < len(pieces) else None
            if following is None:
                continue
            hyphen = run.group()[piece.end()] == "-"
            if hyphen or (piece.group()[0].isupper() and following.group()[0].isupper()):
                for first in {syllables[-1] for syllables in options}:
                    for second in {syllables[0] for syllables in readings[place + 1]}:
                        yield start, run.start() + following.end(), f"{first} {second}"


def _readings(word: str) -> list[tuple[str, ...]]:
    """All ways to read a Latin word as pinyin syllables; none for most English words."""
    whole = word.lower().replace("’", "'").removesuffix("'s")

    def read(rest: str) -> Iterator[tuple[str, ...]]:
        rest = rest.removeprefix("'")
        if not rest:
            yield ()
            return
        for length in range(1, min(_MAX_SYLLABLE, len(rest)) + 1):
            if _SYLLABLES.match(rest[:length]):
                for following in read(rest[length:]):
                    yield (_without_umlaut(rest[:length]), *following)

    if len(whole) > 24 or not whole.isascii():
        return []
    readings = list(read(whole))
    fewest = min((len(reading) for reading in readings), default=0)
    return [reading for reading in readings if len(reading) <= fewest + 1][:8]
