"""The questions of an evaluation as data in its report, from which the page's script makes their table."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Mapping
from typing import Any

from taobeiqa.evaluation.judge import OUTCOMES, Judged, Outcome
from taobeiqa.evaluation.report.words import Wording
from taobeiqa.evaluation.results import Results
from taobeiqa.records import Language

FAILURES: tuple[Outcome, ...] = OUTCOMES[1:]
HTML_LANG: dict[Language, str] = {"zh": "zh-CN", "en": "en"}
_UNSEEN = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})


def visible(text: str) -> str:
    """A text with its characters that are not seen, or turn others round, written as ⟦U+202E⟧: controls, zero-width
    and direction marks, lone surrogates. Line breaks and tabs stay.
    """
    return "".join(
        f"⟦U+{ord(char):04X}⟧" if unicodedata.category(char) in _UNSEEN and char not in "\n\t" else char
        for char in text
    )


def filters(found: Results) -> dict[str, list[str]]:
    """What the table can be narrowed to, by field; a field that parts nothing is left out."""
    fields: dict[str, set[str]] = {
        "set": {one.set for one in found.judged},
        "language": {one.question.language for one in found.judged},
        "direction": {one.direction for one in found.judged if one.direction},
        "type": {one.question.type for one in found.judged if one.question.type},
        "tag": {tag for one in found.judged for tag in one.question.tags},
    }
    # One tag parts those that have it from those that do not.
    return {name: sorted(values) for name, values in fields.items() if len(values) > (name != "tag")}


class _Texts:
    """Texts by number: what stands in many questions, as a quotation does, is in the page once."""

    def __init__(self) -> None:
        self._places: dict[str, int] = {}

    def __call__(self, text: str) -> int:
        return self._places.setdefault(visible(text), len(self._places))

    def all(self) -> list[str]:
        return list(self._places)


def data_of(found: Results, words: Wording) -> dict[str, object]:
    """What the script makes the table of questions from. Texts in `rows` are places in `texts`; fields that are empty
    are left out.
    """
    texts = _Texts()
    asked = {one.question.id: one.question.text for one in found.judged}
    rows = [_row(one, asked, texts) for one in found.judged]
    named = {name for one in found.judged for name in (one.question.language, one.question.type, one.direction) if name}
    return {
        "texts": texts.all(),
        "rows": rows,
        "words": words.starting("js."),
        "columns": {
            name: words(name) for name in ("set", "language", "type", "tags", "direction", "rank", "confidence")
        },
        "names": {name: words.named(name) for name in sorted({*named, *OUTCOMES})},
        "outcomes": [*FAILURES, "right"],
        "langs": HTML_LANG,
    }


def _row(one: Judged, asked: Mapping[str, str], texts: _Texts) -> dict[str, Any]:
    question, attempt = one.question, one.attempt
    evidence = question.evidence or [f"{article} ({grade})" for article, grade in question.relevant]
    held = attempt.text if one.abstained and attempt.quotes else ""
    row: dict[str, Any] = {
        "id": texts(question.id),
        "question": texts(question.text),
        "set": texts(one.set),
        "language": texts(question.language),
        "outcome": texts(one.outcome),
        "shown": texts(one.shown),
        "confidence": round(attempt.confidence, 3) if attempt.quotes else None,
        "rank": one.rank,
        "sought": bool(one.relevant),
        "answerable": question.answerable,
        "ms": round(attempt.milliseconds),
        "type": texts(question.type) if question.type else None,
        "direction": texts(one.direction) if one.direction else None,
        "tags": [texts(tag) for tag in question.tags],
        "answers": [texts(answer) for answer in question.answers],
        "evidence": [texts(piece) for piece in evidence],
        "held": texts(held) if held else None,
        "follows": texts(asked.get(question.follows, question.follows)) if question.follows else None,
        "quotes": [
            [texts(quote.title), texts(quote.quote), *([texts(quote.translation)] if quote.translation else [])]
            for quote in attempt.quotes
        ],
    }
    return {name: value for name, value in row.items() if value is not None and value is not False and value != []}


def in_script(data: Mapping[str, object]) -> str:
    """JSON that cannot end the element it stands in, or begin another."""
    written = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    return written.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")
