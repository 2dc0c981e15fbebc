"""The command that drafts a translation of an article, for a person to review."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated

import typer

from taobeiqa.cli.options import (
    CORPUS,
    ArticleArgument,
    CorpusOption,
    ForceOption,
    app,
    named_article,
    option,
    progress_bar,
)
from taobeiqa.corpus.articles import read_corpus
from taobeiqa.corpus.translating import Draft, draft_translation
from taobeiqa.errors import CorpusError, TaobeiqaError
from taobeiqa.language_model import BASE_URL, MODEL, LanguageModel
from taobeiqa.records import Language, other_language

_SHOWN = 60


@app.command()
def translate(
    article: ArticleArgument,
    to: Annotated[str, option("--to", "The language to translate into: en or zh; else the other one.")] = "",
    force: ForceOption = False,
    corpus: CorpusOption = CORPUS,
) -> None:
    """Draft the translation of an article with a language model. Answers mark it until a person has reviewed it."""
    found = named_article(article, read_corpus(corpus), corpus)
    target = _target(to, found.language)
    out = corpus / "translations" / target / f"{found.id}.md"
    if out.exists() and not force:
        raise CorpusError(f"{out}: is there already; replace it with --force.")
    model = LanguageModel.from_environment()
    if model is None:
        raise TaobeiqaError(f"No language model is configured: set {BASE_URL} and {MODEL}.")
    with progress_bar("Translating") as progress:
        draft = draft_translation(model, found, target, progress)
    _write(out, draft)
    typer.echo(
        f"Wrote {draft.sentences} sentences to {out}, as reviewed: false. Read it against the original, set "
        "reviewed: true, and run taobeiqa index; until then answers mark it as a machine translation."
    )
    for doubt in draft.doubts:
        typer.echo(
            f"{out}:{doubt.line}: figures differ from the original ({', '.join(doubt.figures)}): "
            f"{doubt.translation[:_SHOWN]}",
            err=True,
        )


def _target(to: str, source: Language) -> Language:
    other = other_language(source)
    if to not in ("", other):
        told = "the article is in that language already" if to == source else "write en or zh"
        raise TaobeiqaError(f"--to {to}: {told}.")
    return other


def _write(out: Path, draft: Draft) -> None:
    """Write it aside and publish it by one rename."""
    aside = out.with_name(f".{out.name}.{os.getpid()}")
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        try:
            aside.write_text(draft.content, encoding="utf-8")
            aside.replace(out)
        finally:
            aside.unlink(missing_ok=True)
    except OSError as error:
        raise CorpusError(f"{out}: cannot be written: {error.strerror}.") from error
