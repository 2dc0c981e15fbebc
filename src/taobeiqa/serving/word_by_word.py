"""A quotation word by word as HTML: each word with its reading above and its meaning below."""

from __future__ import annotations

from collections.abc import Sequence

from taobeiqa.answering.gloss import Gloss
from taobeiqa.records import Language
from taobeiqa.serving.markup import Html, html_lang, tag
from taobeiqa.serving.words import HTML_LANG, Words

_PINYIN = "zh-Latn-pinyin"


def word_by_word(pieces: Sequence[Gloss], written: Language, told: Language, words: Words) -> list[Html]:
    """What opens to show a quotation word by word, nothing for one without pieces.

    Args:
        pieces: the quotation's words and what stands between them.
        written: the quotation's language.
        told: the language of the meanings.
        words: what the interface says.
    """
    if not pieces:
        return []
    items = [_word(each, written, told) for each in _with_marks(pieces)]
    inside = (
        tag("summary", words.word_by_word),
        tag("p", words.word_by_word_note, class_="tq-gloss-note"),
        tag("ol", *items, class_="tq-gloss-words"),
    )
    return [tag("details", *inside, class_="tq-gloss")]


def _with_marks(pieces: Sequence[Gloss]) -> list[tuple[Gloss, str]]:
    """Each word and its characters with the marks around it: one that opens goes before a word, any other behind."""
    found: list[tuple[Gloss, str]] = []
    waiting = ""
    for piece in pieces:
        if piece.pinyin or piece.english or any(map(str.isalnum, piece.text)):
            found.append((piece, waiting + piece.text))
            waiting = ""
            continue
        opening = len(piece.text.rstrip("“‘《（("))
        behind, before = piece.text[:opening].rstrip(), piece.text[opening:]
        if found and behind:
            last, text = found.pop()
            found.append((last, text + behind))
        waiting = before if found else piece.text
    return found


def _word(each: tuple[Gloss, str], written: Language, told: Language) -> Html:
    piece, text = each
    return tag(
        "li",
        tag("span", piece.pinyin, class_="tq-pinyin", lang=_PINYIN),
        tag("span", text, class_="tq-word", lang=html_lang(text, written)),
        tag("span", piece.english, class_="tq-meaning", lang=HTML_LANG[told]),
    )
