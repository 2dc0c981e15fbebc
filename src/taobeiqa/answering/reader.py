"""From the best passages to the sentence that answers, and in it the figure or name that was asked for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from taobeiqa.answering.authors import of_an_article
from taobeiqa.answering.cues import AUTHOR_WORDS
from taobeiqa.answering.evidence import Annotated, Floats, Matcher, QuestionTerm, annotate, question_terms
from taobeiqa.answering.extractor import Extractor, Located
from taobeiqa.answering.question import Asked, Wanted, understand
from taobeiqa.answering.spans import AnswerSpan, answer_spans, figures_of
from taobeiqa.records import Hit, Language, Passage, Query, Span
from taobeiqa.retrieval.index import Index
from taobeiqa.retrieval.lexicon import Lexicon
from taobeiqa.text.script import fold

DEPTH = 12
"""How many passages are read."""
LOOKED = 4
"""In how many of them, the best by rule, the extractor looks for the answer."""
MOST_ODDS = 8.0
"""Odds of the extractor beyond this either way tell no more; where it did not look they are as low as can be."""
_AGREED = 0.5
"""What a figure gains, beside its fit, when the extractor points at it."""
_REACH = 6.0
"""Over how many content words a word's bearing on a figure falls to 1/e."""
_CLAUSE_BETWEEN, _FIGURE_BETWEEN, _SENTENCE_BETWEEN = 0.7, 0.5, 0.5
"""What is left of a word's bearing on a figure for each clause end, other figure or sentence end between the two."""
CERTAIN: frozenset[Wanted] = frozenset({"quantity", "date", "author"})
"""Kinds of answer that a sentence certainly has or lacks; names of persons and places may go unseen."""
_SAID = 0.1
"""What a name fits when the question itself gives it."""
_ELSEWHERE = 0.6
"""What it counts when the rest of the passage or its headings speak of a question word that the sentence does not."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A sentence that may answer; offsets are into the article's text.

    `coverage` is the weighted share of the question's words that the sentence speaks of, `support` the same with the
    rest of the passage and its headings, `phrases` the share of neighbouring question words whose matches are
    neighbours too, `fit` how closely the best figure or name of the asked-for kind stands to those words (0 where there
    is none); all 0 to 1. `retrieval` is the passage's score below the best one's, 0 or less.
    """

    hit: Hit
    sentence: Span
    span: Span | None
    retrieval: float
    similarity: float
    coverage: float
    support: float
    phrases: float
    fit: float
    odds: float
    wanted: Wanted
    of_sort: bool
    """Whether a sort was asked for (which company) and the span calls itself one (…公司)."""
    says: str
    """What the span says in its normal form (`AnswerSpan.says`), empty where there is none."""

    @property
    def lacking(self) -> bool:
        """Whether it certainly has no answer: a figure or date was asked for and none of that kind fits."""
        return self.wanted in CERTAIN and (self.span is None or self.fit == 0)

    @property
    def score(self) -> float:
        """Higher is better. The weights are the likeliest on questions of CMRC2018's development set and on the
        bundled ones (`training/fit_reader.py`), rounded.
        """
        score = 1.11 * self.similarity + 0.17 * self.retrieval + 0.88 * self.coverage + 0.82 * self.support
        score += 0.19 * self.phrases + 0.24 * self.odds
        if self.wanted in CERTAIN:
            return score + 1.7 * self.fit - 1.61 * (self.span is None)
        return score + 1.0 * self.fit - 0.68 * (self.span is None and self.wanted != "other")


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
    by_passage: dict[str, list[Candidate]] = {}
    evidences: dict[str, _Evidence] = {}
    for hit in hits:
        words = annotate(hit.passage, lexicon)
        matches = matcher.matrix(words.tokens), matcher.matrix(words.context)
        evidence = _Evidence(asked, terms, words, *matches, hit, best, answer_spans(asked, query, hit.passage))
        evidences[hit.passage.id] = evidence
        by_passage[hit.passage.id] = evidence.candidates(sentence_scores[hit.passage.id], {})
    if asked.wanted != "author":
        order = sorted(by_passage, key=lambda name: (-max(one.score for one in by_passage[name]), name))
        question = extractor.question(query.text)
        for name in order[:LOOKED]:
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
    ) -> None:
        self.hit = hit
        self.spans = spans
        self._asked = asked
        self._words = words
        self._matches = matches
        self._best = best
        self._weights = np.array([term.weight for term in terms], dtype=np.float32)
        self._elsewhere = _ELSEWHERE * np.maximum(matches.max(axis=1, initial=0.0), context.max(axis=1, initial=0.0))
        low, high = asked.counted or (0, 0)
        self._counted = np.array([low <= term.token.start < high for term in terms], dtype=bool)

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
            coverage=_share(here, self._weights),
            support=_share(np.maximum(here, self._elsewhere), self._weights),
            phrases=_phrases(self._matches[:, inside], self._weights),
            fit=fit,
            odds=self._odds(located),
            wanted=self._asked.wanted,
            of_sort=bool(self._asked.ending) and span is not None and span.prior == 1,
            says=span.says if span else "",
        )

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

        fits = [(self._fit(passage, span), span) for span in spans]
        fit, span = max(fits, key=lambda pair: (pair[0] + _AGREED * at(pair[1]), -pair[1].start), default=(0.0, None))
        open_to_it = self._asked.wanted not in CERTAIN or (self._asked.wanted == "date" and span is None)
        if sure and open_to_it and not (span and at(span)):
            span = AnswerSpan(*pointed, 1.0, pointed[0], fold(passage.text[slice(*pointed)]))
            fit = self._fit(passage, span)
        return fit, span

    def _fit(self, passage: Passage, span: AnswerSpan) -> float:
        bearing = _bearing(passage, self._words, span)
        near = (self._matches * bearing).max(axis=1, initial=0.0)
        fit = _share(np.maximum(near, 0.3 * self._elsewhere), self._weights)
        if self._counted.any():
            # The counted thing stands right beside its figure: distance tells more.
            noun = self._matches[self._counted] * bearing**2
            fit = 0.5 * fit + 0.5 * _share(noun.max(axis=1, initial=0.0), self._weights[self._counted])
        return span.prior * fit * (_SAID if self._said(span) else 1.0)

    def _said(self, span: AnswerSpan) -> bool:
        """Whether the question itself names what the span names, in either language."""
        inside = (self._words.starts >= span.start) & (self._words.ends <= span.end)
        named = self._matches[:, inside].max(axis=0, initial=0.0)
        return self._asked.wanted != "quantity" and bool(inside.any()) and float(named[:1].min()) >= 0.9


