"""The figures that articles give differently, side by side as HTML."""

from __future__ import annotations

from taobeiqa.answering.compose import figure_text
from taobeiqa.records import Answer, Citation
from taobeiqa.serving.markup import Html, html_lang, layered, tag
from taobeiqa.serving.source import Library, mark_layer
from taobeiqa.serving.words import WORDS, WRITTEN, Interface, traditional
from taobeiqa.text.segment import clauses


def differing(turn: int, answer: Answer, library: Library, language: Interface) -> list[Html]:
    """A table of the figures that articles give, what each is said of and where; nothing where one article answers.

    Citations of an answer in a language model's words prove different things; they are not set against each other.
    """
    marked = [citation for citation in answer.citations if citation.highlights]
    if len({citation.article_id for citation in marked}) < 2 or answer.written_by:
        return []
    words = WORDS[language]
    heads = [tag("th", name, scope="col") for name in (words.figure, words.said, words.article)]
    rows = [_row(turn, citation, library, language) for citation in marked]
    return [
        tag(
            "div",
            tag("h3", words.figures_differ, id="tq-differ"),
            tag("p", words.figures_differ_note, class_="tq-panel-note"),
            tag("table", tag("thead", tag("tr", *heads)), tag("tbody", *rows), aria_labelledby="tq-differ"),
            class_="tq-differing",
        )
    ]


def _row(turn: int, citation: Citation, library: Library, language: Interface) -> Html:
    article = library.articles[citation.article_id]
    written = html_lang(article.text, article.language)
    figure = figure_text(citation, WRITTEN[language])
    mark = citation.highlights[0]
    start, end = _clause(citation)
    clause = layered(article.text, (start, end), [mark_layer([mark])])
    number = tag(
        "button",
        f"[{citation.number}]",
        type="button",
        class_="tq-cite",
        aria_label=WORDS[language].cite(citation.number, citation.title),
        data_act="cite",
        data_turn=turn,
        data_number=citation.number,
    )
    told = [tag("span", article.title, lang=written), *([f" · {article.published}"] if article.published else [])]
    return tag(
        "tr",
        tag("th", traditional(figure) if language == "zh-Hant" else figure, scope="row"),
        tag("td", clause, lang=written),
        tag("td", *told, " ", number),
    )


def _clause(citation: Citation) -> tuple[int, int]:
    """The clauses of the quotation that its first highlight lies in, without the mark at their end."""
    low, high = (place - citation.start for place in citation.highlights[0])
    holding = [(start, end) for start, end in clauses(citation.quote) if start < high and low < end]
    start, end = holding[0][0], holding[-1][1]
    end = start + len(citation.quote[start:end].rstrip("，、；：。,;:. "))
    return citation.start + start, citation.start + max(end, high)
