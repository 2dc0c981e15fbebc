"""Questions that a program proposes for an article, by rule, for a person to review.

For each figure, date and name there is a question from the sentence that says it; where the article has a translation,
a second one from the translated sentence, in the other language. The evidence is a piece of the article in either.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from itertools import pairwise

from taobeiqa.corpus.articles import aligned_sentences, paragraphs
from taobeiqa.corpus.passages import passages
from taobeiqa.evaluation.drafting.chinese import chinese_question
from taobeiqa.evaluation.drafting.english import english_question
from taobeiqa.evaluation.drafting.facts import Fact, facts_in, same_name
from taobeiqa.evaluation.judge import compared, gives
from taobeiqa.evaluation.questions import Question
from taobeiqa.records import Article, Language, Span
from taobeiqa.text.segment import clauses, sentences

_SHORTEST: dict[Language, int] = {"zh": 8, "en": 24}
"""Characters without blanks that evidence has at least, so that a reader sees what it is about."""
_LONGEST: dict[Language, int] = {"zh": 200, "en": 600}
"""And at most: what has to be longer to stand in one place only is a list of the same over and over."""
_ALIKE = 0.6
"""Two questions for one answer that share so much of their pairs of characters are one."""
_MARKS = " \t\n，。！？；：、,.;:!?…—"


@dataclass(frozen=True)
class _Source:
    """An article, with what is asked of it again and again."""

    article: Article

    @cached_property
    def whole(self) -> str:
        """Its text as evidence is compared."""
        return compared(self.article.text)

    @cached_property
    def told(self) -> list[Span]:
        """Its passages of running text: neither headings nor bylines."""
        return [(passage.start, passage.end) for passage in passages(self.article) if passage.kind == "paragraph"]


@dataclass(frozen=True)
class _Sentence:
    """A sentence of an article with its paragraph; offsets into the article's text."""

    source: _Source
    paragraph: Span
    span: Span

    @property
    def language(self) -> Language:
        return self.source.article.language

    @cached_property
    def around(self) -> str:
        """The text of the paragraph."""
        return self.source.article.text[slice(*self.paragraph)]

    @cached_property
    def breaks(self) -> list[int]:
        """Where its clauses end, but for the last."""
        low, high = self.span
        ends = (self.paragraph[0] + end for _, end in clauses(self.around))
        return [end for end in ends if low < end < high]

    @cached_property
    def facts(self) -> list[Fact]:
        """What it can be asked for; offsets into the paragraph."""
        low, high = self.span[0] - self.paragraph[0], self.span[1] - self.paragraph[0]
        return [fact for fact in facts_in(self.around, self.language) if low <= fact.start and fact.end <= high]

    def question(self, fact: Fact) -> str | None:
        """The question for a fact of it, None where there is no readable one or it tells the answer."""
        text = (chinese_question if self.language == "zh" else english_question)(self.around, fact)
        if text is None or any(gives(text, answer) for answer in fact.answers):
            return None
        return None if fact.sort and _stem(fact) in compared(text).lower() else text


def draft(article: Article, translation: Article | None = None) -> list[Question]:
    """Questions that an article answers, in reading order, all of them drafts.

    A question in the language of the article stands before its pair in the language of the translation; the two ids
    differ in their last part only. Headings, bylines, quotations and sentences that the page cuts off are left out.

    Raises:
        ValueError: the translation does not go sentence for sentence; `read_corpus` lets no such one through.
    """
    found: list[Question] = []
    named: list[str] = []
    taken: set[str] = set()
    for sentence, translated in _sentence_pairs(article, translation):
        theirs = list(translated.facts) if translated else []
        for fact in sentence.facts:
            other = next((one for one in theirs if _same(fact, one, article.language)), None)
            if other:
                theirs.remove(other)
            evidence = _evidence(sentence, fact)
            text = sentence.question(fact) if evidence and not _is_named(fact, named) else None
            if text is None or evidence is None or _is_known(text, fact, article.language, found):
                continue
            stem = _stem_id(article, fact, evidence, taken)
            named += [fact.answers[0]] if _is_name(fact) else []
            found.append(_question(stem, text, fact, evidence, article.language))
            if translated is None or other is None:
                continue
            wanted = replace(other, type=fact.type, sort=fact.sort, is_person=fact.is_person)
            text = translated.question(wanted)
            if text and not _is_known(text, wanted, translated.language, found):
                found.append(_question(stem, text, wanted, evidence, translated.language))
    return found


