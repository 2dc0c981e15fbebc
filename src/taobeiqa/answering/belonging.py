"""Which city a district belongs to, which university a school: in Chinese the whole stands directly before its part."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from taobeiqa.answering.candidates import Candidate
from taobeiqa.answering.evidence import Matcher, QuestionTerm, annotate
from taobeiqa.answering.spans import names_of
from taobeiqa.records import Passage, Query, Span
from taobeiqa.retrieval.index import Index
from taobeiqa.retrieval.lexicon import Lexicon
from taobeiqa.text.script import fold

_SORTS = {
    **{sort: (sort,) for sort in "省市盟州县旗区乡镇村"},
    **{
        "大学": ("大学", "学院"),
        "高校": ("大学", "学院"),
        "学院": ("学院", "大学"),
        "公司": ("公司",),
        "集团": ("集团",),
    },
    **{"province": ("省",), "city": ("市",), "prefecture": ("州",), "county": ("县",), "district": ("区",)},
    **{"township": ("乡", "镇"), "town": ("镇", "乡"), "village": ("村",), "company": ("公司",), "group": ("集团",)},
    **{"university": ("大学", "学院"), "college": ("学院", "大学")},
}
"""What the name of a whole ends in, by the sort of whole that is asked for."""
_NAMED = "|".join(sorted(_SORTS, key=len, reverse=True))
_ZH = re.compile(rf"(?P<part>.+?)(?:隶属于?|属于?|归)(?:哪|什么|何)(?:一?[个座所家])?(?P<sort>{_NAMED})")
_EN = re.compile(
    rf"\b(?:which|what) (?P<sort>{_NAMED})\b (?:is|does|do|did) (?:the )?(?P<part>.+?)(?: (?:that|which|who)\b.*)?"
    r" (?:part of|belong(?: to)?|come under|fall under|subordinate to|governed by)\W*$"
)
_PARTS = "市盟州县旗区乡镇村屯院系校部所局站"
"""What the name of a part may end in."""
_LARGER = "省市盟县旗区"
"""Behind which in a name that of something smaller begins."""
_MEANT = 0.7
"""From which match on a word of a text is what a word of the question names."""
_SURE = 6.0
"""The odds, a natural logarithm: what is written so is told so."""


def whole_of(
    query: Query, terms: Sequence[QuestionTerm], candidates: Sequence[Candidate], index: Index, lexicon: Lexicon
) -> Candidate | None:
    """What tells what that which a question names is a part of, such as 白城市 in 白城市洮北区; None where that is not
    asked or nowhere written so. Of several places the first in the best passage, or else in the first article.
    """
    text = fold(query.text)
    asked = (_ZH if query.language == "zh" else _EN).search(text)
    if not asked or not candidates:
        return None
    low, high = asked.span("part")
    low = max(low, text.rfind("的", low, high) + 1)
    name = text[low:high].rstrip().rpartition(" ")[2]
    if not name:
        return None
    own = tuple(name[-1]) if name[-1] in _PARTS else _SORTS.get(name, tuple(_PARTS))
    part = [term for term in terms if low <= term.token.start and term.token.end <= high]
    matcher = Matcher(part)
    found = list(dict.fromkeys([*(one.hit.passage for one in candidates), *index.passages]))
    places = (
        (passage, span)
        for passage in found
        if part and passage.language == "zh"
        for span in _wholes(passage, matcher, _SORTS[asked["sort"]], own, lexicon)
    )
    passage, (start, end) = next(places, (None, (0, 0)))
    if passage is None:
        return None
    start, end = passage.start + start, passage.start + end
    sentence = next(one for one in passage.sentences if one[0] <= start < one[1])
    told = replace(candidates[0], hit=replace(candidates[0].hit, passage=passage), sentence=sentence, span=(start, end))
    return replace(
        told, coverage=1.0, support=1.0, fit=1.0, odds=_SURE, retrieval=0.0, misfit=False, vacant=False, told=None
    )


def _wholes(
    passage: Passage, matcher: Matcher, endings: tuple[str, ...], own: tuple[str, ...], lexicon: Lexicon
) -> Iterator[Span]:
    """Names of the sort that stand directly before what the question names, which itself ends in one of `own`; offsets
    into the passage's text.
    """
    words = annotate(passage, lexicon)
    matches = matcher.matrix(words.tokens) >= _MEANT
    named = {*names_of(passage, "place", lexicon), *names_of(passage, "organisation", lexicon)}
    for low, high in sorted(named):
        inside = [place for place, token in enumerate(words.tokens) if low <= token.start and token.end <= high]
        for count, place in enumerate(inside[1:], start=1):
            ends = (n for n in range(count, len(inside)) if words.text.endswith(own, low, words.tokens[inside[n]].end))
            part = next(ends, -1)
            if part >= 0 and matches[:, place].any() and matches[:, inside[count : part + 1]].any(axis=1).all():
                yield from _named(words.text, low, words.tokens[place].start, endings)


def _named(text: str, low: int, high: int, endings: tuple[str, ...]) -> Iterator[Span]:
    """The smallest name of the sort in what stands before a part, itself without what it is part of."""
    end = next((end for end in range(high, low + 1, -1) if text.endswith(endings, low, end)), low)
    if end > low:
        yield max((place + 1 for place in range(low, end - 2) if text[place] in _LARGER), default=low), end
