"""What somebody typed, as the query that it is."""

from __future__ import annotations

import unicodedata

from taobeiqa.answering.phrasing import proper
from taobeiqa.errors import QuestionError
from taobeiqa.records import Query
from taobeiqa.text.script import language_of

MAX_QUESTION_CHARS = 1000


def ask_query(question: str) -> Query:
    """A question as typed into a query: control characters out, blanks single, accents joined to their letters (NFC),
    its language told; of the text what is no question left out.

    Raises:
        QuestionError: it is blank, has no word, or is longer than `MAX_QUESTION_CHARS` code points.
    """
    printable = "".join(" " if unicodedata.category(char) in ("Cc", "Zl", "Zp") else char for char in question)
    visible = "".join(char for char in printable if unicodedata.category(char) not in ("Cf", "Cs"))
    text = unicodedata.normalize("NFC", " ".join(visible.split()))
    if not text:
        raise QuestionError("The question is empty: type a question in Chinese or English.")
    if len(text) > MAX_QUESTION_CHARS:
        raise QuestionError(f"The question has {len(text):,} characters: ask in at most {MAX_QUESTION_CHARS:,}.")
    if not any(char.isalnum() for char in text):
        raise QuestionError("The question has no word in it: type a question in Chinese or English.")
    return Query(proper(text), language_of(text))
