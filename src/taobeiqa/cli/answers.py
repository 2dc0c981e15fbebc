"""Commands about articles and answers: build the index, ask, search, tell whether all is sound."""

from __future__ import annotations

import platform
from importlib.metadata import PackageNotFoundError, version
from typing import Annotated

import typer

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
    opened,
    progress_bar,
)
from taobeiqa.corpus.articles import read_corpus
from taobeiqa.errors import TaobeiqaError
from taobeiqa.pipeline import build_index
from taobeiqa.records import Answer, Citation, hit_to_json
from taobeiqa.settings import Settings

QuestionArgument = Annotated[str, typer.Argument(help="The question, in Chinese or English.", show_default=False)]
TopKOption = Annotated[
    int, typer.Option("--top-k", envvar="TAOBEIQA_TOP_K", min=1, max=100, help="How many passages to list.")
]


@app.command()
def index(corpus: CorpusOption = CORPUS, index: IndexOption = INDEX, model: ModelOption = MODEL) -> None:
    """Build the index, or bring it up to date: only what changed is encoded again."""
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
    index: IndexOption = INDEX,
    model: ModelOption = MODEL,
) -> None:
    """Ask one question and print the answer with its citation."""
    answer = opened(index, model).ask(question, top_k)
    typer.echo(as_json_text(answer.to_json()) if as_json else _told(answer))


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
    typer.echo(
        f"taobeiqa {_version('taobeiqa')} on Python {platform.python_version()}, "
        f"{platform.system()} {platform.machine()}"
    )
    for package in ("sentence-transformers", "torch", "faiss-cpu", "gradio", "numpy", "tokenizers"):
        typer.echo(f"  {package} {_version(package)}")
    pipeline = opened(index, model)
    manifest, calibration = pipeline.index.manifest, pipeline.index.calibration
    typer.echo(f"model: {model} ({manifest.encoder_digest[:12]}, {manifest.dimension} dimensions)")
    typer.echo(
        f"index: {index}, format {manifest.format}, {manifest.articles} articles, {manifest.passages} passages, sound"
    )
    typer.echo(calibration_told(calibration) if calibration else f"threshold {pipeline.threshold:g}, not calibrated")
    if calibration and calibration.corpus_digest != manifest.corpus_digest:
        typer.echo("the corpus has changed since the threshold was set: set it again with taobeiqa calibrate")
    if read_corpus(corpus).digest != manifest.corpus_digest:
        raise TaobeiqaError(
            f"The corpus at {corpus} has changed since the index was built. Update it with: taobeiqa index"
        )
    typer.echo(f"corpus: {corpus}, unchanged since the index was built")


def _told(answer: Answer) -> str:
    if answer.abstained:
        nearest = [f"  {hit.rank}. {' '.join(hit.passage.text.split())[:80]}" for hit in answer.hits[:3]]
        heading = "最接近的段落：" if answer.language == "zh" else "Nearest passages:"
        return "\n".join([answer.text, "", heading, *nearest])
    numbers = "".join(f" [{citation.number}]" for citation in answer.citations)
    return "\n".join([answer.text + numbers, *(line for citation in answer.citations for line in _cited(citation))])


def _cited(citation: Citation) -> list[str]:
    byline = f" — {' '.join(citation.authors)}" if citation.authors else ""
    lines = ["", f"[{citation.number}] {citation.title}{byline}", f"    {_marked(citation)}"]
    return [*lines, f"    {citation.translation}"] if citation.translation else lines


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
