"""The chat inside pages of other sites: its script, the page that goes into the frame, and tokens for both.

The page in the frame holds nothing of the articles, so anybody may load it; what it asks for is sent with a token that
the framing page hands over by `postMessage`. So no cookie has to cross sites, which browsers no longer let through, and
no token stands in an address, which is written into logs and histories.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from fastapi import FastAPI, Request
from starlette.datastructures import MutableHeaders
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from taobeiqa.errors import AccessError
from taobeiqa.serving.access import Caller, Door, origin_of
from taobeiqa.serving.gate import CALLER
from taobeiqa.serving.markup import Html, tag
from taobeiqa.serving.paths import SCRIPTS
from taobeiqa.serving.problems import RequestError
from taobeiqa.serving.schema import TokenBody, TokenRequest
from taobeiqa.serving.tokens import Tokens
from taobeiqa.serving.unkept import json_response

_HERE = Path(__file__).parent
_KEPT_SECONDS = 600
_MANIFEST = b'<link rel="manifest" href="/manifest.json" />'
"""Gradio's, of which there is none."""
_BY_KEY = "Fetch tokens with an API key, sent as Authorization: Bearer KEY by a server and not by a page."


def framing(headers: Mapping[str, str], origins: frozenset[str]) -> dict[str, str]:
    """The headers of a page that pages of these origins may frame, and those of its own."""
    ancestors = " ".join(("frame-ancestors 'self'", *sorted(origins)))
    name = "Content-Security-Policy"
    return {**headers, name: headers[name].replace("frame-ancestors 'self'", ancestors)}


def frame_script(origins: frozenset[str]) -> Html:
    """The script that speaks with a framing page of these origins."""
    return tag("script", src=SCRIPTS[1].lstrip("/"), data_origins=" ".join(sorted(origins)))


def headed(chat: ASGIApp, head: Html) -> ASGIApp:
    """The page of the chat with more in its head, before all that is there, and without what lies at the site's top."""

    async def page(scope: Scope, receive: Receive, send: Send) -> None:
        start: Message = {}
        pieces: list[bytes] = []

        async def send_headed(message: Message) -> None:
            nonlocal start
            if message["type"] == "http.response.start":
                start = message
                return
            if message["type"] != "http.response.body":
                await send(message)
                return
            pieces.append(message.get("body", b""))
            if message.get("more_body", False):
                return
            body = b"".join(pieces).replace(b"<head>", b"<head>" + head.encode(), 1).replace(_MANIFEST, b"", 1)
            MutableHeaders(scope=start)["Content-Length"] = str(len(body))
            await send(start)
            await send({"type": "http.response.body", "body": body})

        plain = [(name, value) for name, value in scope["headers"] if name != b"accept-encoding"]
        await chat({**scope, "path": "/", "raw_path": b"/", "headers": plain}, receive, send_headed)

    return page


def add_scripts(api: FastAPI) -> None:
    """What `SCRIPTS` names."""
    for path in SCRIPTS:
        _add_script(api, path, (_HERE / path.lstrip("/")).read_text(encoding="utf-8"))


def _add_script(api: FastAPI, path: str, text: str) -> None:
    tag_of_text = f'"{hashlib.sha256(text.encode()).hexdigest()[:32]}"'
    headers = {
        "Cache-Control": f"public, max-age={_KEPT_SECONDS}",
        "ETag": tag_of_text,
        "Cross-Origin-Resource-Policy": "cross-origin",
    }

    @api.api_route(path, methods=["GET", "HEAD"], include_in_schema=False)
    async def script(request: Request) -> Response:
        known = request.headers.get("if-none-match", "")
        if tag_of_text in (one.strip().removeprefix("W/") for one in known.split(",")):
            return Response(status_code=304, headers=headers)
        return Response(text, headers=headers, media_type="text/javascript")


def add_tokens(api: FastAPI, door: Door, tokens: Tokens | None, refusals: dict[int | str, dict[str, Any]]) -> None:
    """The route that makes tokens."""

    @api.post("/v1/tokens", response_model=TokenBody, responses=refusals, tags=["tokens"])
    async def token(asked: TokenRequest, request: Request) -> Response:
        """A token for the pages of one origin, fetched by the server behind them with its key. A page sends it as a key
        is sent, and hands it to the chat that it frames. It may do what the key may, but not administer, and ends
        with it.
        """
        if tokens is None:
            raise RequestError(403, "No token is needed here: anybody may ask.")
        who: Caller = request.scope[CALLER]
        if who.key is None or who.origin is not None or "authorization" not in request.headers:
            raise RequestError(403, _BY_KEY)
        try:
            origin = origin_of(asked.origin)
        except AccessError:
            raise RequestError(422, "The field 'origin' is no origin: name it as https://portal.example.") from None
        if origin not in door.origins:
            line = "Pages of that origin may not use this server: name it with --allow-origin where it is started."
            raise RequestError(403, line)
        text, ends = tokens.make(who.key, origin, asked.seconds)
        expires = datetime.fromtimestamp(ends, UTC).isoformat().replace("+00:00", "Z")
        return json_response({"token": text, "expires": expires})
