"""What the commands share: the application, its options, progress bars, JSON."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Annotated, Any

import typer

from taobeiqa.answering.generate import PATIENCE_S
from taobeiqa.corpus.articles import Corpus
from taobeiqa.errors import TaobeiqaError
from taobeiqa.language_model import LanguageModel
from taobeiqa.pipeline import Pipeline, open_pipeline
from taobeiqa.records import Article
from taobeiqa.retrieval.index import Progress
from taobeiqa.settings import Settings

app = typer.Typer(
    help="Ask Chinese newspaper articles questions in Chinese or English; get answers with verbatim citations.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)

FEEDBACK = "feedback.sqlite"

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
FeedbackOption = Annotated[
    Path | None,
    typer.Option(
        "--feedback",
        envvar="TAOBEIQA_FEEDBACK",
        help="The file of what visitors say of the answers.",
        show_default=f"{FEEDBACK} beside the index",
    ),
]
KeysFileOption = Annotated[
    Path | None,
    typer.Option(
        "--keys-file",
        envvar="TAOBEIQA_KEYS_FILE",
        help="The file of the API keys.",
        show_default="access.sqlite beside the index",
    ),
]
JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON instead of text.")]
CORPUS, INDEX, MODEL = Path("corpus"), Path("index"), "bundled"
"""Where things are if nothing else is said."""


def named_article(written: str, known: Corpus, folder: Path) -> Article:
    """The article of a corpus that an argument names, by its id or its file."""
    identity = Path(written).stem if written.endswith(".md") else written
    found = next((one for one in known.articles if one.id == identity), None)
    if found is None:
        ids = ", ".join(one.id for one in known.articles[:10])
        raise TaobeiqaError(f"There is no article {identity!r} in {folder}; there are {ids}.")
    return found


def feedback_file(named: Path | None, index: Path) -> Path:
    """The file of the feedback: the one that was named, or the one beside the index."""
    return named or index / FEEDBACK


def opened(index: Path, model: str) -> Pipeline:
    """The pipeline over the index that the options name."""
    return open_pipeline(Settings(index=index, model=model))


def language_model() -> LanguageModel | None:
    """The language model that words the answers, if the environment names one."""
    return LanguageModel.from_environment(PATIENCE_S)


@contextmanager
def progress_bar(label: str) -> Iterator[Progress]:
    """A progress bar on stderr, which appears with the first of the work; none where stderr is no terminal."""
    with ExitStack() as stack:
        bars: list[Any] = []

        def progress(done: int, total: int) -> None:
            if total and not bars and sys.stderr.isatty():
                bars.append(stack.enter_context(typer.progressbar(length=total, label=label, file=sys.stderr)))
            for bar in bars:
                bar.update(done - bar.pos)

        yield progress


def as_json_text(content: object) -> str:
    """Readable JSON."""
    return json.dumps(content, ensure_ascii=False, indent=2)


def option(name: str, told: str, least: float | None = None, most: float | None = None) -> Any:
    """An option that is an environment variable too: `--fail-under` is `TAOBEIQA_FAIL_UNDER`."""
    variable = f"TAOBEIQA_{name.removeprefix('--').replace('-', '_').upper()}"
    return typer.Option(name, envvar=variable, help=told, show_default=False, min=least, max=most)


ArticleArgument = Annotated[str, typer.Argument(help="The article's id, or its file.", show_default=False)]
ForceOption = Annotated[bool, option("--force", "Replace a file that is there.")]
