"""What the interface says in its three languages, and which of them a browser is spoken to in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from typing import Any, Literal

import opencc

from taobeiqa.records import Language
from taobeiqa.serving.chinese import CHINESE
from taobeiqa.serving.english import ENGLISH
from taobeiqa.serving.wording import Line, Words

__all__ = [
    "HTML_LANG",
    "LANGUAGE_NAMES",
    "WORDS",
    "WRITTEN",
    "Interface",
    "Line",
    "Words",
    "interface_named",
    "preferred_language",
    "traditional",
]

Interface = Literal["zh-Hans", "zh-Hant", "en"]
"""A language of the interface, as `lang` attributes name it."""

WRITTEN: Mapping[Interface, Language] = {"zh-Hans": "zh", "zh-Hant": "zh", "en": "en"}
"""The language of articles and answers that goes with a language of the interface."""
HTML_LANG: Mapping[Language, Interface] = {"zh": "zh-Hans", "en": "en"}
"""The language of the interface, and of `lang` attributes, that goes with a language of articles and answers."""
LANGUAGE_NAMES: Mapping[Interface, str] = {"zh-Hans": "简体", "zh-Hant": "繁體", "en": "English"}

_TRADITIONAL_PLACES = frozenset({"hant", "tw", "hk", "mo"})
_TAIWAN = opencc.OpenCC("s2twp")
# Words of the interface that the dictionary of phrases takes for others.
_MENDED = {"退出登入": "登出"}


def traditional(text: str) -> str:
    """Simplified Chinese of our own as it is written and said in Taiwan. Never for what an article says."""
    converted: str = _TAIWAN.convert(text)
    for taken, meant in _MENDED.items():
        converted = converted.replace(taken, meant)
    return converted


def _in_traditional(said: Words) -> Words:
    return Words(**{field.name: _converted(getattr(said, field.name)) for field in fields(said)})


def _converted(value: str | dict[Language, str] | None) -> Any:
    if isinstance(value, dict):
        return {language: traditional(name) for language, name in value.items()}
    return type(value)(traditional(value)) if isinstance(value, str) else value


WORDS: Mapping[Interface, Words] = {"zh-Hans": CHINESE, "zh-Hant": _in_traditional(CHINESE), "en": ENGLISH}


def interface_named(name: object) -> Interface | None:
    """The language of the interface for a language tag: zh-TW is zh-Hant, zh and zh-SG are zh-Hans; None for any other
    language.
    """
    language, *rest = (name if isinstance(name, str) else "").strip().lower().replace("_", "-").split("-")
    if language == "zh":
        return "zh-Hant" if _TRADITIONAL_PLACES & set(rest) and "hans" not in rest else "zh-Hans"
    return "en" if language == "en" else None


def preferred_language(accepted: str | None) -> Interface:
    """The language of the interface for an `Accept-Language` header: the one that it prefers, else English."""
    best: tuple[float, Interface] = (0.0, "en")
    for item in (accepted or "").split(","):
        name, _, rest = item.strip().partition(";")
        try:
            weight = float(rest.partition("=")[2]) if rest else 1.0
        except ValueError:
            continue
        language = interface_named(name)
        if language is not None and weight > best[0]:
            best = (weight, language)
    return best[1]
