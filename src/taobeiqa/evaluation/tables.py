"""CSV and XLSX as rows of cells. What a cell holds is never guessed: one that cannot be told says why."""

from __future__ import annotations

import csv
import io
import re
import warnings
from collections.abc import Callable, Iterator
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from openpyxl.workbook import Workbook

Rows = Iterator[tuple[int, list[str]]]
"""Where each row begins, from 1, and its cells."""
_NO_FORMAT = re.compile(r'"[^"]*"|\\.')


class Unreadable(str):
    """A cell whose content cannot be told; the text says why."""

    __slots__ = ()


def csv_rows(text: str, fault: Callable[[int, str], None]) -> Rows:
    """The rows of a CSV file parted by comma, semicolon or tab, whichever its first line has most of.

    `fault` is told of a row that cannot be read; those after it cannot be told apart and are left out.
    """
    heading = next((line for line in text.splitlines() if line.strip()), "")
    delimiter = max(",;\t", key=heading.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    begins = 1
    try:
        for cells in reader:
            yield begins, cells
            begins = reader.line_num + 1
    except csv.Error as error:
        fault(begins, f"broken CSV: {error}; a cell with quotation marks doubles them")


def sheet_rows(raw: bytes) -> Rows:
    """The rows of an XLSX file's first sheet that is not hidden, as a spreadsheet program shows them; no empty ones.

    Raises:
        ValueError: it cannot be read; tells why, in one line.
    """
    import openpyxl

    try:
        with warnings.catch_warnings():
            # What it does not support, validation lists for one, is nothing that is read here.
            warnings.simplefilter("ignore")
            computed, written = (
                _cells(openpyxl.load_workbook(io.BytesIO(raw), read_only=True, data_only=values))
                for values in (True, False)
            )
            pairs = enumerate(zip(computed, written, strict=True), start=1)
            rows = [(number, cells) for number, pair in pairs if any(cells := list(map(_shown, *pair)))]
    except Exception as error:
        # A damaged workbook raises whatever its reader stumbles upon: some twenty kinds from ZIP, XML and openpyxl.
        raise ValueError(" ".join(str(error).split())[:200] or type(error).__name__) from error
    return iter(rows)


def _cells(book: Workbook) -> Iterator[tuple[Any, ...]]:
    shown = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"]
    sheet: Any = (shown or book.worksheets)[0]
    # The size that a file states is wrong in those of some programs, and cells beyond it would be left out.
    sheet.reset_dimensions()
    rows: Iterator[tuple[Any, ...]] = sheet.iter_rows()
    return rows


def _shown(computed: Any, written: Any) -> str:
    """A cell's text, from its value and, in `written`, its formula if it has one."""
    value = computed.value
    if computed.data_type == "e":
        return Unreadable(f"the cell holds the error {value}")
    if value is None:
        # A formula that came to an empty text is marked as text; one that no program has computed is not.
        waiting = written.data_type == "f" and computed.data_type != "str"
        return Unreadable("the formula is not computed yet; open and save it in a spreadsheet") if waiting else ""
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        percent = "%" in _NO_FORMAT.sub("", computed.number_format or "")
        return f"{_number(value * 100)}%" if percent else _number(value)
    if isinstance(value, (datetime, date)):
        return value.isoformat().removesuffix("T00:00:00")
    # A carriage return, as some programs write it.
    return str(value).replace("_x000D_", "\r")


def _number(value: float) -> str:
    """In the 15 digits that spreadsheet programs keep, so that 0.1 + 0.2 is 0.3."""
    return f"{value:.15g}" if isinstance(value, float) and not value.is_integer() else str(int(value))
