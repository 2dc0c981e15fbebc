"""English grammar as far as patterns reach: verbs, phrases, and where a clause begins to tell of something else."""

from __future__ import annotations

import re

from taobeiqa.text.stopwords import IRREGULAR

AUXILIARY = r"(?:has|have|had|is|are|was|were|will|can|could|may|must|should|would)"
PREPOSITION = (
    r"(?:in|on|at|by|for|from|to|with|over|under|since|during|after|before|within|across|through|between|among|around|"
    r"into|as|per|until|against|along|about|near|without|including|according)"
)
ADVERB = r"(?:also|now|already|so far|still|just|since|together|altogether|then|[a-z]+ly)"
_PARTED = """
began:begun broke:broken chose:chosen drew:drawn drove:driven gave:given took:taken wrote:written saw:seen
threw:thrown grew:grown sank:sunk won:won
"""
PARTICIPLES: dict[str, str] = dict(pair.split(":") for pair in _PARTED.split())
"""The participles that differ from the past."""
_NO_VERBS = ("child", "foot", "man", "woman", "life", "wife", "people")
_PAST = {word for word, base in IRREGULAR.items() if base not in _NO_VERBS} | {
    *PARTICIPLES,
    "cut",
    "put",
    "set",
    "cost",
}
VERB = rf"(?:[a-z]+ed|{'|'.join(sorted(_PAST))})"
"""A past tense or a participle: what can be told from a noun by its form."""
PARTICLE = r"(?: (?:up|out|down|off|back|over|on|in|away))?"
FIXED = frozenset(
    """
    reached totalled totaled numbered lasted rose risen fell fallen grew grown increased decreased dropped climbed
    declined exceeded passed cost had been became become came come went gone stood ran lived remained averaged
    measured weighed took paid waited
    """.split()  # noqa: SIM905
)
"""Verbs that the figure after them is no object of, or not always: it does not become the subject of a passive."""
FINITE = re.compile(rf"\b(?:{AUXILIARY}|(?<!\bthe )(?<!\ba )(?<!\bits ){VERB})\b")
"""A verb, unless it stands behind an article: the cost, a retired teacher."""
PRESENT = re.compile(r"^(?!its\b|this\b|as\b|was\b|has\b)[a-z]+(?:s|ed) (?!of\b)")
CONJUNCTION = re.compile(r"(?:and|but|while|so|or|then|yet)\s+(?:that )?", re.IGNORECASE)
STARTS = re.compile(
    r"(?:(?i:the|an?|its|their|this|these|some|it|they|he|she|each|every|many|most|both|more than)\b|[A-Z0-9])"
)
"""How a clause with a subject of its own begins."""
_JOINED = re.compile(
    rf",? (?:and|but|while) (?=(?:{ADVERB} )*{VERB}\b|{AUXILIARY}\b|[0-9]|more than|that of|[a-z]+ing\b"
    rf"|(?:[\w-]+ ){{1,12}}?{AUXILIARY}\b)| so that "
)
_ENDS_IN_VERB = re.compile(rf"\b{VERB}{PARTICLE}$")


def is_phrase(clause: str) -> bool:
    """Whether a clause is only a phrase of time, place or manner."""
    return bool(re.match(rf"(?i:{PREPOSITION}) ", clause)) and not FINITE.search(clause)


def opens_with_phrase(before: str) -> bool:
    """Whether nothing but the beginning of such a phrase, and a short one, stands before a fact."""
    return is_phrase(before) and before.count(" ") <= 6


def stands_alone(clause: str, rest: str = "") -> bool:
    """Whether a clause that begins so, and goes on as `rest` behind the fact, has a subject and a verb of its own."""
    joint = CONJUNCTION.match(clause)
    bare = clause[joint.end() :] if joint else clause
    if STARTS.match(bare):
        return bool(joint or FINITE.search(bare + rest))
    named = (
        rf"(?!(?:{VERB}|{AUXILIARY}|[a-z]+ing|which|who)\b)(?:(?:[\w-]+ ){{1,8}}{AUXILIARY}|(?:[\w-]+ ){{1,3}}{VERB}) "
    )
    return bool(joint and re.match(named, bare))


def fits_inside(subject: str) -> bool:
    """Whether a subject can stand inside a sentence: it has no verb, and its capital is no mere beginning of one."""
    if FINITE.search(subject):
        return False
    return lower(subject) != subject or not re.match(r"[A-Z]\w*(?: [a-z]|s$)", subject)


def lower(text: str) -> str:
    """A phrase from the beginning of a sentence for the middle of one."""
    first = text.split(" ", 1)[0]
    ordinary = re.fullmatch(rf"The|An?|Its?|They|This|These|Some|Each|Every|Their|(?i:{PREPOSITION})", first)
    return f"{text[:1].lower()}{text[1:]}" if ordinary else text


def uncoordinated(text: str) -> str:
    """A clause without what is joined to it and tells of something else."""
    for cut in _JOINED.finditer(text):
        kept = text[: cut.start()]
        if kept.count("“") == kept.count("”") and not _ENDS_IN_VERB.search(kept):
            return kept
    return text


def lead_and_subject(words: str) -> tuple[str, str]:
    """The phrase of time before a subject, and the subject: Since the start of the year | the town.

    Both are empty where there is no telling them apart.
    """
    if not re.match(rf"(?i:{PREPOSITION}) ", words):
        return "", words if STARTS.match(words) else ""
    name = re.match(r"(?P<lead>.+?) (?P<subject>[A-Z][\w’'-]*(?: [A-Z][\w’'-]*)*)$", words)
    parted = name or re.match(r"(?P<lead>.+) (?P<subject>(?:the|it|they)\b.*)$", words)
    return (parted["lead"], parted["subject"]) if parted else ("", "")
