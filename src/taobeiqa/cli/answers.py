"""Commands about articles and answers: build the index, ask, search, tell whether all is sound."""

from __future__ import annotations

import os
import platform
import unicodedata
from collections.abc import Sequence
from importlib.metadata import PackageNotFoundError, version
from itertools import chain
from typing import Annotated

import typer

from taobeiqa.answering.gloss import Gloss
from taobeiqa.cli.evaluation import calibration_told
from taobeiqa.cli.options import (
    CORPUS,
    INDEX,
    MODEL,
    CorpusOption,
    IndexOption,
    JsonOption,
    ModelOption,
    app,
    as_json_text,
    language_model,
    opened,
    option,
    progress_bar,
)
from taobeiqa.corpus.articles import read_corpus
from taobeiqa.errors import TaobeiqaError
from taobeiqa.pipeline import build_index
from taobeiqa.records import Answer, Citation, Language, citation_to_json, hit_to_json
from taobeiqa.settings import Settings
from taobeiqa.version import VERSION

QuestionArgument = Annotated[str, typer.Argument(help="The question, in Chinese or English.", show_default=False)]
TopKOption = Annotated[
    int, typer.Option("--top-k", envvar="TAOBEIQA_TOP_K", min=1, max=100, help="How many passages to list.")
]

_PATIENT = 10
"""How much an index that is built stands back (POSIX `nice`): a chat on the same machine goes on answering."""
_UNREVIEWED: dict[Language, str] = {"zh": "（机器翻译，未经校对）", "en": "(machine translation, not reviewed)"}


@app.command()
def index(corpus: CorpusOption = CORPUS, index: IndexOption = INDEX, model: ModelOption = MODEL) -> None:
    """Build the index, or bring it up to date: only what changed is encoded again.

    Whoever asks meanwhile comes first, where the system knows priorities.
    """
    if hasattr(os, "nice"):
        os.nice(_PATIENT)
    with progress_bar("Indexing") as progress:
        built = build_index(Settings(corpus, index, model), progress).manifest
    typer.echo(
        f"Indexed {built.articles} articles in {built.passages} passages and {built.sentences} sentences "
        f"with the model {built.encoder}, in {index}."
    )


@app.command()
def ask(
    question: QuestionArgument,
    as_json: JsonOption = False,
    top_k: TopKOption = 5,
    with_gloss: Annotated[
        bool, option("--gloss", "Explain Chinese quotations word by word to an English asker.")
    ] = False,
    index: IndexOption = INDEX,
    model: ModelOption = MODEL,
) -> None:
    """Ask one question and print the answer with its citation."""
    pipeline = opened(index, model).with_language_model(language_model())
    answer = pipeline.ask(question, top_k)
    glosses = [pipeline.gloss(one, answer.language) if with_gloss else () for one in answer.citations]
    typer.echo(as_json_text(_glossed_json(answer, glosses)) if as_json else _told(answer, glosses))


@app.command()
def search(
    question: QuestionArgument,
    as_json: JsonOption = False,
    top_k: TopKOption = 5,
    index: IndexOption = INDEX,
    model: ModelOption = MODEL,
) -> None:
    """Print the passages nearest to a question, best first."""
    pipeline = opened(index, model)
    hits = pipeline.search(question, top_k)
    if as_json:
        typer.echo(as_json_text({"question": question, "passages": [hit_to_json(hit) for hit in hits]}))
        return
    for hit in hits:
        typer.echo(f"{hit.rank}. {pipeline.index.articles[hit.passage.article_id].title}  ({hit.score:.2f})")
        typer.echo(f"   {' '.join(hit.passage.text.split())}\n")


