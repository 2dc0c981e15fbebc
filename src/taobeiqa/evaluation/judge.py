"""One question with what came back: was the right passage found, the right answer given, the right place cited?"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from decimal import Decimal
from typing import Any, Literal

from taobeiqa.answering.reader import DEPTH
from taobeiqa.evaluation.questions import Question
from taobeiqa.records import Answer, Article, Hit, Passage
from taobeiqa.text.dates import dates, includes
from taobeiqa.text.quantities import Quantity, quantities
from taobeiqa.text.script import fold, squeezed
from taobeiqa.text.units import BOUNDS, UNITS

RUN_DEPTH = 100
"""How many documents a ranking holds."""

Outcome = Literal["right", "not retrieved", "wrong span", "wrongly refused", "wrongly answered"]
OUTCOMES: tuple[Outcome, ...] = ("right", "not retrieved", "wrong span", "wrongly refused", "wrongly answered")


@dataclass(frozen=True, slots=True)
class Quoted:
    """A citation that was shown: `start` and `end` are code points into the article's text."""

    article_id: str
    title: str
    start: int
    end: int
    quote: str
    translation: str | None


@dataclass(frozen=True, slots=True)
class Attempt:
    """The best answer to a question, whether or not it is sure enough to be shown, and the ranking behind it.

    Documents are passages, or whole articles where the set brings its own; the best stands first.
    """

    text: str
    confidence: float
    """0 to 1: how sure it is that the text answers."""
    quotes: tuple[Quoted, ...]
    ranking: tuple[tuple[str, float], ...]
    milliseconds: float
    read: int = DEPTH
    """How many of the first documents of the ranking were read for the answer."""
    refusal: str = ""
    """What an asker sees where it is not sure enough."""

    def to_json(self) -> dict[str, Any]:
        """As a plain object, for `from_json`."""
        return asdict(self)

    @staticmethod
    def from_json(row: Mapping[str, Any]) -> Attempt:
        """What `to_json` wrote."""
        quotes = tuple(Quoted(**quote) for quote in row["quotes"])
        ranking = tuple((str(name), float(score)) for name, score in row["ranking"])
        return Attempt(
            row["text"], row["confidence"], quotes, ranking, row["milliseconds"], row["read"], row.get("refusal", "")
        )


@dataclass(frozen=True, slots=True)
class Judged:
    """A question, what came back, and what that is worth. None stands where a question does not tell."""

    question: Question
    set: str
    attempt: Attempt
    abstained: bool
    shown: str
    """The answer that the asker sees, which may be that the articles do not say."""
    relevant: Mapping[str, int]
    """The documents that answer, with their grades."""
    rank: int | None
    """Where the first of them stands in the ranking, from 1; None if it does not."""
    answer_correct: bool | None
    sentence_correct: bool | None
    citation_correct: bool | None
    best_correct: bool
    """Whether the attempt would have been right, had it been shown."""
    direction: str | None
    """`zh→en` for a Chinese question about an English passage."""
    outcome: Outcome


def attempted(answer: Answer, by_article: bool) -> Attempt:
    """What is kept of an answer that no threshold held back. An article ranks as its best passage."""
    quotes = tuple(Quoted(c.article_id, c.title, c.start, c.end, c.quote, c.translation) for c in answer.citations)
    ranking = tuple(_ranking(answer.hits, by_article))[:RUN_DEPTH]
    read = len(list(_ranking(answer.hits[:DEPTH], by_article)))
    sure = 1 - answer.confidence if answer.abstained else answer.confidence
    return Attempt(answer.text, sure, quotes, ranking, answer.timings_ms.get("total", 0.0), read, answer.refusal)


def _ranking(hits: Sequence[Hit], by_article: bool) -> Iterator[tuple[str, float]]:
    seen: set[str] = set()
    for hit in hits:
        document = hit.passage.article_id if by_article else hit.passage.id
        if document not in seen:
            seen.add(document)
            yield document, hit.score


def judge(
    question: Question,
    name: str,
    attempt: Attempt,
    threshold: float,
    refusal: str,
    relevant: Mapping[str, int],
    passages: Mapping[str, Sequence[Passage]],
    articles: Mapping[str, Article],
) -> Judged:
    """Judge one attempt. `relevant` grades documents; `passages` are those that count as relevant to a citation, by
    article; `refusal` is what an asker sees below the threshold.
    """
    abstained = attempt.confidence < threshold or not attempt.quotes
    quotes = () if abstained else attempt.quotes
    rank = next((place for place, (document, _) in enumerate(attempt.ranking, 1) if document in relevant), None)
    shown = refusal if abstained else attempt.text
    answer_correct = _any_in(question.answers, [] if abstained else [shown])
    citation_correct = any(_cited_rightly(quote, passages, articles) for quote in quotes) if relevant else None
    right_best = question.answerable and all(
        (
            _any_in(question.answers, [attempt.text]) is not False,
            not relevant or any(_cited_rightly(quote, passages, articles) for quote in attempt.quotes),
        )
    )
    unread = bool(relevant) and (rank is None or rank > attempt.read)
    language = next((articles[article].language for article in passages if article in articles), None)
    return Judged(
        question=question,
        set=name,
        attempt=attempt,
        abstained=abstained,
        shown=shown,
        relevant=relevant,
        rank=rank,
        answer_correct=answer_correct,
        sentence_correct=_any_in(question.answers, [quote.quote for quote in quotes]),
        citation_correct=citation_correct,
        best_correct=right_best,
        direction=f"{question.language}→{language}" if language else None,
        outcome=_outcome(question, abstained, unread, answer_correct, citation_correct),
    )


