"""The answer's words: the clauses that hold the figure or name, in the asker's language, and nothing of our own."""

from __future__ import annotations

from collections.abc import Callable

from taobeiqa.answering.proof import unproven_figures
from taobeiqa.records import Language
from taobeiqa.text.quantities import Quantity, quantities, render
from taobeiqa.text.segment import Span, clauses, terms

MAX_CHARS = 200
_TARGET: dict[Language, int] = {"zh": 60, "en": 160}
"""How long an answer may grow to hold more of what was asked."""
_CLOSERS = "，、；：,;:"
_ENDS = "。！？.!?…"


def answer_text(
    asked_in: Language, written_in: Language, quote: str, highlight: Span | None, translation: str | None, wanted: set[str], translated: Callable[[str], set[str]], named: Callable[[str], float]
) -> str:
    """The shortest run of clauses of the quotation that holds the highlight and most of the question's words.

    Args:
        asked_in: the asker's language.
        written_in: the article's language.
        quote: the quotation; `highlight` are offsets into it.
        highlight: the figure or name that answers, None where the whole sentence does.
        translation: the quotation in the asker's language, None where there is none or none is needed.
        wanted: index terms of the question.
        named: how much of the highlight a piece of the translation names.
        translated: the terms, in the question's language, that a piece of the quotation speaks of.
    """
    if asked_in == written_in:
        return _finish(_cut(quote, highlight, wanted, translated, asked_in), asked_in)
    figure = _figure_at(quote, highlight)
    if translation is not None:
        place = _same_figure(translation, figure, wanted) if figure else None
        place = place or _same_words(translation, named)
        text = _finish(_cut(translation, place, wanted, lambda piece: set(terms(piece)), asked_in), asked_in)
        if not unproven_figures(text, [quote]):
            return text
    piece = _cut(quote, highlight, wanted, translated, written_in).rstrip(_CLOSERS + _ENDS)
    said = render(figure, asked_in) if figure else quote[slice(*highlight)] if highlight else ""
    if asked_in == "en":
        return f"{said}: “{piece}”" if said else f"The article says: “{piece}”"
    return f"{said}（原文：“{piece}”）" if said else f"原文写道：“{piece}”"


def _figure_at(quote: str, highlight: Span | None) -> Quantity | None:
    if highlight is None:
        return None
    return next((q for q in quantities(quote) if (q.start, q.end) == highlight), None)


def _same_figure(translation: str, figure: Quantity, wanted: set[str]) -> Span | None:
    """Where the translation writes the figure; of several places the one whose clause speaks most of the question."""
    found = [q for q in quantities(translation) if q.value == figure.value]
    pieces = clauses(translation)

    def shared(quantity: Quantity) -> int:
        return sum(
            len(wanted & set(terms(translation[start:end])))
            for start, end in pieces
            if start <= quantity.start < end
        )

    best = max(found, key=lambda q: (shared(q), -q.start), default=None)
    return (best.start, best.end) if best else None


def _same_words(translation: str, named: Callable[[str], float]) -> Span | None:
    """The clause of the translation that names most of what is highlighted."""
    pieces = clauses(translation)
    scores = [named(translation[start:end]) for start, end in pieces]
    return pieces[scores.index(max(scores))] if scores and max(scores) > 0 else None


def _cut(text: str, highlight: Span | None, wanted: set[str], speaks_of: Callable[[str], set[str]], language: Language) -> str:
    pieces = clauses(text)
    heard = [speaks_of(text[start:end]) & wanted for start, end in pieces]
    if len(text) <= (_TARGET[language] if highlight else MAX_CHARS) and not _is_figure(text, highlight):
        return text
    if highlight is None:
        first = last = max(range(len(pieces)), key=lambda place: (len(heard[place]), -place))
    else:
        holding = [place for place, (start, end) in enumerate(pieces) if start < highlight[1] and highlight[0] < end]
        first, last = holding[0], holding[-1]
    limit = _TARGET[language] if highlight else MAX_CHARS
    said = set().union(*heard[first : last + 1])
    # Grow towards the nearest clause that adds a word of the question, as long as the answer stays short.
    while True:
        options = [
            (low, high)
            for low, high in ((first - 1, last), (first, last + 1), (first - 2, last))
            if low >= 0 and high < len(pieces) and pieces[high][1] - pieces[low][0] <= limit and set().union(*heard[low : high + 1]) - said
        ]
        if not options:
            return text[pieces[first][0] : pieces[last][1]]
        first, last = max(options, key=lambda option: (len(set().union(*heard[option[0] : option[1] + 1])), option[0]))
        said = set().union(*heard[first : last + 1])


def _is_figure(text: str, highlight: Span | None) -> bool:
    return highlight is not None and any(q.start < highlight[1] and highlight[0] < q.end for q in quantities(text))


def _finish(text: str, language: Language) -> str:
    """One sentence that ends as one, in at most `MAX_CHARS`; a cut shows as an ellipsis."""
    text = " ".join(text.split())
    if len(text) > MAX_CHARS:
        return text[: MAX_CHARS - 1].rstrip() + "…"
    text = text.rstrip(_CLOSERS)
    if language == "en" and text[:1].islower():
        text = text[0].upper() + text[1:]
    return text if text.endswith(tuple(_ENDS + "”\"")) else text + ("。" if language == "zh" else ".")
