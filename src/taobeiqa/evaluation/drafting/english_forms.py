"""The forms that an English question takes: the object first, the clause as it is, or a name with what it did."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from taobeiqa.evaluation.drafting.english_words import (
    ADVERB,
    AUXILIARY,
    CONJUNCTION,
    FINITE,
    FIXED,
    PARTICIPLES,
    PARTICLE,
    PREPOSITION,
    PRESENT,
    STARTS,
    VERB,
    fits_inside,
    is_phrase,
    lead_and_subject,
    lower,
    opens_with_phrase,
    stands_alone,
    uncoordinated,
)

LONGEST = 230
"""Code points of a question: past that, nobody reads it."""
_VERBS = re.compile(rf"(?:^|(?<= ))(?P<verbs>{VERB}{PARTICLE}(?:,? (?:and|or) {VERB}{PARTICLE})*) $")
_OWNER = re.compile(r"\b(its|their|his|her|our|the [\w-]+['’]s|[A-Z][\w-]+(?: [A-Z][\w-]+)*['’]s) $")
_ARTICLE = re.compile(
    r"(?i)(?:^|(?<= ))(?:a total of|(?:an?|the|all|some|another|these|those)"
    r"(?: initial| total| average| estimated| additional| further| extra| record| next| past| last)?) $"
)
_OBJECT_ENDS = re.compile(rf" (?:{PREPOSITION}|now|so far|this|last|next|that|which|who) |(?<=s) [a-z]+ing |$")
_MAIN = re.compile(r"(?P<of>(?: [\w’'-]+){0,12}?) (?P<main>(?:it|they|he|she|we|the|an?|[A-Z][\w-]+)\b.*)$")
_BE = re.compile(r"(?P<subject>[^,]*) (?P<be>is|are|was|were) ")
_PERFECT = re.compile(rf"(?P<subject>.*?) ?\b(?P<has>has|have|had)(?P<adverb>(?: {ADVERB})*)")
_PASSED_OVER = re.compile(r"According|In all$|Of this$|Above all")


@dataclass(frozen=True, slots=True)
class Place:
    """A fact in its clause: what stands before and after it there, the word that joins the clause to the one before,
    and the other clauses of the sentence.
    """

    before: str
    after: str
    joint: str
    earlier: tuple[str, ...]
    later: tuple[str, ...]

    @property
    def in_list(self) -> bool:
        """Whether it is one of several things of which only their number is told: With 12 ships, 30 planes and …"""
        begins = next(iter(self.earlier), "") if not self.before or self.before.endswith("and ") else ""
        within = self.before.startswith(("With ", "with ")) and self.before.endswith(("ith ", " and "))
        return within or begins.startswith(("With ", "with "))


def without_article(place: Place, asked: str) -> tuple[Place, str]:
    """A fact without the article or the owner before it: its 11 towns → how many of its towns."""
    owner = _OWNER.search(place.before)
    if owner and asked == "how many":
        return replace(place, before=place.before[: owner.start()]), f"how many of {owner.group(1)}"
    return replace(place, before=_ARTICLE.sub("", place.before)), asked


def with_antecedent(place: Place) -> Place:
    """A relative clause as one of its own, where the clause before is only what it speaks of."""
    relative = re.match(r"(?:which|who|that) ", place.before)
    done = re.match(rf"{VERB} ", place.before)
    whose = place.earlier[-1] if place.earlier else ""
    if not whose or FINITE.search(whose) or is_phrase(whose):
        return place
    if relative:
        return replace(place, before=f"{whose} {place.before[relative.end() :]}", earlier=place.earlier[:-1])
    if done and re.match("The |A ", whose) and not whose.endswith("s") and len(place.earlier) == 1:
        return replace(place, before=f"{whose} was {place.before}", earlier=())
    return place


def fronted(place: Place, asked: str) -> str | None:
    """A phrase at the beginning with what it tells of: the main clause turned behind it, or it behind that."""
    inside = _MAIN.match(place.after)
    if inside and not FINITE.search(inside["of"]) and (FINITE.search(inside["main"]) or not place.later):
        phrase, main = f"{place.before}{asked}{inside['of']}", inside["main"]
    elif inside and not inside["of"] and FINITE.search(", ".join(place.later)):
        phrase, main = f"{place.before}{asked}", ", ".join((inside["main"], *place.later))
    else:
        phrase = f"{place.before}{asked}{place.after}"
        clear = (clause for clause in place.later if STARTS.match(clause) and FINITE.search(clause))
        opened = not place.later or re.match(rf"{PREPOSITION} ", place.later[0])
        main = next(clear, "" if opened else ", ".join(place.later))
    if not main:
        return None
    main = uncoordinated(main)
    verb = re.search(rf" ({AUXILIARY}) (?=[a-z])", main)
    subject = main[: verb.start()] if verb else ""
    if verb and not re.search(rf"“|\b(?:that|which|who|and|{VERB})\b", subject) and len(subject.split()) < 12:
        return f"{phrase} {verb.group(1)} {lower(subject)} {main[verb.end() :]}"
    return f"{main} {lower(phrase)}"


def moved(place: Place, asked: str) -> str | None:
    """The object of a verb as the beginning of the question, None where the clause has no such object."""
    match = _VERBS.search(place.before)
    after = uncoordinated(place.after)
    if not match or after.startswith(" worth") or set(re.split(r",? | and ", match["verbs"])) & FIXED:
        return None
    things, rest = _object(place, asked, after)
    head = place.before[: match.start()].strip()
    perfect = _PERFECT.fullmatch(head)
    if perfect:
        lead, subject = lead_and_subject(perfect["subject"] or next(iter(place.earlier), ""))
        tail = f" {lower(lead)}" if lead else ""
        active = f"{asked}{things} {perfect['has']} {lower(subject)}{perfect['adverb']} {match['verbs']}{rest}{tail}"
        return active if subject and fits_inside(subject) else None
    return _passive(f"{asked}{things}", match["verbs"], head, rest)


def _passive(things: str, verbs: str, head: str, rest: str) -> str | None:
    """What was done to things, and by whom where that is said shortly before the verb."""
    done = " ".join(PARTICIPLES.get(word, word) for word in verbs.split(" "))
    passive = f"{things} {'was' if things == 'how much' else 'were'} {done}"
    by = re.sub(rf"(?:\b{ADVERB}\s*)+$", "", head).strip()
    if by.lower() in ("", "it", "they", "he", "she", "we") or by.endswith(" and") or opens_with_phrase(f"{by} "):
        return f"{passive}{rest}"
    if not STARTS.match(by) or len(by.split()) > 8 or is_phrase(f"{by} ") or not fits_inside(by):
        return None
    return f"{passive} by {lower(by)}{rest}"


def inverted(place: Place, asked: str) -> str | None:
    """What something is or measures: The bridge is 126 metres long → How many metres long is the bridge."""
    be = _BE.fullmatch(place.before)
    after = uncoordinated(place.after)
    if not be or asked == "what percentage" or FINITE.search(after):
        return None
    subject = be["subject"]
    return f"{asked}{after} {be['be']} {lower(subject)}" if STARTS.match(subject) and fits_inside(subject) else None


def _object(place: Place, asked: str, after: str) -> tuple[str, str]:
    """What is counted, and the rest of the clause, which does not move to the front with it."""
    ends = _OBJECT_ENDS.search(after)
    cut = ends.start() if ends else len(after)
    if re.search(r"\w \w+ed$", after[:cut]):
        cut = len(after)  # meetings devoted to farming
    things, rest = (after[:cut], after[cut:]) if asked == "how many" or after.startswith(" of ") else ("", after)
    goes_on = place.later and len(place.later[0].split()) < 6 and not re.search(rf"\b{AUXILIARY}\b", place.later[0])
    return things, "" if goes_on else rest  # the rest would be the first item of a list that goes on behind a comma


def in_place(place: Place, asked: str) -> str | None:
    """The clause in its own order, with as much before it as it cannot do without."""
    clause = f"{place.before}{asked}{uncoordinated(place.after)}"
    if not place.earlier or stands_alone(f"{place.joint}{place.before}", place.after):
        return clause
    context: list[str] = []
    for earlier in reversed(place.earlier):
        joint = CONJUNCTION.match(earlier)
        context.insert(0, earlier[joint.end() :] if joint else earlier)
        if stands_alone(earlier):
            break
    while len(context) > 1 and _PASSED_OVER.match(context[0]):
        context = context[1:]
    if is_phrase(context[0]) and re.match("where|which|who", clause):
        return None
    whole = ", ".join([*context, f"{place.joint}{clause}"])
    loose = stands_alone(context[0]) and re.match(rf"(?:with|{VERB}) ", clause)
    return whole if len(whole) < LONGEST or not loose else f"{context[0]}, {place.joint}{clause}"


def doing(asked: str, place: Place) -> str | None:
    """A name at the beginning, with what it did, which may stand behind what is said of it."""
    if place.after:
        tells = FINITE.search(place.after) or PRESENT.match(place.after[1:])
        return f"{asked}{uncoordinated(place.after)}" if tells else None
    for clause in place.later:
        told = re.sub(r"^(?:which|who) ", "", clause)
        if re.match(rf"(?:{ADVERB} )*(?:{AUXILIARY}|{VERB}) ", told) or PRESENT.match(told):
            return f"{asked} {uncoordinated(told)}"
    return None
