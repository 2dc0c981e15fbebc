"""The gate: floors pinned in a file that a question set may not fall below, and single limits from the command line."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from taobeiqa.errors import SetError
from taobeiqa.evaluation.metrics import LOWER_IS_BETTER, METRICS, Metrics

Floors = Mapping[str, Mapping[str, float]]
"""By set and metric: what has to be reached, or, where lower is better, what may not be passed."""


def read_floors(path: Path) -> Floors:
    """Floors as `write_floors` wrote them.

    Raises:
        SetError: the file is missing, is no such JSON, or names an unknown metric.
    """
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        floors = {
            str(name): {str(metric): _share(value) for metric, value in limits.items()}
            for name, limits in content.items()
        }
    except FileNotFoundError as error:
        raise SetError(f"There are no floors at {path}; pin what is reached now with --pin.") from error
    except (OSError, ValueError, TypeError, AttributeError, RecursionError) as error:
        raise SetError(f"{path}: is not a file of floors, {{set: {{metric: value}}}} ({error}).") from error
    for name, limits in floors.items():
        for metric in limits:
            known_metric(metric, f"{path}: {name}")
    return floors


def _share(value: object) -> float:
    if not isinstance(value, (int, float)) or isinstance(value, bool) or not 0 <= value <= 1:
        raise ValueError(f"{value!r} is not between 0 and 1")
    return float(value)


def known_metric(metric: str, where: str) -> str:
    """The name of a metric as it is.

    Raises:
        SetError: there is none of that name.
    """
    if metric not in METRICS:
        raise SetError(f"{where}: unknown metric {metric!r}; known are {', '.join(METRICS)}.")
    return metric


def passes(metric: str, value: float, limit: float) -> bool:
    """Whether a value is as good as its limit."""
    return value <= limit if metric in LOWER_IS_BETTER else value >= limit


def below(by_set: Mapping[str, Metrics], floors: Floors) -> list[str]:
    """What falls below its floor, a line each; also a set without floors, and floors that nothing was measured for."""
    told = [f"{name}: has no floors; pin them with --pin" for name in by_set if name not in floors]
    for name, limits in floors.items():
        if name not in by_set:
            told.append(f"{name}: was not evaluated, and has floors")
            continue
        for metric, limit in limits.items():
            told += failing(f"{name}: {metric}", metric, by_set[name].means[metric], limit)
    return told


def failing(label: str, metric: str, value: float | None, limit: float) -> list[str]:
    """One line if a value is not as good as its limit, else none."""
    if value is None:
        return [f"{label}: no question tells"]
    if passes(metric, value, limit):
        return []
    return [f"{label} is {value:.3f}, {'at most' if metric in LOWER_IS_BETTER else 'at least'} {limit:g} is asked for"]


def pinned(by_set: Mapping[str, Metrics], before: Floors, allow_lower: bool) -> dict[str, dict[str, float]]:
    """Floors from what is reached now, less one question's worth, for the sets that were evaluated; others stay.

    A floor that was stricter stays, as does one that nothing was measured for, unless `allow_lower`.
    """
    floors = {name: dict(limits) for name, limits in before.items()}
    for name, metrics in by_set.items():
        earlier = {} if allow_lower else floors.get(name, {})
        floors[name] = dict(earlier)
        for metric in METRICS:
            value = metrics.means[metric]
            if value is None:
                continue
            limit = _with_slack(metric, value, metrics.counts[metric])
            old = earlier.get(metric)
            floors[name][metric] = limit if old is None or passes(metric, limit, old) else old
    return floors


def _with_slack(metric: str, value: float, count: int) -> float:
    if metric in LOWER_IS_BETTER:
        return min(1.0, math.ceil(round(1000 * (value + 1 / count), 6)) / 1000)
    return max(0.0, math.floor(round(1000 * (value - 1 / count), 6)) / 1000)


def write_floors(floors: Floors, path: Path) -> None:
    """Write floors, a set a line, so that a change of one shows in a diff.

    Raises:
        SetError: the file cannot be written.
    """
    lines = [f"  {json.dumps(name, ensure_ascii=False)}: {json.dumps(floors[name])}" for name in sorted(floors)]
    try:
        path.write_text("{\n" + ",\n".join(lines) + "\n}\n", encoding="utf-8")
    except OSError as error:
        raise SetError(f"{path}: cannot be written: {error.strerror}.") from error


def parse_limits(written: Iterable[str]) -> list[tuple[str, float]]:
    """`--fail-under METRIC=VALUE`.

    Raises:
        SetError: it is not written so, the metric is unknown, or the value is not between 0 and 1.
    """
    limits = []
    for one in written:
        metric, _, value = one.partition("=")
        known_metric(metric.strip(), f"--fail-under {one}")
        try:
            limit = float(value)
        except ValueError:
            limit = math.nan
        if not 0 <= limit <= 1:
            raise SetError(f"--fail-under {one}: write METRIC=VALUE with a value between 0 and 1.")
        limits.append((metric.strip(), limit))
    return limits


def table(rows: Sequence[tuple[str, Metrics]], metrics: Sequence[str]) -> list[str]:
    """Metrics as a Markdown table, a row for each name."""
    lines = [f"| | questions | {' | '.join(metrics)} |", "|---|---|" + "---|" * len(metrics)]
    for name, found in rows:
        cells = ("–" if (mean := found.means[metric]) is None else f"{mean:.2f}" for metric in metrics)
        lines.append(f"| {name} | {found.count} | {' | '.join(cells)} |")
    return lines
