"""Measures a trained reader alone on articles that were written and that it has not learnt from.

    python training/evaluate_reader.py [--weights FILE] [--every N]

Each article of `written/held_out.jsonl.xz` is read whole, in both languages, for questions in both. Prints, apart for
articles that stand alone and for families of articles that are easily taken for each other: how well the best odds of a
text tell whether it answers, and those of a passage whether it does (areas under the ROC curve), how often the
right sentence has the best odds, and how many of the questions that nothing answers have odds above nought.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import NamedTuple

import numpy as np
from sklearn.metrics import roc_auc_score

from taobeiqa.answering.extractor import Extractor
from taobeiqa.answering.question import understand
from taobeiqa.answering.spans import answer_spans
from taobeiqa.corpus.passages import passages
from taobeiqa.records import Article, Passage, Query
from taobeiqa.retrieval.bundled import BUNDLED
from taobeiqa.retrieval.lexicon import Lexicon
from written import Posed, Told, articles, lines_of

HELD_OUT = "held_out.jsonl.xz"


class Best(NamedTuple):
    """The surest sentence of a passage: its odds, and whether it holds the answer; whether any of the passage does."""

    odds: float
    right: bool
    answers: bool


def measure(told: list[Told], extractor: Extractor, lexicon: Lexicon) -> str:
    texts = [
        (bool(posed.answers), best_of_passages(one, places, posed, query, extractor, lexicon))
        for one in told
        for places in [list(passages(Article("a", one.title, (), one.language, one.text)))]
        for posed in one.posed
        for query in (Query(posed.chinese, "zh"), Query(posed.english or posed.chinese, "en"))
    ]
    read = [best for _, found in texts for best in found]
    surest = [(answered, max(found)) for answered, found in texts]
    first = [best.right for answered, best in surest if answered]
    nothing = [best.odds > 0 for answered, best in surest if not answered]
    whole = roc_auc_score([answered for answered, _ in surest], [best.odds for _, best in surest])
    each = roc_auc_score([best.answers for best in read], [best.odds for best in read])
    return (
        f"areas: texts {whole:.3f}, passages {each:.3f}; right sentence first {np.mean(first):.3f} of {len(first)}; "
        f"odds above nought where nothing answers {np.mean(nothing):.3f} of {len(nothing)}"
    )


def best_of_passages(
    one: Told, places: list[Passage], posed: Posed, query: Query, extractor: Extractor, lexicon: Lexicon
) -> list[Best]:
    """For each passage of a text what the extractor finds in it."""
    wanted = understand(query)
    pairs = [(answer_spans(wanted, query, passage, lexicon), passage) for passage in places]
    best = []
    for passage, found in zip(places, extractor.locate_all(query.text, pairs), strict=True):
        answers = posed.answers if posed.asks_of(passage.start) else ()
        held = {span: any(answer in one.text[slice(*span)] for answer in answers) for span in found}
        surest = max(found, key=lambda span: found[span].odds)
        best.append(Best(found[surest].odds, held[surest], any(held.values())))
    return best


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--weights", type=Path, default=BUNDLED / "reader.safetensors")
    parser.add_argument("--every", type=int, default=5, help="every nth question only")
    options = parser.parse_args()
    extractor, lexicon = Extractor(options.weights), Lexicon()
    family = ["begins" in json.loads(line) for line in lines_of(HELD_OUT) for _ in ("zh", "en")]
    told = list(zip(articles(HELD_OUT, options.every), family, strict=True))
    for name, kind in (("articles", False), ("families", True)):
        some = [one for one, of_family in told if of_family == kind]
        print(f"{name}: {measure(some, extractor, lexicon)}", flush=True)


if __name__ == "__main__":
    main()