def _outcome(
    question: Question,
    abstained: bool,
    unread: bool,
    answer_correct: bool | None,
    citation_correct: bool | None,
) -> Outcome:
    """The first thing that went wrong on the way from the question to the answer."""
    if not question.answerable:
        return "right" if abstained else "wrongly answered"
    if not abstained and answer_correct is not False and citation_correct is not False:
        return "right"
    if unread:
        return "not retrieved"
    return "wrongly refused" if abstained else "wrong span"


def _cited_rightly(quote: Quoted, passages: Mapping[str, Sequence[Passage]], articles: Mapping[str, Article]) -> bool:
    """Whether a quotation is verbatim where it says, and that is inside a relevant passage."""
    article = articles.get(quote.article_id)
    if article is None or article.text[quote.start : quote.end] != quote.quote or not quote.quote:
        return False
    return any(p.start <= quote.start and quote.end <= p.end for p in passages.get(quote.article_id, ()))


def _any_in(accepted: Sequence[str], texts: Sequence[str]) -> bool | None:
    """Whether a text gives an accepted answer; None where none is stated."""
    return any(gives(text, answer) for answer in accepted for text in texts) if accepted else None


def compared(text: str) -> str:
    """A text as evidence is compared: NFKC, white space removed."""
    return squeezed(text)


def gives(text: str, accepted: str) -> bool:
    """Whether a text gives an accepted answer: as it is written, or, where that is a figure or a date and nothing else,
    an equal one.

    Script, case, width, white space and the form of quotation marks make no difference. A word is not found inside
    another, nor a figure inside another or in a day or month: 53 is neither in 153 nor in 53万 nor in 0.53, and 18 not
    in 7月18日.
    """
    figure, day = _only_figure(accepted), _only_date(accepted)
    if figure is None and day is None:
        return _within(accepted, text)
    figures, days = quantities(text), dates(text)
    if figure is not None and any(_equal(figure, found) for found in figures):
        return True
    if day is not None and any(includes(day, found) for _, _, found in days):
        return True
    # In a name it is neither a quantity nor a date: there it counts as written.
    spans = [(found.start, found.end) for found in figures] + [(start, end) for start, end, _ in days]
    return _within(accepted, _without(text, spans))


_BESIDE = frozenset({"", "times", *BOUNDS})
_COUNTS = frozenset({"count", "people", "households"})


def _only_figure(text: str) -> Quantity | None:
    """The figure that a text is, if it is one and nothing else."""
    stripped = text.strip()
    # 十二 is a figure once it counts something, and so is 1998, which may be a year too.
    for written in (stripped, f"{stripped}个"):
        found = quantities(written)
        if len(found) == 1 and fold(_without(written, [(found[0].start, found[0].end)], "")).strip(" .。") in _BESIDE:
            return found[0] if written == stripped else replace(found[0], measure="")
    return None


def _only_date(text: str) -> str | None:
    """The normal form of the date that a text is, if it is one and nothing else."""
    stripped = text.strip()
    if re.fullmatch("[12][0-9]{3}", stripped):
        return stripped
    found = dates(stripped)
    return found[0][2] if len(found) == 1 and found[0][:2] == (0, len(stripped)) else None


def _without(text: str, spans: Iterable[tuple[int, int]], instead: str = "\0") -> str:
    for start, end in sorted(spans, reverse=True):
        text = text[:start] + instead + text[end:]
    return text


def _equal(wanted: Quantity, found: Quantity) -> bool:
    """Equal in value: of the number alone where none but that was accepted; else in unit too, unless the unit is only a
    word for what is counted. Percentage points are no percent.
    """
    if not wanted.measure:
        _, _, factor = UNITS.get(found.measure, ("", "", "1"))
        return found.value == wanted.value * Decimal(factor)
    kinds = {wanted.kind, found.kind}
    counts = kinds <= _COUNTS and ("count" in kinds or len(kinds) == 1)
    points = {one.measure.endswith(("点", "point", "points")) for one in (wanted, found)}
    return wanted.value == found.value and (counts or (wanted.unit == found.unit and len(points) == 1))


_THOUSANDS = re.compile(r"(?<=[0-9]),(?=[0-9]{3}(?![0-9]))")
_QUOTATION_MARKS = str.maketrans("‘’“”「」『』", "''\"\"\"\"''")
_LATIN = "[a-z\u00df-\u024f]"


def _plain(text: str) -> str:
    """A text as answers are compared."""
    folded = unicodedata.normalize("NFKC", fold(_THOUSANDS.sub("", text))).lower()
    return folded.translate(_QUOTATION_MARKS)


def _within(accepted: str, text: str) -> bool:
    """Whether an accepted answer stands in a text without cutting a figure or a word in two. A plural may."""
    wanted = "".join(_plain(accepted).split())
    if not wanted:
        return False
    before = after = ""
    if wanted[0].isdigit():
        before = r"(?<![0-9])(?<![0-9][.])"
    elif re.match(_LATIN, wanted[0]):
        before = f"(?<!{_LATIN})"
    if wanted[-1].isdigit():
        after = r"(?![0-9]|[.][0-9])"
    elif re.match(_LATIN, wanted[-1]):
        after = f"(?:e?s)?(?!{_LATIN})"
    return re.search(before + r"\s*".join(map(re.escape, wanted)) + after, _plain(text)) is not None