@app.command()
def doctor(corpus: CorpusOption = CORPUS, index: IndexOption = INDEX, model: ModelOption = MODEL) -> None:
    """Tell what is installed, which model is used, and whether corpus and index are sound."""
    typer.echo(f"taobeiqa {VERSION} on Python {platform.python_version()}, {platform.system()} {platform.machine()}")
    for package in ("sentence-transformers", "torch", "faiss-cpu", "gradio", "numpy", "tokenizers"):
        typer.echo(f"  {package} {_version(package)}")
    pipeline = opened(index, model)
    manifest, calibration = pipeline.index.manifest, pipeline.index.calibration
    typer.echo(f"model: {model} ({manifest.encoder_digest[:12]}, {manifest.dimension} dimensions)")
    typer.echo(
        f"index: {index}, format {manifest.format}, {manifest.articles} articles, {manifest.passages} passages, sound"
    )
    writer = language_model()
    typer.echo(f"language model: {f'{writer.model} at {writer.base_url}' if writer else 'none; answers are quoted'}")
    typer.echo(calibration_told(calibration) if calibration else f"threshold {pipeline.threshold:g}, not calibrated")
    if calibration and calibration.corpus_digest != manifest.corpus_digest:
        typer.echo("the corpus has changed since the threshold was set: set it again with taobeiqa calibrate")
    if read_corpus(corpus).digest != manifest.corpus_digest:
        raise TaobeiqaError(
            f"The corpus at {corpus} has changed since the index was built. Update it with: taobeiqa index"
        )
    typer.echo(f"corpus: {corpus}, unchanged since the index was built")


def _glossed_json(answer: Answer, glosses: Sequence[Sequence[Gloss]]) -> dict[str, object]:
    """The answer as JSON, a `gloss` in each citation that has one."""
    citations = [
        {**content, **({"gloss": [piece.to_json() for piece in pieces]} if pieces else {})}
        for content, pieces in zip(map(citation_to_json, answer.citations), glosses, strict=True)
    ]
    return {**answer.to_json(), "citations": citations}


def _told(answer: Answer, glosses: Sequence[Sequence[Gloss]]) -> str:
    if answer.aside:
        return answer.text
    if answer.abstained:
        nearest = [f"  {hit.rank}. {' '.join(hit.passage.text.split())[:80]}" for hit in answer.hits[:3]]
        heading = "最接近的段落：" if answer.language == "zh" else "Nearest passages:"
        return "\n".join([answer.text, "", heading, *nearest])
    numbers = "".join(f" [{citation.number}]" for citation in answer.citations)
    told = zip(answer.citations, glosses, strict=True)
    cited = [_cited(citation, pieces, answer.language) for citation, pieces in told]
    return "\n".join([answer.text + numbers, *chain.from_iterable(cited)])


def _cited(citation: Citation, pieces: Sequence[Gloss], language: Language) -> list[str]:
    byline = f" — {' '.join(citation.authors)}" if citation.authors else ""
    lines = ["", f"[{citation.number}] {citation.title}{byline}", f"    {_marked(citation)}"]
    mark = "" if citation.translation_reviewed else f" {_UNREVIEWED[language]}"
    lines += [f"    {citation.translation}{mark}"] if citation.translation else []
    words = _word_by_word([piece for piece in pieces if piece.pinyin or piece.english])
    return [*lines, "", *words] if words else lines


def _word_by_word(pieces: Sequence[Gloss]) -> list[str]:
    """A line a word: as it is written, how it is read, what it means. A Chinese character takes two columns."""
    chinese = max((_columns(piece.text) for piece in pieces), default=0)
    pinyin = max((len(piece.pinyin) for piece in pieces), default=0)
    return [
        f"    {piece.text}{' ' * (chinese - _columns(piece.text))}  {piece.pinyin:{pinyin}}  {piece.english}".rstrip()
        for piece in pieces
    ]


def _columns(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in text)


def _marked(citation: Citation) -> str:
    """The quotation, its highlights in bold on a terminal."""
    text, position = "", citation.start
    for start, end in citation.highlights:
        text += citation.quote[position - citation.start : start - citation.start]
        text += typer.style(citation.quote[start - citation.start : end - citation.start], bold=True, underline=True)
        position = end
    return " ".join((text + citation.quote[position - citation.start :]).split())


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return "not installed"
