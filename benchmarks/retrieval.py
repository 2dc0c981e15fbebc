"""How well passages are found across languages, and at what cost, on the development sets. Prints a Markdown table.

    python benchmarks/retrieval.py --dev DEV --work WORK

DEV holds the sets that `training/README.md` lists; `training/README.md` says where they are from. WORK keeps what has
been encoded: interrupted, the same command goes on. `--encoder FOLDER` measures another encoder, several times for
several. `--fit` chooses the weight of the dense leg on every other passage's questions and reports it on the rest.
`--without` leaves parts of the lexical leg out, to see what they are worth; what the dense leg is worth, the column
BM25 says.
"""

from __future__ import annotations

import argparse
import json
import lzma
import resource
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from taobeiqa.corpus.articles import Corpus, read_corpus
from taobeiqa.corpus.glossary import GlossaryEntry
from taobeiqa.corpus.passages import passages
from taobeiqa.evaluation.judge import compared
from taobeiqa.evaluation.metrics import mean_and_interval
from taobeiqa.evaluation.questions import read_questions
from taobeiqa.evaluation.resume import RememberingEncoder
from taobeiqa.records import Article, Query
from taobeiqa.retrieval.bundled import BUNDLED_ENCODER
from taobeiqa.retrieval.encoders import BundledEncoder, Encoder
from taobeiqa.retrieval.index import Index, build
from taobeiqa.retrieval.lexical import PAIR, READ, SPELT, query_concepts
from taobeiqa.retrieval.lexicon import Lexicon
from taobeiqa.retrieval.search import DENSE_WEIGHT, DEPTH, LEAST_SPREAD, LEXICAL_WEIGHT, fuse, least_share
from taobeiqa.text.script import language_of

Floats = NDArray[np.float64]
PUBLISHED = {
    "intfloat/multilingual-e5-small": 0.921,
    "intfloat/multilingual-e5-base": 0.947,
    "BAAI/bge-m3": 0.963,
    "sentence-transformers/paraphrase-multilingual-MiniLM-L12-v2": 0.961,
    "sentence-transformers/LaBSE": 0.963,
}
"""Accuracy on Tatoeba cmn-eng, Chinese to English, as the Massive Text Embedding Benchmark publishes it (repository
embeddings-benchmark/results, Tatoeba.json). For the other sets nothing is published of these models.
"""
CORPUS = Path(__file__).parents[1] / "corpus"
LEGS = ("BM25", "dense", "fused")
PARTS = ("translations", "glossary", "pinyin", "pairs")
WEIGHTS = (0.25, 0.5, 0.75, 1.0, 1.25, 1.5, 2.0, 2.5, 3.0, 4.0)


@dataclass(frozen=True)
class DevelopmentSet:
    """Articles, and questions with the place of the one article that answers each."""

    name: str
    articles: tuple[Article, ...]
    questions: tuple[tuple[str, int], ...]
    cut: int = 10
    """nDCG is taken of so many articles; of one it is accuracy."""


@dataclass(frozen=True)
class Legs:
    """What each leg says about one question: scores by the place of the passage, and the least spread of BM25. And the
    article that is right.
    """

    dense: Mapping[int, float]
    lexical: Mapping[int, float]
    least: float
    right: int


class ReducedLexicon(Lexicon):
    """The lexicon without the words of the table, or without the glossary."""

    def __init__(self, without: Sequence[str]) -> None:
        super().__init__()
        self._without = without

    def translations(self, word: str) -> Mapping[str, float]:
        """See `Lexicon`."""
        return {} if "translations" in self._without else super().translations(word)

    def glossary_terms(self, text: str) -> list[tuple[int, int, GlossaryEntry]]:
        """See `Lexicon`."""
        return [] if "glossary" in self._without else super().glossary_terms(text)


