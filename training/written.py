"""What was written for this training, on the texts of CMRC2018's training set: the files of `written/`."""

from __future__ import annotations

import json
import lzma
from pathlib import Path
from typing import NamedTuple

FOLDER = Path(__file__).parent / "written"


class Missed(NamedTuple):
    """A question in both languages that a text does not answer but seems to; `beside` is a question of that text."""

    beside: str
    kind: str
    chinese: str
    english: str


class Translated(NamedTuple):
    """A text in English, and for some of its questions the answer in it, verbatim."""

    text: str
    answers: dict[str, str]


def in_english() -> dict[str, str]:
    """Questions of CMRC2018's training set in English, by their ids."""
    return dict(tuple(line.split("\t")) for line in _lines("english.tsv.xz"))


def missed() -> list[Missed]:
    """What the texts do not answer."""
    return [Missed(*line.split("\t")) for line in _lines("missed.tsv.xz")]


def translated() -> list[Translated]:
    """Texts in English."""
    rows = map(json.loads, _lines("texts.jsonl.xz"))
    return [Translated(row["text"], row["answers"]) for row in rows]


def _lines(name: str) -> list[str]:
    with lzma.open(FOLDER / name, "rt", encoding="utf-8") as file:
        return file.read().splitlines()
