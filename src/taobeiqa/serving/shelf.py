"""The pages on which all articles can be found and read, as HTML. All links are relative and hold under a prefix."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import quote, urlencode

from taobeiqa.corpus.articles import Paragraph, paragraphs
from taobeiqa.records import Article, Hit, Span
from taobeiqa.serving.markup import Html, html_lang, join, layered, mark, tag
from taobeiqa.serving.page import page
from taobeiqa.serving.source import Library, facts
from taobeiqa.serving.words import HTML_LANG, LANGUAGE_NAMES, WORDS, WRITTEN, Interface, Words
from taobeiqa.text.script import fold
from taobeiqa.text.segment import is_stopword, sentences, words

ON_A_PAGE = 20
MOST_TITLES = 10
_SHORTEST = 2
"""How many characters a word of a search has that is marked in what is found."""


@dataclass(frozen=True, slots=True)
class Visit:
    """What an address of these pages asks for."""

    language: Interface
    chosen: bool = False
    """Whether the address names the language, so that its links have to."""
    asked: str = ""
    number: int = 1
    """Of the page of the list."""
    translation: bool | None = None
    """Whether the translation is wanted; None where nothing is said."""

    def query(self, **others: str | int | None) -> str:
        """The query string of a link to such a page, `?` included: the language if it was chosen, and what is given."""
        said = {**({"lang": self.language} if self.chosen else {}), **others}
        written = urlencode({key: value for key, value in said.items() if value not in (None, "")})
        return f"?{written}" if written else ""


def in_order(articles: Iterable[Article]) -> list[Article]:
    """Newest first, those without a date last, then by id."""
    by_id = sorted(articles, key=lambda article: article.id)
    return sorted(by_id, key=lambda article: article.published or "", reverse=True)


def with_title(library: Library, asked: str) -> list[Article]:
    """The articles whose title, or its translation, has all words of a search."""
    wanted = [word.text for word in words(asked)]
    found = [
        article
        for article in in_order(library.articles.values())
        if wanted and all(word in _titles(article, library) for word in wanted)
    ]
    return found[:MOST_TITLES]


def _titles(article: Article, library: Library) -> str:
    others = [one.title for (original, _), one in library.translations.items() if original == article.id]
    return fold("\n".join([article.title, *others]))


def list_page(visit: Visit, library: Library, may_search: bool) -> str:
    """All articles, so many to a page."""
    said = WORDS[visit.language]
    shelf = in_order(library.articles.values())
    last = max(1, -(-len(shelf) // ON_A_PAGE))
    number = min(max(visit.number, 1), last)
    shown = shelf[ON_A_PAGE * (number - 1) : ON_A_PAGE * number]
    rows = [_row(article, library, visit) for article in shown]
    content = [
        tag("h1", said.all_articles),
        _search(visit, said, may_search),
        tag("ol", *rows, class_="list", start=ON_A_PAGE * (number - 1) + 1),
        *([_turning(visit, said, number, last)] if last > 1 else []),
    ]
    return _framed(said.all_articles, visit, content, {"page": number if number > 1 else None})


def found_page(
    visit: Visit, library: Library, titled: Sequence[Article], hits: Sequence[Hit], problem: str = ""
) -> str:
    """What a search found: titles first, then passages, each with the article that it stands in."""
    said = WORDS[visit.language]
    content = [tag("h1", said.all_articles), _search(visit, said, True)]
    if problem or not (titled or hits):
        content.append(tag("p", problem or said.found_nothing, class_="note", role="status"))
    if titled:
        rows = [_row(article, library, visit) for article in titled]
        content += [tag("h2", said.found_in_titles), tag("ol", *rows, class_="list")]
    if hits:
        rows = [_found(hit, library, visit) for hit in hits]
        content += [tag("h2", said.found_in_texts), tag("ol", *rows, class_="list")]
    content.append(tag("p", tag("a", said.all_articles, href=f"articles{visit.query()}"), class_="turn"))
    return _framed(f"{visit.asked} — {said.all_articles}", visit, content, {"q": visit.asked})


def article_page(visit: Visit, library: Library, article: Article) -> str:
    """One article, with its translation paragraph by paragraph. A sentence is linked to by its offset, `#c120`."""
    said, read = WORDS[visit.language], WRITTEN[visit.language]
    others = [read, *(language for language in HTML_LANG if language != read)]
    found = [library.translations.get((article.id, other)) for other in others if other != article.language]
    translation = next((one for one in found if one is not None), None)
    wanted = visit.translation if visit.translation is not None else article.language != read
    content = [_ways(visit, said, translation is not None, wanted), _text(article, translation, visit, wanted)]
    keep = {} if visit.translation is None else {"translation": int(visit.translation)}
    return _framed(f"{article.title} — {said.name}", visit, content, keep, up="../")


def missing_page(visit: Visit) -> str:
    """That there is no article of that id."""
    said = WORDS[visit.language]
    back = tag("p", tag("a", said.all_articles, href=f"../articles{visit.query()}"))
    return _framed(said.no_article, visit, [tag("h1", said.no_article), back], {}, up="../")


def _framed(
    title: str, visit: Visit, content: Sequence[Html], keep: Mapping[str, str | int | None], up: str = ""
) -> str:
    """`keep` is what else the address says, for the links to the other languages; `up` leads to the chat's folder."""
    said = WORDS[visit.language]
    languages = [
        tag(
            "a",
            name,
            href="?"
            + urlencode({"lang": language, **{key: value for key, value in keep.items() if value is not None}}),
            lang=language,
            aria_current="true" if language == visit.language else None,
        )
        for language, name in LANGUAGE_NAMES.items()
    ]
    header = tag(
        "header",
        tag("p", tag("a", said.name, href=up or "./")),
        tag("nav", tag("a", said.to_chat, href=up or "./"), *languages, aria_label=said.switch),
        class_="masthead",
    )
    return page(title, tag("div", *content, class_="articles"), lang=visit.language, header=header)


