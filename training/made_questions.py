"""Questions made from translated news: a figure, date or name of a sentence is asked for, in Chinese where it stands,
in English by the sentence's translation. Each comes with the running text around the sentence.

Chinese asks where the answer would stand (修了12座桥: 修了多少座桥), so such a question is a sentence with its
answer replaced, less some of its words. The English one is its translation with the same figure replaced: of all that
the reader is trained on, this alone asks in real English.
"""

from __future__ import annotations

import lzma
import random
import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from taobeiqa.records import Language, Span
from taobeiqa.text.dates import dates
from taobeiqa.text.names import NameKind, names
from taobeiqa.text.quantities import Quantity, quantities
from taobeiqa.text.segment import clauses, is_stopword, words

FILES = ("wmt_newstest_2017_2020", "wmt_refs", "p3n9w31_un_news", "tico19_tm")
"""The files whose lines stand in the order of their articles."""
AROUND: dict[Language, int] = {"zh": 210, "en": 620}
"""How long the text of some lines may get, in code points, so that it is one passage."""
DROPPED = 0.2
"""How many of the content words of a question are left out: who asks does not know the sentence."""
_ASKING: dict[NameKind, tuple[str, ...]] = {
    "person": ("谁", "哪位", "什么人"),
    "place": ("哪里", "什么地方", "哪儿"),
    "organisation": ("什么机构", "哪个单位", "哪家公司"),
}
_WHEN = {4: ("哪一年", "什么时候", "何年"), 7: ("什么时候", "哪个月"), 10: ("什么时候", "哪天", "何时")}
_EN_BLANKS = re.compile(r"\s+")


class Block(NamedTuple):
    """Running text of some lines that stand together, and those before and after it: numbers of blocks."""

    text: str
    language: Language
    near: tuple[int, ...]


class Made(NamedTuple):
    """A question, the number of the block that answers it, and where in that the answer stands."""

    question: str
    asked_in: Language
    block: int
    answer: Span


class _Line(NamedTuple):
    """A line's two sides, the block of each, and where in that it begins."""

    zh: str
    en: str
    zh_block: int
    zh_start: int
    en_block: int
    en_start: int


def made_questions(data: Path, seed: int) -> tuple[list[Block], list[Made]]:
    """All of them, and the running text that answers them."""
    chance = random.Random(seed)
    blocks: list[Block] = []
    found: list[Made] = []
    seen: set[str] = set()
    for name in FILES:
        lines = []
        for zh, en in _pairs(data / f"{name}.tsv.xz"):
            if zh not in seen:
                seen.add(zh)
                lines.append((zh, en))
        in_chinese = _blocks([zh for zh, _ in lines], "zh", blocks)
        in_english = _blocks([en for _, en in lines], "en", blocks)
        for (zh, en), ours, theirs in zip(lines, in_chinese, in_english, strict=True):
            if 12 <= len(zh) <= 180:
                found += _of(_Line(zh, en, *ours, *theirs), chance)
    return blocks, found


def _pairs(path: Path) -> list[tuple[str, str]]:
    """The lines of a file of translations: Chinese, English."""
    with lzma.open(path, "rt", encoding="utf-8") as lines:
        parted = [line.rstrip("\n").split("\t") for line in lines]
    return [(zh, en) for zh, en, *_ in parted]


def _blocks(lines: list[str], language: Language, blocks: list[Block]) -> list[tuple[int, int]]:
    """Puts lines together, as many as fit, adds that to `blocks`, and tells of each line its block and its place."""
    gap = " " if language == "en" else ""
    texts: list[str] = []
    places = []
    for line in lines:
        if not texts or len(texts[-1]) + len(gap) + len(line) > AROUND[language]:
            texts.append(line)
            places.append((len(blocks) + len(texts) - 1, 0))
        else:
            places.append((len(blocks) + len(texts) - 1, len(texts[-1]) + len(gap)))
            texts[-1] += gap + line
    first, last = len(blocks), len(blocks) + len(texts) - 1
    for number, text in enumerate(texts, start=first):
        blocks.append(Block(text, language, tuple(one for one in (number - 1, number + 1) if first <= one <= last)))
    return places


