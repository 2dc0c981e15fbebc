"""An answer as Markdown to be taken elsewhere, in which nothing that an article says is more than text."""

from __future__ import annotations

from taobeiqa.records import Answer, Article, Citation
from taobeiqa.serving.markdown import plain
from taobeiqa.serving.source import Library, facts
from taobeiqa.serving.words import WORDS, Interface, Words


def answer_markdown(answer: Answer, library: Library, language: Interface) -> str:
    """An answer with its citations: title, source and quotation of each, numbered as the answer numbers them."""
    words = WORDS[language]
    numbers = "".join(f" \\[{citation.number}\\]" for citation in answer.citations)
    pieces = [plain(answer.text) + numbers]
    if answer.written_by:
        pieces.append(plain(words.worded(answer.written_by)))
    pieces += [_citation(one, library.articles[one.article_id], language, words) for one in answer.citations]
    return "\n\n".join(pieces) + "\n"


def _citation(citation: Citation, article: Article, language: Interface, words: Words) -> str:
    source = article.url or article.source
    told = "".join(f" · {fact}" for fact in [*facts(article, language), *([words.source(source)] if source else [])])
    line = f"**{article.title}**{told}"
    quoted = [plain(citation.quote)]
    if citation.translation:
        mark = "" if citation.translation_reviewed else f" ({words.unreviewed})"
        quoted.append(plain(citation.translation) + mark)
    opening = f"{citation.number}. "
    title = f"{opening}**{plain(article.title, line)}** {plain(told, line)}".rstrip()
    return f"{title}\n\n" + f"\n{' ' * len(opening)}>\n".join(f"{' ' * len(opening)}> {one}" for one in quoted)


def question_markdown(question: str) -> str:
    """A question as the heading above its answer."""
    return f"## {plain(question)}"
