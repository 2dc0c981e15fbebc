"""What the evidence panel and the reader share: where an article comes from, and how its quotations are marked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol

from taobeiqa.records import Article, Language, Span
from taobeiqa.serving.markup import Html, Layer, html_lang, join, mark, tag
from taobeiqa.serving.words import HTML_LANG, WORDS, WRITTEN, Interface, Words


class Library(Protocol):
    """What the panel shows of an index: its articles, and their translations by (article id, language)."""

    @property
    def articles(self) -> Mapping[str, Article]:
        """The articles by id."""

    @property
    def translations(self) -> Mapping[tuple[str, Language], Article]:
        """The translations by article id and language."""


def panel_head(heading: str, words: Words, answered: bool) -> Html:
    """The panel's heading and, for a phone, the way back to the conversation if there is one."""
    back = tag("button", words.to_question, type="button", class_="tq-link tq-narrow-only", data_goto="tq-latest")
    title = tag("h2", heading, id="tq-panel-top", tabindex="-1")
    return tag("div", title, *([back] if answered else []), class_="tq-panel-head")


def quote_layer(spans: Sequence[Span]) -> Layer:
    """The quoted sentence."""
    return spans, lambda inside: tag("em", inside, class_="tq-quote")


def mark_layer(spans: Sequence[Span]) -> Layer:
    """What in it answers the question."""
    return spans, mark


def title_and_byline(article: Article, library: Library, language: Interface, level: str = "h3") -> Html:
    """The title, its translation for a reader of the other language, and who wrote it where and when."""
    words = WORDS[language]
    line = "span" if level == "span" else "p"
    pieces = [tag(level, article.title, class_="tq-headline", lang=html_lang(article.text, article.language))]
    read = WRITTEN[language]
    translation = library.translations.get((article.id, read))
    if translation is not None and read != article.language:
        pieces.append(
            tag(
                line,
                translation.title,
                class_="tq-title-translated",
                lang=HTML_LANG[read],
                title=words.translated_title,
            )
        )
    return join(*pieces, byline(article, language, line))


def byline(article: Article, language: Interface, element: str = "p") -> Html:
    """Authors, newspaper, date and page, as far as the article gives them; nothing if it gives none."""
    written = html_lang(article.text, article.language)
    told = facts(article, language)
    return tag(element, " · ".join(told), class_="tq-byline", lang=written) if told else Html()


def facts(article: Article, language: Interface) -> list[str]:
    """Who wrote an article, where and when, as far as it says."""
    names = ("、" if WRITTEN[language] == "zh" else ", ").join(article.authors)
    written = [WORDS[language].by(names)] if names else []
    return written + [fact for fact in (article.newspaper, article.published, article.page) if fact]
