"""Commands about question sets: propose questions for an article, review what visitors said, export it as a set."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Annotated

import typer

from taobeiqa.cli.options import (
    CORPUS,
    INDEX,
    ArticleArgument,
    CorpusOption,
    FeedbackOption,
    ForceOption,
    IndexOption,
    app,
    feedback_file,
    named_article,
    option,
)
from taobeiqa.corpus.articles import read_corpus
from taobeiqa.errors import FeedbackError, SetError
from taobeiqa.evaluation.evaluate import check_set, in_an_article
from taobeiqa.evaluation.questions import Question, QuestionSet, question_to_json
from taobeiqa.feedback import Feedback, FeedbackStore
from taobeiqa.records import other_language
from taobeiqa.retrieval.index import Index, load

questions = typer.Typer(
    help="Make question sets: propose questions, review what visitors said, export it.",
    no_args_is_help=True,
    rich_markup_mode=None,
)
app.add_typer(questions, name="questions")

_KEYS = {
    "r": "right as shown",
    "c": "correct it",
    "n": "the articles do not say",
    "d": "drop",
    "s": "skip",
    "q": "quit",
}


@questions.command()
def draft(
    article: ArticleArgument,
    out: Annotated[Path | None, option("--out", "Write the drafts here and not to the terminal.")] = None,
    by_rule: Annotated[bool, option("--by-rule", "Use no language model, even if one is configured.")] = False,
    force: ForceOption = False,
    corpus: CorpusOption = CORPUS,
) -> None:
    """Propose questions for an article. They are drafts until a person has edited them and taken `draft` away."""
    from taobeiqa.evaluation.drafting.by_model import draft_with
    from taobeiqa.evaluation.drafting.by_rule import draft as drafted
    from taobeiqa.language_model import LanguageModel

    known = read_corpus(corpus)
    found = named_article(article, known, corpus)
    translation = known.translations.get((found.id, other_language(found.language)))
    model = None if by_rule else LanguageModel.from_environment()
    proposed = drafted(found, translation)
    if model is not None:
        by_model = draft_with(model, found, translation)
        proposed = _distinct([*proposed, *by_model.questions])
        typer.echo(
            f"{model.model} proposed {len(by_model.questions)} questions whose evidence holds; "
            f"{by_model.refused} did not hold and were left out.",
            err=True,
        )
    if not proposed:
        raise SetError(f"{found.id}: has no figure, name or date in a sentence that a question could be made of.")
    _write_set(proposed, out, force)


def _distinct(proposed: Iterable[Question]) -> list[Question]:
    by_text: dict[str, Question] = {}
    for question in proposed:
        by_text.setdefault(question.text, question)
    return list(by_text.values())


@questions.command()
def review(feedback: FeedbackOption = None, index: IndexOption = INDEX) -> None:
    """Go through what visitors said of the answers, and make test cases of it."""
    store = FeedbackStore(feedback_file(feedback, index))
    waiting = store.waiting()
    if not waiting:
        typer.echo("No feedback is waiting for a review.")
        return
    articles = load(index)
    for number, one in enumerate(waiting, start=1):
        typer.echo(f"\n{number} of {len(waiting)}\n" + "\n".join(_shown(one)))
        try:
            goes_on = _reviewed(one, store, articles)
        except typer.Abort:
            goes_on = False
        if not goes_on:
            break
    kept = len(store.kept())
    typer.echo(f"\n{len(store.waiting())} waiting, {kept} kept. Write those with: taobeiqa questions export FILE")


def _shown(one: Feedback) -> list[str]:
    lines = [f"  asked:      {one.question}", f"  answered:   {one.answer}"]
    lines += [f"  quoted:     {quoted.quote}  ({quoted.article_id})" for quoted in one.quotes]
    lines.append(f"  marked:     {one.verdict}, on {one.day}")
    return [*lines, f"  correction: {one.correction}"] if one.correction else lines


def _reviewed(one: Feedback, store: FeedbackStore, index: Index) -> bool:
    """Ask what to make of one, and do it. False to stop."""
    keys = {key: told for key, told in _KEYS.items() if not (key == "r" and one.abstained)}
    choices = ", ".join(f"{key} {told}" for key, told in keys.items())
    choice = ""
    while choice not in keys:
        choice = typer.prompt(choices, default="s", show_default=False).strip().lower()
    try:
        if choice == "r":
            answers = _pieces(typer.prompt("What any right answer has to contain (| between several)"))
            store.keep(one.id, answers, [quoted.quote for quoted in one.quotes])
        elif choice == "c":
            answers = _pieces(typer.prompt("The right answer (| between several)"))
            store.keep(one.id, answers, _asked_evidence(index))
        elif choice == "n":
            store.keep(one.id, [], [])
        elif choice == "d":
            store.drop(one.id)
    except FeedbackError as error:
        typer.echo(str(error), err=True)
    return choice != "q"


def _asked_evidence(index: Index) -> list[str]:
    while True:
        evidence = _pieces(typer.prompt("The words of the article that prove it (| between several)"))
        missing = [piece for piece in evidence if not in_an_article(piece, index)]
        if evidence and not missing:
            return evidence
        typer.echo(f"Stands in no article: {' | '.join(missing)}. Copy it from the article, word for word.")


def _pieces(written: str) -> list[str]:
    return [piece.strip() for piece in written.split("|") if piece.strip()]


@questions.command()
def export(
    out: Annotated[Path, typer.Argument(help="The question set to write, JSON Lines.", show_default=False)],
    feedback: FeedbackOption = None,
    force: ForceOption = False,
    index: IndexOption = INDEX,
) -> None:
    """Write the feedback that a reviewer kept as a question set."""
    kept = FeedbackStore(feedback_file(feedback, index)).kept()
    if not kept:
        raise SetError("No feedback was reviewed and kept yet. Review it with: taobeiqa questions review")
    made = tuple(_question(line, one) for line, one in enumerate(kept, start=1))
    check_set(QuestionSet(out.stem, "", made), out, load(index))
    _write_set(made, out, force)
    typer.echo(f"Wrote {len(made)} questions to {out}.")


def _question(line: int, one: Feedback) -> Question:
    identity = f"feedback-{one.id}"
    return Question(identity, one.question, one.language, one.answers, one.evidence, tags=("feedback",), line=line)


def _write_set(made: Sequence[Question], out: Path | None, force: bool) -> None:
    text = "".join(f"{json.dumps(question_to_json(question), ensure_ascii=False)}\n" for question in made)
    if out is None:
        typer.echo(text, nl=False)
        return
    try:
        with out.open("w" if force else "x", encoding="utf-8") as file:
            file.write(text)
    except FileExistsError as error:
        raise SetError(f"{out}: is there already; name another file, or replace it with --force.") from error
    except OSError as error:
        raise SetError(f"{out}: cannot be written: {error.strerror}.") from error
