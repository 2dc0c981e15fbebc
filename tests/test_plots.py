"""The plots of the report: what is drawn follows what was found."""

import re
from dataclasses import replace
from xml.etree import ElementTree as ET

import pytest

from taobeiqa.evaluation.calibration import reliability, trade_offs
from taobeiqa.evaluation.report.page import report
from taobeiqa.evaluation.report.plots import DIRECTION_METRICS, labelled, plots, spread_of
from taobeiqa.evaluation.report.words import Wording
from taobeiqa.evaluation.results import results
from tests.reports import evaluation, judged, parsed

ENGLISH = Wording("en")


@pytest.fixture(scope="module")
def found():
    return evaluation()


@pytest.fixture(scope="module")
def drawn(found):
    return {plot.name: ET.fromstring(plot.svg) for plot in plots(found, ENGLISH)}


def group(svg, name):
    return next(node for node in svg.iter("g") if node.get("id") == name)


def marks(svg, name):
    return [(float(use.get("x")), float(use.get("y"))) for use in group(svg, name).iter("use")]


def path(svg, name):
    return [tuple(map(float, pair)) for pair in re.findall(r"[ML] ([0-9.-]+) ([0-9.-]+)", group(svg, name)[0].get("d"))]


def follows(drawn, values):
    """Whether positions on the page are values times one factor, and moved."""
    low, high = min(values), max(values)
    scale = (drawn[values.index(high)] - drawn[values.index(low)]) / (high - low)
    return [drawn[values.index(low)] + scale * (value - low) for value in values] == pytest.approx(drawn, abs=0.01)


def test_points_by_direction_stand_where_their_figures_are(drawn, found):
    for place, metrics in enumerate(found.groups["by_direction"].values()):
        points = marks(drawn["directions"], f"directions-points-{place}")
        values = [metrics.means[name] for name in DIRECTION_METRICS]
        assert follows([x for x, _ in points], values)
        assert [y for _, y in points] == sorted(y for _, y in points)
    # en→zh: ranks 1, 2 and 30; one of three answered right; none refused.
    assert [found.groups["by_direction"]["en→zh"].means[name] for name in DIRECTION_METRICS] == pytest.approx(
        [1 / 3, 2 / 3, 1 / 3, 1 / 3, 0.0]
    )


def test_the_curve_runs_through_the_thresholds_and_the_dot_is_where_we_are(drawn, found):
    curve = trade_offs(found.judged)
    corners = path(drawn["abstention"], "abstention-curve")
    ((x, y),) = marks(drawn["abstention"], "abstention-now")
    # Two of six are refused wrongly, one of three is answered wrongly.
    ends = [corners[0], corners[-1]]
    assert x == pytest.approx(ends[0][0] + (ends[1][0] - ends[0][0]) * (2 / 6 - curve[0].wrong_refusal_rate), abs=0.01)
    whole = (ends[1][1] - ends[0][1]) / curve[0].false_answer_rate
    assert y == pytest.approx(ends[1][1] - whole / 3, abs=0.01)
    assert y > ends[0][1]  # down the page is fewer wrong answers
    label = drawn["abstention"].get("aria-label")
    assert "now 0.50: 33% wrongly refused, 33% wrongly answered" in label
    named = labelled(curve, curve[-1])
    assert len(named) == len(marks(drawn["abstention"], "abstention-thresholds")) > 0


def test_confidence_is_drawn_against_what_is_right():
    many = [judged(f"{n}-zh", 0.5 + n / 100, "53米。" if n % 3 else "120米。") for n in range(40)]
    found = results(many, {})
    drawn = {plot.name: plot.svg for plot in plots(found, ENGLISH)}
    points = marks(ET.fromstring(drawn["reliability"]), "reliability-bins")
    bins = reliability(found.judged)
    assert follows([x for x, _ in points], [one.confidence for one in bins])
    assert follows([-y for _, y in points], [one.right for one in bins])
    # No question is unanswerable: there is no curve to draw.
    assert drawn["abstention"] == ""


def test_times_are_counted_up_to_all_but_one_in_a_hundred():
    spread = spread_of([*range(1, 100), 5000.0])
    assert (spread.median, spread.slower, spread.slowest) == (50.5, 1, 5000.0)
    assert sum(spread.counts) == 99
    assert spread.edges[0] == 0.0
    assert spread.high == pytest.approx(95.05)


def test_a_plot_without_data_says_why():
    alone = results([replace(judged("a-zh", 0.9, milliseconds=0.0), direction=None)], {})
    page = parsed(report(alone, None, "en"))
    told = {figure.attributes["id"]: figure.one("figcaption").words for figure in page.all("figure")}
    assert told["plot-directions"].startswith("The sets give no evidence")
    assert told["plot-abstention"].startswith("This needs questions that the articles answer as well as")
    assert told["plot-latency"] == "No times were recorded."
    assert len(page.all("svg")) == 1


def test_drawings_have_the_pages_colours_and_fonts_and_say_what_they_show(found):
    for plot in plots(found, Wording("zh")):
        svg = ET.fromstring(plot.svg)
        assert svg.get("role") == "img"
        assert svg.get("aria-label").startswith(f"{plot.heading}：")
        assert not re.search("#0[0-9]0[0-9]0[0-9]|font-family|DejaVu|<metadata|202[0-9]-", plot.svg)
        assert "var(--ink)" in plot.svg
        assert [node.text for node in svg.iter("text")]
