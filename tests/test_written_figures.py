"""Figures and dates as sentences of many fields write them, in both languages, against values worked by hand.

`written_figures.tsv`: a sentence, a piece of it, its kind, its value or normal form, its bound and its unit. The rows of a
sentence name all that it has; `none` says that it has nothing. `200/3` is two thirds of a hundred.
"""

from __future__ import annotations

from collections import defaultdict
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from taobeiqa.text.changes import changes
from taobeiqa.text.dates import dates, includes, years
from taobeiqa.text.numerals import numeral
from taobeiqa.text.quantities import quantities, render
from taobeiqa.text.relative_dates import relative_dates
from taobeiqa.text.rendering import render_date
from taobeiqa.text.script import language_of

Row = tuple[str, str, str, str, str]


def table() -> dict[str, list[Row]]:
    lines = (Path(__file__).parent / "written_figures.tsv").read_text(encoding="utf-8").splitlines()
    found: dict[str, list[Row]] = defaultdict(list)
    for line in lines[1:]:
        text, piece, kind, value, bound, unit = line.split("\t")
        found[text].append((piece, kind, value, bound, unit))
    return found


TABLE = table()


def read(text: str) -> list[tuple[str, str, Decimal | str, str, str]]:
    """All that is read in a text, in order, as rows."""
    found: list[tuple[int, tuple[str, str, Decimal | str, str, str]]] = []
    for q in quantities(text):
        found.append((q.start, (text[q.start : q.end], q.kind, q.value, q.bound, q.unit)))
    for kind, read_dates in (("date", dates), ("relative", relative_dates)):
        for start, end, normal in read_dates(text):
            found.append((start, (text[start:end], kind, normal, "", "")))
    return [row for _, row in sorted(found)]


def value(written: str, kind: str) -> Decimal | str:
    if kind in ("date", "relative"):
        return written
    top, _, bottom = written.partition("/")
    return Decimal(top) / Decimal(bottom or 1)


@pytest.mark.parametrize("text", TABLE)
def test_all_that_a_sentence_writes_is_read_as_by_hand(text: str) -> None:
    rows = [(piece, kind, value(number, kind), *rest) for piece, kind, number, *rest in TABLE[text] if kind != "none"]
    assert read(text) == rows


def test_the_table_is_large_and_in_both_languages() -> None:
    languages = [language_of(text) for text, rows in TABLE.items() for _ in rows]
    assert len(languages) >= 300
    assert min(languages.count("zh"), languages.count("en")) >= 130
