"""The plots of the report: metrics by direction, what abstaining costs, whether confidence can be trusted, time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from taobeiqa.evaluation.calibration import TradeOff, reliability, trade_offs
from taobeiqa.evaluation.metrics import LOWER_IS_BETTER, Metrics
from taobeiqa.evaluation.report.drawing import (
    BLUE,
    INK,
    RED,
    RULE,
    SERIES,
    SHEET,
    SOFT,
    as_svg,
    axes_within,
    drawing,
    in_percent,
)
from taobeiqa.evaluation.report.terms import between, percent
from taobeiqa.evaluation.report.words import Wording
from taobeiqa.evaluation.results import Results

DIRECTION_METRICS = ("recall@1", "recall@5", "answer_accuracy", "citation_accuracy", "wrong_refusal_rate")
_MARKERS = "osD^"
_MARGINS = (70, 14, 18, 50)
_BINS = 24
_APART = 0.18
"""How far from each other points of the curve are whose thresholds are written beside them."""


@dataclass(frozen=True, slots=True)
class Plot:
    """A plot of the report. One without data has no `svg`, and `told` says why."""

    name: str
    heading: str
    told: str
    svg: str = ""


@dataclass(frozen=True, slots=True)
class Spread:
    """Milliseconds: how many questions lie between each two `edges`, and how many beyond the last."""

    edges: tuple[float, ...]
    counts: tuple[int, ...]
    median: float
    high: float
    """The 95th percentile."""
    slower: int
    slowest: float


def plots(found: Results, words: Wording) -> list[Plot]:
    """All plots of the report, in its order."""
    with drawing():
        return [
            _directions(found, words),
            _abstention(found, words),
            _reliability(found, words),
            _latency(found, words),
        ]


def _plot(name: str, words: Wording, svg: str, *more: str) -> Plot:
    return Plot(name, words(name), words.joined(words(f"{name}.told"), *more), svg)


def _empty(name: str, words: Wording) -> Plot:
    return Plot(name, words(name), words(f"{name}.none"))


def _label(name: str, words: Wording, told: Sequence[str]) -> str:
    return words("alt", name=words(name), values=words.listed(told))


def _directions(found: Results, words: Wording) -> Plot:
    groups = found.groups.get("by_direction", {})
    if not groups:
        return _empty("directions", words)
    rows = len(DIRECTION_METRICS)
    axes = axes_within(16, 8 + 19 * len(groups), 18, 28)
    told = []
    for place, (direction, metrics) in enumerate(groups.items()):
        level = 0.42 + 0.5 * (place + 0.5) / len(groups)
        known = _known(metrics)
        for row, (_, low, high) in known.items():
            axes.plot([low, high], [row + level] * 2, color=SERIES[place % 4], linewidth=1.6)
        axes.plot(
            [mean for mean, _, _ in known.values()],
            [row + level for row in known],
            _MARKERS[place % 4],
            color=SERIES[place % 4],
            markeredgecolor=SHEET,
            label=words.named(direction),
            gid=f"points-{place}",
        )
        told.append(words("alt", name=words.named(direction), values=words.listed(_told_metrics(metrics, words))))
    for row, name in enumerate(DIRECTION_METRICS):
        axes.text(0.005, row + 0.22, _named_metric(name, words), color=INK, va="center")
        axes.axhline(row, color=RULE, linewidth=0.8)
    axes.set(xlim=(-0.01, 1.01), ylim=(rows, 0), yticks=[])
    axes.spines["left"].set_visible(False)
    in_percent(axes.xaxis)
    axes.legend(loc="lower left", bbox_to_anchor=(0, 1.0), borderaxespad=0, borderpad=0.1, handletextpad=0.2)
    return _plot("directions", words, as_svg(axes, "directions", _label("directions", words, told)))


def _known(metrics: Metrics) -> dict[int, tuple[float, float, float]]:
    """Mean and interval by the row that they are drawn in."""
    found = {}
    for row, name in enumerate(DIRECTION_METRICS):
        mean = metrics.means[name]
        if mean is not None:
            found[row] = (mean, *(metrics.intervals[name] or (mean, mean)))
    return found


def _named_metric(name: str, words: Wording) -> str:
    return words("bracket", text=words(name), more=words("lower")) if name in LOWER_IS_BETTER else words(name)


def _told_metrics(metrics: Metrics, words: Wording) -> list[str]:
    told = []
    for name in DIRECTION_METRICS:
        mean = metrics.means[name]
        if mean is not None:
            value, interval = percent(mean), between(name, metrics.intervals[name])
            more = words("bracket", text=value, more=interval) if interval else value
            told.append(f"{words(name)} {more}")
    return told


def _abstention(found: Results, words: Wording) -> Plot:
    curve = trade_offs(found.judged)
    if not curve:
        return _empty("abstention", words)
    axes = axes_within(*_MARGINS)
    # Where many questions are equally certain no threshold parts them: a straight line between two points would promise
    # what cannot be had.
    axes.plot(*_places(curve), color=BLUE, linewidth=1.8, drawstyle="steps-post", gid="curve")
    now = current(found)
    named = labelled(curve, now)
    axes.plot(*_places(named), "o", color=SHEET, markeredgecolor=BLUE, markersize=5, gid="thresholds")
    for point in named:
        axes.annotate(f"{point.threshold:.2f}", _place(point), (7, 4), textcoords="offset points", color=SOFT)
    axes.plot(*_places([now]), "o", color=RED, markeredgecolor=SHEET, markersize=11, gid="now")
    label = words("abstention.now", value=_threshold(now)).strip()
    axes.annotate(label, _place(now), (8, 8), textcoords="offset points", color=RED, weight="bold", gid="now-label")
    axes.set(xlim=(-0.02, 1.02), ylim=(-0.02, 1.02), xlabel=words("abstention.x"), ylabel=words("abstention.y"))
    in_percent(axes.xaxis)
    in_percent(axes.yaxis)
    told = [words("alt", name=label, values=_told_rates(now, words))]
    told += [
        words("alt", name=words("abstention.at", value=_threshold(p)), values=_told_rates(p, words)) for p in named
    ]
    return _plot("abstention", words, as_svg(axes, "abstention", _label("abstention", words, told)))


def current(found: Results) -> TradeOff:
    """Where the evaluated system stands; its threshold is negative where the settings do not tell."""
    threshold = found.settings.get("threshold")
    rates = found.overall.means
    return TradeOff(
        threshold=float(threshold) if isinstance(threshold, (int, float)) else -1.0,
        false_answer_rate=rates["false_answer_rate"] or 0.0,
        wrong_refusal_rate=rates["wrong_refusal_rate"] or 0.0,
        right_rate=rates["answer_accuracy"] or 0.0,
    )


def labelled(curve: Sequence[TradeOff], now: TradeOff) -> list[TradeOff]:
    """Some points of the curve to write the thresholds of, far enough from each other, and from `now`, to be read."""
    chosen = [now]
    for point in curve[1:-1]:
        if all(np.abs(np.subtract(_place(point), _place(other))).max() >= _APART for other in chosen):
            chosen.append(point)
    return chosen[1:]


def _place(point: TradeOff) -> tuple[float, float]:
    return point.wrong_refusal_rate, point.false_answer_rate


def _places(points: Sequence[TradeOff]) -> tuple[list[float], list[float]]:
    return [point.wrong_refusal_rate for point in points], [point.false_answer_rate for point in points]


def _threshold(point: TradeOff) -> str:
    return f"{point.threshold:.2f}" if point.threshold >= 0 else ""


def _told_rates(point: TradeOff, words: Wording) -> str:
    refused, false = percent(point.wrong_refusal_rate), percent(point.false_answer_rate)
    return words("alt.abstention", refused=refused, false=false)


def _reliability(found: Results, words: Wording) -> Plot:
    bins = reliability(found.judged)
    if not bins:
        return _empty("reliability", words)
    axes = axes_within(*_MARGINS)
    axes.plot([0, 1], [0, 1], "--", color=SOFT, linewidth=1.2, gid="diagonal")
    for one in bins:
        low, high = one.interval or (one.right, one.right)
        axes.plot([one.confidence] * 2, [low, high], color=BLUE, linewidth=1.6)
    sure, right = [one.confidence for one in bins], [one.right for one in bins]
    axes.plot(sure, right, "o", color=BLUE, markeredgecolor=SHEET, gid="bins")
    axes.set(xlim=(-0.03, 1.03), ylim=(-0.03, 1.03), xlabel=words("reliability.x"), ylabel=words("reliability.y"))
    axes.set_xticks(np.linspace(0, 1, 6))
    in_percent(axes.yaxis)
    told = [words("alt.reliability", sure=f"{one.confidence:.2f}", right=percent(one.right)) for one in bins]
    return _plot("reliability", words, as_svg(axes, "reliability", _label("reliability", words, told)))


def _latency(found: Results, words: Wording) -> Plot:
    times = [one.attempt.milliseconds for one in found.judged]
    if not any(time > 0 for time in times):
        return _empty("latency", words)
    spread = spread_of(times)
    axes = axes_within(*_MARGINS)
    axes.stairs(spread.counts, spread.edges, fill=True, color=BLUE, gid="bars")
    top = max(spread.counts)
    marks = [
        (spread.median, words("latency.median", ms=f"{spread.median:,.0f}"), 1.22),
        (spread.high, words("latency.high", ms=f"{spread.high:,.0f}"), 1.11),
    ]
    for value, label, height in marks:
        axes.plot([value, value], [0, top * height], color=RED, linewidth=1.4)
        # Written towards the middle, so that it does not leave the drawing.
        leftwards = value > spread.edges[-1] / 2
        side, offset = ("right", -5) if leftwards else ("left", 5)
        axes.annotate(
            label, (value, top * height), (offset, 0), textcoords="offset points", ha=side, va="top", color=INK
        )
    axes.set(xlim=(0, spread.edges[-1]), ylim=(0, top * 1.24), xlabel=words("latency.x"), ylabel=words("latency.y"))
    axes.locator_params(axis="y", integer=True)
    slower = words("latency.slower", n=spread.slower, slowest=f"{spread.slowest:,.0f}") if spread.slower else ""
    told = [label for _, label, _ in marks]
    return _plot("latency", words, as_svg(axes, "latency", _label("latency", words, told)), slower)


def spread_of(times: Sequence[float]) -> Spread:
    """Bins of equal width from 0, which end where one question in a hundred is left: it would flatten all others."""
    numbers = np.asarray(times, dtype=np.float64)
    median, high, last = (float(value) for value in np.percentile(numbers, [50, 95, 99]))
    counts, edges = np.histogram(numbers, bins=_BINS, range=(0.0, max(last, 1.0) * 1.02))
    slower = int((numbers > edges[-1]).sum())
    return Spread(tuple(map(float, edges)), tuple(map(int, counts)), median, high, slower, float(numbers.max()))
