"""From the best passages to the sentence that answers, and in it the figure or name that was asked for."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from taobeiqa.answering.authors import of_an_article
from taobeiqa.answering.bearing import bearing, closeness, emphasis
from taobeiqa.answering.cues import ANY_OFFICE, AUTHOR_WORDS
from taobeiqa.answering.evidence import Annotated, Floats, Matcher, QuestionTerm, annotate, question_terms, share
from taobeiqa.answering.extractor import Extractor, Located
from taobeiqa.answering.question import Asked, Wanted, understand
from taobeiqa.answering.spans import AnswerSpan, answer_spans, asks_part_of_date, names_of
from taobeiqa.records import Hit, Language, Query, Span
from taobeiqa.retrieval.index import Index
from taobeiqa.retrieval.lexicon import Lexicon
from taobeiqa.text.names import NameKind
from taobeiqa.text.script import fold, is_han
from taobeiqa.text.segment import term

DEPTH = 12
"""How many passages are read."""
LOOKED = 4
"""In how many of them, the best by rule, the extractor looks for the answer."""
BEHIND = 2.0
"""How far behind the best by rule their best sentence may be: of 780 questions none was answered from further."""
MOST_ODDS = 8.0
"""Odds of the extractor beyond this either way tell no more; where it did not look they are as low as can be."""
CERTAIN: frozenset[Wanted] = frozenset({"quantity", "date", "author"})
"""Kinds of answer that a sentence certainly has or lacks; names of persons and places may go unseen."""
_SAID = 0.1
"""What a name fits when the question itself gives it."""
_ELSEWHERE = 0.6
"""What it counts when the rest of the passage or its headings speak of a question word that the sentence does not."""
_DATED = re.compile("[0-9年月日号號代世纪紀一二三四五六七八九十]")
"""What stands in every year, month or day, however it is reckoned: 民国十八年."""
_SPOKEN = 0.3
"""How well some word of a passage has to match the office whose holder it is to name."""
_NEARBY = 0.3
"""How much of that a figure of the sentence has at least."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A sentence that may answer; offsets are into the article's text.

    `coverage` is the weighted share of the question's words that the sentence speaks of, `support` the same with the
    rest of the passage and its headings, `fit` how closely the best figure or name of the asked-for kind stands to
    those words (0 where there is none); all 0 to 1. `retrieval` is the passage's score below the best one's, 0 or less.
    """

    hit: Hit
    sentence: Span
    span: Span | None
    retrieval: float
    similarity: float
    coverage: float
    support: float
    fit: float
    odds: float
    wanted: Wanted
    misfit: bool
    """Whether a person was asked for, or a sort of place (which village), and the span names none."""
    vacant: bool
    """Whether a person, a place or an organisation was asked for, and there is certainly none of that sort."""
    says: str
    """What the span says in its normal form (`AnswerSpan.says`), empty where there is none."""

    @property
    def lacking(self) -> bool:
        """Whether it certainly has no answer: a figure or date was asked for and none of it fits; or a name."""
        return self.vacant or (self.wanted in CERTAIN and (self.span is None or self.fit == 0))

    @property
    def score(self) -> float:
        """Higher is better. The weights are the likeliest on questions of CMRC2018's and DRCD's development sets and on
        the bundled ones (`training/fit_reader.py`), rounded.
        """
        score = 1.0 * self.similarity + 0.17 * self.retrieval + 0.62 * self.coverage + 0.67 * self.support
        score += 0.2 * self.odds
        if self.wanted in CERTAIN:
            return score + 1.7 * self.fit - 1.4 * (self.span is None)
        return score + 0.93 * self.fit - 0.54 * (self.span is None and self.wanted != "other")


@dataclass(frozen=True, slots=True)
class Reading:
    """What was understood of the question, and the candidates, best first."""

    language: Language
    asked: Asked
    terms: tuple[QuestionTerm, ...]
    candidates: tuple[Candidate, ...]


def read(
    query: Query,
    hits: Sequence[Hit],
    sentence_scores: Mapping[str, Floats],
    index: Index,
    lexicon: Lexicon,
    extractor: Extractor,
) -> Reading:
    """Rank the sentences of the hits: all by rule, and those of the best passages again with the extractor.

    `sentence_scores` holds the cosines of each passage's sentences by passage id.
    """
    asked = understand(query)
    if asked.wanted == "author" and not of_an_article(query, hits, index):
        asked = replace(asked, wanted="person")
    terms = question_terms(query, lexicon, index.lexical)
    if asked.wanted == "author":
        terms = [term for term in terms if term.token.meaning.term not in AUTHOR_WORDS] or terms
    matcher = Matcher(terms)
    best = max((hit.score for hit in hits), default=0.0)
    exact = asks_part_of_date(query)
    by_passage: dict[str, list[Candidate]] = {}
    evidences: dict[str, _Evidence] = {}
    for hit in hits:
        words = annotate(hit.passage, lexicon)
        matches = matcher.matrix(words.tokens), matcher.matrix(words.context)
        spans = answer_spans(asked, query, hit.passage, lexicon)
        evidence = _Evidence(asked, terms, words, *matches, hit, best, spans, lexicon, exact)
        evidences[hit.passage.id] = evidence
        by_passage[hit.passage.id] = evidence.candidates(sentence_scores[hit.passage.id], {})
    if asked.wanted != "author":
        by_rule = {name: max(one.score for one in found) for name, found in by_passage.items()}
        order = sorted(by_rule, key=lambda name: (-by_rule[name], name))[:LOOKED]
        question = extractor.question(query.text)
        for name in [name for name in order if by_rule[order[0]] - by_rule[name] <= BEHIND]:
            located = extractor.locate(question, evidences[name].spans, evidences[name].hit.passage)
            by_passage[name] = evidences[name].candidates(sentence_scores[name], located)
    candidates = [candidate for found in by_passage.values() for candidate in found]
    if asked.wanted == "author":
        candidates = _bylines(candidates, index) or candidates
    candidates.sort(key=lambda candidate: (-candidate.score, candidate.hit.passage.id, candidate.sentence))
    return Reading(query.language, asked, tuple(terms), tuple(candidates))


def rerank(hits: Sequence[Hit], reading: Reading) -> list[Hit]:
    """The hits in the order of their best sentences, with the reader's scores; those that were not read behind them, in
    the order they had. A byline that answers stands first though retrieval did not find it.
    """
    read: dict[str, Hit] = {}
    for candidate in reading.candidates:
        read.setdefault(candidate.hit.passage.id, replace(candidate.hit, score=candidate.score))
    rest = [hit for hit in hits if hit.passage.id not in read]
    lowest = min((hit.score for hit in read.values()), default=0.0)
    highest = max((hit.score for hit in rest), default=0.0)
    behind = [replace(hit, score=lowest - 1 + hit.score - highest) for hit in rest]
    return [replace(hit, rank=rank) for rank, hit in enumerate([*read.values(), *behind], start=1)]


def _bylines(candidates: Sequence[Candidate], index: Index) -> list[Candidate]:
    """The bylines of the articles that were hit, each as good as the best sentence of its article."""
    best: dict[str, Candidate] = {}
    for candidate in candidates:
        article = candidate.hit.passage.article_id
        if article not in best or candidate.score > best[article].score:
            best[article] = candidate
    found = []
    for passage in index.passages:
        speaks = best.get(passage.article_id)
        if passage.kind == "byline" and speaks is not None:
            marks = len(passage.text) - len(passage.text.lstrip("□■●◆/／ 　"))
            line = (passage.start + marks, passage.end)
            hit = replace(speaks.hit, passage=passage)
            found.append(replace(speaks, hit=hit, sentence=(passage.start, passage.end), span=line, fit=speaks.support))
    return found


def _within(span: Span | None, terms: Sequence[QuestionTerm]) -> NDArray[np.bool_]:
    """Which of a question's words begin in a part of it: `(len(terms),)`."""
    low, high = span or (0, 0)
    return np.array([low <= term.token.start < high for term in terms], dtype=bool)


