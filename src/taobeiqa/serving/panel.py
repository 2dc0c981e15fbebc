"""The evidence panel as HTML: an answer's citations, the other passages found, or the articles there are."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from taobeiqa.answering.gloss import Gloss
from taobeiqa.corpus.articles import paragraphs
from taobeiqa.records import Answer, Article, Citation, Hit, Language, Span
from taobeiqa.serving.differing import differing
from taobeiqa.serving.figures import Figures, told_figures
from taobeiqa.serving.markup import Html, html_lang, join, layered, spoken, tag
from taobeiqa.serving.reader import whole_article
from taobeiqa.serving.session import Session, Turn
from taobeiqa.serving.source import Library, mark_layer, panel_head, quote_layer, title_and_byline
from taobeiqa.serving.word_by_word import word_by_word
from taobeiqa.serving.words import HTML_LANG, WORDS, Interface, Words
from taobeiqa.text.script import language_of

_MOST_ARTICLES = 12
_SNIPPET = 90

Glosser = Callable[[Citation, Language], Sequence[Gloss]]
"""A citation's quotation word by word for a reader of a language, nothing where that reader needs none."""


def _no_gloss(citation: Citation, language: Language) -> Sequence[Gloss]:
    return ()


def evidence(turn: Turn, answer: Answer, library: Library, language: Interface, gloss: Glosser = _no_gloss) -> Html:
    """The evidence of an answered turn; of one that abstains, the nearest passages, which are none."""
    words = WORDS[language]
    asked = tag(
        "p",
        tag("span", words.evidence_for, class_="tq-kicker"),
        " ",
        tag("span", turn.question, lang=html_lang(turn.question, language_of(turn.question)), dir="auto"),
        class_="tq-about",
    )
    table = differing(turn.number, answer, library, language)
    cards = [card(turn.number, answer, citation, library, language, gloss) for citation in answer.citations]
    heading = words.nearest if answer.abstained else words.evidence
    note = [tag("p", words.nearest_note, class_="tq-note")] if answer.abstained else []
    return join(
        panel_head(heading, words, answered=True),
        asked,
        *note,
        *table,
        *cards,
        _others(turn.number, answer, library, words),
    )


def card(
    turn: int,
    answer: Answer,
    citation: Citation,
    library: Library,
    language: Interface,
    gloss: Glosser = _no_gloss,
) -> Html:
    """A citation: the article, the passage with the quoted sentence, its translation where there is one, and the
    quotation word by word for an asker of the other language.
    """
    words = WORDS[language]
    article = library.articles[citation.article_id]
    span = passage_span(answer, citation, article)
    figures = Figures(
        article.text,
        told_figures(article, [span], language),
        (citation.start, citation.end),
        f"tq-told-{turn}-{citation.number}",
    )
    quoted = [quote_layer([(citation.start, citation.end)]), mark_layer(citation.highlights)]
    pieces = [
        tag(
            "header",
            tag("span", f"[{citation.number}]", class_="tq-number"),
            tag("div", title_and_byline(article, library, language), class_="tq-source"),
        ),
        tag(
            "blockquote",
            tag("p", layered(article.text, span, quoted, figures.leaf)),
            lang=html_lang(article.text, article.language),
        ),
        figures.descriptions(),
    ]
    if citation.translation is not None:
        pieces.append(_translation(citation, answer.language, words))
    pieces += word_by_word(gloss(citation, answer.language), article.language, answer.language, words)
    pieces.append(
        tag(
            "button",
            words.read,
            type="button",
            class_="tq-read",
            data_act="read",
            data_turn=turn,
            data_number=citation.number,
        )
    )
    identity = f"tq-card-{turn}-{citation.number}"
    return tag("article", *pieces, class_="tq-card", id=identity, tabindex="-1")


def passage_span(answer: Answer, citation: Citation, article: Article) -> Span:
    """The passage that a citation quotes from, or its paragraph if that passage is not among those found."""
    for hit in answer.hits:
        if hit.passage.id == citation.passage_id:
            return hit.passage.start, hit.passage.end
    for paragraph in paragraphs(article.text):
        if paragraph.start <= citation.start and citation.end <= paragraph.end:
            return paragraph.start, paragraph.end
    return citation.start, citation.end


def _translation(citation: Citation, language: Language, words: Words) -> Html:
    mark = "" if citation.translation_reviewed else f" · {words.unreviewed}"
    return tag(
        "div",
        tag("p", words.translation + mark, class_="tq-kicker"),
        tag("p", spoken(citation.translation or "", language), lang=HTML_LANG[language]),
        class_="tq-translation",
    )


def _others(turn: int, answer: Answer, library: Library, words: Words) -> Html:
    cited = {citation.passage_id for citation in answer.citations}
    rows = [_row(turn, hit, library, words) for hit in answer.hits if hit.passage.id not in cited]
    if not rows:
        return Html()
    passages = tag("ol", *rows, class_="tq-passages")
    if answer.abstained:
        return passages
    return tag("details", tag("summary", words.others(len(rows))), passages, class_="tq-others")


def _row(turn: int, hit: Hit, library: Library, words: Words) -> Html:
    article = library.articles[hit.passage.article_id]
    text = hit.passage.text
    snippet = text if len(text) <= _SNIPPET * (1 if article.language == "zh" else 2) else _cut(text, article.language)
    button = tag(
        "button",
        tag("span", article.title, class_="tq-row-title"),
        tag("span", snippet, class_="tq-row-text"),
        type="button",
        lang=html_lang(article.text, article.language),
        title=words.open_passage(article.title),
        data_act="open",
        data_turn=turn,
        data_rank=hit.rank,
    )
    return tag("li", tag("span", str(hit.rank), class_="tq-rank"), button)


def _cut(text: str, language: Language) -> str:
    return text[:_SNIPPET] + "…" if language == "zh" else text[: 2 * _SNIPPET].rsplit(" ", 1)[0] + "…"


def contents(library: Library, language: Interface) -> Html:
    """Before anything is asked: what there is to read."""
    words = WORDS[language]
    rows = [
        tag(
            "li",
            tag(
                "button",
                title_and_byline(article, library, language, "span"),
                type="button",
                data_act="article",
                data_place=place,
            ),
        )
        for place, article in enumerate(list(library.articles.values())[:_MOST_ARTICLES])
    ]
    return join(
        panel_head(words.articles, words, answered=False),
        tag("p", words.articles_note, class_="tq-panel-note"),
        tag("ul", *rows, class_="tq-contents"),
    )


def panel(session: Session, library: Library, gloss: Glosser = _no_gloss) -> Html:
    """What the panel shows: the open article, the evidence of a turn, or the articles there are."""
    words = WORDS[session.language]
    turn = session.turn(session.shown)
    if session.reading is not None:
        inside = whole_article(session.reading, library, session.language, turn is not None)
    elif turn is not None and turn.answer is not None:
        inside = evidence(turn, turn.answer, library, session.language, gloss)
    else:
        inside = contents(library, session.language)
    return tag(
        "aside",
        inside,
        class_="tq-panel",
        aria_label=words.evidence,
        lang=session.language,
        data_reveal=session.reveal,
        data_by="answer" if session.answered else "visitor",
        data_drawn=session.drawn,
    )
