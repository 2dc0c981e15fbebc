"""What the neural part of the reader is trained on: questions beside passages that answer them and that do not."""

from __future__ import annotations

import random
from collections.abc import Iterator
from functools import cache
from itertools import chain, pairwise

import numpy as np
import torch

from reader_material import Asked, Material, Reader, Text, folded
from taobeiqa.answering.question import understand
from taobeiqa.answering.spans import answer_spans
from taobeiqa.records import Language, Passage, Query
from taobeiqa.retrieval.lexicon import Lexicon

FEATURES = 2
"""Beside a token's vector: how like it is, by itself, to the likest token of the other text; how well it lies in a
figure, date or name of the asked-for kind."""
NEAR = 0.5
"""How often the passage that does not answer is of the same article."""
LIKEST = 3
"""Out of how many passages of its article, those likest to the question, that one is chosen."""
ENGLISH = 0.5
"""How often a question is asked in English."""
ALIKE = 24
"""Out of how many batches those of like length are put together: less is read in vain."""
CUT = 0.25
"""How often the passage that does not answer is the one that does, without the sentence."""


Pair = tuple[Text, Text, np.ndarray]
"""A question, a passage and how well its tokens fit (`fits_of`)."""
Places = list[tuple[int, int]]
"""First and last tokens of a passage, the mark at its beginning not counted."""
Gold = tuple[Places, Places]
"""Where a passage answers: its answers, first and last token; their sentences, first token and the first behind."""


@cache
def _lexicon() -> Lexicon:
    return Lexicon()


def fits_of(query: Query, passage: Passage, tokens: Text) -> np.ndarray:
    """For each token but the first, how well a figure, date or name around it is of the asked-for kind, 0 to 1."""
    found = np.zeros(len(tokens.ids) - 1, dtype=np.float32)
    starts, ends = tokens.offsets[1:, 0], tokens.offsets[1:, 1]
    for span in answer_spans(understand(query), query, passage, _lexicon()):
        inside = (starts < span.end) & (ends > span.start)
        found[inside] = np.maximum(found[inside], span.prior)
    return found


def wrong_passages(asked: Asked, material: Material, count: int) -> list[int]:
    """The passages of other texts in the same language that are likest to the question and do not have its answer."""
    own = {number for number, _ in asked.right} | set(asked.near)
    others = material.vectors @ asked.chinese.mean - 9 * (material.languages != material.languages[min(own)])
    order = np.argsort(-others)[: 4 * count + 8]

    def has_answer(number: int) -> bool:
        return any(answer in folded(material.passages[number].text) for answer in asked.answers)

    return [int(number) for number in order if number not in own and not has_answer(number)][:count]


def batch(reader: Reader, pairs: list[Pair]) -> tuple[torch.Tensor, ...]:
    """Padded input of the model, and which tokens are the passage's."""
    made = [reader.pair(*pair) for pair in pairs]
    longest = max(len(vectors) for vectors, _ in made)
    vectors = torch.zeros(len(made), longest, 384 + FEATURES)
    there = torch.zeros(len(made), longest, dtype=torch.bool)
    sides = torch.zeros(len(made), longest, dtype=torch.long)
    for row, (found, asked) in enumerate(made):
        vectors[row, : len(found)] = found
        there[row, : len(found)] = True
        sides[row, asked : len(found)] = 1
    return vectors, sides, there


def examples(
    material: Material, size: int, seed: int, part: int = 0, parts: int = 1
) -> Iterator[tuple[list[Pair], list[Gold]]]:
    """Batches of questions' pairs (`pairs_of`), over and over, and where each passage answers. Pairs of a batch are of
    like length, but what is asked of one question stays together: so that every batch has as many that answer. Of
    `parts` processes that train together each takes its `part` of all batches, `size` questions.
    """
    order, chance = random.Random(seed), random.Random(1000 * seed + part)
    asked = [asked for asked in material.asked if asked.right or not asked.answers]
    whole = len(asked) - len(asked) % (size * parts)  # so that all processes have as many batches
    together = size * parts * ALIKE
    while True:
        order.shuffle(asked)
        for start in range(0, whole, together):
            some = asked[start + part : min(start + together, whole) : parts]
            made = sorted((pairs_of(one, material, chance) for one in some), key=longest)
            firsts = list(range(0, len(made), size))
            order.shuffle(firsts)
            for first in firsts:
                pairs, gold = zip(*chain(*made[first : first + size]), strict=True)
                yield list(pairs), list(gold)


def longest(pairs: list[tuple[Pair, Gold]]) -> int:
    """Of the pairs, question and passage, in tokens."""
    return max(len(question.ids) + len(passage.ids) for (question, passage, _), _ in pairs)


def pairs_of(asked: Asked, material: Material, chance: random.Random) -> list[tuple[Pair, Gold]]:
    """A question, in either language, with a passage that answers and one that does not, or one alone that seems to."""
    language: Language = "en" if chance.random() < ENGLISH else "zh"
    found: list[tuple[Pair, Gold]] = []
    wrong = None
    if asked.right:
        number, places = chance.choice(asked.right)
        sentences = sentences_of(places, material, number)
        found.append((with_fits(asked, material, number, language), (places, sentences)))
        wrong = cut(*found[0][0], sentences) if chance.random() < CUT else None
    found.append((wrong or with_fits(asked, material, not_here(asked, material, chance), language), ([], [])))
    return found


def sentences_of(places: Places, material: Material, number: int) -> Places:
    """The sentences that places of a passage begin in: first token, and the first behind."""
    passage = material.passages[number]
    starts = material.texts[number].offsets[1:, 0] + passage.start
    ends = np.searchsorted(starts, [end for _, end in passage.sentences[:-1]])
    bounds = [0, *map(int, ends), len(starts)]
    return list(dict.fromkeys(pair for first, _ in places for pair in pairwise(bounds) if pair[0] <= first < pair[1]))


def cut(question: Text, passage: Text, fits: np.ndarray, sentences: Places) -> Pair | None:
    """The same without some sentences of the passage, if any is left."""
    kept = np.ones(len(fits), dtype=bool)
    for low, high in sentences:
        kept[low:high] = False
    rows = np.concatenate([[True], kept])
    rest = passage._replace(ids=passage.ids[rows], offsets=passage.offsets[rows])
    return (question, rest, fits[kept]) if kept.any() else None


def not_here(asked: Asked, material: Material, chance: random.Random) -> int:
    """A passage that does not answer: of the question's own article or another, of its own if nothing there answers."""
    if asked.near and (not asked.right or chance.random() < NEAR):
        return likest(asked, material, chance)
    far = wrong_passages(asked, material, 6)
    return chance.choice(far) if far else likest(asked, material, chance)


def likest(asked: Asked, material: Material, chance: random.Random) -> int:
    """One of the passages of its article that are likest to a question and do not answer it."""
    ordered = sorted(asked.near, key=lambda number: -float(material.vectors[number] @ asked.chinese.mean))
    return chance.choice(ordered[:LIKEST])


def with_fits(asked: Asked, material: Material, number: int, language: Language) -> Pair:
    """A question in a language, a passage's tokens and how well they fit the question."""
    text = material.texts[number]
    question = asked.english if language == "en" else asked.chinese
    return question, text, fits_of(asked.queries[language], material.passages[number], text)
