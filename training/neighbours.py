"""Batches of translated lines that are like each other: what can be told from its neighbours is known."""

from __future__ import annotations

import random
from collections.abc import Iterator
from itertools import accumulate, chain
from pathlib import Path

import torch
from torch.nn.functional import embedding_bag, normalize

from distill import Encoder
from parallel import is_plausible, read_pairs
from written_pairs import of_articles, of_encyclopaedia, of_news

FILES = {
    "tatoeba": 1, "wmt_newstest": 1, "wmt_refs": 1, "wmt_system": 1, "wmt22": 1, "alma": 1, "gptmt": 1, "tico19": 1,
    "chinadaily": 1, "mzprt": 1, "biz_": 4, "taiwan_law": 4, "dict_cedict": 1,
}  # fmt: skip
"""Files of translated lines by the beginning of their names, and how many lines there are to each that is taken."""
WRITTEN = 2
"""The same of what was written for the reader."""
LONGEST = 160
"""The most letters of the English side."""
IDIOM = 4
"""The least characters of a word of the dictionary: shorter ones are words, which the table has."""
GROUP, GROUPS = 32, 8
"""How many neighbours are in a batch together, and how many such groups it has."""
SHORTEST = 8
"""The least characters of what was written: shorter ones are answers."""
RARE = 1e-3
"""A word of this share of all words counts half in what is near."""


class Lines:
    """Translated lines, each side once, and what their English is about: the mean of its word vectors, frequent words
    counting less (Arora, Liang and Ma, A simple but tough-to-beat baseline for sentence embeddings, ICLR 2017).
    """

    def __init__(self, pairs: list[tuple[str, str]], encoder: Encoder) -> None:
        self._pairs = pairs
        read = encoder.numbers([english for _, english in pairs])
        numbers = torch.tensor(list(chain.from_iterable(read)))
        starts = torch.tensor([0, *accumulate(map(len, read[:-1]))])
        counts = torch.bincount(numbers, minlength=len(encoder.table()))
        weighted = encoder.table() * (RARE / (RARE + counts / counts.sum()))[:, None]
        means = embedding_bag(numbers, weighted, starts, mode="mean")
        self._means = normalize(means - means.mean(dim=0), dim=1)

    def __len__(self) -> int:
        return len(self._pairs)

    def batches(self, chance: random.Random) -> Iterator[list[tuple[str, str]]]:
        """Over and over, some lines drawn by chance, each with those whose English is nearest, every line once."""
        while True:
            drawn = torch.tensor(chance.sample(range(len(self._pairs)), GROUPS))
            places = (self._means[drawn] @ self._means.T).topk(GROUP).indices.flatten().unique()
            yield [self._pairs[place] for place in places.tolist()]


def read(data: Path, dev: Path) -> list[tuple[str, str]]:
    """The lines of `FILES`, and what was written, each side once."""
    chosen: list[tuple[str, str]] = []
    for path in sorted(data.glob("*.tsv.xz")):
        every = next((every for name, every in FILES.items() if path.name.startswith(name)), 0)
        if every:
            found = [(one.zh, one.en) for one in read_pairs(data, path.name)][::every]
            chosen += [one for one in found if not path.name.startswith("dict") or len(one[0]) >= IDIOM]
    written = chain(of_news(), of_articles("articles.jsonl.xz"), of_articles("reports.jsonl.xz"), of_encyclopaedia(dev))
    distinct = [one for one in dict.fromkeys(written) if len(one[0]) >= SHORTEST and is_plausible(*one)]
    chosen += distinct[::WRITTEN]
    lines, seen = [], set()
    for chinese, english in chosen:
        if len(english) <= LONGEST and not {chinese, english} & seen:
            seen |= {chinese, english}
            lines.append((chinese, english))
    return lines
