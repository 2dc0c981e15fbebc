"""Figures and dates of an article with what they come to, for a reader to whom that is not plain."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from taobeiqa.records import Article, Language, Span
from taobeiqa.serving.markup import Html, join, tag
from taobeiqa.serving.words import WRITTEN, Interface, traditional
from taobeiqa.text.dates import dates
from taobeiqa.text.quantities import Quantity, quantities, render
from taobeiqa.text.rendering import in_hectares, render_date, render_exact
from taobeiqa.text.script import fold
from taobeiqa.text.units import NAMES

_MOST_STOPS = 5
"""How many figures of a quotation the keyboard stops at: each is one more step to whatever stands behind it."""
_PLAIN = 10
"""A figure that is written in words and no larger needs no digits."""


@dataclass(frozen=True, slots=True)
class Told:
    """A figure at `start` to `end` of an article's text, and how it is written otherwise."""

    start: int
    end: int
    text: str


def told_figures(article: Article, spans: Iterable[Span], interface: Interface) -> tuple[Told, ...]:
    """The figures and dates in spans of an article's text that are worth writing otherwise, in order.

    Args:
        article: whose text it is.
        spans: paragraphs or passages; a figure lies in one whole.
        interface: the language to write them in.
    """
    return tuple(
        Told(low + one.start, low + one.end, one.text)
        for low, high in spans
        for one in _told(article.text[low:high], article.language, interface)
    )


@lru_cache(maxsize=4096)
def _told(text: str, written: Language, interface: Interface) -> tuple[Told, ...]:
    read = WRITTEN[interface]
    found = [(one.start, one.end, _quantity(one, text, written, read)) for one in quantities(text)]
    found += [(start, end, _date(normal, text[start:end], written, read)) for start, end, normal in dates(text)]
    said = traditional if interface == "zh-Hant" else str
    return tuple(Told(start, end, said(form)) for start, end, form in sorted(found) if form)


def _quantity(figure: Quantity, text: str, written: Language, read: Language) -> str:
    number = _bare(text[slice(*figure.number)])
    same = _bare(render_exact(figure, read)).startswith(number)
    if figure.unit == "mu":
        return render(figure, "en") if read == "en" else f"{render(figure, 'zh')}（{in_hectares(figure.value, 'zh')}）"
    in_words = figure.kind != "share" and not any(map(str.isdigit, number))
    if in_words and figure.value <= _PLAIN and (written == read or figure.kind == "count"):
        return ""
    if same and (written == read or figure.kind in ("count", "share")):
        return ""
    return _with_code(figure) if figure.kind == "money" and read == "en" else render(figure, read)


def _with_code(money: Quantity) -> str:
    """An amount with the letters of its currency: CNY 320 million."""
    amount, names = render_exact(money, "en"), NAMES.get((money.unit, "1"), ("", "", ""))
    for name in sorted(names[1:], key=len, reverse=True):
        amount = amount.removesuffix(f" {name}")
    return f"{money.bound} {money.unit} {amount}".strip()


def _date(normal: str, as_written: str, written: Language, read: Language) -> str:
    form = render_date(normal, read)
    return "" if normal.isdigit() or _bare(form) == _bare(as_written) or written == read == "en" else form


def _bare(text: str) -> str:
    return "".join(fold(text).replace(",", "").split())


@dataclass(frozen=True, slots=True)
class Figures:
    """How the figures of an article are set: what each comes to shows where the pointer rests on it or a finger taps,
    and in the quotation where the keyboard stops too.
    """

    text: str
    told: tuple[Told, ...]
    quoted: Span = (0, 0)
    name: str = "tq-told"
    """What the ids of the descriptions begin with."""

    def leaf(self, start: int, end: int) -> Html:
        """`text[start:end]` with the figures that lie in it."""
        pieces: list[str] = []
        at = start
        stops = {one.start for one in self._stops()}
        for one in self.told:
            if at <= one.start and one.end <= end:
                described = f"{self.name}-{one.start}" if one.start in stops else None
                figure = tag(
                    "span",
                    self.text[one.start : one.end],
                    class_="tq-figure",
                    tabindex=0 if described else -1,
                    aria_describedby=described,
                    data_told=one.text,
                )
                pieces += [self.text[at : one.start], figure]
                at = one.end
        return join(*pieces, self.text[at:end])

    def descriptions(self) -> Html:
        """What the figures that the keyboard stops at are described by; it is not seen."""
        return join(*(tag("span", one.text, id=f"{self.name}-{one.start}", hidden=True) for one in self._stops()))

    def _stops(self) -> list[Told]:
        low, high = self.quoted
        return [one for one in self.told if low <= one.start and one.end <= high][:_MOST_STOPS]
