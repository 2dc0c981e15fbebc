"""Drawing with matplotlib for a page: SVG with the page's fonts and colours, no date, the same every time."""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from io import StringIO
from typing import TYPE_CHECKING, Any
from xml.sax.saxutils import quoteattr

import numpy as np

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_WIDTH, _HEIGHT = 440, 330
"""In units of the drawing; on a phone one is a little less than a pixel."""
_TEXT = 13
INK, SOFT, RULE, SHEET, RED, BLUE = "#010101", "#020202", "#030303", "#040404", "#050505", "#060606"
SERIES = (BLUE, RED, "#070707", "#080808")
# What is drawn in these colours is shown in those of the page's style sheet, which has a dark side.
_SHOWN = {
    INK: "var(--ink)",
    SOFT: "var(--soft)",
    RULE: "var(--rule)",
    SHEET: "var(--sheet)",
    RED: "var(--series-2)",
    BLUE: "var(--series-1)",
    SERIES[2]: "var(--series-3)",
    SERIES[3]: "var(--series-4)",
}


@contextmanager
def drawing() -> Iterator[None]:
    """The settings to draw with, whatever the user's own are. Missing glyphs are the browser's to find."""
    import matplotlib as mpl

    with warnings.catch_warnings(), mpl.rc_context():
        warnings.filterwarnings("ignore", message="Glyph .* missing")
        mpl.rcdefaults()
        mpl.rcParams.update(
            {
                "svg.fonttype": "none",
                "svg.hashsalt": "taobeiqa",
                "text.parse_math": False,
                "axes.unicode_minus": False,
                "font.family": "DejaVu Sans",
                "font.size": _TEXT,
                "legend.frameon": False,
                "legend.fontsize": _TEXT,
                "legend.labelcolor": INK,
                "lines.markersize": 8,
            }
        )
        yield


def axes_within(left: float, top: float, right: float, bottom: float) -> Axes:
    """Empty axes in a drawing of their own, with margins in units of it."""
    from matplotlib.figure import Figure

    # A unit is a point, of which matplotlib reckons 72 to the inch.
    figure = Figure(figsize=(_WIDTH / 72, _HEIGHT / 72))
    figure.patch.set_visible(False)
    size = ((_WIDTH - left - right) / _WIDTH, (_HEIGHT - bottom - top) / _HEIGHT)
    axes: Axes = figure.add_axes((left / _WIDTH, bottom / _HEIGHT, *size))
    axes.patch.set_visible(False)
    axes.spines[["top", "right"]].set_visible(False)
    axes.spines[["left", "bottom"]].set_color(SOFT)
    axes.tick_params(colors=SOFT, labelcolor=INK)
    axes.xaxis.label.set_color(INK)
    axes.yaxis.label.set_color(INK)
    axes.grid(visible=True, color=RULE, linewidth=0.8)
    axes.set_axisbelow(True)
    return axes


def in_percent(axis: Any) -> None:
    """Mark an axis of shares from 0 to 1 in steps of 20 %."""
    axis.set_ticks(np.linspace(0, 1, 6), [f"{value}%" for value in range(0, 101, 20)])


_HEADING = re.compile(r"\A.*?(?=<svg)", re.DOTALL)
_METADATA = re.compile(r"\s*<metadata>.*?</metadata>", re.DOTALL)
_FIRST_TAG = re.compile(r"<svg[^>]*>")
_REFERENCE = re.compile(r'(?<=\bid=")|(?<=href="#)|(?<=url\(#)')
_FONT = re.compile(r"font-family: [^;\"]*;? ?")
_STYLE = re.compile(r"\s*<defs>\s*<style.*?</style>\s*</defs>", re.DOTALL)


def as_svg(axes: Axes, name: str, label: str) -> str:
    """The drawing as an element of the page, which reads `label` to those who do not see it.

    Ids begin with `name`, since the page has several drawings.
    """
    written = StringIO()
    figure: Any = axes.figure
    figure.savefig(written, format="svg", metadata=dict.fromkeys(("Date", "Creator", "Format", "Type")))
    text = _METADATA.sub("", _HEADING.sub("", written.getvalue()))
    text = _REFERENCE.sub(f"{name}-", text.replace("xlink:href", "href"))
    for drawn, shown in _SHOWN.items():
        text = text.replace(drawn, shown)
    # The page has fonts that know Chinese, and rules that hold inside the drawings only.
    text = _FONT.sub("", _STYLE.sub("", text))
    heading = f'<svg class="plot" viewBox="0 0 {_WIDTH} {_HEIGHT}" role="img" aria-label={quoteattr(label)}>'
    return _FIRST_TAG.sub(lambda _: heading, text, count=1).strip()
