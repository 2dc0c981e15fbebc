"""The whole article, set like a newspaper article, with the cited passage marked."""

from __future__ import annotations

import re
from urllib.parse import quote

from taobeiqa.corpus.articles import Paragraph, aligned_sentences, paragraphs
from taobeiqa.records import Article, Language, Span
from taobeiqa.serving.figures import Figures, told_figures
from taobeiqa.serving.markup import Html, Layer, html_lang, layered, tag
from taobeiqa.serving.session import Reading
from taobeiqa.serving.source import Library, byline, mark_layer, quote_layer
from taobeiqa.serving.words import HTML_LANG, WORDS, WRITTEN, Interface, Words

_SIGNED = re.compile(r"[□■●/／]")


def whole_article(reading: Reading, library: Library, language: Interface, evidence: bool) -> Html:
    """An article with what is read in it marked. `evidence` tells whether there is any to go back to."""
    words = WORDS[language]
    article = library.articles[reading.article_id]
    translation = _translation(article, library, language)
    layers = _layers(reading)
    blocks = list(paragraphs(article.text))
    told = told_figures(article, [(block.start, block.end) for block in blocks], language)
    figures = Figures(article.text, told, reading.quote or (0, 0))
    translated = _translated(reading, article, translation, blocks)
    titled = blocks[0].level == 1
    headline = (
        layered(article.text, (blocks[0].start, blocks[0].end), layers, figures.leaf) if titled else article.title
    )
    pieces = [
        tag("h2", headline, id="tq-headline"),
        *([_beneath(translated[0], translation)] if titled and translation else []),
        byline(article, language),
    ]
    if translation is not None and not translation.reviewed:
        pieces.append(tag("p", f"{words.translation}: {words.unreviewed}", class_="tq-note", lang=language))
    for place, block in enumerate(blocks):
        if block.after_gap:
            pieces.append(tag("p", tag("span", words.gap), class_="tq-gap", role="note", lang=language))
        if place == 0 and titled:
            continue
        pieces.append(_paragraph(article.text, block, layers, figures))
        if translation is not None:
            pieces.append(_beneath(translated[place], translation))
    page = tag(
        "article",
        *pieces,
        figures.descriptions(),
        class_="tq-article" + " tq-with-translation" * (reading.translated and translation is not None),
        id="tq-article",
        lang=html_lang(article.text, article.language),
        aria_label=words.article_label(article.title),
    )
    bar = _bar(reading, words, evidence, translation is not None)
    return tag("div", bar, page, _own_page(reading, language), class_="tq-reader")


def _bar(reading: Reading, words: Words, evidence: bool, translated: bool) -> Html:
    back = words.back if evidence else words.back_to_articles
    pieces = [tag("button", f"← {back}", type="button", class_="tq-link", data_act="back")]
    if translated:
        pressed = "true" if reading.translated else "false"
        label = words.show_translation
        pieces.append(tag("button", label, type="button", class_="tq-quiet tq-toggle", aria_pressed=pressed))
    return tag("div", *pieces, class_="tq-bar", id="tq-panel-top", tabindex="-1")


def _own_page(reading: Reading, language: Interface) -> Html:
    """The link to the article on a page of its own, at what is quoted."""
    cited = reading.quote or reading.passage
    place = f"#c{cited[0]}" if cited else ""
    address = f"articles/{quote(reading.article_id)}?lang={language}{place}"
    return tag(
        "p", tag("a", WORDS[language].open_page, class_="tq-link", href=address, target="_blank"), class_="tq-foot"
    )


def _translation(article: Article, library: Library, language: Interface) -> Article | None:
    """The translation into the language of the interface, or else into the one that there is."""
    others: list[Language] = [WRITTEN[language], "en", "zh"]
    found = (library.translations.get((article.id, other)) for other in others if other != article.language)
    return next((translation for translation in found if translation is not None), None)


def _layers(reading: Reading) -> list[Layer]:
    cited: list[Span] = [reading.passage] if reading.passage else []
    return [
        (cited, lambda inside: tag("span", inside, class_="tq-cited", id="tq-cited", tabindex="-1")),
        quote_layer([reading.quote] if reading.quote else []),
        mark_layer(reading.highlights),
    ]


def _paragraph(text: str, block: Paragraph, layers: list[Layer], figures: Figures) -> Html:
    inside = layered(text, (block.start, block.end), layers, figures.leaf)
    if block.level:
        return tag("h3", inside, class_=f"tq-heading tq-heading-{min(block.level, 3)}")
    signed = _SIGNED.match(text, block.start) and block.end - block.start <= 80
    return tag("p", inside, class_="tq-signed" if signed else None)


def _translated(reading: Reading, article: Article, translation: Article | None, blocks: list[Paragraph]) -> list[Html]:
    """The translation of each paragraph, the sentences of the quotation marked in it."""
    if translation is None:
        return []
    quoted: list[Span] = []
    if reading.quote is not None:
        start, end = reading.quote
        pairs = aligned_sentences(article, translation).items()
        quoted = [theirs for (low, high), theirs in pairs if low < end and start < high]
    theirs = list(paragraphs(translation.text))
    pieces = [layered(translation.text, (block.start, block.end), [quote_layer(quoted)]) for block in theirs]
    return pieces + [Html()] * (len(blocks) - len(pieces))


def _beneath(inside: Html, translation: Article) -> Html:
    return tag("p", inside, class_="tq-beneath", lang=HTML_LANG[translation.language])
