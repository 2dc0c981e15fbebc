"""How many things a sentence lists, and how many a question asks for: which six, the three rivers are which."""

from __future__ import annotations

import re

from taobeiqa.text.script import fold

_ZH_DIGITS = "一二三四五六七八九十"
_NUMBERS = {word: value for value, word in enumerate(_ZH_DIGITS, start=1)}
_NUMBERS |= {"两": 2} | {str(value): value for value in range(2, 21)}
_EN_NUMBERS = ["two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"]
_NUMBERS |= {word: value for value, word in enumerate(_EN_NUMBERS, start=2)}
_ZH = "((?<!第)[两二三四五六七八九十](?!年)|(?<![0-9.])(?:[2-9]|1[0-9])(?![0-9.年月日点%]))"
_EN = f"({'|'.join(_EN_NUMBERS)}|[2-9]|1[0-9])"
_ASKED = (
    re.compile(f"哪{_ZH}"),
    re.compile(
        rf"{_ZH}[^\s,。？?]{{1,12}}\W{{0,2}}(?:分别|各|都|具体)?(?:是指|指的是|说的是|指|是|有)(?:哪些|什么)[？?]?$"
    ),
    re.compile(rf"(?:列举|列出|说出|举出)[^。？?]{{0,16}}?{_ZH}"),
    re.compile(
        r"\b(?:which|(?:what|who)(?: (?:are|were))?|name|list|give)(?: all(?: of)?)?"
        rf"(?: (?:the|its|their|these|those))?\W+{_EN}\b(?!-|.*\bcalled\b| (?:percent|per cent|years?|months?|days?)\b)"
    ),
)
_SOME = re.compile(
    r"哪些|些(?:什么|啥)|哪几|(?:都|分别|各|先后|依次)[^,。？?]{0,6}(?:什么|啥|谁|哪)"
    r"|\b(?:what|which) (?:other )?(?:things|sorts|kinds|types)\b|\bwhich (?!does\b)\w{2,}[^aious\W]s\b(?!')"
)
_PARTS = re.compile(r"[。；：！？;:!?—]|\.(?=\s|$)")
_ZH_LAST = re.compile("[^和及与跟][和及与跟][^和及与跟]")
_LAST = re.compile(r"^\s*(?:and\b|or\b|以及|和)|\s(?:and|or)\s")
_QUOTED = re.compile(r"[“‘'\"]([^“”‘’'\"]{4,80})[”’'\"]")


def asked_for(question: str) -> int:
    """How many things a question says that it asks for, 0 if it does not say: which six, 哪三个, 列举“六化”."""
    text = fold(question)
    found = next(filter(None, (asks.search(text) for asks in _ASKED)), None)
    return _NUMBERS.get(found[1], 0) if found else 0


def asks_for_some(question: str) -> bool:
    """Whether a question asks for more than one thing, how many it may be: 哪些, 都有什么, which crops."""
    return asked_for(question) > 0 or _SOME.search(fold(question)) is not None


def list_lengths(sentence: str) -> frozenset[int]:
    """How many things the lists of a sentence may have: where a list begins is not always to be seen."""
    text = fold(sentence).replace(",以及", "、")
    lengths = {len(re.split("[,、]", quoted)) for quoted in _QUOTED.findall(text)}
    for number, part in enumerate(_PARTS.split(text)):
        lengths |= _clauses(part) | ({part.count(",") + 1} if number else set())
        for run in part.split(","):
            items = run.split("、")
            joined = bool(_ZH_LAST.search(items[-1]))
            if len(items) > 1 or joined:
                lengths |= {len(items), len(items) + joined}
    return frozenset(lengths)


def _clauses(part: str) -> set[int]:
    """How long lists of a part of a sentence may be whose things stand between commas."""
    items = part.split(",")
    for number, item in enumerate(items):
        found = _LAST.search(item)
        if found:
            most = number + (1 if found.start() == 0 else 2)
            return set(range(2 if number == 0 else 3, most + 1))
    return set()
