"""What a question asks for: a figure and of what kind, a person, a date, a place, an organisation, or other."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import pairwise
from typing import Literal

from taobeiqa.answering import cues
from taobeiqa.records import Language, Query, Span
from taobeiqa.text.bylines import Credit
from taobeiqa.text.lists import asked_for
from taobeiqa.text.quantities import Quantity, quantities, unit_kind
from taobeiqa.text.rates import Holder, holders
from taobeiqa.text.script import fold
from taobeiqa.text.segment import Word, is_stopword, words
from taobeiqa.text.units import Kind

Wanted = Literal["quantity", "person", "author", "date", "place", "organisation", "named", "other"]


@dataclass(frozen=True, slots=True)
class Asked:
    """What is wanted. For quantities, `kinds` are those that fit, `measure` the measure word asked with (may be
    empty), `counted` where in the question the counted thing is named and `cue` where it is asked for ("how many"). For
    names, `ending` are the characters that a Chinese name of the asked-for sort ends in (which village: 村屯), empty
    where any will do; `office` is whether who holds an office is asked, which no organisation does. `several` is how
    many things are asked for where the question says so: which six. Of figures and dates it is not told. `credit` is
    whom of an article's makers is asked for, where an author is wanted. `each` is whether what one of many has is
    asked for (per tonne, 每户), and `holders` whether that is a household, a person or a mu. `given` are the figures
    that the question itself gives, in normal form: of the 957, 3.9亿元.
    """

    wanted: Wanted
    kinds: frozenset[Kind] = frozenset()
    measure: str = ""
    counted: Span | None = None
    ending: str = ""
    cue: Span | None = None
    sort: Span | None = None
    office: str = ""
    title: bool = False
    credit: Credit = "writer"
    several: int = 0
    each: bool = False
    holders: frozenset[Holder] = frozenset()
    given: frozenset[Decimal] = frozenset()


_COUNTS: frozenset[Kind] = frozenset({"count", "people", "households"})
_MONEY: frozenset[Kind] = frozenset({"money"})
_AREA: frozenset[Kind] = frozenset({"area"})
_AMOUNTS: frozenset[Kind] = frozenset({"money", "area", "mass", "volume", "energy"})
_TOLD_BY_RATE: frozenset[Kind] = _AMOUNTS | {"count", "length", "duration", "power"}
"""What each gets, or is paid by the month, may be: how many people or households there are is not."""
_FEW = 10
"""Figures below tell no sentence from another: 1 and 2 stand in many."""
_SHARE: frozenset[Kind] = frozenset({"share"})
_MADE_UP: frozenset[Kind] = _COUNTS | _SHARE
"""What tells how much of a thing something makes up: a share, or else how many of them."""


def understand(query: Query) -> Asked:
    """What a question wants."""
    return replace(_understand(query), given=frozenset(one.value for one in quantities(query.text) if _tells(one)))


def _tells(figure: Quantity) -> bool:
    """Whether a figure is great or exact enough to tell a sentence by it."""
    return figure.value >= _FEW or figure.value % 1 != 0


def _understand(query: Query) -> Asked:
    text = fold(query.text)
    if cues.OFTEN.search(text):
        return Asked("other")
    credit = _credit(text, query.language)
    if credit:
        return Asked("author", credit=credit)
    asked = _understand_zh(text) if query.language == "zh" else _understand_en(text)
    titled = asked.wanted in ("other", "named") and cues.TITLE.search(text) is not None
    if asked.wanted == "quantity":
        asked = replace(asked, each=cues.EACH.search(text) is not None, holders=holders(text))
    elif asked.wanted != "date":
        asked = replace(asked, several=asked_for(query.text))
    return replace(asked, wanted="named", title=True) if titled else asked


def _credit(text: str, language: Language) -> Credit | None:
    """Whom of an article's makers a question asks for, None where it asks for something else."""
    newspaper, author, picture = cues.ZH_CREDITS if language == "zh" else cues.EN_CREDITS
    if newspaper.search(text):
        return "newspaper"
    if not author.search(text):
        return None
    return "photographer" if picture.search(text) else "writer"


def _understand_zh(text: str) -> Asked:
    figure = _figure_cue(text)
    if figure and not cues.ZH_RANK.search(text):
        return replace(_figure_zh(text, figure), cue=figure.span())
    if cues.ZH_RECIPIENT.search(text):
        return Asked("other")
    for pattern, wanted in (
        (cues.ZH_DATE, "date"),
        (cues.ZH_ORGANISATION, "organisation"),
        (cues.ZH_PLACE, "place"),
        (cues.ZH_PERSON, "person"),
        (cues.ZH_NAMED, "named"),
    ):
        if pattern.search(text):
            return _name(wanted, text, cues.ZH_SORT, cues.ZH_OFFICE)  # type: ignore[arg-type]
    if not re.search("什么|啥|哪|为何", text) and cues.ZH_BARE_FIGURE.search(text):
        return Asked("quantity", _kinds_zh(text, ""), "", _last_words(text, len(text)))
    return Asked("other")


