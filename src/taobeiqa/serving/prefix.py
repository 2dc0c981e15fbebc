"""The path of a site under which a reverse proxy shows all this, whether or not the proxy takes it away."""

from __future__ import annotations

import re
from urllib.parse import urlencode

from taobeiqa.errors import AccessError
from taobeiqa.serving.paths import FIRST

_PREFIX = re.compile(r"(?:/[A-Za-z0-9_~-][A-Za-z0-9._~-]*)+")


def prefix_of(text: str) -> str:
    """A prefix as it is set: `/wenda`; empty for none.

    Raises:
        AccessError: it is no path, or one of our own.
    """
    prefix = text.strip().rstrip("/")
    if prefix and not _PREFIX.fullmatch(prefix):
        raise AccessError(f"{text!r} is no prefix: name a path such as /wenda, of letters, digits, '-', '.', '_', '~'.")
    if prefix.partition("/")[2].partition("/")[0] in FIRST:
        raise AccessError(f"{text!r} is no prefix: a path of the server's own begins like that. Name another.")
    return prefix


def without(prefix: str, path: str) -> str:
    """A path without the prefix: empty for the prefix alone; as it is where a proxy took the prefix away already."""
    return path[len(prefix) :] if prefix and f"{path}/".startswith(f"{prefix}/") else path


def asking(address: str, question: str) -> str:
    """An address of ours with a question that the page there asks, as a shared link has it; without one, as it is."""
    return f"{address}?{urlencode({'q': question})}" if question else address


def climbs(path: str) -> bool:
    """Whether a path has a step to where it is or up. No browser sends one, and what stands before us may have read it
    otherwise than we do.
    """
    return any(step in (".", "..") for step in re.split(r"[/\\]", path))
