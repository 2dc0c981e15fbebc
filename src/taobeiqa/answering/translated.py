"""The translations of the articles, sentence by sentence: what is shown beside a quotation, and read with it."""

from __future__ import annotations

from functools import lru_cache

from taobeiqa.corpus.articles import aligned_sentences
from taobeiqa.corpus.passages import passages
from taobeiqa.records import Article, Language, Passage, Span, other_language
from taobeiqa.retrieval.index import Index

_KEPT = 4096
"""Passages whose translation is kept for the next question."""


class Translations:
    """The translations of an index. Safe to share between threads."""

    def __init__(self, index: Index) -> None:
        self._articles = index.articles
        self._translations = index.translations
        self._aligned: dict[tuple[str, Language], dict[Span, Span]] = {
            key: aligned_sentences(index.articles[key[0]], translation)
            for key, translation in index.translations.items()
        }
        self._headings = {
            key: [(one.start, one.context) for one in passages(translation)]
            for key, translation in index.translations.items()
        }
        self.passage = lru_cache(maxsize=_KEPT)(self._passage)

    def of(self, article: str, language: Language) -> Article | None:
        """The translation of an article into a language, None where it is written in it or has none."""
        written = self._articles[article].language
        return None if written == language else self._translations.get((article, language))

    def text(self, article: str, quote: Span, language: Language) -> str:
        """The translation of sentences, empty where one of them has none."""
        translation = self.of(article, language)
        if translation is None:
            return ""
        pairs = self._aligned[article, language]
        first = next((theirs for ours, theirs in pairs.items() if ours[0] == quote[0]), None)
        last = next((theirs for ours, theirs in pairs.items() if ours[1] == quote[1]), None)
        return translation.text[first[0] : last[1]] if first and last else ""

    def _passage(self, passage: Passage) -> Passage | None:
        """A passage in the other language, sentence for sentence; None where one of them has no translation. Offsets
        are into the translation's text.
        """
        language = other_language(passage.language)
        translation = self.of(passage.article_id, language)
        if translation is None:
            return None
        pairs = self._aligned[passage.article_id, language]
        sentences = tuple(pairs[one] for one in passage.sentences if one in pairs)
        if len(sentences) < len(passage.sentences):
            return None
        start, end = sentences[0][0], sentences[-1][1]
        headings = self._headings[passage.article_id, language]
        return Passage(
            id=f"{passage.id}/{language}",
            article_id=passage.article_id,
            start=start,
            end=end,
            text=translation.text[start:end],
            kind=passage.kind,
            language=language,
            context=next((context for low, context in reversed(headings) if low <= start), ""),
            sentences=sentences,
        )
