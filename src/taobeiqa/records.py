"""The records that pass between the floors. All are frozen; derive a changed one with `dataclasses.replace`.

Every offset is counted in Unicode code points into `Article.text`, end exclusive.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Language = Literal["zh", "en"]
QuestionType = Literal["figure", "name", "date", "place", "other"]
"""What a question of a set asks for."""
Span = tuple[int, int]


def other_language(language: Language) -> Language:
    """The one of the two that a text or a question is not in."""
    return "en" if language == "zh" else "zh"


@dataclass(frozen=True, slots=True)
class Article:
    """One newspaper article. `text` is the body of its Markdown file, everything after the front matter."""

    id: str
    title: str
    authors: tuple[str, ...]
    language: Language
    text: str
    source: str | None = None
    published: str | None = None
    newspaper: str | None = None
    page: str | None = None
    url: str | None = None
    tags: tuple[str, ...] = ()
    reviewed: bool = True
    """False for a translation that a program drafted and no person has gone through yet."""


@dataclass(frozen=True, slots=True)
class Passage:
    """A retrieval unit: a paragraph, or a run of sentences of a long one.

    Laws: `article.text[start:end] == text`; the passages of an article cover every non-blank character of it that is
    not Markdown (heading marks, gap comments); none runs across a gap.
    """

    id: str
    article_id: str
    start: int
    end: int
    text: str
    kind: Literal["heading", "paragraph", "byline"]
    language: Language
    context: str
    """The headline and headings that the passage stands under: searched with it, never quoted."""
    sentences: tuple[Span, ...]
    """Offsets into the article's text; they cover every non-blank character of the passage."""


@dataclass(frozen=True, slots=True)
class Query:
    """A self-contained question and the language it is asked in."""

    text: str
    language: Language


@dataclass(frozen=True, slots=True)
class Hit:
    """A retrieved passage. Higher scores are better; rank 1 is the best; ties are broken by passage id."""

    rank: int
    passage: Passage
    score: float


@dataclass(frozen=True, slots=True)
class Citation:
    """A verbatim quotation: `article.text[start:end] == quote`. Highlights lie inside it and hold the answer."""

    number: int
    article_id: str
    passage_id: str
    title: str
    authors: tuple[str, ...]
    published: str | None
    start: int
    end: int
    quote: str
    highlights: tuple[Span, ...]
    translation: str | None
    translation_reviewed: bool = True


@dataclass(frozen=True, slots=True)
class Answer:
    """What is shown. When it abstains there are no citations, and `text` says that the articles do not say."""

    question: str
    language: Language
    abstained: bool
    text: str
    confidence: float
    """0 to 1."""
    citations: tuple[Citation, ...]
    hits: tuple[Hit, ...]
    timings_ms: dict[str, float]
    asked: str | None = None
    """The question as it was understood after the one before, where it does not stand by itself."""
    refusal: str = ""
    """What is said in its place where it is not sure enough."""
    aside: bool = False
    """Whether it replies to chit-chat or tells of the program, and says nothing of the articles. It abstains then."""
    written_by: str | None = None
    """The language model that worded the text; None where it is cut from an article or its translation."""

    def to_json(self) -> dict[str, object]:
        """The answer as `ask --json` prints it."""
        return {
            "question": self.question,
            **({"asked": self.asked} if self.asked else {}),
            "language": self.language,
            "abstained": self.abstained,
            **({"aside": True} if self.aside else {}),
            **({"written_by": self.written_by} if self.written_by else {}),
            "answer": {"text": self.text, "confidence": round(self.confidence, 3)},
            "citations": [citation_to_json(citation) for citation in self.citations],
            "passages": [hit_to_json(hit) for hit in self.hits],
            "timings_ms": {name: round(value, 1) for name, value in self.timings_ms.items()},
        }


def citation_to_json(citation: Citation) -> dict[str, object]:
    """A citation as `ask --json` prints it."""
    return {
        "number": citation.number,
        "article_id": citation.article_id,
        "passage_id": citation.passage_id,
        "title": citation.title,
        "authors": list(citation.authors),
        "published": citation.published,
        "start": citation.start,
        "end": citation.end,
        "quote": citation.quote,
        "highlights": [list(span) for span in citation.highlights],
        "translation": citation.translation,
        **({} if citation.translation_reviewed else {"translation_reviewed": False}),
    }


def hit_to_json(hit: Hit) -> dict[str, object]:
    """A hit as `ask --json` and `search --json` print it."""
    return {
        "rank": hit.rank,
        "passage_id": hit.passage.id,
        "article_id": hit.passage.article_id,
        "start": hit.passage.start,
        "end": hit.passage.end,
        "text": hit.passage.text,
        "score": round(hit.score, 4),
    }