def _figure_cue(text: str) -> re.Match[str] | None:
    """The first word that asks for a figure; 几 may also say "some", 几年努力, where another word asks."""
    found = list(cues.ZH_FIGURE.finditer(text))
    return next((match for match in found if match.group() != "几"), found[0] if found else None)


def _figure_zh(text: str, figure: re.Match[str]) -> Asked:
    before, after = text[: figure.start()], text[figure.end() :]
    if figure.group().startswith("百分之"):
        return Asked("quantity", _SHARE, "%", _last_words(text, figure.start()))
    if figure["how"]:
        # 多大比例 asks for a share, 多长时间 for a duration: the noun decides, then the adjective.
        kinds = _kinds_zh(after[:4], before) or cues.ZH_HOW[figure["how"]]
        return Asked("quantity", kinds, "", _last_words(text, figure.start()))
    # 多少 and 几 stand where a number would: a number in their place shows the unit that they ask for.
    read = [one for one in quantities("5" + after) if one.start == 0 and not _is_cut(one, after)]
    measure = read[0].measure if read else ""
    rest = figure.end() + (read[0].end - 1 if read else 0)
    counted = _first_words(text, rest) or _last_words(text, figure.start())
    if measure and measure not in ("个", "项", "种"):
        kind = read[0].kind
        kinds = _COUNTS - {"people"} if measure in cues.ZH_OF_THINGS else _COUNTS
        if measure in cues.ZH_OF_THINGS - cues.ZH_OF_HOMES:
            kinds -= {"households"}
        return Asked("quantity", kinds if kind == "count" else frozenset({kind}), measure, counted)
    noun = text[counted[0] : counted[1]] if counted else ""
    if not measure and before.endswith(("占", "占了")):
        return Asked("quantity", _MADE_UP | _kinds_zh("", before.rstrip("了").removesuffix("占")), "", counted)
    return Asked("quantity", _COUNTS if measure else _kinds_zh(noun, before), measure, counted)


def _is_cut(quantity: Quantity, after: str) -> bool:
    """Whether what counts is only the beginning of a word: 集 of 集体."""
    following = words(after)[:1]
    measured = quantity.end - 1
    longer = bool(following) and following[0].start == 0 and following[0].end > max(measured, 1)
    return quantity.kind in ("count", "people") and longer and quantity.measure not in cues.ZH_OF_THINGS


def _kinds_zh(noun: str, before: str) -> frozenset[Kind]:
    """The kinds of figure that a noun is counted in; the nearest cue before 多少 decides where the noun has none."""
    for pattern, kind in cues.ZH_KIND_CUES:
        if re.search(pattern, noun):
            return frozenset({kind, "count"}) if kind in ("people", "households") else frozenset({kind})
    found = [(match.end(), kind) for pattern, kind in cues.ZH_KIND_CUES for match in re.finditer(pattern, before)]
    if found:
        kind = max(found)[1]
        if kind in ("people", "households"):
            return _COUNTS
        return frozenset({kind, "count"}) if kind == "money" else frozenset({kind})
    return frozenset()


def _first_words(text: str, start: int) -> Span | None:
    """The noun that follows a measure word: the first words up to a function word, three at most."""
    return _content_run([word for word in words(text) if word.start >= start][:3], adjacent_to=start)


def _last_words(text: str, end: int) -> Span | None:
    """The noun before 多少: the last two content words, function words between them and it skipped."""
    content = [word for word in words(text) if word.end <= end and not is_stopword(word.text)][-2:]
    return (content[0].start, content[-1].end) if content else None


def _content_run(found: Sequence[Word], adjacent_to: int, links: Sequence[str] = ()) -> Span | None:
    """The content words that follow `adjacent_to` without a break, `links` between them included."""
    run: list[Word] = []
    position = adjacent_to
    for word in found:
        links_on = bool(run) and word.text in links
        if word.start > position + 1 or (is_stopword(word.text) and not links_on):
            break
        run.append(word)
        position = word.end
    while run and run[-1].text in links:
        run.pop()
    return (run[0].start, run[-1].end) if run else None


