"""HTML from escaped pieces: the only way that text of a document or a question reaches the page."""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterable, Sequence

from taobeiqa.records import Language, Span
from taobeiqa.serving.words import HTML_LANG
from taobeiqa.text.script import is_traditional

_READ_FOR_SCRIPT = 400
"""How much of a text tells in which script it is."""

_VOID = frozenset({"br", "hr", "input"})
_HAN = r"\u3400-\u9fff\U00020000-\U0003ffff"
_HAN_RUN = re.compile(rf"[《「（]?[{_HAN}](?:[0-9.%·…\u3000-\u303f\uff01-\uff60{_HAN}]*[{_HAN}》」）])?")
"""From one Chinese character to another, with the figures and marks between them."""


class Html(str):
    """A string that is HTML already. Made by the functions of this module only."""

    __slots__ = ()


ICON = Html(
    """<link rel="icon" href="data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 32 32'%3E"""
    """%3Crect width='32' height='32' rx='4' fill='%23a3301d'/%3E%3Ctext x='16' y='24' font-family='serif' """
    """font-size='23' font-weight='700' text-anchor='middle' fill='%23fff'%3E%E9%97%AE%3C/text%3E%3C/svg%3E">"""
)
"""For every page: without it a browser asks for one at the top of the site, which may be another's."""

Wrap = Callable[[Html], Html]
Layer = tuple[Sequence[Span], Wrap]
Leaf = Callable[[int, int], Html]
"""Sets a piece of a text, by its offsets."""


def join(*pieces: str) -> Html:
    """The pieces one after another; whatever is not `Html` is escaped."""
    return Html("".join(piece if isinstance(piece, Html) else html.escape(piece) for piece in pieces))


def tag(name: str, /, *children: str, **attributes: str | int | bool | None) -> Html:
    """An element. `class_` is written `class` and `data_turn` `data-turn`; None and False leave an attribute out."""
    written = "".join(
        f" {key.rstrip('_').replace('_', '-')}" + ("" if value is True else f'="{html.escape(str(value))}"')
        for key, value in attributes.items()
        if value is not None and value is not False
    )
    return Html(f"<{name}{written}>" if name in _VOID else f"<{name}{written}>{join(*children)}</{name}>")


def mark(inside: Html) -> Html:
    """What is marked in a text."""
    return tag("mark", inside)


def html_lang(text: str, language: Language) -> str:
    """The `lang` of a text in a language, so that Traditional Chinese is set in the forms of its own fonts."""
    return "zh-Hant" if language == "zh" and is_traditional(text[:_READ_FOR_SCRIPT]) else HTML_LANG[language]


def spoken(text: str, language: Language) -> Html:
    """Text in a language; Chinese that stands in an English text is marked as Chinese."""
    if language == "zh":
        return join(text)
    pieces: list[str] = []
    at = 0
    for run in _HAN_RUN.finditer(text):
        pieces += [text[at : run.start()], tag("span", run.group(), lang=html_lang(run.group(), "zh"))]
        at = run.end()
    return join(*pieces, text[at:])


def layered(text: str, span: Span, layers: Sequence[Layer], leaf: Leaf | None = None) -> Html:
    """`text[start:end]` with the spans of each layer wrapped, the layers nested from the first to the last. What is in
    none of them is escaped, or set by `leaf`.

    Spans are offsets into `text`; what of them lies outside `span`, or outside the layer around them, is left out, and
    those that touch or overlap become one.
    """
    start, end = span
    if leaf is None:
        return layered(text, span, layers, lambda low, high: join(text[low:high]))
    if not layers:
        return leaf(start, end)
    (spans, wrap), *inner = layers
    pieces: list[str] = []
    at = start
    for low, high in _merged(spans, start, end):
        pieces += [leaf(at, low), wrap(layered(text, (low, high), inner, leaf))]
        at = high
    return join(*pieces, leaf(at, end))


def _merged(spans: Iterable[Span], start: int, end: int) -> list[Span]:
    merged: list[Span] = []
    for low, high in sorted((max(low, start), min(high, end)) for low, high in spans):
        if low >= high:
            continue
        if merged and low <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(high, merged[-1][1]))
        else:
            merged.append((low, high))
    return merged
