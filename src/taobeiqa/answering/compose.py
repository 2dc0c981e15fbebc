"""The answer's words: the clauses that hold the figure or name, in the asker's language, and nothing of our own."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from taobeiqa.answering.evidence import Listener
from taobeiqa.answering.proof import stands_in, unproven_figures
from taobeiqa.answering.told import certain, highlighted
from taobeiqa.records import Citation, Language, Span
from taobeiqa.retrieval.lexicon import Lexicon
from taobeiqa.text.dates import dates, includes
from taobeiqa.text.quantities import Quantity, quantities, render
from taobeiqa.text.rendering import render_date
from taobeiqa.text.segment import clauses
from taobeiqa.text.stopwords import IRREGULAR

MAX_CHARS = 200
_TARGET: dict[Language, int] = {"zh": 100, "en": 160}
"""How long an answer may grow to hold more of what was asked."""
_EACH: dict[Language, tuple[str, str, str]] = {
    "zh": ("几篇文章分别说：", "；", "。"),
    "en": ("The articles say: ", "; ", "."),
}
"""What opens, links and ends an answer that several articles give."""
_TELLING, _MOST_TERMS = 3, 3
"""How many characters a term has that is worth telling, and how many terms are told."""
_HOLDS, _SAME, _OPENS = 2.5, 1.0, 0.25
"""What it is worth, against a word of the question, that a run of clauses holds the place where the extractor points;
that it holds the clause that says most of what is highlighted; and that it can open a sentence.
"""
_OF_LIST = 0.25
"""How much of what the clause names that names most of a list another one names that tells a part of it."""
_CLOSERS = "，、；：,;:"
_ENDS = "。！？.!?…"
_MARKS = "□■●◆/／ "
_CONJUNCTION = re.compile(r"^(?:and|but|or|so)\s+", re.IGNORECASE)
_PAST = "|".join(IRREGULAR)
_HANGING = re.compile(
    r"(?:\w+ly )?(?:(?:of )?(?:which|whom|whose)|who|where|with|including|then|has|have|is|are|was|were|put|set|cut|let"
    rf"|\w+ed|\w+ing|{_PAST})\b"
)
_VERB = re.compile(rf"\b(?:has|have|had|is|are|was|were|be|will|can|{_PAST}|\w{{2,}}ed)\b")


def answer_text(
    asked_in: Language,
    written_in: Language,
    quote: str,
    highlight: Span | None,
    translation: str | None,
    told: Span | None,
    listener: Listener,
    lexicon: Lexicon,
) -> str:
    """The shortest run of clauses that holds the highlight and most of what the question speaks of.

    Args:
        asked_in: the asker's language.
        written_in: the article's language.
        quote: the quotation; `highlight` are offsets into it, None where the whole sentence answers.
        highlight: the figure or name that answers.
        translation: the quotation in the asker's language, None where there is none or none is needed.
        told: where in the translation the answer stands, as far as is known.
        listener: what a piece of text has to do with the question.
        lexicon: what Chinese terms and names are in English, where there is no translation.

    Returns:
        At most `MAX_CHARS` code points. Every figure in it stands in the quotation, and so does every name and term
        that is told without a translation.
    """
    if asked_in == written_in:
        return _finish(_cut(quote, highlight, listener, asked_in), asked_in)
    figure = _figure_at(quote, highlight)
    if translation is not None:
        named = quote[slice(*highlight)] if highlight else ""
        place = _same_figure(translation, figure, listener) if figure else _same_date(translation, named)
        if place:
            text = _cut(translation, place, listener, asked_in)
        else:
            same = _same_words(translation, named, listener) if named else None
            text = _widest(translation, [(_HOLDS, told or same), (_SAME, same)], listener)
        if place and len(text) > MAX_CHARS:
            # Too long to be shown whole: what was asked for comes first.
            text = f"{translation[slice(*place)]}: {text}"
        text = _finish(text, asked_in)
        if not unproven_figures(text, [quote]):
            return text
    piece = _cut(quote, highlight, listener, written_in).rstrip(_CLOSERS + _ENDS)
    if asked_in == "en":
        return _quoted_in_english(quote, highlight, figure, piece, lexicon)
    named = quote[slice(*highlight)] if highlight else ""
    said = render(figure, "zh") if figure else _as_date(named, "zh") or named
    return _short(f"{said}（原文：“{piece}”）" if said else f"原文写道：“{piece}”")


def together(texts: Sequence[str], figures: Sequence[str], language: Language) -> str:
    """What several articles say, one after the other, where that is at most `MAX_CHARS` long, or else their figures."""
    if len(texts) == 1:
        return texts[0]
    opening, link, end = _EACH[language]
    text = opening + link.join(text.rstrip(_ENDS) for text in texts) + end
    return text if len(text) <= MAX_CHARS else opening + link.join(figures) + end


def in_turn(texts: Sequence[str]) -> tuple[str, int]:
    """What sentences say one after the other, as many as there is room for, and how many these are."""
    told = texts[0]
    for count, text in enumerate(texts[1:], start=1):
        gap = "" if told[-1:] in "。！？…”" else " "
        if len(told) + len(gap) + len(text) > MAX_CHARS or text in told:
            return told, count
        told += gap + text
    return told, len(texts)


def figure_text(citation: Citation, language: Language) -> str:
    """The figure that a citation highlights, as it is written in `language`."""
    low, high = citation.highlights[0]
    place = (low - citation.start, high - citation.start)
    figure = _figure_at(citation.quote, place)
    return render(figure, language) if figure else citation.quote[slice(*place)]


def _quoted_in_english(
    quote: str, highlight: Span | None, figure: Quantity | None, piece: str, lexicon: Lexicon
) -> str:
    """The figure, name or term in English, and the clause it stands in as the article writes it: what there is without
    a translation. Where nothing is highlighted, the clause and the terms of the glossary in it.
    """
    if highlight is None:
        return _with_terms(f"The article says: “{piece}”", piece, lexicon)
    named = quote[slice(*highlight)]
    if figure:
        return _short(f"{render(figure, 'en')}: “{piece}”")
    told = highlighted(quote, highlight, lexicon)
    if not told or unproven_figures(told, [quote]) or not stands_in(told, named, lexicon):
        return _short(f"{named}: “{piece}”")
    told = told[:1].upper() + told[1:]
    stripped = piece.strip(_MARKS)
    return _short(f"{told}: “{stripped}”" if dates(named) or named == stripped else f"{told} ({named}): “{stripped}”")


def _with_terms(text: str, piece: str, lexicon: Lexicon) -> str:
    """An answer with what the longer terms in it are called in English, as many as there is room for."""
    terms: list[str] = []
    for one in certain(piece, lexicon):
        term = f"{piece[one.start : one.end]}: {one.english}"
        fits = len(f"{text} ({'; '.join([*terms, term])})") <= MAX_CHARS
        if one.sort == "term" and one.end - one.start >= _TELLING and fits and len(terms) < _MOST_TERMS:
            terms += [term] if not unproven_figures(one.english, [piece]) and term not in terms else []
    return _short(f"{text} ({'; '.join(terms)})" if terms else text)


def _short(text: str) -> str:
    return text if len(text) <= MAX_CHARS else text[: MAX_CHARS - 2] + "…”"


def _as_date(named: str, language: Language) -> str:
    """A date in a language, empty where that is not what was named."""
    found = dates(named)
    return render_date(found[0][2], language) if [one[:2] for one in found] == [(0, len(named))] else ""


def _figure_at(quote: str, highlight: Span | None) -> Quantity | None:
    if highlight is None:
        return None
    return next((q for q in quantities(quote) if (q.start, q.end) == highlight), None)


def _same_figure(translation: str, figure: Quantity, listener: Listener) -> Span | None:
    """Where the translation writes the figure; of several places the one whose clause speaks most of the question."""
    pieces = clauses(translation)

    def heard(quantity: Quantity) -> int:
        around = [translation[start:end] for start, end in pieces if start <= quantity.start < end]
        return sum(len(listener.speaks_of(piece)) for piece in around)

    found = [q for q in quantities(translation) if q.value == figure.value]
    best = max(found, key=lambda q: (heard(q), -q.start), default=None)
    return (best.start, best.end) if best else None


def _same_date(translation: str, named: str) -> Span | None:
    """Where the translation writes the date."""
    wanted = {normal for _, _, normal in dates(named)}
    found = dates(translation)
    exact = [(start, end) for start, end, normal in found if normal in wanted]
    near = [(start, end) for start, end, normal in found if any(includes(normal, one) for one in wanted)]
    return next(iter(exact + near), None)


def _same_words(translation: str, named: str, listener: Listener) -> Span | None:
    """The clause of the translation that names most of what is highlighted; of a list, those beside it that name some
    of it too.
    """
    pieces = clauses(translation)
    scores = [listener.likeness(named, translation[start:end]) for start, end in pieces]
    best = max(scores, default=0.0)
    if best <= 0:
        return None
    first = last = scores.index(best)
    least = _OF_LIST * best if "、" in named else best
    while first > 0 and scores[first - 1] >= least:
        first -= 1
    while last + 1 < len(scores) and scores[last + 1] >= least:
        last += 1
    return pieces[first][0], pieces[last][1]


def _cut(text: str, highlight: Span | None, listener: Listener, language: Language) -> str:
    listed = highlight is not None and "、" in text[slice(*highlight)]
    room = _TARGET[language] if highlight and (listed or not listener.asked_for_some) else MAX_CHARS
    if len(text) <= room and not _is_figure(text, highlight):
        return text
    pieces = clauses(text)
    heard = [listener.speaks_of(text[start:end]) for start, end in pieces]
    if highlight is None:
        first = last = max(range(len(pieces)), key=lambda place: (len(heard[place]), -place))
    else:
        holding = [place for place, (start, end) in enumerate(pieces) if start < highlight[1] and highlight[0] < end]
        first, last = holding[0], holding[-1]
    first, last = _grown(pieces, heard, first, last, room)
    while (
        language == "en"
        and first > 0
        and not _stands(text[pieces[first][0] : pieces[first][1]])
        and pieces[last][1] - pieces[first - 1][0] <= MAX_CHARS
    ):
        first -= 1
    return text[pieces[first][0] : pieces[last][1]]


def _widest(text: str, held: Sequence[tuple[float, Span | None]], listener: Listener) -> str:
    """As much of a text as there is room for: the run of clauses that speaks most of the question and holds most of the
    places where the answer may stand, by what they are worth; of two alike one that can open a sentence, and then the
    longer.

    A word of the question counts the less the more clauses have it.
    """
    if len(text) <= MAX_CHARS:
        return text
    pieces = clauses(text)
    heard = [listener.speaks_of(text[start:end]) for start, end in pieces]
    often = Counter(word for words in heard for word in words)

    def within(run: Span, place: Span) -> float:
        return max(0, min(run[1], place[1]) - max(run[0], place[0])) / (place[1] - place[0])

    def worth(run: Span) -> tuple[float, int]:
        start, end = pieces[run[0]][0], pieces[run[1]][1]
        words = sorted(set().union(*heard[run[0] : run[1] + 1]))
        holds = sum(value * within((start, end), place) for value, place in held if place)
        opens = _OPENS * _stands(text[start:end])
        return sum(1 / often[word] for word in words) + holds + opens, end - start

    runs = [
        (first, last)
        for first in range(len(pieces))
        for last in range(first, len(pieces))
        if first == last or pieces[last][1] - pieces[first][0] < MAX_CHARS
    ]
    first, last = max(runs, key=worth)
    return text[pieces[first][0] : pieces[last][1]]


def _stands(clause: str) -> bool:
    """Whether an English clause can open a sentence: it has a verb and something before it."""
    opening = _CONJUNCTION.sub("", clause)
    return not _HANGING.match(opening) and _VERB.search(opening) is not None


def _grown(pieces: Sequence[Span], heard: Sequence[set[str]], first: int, last: int, limit: int) -> tuple[int, int]:
    """Clauses `first` to `last` and those beside them that add a word of the question, as long as it stays short."""

    def of(low: int, high: int) -> set[str]:
        return set().union(*heard[low : high + 1])

    while True:
        options = [
            (low, high)
            for low, high in ((first - 1, last), (first, last + 1), (first - 2, last))
            if low >= 0 and high < len(pieces) and pieces[high][1] - pieces[low][0] <= limit
            if of(low, high) - of(first, last)
        ]
        if not options:
            return first, last
        first, last = max(options, key=lambda option: (len(of(*option)), option[0]))


def _is_figure(text: str, highlight: Span | None) -> bool:
    return highlight is not None and any(q.start < highlight[1] and highlight[0] < q.end for q in quantities(text))


def _finish(text: str, language: Language) -> str:
    """One sentence that ends as one, in at most `MAX_CHARS`; a cut shows as an ellipsis. A byline is no sentence."""
    text = " ".join(text.split()).lstrip(_MARKS)
    if language == "en":
        text = _CONJUNCTION.sub("", text)
    if len(text) >= MAX_CHARS:
        cut = text[: MAX_CHARS - 1]
        text = (cut[: cut.rfind(" ")] if " " in cut[100:] else cut).rstrip(_CLOSERS + " ") + "…"
    text = text.rstrip(_CLOSERS)
    if language == "zh":
        byline = " " in text and not any(mark in text for mark in "，,。.")
        return text if byline or text.endswith(tuple(_ENDS + "”")) else f"{text}。"
    text = text[:1].upper() + text[1:]
    return text if text.endswith(tuple(_ENDS + '”"')) else f"{text}."