def read_sets(folder: Path) -> Iterator[DevelopmentSet]:
    """The development sets in every direction of language, and the project's own questions on its own passages."""
    yield from own_sets()
    bipar = {side: _rows(folder / f"bipar-{side}_valid.jsonl.xz") for side in ("zh", "en")}
    for written, contexts in bipar.items():
        for asked, questions in bipar.items():
            yield _set(f"BiPaR valid {asked}→{written}", questions, contexts)
    with lzma.open(folder / "tatoeba-zh-en.tsv.xz", "rt", encoding="utf-8") as lines:
        pairs = [line.rstrip("\n").split("\t") for line in lines]
    for name, asked, told in (("zh→en", 0, 1), ("en→zh", 1, 0)):
        texts = tuple(_article(place, "", pair[told]) for place, pair in enumerate(pairs))
        sentences = tuple((pair[asked], place) for place, pair in enumerate(pairs))
        yield DevelopmentSet(f"Tatoeba {name}, accuracy", texts, sentences, cut=1)
    for name, file in (("CMRC2018 dev zh→zh", "cmrc2018-dev"), ("DRCD dev zh→zh, Traditional", "drcd-dev")):
        rows = _rows(folder / f"{file}.jsonl.xz")
        yield _set(name, rows, rows)


def _rows(path: Path) -> list[dict[str, str]]:
    with lzma.open(path, "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def _set(name: str, questions: Sequence[Mapping[str, str]], contexts: Sequence[Mapping[str, str]]) -> DevelopmentSet:
    texts = list(dict.fromkeys(row["context"] for row in contexts))
    places = {text: place for place, text in enumerate(texts)}
    asked = [(row["question"], places[other["context"]]) for row, other in zip(questions, contexts, strict=True)]
    articles = (_article(place, text[:40].split("\n", 1)[0], text) for place, text in enumerate(texts))
    return DevelopmentSet(name, tuple(articles), tuple(asked))


def _article(place: int, title: str, text: str) -> Article:
    return Article(f"c{place:05}", title, (), language_of(text), text)


def own_sets() -> Iterator[DevelopmentSet]:
    """The questions of `corpus/questions` that one passage of the corpus answers, each passage an article. Follow-ups,
    which nobody understands by themselves, are left out.
    """
    articles = read_corpus(CORPUS).articles
    held = [(article.title, passage) for article in articles for passage in passages(article)]
    texts = tuple(_article(place, title, passage.text) for place, (title, passage) in enumerate(held))
    for language in ("zh", "en"):
        asked = []
        for path in sorted((CORPUS / "questions").glob(f"*.{language}.jsonl")):
            for question in read_questions(path).questions:
                right = {
                    place
                    for place, (_, passage) in enumerate(held)
                    if any(compared(piece) in compared(passage.text) for piece in question.evidence)
                }
                if len(right) == 1 and not question.follows:
                    asked.append((question.text, right.pop()))
        yield DevelopmentSet(f"own questions {language}→zh", texts, tuple(asked))


def ask(
    part: DevelopmentSet, index: Index, encoder: Encoder, lexicon: Lexicon, options: argparse.Namespace
) -> list[Legs]:
    """Both legs for every question, or every nth."""
    left_out = (READ, SPELT) if "pinyin" in options.without else ()
    left_out += (PAIR,) if "pairs" in options.without else ()
    found = []
    for question, right in part.questions[:: options.every]:
        query = Query(question, language_of(question))
        dense = index.vectors.search(encoder.encode_queries([question])[0], DEPTH)
        concepts = [
            one for one in query_concepts(query, lexicon) if not any(name[0] in left_out for name in one.features)
        ]
        bm25 = index.lexical.scores(concepts)
        reached = np.argsort(-bm25, kind="stable")[:DEPTH]
        lexical = {int(place): float(bm25[place]) for place in reached}
        found.append(Legs(dense, lexical, least_share(query.language, index) * index.lexical.bound(concepts), right))
    return found


def gains(asked: Sequence[Legs], index: Index, weights: Mapping[str, float], cut: int) -> Floats:
    """nDCG@`cut` of each question over whole articles, each as good as its best passage: 1 / log2(1 + rank), for one
    article is right. Articles of equal score share their ranks.
    """
    owner = {place: int(passage.article_id[1:]) for place, passage in enumerate(index.passages)}
    found = []
    for legs in asked:
        least = {"dense": LEAST_SPREAD, "lexical": legs.least}
        fused = fuse({"dense": legs.dense, "lexical": legs.lexical}, weights, least)
        best: dict[int, float] = {}
        for place, score in fused.items():
            best[owner[place]] = max(score, best.get(owner[place], -np.inf))
        scores = np.array(list(best.values()))
        own = best.get(legs.right, -np.inf)
        rank = 1 + (scores > own).sum() + ((scores == own).sum() - 1) / 2
        found.append(1 / np.log2(1 + rank) if rank <= cut else 0.0)
    return np.array(found)


def shown(values: Floats) -> str:
    """The mean with its interval."""
    mean, interval = mean_and_interval(list(values))
    low, high = interval or (0.0, 0.0)
    return f"{mean:.3f} ({low:.3f} to {high:.3f})"


def measure(folder: Path, options: argparse.Namespace) -> None:
    """Print one encoder's table."""
    lexicon = ReducedLexicon(options.without)
    inner = BundledEncoder(folder)
    encoder = RememberingEncoder(inner, options.work / f"{inner.digest[:12]}.vectors")
    print(f"\n{folder.name}\n\n| set | {' | '.join(LEGS)} |\n|---|{'---|' * len(LEGS)}", flush=True)
    chosen = {"dense": DENSE_WEIGHT, "lexical": LEXICAL_WEIGHT}
    columns = [{"dense": 0.0, "lexical": 1.0}, {"dense": 1.0, "lexical": 0.0}, chosen]
    fits: dict[str, list[tuple[Floats, Floats]]] = {}
    last: tuple[tuple[Article, ...], Index] | None = None
    for part in read_sets(options.dev):
        if last is None or last[0] != part.articles:
            last = part.articles, build(Corpus(part.articles, {}, ""), encoder, lexicon)
        asked = ask(part, last[1], encoder, lexicon, options)
        print(
            f"| {part.name} | {' | '.join(shown(gains(asked, last[1], each, part.cut)) for each in columns)} |",
            flush=True,
        )
        if options.fit:
            first = np.array([legs.right % 2 == 0 for legs in asked])
            tried = [gains(asked, last[1], {"dense": weight, "lexical": 1.0}, part.cut) for weight in WEIGHTS]
            fits[part.name] = [(values[first], values[~first]) for values in tried]
    print("\npublished, Tatoeba zh→en:", ", ".join(f"{name} {value:.3f}" for name, value in PUBLISHED.items()))
    if options.fit:
        report_fit(fits)


def report_fit(fits: Mapping[str, Sequence[tuple[Floats, Floats]]]) -> None:
    """Print the weight that is best on average over the sets on one half, and what it reaches on the other."""
    means = np.array([[first.mean() for first, _ in tried] for tried in fits.values()])
    best = int(means.mean(axis=0).argmax())
    print(f"\ndense weight {WEIGHTS[best]} (lexical 1), chosen on the questions of every other passage\n")
    print(f"| set | the rest at {WEIGHTS[best]} | {' | '.join(f'{weight:g}' for weight in WEIGHTS)} |")
    print(f"|---|---|{'---|' * len(WEIGHTS)}")
    for name, tried in fits.items():
        print(f"| {name} | {shown(tried[best][1])} | {' | '.join(f'{first.mean():.3f}' for first, _ in tried)} |")


def speed(folder: Path) -> None:
    """Print how fast texts are encoded and how much memory this process has needed."""
    encoder = BundledEncoder(folder)
    text = "洮北区今年计划实现五十三个贫困村脱贫摘帽，农民收入比去年增加了百分之十。" * 5
    encoder.encode_passages([text])
    began = time.perf_counter()
    encoder.encode_passages([f"{number}{text}" for number in range(200)])
    passages = 200 / (time.perf_counter() - began)
    encoder.encode_queries([text[:20]])
    began = time.perf_counter()
    for number in range(200):
        encoder.encode_queries([f"{number}{text[:20]}"])
    question = 1000 * (time.perf_counter() - began) / 200
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"\n{passages:.0f} passages of {len(text)} characters a second, {question:.1f} ms a question, ", end="")
    print(f"{peak:.0f} MiB at most, {sum(path.stat().st_size for path in folder.rglob('*')) / 1e6:.1f} MB on disk")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--dev", type=Path, required=True, help="folder of development sets")
    parser.add_argument("--work", type=Path, required=True, help="folder for what has been encoded")
    parser.add_argument("--encoder", type=Path, action="append", help="Sentence Transformers folder; default: bundled")
    parser.add_argument("--without", nargs="+", default=[], choices=PARTS, help="leave these out of the lexical leg")
    parser.add_argument("--every", type=int, default=1, help="ask every nth question only")
    parser.add_argument("--fit", action="store_true", help="choose the weight of the dense leg")
    options = parser.parse_args()
    options.work.mkdir(parents=True, exist_ok=True)
    for folder in options.encoder or [BUNDLED_ENCODER]:
        speed(folder)
        measure(folder, options)


if __name__ == "__main__":
    main()
