"""Questions that one sentence may not answer: why, how, which measures. The further sentences that answer them."""

from __future__ import annotations

import re

from taobeiqa.answering.candidates import Candidate, Reading
from taobeiqa.answering.cues import spoken
from taobeiqa.records import Query
from taobeiqa.text.script import fold

CLOSE = 1.6
"""How far below the best sentence's score another may lie and still belong to the answer: of the best sentence the
extractor is often much surer, which the score counts.
"""
MOST_FURTHER = 2
SURE = -0.5
"""The least odds of the extractor, for each of them: of the bundled right sentences more than half have it."""
_ZH = spoken(
    r"怎么(?!称呼|读|写)|怎样|如何|为什么|为何|为啥|哪些|什么样|什么(?:措施|办法|做法|举措|原因|作用|好处|变化|影响|内容|要求|工作)"
    r"|(?:做|干|有|采取|带来|用来)了?(?:些)?什么|介绍一下|[谈说]说|讲讲"
)
_EN = re.compile(
    r"^\W*(?:and |but |so )?(?:why|how (?:do|does|did|is|are|was|were|has|have|had|can|could|will|would)|tell me)\b"
    r"|\bwhat (?:\w+ ){0,2}?(?:measures|steps|reasons|benefits|changes|effects|results|efforts|ways|kinds?|sorts?)\b"
    r"|\bwhat (?:do|does|did|has|have|had|was|were|is|are) (?:\w+ ){1,8}?"
    r"(?:do|doing|done|bring|brought|used for|offer|provide|achieve|look at)\b"
    r"|\bwhich (?:\w+ ){0,2}?(?:measures|steps|things|goods|animals|crops|kinds)\b"
)


def is_open(query: Query) -> bool:
    """Whether a question asks for what several sentences may tell."""
    return bool((_ZH if query.language == "zh" else _EN).search(fold(query.text)))


def further(query: Query, reading: Reading) -> list[Candidate]:
    """Sentences of the best one's article that answer an open question too, best first, at most `MOST_FURTHER`: the
    extractor has to find an answer in them.
    """
    best = reading.candidates[0]
    if best.wanted != "other" or best.odds <= SURE or not is_open(query):
        return []
    return [
        one
        for one in reading.candidates[1:]
        if one.hit.passage.article_id == best.hit.passage.article_id
        if one.odds > SURE and one.score >= best.score - CLOSE
    ][:MOST_FURTHER]
