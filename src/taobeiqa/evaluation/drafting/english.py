"""An English question from the sentence that answers it.

Where the figure is what a clause speaks of, or what its verb acts on, the question begins with it: "How many X have
left the list?", "How many X were built?". Elsewhere the clause keeps its order: "The rate has reached what
percentage?" A clause that cannot stand alone takes the clauses before it along.
"""

from __future__ import annotations

import re
from functools import lru_cache

from taobeiqa.evaluation.drafting.english_forms import (
    LONGEST,
    Place,
    doing,
    fronted,
    in_place,
    inverted,
    moved,
    with_antecedent,
    without_article,
)
from taobeiqa.evaluation.drafting.english_words import (
    AUXILIARY,
    CONJUNCTION,
    FINITE,
    PREPOSITION,
    is_phrase,
    lower,
    opens_with_phrase,
    uncoordinated,
)
from taobeiqa.evaluation.drafting.facts import Fact
from taobeiqa.text.segment import clauses

_LONGEST_CLAUSE = 600
_MARKS = " ,.;:!?…—\n\t"
_DATELINE = re.compile(r"[A-Z][\w’' ]*(?:, [A-Z]\w+)*(?: \([^()]*\))?: ")
_BRACKET = re.compile(r" ?\([^()]*\)")
_OPENED = re.compile(r" \((?=(?:including|of which) )([^()]*)\)")
_ABBREVIATED = re.compile(r"\b(?:Co\.?,|(?:Co|Ltd|Inc|Mr|Mrs|Ms|Dr|No|St)\.)$")
_SENTENCE_END = re.compile(r"[.!?;][”’\")]*$")
_NAME = re.compile(r"(?:^|\b(?:said|says) (?:[a-z]+ )?)([A-Z][\w’'-]+(?: [A-Z][\w’'-]+)+)$")
_PART_OF_THEM = re.compile(rf" of (?:them|whom|which|these)\b(?! {AUXILIARY})")
_WHEN = re.compile(r"(?:Recently,?|(?P<when>(?:In|On) [\w ]*[0-9]+)) ")
_COMPANY = ("ltd", "limited", "co", "corporation")
_FORMS_OF_ADDRESS = ("Mr", "Mrs", "Ms", "Dr")


def english_question(paragraph: str, fact: Fact) -> str | None:
    """The question, or None where no readable one can be made. `fact` has offsets into the paragraph."""
    place = _place(paragraph, fact)
    if place is None:
        return None
    if fact.quantity is not None:
        asked = _how_many(paragraph, fact)
        question = None if asked == "how much" and _is_attribute(place) else _figure(place, asked)
    elif fact.type == "date":
        question = _date(place, fact)
    else:
        question = _person(place) if fact.is_person else _body(place, fact)
    question = re.sub(r"\s+", " ", question or "").replace(" ,", ",").strip(_MARKS)
    if len(question) > LONGEST or len(question.split()) < 4:
        return None
    return f"{question[0].upper()}{question[1:]}?"


def _place(paragraph: str, fact: Fact) -> Place | None:
    """Where a fact stands, None where that is inside brackets, across clauses or in an endless one."""
    text = _OPENED.sub(lambda match: f", {match.group(1)} ", paragraph)  # as long as before
    if any(match.start() < fact.start < match.end() for match in _BRACKET.finditer(text)):
        return None
    pieces = _pieces(text)
    here = next((n for n, (start, end) in enumerate(pieces) if start <= fact.start and fact.end <= end), None)
    if here is None or pieces[here][1] - pieces[here][0] > _LONGEST_CLAUSE:
        return None
    first = last = here
    while first > 0 and not _SENTENCE_END.search(text[slice(*pieces[first - 1])]):
        first -= 1
    while last + 1 < len(pieces) and not _SENTENCE_END.search(text[slice(*pieces[last])]):
        last += 1
    core = [_BRACKET.sub("", text[slice(*piece)]).strip(_MARKS) for piece in pieces[first : last + 1]]
    before = _BRACKET.sub("", text[pieces[here][0] : fact.start])
    joint = CONJUNCTION.match(before)
    return Place(
        before=before[joint.end() :] if joint else before,
        after=_BRACKET.sub("", text[fact.end : pieces[here][1]]).rstrip(_MARKS),
        joint=joint.group() if joint else "",
        earlier=tuple(core[: here - first]),
        later=tuple(core[here - first + 1 :]),
    )


@lru_cache(maxsize=64)
def _pieces(text: str) -> list[tuple[int, int]]:
    """The clauses of a paragraph without its dateline; the stop of an abbreviation ends none."""
    dateline = _DATELINE.match(text)
    begin = dateline.end() if dateline else 0
    pieces: list[tuple[int, int]] = []
    for start, end in clauses(text):
        if start < begin:
            continue
        if pieces and _ABBREVIATED.search(text[slice(*pieces[-1])]):
            pieces[-1] = (pieces[-1][0], end)
        else:
            pieces.append((start, end))
    return pieces


