"""What somebody typed, as the query that it is."""

from __future__ import annotations

import re
import unicodedata

from taobeiqa.errors import QuestionError
from taobeiqa.records import Query
from taobeiqa.text.script import fold, language_of

MAX_QUESTION_CHARS = 1000
_LEAD = re.compile(
    r"(?:(?:hi|hello)[,.! ]+)?(?:i['’]m|i am|i['’]d|i need|i want|could you|can you)\b[^:?!.]{0,80}:\s+(?=\S)"
    r"|[^,.?!:;。]{0,8}(?:想问|请教|问)(?:一?下|一?句|个问题)[,:]\s*(?=\S)"
)
"""What somebody says before the question, of themselves: I'm writing a report: how many …"""


def ask_query(question: str) -> Query:
    """A question as typed into a query: control characters out, blanks single, accents joined to their letters (NFC),
    what somebody says of themselves before it left out, its language told.

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
    lead = _LEAD.match(fold(text))
    proper = text[lead.end() :] if lead else text
    return Query(proper if any(char.isalnum() for char in proper) else text, language_of(text))