def _search(visit: Visit, said: Words, may_search: bool) -> Html:
    if not may_search:
        return tag("p", said.may_not_search, class_="note")
    box = tag("input", id="q", name="q", type="search", value=visit.asked or None, maxlength=1000)
    kept = [tag("input", type="hidden", name="lang", value=visit.language)] if visit.chosen else []
    label, button = tag("label", said.find, for_="q"), tag("button", said.search)
    return tag("form", label, box, *kept, button, class_="search", role="search", action="articles", method="get")


def _row(article: Article, library: Library, visit: Visit) -> Html:
    said = WORDS[visit.language]
    count = sum(1 for paragraph in paragraphs(article.text) if not paragraph.level)
    told = [*facts(article, visit.language), said.in_language[article.language], said.paragraphs(count)]
    return tag(
        "li",
        _link(article, visit, [marked(article.title, (0, len(article.title)), visit.asked)]),
        *_translated_title(article, library, visit),
        tag("p", " · ".join(told)),
    )


def _translated_title(article: Article, library: Library, visit: Visit) -> list[Html]:
    read = WRITTEN[visit.language]
    translation = library.translations.get((article.id, read)) if read != article.language else None
    return [tag("p", translation.title, lang=html_lang(translation.title, read))] if translation else []


def _found(hit: Hit, library: Library, visit: Visit) -> Html:
    article, passage = library.articles[hit.passage.article_id], hit.passage
    text = marked(article.text, (passage.start, passage.end), visit.asked)
    return tag(
        "li",
        _link(article, visit, [article.title], f"#c{passage.start}"),
        tag("p", " · ".join(facts(article, visit.language))),
        tag("p", text, class_="passage", lang=html_lang(article.text, article.language)),
    )


def _link(article: Article, visit: Visit, inside: Sequence[str], place: str = "") -> Html:
    address = f"articles/{quote(article.id)}{visit.query()}{place}"
    return tag("a", *inside, href=address, lang=html_lang(article.text, article.language))


def marked(text: str, span: Span, asked: str) -> Html:
    """`text[start:end]` with the words of a search marked, however they are spelled."""
    folded = fold(text[slice(*span)])
    wanted = {word.text for word in words(asked) if len(word.text) >= _SHORTEST and not is_stopword(word.text)}
    places: list[Span] = []
    for word in wanted:
        at = folded.find(word)
        while at >= 0:
            places.append((span[0] + at, span[0] + at + len(word)))
            at = folded.find(word, at + len(word))
    return layered(text, span, [(places, mark)])


def _turning(visit: Visit, said: Words, number: int, last: int) -> Html:
    ways = [(said.newer, number - 1, number > 1), (said.older, number + 1, number < last)]
    links = [tag("a", name, href=f"articles{visit.query(page=to)}") for name, to, there in ways if there]
    return tag("nav", *links, tag("span", said.page_of(number, last)), class_="turn", aria_label=said.pages)


def _ways(visit: Visit, said: Words, translated: bool, wanted: bool) -> Html:
    back = tag("a", f"← {said.all_articles}", href=f"../articles{visit.query()}")
    label = said.hide_translation if wanted else said.show_translation
    switch = [tag("a", label, href=visit.query(translation=int(not wanted)))] if translated else []
    return tag("div", back, *switch, class_="ways")


def _text(article: Article, translation: Article | None, visit: Visit, wanted: bool) -> Html:
    said = WORDS[visit.language]
    blocks = list(paragraphs(article.text))
    shown = translation if wanted else None
    theirs = [shown.text[one.start : one.end] for one in paragraphs(shown.text)] if shown else []
    titled = bool(blocks) and blocks[0].level == 1
    told = [*facts(article, visit.language), *([said.source(article.url or article.source)] if article.source else [])]
    pieces = [tag("h1", _linked(article.text, blocks[0]) if titled else article.title)]
    if shown and titled:
        pieces.append(_beneath(theirs[0], shown))
    pieces.append(tag("p", " · ".join(told), class_="byline"))
    if shown and not shown.reviewed:
        pieces.append(tag("p", f"{said.translation}: {said.unreviewed}", class_="note", lang=visit.language))
    for place, block in enumerate(blocks):
        if block.after_gap:
            pieces.append(tag("p", f"— {said.gap} —", class_="gap", lang=visit.language))
        if place == 0 and titled:
            continue
        element = "p" if not block.level else "h2" if block.level <= 2 else "h3"
        pieces.append(tag(element, _linked(article.text, block), class_=None if block.level else "said"))
        if shown and place < len(theirs):
            pieces.append(_beneath(theirs[place], shown))
    return tag("article", *pieces, class_="article", lang=html_lang(article.text, article.language))


def _linked(text: str, block: Paragraph) -> Html:
    """A paragraph with an anchor at each of its sentences: `c` and where it begins in the article's text."""
    pieces: list[str] = []
    at = block.start
    for low, high in sentences(text[block.start : block.end]):
        start, end = block.start + low, block.start + high
        pieces += [text[at:start], tag("span", text[start:end], id=f"c{start}")]
        at = end
    return join(*pieces, text[at : block.end])


def _beneath(text: str, translation: Article) -> Html:
    return tag("p", text, class_="beneath", lang=html_lang(translation.text, translation.language))