def _of(line: _Line, chance: random.Random) -> Iterator[Made]:
    zh, en = line.zh, line.en

    def in_chinese(question: str, asked_in: Language, answer: Span) -> Iterator[Made]:
        if _asks(question):
            yield Made(question, asked_in, line.zh_block, (line.zh_start + answer[0], line.zh_start + answer[1]))

    def in_english(question: str, asked_in: Language, answer: Span) -> Iterator[Made]:
        if _asks(question):
            yield Made(question, asked_in, line.en_block, (line.en_start + answer[0], line.en_start + answer[1]))

    ours, theirs = [one for one in quantities(zh) if not (one.value == 1 and one.kind == "count")], quantities(en)
    chance.shuffle(ours)
    for figure in ours[:2]:
        if sum(one.value == figure.value for one in ours) > 1:
            continue
        span = figure.start, figure.end
        yield from in_chinese(_figure_zh(zh, figure, chance), "zh", span)
        same = [one for one in theirs if one.value == figure.value]
        if len(same) == 1:
            there = same[0].start, same[0].end
            yield from in_chinese(_figure_en(en, same[0], chance), "en", span)
            if chance.random() < 0.5:
                yield from in_english(_figure_en(en, same[0], chance), "en", there)
            else:
                yield from in_english(_figure_zh(zh, figure, chance), "zh", there)
    told, told_en = dates(zh), dates(en)
    for start, end, normal in told[:1]:
        asking = chance.choice(_WHEN.get(len(normal), _WHEN[10]))
        yield from in_chinese(_replaced(zh, (start, end), asking, chance), "zh", (start, end))
        if len(told_en) == len(told) == 1:
            yield from in_chinese(_replaced_en(en, told_en[0][:2], "when", chance), "en", (start, end))
    for kind, forms in _ASKING.items():
        found = names(zh, kind)
        if len(found) == 1 and chance.random() < 0.5:
            yield from in_chinese(_replaced(zh, found[0], chance.choice(forms), chance), "zh", found[0])


def _asks(question: str) -> bool:
    """Whether enough is left of a sentence to ask for something."""
    return len([word for word in words(question) if not is_stopword(word.text)]) >= 3 and len(question) <= 220


def _around(text: str, span: Span, chance: random.Random) -> Span:
    """The clause that a span stands in, and now and then the one before or after it."""
    pieces = clauses(text)
    inside = [number for number, (start, end) in enumerate(pieces) if start < span[1] and span[0] < end]
    first, last = inside[0], inside[-1]
    while chance.random() < 0.45 or (pieces[last][1] - pieces[first][0] < 8 and last - first + 1 < len(pieces)):
        choices = [(a, b) for a, b in ((first - 1, last), (first, last + 1)) if a >= 0 and b < len(pieces)]
        if not choices:
            break
        first, last = chance.choice(choices)
    return pieces[first][0], pieces[last][1]


def _thinned(text: str, chance: random.Random) -> str:
    """A text less some of its words."""
    for word in reversed(words(text)):
        if not is_stopword(word.text) and chance.random() < DROPPED:
            text = text[: word.start] + text[word.end :]
    return text


def _replaced(text: str, span: Span, asking: str, chance: random.Random) -> str:
    low, high = _around(text, span, chance)
    asked = f"{_thinned(text[low : span[0]], chance)}{asking}{_thinned(text[span[1] : high], chance)}"
    return asked.strip("，。；、：“”！？ ,.;:") + "？"


def _figure_zh(text: str, figure: Quantity, chance: random.Random) -> str:
    """多少 in the place of the number, with its unit."""
    if figure.kind == "share":
        asking = chance.choice(("百分之多少", "多少", "多大比例"))
    elif figure.kind == "money":
        asking = chance.choice(("多少钱", "多少元", "多少资金", "多少"))
    else:
        asking = chance.choice(("多少", "几", "多少")) + figure.measure
    return _replaced(text, (figure.start, figure.end), asking, chance)


def _figure_en(text: str, figure: Quantity, chance: random.Random) -> str:
    """ "How many" and what follows it in front, and what stood before it."""
    unit = text[figure.number[1] : figure.end].strip()
    unit = re.sub(r"^(?:hundred|thousand|million|billion|trillion)\b", "", unit).strip()
    if figure.kind == "share":
        asking = chance.choice(("what percentage", "what share", "how much"))
    elif figure.kind == "money":
        asking = chance.choice(("how much money", "how much", "what sum"))
    else:
        asking = f"how many {unit}".strip()
    return _replaced_en(text, (figure.start, figure.end), asking, chance)


def _replaced_en(text: str, span: Span, asking: str, chance: random.Random) -> str:
    low, high = _around(text, span, chance)
    before, after = _thinned(text[low : span[0]], chance), _thinned(text[span[1] : high], chance)
    before = before.strip(" ,.;:“”\"'")
    after = after.strip(" ,.;:“”\"'")
    asked = f"{asking} {after} {before}" if chance.random() < 0.7 else f"{before} {asking} {after}"
    asked = _EN_BLANKS.sub(" ", asked).strip(" ,.;:“”\"'")
    return asked[:1].upper() + asked[1:] + "?"
