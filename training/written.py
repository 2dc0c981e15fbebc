"""What was written for this training: the files of `written/`, as texts with what is asked of them."""

from __future__ import annotations

import json
import lzma
from collections import defaultdict
from collections.abc import Callable, Iterable
from itertools import accumulate
from pathlib import Path
from typing import NamedTuple

from taobeiqa.records import Language, Span

FOLDER = Path(__file__).parent / "written"


class Posed(NamedTuple):
    """A question in both languages, in English perhaps not, and its answers as they stand in the text it is asked of:
    none where that only seems to answer.
    """

    chinese: str
    english: str | None
    answers: tuple[str, ...]
    within: Span | None = None
    """Offsets into the text of the paragraph that answers, if only one does: elsewhere the same words are no answer."""

    def asks_of(self, start: int) -> bool:
        """Whether a passage that begins there may answer."""
        return self.within is None or self.within[0] <= start < self.within[1]


class Told(NamedTuple):
    """A text in one language and what is asked of it."""

    title: str
    language: Language
    text: str
    posed: list[Posed]


def everything(dev: Path, data: Path, every: int = 1) -> list[Told]:
    """All that is learnt from: `dev` has CMRC2018's training set, `data` is as in `news`; `every` how many texts of the
    encyclopaedia and the news, and questions on an article, there are to each that is taken.
    """
    texts = encyclopaedia(dev / "cmrc2018-train.jsonl.xz")
    return [*texts[::every], *news(data, every), *reports(), *articles(every=every)]


def encyclopaedia(path: Path, most: int | None = None) -> list[Told]:
    """The first questions of a CMRC2018 file, with what was written for those of its training set: the questions in
    English, others that a text seems to answer, and some of the texts in English.
    """
    with lzma.open(path, "rt", encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines][:most]
    english = dict(tuple(line.split("\t")) for line in lines_of("english.tsv.xz"))
    missed = defaultdict(list)
    for line in lines_of("missed.tsv.xz"):
        beside, _, *asked = line.split("\t")
        missed[beside].append(Posed(asked[0], asked[1], ()))
    texts: dict[str, Told] = {}
    for row in rows:
        text = texts.setdefault(row["context"], Told(row["title"] or "-", "zh", row["context"], []))
        given = row["answers"]["text"] if isinstance(row["answers"], dict) else row["answers"]
        answers = tuple(dict.fromkeys(answer for answer in given if answer))
        text.posed.append(Posed(row["question"], english.get(row["id"]), answers))
        text.posed.extend(missed[row["id"]])
    chinese = {row["id"]: row["question"] for row in rows}
    translated = []
    for row in map(json.loads, lines_of("texts.jsonl.xz")):
        ids = [name for name in row["answers"] if name in chinese]
        posed = [Posed(chinese[name], english.get(name), (row["answers"][name],)) for name in ids]
        others = [one for name in ids for one in missed[name]]
        translated.append(Told("-", "en", row["text"], posed + others))
    return [*texts.values(), *(one for one in translated if one.posed)]


def news(data: Path, every: int = 1) -> list[Told]:
    """Pieces of translated news, each in Chinese and in English, with what is asked of it.

    Args:
        data: the folder of parallel text; of the news only the place is kept here.
        every: how many pieces there are to each that is taken.
    """
    pieces: dict[tuple[str, int, int], list[list[str]]] = defaultdict(list)
    for line in lines_of("news.tsv.xz"):
        file, first, last, *asked = line.split("\t")
        pieces[file, int(first), int(last)].append(asked)
    pairs = {}
    for file in {file for file, *_ in pieces}:
        with lzma.open(data / f"{file}.tsv.xz", "rt", encoding="utf-8") as lines:
            pairs[file] = [line.rstrip("\n").split("\t") for line in lines]
    told = []
    for (file, first, last), asked in list(pieces.items())[::every]:
        of_it = pairs[file][first : last + 1]
        chinese, english = "".join(one[0].strip() for one in of_it), " ".join(one[1].strip() for one in of_it)
        told += _in_both(chinese, english, asked)
    return told


def reports() -> list[Told]:
    """Reports in the manner of a district's newspaper, of places that do not exist, in both languages."""
    rows = map(json.loads, lines_of("reports.jsonl.xz"))
    return [one for row in rows for one in _in_both(row["zh"], row["en"], row["asked"])]


def articles(name: str = "articles.jsonl.xz", every: int = 1) -> list[Told]:
    """Whole articles in the same manner, or families of articles as one text, each question with the one paragraph that
    answers it; of each text every nth question, not the same ones of all.
    """
    told = []
    for number, row in enumerate(map(json.loads, lines_of(name))):
        for language, column in (("zh", 3), ("en", 4)):
            ends = list(accumulate(len(paragraph) + 2 for paragraph in row[language]))
            spans = list(zip([0, *ends], ends, strict=False))
            posed = [
                Posed(one[1], one[2], (one[column],) if one[5] >= 0 else (), spans[one[5]] if one[5] >= 0 else None)
                for one in row["asked"][number % every :: every]
            ]
            told.append(Told("-", language, "\n\n".join(row[language]), posed))
    return told


def _in_both(chinese: str, english: str, asked: Iterable[list[str]]) -> list[Told]:
    def posed(answer: Callable[[list[str]], str]) -> list[Posed]:
        return [Posed(one[1], one[2], (answer(one),) if answer(one) else ()) for one in asked]

    return [
        Told("-", "zh", chinese, posed(lambda one: one[3])),
        Told("-", "en", english, posed(lambda one: one[4])),
    ]


def lines_of(name: str) -> list[str]:
    """The lines of a file of `written/`."""
    with lzma.open(FOLDER / name, "rt", encoding="utf-8") as file:
        return file.read().splitlines()
