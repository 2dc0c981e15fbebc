"""The files of question sets: unpacked, decoded, and JSON read strictly. Whatever is wrong is named with its line."""

from __future__ import annotations

import bz2
import gzip
import json
import lzma
import re
import reprlib
import zlib
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

from taobeiqa.errors import SetError

_MOST_FAULTS = 20
_OPENERS: dict[str, Callable[[bytes], bytes]] = {".xz": lzma.decompress, ".gz": gzip.decompress, ".bz2": bz2.decompress}
_LINE_END = r"\r\n?|\n"
_AS_UTF8 = "save the whole file as UTF-8 (in a spreadsheet program: CSV UTF-8, or XLSX)"

_short = reprlib.Repr()
_short.maxstring = _short.maxother = 80
shown = _short.repr
"""A value as a message shows it: in one line, and no more of it than one can read."""


class Faults:
    """What is wrong with a set, gathered so that one run names all of it."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self.unit = "row" if file_kind(path) == ".xlsx" else "line"
        self._found: list[tuple[int, str]] = []

    def add(self, line: int, what: str) -> None:
        """A fault at a line; line 0 is the whole file."""
        self._found.append((line, what))

    def raise_any(self) -> None:
        """Raise `SetError` if there are any."""
        if not self._found:
            return
        first = sorted(self._found, key=lambda fault: fault[0])[:_MOST_FAULTS]
        told = [f"{self.unit} {line}: {what}" if line else what for line, what in first]
        more = len(self._found) - len(told)
        count = f"{len(self._found)} faults: " if len(self._found) > 1 else ""
        raise SetError(f"{self._path}: {count}{'; '.join(told)}{f'; and {more} more' if more else ''}.")


def read_bytes(path: Path) -> bytes:
    """The bytes of a file, unpacked if its name ends in .xz, .gz or .bz2.

    Raises:
        SetError: it is missing, empty or cannot be unpacked.
    """
    try:
        raw = path.read_bytes()
        raw = _OPENERS.get(path.suffix.lower(), bytes)(raw)
    except FileNotFoundError as error:
        raise SetError(f"There is no question set at {path}.") from error
    except (OSError, EOFError, ValueError, lzma.LZMAError, zlib.error) as error:
        raise SetError(f"{path}: cannot be read: {getattr(error, 'strerror', None) or error}.") from error
    if not raw.strip():
        raise SetError(f"{path}: is empty; put one question a line.")
    return raw


def decoded(raw: bytes, path: Path) -> str:
    """The text of a file in UTF-8, with or without a byte order mark.

    Raises:
        SetError: it is not UTF-8 throughout; names the first line that is not.
    """
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        # The mark is no longer in what the error counts from.
        line, byte = _line_at(error.object[: error.start].decode()), error.object[error.start]
        raise SetError(f"{path}: line {line}: not valid UTF-8 (byte 0x{byte:02x}); {_AS_UTF8}.") from error
    if (at := text.find("\0")) >= 0:
        raise SetError(f"{path}: line {_line_at(text[:at])}: holds a NUL byte, as UTF-16 does; {_AS_UTF8}.")
    return text


def _line_at(before: str) -> int:
    return len(re.findall(_LINE_END, before)) + 1


def lines(text: str) -> Iterator[tuple[int, str]]:
    """The lines that are not blank, with their numbers from 1."""
    numbered = enumerate(re.split(_LINE_END, text), start=1)
    return ((number, line) for number, line in numbered if line.strip())


def json_value(text: str) -> Any:
    """A value of JSON, of which nothing is lost or is no text.

    Raises:
        SetError: it is broken, names a field twice, or has half of a surrogate pair; without the file's name.
    """
    try:
        value = json.loads(text, object_pairs_hook=_distinct)
        if "\\u" in text:
            json.dumps(value, ensure_ascii=False).encode()
    except json.JSONDecodeError as error:
        where = f"line {error.lineno}, column {error.colno}" if "\n" in text else f"column {error.colno}"
        raise SetError(f"not valid JSON ({where}: {error.msg})") from error
    except UnicodeEncodeError as error:
        raise SetError("not valid JSON (half of a surrogate pair, such as \\ud800 alone)") from error
    except (ValueError, RecursionError) as error:
        raise SetError("not valid JSON (a number too long, or nested too deeply)") from error
    return value


def _distinct(pairs: Sequence[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, value in pairs:
        if name in found:
            raise SetError(f"the field {shown(name)} stands twice")
        found[name] = value
    return found


def json_rows(text: str, faults: Faults) -> Iterator[tuple[int, dict[str, Any]]]:
    """The objects of JSON Lines with their line numbers; blank lines are passed over."""
    for number, line in lines(text):
        try:
            row = json_value(line)
        except SetError as error:
            faults.add(number, f'{error}; each line is one object such as {{"id": …, "question": …}}')
            continue
        if isinstance(row, dict):
            yield number, row
        else:
            faults.add(number, "not a JSON object")


def set_name(path: Path) -> str:
    """What a set is called: its file name without the ending."""
    name = _unpacked(path)
    return name.stem if file_kind(path) in (".jsonl", ".json", ".csv", ".tsv", ".xlsx") else name.name


def file_kind(path: Path) -> str:
    """The ending of a file's name, in lower case and but for how it is packed."""
    return _unpacked(path).suffix.lower()


def _unpacked(path: Path) -> Path:
    return path.with_suffix("") if path.suffix.lower() in _OPENERS else path
