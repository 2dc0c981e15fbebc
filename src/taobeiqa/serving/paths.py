"""The paths of the server's own: which of them the interface answers, and which the chat."""

from __future__ import annotations

import re

MCP = "/mcp"
"""Its tools ask and read, so it takes the scopes of the chat."""
PROBES = frozenset({"/healthz", "/readyz"})
"""What watches a server asks by its address, not by its name."""
EMBED = "/embed"
"""Where the page for a frame on another site is."""
SCRIPTS = ("/embed.js", "/embed-frame.js")
"""The script for other sites' pages, and that of the page in the frame."""
FILES = ("assets", "static", "svelte")
"""The folders of Gradio's own files."""

_INTERFACE = frozenset(
    {*PROBES, "/metrics", "/docs", "/openapi.json", "/login", "/logout", "/v1", "/articles", MCP, *SCRIPTS}
)
_PAGES = frozenset({"/", EMBED, "/config", "/config/", "/theme.css", "/favicon.ico", "/robots.txt", "/manifest.json"})
_CHAT = re.compile(
    rf"/(?:{'|'.join(FILES)})/.+|/gradio_api/(?:info|app_id|startup-events|theme\.css|login_check|reset|cancel"
    r"|queue/(?:join|data)|run/predict|heartbeat/[^/]+)/?"
)
"""The routes of Gradio that the chat has a use for. The others are closed: with some, files are sent and fetched."""

FIRST = frozenset({path.split("/")[1] for path in _INTERFACE | _PAGES} - {""}) | {*FILES, "gradio_api"}
"""The first part of each."""


def is_chat(path: str) -> bool:
    """Whether the chat answers a path."""
    return path in _PAGES or _CHAT.fullmatch(path) is not None


def is_interface(path: str) -> bool:
    """Whether a path is one of the interface and of the pages beside the chat, so far as it begins like them."""
    return path in _INTERFACE or path.startswith(("/v1/", "/articles/"))
