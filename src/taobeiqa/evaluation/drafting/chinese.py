"""A Chinese question from the sentence that answers it: the clause with the fact, its place taken by 多少 or 哪.

A clause that cannot stand alone takes with it what it leans on: the subject of the clauses before it, the clause that
names what is measured, or the main clause of which it tells the time or the place.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from taobeiqa.evaluation.drafting.chinese_context import (
    AGENT,
    BRACKET,
    MARKS,
    STOPS,
    Clauses,
    bare,
    clauses_of,
    is_adverbial,
    lead,
    leading_noun,
    plain,
    starts_with_verb,
)
from taobeiqa.evaluation.drafting.facts import Fact, tagged
from taobeiqa.text.names import names
from taobeiqa.text.quantities import Quantity
from taobeiqa.text.script import is_han

_LONGEST = 90
"""Code points of a question: past that, nobody reads it."""
_WITHIN = re.compile(r"[（(](?P<inside>其中[^（）()]*)[）)]")
_OF_WHICH = re.compile(r"^其中[，,]?")
_UNNUMBERED = re.compile(r"(?:[余多来几]|万亿|[万亿千百])*")
_KEPT_BOUND = re.compile(r"超过|超|至少|达|不足")
_LISTED = re.compile(r"([^，。；：]*)等$")
_PURPOSE = re.compile(r"^(?:为了|为(?!主)[^，]*[，]?$|随着)")
_TELLS = re.compile(r"(?:看到|了解到|获悉|得知|发现|表示|介绍|说|称|指出)$")
_FIGURE_BESIDE = r"[0-9][0-9.,]*[余多]?[万亿]*[余多]?(?:人次|美元|[人户名元])"
_SELF = re.compile(r"^该?(公司|集团|医院|银行|大学|学院|中心)|^该([省市县区镇乡村局])")


@dataclass(frozen=True, slots=True)
class _Here:
    """A fact in the clause `number` of its paragraph, with what stands before and after it in the clause, and what is
    written in its place.
    """

    around: Clauses
    number: int
    fact: Fact
    before: str
    after: str
    written: str

    @property
    def text(self) -> str:
        return self.around.text

    @property
    def start(self) -> int:
        return self.around.spans[self.number][0]


def chinese_question(paragraph: str, fact: Fact) -> str | None:
    """The question, or None where no readable one can be made. `fact` has offsets into the paragraph."""
    around = clauses_of(paragraph)
    number = around.holding(fact.start, fact.end)
    if number is None or len(around[number]) > _LONGEST:
        return None
    start, end = around.spans[number]
    here = _Here(
        around, number, fact, around.text[start : fact.start], around.text[fact.end : end], _written(paragraph, fact)
    )
    question = _about_figure(here) if fact.quantity else _about_name(here) if fact.type != "date" else _in_clause(here)
    question = re.sub(r"[，,、]{2,}", "，", question or "").strip(MARKS)
    content = re.sub(r"[\W_]|多少|百分之|几|哪.", "", question)
    return f"{question}？" if len(content) >= 3 and len(question) <= _LONGEST else None


def _written(text: str, fact: Fact) -> str:
    """What stands in the question in place of the fact."""
    if fact.quantity is not None:
        return _how_many(text, fact.start, fact.quantity)
    if fact.type == "date":
        if fact.key == "end":
            return "什么时候"
        parts = fact.key.split("-")
        asked = {(True, 1): "哪一年", (True, 2): "什么时候", (False, 1): "哪个月"}
        return asked.get((len(parts[0]) == 4, len(parts)), "哪一天")
    return fact.sort.ask if fact.sort else "谁"


def _how_many(text: str, start: int, quantity: Quantity) -> str:
    bound = _KEPT_BOUND.match(text, start, quantity.number[0])
    before = bound.group() if bound else ""
    if quantity.measure in ("%", "‰"):
        return f"{before}百分之多少"
    tail = text[quantity.number[1] : quantity.end].strip()
    measure = _UNNUMBERED.sub("", tail, count=1).removesuffix("以上").removesuffix("以下").removesuffix("左右")
    measure = measure.replace("个多", "个")
    few = (
        quantity.value < 10
        and quantity.value % 1 == 0
        and quantity.kind in ("count", "people", "duration", "households")
    )
    return f"{before}{'几' if few and measure else '多少'}{measure}"


def _about_name(here: _Here) -> str | None:
    """Who or which: None where the clause tells a purpose or a source, or nothing of the name at all."""
    before, after, written = here.before, here.after, here.written
    words = tagged(before + after)
    if _PURPOSE.search(before) or before.startswith("据") or _in_bracket(here):
        return None
    if here.fact.is_person:
        return _person(here)
    if before.endswith("的") and starts_with_verb(before):
        return f"{before}是{written}"  # 管理着苗圃的某公司
    if after.startswith("的") and len(after) > 2 and not any(tag in ("v", "r") for _, tag, _ in words):
        return f"{plain(after[1:])}是{before}{written}的"  # 某村的村民某某
    return _in_clause(here) if any(tag == "v" for _, tag, _ in words) else None


def _about_figure(here: _Here) -> str | None:
    """How many or how much: None where the question would tell the answer, or ask for one of several parted ones."""
    if "分别" in here.before or _counted_out(here):
        return None
    within = next(
        (match for match in _WITHIN.finditer(here.text) if match.start() < here.fact.start < match.end()), None
    )
    if within:
        head, inside = here.text[here.start : within.start()], here.text[within.start("inside") : here.fact.start]
        return f"{plain(head)}，{inside}{here.written}{here.text[here.fact.end : within.end('inside')]}"
    if _in_bracket(here):
        return None
    # Of two figures side by side, 300户800人, the other one is not needed.
    before = re.sub(rf"{_FIGURE_BESIDE}、?$", "", here.before)
    after = re.sub(rf"^、?{_FIGURE_BESIDE}", "", here.after)
    here = replace(here, before=before, after=after)
    if here.fact.quantity and here.fact.quantity.kind == "age" and after.startswith("的"):
        aged = leading_noun(after[1:])  # 50岁的村民某某
        return f"{aged}{here.written}" if aged else None
    return _listed(here) or _with_owner(here) or _in_clause(here)


def _in_bracket(here: _Here) -> bool:
    return any(match.start() < here.fact.start < match.end() for match in BRACKET.finditer(here.text))


def _counted_out(here: _Here) -> bool:
    """Whether the things that a figure sums up stand before it, so that one can count them: 甲、乙、丙等三方面."""
    listed = _LISTED.search(here.before)
    quantity = here.fact.quantity
    return bool(listed and quantity and listed.group(1).count("、") + 1 == quantity.value)


def _with_owner(here: _Here) -> str | None:
    """What is told of a body in front of its name: 管理着30亩苗圃的某公司 → 某公司管理着多少亩苗圃."""
    told, of, named = here.after.partition("的")
    owner = leading_noun(named) if of else ""
    if owner and AGENT.search(owner) and starts_with_verb(here.before):
        return f"{owner}{bare(here.before)}{here.written}{plain(told)}"
    return None


def _in_clause(here: _Here) -> str | None:
    """The clause with what is asked in place of the fact, and what it leans on before or behind it."""
    around, number = here.around, here.number
    written = f"是{here.written}" if _lacks_verb(here) else here.written
    core = plain(f"{here.before}\0{here.after}")
    if core.startswith("其中") or (around.follows(number) and around[number - 1] == "其中"):
        return _of_which(around, number, core.replace("\0", written))
    core = bare(core)
    if re.match("[他她](?!们)", core):
        persons = names(here.text[: here.start], "person")
        core = f"{here.text[slice(*persons[-1])]}{core[1:]}" if persons else core
    question = core.replace("\0", written)
    if is_adverbial(around[number], here.fact, here.start):
        if number + 1 >= len(around.spans) or around.breaks[number]:
            return None
        return f"{question}{'' if core == chr(0) else '，'}{_told(around, number + 1)}"
    leading = lead(around, number, core, here.fact)
    told = _told(around, number)[len(plain(around[number])) :]
    return None if leading is None else f"{leading}{question}{told}"


def _lacks_verb(here: _Here) -> bool:
    """Whether a share only stands beside what has it: 及格率90%."""
    quantity = here.fact.quantity
    if not quantity or quantity.kind != "share" or not here.before or here.after or here.written[0] != "百":
        return False
    return tagged(here.before)[-1][1][:1] == "n" or here.before[-1] in "率比"


def _told(around: Clauses, number: int) -> str:
    """A clause, with the next one where it only says who saw or said that."""
    clause = plain(around[number])
    if _TELLS.search(clause) and number + 1 < len(around.spans) and not around.breaks[number]:
        return f"{clause}，{plain(around[number + 1])}"
    return clause


def _person(here: _Here) -> str | None:
    """A person with an office: the office is asked about."""
    role = bare(plain(here.before))
    if len(role) <= 2 or any(tag in ("v", "p", "d", "ul") for _, tag, _ in tagged(role)):
        return None
    short = _SELF.match(role)
    if short:
        owner = _named_before(here, short.group(1) or short.group(2))
        role = f"{owner}{role[short.end() :]}" if owner else role
    return f"{role}叫什么名字"


def _named_before(here: _Here, suffix: str) -> str:
    """What 该公司 stands for: the last body of that sort that a clause began with."""
    for place in reversed(range(here.number)):
        subject = leading_noun(bare(plain(here.around[place])))
        if subject.endswith(suffix) and len(subject) > len(suffix):
            return subject
    return ""


def _listed(here: _Here) -> str | None:
    """A number of things with nothing said of them: 全县60个苗圃 → 全县苗圃有多少个."""
    if here.fact.quantity is None or here.fact.quantity.kind not in ("count", "people", "households"):
        return None
    before, after = here.before.rpartition("、")[2], here.after.partition("、")[0]
    words = tagged(after)
    things = len(after) > 1 and words[-1][1][:1] in ("n", "l") and "的" not in after and all(map(is_han, after))
    if not things or not re.fullmatch(r"(?:[全本][省市县区镇乡村校])?", before):
        return None
    told = any(tag in ("v", "d", "p", "ul", "uz") or word in STOPS for word, tag, _ in words)
    beside = [other for other in range(here.number - 1, here.number + 2) if 0 <= other < len(here.around.spans)]
    counted = sum(_starts_with_figure(here.around[other]) for other in beside)
    return f"{before}{after}有{here.written}" if not told or counted > 1 else None


def _starts_with_figure(clause: str) -> bool:
    words = tagged(clause)
    return bool(words) and words[0][1] == "m" and words[-1][1][:1] == "n"


def _of_which(around: Clauses, number: int, question: str) -> str:
    """A part with its whole: the clause before it, which may stand before a 其中 with a comma of its own."""
    if not around.follows(number):
        return _OF_WHICH.sub("", question)
    alone = around[number - 1] == "其中"
    if alone and not around.follows(number - 1):
        return question
    whole = bare(plain(around[number - 1 - alone]))
    return f"{whole}，{'其中，' if alone else ''}{question}"
