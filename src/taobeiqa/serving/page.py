"""The frame of our own pages, which load nothing and run no script."""

from __future__ import annotations

import base64
import hashlib
from pathlib import Path

from taobeiqa.serving.markup import ICON, Html, tag

_STYLE = (Path(__file__).parent / "pages.css").read_text(encoding="utf-8")
_STYLE_HASH = base64.b64encode(hashlib.sha256(_STYLE.encode()).digest()).decode()

STRICT_POLICY = (
    f"default-src 'none'; img-src data:; style-src 'sha256-{_STYLE_HASH}'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'"
)
"""Of every page and response but the chat's."""


def page(title: str, *content: str, lang: str = "en", header: Html | None = None) -> str:
    """A page with its content in the main landmark, below a header if there is one."""
    head = tag(
        "head",
        Html('<meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">'),
        ICON,
        tag("title", title),
        tag("style", Html(_STYLE)),
    )
    body = tag("body", *([header] if header else []), tag("main", *content))
    return "<!doctype html>" + tag("html", head, body, lang=lang)
