"""What the encoder is trained on: translated pairs, and questions with the text that answers them."""

from __future__ import annotations

import json
import lzma
import random
import re
from collections.abc import Iterator, Sequence
from itertools import groupby
from pathlib import Path
from typing import NamedTuple

import numpy as np

from parallel import read_pairs, unpack
from taobeiqa.text.script import fold, is_han
from taobeiqa.text.segment import sentences, words

MOST = {
    "dict_cedict": 50_000,
    "taiwan_law_hans": 15_000,
    "bible": 8_000,
    "docs_": 8_000,
    "wmt_system": 60_000,
    "wmt22": 25_000,
    "biz_terms": 10_000,
    "biz_docs": 12_000,
}
"""Most pairs of the files whose names begin so: much of one kind of text helps less than some of each."""
LONGEST_PAIR = 328
"""Most letters of the English side: the few longer pairs would take a third of the time."""
RUNNING = ("wmt_refs", "wmt_newstest", "alma", "chinadaily", "taiwan_law_hans", "bible", "p3n9w31")
"""Files whose lines follow each other: a fourth of their pairs are joined in runs of two to four."""
IN_RUNS, LONGEST_RUN = 0.25, 4
MOST_LINES, SHORTEST_LINE = 12_000, 40
"""How many lines of such a file windows are made of; the fewest letters of an English line that asks for one."""
PLACES = tuple(
    re.findall(
        r"\S+",
        "北京 上海 天津 重庆 河北 山西 辽宁 吉林 江苏 浙江 安徽 福建 江西 山东 河南 湖北 湖南 广东 海南 四川 贵州 云南 "
        "陕西 甘肃 青海 台湾 内蒙古 广西 西藏 宁夏 新疆 香港 澳门 南京 广州 深圳 杭州 成都 "
        "中国 美国 英国 法国 德国 日本 韩国 俄罗斯 印度 加拿大 澳大利亚",
    )
)
"""Names that a hard wrong answer has in place of each other."""
_FIGURE = re.compile(r"(?<![\d.])\d{2,6}(?![\d.])")
WINDOW = 180
"""Characters of passage around an answer."""
SURE = 0.2
"""Least share of a Chinese word's alignments that its English piece has, to stand for it in a question."""


class Asked(NamedTuple):
    """A question and a text that answers it."""

    question: str
    passage: str


class Question(NamedTuple):
    """A question in Chinese and word by word in English, its answer's sentence, a window around that, its context."""

    chinese: str
    english: str
    sentence: str
    window: str
    context: int


def pairs(data: Path, seed: int) -> list[tuple[str, str]]:
    """Clean pairs of all files but the longest, the larger files cut to a sample; Chinese in Simplified characters."""
    chosen: list[tuple[str, str]] = []
    for path in sorted(data.glob("*.tsv.xz")):
        chance = random.Random(f"{seed} {path.name}")
        found = [(fold(pair.zh), pair.en) for pair in read_pairs(data, path.name)]
        if path.name.startswith(RUNNING):
            found = joined(found, chance)
        most = next((count for prefix, count in MOST.items() if path.name.startswith(prefix)), len(found))
        chance.shuffle(found)
        chosen += found[:most]
    return [pair for pair in chosen if len(pair[1]) <= LONGEST_PAIR]


def joined(lines: list[tuple[str, str]], chance: random.Random) -> list[tuple[str, str]]:
    """The same pairs, some of them joined with those that follow, for texts longer than a sentence."""
    found: list[tuple[str, str]] = []
    place = 0
    while place < len(lines):
        count = chance.randint(2, LONGEST_RUN) if chance.random() < IN_RUNS / 2 else 1
        run = lines[place : place + count]
        found.append(("".join(zh for zh, _ in run), " ".join(en for _, en in run)))
        place += count
    return found


