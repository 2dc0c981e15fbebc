"""One passage against one question: what speaks for each of its sentences, in either language."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from taobeiqa.answering.bearing import closeness, emphasis
from taobeiqa.answering.candidates import CERTAIN, Candidate
from taobeiqa.answering.cues import ANY_OFFICE
from taobeiqa.answering.evidence import Floats, QuestionTerm, share
from taobeiqa.answering.extractor import Located
from taobeiqa.answering.form import form_odds, given_odds
from taobeiqa.answering.narrowing import tells_part
from taobeiqa.answering.question import Asked
from taobeiqa.answering.sides import Side
from taobeiqa.answering.spans import QUOTED, AnswerSpan, figures_of, names_of, sort_fit
from taobeiqa.records import Hit, Language, Span
from taobeiqa.retrieval.lexicon import Lexicon
from taobeiqa.text.dates import dates
from taobeiqa.text.names import NameKind
from taobeiqa.text.script import fold, is_han
from taobeiqa.text.segment import term

LEAST_ODDS, MOST_ODDS = -4.0, 8.0
"""Odds of the extractor beyond these tell no more; where it did not look they are the least: what it has not read is
not ruled out.
"""
SURER, ASIDE = 1.5, 0.5
"""By how much the extractor's word on a sentence's translation counts less than on the sentence: on one into
the asker's language, of which it is surer than of the sentence, and on one out of it.
"""
_SAID = 0.1
"""What a name fits when the question itself gives it."""
_SAME = 0.9
"""From which match on a word of a name is one of the question's."""
_ELSEWHERE = 0.6
"""What it counts when the rest of the passage or its headings speak of a question word that the sentence does not."""
_DATED = re.compile("[0-9年月日号號代世纪紀一二三四五六七八九十]")
"""What stands in every year, month or day, however it is reckoned: 民国十八年."""
_SPOKEN = 0.3
"""How well some word of a passage has to match the office whose holder it is to name."""
_NEARBY = 0.3
"""How much of that a figure of the sentence has at least."""
_POINTED, _NEARER = 1.6, 0.15
"""How much better another span of the sentence may fit than the one that the extractor, if it is sure, points at; and
how much nearer it may stand to what is counted, or not at all where that tells a part of it. Of 363 written questions
whose sentence has several figures of the kind the right one is so chosen for .882 in place of .846.
"""


def _within(span: Span | None, terms: Sequence[QuestionTerm]) -> NDArray[np.bool_]:
    """Which of a question's words begin in a part of it: `(len(terms),)`."""
    low, high = span or (0, 0)
    return np.array([low <= term.token.start < high for term in terms], dtype=bool)


