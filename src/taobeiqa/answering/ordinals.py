"""Rounds, phases and batches by their number: what is said of the second is not said of the third."""

from __future__ import annotations

import re

from taobeiqa.text.numerals import numeral, spelled_out
from taobeiqa.text.script import fold

_KINDS = {
    **dict.fromkeys(("轮", "round", "rounds"), "round"),
    **dict.fromkeys(("批", "批次", "batch", "batches"), "batch"),
    **dict.fromkeys(("期", "阶段", "phase", "phases", "stage", "stages"), "phase"),
    **dict.fromkeys(("季度", "quarter", "quarters"), "quarter"),
}
_ENGLISH = {
    word: number
    for number, word in enumerate("second third fourth fifth sixth seventh eighth ninth tenth".split(), start=2)  # noqa: SIM905
}
_COUNTED = re.compile(
    r"(?P<nth>第)?(?P<han>[一二两三四五六七八九十]|[0-9]{1,2})个?(?P<zh>轮|批次|批|期|阶段|季度)"
    rf"|\b(?P<word>{'|'.join(_ENGLISH)}|[0-9]{{1,2}}(?:nd|rd|th)?|two|three|four|five|six)"
    rf" (?P<en>{'|'.join(kind for kind in _KINDS if kind.isascii())})\b"
)


def unheard_ordinals(question: str, article: str) -> list[str]:
    """Rounds, phases, batches and quarters from the second on that a question names by number and of which an article
    in either language tells none so late; as the question writes them, folded. Of two rounds the second is one.
    """
    told = [(kind, number) for kind, number, _, _ in _counted(article)]
    return [
        written
        for kind, number, ordinal, written in _counted(question)
        if ordinal and number > 1 and not any(kind == other and latest >= number for other, latest in told)
    ]


def _counted(text: str) -> list[tuple[str, int, bool, str]]:
    """Kind, number, whether it is an ordinal, as written."""
    found = []
    for match in _COUNTED.finditer(fold(text)):
        written = match["han"] or match["word"]
        bare = re.sub("(?<=[0-9])(?:nd|rd|th)$", "", written)
        number = _ENGLISH.get(bare) or (spelled_out(bare) if bare.isalpha() and bare.isascii() else numeral(bare))
        ordinal = bool(match["nth"]) or bare in _ENGLISH or bare != written
        if number is not None:
            found.append((_KINDS[match["zh"] or match["en"]], int(number), ordinal, match.group()))
    return found
