"""Commands about quality: evaluate question sets, and set the threshold of confidence from one."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from taobeiqa.cli.options import (
    INDEX,
    MODEL,
    IndexOption,
    ModelOption,
    app,
    as_json_text,
    language_model,
    opened,
    option,
    progress_bar,
)
from taobeiqa.errors import SetError
from taobeiqa.evaluation.calibration import calibrate as calibrated
from taobeiqa.evaluation.calibration import check_enough
from taobeiqa.evaluation.compare import Comparison, compare, comparison_to_json, read_baseline
from taobeiqa.evaluation.evaluate import ask_all, check_distinct, check_set, judge_all
from taobeiqa.evaluation.floors import below, failing, parse_limits, pinned, read_floors, table, write_floors
from taobeiqa.evaluation.judge import OUTCOMES, Judged
from taobeiqa.evaluation.metrics import METRICS
from taobeiqa.evaluation.passage_sets import read_set
from taobeiqa.evaluation.questions import QuestionSet
from taobeiqa.evaluation.results import Results, junit, qrels_lines, results, run_lines, to_json
from taobeiqa.evaluation.resume import Unfinished, code_digest
from taobeiqa.language_model import LanguageModel
from taobeiqa.pipeline import pipeline_over
from taobeiqa.records import Language
from taobeiqa.retrieval.encoders import load_encoder
from taobeiqa.retrieval.index import save
from taobeiqa.retrieval.lexicon import Lexicon
from taobeiqa.retrieval.manifest import Calibration, Manifest
from taobeiqa.version import VERSION

SetsArgument = Annotated[
    list[Path],
    typer.Argument(
        help="Question sets: JSON Lines, CSV, XLSX, SQuAD JSON, question-context JSON Lines, BEIR folders.",
        show_default=False,
    ),
]
DraftsOption = Annotated[bool, option("--drafts", "Count drafts too.")]
_UNFINISHED = "unfinished"


@app.command()
def evaluate(
    sets: SetsArgument,
    passages: Annotated[Path | None, option("--passages", "Question-context file whose contexts are asked of.")] = None,
    json_file: Annotated[Path | None, option("--json", "Write all results here.")] = None,
    run: Annotated[Path | None, option("--run", "Write a TREC run here, and FILE.qrels beside it.")] = None,
    junit_file: Annotated[Path | None, option("--junit", "Write JUnit XML here, a test a question.")] = None,
    report: Annotated[Path | None, option("--report", "Write a report, one HTML page, into this folder.")] = None,
    report_language: Annotated[str, option("--report-language", "The report's language: en or zh.")] = "en",
    baseline: Annotated[Path | None, option("--baseline", "Compare with an earlier --json FILE.")] = None,
    fail_under: Annotated[
        list[str] | None, option("--fail-under", "METRIC=VALUE; exit 1 if worse. For rates the most allowed.")
    ] = None,
    floors: Annotated[Path | None, option("--floors", "Exit 1 if a set falls below its floors in this file.")] = None,
    pin: Annotated[bool, option("--pin", "Raise the floors in --floors to what is reached.")] = False,
    allow_lower: Annotated[bool, option("--allow-lower", "With --pin: lower floors too.")] = False,
    drafts: DraftsOption = False,
    index: IndexOption = INDEX,
    model: ModelOption = MODEL,
) -> None:
    """Ask every question of the sets and tell how good the answers are. Interrupted, it goes on where it was."""
    limits = parse_limits(fail_under or [])
    if pin and floors is None:
        raise SetError("--pin needs --floors FILE, the file to pin to.")
    language = _language(report_language)
    earlier = read_baseline(baseline) if baseline else None
    wanted = read_floors(floors) if floors and (floors.is_file() or not pin) else {}
    for path in (json_file, run, junit_file):
        _writable(path)
    with _resumable():
        evaluated = _evaluated(sets, passages, drafts, index, model, writer=language_model())
    found = results(evaluated.judged, _settings(evaluated))
    comparison = compare(found, earlier) if earlier else None
    _write(json_file, lambda: as_json_text({**to_json(found), **_compared(comparison)}) + "\n")
    _write(run, lambda: "".join(f"{line}\n" for line in run_lines(found.judged)))
    qrels = run.with_name(f"{run.name}.qrels") if run else None
    _write(qrels, lambda: "".join(f"{line}\n" for line in qrels_lines(found.judged)))
    _write(junit_file, lambda: junit(found).decode())
    if report:
        from taobeiqa.evaluation.report.page import write_report

        typer.echo(f"Report: {write_report(found, comparison, language, report)}\n")
    evaluated.finish()
    typer.echo("\n".join(_told(found, comparison)))
    if floors and pin:
        write_floors(pinned(found.groups["by_set"], wanted, allow_lower), floors)
        wanted = read_floors(floors)
    failed = [line for metric, limit in limits for line in failing(metric, metric, found.overall.means[metric], limit)]
    failed += below(found.groups["by_set"], wanted) if floors else []
    losses = [one for one in comparison.differences if one.loss] if comparison else []
    failed += [
        f"{one.metric}: {one.before:.3f} → {one.now:.3f}, a significant loss (p = {one.p:.3f})" for one in losses
    ]
    if failed:
        typer.echo("\n".join(["", "The gate fails:", *(f"  {line}" for line in failed)]), err=True)
        raise typer.Exit(1)


@app.command()
def calibrate(
    sets: SetsArgument,
    most: Annotated[
        float, option("--max-false-answers", "The largest share of unanswerable questions that may be answered.", 0, 1)
    ] = 0.1,
    drafts: DraftsOption = False,
    index: IndexOption = INDEX,
    model: ModelOption = MODEL,
) -> None:
    """Set the confidence below which it says that the articles do not say, and store it with the index."""
    with _resumable():
        evaluated = _evaluated(sets, None, drafts, index, model, _check_of_the_corpus)
    pipeline = opened(index, model)
    names = [one.name for one in evaluated.sets]
    chosen = calibrated(evaluated.judged, most, names, pipeline.index.manifest.corpus_digest)
    save(replace(pipeline.index, calibration=chosen), index)
    evaluated.finish()
    typer.echo(
        f"{calibration_told(chosen)}\n"
        f"The threshold was {pipeline.threshold:.3f}. A running chat takes the new one up when it starts again."
    )


@contextmanager
def _resumable() -> Iterator[None]:
    """What is told when it is interrupted."""
    try:
        yield
    except KeyboardInterrupt:
        typer.echo("\nInterrupted. The same command goes on from here.", err=True)
        raise


def calibration_told(chosen: Calibration) -> str:
    """A calibration in a sentence."""
    return (
        f"threshold {chosen.threshold:.3f}, set on {chosen.day} from {', '.join(chosen.sets)} "
        f"for at most {chosen.most_false_answers:.0%} false answers: "
        f"{chosen.false_answer_rate:.1%} of {chosen.unanswerable} unanswerable questions answered, "
        f"{chosen.wrong_refusal_rate:.1%} of {chosen.answerable} answerable ones refused"
    )


@dataclass(frozen=True, slots=True)
class _Evaluated:
    """Sets that were asked and judged, what they were asked of, and what is kept until all is written."""

    sets: tuple[QuestionSet, ...]
    judged: tuple[Judged, ...]
    manifests: tuple[Manifest, ...]
    kept: tuple[Unfinished, ...]
    threshold: float
    calibrated: bool
    writer: LanguageModel | None

    def finish(self) -> None:
        """All is written: nothing is to be resumed."""
        for kept in self.kept:
            kept.finish()


def _check_of_the_corpus(sets: Sequence[QuestionSet]) -> None:
    if any(one.articles is not None for one in sets):
        raise SetError("A threshold is set from questions over the corpus, not from a set with its own passages.")
    check_enough([question for one in sets for question in one.questions])


def _evaluated(
    paths: Sequence[Path],
    passages: Path | None,
    drafts: bool,
    index: Path,
    model: str,
    check: Callable[[Sequence[QuestionSet]], None] = lambda sets: None,
    writer: LanguageModel | None = None,
) -> _Evaluated:
    """Read and check all sets before the first is asked, so that a fault in the last is told at once."""
    sets = tuple(read_set(path, passages) for path in paths)
    check_distinct(sets)
    check(sets)
    corpus = opened(index, model) if any(one.articles is None for one in sets) else None
    for path, one in zip(paths, sets, strict=True):
        check_set(one, path, corpus.index if corpus and one.articles is None else None, drafts)
    judged: list[Judged] = []
    manifests: list[Manifest] = []
    kept: list[Unfinished] = []
    encoder, lexicon, code = load_encoder(model), Lexicon(), code_digest()
    for one in sets:
        of = corpus.index.manifest.corpus_digest if corpus and one.articles is None else ""
        worded = f"{writer.base_url} {writer.model}" if writer else ""
        kept.append(Unfinished(index / _UNFINISHED, one.digest, of, encoder.digest, lexicon.digest, code, worded))
        if corpus and one.articles is None:
            pipeline = corpus
        else:
            with progress_bar(f"Indexing {one.name}") as progress:
                pipeline = pipeline_over(one.articles or (), kept[-1].remembering(encoder), lexicon, progress)
        with progress_bar(f"Asking {one.name}") as progress:
            attempts = ask_all(one, pipeline.with_language_model(writer), kept[-1], progress)
        judged += judge_all(one, pipeline.index, attempts, pipeline.threshold)
        manifests.append(pipeline.index.manifest)
    return _Evaluated(
        *(sets, tuple(judged), tuple(manifests), tuple(kept)),
        *(pipeline.threshold, pipeline.index.calibration is not None, writer),
    )


def _settings(evaluated: _Evaluated) -> dict[str, object]:
    """What the figures hold for."""
    manifest, distinct = evaluated.manifests[0], set(evaluated.manifests)
    return {
        "version": VERSION,
        "code": code_digest()[:12],
        "day": datetime.now(UTC).date().isoformat(),
        "encoder": manifest.encoder,
        "encoder_digest": manifest.encoder_digest[:12],
        "lexicon_digest": manifest.lexicon_digest[:12],
        **({"language_model": evaluated.writer.model} if evaluated.writer else {}),
        "threshold": evaluated.threshold,
        "threshold_from": "calibrated" if evaluated.calibrated else "default",
        "articles": sum(one.articles for one in distinct),
        "passages": sum(one.passages for one in distinct),
        "sets": [
            {"name": one.name, "digest": one.digest[:12], "questions": len(one.questions)} for one in evaluated.sets
        ],
    }


def _told(found: Results, comparison: Comparison | None) -> list[str]:
    """The result as it stands in the terminal."""
    rows = [*found.groups["by_set"].items()] if len(found.groups["by_set"]) > 1 else []
    rows += [*found.groups["by_language"].items()] if len(found.groups["by_language"]) > 1 else []
    rows += [*found.groups["by_direction"].items()] if len(found.groups["by_direction"]) > 2 else []
    shown = [metric for metric in METRICS if found.overall.means[metric] is not None]
    lines = table([*rows, ("all", found.overall)], shown)
    lines += ["", "All, with 95 % intervals:"]
    for metric in shown:
        pair = found.overall.intervals[metric]
        interval = f"  ({pair[0]:.3f} to {pair[1]:.3f})" if pair else ""
        lines.append(f"  {metric:20s} {found.overall.means[metric]:.3f}{interval}")
    counts = {outcome: sum(one.outcome == outcome for one in found.judged) for outcome in OUTCOMES}
    lines += ["", ", ".join(f"{outcome}: {count}" for outcome, count in counts.items())]
    if comparison:
        lines += ["", f"Against {comparison.baseline}, {comparison.common} questions:"]
        for one in comparison.differences:
            note = "  significant loss" if one.loss else ""
            lines.append(f"  {one.metric:20s} {one.before:.3f} → {one.now:.3f}  p = {one.p:.3f}{note}")
        lines += [f"  better: {one.id}  {one.question}" for one in comparison.better]
        lines += [f"  worse:  {one.id}  {one.question}  ({one.now})" for one in comparison.worse]
    return lines


def _compared(comparison: Comparison | None) -> dict[str, object]:
    return {"comparison": comparison_to_json(comparison)} if comparison else {}


def _language(written: str) -> Language:
    if written not in ("en", "zh"):
        raise SetError(f"--report-language {written}: write en or zh.")
    return "zh" if written == "zh" else "en"


def _writable(path: Path | None) -> None:
    """See before the work that its result can be written."""
    if path is None:
        return
    if path.is_dir():
        raise SetError(f"{path}: is a folder; name a file to write.")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise SetError(f"{path}: cannot be written: {error.strerror}.") from error


def _write(path: Path | None, content: Callable[[], str]) -> None:
    if path is None:
        return
    try:
        path.write_text(content(), encoding="utf-8")
    except OSError as error:
        raise SetError(f"{path}: cannot be written: {error.strerror}.") from error
