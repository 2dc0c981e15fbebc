"""Whom a byline credits with what, and which newspaper a dateline names."""

from __future__ import annotations

import re
from typing import Literal

from taobeiqa.text.script import fold

Credit = Literal["writer", "photographer", "newspaper"]

_ALONE = r"(?<![一-鿿])(?:{})(?![一-鿿])"
"""文 and 图 also stand in names: 徐文君."""
_WORDS: dict[Credit, str] = {
    "writer": rf"报道|撰文|采写|撰稿|{_ALONE.format('文字?|文图|图文')}",
    "photographer": rf"摄影|拍摄|摄|供图|图片|{_ALONE.format('图|文图|图文')}",
}
_ZH = re.compile(rf"(?:(?:{'|'.join(_WORDS.values())})[\s/、,:和并与]*)+")
_DONE = r"\b(?:stor(?:y|ies)|text|words|article|reported|written|photo(?:s|graph(?:s|ed|y)?)?|pictures?|images?)\b"
_EN = re.compile(rf"(?:{_DONE}(?:\s*[/&,]\s*|\s+and\s+|\s+))*\bby\b", re.IGNORECASE)
_EN_TOOK = re.compile("photo|picture|image", re.IGNORECASE)
_EN_WROTE = re.compile(r"stor|text|words|article|reported|written|^by\b", re.IGNORECASE)
_MARKS = " \t\u3000□■●◆/()。,、;:"
_LABEL = re.compile(rf"[{_MARKS}]*(?:(?:本报|特约|实习|见习|首席)*(?:记者|通讯员|作者)[\s:]*)?")
_OTHERS = re.compile("(?:责任?编辑?|编辑|校对|审[核稿校]|作者单位|单位)[^一-鿿]*[一-鿿].*$")
"""Who did something else, at the end of a byline."""
_NEWSPAPER = re.compile(
    r"\s*[(【]?(?!本报|我报|据)([一-鿿]{2,9}(?:报|社))[一-鿿]{0,8}(?:\d{1,2}月\d{1,2}日)?(?<![喜捷音])[讯电](?:$|[\s()】])"
)


def credited(line: str, credit: Credit) -> tuple[int, int] | None:
    """Where a byline names who wrote an article or took its pictures; None where it credits nobody with that.

    In Chinese what somebody did follows the names (张风 报道 马彬 摄), may be two things (报道 摄), and names with
    nothing behind them wrote; or it stands before them (文/张风 图/马彬), as in English before and with "by".
    """
    text = _OTHERS.sub(lambda match: " " * len(match.group()), fold(line))
    told = list(_EN.finditer(text))
    done = told or list(_ZH.finditer(text))
    runs = [match.span() for match in done]
    roles = [_english_roles(match.group()) if told else _chinese_roles(match.group()) for match in done]
    if told or (runs and not text[: runs[0][0]].strip(_MARKS)):
        lows, highs = [high for _, high in runs], [*(low for low, _ in runs[1:]), len(text)]
    else:
        lows, highs = [0, *(high for _, high in runs)], [*(low for low, _ in runs), len(text)]
        roles.append({"writer"})
    named = (_trimmed(text, low, high) for low, high in zip(lows, highs, strict=True))
    return next((span for which, span in zip(roles, named, strict=True) if span and credit in which), None)


def newspaper(paragraph: str) -> tuple[int, int] | None:
    """Where a Chinese paragraph's dateline names the newspaper or agency: 城市晚报白城讯. Of 本报讯 None."""
    found = _NEWSPAPER.match(fold(paragraph))
    return found.span(1) if found else None


def _chinese_roles(done: str) -> set[Credit]:
    return {role for role, words in _WORDS.items() if re.search(words, done)}


def _english_roles(done: str) -> set[Credit]:
    roles: dict[Credit, re.Pattern[str]] = {"writer": _EN_WROTE, "photographer": _EN_TOOK}
    return {role for role, words in roles.items() if words.search(done)}


def _trimmed(text: str, low: int, high: int) -> tuple[int, int] | None:
    """A span without marks around it and without what its names are by trade, None where nothing is left."""
    label = _LABEL.match(text, low, high)
    low = label.end() if label else low
    high = low + len(text[low:high].rstrip(_MARKS))
    return (low, high) if low < high else None
