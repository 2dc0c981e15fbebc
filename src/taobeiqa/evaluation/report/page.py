"""The report of an evaluation as one HTML page, which needs nothing but itself."""

from __future__ import annotations

from base64 import b64encode
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from importlib.resources import files
from pathlib import Path

from taobeiqa.answering.reader import DEPTH
from taobeiqa.errors import TaobeiqaError
from taobeiqa.evaluation.compare import SIGNIFICANT, Comparison, Difference
from taobeiqa.evaluation.judge import OUTCOMES, Outcome
from taobeiqa.evaluation.metrics import LOWER_IS_BETTER, METRICS, Metrics, mean_and_interval
from taobeiqa.evaluation.report.plots import plots
from taobeiqa.evaluation.report.rows import FAILURES, HTML_LANG, data_of, filters, in_script, visible
from taobeiqa.evaluation.report.terms import between, figure, percent, points
from taobeiqa.evaluation.report.words import Wording
from taobeiqa.evaluation.results import Results
from taobeiqa.records import Language
from taobeiqa.text.script import language_of

FEW = 20
"""A figure over fewer questions is marked."""
HEADLINES = ("answer_accuracy", "citation_accuracy", "recall@5", "false_answer_rate", "wrong_refusal_rate")
_TOLD = frozenset(
    """
    articles code day encoder encoder_digest lexicon_digest passages sets threshold threshold_from version
    """.split()  # noqa: SIM905
)


@dataclass(frozen=True, slots=True)
class Figure:
    """A metric over some questions, as it is written."""

    metric: str
    count: int
    """How many questions it is over."""
    value: str
    interval: str

    @property
    def few(self) -> bool:
        """Whether chance weighs heavily."""
        return 0 < self.count < FEW


@dataclass(frozen=True, slots=True)
class Row:
    """A row of the table of metrics."""

    name: str
    count: int
    figures: tuple[Figure, ...]

    @property
    def few(self) -> bool:
        """Whether chance weighs heavily."""
        return self.count < FEW


@dataclass(frozen=True, slots=True)
class Reason:
    """Why questions fail, and how many do."""

    outcome: Outcome
    count: int
    share: str
    """Of the failures."""
    would: int
    """How many would have been right, had their answer been shown."""


def report(found: Results, comparison: Comparison | None, language: Language) -> str:
    """The page, in Chinese or in English."""
    from jinja2 import Environment
    from markupsafe import Markup

    def shown(value: object) -> object:
        return visible(value) if isinstance(value, str) and not isinstance(value, Markup) else value

    words = Wording(language)
    environment = Environment(autoescape=True, finalize=shown, trim_blocks=True, lstrip_blocks=True)
    environment.filters["visible"] = visible
    script = _part("page.js")
    right = [float(one.outcome == "right") for one in found.judged]
    answerable = sum(one.question.answerable for one in found.judged)
    share, interval = mean_and_interval(right)
    page = environment.from_string(_part("page.html")).render(
        words=words,
        lang=HTML_LANG[language],
        lang_of=lambda text: HTML_LANG[language_of(text)],
        style=Markup(_part("page.css")),  # noqa: S704
        script=Markup(script),  # noqa: S704
        script_digest=b64encode(sha256(script.encode()).digest()).decode(),
        data=Markup(in_script(data_of(found, words))),  # noqa: S704
        total=len(right),
        right=int(sum(right)),
        share=figure("", share),
        share_interval=between("", interval),
        answerable=answerable,
        settings=found.settings,
        sets=_sets(found),
        others=[(name, str(value)) for name, value in found.settings.items() if _worth_telling(name, value)],
        headlines=[(_figure(metric, found.overall), _hits(found, metric)) for metric in HEADLINES],
        reasons=reasons(found),
        outcomes=[(outcome, sum(one.outcome == outcome for one in found.judged)) for outcome in OUTCOMES],
        depth=DEPTH,
        metrics=METRICS,
        tables=tables(found),
        few=FEW,
        lower=LOWER_IS_BETTER,
        plots=[(plot, Markup(plot.svg)) for plot in plots(found, words)],  # noqa: S704
        comparison=comparison,
        significant=SIGNIFICANT,
        mark=mark,
        figure=figure,
        between=between,
        points=points,
        difference_interval=difference_interval,
        filters=filters(found),
        failures=FAILURES,
    )
    return page + "\n"


def write_report(found: Results, comparison: Comparison | None, language: Language, folder: Path) -> Path:
    """Write the page to `index.html` in a folder, which is made if need be.

    Raises:
        TaobeiqaError: it cannot be written there.
    """
    path = folder / "index.html"
    page = report(found, comparison, language).encode()
    try:
        folder.mkdir(parents=True, exist_ok=True)
        path.write_bytes(page)
    except OSError as error:
        raise TaobeiqaError(
            f"The report cannot be written to {path}: {error.strerror}. Choose another folder, or make room there."
        ) from error
    return path


def _part(name: str) -> str:
    return (files("taobeiqa") / "evaluation" / "report" / name).read_text(encoding="utf-8").strip()


def _sets(found: Results) -> list[Mapping[str, object]]:
    """Name, digest and count of each set; from the questions themselves where the settings do not tell."""
    told = found.settings.get("sets")
    if isinstance(told, Sequence) and not isinstance(told, str) and all(isinstance(one, Mapping) for one in told):
        return list(told)
    counts = Counter(one.set for one in found.judged)
    return [{"name": name, "questions": count} for name, count in counts.items()]


def _worth_telling(name: str, value: object) -> bool:
    return name not in _TOLD and isinstance(value, (str, int, float)) and value != ""


def _figure(metric: str, metrics: Metrics) -> Figure:
    value, interval = metrics.means[metric], metrics.intervals[metric]
    return Figure(metric, metrics.counts[metric], figure(metric, value), between(metric, interval))


def tables(found: Results) -> Iterator[tuple[str, list[Row]]]:
    """The rows of the table of metrics by the kind of group; all questions first. Kinds without groups are left out."""
    for kind, groups in {"by_all": {"": found.overall}, **found.groups}.items():
        if groups:
            yield kind, [_row(name, metrics) for name, metrics in groups.items()]


def _row(name: str, metrics: Metrics) -> Row:
    return Row(name, metrics.count, tuple(_figure(metric, metrics) for metric in METRICS))


def _hits(found: Results, metric: str) -> int:
    """In how many questions what the metric counts is so."""
    return round(sum(one.get(metric, 0.0) for one in found.values.values()))


def reasons(found: Results) -> list[Reason]:
    """Why questions fail, the most frequent first; of equally frequent ones that which comes first on the way."""
    failed = [one for one in found.judged if one.outcome != "right"]
    counted = []
    for outcome in FAILURES:
        members = [one for one in failed if one.outcome == outcome]
        share = percent(len(members) / len(failed)) if failed else percent(0.0)
        counted.append(Reason(outcome, len(members), share, sum(one.best_correct for one in members)))
    return sorted(counted, key=lambda reason: -reason.count)


def mark(one: Difference) -> str:
    """Whether a metric got better, worse, or neither for all that can be told."""
    if one.loss:
        return "loss"
    return "gain" if one.p < SIGNIFICANT and one.now != one.before else "chance"


def difference_interval(one: Difference) -> str:
    """The interval of a difference, each end with its sign."""
    if one.interval is None or one.interval[0] == one.interval[1]:
        return ""
    return " … ".join(points(end, one.metric) for end in one.interval)