class Evidence:
    """One passage against one question, with its translation where there is one: the extractor reads both, and the
    words of one into the asker's language are heard too.
    """

    def __init__(
        self,
        asked: Asked,
        language: Language,
        terms: Sequence[QuestionTerm],
        sides: Sequence[Side],
        hit: Hit,
        best: float,
        lexicon: Lexicon,
        exact: bool,
    ) -> None:
        """`sides` are the passage and, if it has one, its translation; `language` is the asker's."""
        self.hit = hit
        self.sides = sides
        own = sides[0]
        other = next((side for side in sides[1:] if side.passage.language == language), None)
        self._heard_in = [own, other] if other else [own]
        self._lexicon = lexicon
        self._asked = asked
        self._own = own
        self._other = other
        self._best = best
        self._weights = np.array([term.weight for term in terms], dtype=np.float32)
        self._elsewhere = _ELSEWHERE * np.max([side.anywhere() for side in self._heard_in], axis=0)
        self._emphasis = emphasis(asked, terms)
        self._exact = exact
        self._by_name = asked.wanted in ("person", "place", "organisation")
        self._foreign = all(side.passage.language != language for side in sides)
        self._counted = _within(asked.counted, terms)
        self._sort = _within(asked.sort, terms)
        office = term(asked.office) if asked.office else ""
        self._office = [place for place, one in enumerate(terms) if one.token.meaning.term == office]

    def candidates(self, similarities: Floats, located: Sequence[Mapping[Span, Located]]) -> list[Candidate]:
        """The passage's sentences, with what the extractor found in those of each side, if it looked."""
        return [self._candidate(number, float(one), located) for number, one in enumerate(similarities)]

    def _candidate(self, number: int, similarity: float, by_side: Sequence[Mapping[Span, Located]]) -> Candidate:
        passage = self.hit.passage
        sentence = passage.sentences[number]
        found = [one.get(side.passage.sentences[number]) for side, one in zip(self.sides, by_side, strict=False)]
        located, translated = [*found, None, None][:2]
        here = np.max([side.here(number) for side in self._heard_in], axis=0)
        fit, span = self._best_span(number, located)
        odds = self._odds(located)
        if len(self.sides) > 1:
            odds = max(LEAST_ODDS, (odds + self._odds(translated) - (SURER if self._other else ASIDE)) / 2)
        return Candidate(
            hit=self.hit,
            sentence=sentence,
            span=(passage.start + span.start, passage.start + span.end) if span else None,
            retrieval=self.hit.score - self._best,
            similarity=similarity,
            coverage=share(here, self._weights),
            support=share(np.maximum(here, self._elsewhere), self._weights),
            fit=fit,
            odds=odds,
            wanted=self._asked.wanted,
            misfit=self._misfits(span),
            vacant=self._vacant(number, span, odds),
            foreign=self._foreign,
            told=self._pointed(number, translated),
            says=span.says if span else "",
            form=self._form(number),
        )

    def _form(self, number: int) -> float:
        passage, (low, high) = self.hit.passage, self._own.within(number)
        form = form_odds(self._asked, passage.text[low:high], passage.language)
        if not self._asked.given:
            return form
        here = {one.value for one in figures_of(passage) if low <= one.start < high}
        anywhere = {one.value for one in figures_of(passage)}
        return form + given_odds(self._asked, here, anywhere, passage.language)

    def _misfits(self, span: AnswerSpan | None) -> bool:
        if self.hit.passage.language != "zh":
            return False
        if self._asked.ending:
            return span is None or span.prior < 1
        if self._asked.wanted != "person":
            return False
        return not self._names(span, "person") and not self._names(span, "organisation")

    def _vacant(self, number: int, span: AnswerSpan | None, odds: float) -> bool:
        """Whether a Chinese sentence names nothing of what was asked for by name: of 128 such sentences (CMRC2018, DRCD
        and questions of our own) six answered. Nor has one an answer to which song or book without marks of a title.
        """
        if self._asked.title:
            sentence = fold(self.hit.passage.text[slice(*self._own.within(number))])
            return self.hit.passage.language == "zh" and not QUOTED.search(sentence)
        if not self._by_name or self.hit.passage.language != "zh":
            return False
        if self._asked.office and (not self._speaks_of_office() or not self._holder(span)):
            return True
        return self._misfits(span) and (bool(self._asked.ending) or odds < 0)

    def _holder(self, span: AnswerSpan | None) -> bool:
        """Whether a span may be who holds an office: a person, or what no dictionary of names knows."""
        return self._names(span, "person") or not (span is None or self._names(span, "organisation"))

    def _speaks_of_office(self) -> bool:
        """Whether the passage or what stands over it has the office: in the same word, or translated."""
        if self._asked.office in ANY_OFFICE:
            return True
        if is_han(self._asked.office[0]):
            return self._asked.office in self._own.words.text
        return float(self._elsewhere[self._office].max(initial=0.0)) >= _ELSEWHERE * _SPOKEN

    def _names(self, span: AnswerSpan | None, kind: NameKind) -> bool:
        """Whether a name of a kind stands in a span, or the span in the name."""
        named = names_of(self.hit.passage, kind, self._lexicon)
        return span is not None and any(start < span.end and span.start < end for start, end in named)

    def _pointed(self, number: int, located: Located | None) -> Span | None:
        if located is None or self._other is None:
            return None
        start = self._other.passage.sentences[number][0]
        return located.span[0] - start, located.span[1] - start

    def _odds(self, located: Located | None) -> float:
        if self._asked.wanted == "author":
            return 0.0  # bylines are known by their form: the extractor is not asked
        return max(LEAST_ODDS, min(MOST_ODDS, located.odds)) if located else LEAST_ODDS

    def _best_span(self, number: int, located: Located | None) -> tuple[float, AnswerSpan | None]:
        """The span of a sentence that answers best, and how it fits: one found by rule, for figures and dates always,
        and of several that fit alike the one that the extractor is sure of; where a name or anything else is asked for
        and it is sure, whatever it points at, as also for a time that is told without a calendar: at the end of the
        Song dynasty.
        """
        passage = self.hit.passage
        pointed = (located.span[0] - passage.start, located.span[1] - passage.start) if located else (0, 0)
        sure = located is not None and located.odds > 0

        def at(span: AnswerSpan) -> bool:
            return sure and span.start < pointed[1] and pointed[0] < span.end

        possible = [span for span in self._own.spans_in(number) if not self._given(span)]
        fits = [(self._fit(span, number), span) for span in possible]
        fit, span = max(fits, key=lambda pair: (pair[0], -pair[1].start), default=(0.0, None))
        there = max((pair for pair in fits if at(pair[1])), key=lambda pair: pair[0], default=None)
        if span and there and there[1] != span and fit <= _POINTED * there[0]:
            fit, span = there if self._counts_alike(span, there[1], number) else (fit, span)
        if sure and not (span and at(span)) and self._may_be(pointed, span):
            words = fold(passage.text[slice(*pointed)])
            sort = sort_fit(self._asked, words) if passage.language == "zh" else 1.0
            guess = AnswerSpan(*pointed, sort, pointed[0], words)
            if not self._given(guess):
                return self._fit(guess, number), guess
        return fit, span

    def _may_be(self, pointed: Span, span: AnswerSpan | None) -> bool:
        """Whether what the extractor points at may answer in place of a span found by rule: no figure does, and a date
        only where there is no such span, if it is none that the rules know and have left out.
        """
        if self._asked.wanted not in CERTAIN:
            return True
        text = self.hit.passage.text
        if self._asked.wanted != "date" or span or (self._exact and not _DATED.search(text[slice(*pointed)])):
            return False
        return not any(low < pointed[1] and pointed[0] < high for low, high, _ in dates(text))

    def _fit(self, span: AnswerSpan, number: int) -> float:
        near, named = self._around(span, number)
        fit = closeness(near, named, self._weights, self._emphasis, self._counted)
        return span.prior * fit * (_SAID if self._said(span) else 1.0)

    def _counts_alike(self, span: AnswerSpan, other: AnswerSpan, number: int) -> bool:
        """Whether another span of a sentence may count what is counted as well as one does."""
        behind = self._counting(span, number) - self._counting(other, number)
        part = tells_part(self._own.words.text, (span.start, span.end), (other.start, other.end))
        return behind < (0 if part else _NEARER)

    def _counting(self, span: AnswerSpan, number: int) -> float:
        """How near what the question counts stands to a span, 0 to 1; 0 where it names none."""
        _, named = self._around(span, number)
        return share(named[self._counted], (self._weights * self._emphasis)[self._counted])

    def _around(self, span: AnswerSpan, number: int) -> Floats:
        """`Side.around`, on both sides where the other one says the same: float32, (2, n_terms)."""
        same = [one for one in self._other.spans_in(number) if one.says == span.says] if self._other else []
        around = [self._own.around(span), *(self._other.around(one) for one in same if self._other)]
        found: Floats = np.maximum(np.mean(around, axis=0), _NEARBY * self._elsewhere)
        return found

    def _said(self, span: AnswerSpan) -> bool:
        """Whether the question itself names what the span begins with, in either language."""
        return self._asked.wanted != "quantity" and bool((self._heard(span)[:1] >= _SAME).any())

    def _given(self, span: AnswerSpan) -> bool:
        """Whether the question itself gives all of a name that is asked for, in either language."""
        if not self._by_name:
            return False
        heard = self._heard(span)
        return bool(len(heard)) and bool((heard >= _SAME).all())

    def _heard(self, span: AnswerSpan) -> Floats:
        """How far the question speaks of each word of a span, but for the word that says which sort of name it asks
        for: `(n_words,)`.
        """
        words = self._own.words
        inside = (words.starts >= span.start) & (words.ends <= span.end)
        heard: Floats = self._own.matches[np.ix_(~self._sort, inside)].max(axis=0, initial=0.0)
        return heard