def _how_many(text: str, fact: Fact) -> str:
    quantity = fact.quantity
    if quantity is None:
        return "what"
    if quantity.kind == "money" or re.match(r"[¥￥£€$]", text[fact.start : fact.end]):
        return "how much"
    unit = text[quantity.number[1] : fact.end].strip(" -")
    if quantity.kind == "share":
        return "how many percentage points" if "point" in unit else "what percentage"
    return "how old" if quantity.kind == "age" else f"how many {unit}".strip()


def _is_attribute(place: Place) -> bool:
    """Whether a sum only tells which thing is meant: the £3 million bridge."""
    begins = re.search(r"(?i)\b(?:the|an?|its) $", place.before)
    return bool(begins and re.match(rf" (?!{PREPOSITION}\b)[a-z]", place.after))


def _figure(place: Place, asked: str) -> str | None:
    place, asked = without_article(place, asked)
    bare = asked == "how many"
    if not place.before and place.earlier and not place.after.replace(" this year", ""):
        named = _NAME.search(place.earlier[-1])  # Mary Miller, 56,
        return f"how old is {named.group(1)}" if bare and named else None
    if place.in_list:
        counts = bare and place.after and not FINITE.match(place.after[1:])
        return f"{asked}{uncoordinated(place.after)} were there" if counts else None
    worth = re.search(r"(?:^| )([0-9][^,]*) worth $", place.before)
    if worth and asked == "how much":
        return f"how much were the {worth.group(1).split(' and ')[-1]} worth"
    place = with_antecedent(place)
    if not place.before:
        return _counted(place, asked)
    if opens_with_phrase(place.before) and all(map(is_phrase, place.earlier)):
        return fronted(place, asked)
    return inverted(place, asked) or moved(place, asked) or in_place(place, asked)


def _counted(place: Place, asked: str) -> str | None:
    """A clause that begins with its figure: what is counted is what it speaks of."""
    if not place.after:
        return doing(asked, place)
    if FINITE.search(place.after) and not _PART_OF_THEM.match(place.after):
        return asked + place.after
    if place.earlier:
        return in_place(place, asked)
    return asked + place.after if len(place.after.split()) > 4 else None


def _date(place: Place, fact: Fact) -> str | None:
    parts = fact.key.split("-")
    has_year = len(parts[0]) == 4
    asked = {(True, 1): "what year", (True, 2): "what month", (False, 1): "what month"}
    what = "when" if fact.key == "end" else asked.get((has_year, len(parts)), "what date")
    if not re.search(rf"\b(?i:{PREPOSITION}|of) $", place.before):
        return None
    return fronted(place, what) if re.fullmatch(r"\w+ ", place.before) else in_place(place, what)


def _person(place: Place) -> str | None:
    """The holder of an office by the office, and who did something by what was done."""
    title = re.fullmatch(r"(?:[Tt]he )?([A-Z][a-z]+)\.? ", place.before)
    if title and place.after and title.group(1) not in _FORMS_OF_ADDRESS:
        return f"which {title.group(1).lower()}{uncoordinated(place.after)}"
    office = place.earlier[-1] if place.earlier else ""
    if not place.after and re.match(r"(?:The|the|Its|Their) ", office):
        return None if FINITE.search(office) or place.before else f"who is {lower(office)}"
    office = place.later[0] if place.later and not place.after else ""
    if re.match(r"(?:the |an? )?[a-z]+ (?:[a-z]+ )?(?:of|at|for) ", office) and not is_phrase(office):
        return f"who is {office if office.startswith(('the ', 'a ', 'an ')) else f'the {office}'}"
    return None if place.before else doing("who", place)


def _body(place: Place, fact: Fact) -> str | None:
    """A place or a body, by its sort: which village, which company."""
    if fact.sort is None:
        return None
    head = fact.key.split(" of ")[0].split()  # of a School of Law of a University the school
    said = [*reversed(head), *fact.key.split()]
    word = next((word for word in said if word in fact.sort.words), fact.sort.words[0])
    asked = f"which {'company' if word in _COMPANY else word}"
    place, _ = without_article(place, "")
    when = _WHEN.fullmatch(place.before)
    if not place.before or when:
        question = doing(asked, place)
        return f"{question} {lower(when['when'])}" if question and when and when["when"] else question
    aside = place.later and re.search(r" (?:who|which|that) ", place.before)
    speech = any("”" in clause for clause in place.earlier)
    inside_a_name = re.search(r"[A-Z][\w-]+ $", place.before)
    if speech or aside or inside_a_name or re.match(rf"(?i:{PREPOSITION}) ", place.before):
        return None
    question = in_place(place, asked)
    return question if question and FINITE.search(question) else None
