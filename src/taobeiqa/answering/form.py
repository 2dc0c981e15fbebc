"""What the form of a sentence says for or against it, whatever it speaks of: it lists as many things as are asked for;
it tells what one of many has, where that is asked for: 500 yuan a household, 每亩三百元; or it has the figures that the
question gives: of the 957 people.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Set
from decimal import Decimal

from taobeiqa.answering.question import Asked
from taobeiqa.records import Language
from taobeiqa.text.lists import list_lengths
from taobeiqa.text.rates import holders
from taobeiqa.text.script import fold

_SEVERAL = 3
"""From how many things on a list tells: two stand together in one sentence of five."""
_LISTED: Mapping[Language, tuple[float, float]] = {"zh": (-2.2, 2.8), "en": (-1.5, 1.6)}
"""`form_odds` of a sentence without such a list and with one. Of 142 Chinese sentences that answer such a question 128
list as many things, of 2,893 others in the same articles 164; of English ones 115 of 140 and 627 of 3,434.
"""
_RATED: Mapping[Language, tuple[float, float]] = {"zh": (-3.2, 1.0), "en": (-2.2, 1.1)}
"""`form_odds` of a sentence that does not tell of one of many and of one that does. Of 515 Chinese sentences that
answer such a question 502 do, of 11,370 others with figures of the asked-for kind 4,069; of English ones 713 of 774
and 3,898 of 12,385.
"""
_SAME, _ANOTHER, _UNNAMED = 2.2, {"zh": -2.2, "en": -1.7}, {"zh": -1.9, "en": -0.5}
"""`form_odds` where a household, a person or a mu is asked for and a sentence tells of the same, of another of them, or
of something else: 191, 1 and 6 of 202 Chinese sentences that answer and 427, 274 and 892 of 4,294 others; 262, 2 and 49
of 334 English ones and 481, 238 and 1,431 of 5,712.
"""
_RATE: Mapping[Language, re.Pattern[str]] = {
    "zh": re.compile("[每各均]|[月年日]薪|月(?:工资|租|收入)|一(?:个月|[人户家亩斤年天头只株棵平])"),
    "en": re.compile(
        r"\b(?:each|per (?!cent)|every|average|apiece|daily|monthly|yearly|annual|weekly)\b"
        r"|(?:yuan|jin|kilo(?:gram)?s?|kg|tonnes|dollars?|mu|fen|points|[0-9]|hundred|thousand) an? [a-z]+\b"
    ),
}
_HERE: Mapping[Language, float] = {"zh": 3.5, "en": 3.8}
_NOWHERE: Mapping[Language, float] = {"zh": -1.2, "en": -1.3}
"""`given_odds` of a sentence with the figures that the question gives, and of one in a passage without them. Of 705
Chinese sentences that answer such a question 467 have them, of 19,335 others in the same articles 399, and 193 and
17,226 stand where they are not; of English ones 368 of 547 and 289 of 19,310, 133 and 17,368.
"""


def form_odds(asked: Asked, sentence: str, language: Language) -> float:
    """The natural logarithm of how much likelier a sentence that answers has the form of this one than another one has
    it; 0 where no form is asked for.
    """
    if asked.several >= _SEVERAL:
        return _LISTED[language][asked.several in list_lengths(sentence)]
    if not asked.each:
        return 0.0
    rated = _RATE[language].search(fold(sentence)) is not None
    if not (rated and asked.holders):
        return _RATED[language][rated]
    told = holders(sentence)
    return _SAME if told & asked.holders else (_ANOTHER if told else _UNNAMED)[language]


def given_odds(asked: Asked, here: Set[Decimal], anywhere: Set[Decimal], language: Language) -> float:
    """The same for the figures that a question gives, `here` being those of the sentence and `anywhere` those of its
    passage, in normal form; 0 where it gives none, or the passage has them elsewhere.
    """
    if not asked.given:
        return 0.0
    if asked.given <= here:
        return _HERE[language]
    return 0.0 if asked.given <= anywhere else _NOWHERE[language]
