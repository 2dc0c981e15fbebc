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

import numpy as np
from sklearn.metrics import roc_auc_score

from taobeiqa.answering.extractor import Extractor
from taobeiqa.answering.question import understand
from taobeiqa.answering.spans import answer_spans
from taobeiqa.corpus.passages import passages
from taobeiqa.records import Article, Language, Query
from taobeiqa.retrieval.bundled import BUNDLED
from taobeiqa.retrieval.lexicon import Lexicon
from written import Told, articles, lines_of

HELD_OUT = "held_out.jsonl.xz"


def measure(told: list[Told], extractor: Extractor, lexicon: Lexicon) -> str:
    of_text: list[tuple[float, bool]] = []
    of_passage: list[tuple[float, bool]] = []
    first: list[bool] = []
    for one in told:
        article = Article("a", one.title, (), one.language, one.text)
        places = [passage for passage in passages(article) if passage.kind != "heading"]
        for posed in one.posed:
            for language, question in asked_in(posed.chinese, posed.english):
                query = Query(question, language)
                wanted = understand(query)
                pairs = [(answer_spans(wanted, query, passage, lexicon), passage) for passage in places]
                best, right = -np.inf, False
                for passage, found in zip(places, extractor.locate_all(question, pairs), strict=True):
                    here = [one.text[slice(*span)] if posed.asks_of(passage.start) else "" for span in found]
                    holds = [any(answer in sentence for answer in posed.answers) for sentence in here]
                    odds = [place.odds for place in found.values()]
                    if not odds:
                        continue
                    of_passage.append((max(odds), any(holds)))
                    if max(odds) > best:
                        best, right = max(odds), holds[int(np.argmax(odds))]
                of_text.append((best, bool(posed.answers)))
                if posed.answers:
                    first.append(right)
    areas = [
        roc_auc_score([answers for _, answers in pairs], [odds for odds, _ in pairs]) for pairs in (of_text, of_passage)
    ]
    nothing = [odds > 0 for odds, answers in of_text if not answers]
    return (
        f"areas: texts {areas[0]:.3f}, passages {areas[1]:.3f}; "
        f"right sentence first {np.mean(first):.3f} of {len(first)}; "
        f"odds above nought where nothing answers {np.mean(nothing):.3f} of {len(nothing)}"
    )


def asked_in(chinese: str, english: str | None) -> list[tuple[Language, str]]:
    return [("zh", chinese), *([("en", english)] if english else [])]


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
