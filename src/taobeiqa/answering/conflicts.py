"""Articles that give different figures for one thing, and how far an answer stands above whatever speaks against it."""

from __future__ import annotations

from taobeiqa.answering.candidates import Candidate, Reading

CLOSE = 1.2
"""How far below the best sentence's score another article's may lie and still be as good an answer: of the figures that
would be told beside the best of the bundled questions 22 are evidence too and 18 are not, at 1.0 19 and 15, at 1.4 22
and 25.
"""
_AS_MUCH = 0.6
"""How much of what the best sentence speaks of another has to speak of, to be about the same."""
FOUND = -2.0
"""The least odds of the extractor that such a sentence answers at all: wells dug in villages are no villages."""
MOST_RIVALS = 2
MOST_MARGIN = 1.5


def rivals(reading: Reading) -> list[Candidate]:
    """Sentences of other articles with another figure of the same kind that answers as well as the best; best first, at
    most `MOST_RIVALS`, one an article. The question has more than one answer then, and none is picked silently.
    """
    best = reading.candidates[0]
    if best.wanted != "quantity" or not best.says or best.fit == 0:
        return []
    found: list[Candidate] = []
    articles = {best.hit.passage.article_id}
    said = {best.says}
    for one in reading.candidates[1:]:
        if one.score < best.score - CLOSE or len(found) == MOST_RIVALS:
            break
        known = one.hit.passage.article_id in articles or one.says in said
        same_kind = one.says.partition(" ")[0] == best.says.partition(" ")[0]
        if not known and same_kind and one.fit > 0 and one.odds > FOUND and one.support >= _AS_MUCH * best.support:
            found.append(one)
            articles.add(one.hit.passage.article_id)
            said.add(one.says)
    return found


def margin(reading: Reading) -> float:
    """How far the best sentence's score stands above the next that says something else and is no rival, at most
    `MOST_MARGIN`.
    """
    best = reading.candidates[0]
    said = {best.says, *(rival.says for rival in rivals(reading))} - {""}
    others = (one.score for one in reading.candidates[1:] if one.says not in said)
    return min(MOST_MARGIN, best.score - next(others, best.score - MOST_MARGIN))
