"""Glossaries: terms that a field translates in its own way, one a line.

    Chinese term<TAB>official rendering; another rendering; what a lay asker would say

Lines that start with `#` are comments. The package brings one; a corpus may bring its own, `glossary.tsv`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from taobeiqa.text.script import fold, is_han


@dataclass(frozen=True, slots=True)
class GlossaryEntry:
    """A term, folded, and its English renderings, the official one first."""

    chinese: str
    renderings: tuple[str, ...]


def entries(text: str) -> tuple[GlossaryEntry, ...]:
    """The entries of a glossary's text in order.

    Raises:
        ValueError: a line is no entry; says which and why.
    """
    return tuple(_entries(text))


def _entries(text: str) -> Iterator[GlossaryEntry]:
    for number, line in enumerate(text.split("\n"), start=1):
        if not line.strip() or line.startswith("#"):
            continue
        chinese, tab, english = line.partition("\t")
        renderings = tuple(part.strip() for part in english.split(";") if part.strip())
        if not tab or not renderings or not any(map(is_han, chinese)):
            raise ValueError(f"line {number} is not a Chinese term, a TAB, and English renderings between semicolons")
        yield GlossaryEntry(fold(chinese.strip()), renderings)
