"""Of whom or what a rate is told: of a household, a person or a mu of land."""

from __future__ import annotations

import re
from typing import Literal

from taobeiqa.text.script import fold

Holder = Literal["household", "person", "land"]

_EACH = r"\b(?:per|each|every|an?) (?:\w+ )?"
_HOLDERS: dict[Holder, re.Pattern[str]] = {
    "household": re.compile(
        rf"[每各一](?:一?户|个?家)|户均|{_EACH}(?:household|family|home)\b|\b(?:households|families|homes) each\b"
    ),
    "person": re.compile(
        rf"[每各一]个?[人名口位]|人均|{_EACH}(?:person|head|capita|villager|member|resident|worker|pupil|student|child)\b"
        r"|\b(?:people|members|villagers|residents|workers|pupils|students|children) each\b"
    ),
    "land": re.compile(rf"[每一]亩|亩均|{_EACH}mu\b"),
}


def holders(text: str) -> frozenset[Holder]:
    """Of whom or what a text tells rates, in either language: 每户 and "per household" of a household; empty where it
    is of something else, or of nothing.
    """
    folded = fold(text)
    return frozenset(holder for holder, told in _HOLDERS.items() if told.search(folded))