class _Evidence:
    """One passage against one question."""

    def __init__(
        self,
        asked: Asked,
        terms: Sequence[QuestionTerm],
        words: Annotated,
        matches: Floats,
        context: Floats,
        hit: Hit,
        best: float,
        spans: Sequence[AnswerSpan],
        lexicon: Lexicon,
        exact: bool,
    ) -> None:
        self.hit = hit
        self._lexicon = lexicon
        self.spans = spans
        self._asked = asked
        self._words = words
        self._matches = matches
        self._best = best
        self._weights = np.array([term.weight for term in terms], dtype=np.float32)
        self._elsewhere = _ELSEWHERE * np.maximum(matches.max(axis=1, initial=0.0), context.max(axis=1, initial=0.0))
        self._emphasis = emphasis(asked, terms)
        self._exact = exact
        self._counted = _within(asked.counted, terms)
        self._sort = _within(asked.sort, terms)
        office = term(asked.office) if asked.office else ""
        self._office = [place for place, one in enumerate(terms) if one.token.meaning.term == office]

    def candidates(self, similarities: Floats, located: Mapping[Span, Located]) -> list[Candidate]:
        """The passage's sentences, with what the extractor found in them."""
        sentences = zip(self.hit.passage.sentences, similarities, strict=True)
        return [self._candidate(one, float(similarity), located.get(one)) for one, similarity in sentences]

    def _candidate(self, sentence: Span, similarity: float, located: Located | None) -> Candidate:
        passage = self.hit.passage
        start, end = sentence[0] - passage.start, sentence[1] - passage.start
        inside = (self._words.starts >= start) & (self._words.starts < end)
        here = self._matches[:, inside].max(axis=1, initial=0.0)
        fit, span = self._best_span([span for span in self.spans if start <= span.start and span.end <= end], located)
        return Candidate(
            hit=self.hit,
            sentence=sentence,
            span=(passage.start + span.start, passage.start + span.end) if span else None,
            retrieval=self.hit.score - self._best,
            similarity=similarity,
            coverage=share(here, self._weights),
            support=share(np.maximum(here, self._elsewhere), self._weights),
            fit=fit,
            odds=self._odds(located),
            wanted=self._asked.wanted,
            misfit=self._misfits(span),
            vacant=self._vacant(span, self._odds(located)),
            says=span.says if span else "",
        )

    def _misfits(self, span: AnswerSpan | None) -> bool:
        if self.hit.passage.language != "zh":
            return False
        if self._asked.ending:
            return span is None or span.prior < 1
        if self._asked.wanted != "person":
            return False
        return not self._names(span, "person") and not self._names(span, "organisation")

    def _vacant(self, span: AnswerSpan | None, odds: float) -> bool:
        """Whether a Chinese sentence names nothing of what was asked for by name: of 128 such sentences (CMRC2018, DRCD
        and questions of our own) six answered.
        """
        if self._asked.wanted not in ("person", "place", "organisation") or self.hit.passage.language != "zh":
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
            return self._asked.office in self._words.text
        return float(self._elsewhere[self._office].max(initial=0.0)) >= _ELSEWHERE * _SPOKEN

    def _names(self, span: AnswerSpan | None, kind: NameKind) -> bool:
        """Whether a name of a kind stands in a span, or the span in the name."""
        named = names_of(self.hit.passage, kind, self._lexicon)
        return span is not None and any(start < span.end and span.start < end for start, end in named)

    def _odds(self, located: Located | None) -> float:
        if self._asked.wanted == "author":
            return 0.0  # bylines are known by their form: the extractor is not asked
        return max(-MOST_ODDS, min(MOST_ODDS, located.odds)) if located else -MOST_ODDS

    def _best_span(self, spans: Sequence[AnswerSpan], located: Located | None) -> tuple[float, AnswerSpan | None]:
        """The span of a sentence that answers best, and how it fits: one found by rule, for figures and dates always;
        where a name or anything else is asked for and the extractor is sure, the one that it points at, as also for a
        time that is told without a calendar: at the end of the Song dynasty.
        """
        passage = self.hit.passage
        pointed = (located.span[0] - passage.start, located.span[1] - passage.start) if located else (0, 0)
        sure = located is not None and located.odds > 0

        def at(span: AnswerSpan) -> bool:
            return sure and span.start < pointed[1] and pointed[0] < span.end

        fits = [(self._fit(span), span) for span in spans]
        fit, span = max(fits, key=lambda pair: (pair[0], -pair[1].start), default=(0.0, None))
        dated = not self._exact or _DATED.search(passage.text[slice(*pointed)])
        open_to_it = self._asked.wanted not in CERTAIN or (self._asked.wanted == "date" and span is None and dated)
        if sure and open_to_it and not (span and at(span)):
            span = AnswerSpan(*pointed, 1.0, pointed[0], fold(passage.text[slice(*pointed)]))
            fit = self._fit(span)
        return fit, span

    def _fit(self, span: AnswerSpan) -> float:
        least = _NEARBY * self._elsewhere
        near, named = (
            np.maximum((self._matches * bears).max(axis=1, initial=0.0), least) for bears in bearing(self._words, span)
        )
        fit = closeness(near, named, self._weights, self._emphasis, self._counted)
        return span.prior * fit * (_SAID if self._said(span) else 1.0)

    def _said(self, span: AnswerSpan) -> bool:
        """Whether the question itself names what the span names, in either language."""
        inside = (self._words.starts >= span.start) & (self._words.ends <= span.end)
        named = self._matches[np.ix_(~self._sort, inside)].max(axis=0, initial=0.0)
        return self._asked.wanted != "quantity" and bool(inside.any()) and float(named[:1].min()) >= 0.9