def _sentence_pairs(article: Article, translation: Article | None) -> Iterator[tuple[_Sentence, _Sentence | None]]:
    """The sentences of running text that the page does not cut off, each with its translation."""
    ours = _Source(article)
    theirs = _Source(translation) if translation and translation.language != article.language else None
    pairs = aligned_sentences(article, theirs.article) if theirs else {}
    others = [(other.start, other.end) for other in paragraphs(theirs.article.text)] if theirs else []
    blocks = list(paragraphs(article.text))
    for number, paragraph in enumerate(blocks):
        around = (paragraph.start, paragraph.end)
        if not any(low <= paragraph.start < high for low, high in ours.told):
            continue
        spans = [(around[0] + low, around[0] + high) for low, high in sentences(article.text[slice(*around)])]
        broken_off = number + 1 < len(blocks) and blocks[number + 1].after_gap
        for span in spans[paragraph.after_gap : len(spans) - broken_off]:
            other = _Sentence(theirs, others[number], pairs[span]) if theirs else None
            yield _Sentence(ours, around, span), other


def _is_name(fact: Fact) -> bool:
    return fact.quantity is None and fact.type != "date"


def _same(ours: Fact, theirs: Fact, language: Language) -> bool:
    """Whether a fact of the article is one of its translation."""
    if _is_name(ours) and _is_name(theirs):
        return same_name(ours, theirs) if language == "zh" else same_name(theirs, ours)
    kinds = {_is_name(ours), _is_name(theirs)} == {False} and (ours.type == "date") == (theirs.type == "date")
    return kinds and ours.key == theirs.key


def _evidence(sentence: _Sentence, fact: Fact) -> str | None:
    """The clause with the fact, and as much more of its sentence as it needs to be readable and to stand in one place
    of the article; None where the whole sentence does not, or is parted between passages.
    """
    text, base = sentence.source.article.text, sentence.paragraph[0]
    starts, stops = [sentence.span[0], *sentence.breaks], [*sentence.breaks, sentence.span[1]]
    first = max(number for number, start in enumerate(starts) if start <= base + fact.start)
    last = next(number for number, stop in enumerate(stops) if base + fact.end <= stop)
    before, after = text[starts[first] : base + fact.start], text[base + fact.end : stops[last]]
    if fact.type == "date" and not after.strip(_MARKS) and (sentence.language == "zh" or before.count(" ") <= 2):
        last = min(last + 1, len(stops) - 1)  # a date that only says when of the next clause
    piece = text[starts[first] : stops[last]].strip(_MARKS)
    longest = _LONGEST[sentence.language]
    while len(piece) <= longest and not _is_clear(piece, sentence) and (first, last) != (0, len(stops) - 1):
        first, last = (first - 1, last) if first else (first, last + 1)
        piece = text[starts[first] : stops[last]].strip(_MARKS)
    begins = text.find(piece, starts[first])
    inside = any(start <= begins and begins + len(piece) <= end for start, end in sentence.source.told)
    alone = sentence.source.whole.count(compared(piece)) == 1
    return piece if inside and alone and gives(piece, fact.answers[0]) else None


def _is_clear(piece: str, sentence: _Sentence) -> bool:
    plain = compared(piece)
    return len(plain) >= _SHORTEST[sentence.language] and sentence.source.whole.count(plain) == 1


def _stem(fact: Fact) -> str:
    """A name without the word for its sort: what a question must not tell either."""
    name = compared(fact.answers[0]).lower()
    if fact.sort is None:
        return name
    if name.isascii():
        return "".join(word for word in fact.key.split() if word not in fact.sort.words)
    return name.removesuffix(fact.sort.suffix)


def _is_named(fact: Fact, named: list[str]) -> bool:
    """Whether the name, or a longer or shorter form of it, has its question already."""
    return _is_name(fact) and any(fact.answers[0] in other or other in fact.answers[0] for other in named)


def _is_known(text: str, fact: Fact, language: Language, found: list[Question]) -> bool:
    """Whether the list has the question already, in these words or much the same ones with the same answer."""
    pairs = _pairs(text)
    for other in found:
        if other.language == language:
            theirs = _pairs(other.text)
            alike = len(pairs & theirs) >= _ALIKE * len(pairs | theirs)
            if compared(other.text) == compared(text) or (alike and fact.answers[0] in other.answers):
                return True
    return False


@lru_cache(maxsize=4096)
def _pairs(text: str) -> frozenset[str]:
    return frozenset("".join(pair) for pair in pairwise(compared(text).lower()))


def _stem_id(article: Article, fact: Fact, evidence: str, taken: set[str]) -> str:
    """What the ids of a pair begin with. It stays as it is while the evidence does."""
    digest = hashlib.sha256(f"{fact.type}\0{fact.key}\0{compared(evidence)}".encode()).hexdigest()[:8]
    stem = first = f"{article.id}-{fact.type}-{digest}"
    number = 2
    while stem in taken:
        stem = f"{first}-{number}"
        number += 1
    taken.add(stem)
    return stem


def _question(stem: str, text: str, fact: Fact, evidence: str, language: Language) -> Question:
    return Question(
        id=f"{stem}-{language}",
        text=text,
        language=language,
        answers=fact.answers,
        evidence=(evidence,),
        type=fact.type,
        draft=True,
    )