def questions(path: Path, alignment: Path, corpus: Path) -> list[Question]:
    """Questions with the text around their answer."""
    with lzma.open(path, "rt", encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines]
    english = pieces_of_words(alignment, corpus)
    contexts: dict[str, int] = {}
    found = []
    for row in rows:
        context, question = fold(row["context"]), fold(row["question"])
        answers = row["answers"]["text"] if isinstance(row["answers"], dict) else row["answers"]
        place = context.find(fold(answers[0])) if answers else -1
        if place < 0:
            continue
        inside = sentences(context)
        start, end = next(((a, b) for a, b in inside if a <= place < b), (place, place + 1))
        first = next((a for a, b in inside if b > place - WINDOW // 2), start)
        window = context[first : max(end, first + WINDOW)]
        number = contexts.setdefault(context, len(contexts))
        found.append(Question(question, word_by_word(question, english), context[start:end][:WINDOW], window, number))
    return found


def pieces_of_words(alignment: Path, corpus: Path) -> dict[str, str]:
    """The English piece that each Chinese word is aligned with most, where it is most by far."""
    stored, texts = np.load(alignment), np.load(corpus)
    indptr, indices, counts = stored["indptr"], stored["indices"], stored["counts"]
    chinese, pieces = unpack(texts["zh_tokens"]), unpack(texts["pieces_tokens"])
    found: dict[str, str] = {}
    for number, word in enumerate(chinese):
        span = slice(indptr[number], indptr[number + 1])
        if is_han(word[0]) and span.stop > span.start:
            best = int(counts[span].argmax())
            piece = pieces[indices[span][best]]
            if counts[span][best] >= SURE * counts[span].sum() and not piece.startswith("##"):
                found[word] = piece
    return found


def word_by_word(question: str, english: dict[str, str]) -> str:
    """An English rendering of a Chinese question, in its order, without the words that nothing is known of."""
    found = [english.get(word.text, "") if is_han(word.text[0]) else word.text for word in words(question)]
    return " ".join(filter(None, found))


def pair_batches(texts: Sequence[str], size: int, seed: int) -> Iterator[list[int]]:
    """Batches of places of texts of similar length, in random order, over and over."""
    chance = random.Random(seed)
    while True:
        order = list(range(len(texts)))
        chance.shuffle(order)
        chunks = [
            sorted(order[i : i + 20 * size], key=lambda place: len(texts[place]))
            for i in range(0, len(order), 20 * size)
        ]
        ready = [chunk[i : i + size] for chunk in chunks for i in range(0, len(chunk) - size + 1, size)]
        chance.shuffle(ready)
        yield from ready


def asked_batches(asked: Sequence[Question], size: int, seed: int) -> Iterator[list[Asked]]:
    """Batches of questions with what answers them, in turn in Chinese and in English, over and over.

    Half of the batches take their questions from few contexts and answer with the sentence, so that the other sentences
    of the same article are what to tell it from; the others answer with a window, from as many contexts as questions.
    """
    chance = random.Random(seed + 1)
    of_context = [list(group) for _, group in groupby(sorted(asked, key=lambda q: q.context), key=lambda q: q.context)]
    turn = 0
    while True:
        chance.shuffle(of_context)
        near = [question for group in of_context for question in group]
        far = list(asked)
        chance.shuffle(far)
        for start in range(0, len(asked) - size + 1, size):
            sentence, english = turn % 2 == 0, turn % 4 >= 2
            batch = (near if sentence else far)[start : start + size]
            yield [Asked(q.english if english else q.chinese, q.sentence if sentence else q.window) for q in batch]
            turn += 1


def altered(asked: Asked) -> str | None:
    """The passage with another figure or place where the question has one of it: then it answers no more."""
    shared = [name for name in (*_FIGURE.findall(asked.question), *PLACES) if name in asked.question]
    name = next((name for name in shared if name in asked.passage), None)
    if name is None:
        return None
    chance = random.Random(asked.passage)
    if name in PLACES:
        other = chance.choice([place for place in PLACES if place != name])
    else:
        other = str(int(name) + chance.choice((-7, -3, -2, -1, 1, 2, 3, 5, 10)))
    return asked.passage.replace(name, other)


def windows(data: Path, seed: int) -> list[tuple[str, str, str, str]]:
    """Chinese and English windows of two to four lines of running text, and one of those lines in both languages."""
    chance = random.Random(f"{seed} windows")
    found = []
    for path in sorted(data.glob("*.tsv.xz")):
        if not path.name.startswith(RUNNING):
            continue
        lines = [(fold(pair.zh), pair.en) for pair in read_pairs(data, path.name)][:MOST_LINES]
        place = 0
        while place < len(lines) - 1:
            run = lines[place : place + chance.randint(2, LONGEST_RUN)]
            zh, en = chance.choice(run)
            if len(en) >= SHORTEST_LINE:
                found.append(("".join(pair[0] for pair in run), " ".join(pair[1] for pair in run), zh, en))
            place += len(run)
    return found


def window_batches(found: Sequence[tuple[str, str, str, str]], size: int, seed: int) -> Iterator[list[Asked]]:
    """Batches of lines, less a third of their words, with the windows of the other language that they stand in, over
    and over: in turn neighbouring windows and windows from anywhere, in turn in either direction.
    """
    chance = random.Random(seed + 2)
    turn = 0
    while True:
        far = list(found)
        chance.shuffle(far)
        starts = list(range(0, len(found) - size + 1, size))
        chance.shuffle(starts)
        for start in starts:
            batch = (found if turn % 2 else far)[start : start + size]
            if turn % 4 < 2:
                yield [Asked(" ".join(thinned(en.split(), chance)), window) for window, _, _, en in batch]
            else:
                chinese = [[word.text for word in words(zh)] for _, _, zh, _ in batch]
                asked = ["".join(thinned(texts, chance)) for texts in chinese]
                yield [Asked(line, window) for line, (_, window, _, _) in zip(asked, batch, strict=True)]
            turn += 1


def thinned(texts: list[str], chance: random.Random) -> list[str]:
    """The same words in the same order, less a third."""
    return [text for text in texts if chance.random() > 1 / 3] or texts
