"""How much the words of a passage have to do with a figure, date or name in it, and those of a question with what it
asks for.

The figures of this file were chosen, one after the other, by how surely the right figure of a sentence is told from its
other figures (`training/fit_figures.py`).
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from taobeiqa.answering.evidence import Annotated, Floats, QuestionTerm, share
from taobeiqa.answering.question import Asked
from taobeiqa.answering.spans import AnswerSpan

BEFORE, BEHIND = 12.0, 9.0
"""Over how many content words a word's bearing falls to 1/e, for words before the figure and behind it."""
CLAUSE_BEFORE, CLAUSE_BEHIND = 0.85, 0.5
"""What is left of it for each clause end between the two: what a figure counts seldom comes in the next clause."""
SENTENCE = 0.5
"""The same for the end of a sentence."""
FOLLOWED = 0.8
"""What is left of the bearing of the words before a figure that a word follows at once: 12个自然村 counts that one."""
LISTED = 0.3
"""What is left of a word's bearing as the counted thing for each 、 between: 12名校长、45名教师 count apart, though
what is said of them behind holds for all.
"""
NEAREST, FADES = 2.0, 1.5
"""How much more than a far word of the question the nearest to "how many" counts, and over how many words that falls
to 1/e of it: of the renovated houses, how many belong to poor families?"""
COUNTED = 0.2
"""How much the counted thing alone decides."""


def closeness(near: Floats, named: Floats, weights: Floats, emphases: Floats, counted: NDArray[np.bool_]) -> float:
    """How closely a figure stands to what a question says, 0 to 1.

    Args:
        near: float32, `(n_terms,)`, the best match of each word of the question by its bearing on the figure.
        named: the same by its bearing as the counted thing.
        weights: how telling each of these words is.
        emphases: see `emphasis`.
        counted: which of them name the counted thing.
    """
    telling = weights * emphases
    all_of_it = share(near, telling)
    if not counted.any():
        return all_of_it
    return (1 - COUNTED) * all_of_it + COUNTED * share(named[counted], telling[counted])


def bearing(words: Annotated, span: AnswerSpan) -> tuple[Floats, Floats]:
    """How much each word of the passage bears on a figure or name, and how much as the thing that it counts: float32,
    `(n_tokens,)`, 0 to 1.

    It falls with the words, clause ends and sentence ends between; words inside the span bear fully.
    """
    before, behind = words.ends <= span.since, words.starts >= span.end
    low = np.where(before, words.ends, span.end)
    high = np.where(before, span.since, words.starts)
    place = np.arange(len(low))
    first_behind, last_before = int(len(low) - behind.sum()), int(before.sum()) - 1
    distance = np.where(before, (last_before - place) / BEFORE, (place - first_behind) / BEHIND)

    def between(ends: NDArray[np.int64]) -> NDArray[np.int64]:
        return np.searchsorted(ends, high, side="right") - np.searchsorted(ends, low, side="left")

    clause = np.where(before, CLAUSE_BEFORE, CLAUSE_BEHIND)
    bears = np.exp(-distance) * clause ** between(words.clause_ends) * SENTENCE ** between(words.sentence_ends)
    if behind.any() and not words.text[span.end : int(words.starts[first_behind])].strip("的 "):
        bears = np.where(before, FOLLOWED * bears, bears)
    bears = np.where(before | behind, bears, 1.0).astype(np.float32)
    return bears, bears * np.float32(LISTED) ** between(words.item_ends)


def emphasis(asked: Asked, terms: Sequence[QuestionTerm]) -> Floats:
    """How much more each word of a question counts for standing near the words that ask for a figure: float32,
    `(n_terms,)`, at least 1; all 1 where no figure is asked for.
    """
    if asked.cue is None:
        return np.ones(len(terms), dtype=np.float32)
    starts = np.array([term.token.start for term in terms], dtype=np.int64)
    before = int((starts < asked.cue[0]).sum())
    place = np.arange(len(terms))
    distance = np.where(place < before, before - 1 - place, place - before)
    result: Floats = (1 + NEAREST * np.exp(-distance / FADES)).astype(np.float32)
    return result
