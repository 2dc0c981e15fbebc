"""From the best passages to the sentence that answers, and in it the figure or name that was asked for."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from itertools import islice

from taobeiqa.answering.abstain import not_spoken_of
from taobeiqa.answering.belonging import whole_of
from taobeiqa.answering.candidates import Candidate, Reading
from taobeiqa.answering.credits import crediting, of_an_article
from taobeiqa.answering.cues import AUTHOR_WORDS
from taobeiqa.answering.evidence import Floats, Matcher, annotate, question_terms
from taobeiqa.answering.extractor import Extractor
from taobeiqa.answering.question import understand
from taobeiqa.answering.sides import Side
from taobeiqa.answering.spans import answer_spans, asks_part_of_date
from taobeiqa.answering.weighing import Evidence
from taobeiqa.records import Hit, Passage, Query
from taobeiqa.retrieval.index import Index
from taobeiqa.retrieval.lexicon import Lexicon

DEPTH = 12
"""How many passages are read."""
LOOKED = 4
"""In how many of them, the best by rule, the extractor looks for the answer."""
BEHIND = 1.0
"""How far behind the best by rule their best sentence may be: of 756 questions none was answered from further."""


def read(
    query: Query,
    hits: Sequence[Hit],
    sentence_scores: Mapping[str, Floats],
    index: Index,
    lexicon: Lexicon,
    extractor: Extractor,
    translated: Callable[[Passage], Passage | None] = lambda passage: None,
) -> Reading:
    """Rank the sentences of the hits: all by rule, and those of the best passages again with the extractor.

    `sentence_scores` holds the cosines of each passage's sentences by passage id. `translated` gives a passage in the
    other language, sentence for sentence, where it has a translation: it is read beside the original.
    """
    asked = understand(query)
    if asked.wanted == "author" and not of_an_article(query, asked.credit, hits, index):
        asked = replace(asked, wanted="organisation" if asked.credit == "newspaper" else "person")
    terms = question_terms(query, lexicon, index.lexical)
    if asked.wanted == "author":
        terms = [term for term in terms if term.token.meaning.term not in AUTHOR_WORDS] or terms
    matcher = Matcher(terms)
    best = max((hit.score for hit in hits), default=0.0)
    exact = asks_part_of_date(query)
    by_passage: dict[str, list[Candidate]] = {}
    evidences: dict[str, Evidence] = {}

    def told(passage: Passage) -> Side:
        words = annotate(passage, lexicon)
        spans = answer_spans(asked, query, passage, lexicon)
        return Side(passage, words, matcher.matrix(words.tokens), matcher.matrix(words.context), spans)

    for hit in hits:
        other = translated(hit.passage)
        both = [told(one) for one in (hit.passage, other) if one]
        evidence = Evidence(asked, query.language, terms, both, hit, best, lexicon, exact)
        evidences[hit.passage.id] = evidence
        by_passage[hit.passage.id] = evidence.candidates(sentence_scores[hit.passage.id], [])
    if asked.wanted != "author":
        by_rule = {name: max(one.score for one in found) for name, found in by_passage.items()}
        order = sorted(by_rule, key=lambda name: (-by_rule[name], name))[:LOOKED]
        near = [name for name in order if by_rule[order[0]] - by_rule[name] <= BEHIND]
        sides = [(side.spans, side.passage) for name in near for side in evidences[name].sides]
        located = iter(extractor.locate_all(query.text, sides))
        for name in near:
            found = list(islice(located, len(evidences[name].sides)))
            by_passage[name] = evidences[name].candidates(sentence_scores[name], found)
    candidates = [candidate for found in by_passage.values() for candidate in found]
    if asked.wanted == "author":
        candidates = crediting(query, asked.credit, candidates, index, matcher, lexicon)
    whole = whole_of(query, terms, candidates, index, lexicon)
    candidates += [whole] if whole else []
    unnamed = _unnamed(query, candidates, index, lexicon)
    candidates = [replace(one, unnamed=one.hit.passage.article_id in unnamed) for one in candidates]
    candidates.sort(key=lambda candidate: (-candidate.score, candidate.hit.passage.id, candidate.sentence))
    return Reading(query.language, asked, tuple(terms), tuple(candidates))


def _unnamed(query: Query, candidates: Sequence[Candidate], index: Index, lexicon: Lexicon) -> set[str]:
    """Articles that do not speak of somebody or some place, year or round that a question names: none if none does."""
    found = {one.hit.passage.article_id for one in candidates}
    told = {name: index.translations.get((name, query.language)) for name in found}
    return {name for name in found if not_spoken_of(query, index.articles[name], told[name], lexicon)}


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