def _understand_en(text: str) -> Asked:
    figure = cues.EN_FIGURE.search(text)
    date = cues.EN_DATE.search(text)
    if figure and not (date and date.start() < figure.start()):
        return replace(_figure_en(text, figure), cue=figure.span())
    if date:
        return Asked("date")
    if cues.EN_RECIPIENT.search(text):
        return Asked("other")
    for pattern, wanted in (
        (cues.EN_ORGANISATION, "organisation"),
        (cues.EN_PLACE, "place"),
        (cues.EN_PERSON, "person"),
        (cues.EN_NAMED, "named"),
    ):
        if pattern.search(text):
            return _name(wanted, text, cues.EN_SORT, cues.EN_OFFICE)  # type: ignore[arg-type]
    return _bare_figure_en(text)


def _bare_figure_en(text: str) -> Asked:
    """A figure that is asked for by what is measured or how it is told: yearly rent of the orchard, paid per jin."""
    bare = None if cues.EN_ELSE.search(text) else cues.EN_BARE_FIGURE.search(text)
    if bare:
        return replace(_figure_en(text, bare), cue=bare.span())
    sized, rate = cues.EN_SIZED.search(text), cues.EN_RATE.search(text)
    cue = sized or rate
    if not cue or cues.EN_NO_FIGURE.search(text):
        counted = None if cues.EN_ASKING.search(text) else cues.EN_COUNTED.match(text)
        return replace(_count_en(text, counted.span()), cue=counted.span()) if counted else Asked("other")
    kinds = _kinds_en(cues.EN_RATE.sub(" ", text))
    if rate:  # What it is told by is no kind of its own: rent per mu is money.
        kinds = kinds - _AREA or _TOLD_BY_RATE
    return Asked("quantity", _MONEY if sized and sized["money"] else kinds, cue=cue.span())


def _figure_en(text: str, figure: re.Match[str]) -> Asked:
    counted = _noun_en(text, figure.end())
    cue = figure.group()
    noun = text[counted[0] : counted[1]] if counted else ""
    if cue.startswith("how many") or cue.endswith(("number of", "total of", "sum of")):
        return _count_en(text, counted)
    if cue.endswith(("earn", "cost")):
        return Asked("quantity", _MONEY, "", counted)
    kinds = _kinds_en(cue) or _kinds_en(noun)
    if cue in ("how big", "how large"):
        kinds |= _kinds_en(text) & {"money"}
    if not kinds and cue == "how much":
        money = _kinds_en(text) & {"money"} or (_MONEY if cues.EN_GIVEN.search(text) else frozenset())
        kinds = money or (_AMOUNTS | _SHARE if cues.EN_SHARED.search(text) else _AMOUNTS)
    kinds = kinds or _kinds_en(text)
    return Asked("quantity", kinds, "", counted)


def _count_en(text: str, counted: Span | None) -> Asked:
    """How many there are of what is named in a place of the question."""
    noun = text[slice(*counted)] if counted else ""
    # Of households and people the households are asked for first; cooperatives are what comes last.
    for nouns in (re.split(r" (?:and|or) ", noun)[0].split(), noun.split()):
        for word in [*map(" ".join, pairwise(nouns)), *reversed(nouns)]:
            kind = unit_kind(word)
            if kind:
                of = re.compile(r"\s+of\s+").match(text, counted[1]) if counted else None  # kilometres of road
                return Asked("quantity", frozenset({kind}), word, (_noun_en(text, of.end()) if of else None) or counted)
    head = re.split(r"[\s-]", noun)[-1]  # profit-sharing contracts are no profit
    return Asked("quantity", _kinds_en(head) or _COUNTS, "", counted)


def _kinds_en(text: str) -> frozenset[Kind]:
    kinds = frozenset(kind for pattern, kind in cues.EN_KIND_CUES if re.search(pattern, text))
    return kinds | {"length"} if kinds == {"duration"} and "how long" in text else kinds


def _noun_en(text: str, start: int) -> Span | None:
    """The noun phrase after "how many": up to a function word other than "and", eight words at most."""
    following = [word for word in words(text) if word.start >= start]
    while following and following[0].text in ("more", "other", "further", "additional", "such", "very"):
        start = following.pop(0).end
    return _content_run(following[:8], start, ("and", "or"))


def _name(wanted: Wanted, text: str, sorts: re.Pattern[str], offices: re.Pattern[str]) -> Asked:
    sort = sorts.search(text)
    office = offices.search(text) if wanted == "person" else None
    return Asked(
        wanted,
        ending=cues.ENDINGS.get(sort["sort"], "") if sort else "",
        sort=sort.span("sort") if sort else None,
        office=next(filter(None, office.groups())) if office else "",
    )
