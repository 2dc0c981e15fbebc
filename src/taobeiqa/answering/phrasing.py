"""What of a message is the question: neither what somebody says of themselves, nor that they ask about the articles."""

from __future__ import annotations

import re

from taobeiqa.answering.cues import QUESTION_WORDS
from taobeiqa.text.script import fold
from taobeiqa.text.segment import terms

_FEW = 2
"""With fewer words of its own than that a question is no whole one: what do the articles mention?"""
_ASKED_WITH = rf"(?:what|{QUESTION_WORDS})\b"
_END = r"\s*[?.!]*$"
_THE = r"(?:(?:the|these|those|this|that|your|all|any|of|news(?:paper)?) ){1,3}"
_NOT_ONE = r"\b(?! (?:on|about|of|from|by|that|which|with|where|when|and|or|in|titled|entitled|called|headed)\b|['’])"
_ARTICLES = rf"{_THE}(?:articles?|stor(?:y|ies)|texts?|passages?){_NOT_ONE}"
_PAPERS = rf"{_THE}(?:articles?|stor(?:y|ies)|texts?|passages?|reports?|documents?|newspapers?|pieces?){_NOT_ONE}"
"""The articles, and none of them by what it is about: the report on the craftsman spirit. What stands "in the report"
may also stand in one that the articles speak of.
"""
_TOLD = r"(?:mentioned|reported|described|stated|given|told(?: of)?|named|cited|listed|noted|quoted|spoken of)"
_I, _YOU = r"(?:i|we)", r"(?:you|anyone|somebody)"
_ZH_PAPERS = r"(?:这|那|该|本|上述|以上)?(?:[几两些]篇?|篇)?(?:文章|报道|新闻|文)"
_ZH_TELL = r"(?:[说讲写提](?:[到过]|及)?|介绍|指出|显示)"

_OF_THEMSELVES = (
    re.compile(  # I'm writing a report: how many …
        r"^(?:(?:(?:hi|hello)[,.! ]+)?(?:i['’]m|i am|i['’]d|i need|i want|could you|can you)\b[^:?!.]{0,80}:\s+(?=\S)"
        r"|(?:hi|hello|hey)(?: there)?[,.!]+\s+(?=\S)"
        r"|[^,.?!:;。]{0,8}(?:想问|请教|问)(?:一?下|一?句|个问题)[,:]\s*(?=\S))"
    ),
    re.compile(  # Could you tell me how many …
        rf"^(?:(?:please |so |and )?(?:can|could|would|will) {_YOU}(?: please| kindly)? "
        r"(?:tell (?:me|us)|say|find out|look up|check|confirm|let (?:me|us) know)"
        r"|(?:please )?(?:tell (?:me|us)|do you (?:happen to )?know|any idea)"
        rf"|{_I}(?: would|['’]d) (?:like|love) to (?:know|find out|learn|ask)|{_I} (?:want|need) to (?:know|find out)"
        rf"|{_I}(?: am| was| are| were|['’]m|['’]re)? (?:just )?(?:wonder|wondering|curious))"
        rf"(?: please)?[,:]? (?={_ASKED_WITH})"
    ),
    re.compile(rf",? please(?={_END})"),
)
_OF_THE_ARTICLES = (
    re.compile(rf"^(?:according to|based on|going by|as per|per|in|from) {_PAPERS}(?:,\s*| (?={_ASKED_WITH}))"),
    re.compile(
        rf"^(?:(?:根据|按照|依据|据|按|从|在)?{_ZH_PAPERS}(?:里面|[里中上内])所?(?:{_ZH_TELL}的?|的)?[,:]?(?![了过没无])"
        rf"|(?:根据|按照|依据|据){_ZH_PAPERS}(?:{_ZH_TELL}|称)?[,:]|{_ZH_PAPERS}(?:{_ZH_TELL}|称)[,:])"
    ),
    re.compile(
        rf",? (?:as )?{_TOLD} (?:in|by) {_PAPERS}|,? (?:according to|based on|as per) {_PAPERS}(?={_END})"
        rf"|,? (?:in|from) {_ARTICLES}(?={_END})|,? in {_PAPERS}(?= who\b)"
        rf"| (?:do|does) {_PAPERS} (?:say|mention|speak of|tell of|report|give|state|cite)(?={_END})"
    ),
)


def proper(message: str) -> str:
    """The question alone, as far as it is one by itself; offsets are other ones than in the message."""
    question = message
    for said in _OF_THEMSELVES:
        question = _without(said, question, 1)
    for said in _OF_THE_ARTICLES:
        question = _without(said, question, _FEW)
    return question


def _without(said: re.Pattern[str], text: str, least: int) -> str:
    """A text without the first of what is said, if at least so many terms are left."""
    found = said.search(fold(text))
    rest = text[: found.start()] + text[found.end() :] if found else text
    return rest if len(terms(rest)) >= least else text
