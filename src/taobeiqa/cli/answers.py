"""The command line. Exit codes: 0 fine; 2 the input or the settings were wrong, told in one line on stderr."""

from __future__ import annotations

import json
import os
import platform
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Annotated, Any

import typer

from taobeiqa.corpus.articles import read_corpus
from taobeiqa.errors import TaobeiqaError
from taobeiqa.pipeline import Pipeline, build_index, current_pipeline, open_pipeline
from taobeiqa.records import Answer, Citation, hit_to_json
from taobeiqa.retrieval.index import Progress
from taobeiqa.settings import Settings

app = typer.Typer(
    help="Ask Chinese newspaper articles questions in Chinese or English; get answers with verbatim citations.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)

CorpusOption = Annotated[
    Path, typer.Option("--corpus", envvar="TAOBEIQA_CORPUS", help="The corpus folder.", show_default=True)
]
IndexOption = Annotated[
    Path, typer.Option("--index", envvar="TAOBEIQA_INDEX", help="The folder of the built index.", show_default=True)
]
ModelOption = Annotated[
    str,
    typer.Option(
        "--model",
        envvar="TAOBEIQA_MODEL",
        help="'bundled', or a Sentence Transformers name or folder.",
        show_default=True,
    ),
]
JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON instead of text.")]
QuestionArgument = Annotated[str, typer.Argument(help="The question, in Chinese or English.", show_default=False)]
TopKOption = Annotated[
    int, typer.Option("--top-k", envvar="TAOBEIQA_TOP_K", min=1, max=100, help="How many passages to list.")
]

CORPUS, INDEX, MODEL = Path("corpus"), Path("index"), "bundled"


@app.command()
def index(corpus: CorpusOption = CORPUS, index: IndexOption = INDEX, model: ModelOption = MODEL) -> None:
    """Build the index, or bring it up to date: only what changed is encoded again."""
    with _progress() as progress:
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
    answer = _open(index, model).ask(question, top_k)
    typer.echo(_json(answer.to_json()) if as_json else _told(answer))


@app.command()
def search(
    question: QuestionArgument,
    as_json: JsonOption = False,
    top_k: TopKOption = 5,
    index: IndexOption = INDEX,
    model: ModelOption = MODEL,
) -> None:
    """Print the passages nearest to a question, best first."""
    pipeline = _open(index, model)
    hits = pipeline.search(question, top_k)
    if as_json:
        typer.echo(_json({"question": question, "passages": [hit_to_json(hit) for hit in hits]}))
        return
    for hit in hits:
        typer.echo(f"{hit.rank}. {pipeline.index.articles[hit.passage.article_id].title}  ({hit.score:.2f})")
        typer.echo(f"   {' '.join(hit.passage.text.split())}\n")


@app.command()
def serve(
    host: Annotated[str, typer.Option(envvar="TAOBEIQA_HOST", help="The address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(envvar="TAOBEIQA_PORT", min=0, max=65535, help="The port to listen on.")] = 7860,
    corpus: CorpusOption = CORPUS,
    index: IndexOption = INDEX,
    model: ModelOption = MODEL,
) -> None:
    """Serve the web chat; builds the index first if there is none or the corpus has changed."""
    with _progress() as progress:
        pipeline = current_pipeline(Settings(corpus, index, model), progress)
    from taobeiqa.serving import server

    server.serve(pipeline, host, port, announce=typer.echo)


@app.command()
def doctor(corpus: CorpusOption = CORPUS, index: IndexOption = INDEX, model: ModelOption = MODEL) -> None:
    """Tell what is installed, which model is used, and whether corpus and index are sound."""
    typer.echo(
        f"taobeiqa {_version('taobeiqa')} on Python {platform.python_version()}, "
        f"{platform.system()} {platform.machine()}"
    )
    for package in ("sentence-transformers", "torch", "faiss-cpu", "gradio", "numpy", "tokenizers"):
        typer.echo(f"  {package} {_version(package)}")
    manifest = _open(index, model).index.manifest
    typer.echo(f"model: {model} ({manifest.encoder_digest[:12]}, {manifest.dimension} dimensions)")
    typer.echo(
        f"index: {index}, format {manifest.format}, {manifest.articles} articles, {manifest.passages} passages, sound"
    )
    if read_corpus(corpus).digest != manifest.corpus_digest:
        raise TaobeiqaError(
            f"The corpus at {corpus} has changed since the index was built. Update it with: taobeiqa index"
        )
    typer.echo(f"corpus: {corpus}, unchanged since the index was built")


def main() -> None:
    """Run the command line; every error that the user can mend is one line on stderr and exit code 2."""
    try:
        app()
    except TaobeiqaError as error:
        typer.echo(" ".join(str(error).split()), err=True)
        sys.exit(2)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(1)


def _open(index: Path, model: str) -> Pipeline:
    return open_pipeline(Settings(index=index, model=model))


@contextmanager
def _progress() -> Iterator[Progress]:
    """A progress bar on stderr, which appears with the first text that is encoded."""
    with ExitStack() as stack:
        bars: list[Any] = []

        def progress(done: int, total: int) -> None:
            if total and not bars:
                bars.append(stack.enter_context(typer.progressbar(length=total, label="Indexing", file=sys.stderr)))
            for bar in bars:
                bar.update(done - bar.pos)

        yield progress


def _json(content: object) -> str:
    return json.dumps(content, ensure_ascii=False, indent=2)


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