def _share(matched: Floats, weights: Floats) -> float:
    total = float(weights.sum())
    return float((matched * weights).sum()) / total if total else 0.0


def _phrases(matches: Floats, weights: Floats) -> float:
    """How much of the question's pairs of neighbouring words is matched by words at most two apart, in either order."""
    if len(matches) < 2:
        return float(matches.max(initial=0.0))
    first, second = matches[:-1], matches[1:]
    best = np.minimum(first, second).max(axis=1, initial=0.0)
    for apart in (1, 2):
        best = np.maximum(best, np.minimum(first[:, apart:], second[:, :-apart]).max(axis=1, initial=0.0))
        best = np.maximum(best, np.minimum(first[:, :-apart], second[:, apart:]).max(axis=1, initial=0.0))
    return _share(best, weights[:-1] + weights[1:])


def _bearing(passage: Passage, words: Annotated, span: AnswerSpan) -> Floats:
    """How much each word of the passage bears on a figure or name: float32, `(n_tokens,)`.

    It falls with the words, clause ends, sentence ends and other figures between; words inside the span bear fully.
    """
    before, after = words.ends <= span.since, words.starts >= span.end
    low = np.where(before, words.ends, span.end)
    high = np.where(before, span.since, words.starts)
    outside = before | after
    place = np.arange(len(low))
    first_after, last_before = int(len(low) - after.sum()), int(before.sum()) - 1
    distance = np.where(before, last_before - place, place - first_after)

    def between(ends: NDArray[np.int64]) -> NDArray[np.int64]:
        return np.searchsorted(ends, high, side="right") - np.searchsorted(ends, low, side="left")

    figures = np.array(
        [q.start for q in figures_of(passage) if q.end <= span.since or q.start >= span.end], dtype=np.int64
    )
    stops = np.array([end - passage.start for _, end in passage.sentences], dtype=np.int64)
    bearing = (
        np.exp(-distance / _REACH)
        * _CLAUSE_BETWEEN ** between(words.clause_ends)
        * _FIGURE_BETWEEN ** (np.searchsorted(figures, high, side="left") - np.searchsorted(figures, low, side="left"))
        * _SENTENCE_BETWEEN ** between(stops)
    )
    result: Floats = np.where(outside, bearing, 1.0).astype(np.float32)
    return result
