"""The commands that serve: the web chat with the interfaces, and the tools of the Model Context Protocol."""

from __future__ import annotations

import ipaddress
import os
from contextlib import nullcontext
from functools import partial
from pathlib import Path
from typing import Annotated, Literal

import typer

from taobeiqa.cli.keys import key_store
from taobeiqa.cli.options import (
    CORPUS,
    INDEX,
    MODEL,
    CorpusOption,
    FeedbackOption,
    IndexOption,
    KeysFileOption,
    ModelOption,
    app,
    feedback_file,
    language_model,
    option,
    progress_bar,
)
from taobeiqa.errors import AccessError, TaobeiqaError
from taobeiqa.feedback import FeedbackStore
from taobeiqa.pipeline import Pipeline, current_pipeline, open_pipeline
from taobeiqa.serving.access import RATE, Door, decided, host_name, origin_of
from taobeiqa.serving.prefix import prefix_of
from taobeiqa.settings import Settings

AccessOption = Annotated[
    Literal["open", "keys"] | None,
    option("--access", "Who may come in: anybody, or who has a key. Has to be said where others can reach it."),
]
RateOption = Annotated[
    int | None,
    option("--rate", f"Requests a minute for each key or address; 0 for no limit. {RATE} where others come in.", 0),
]

LogQuestionsOption = Annotated[bool, option("--log-questions", "Write questions into the log.")]


@app.command()
def serve(
    host: Annotated[str, typer.Option(envvar="TAOBEIQA_HOST", help="The address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(envvar="TAOBEIQA_PORT", min=0, max=65535, help="The port to listen on.")] = 7860,
    access: AccessOption = None,
    rate: RateOption = None,
    allow_host: Annotated[list[str] | None, option("--allow-host", "A name that it answers to; repeatable.")] = None,
    allow_origin: Annotated[
        list[str] | None, option("--allow-origin", "A site whose pages may frame the chat and use it; repeatable.")
    ] = None,
    prefix: Annotated[str, option("--prefix", "The path under which a reverse proxy shows it, such as /wenda.")] = "",
    proxy: Annotated[
        list[str] | None, option("--proxy", "The address of a reverse proxy to believe about addresses; repeatable.")
    ] = None,
    workers: Annotated[int, option("--workers", "Processes that answer; 0: the server itself does.", 0)] = 0,
    log_questions: LogQuestionsOption = False,
    corpus: CorpusOption = CORPUS,
    index: IndexOption = INDEX,
    model: ModelOption = MODEL,
    keys_file: KeysFileOption = None,
    feedback: FeedbackOption = None,
    no_feedback: Annotated[bool, option("--no-feedback", "Do not ask visitors whether an answer is right.")] = False,
) -> None:
    """Serve the web chat and the interfaces for programs; builds the index first if there is none or the corpus has
    changed.
    """
    door = Door(
        keys=key_store(keys_file, index),
        hosts=frozenset(host_name(name) for name in allow_host) if allow_host else None,
        origins=frozenset(origin_of(origin) for origin in allow_origin or ()),
        proxies=tuple(_address(address) for address in proxy or ()),
        at_once=workers or max(1, os.cpu_count() or 1),
        log_questions=log_questions,
        prefix=prefix_of(prefix),
    )
    decided(door, host, access, rate)  # before the index is built, which may take long
    writer = language_model()
    if workers and writer is not None:
        raise TaobeiqaError("A language model's answers are waited for, not worked out: leave out --workers with one.")
    settings = Settings(corpus, index, model)
    with progress_bar("Indexing") as progress:
        pipeline = current_pipeline(settings, progress).with_language_model(writer)
    from taobeiqa.serving import server
    from taobeiqa.serving.workers import Workers

    store = None if no_feedback else FeedbackStore(feedback_file(feedback, index))
    with Workers(pipeline, partial(_opened, model), workers) if workers else nullcontext(pipeline) as asked:
        server.serve(asked, host, port, announce=typer.echo, feedback=store, door=door, access=access, rate=rate)


def _opened(model: str, folder: Path) -> Pipeline:
    return open_pipeline(Settings(index=folder, model=model))


@app.command()
def mcp(
    log_questions: LogQuestionsOption = False,
    corpus: CorpusOption = CORPUS,
    index: IndexOption = INDEX,
    model: ModelOption = MODEL,
) -> None:
    """Serve the Model Context Protocol over standard input and output, for the program that starts it; builds the
    index first as serve does.
    """
    writer = language_model()
    with progress_bar("Indexing") as progress:
        pipeline = current_pipeline(Settings(corpus, index, model), progress).with_language_model(writer)
    from taobeiqa.serving.mcp import serve_stdio

    serve_stdio(pipeline, Door(log_questions=log_questions))


def _address(text: str) -> str:
    try:
        return str(ipaddress.ip_network(text, strict=False) if "/" in text else ipaddress.ip_address(text))
    except ValueError as error:
        raise AccessError(f"{text!r} is no address of a proxy: name it as 127.0.0.1 or 10.0.0.0/8.") from error
