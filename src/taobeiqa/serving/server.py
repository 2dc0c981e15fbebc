"""The web server: the chat at `/`, the REST interface at `/v1/`, and the gate before both."""

from __future__ import annotations

import asyncio
import errno
import json
import socket
from collections.abc import Callable, Mapping
from functools import partial

import gradio as gr
import uvicorn
from fastapi import FastAPI
from starlette.routing import Mount
from starlette.types import ASGIApp, Receive, Scope, Send

from taobeiqa.errors import TaobeiqaError
from taobeiqa.feedback import FeedbackStore
from taobeiqa.serving.access import Access, Door, Sessions, decided
from taobeiqa.serving.api import create_api
from taobeiqa.serving.asking import Desk, Searched
from taobeiqa.serving.browse import add_articles
from taobeiqa.serving.chat import build_chat, page_options
from taobeiqa.serving.embedding import add_scripts, frame_script, framing, headed
from taobeiqa.serving.gate import CHAT, Gate
from taobeiqa.serving.limits import replayed
from taobeiqa.serving.logs import configure
from taobeiqa.serving.markup import ICON, join
from taobeiqa.serving.metrics import Metrics
from taobeiqa.serving.page import STRICT_POLICY
from taobeiqa.serving.pages import add_pages
from taobeiqa.serving.paths import EMBED, is_chat, is_interface
from taobeiqa.serving.problems import RequestError
from taobeiqa.serving.tokens import Tokens

SECURITY_HEADERS = {
    "Content-Security-Policy": "; ".join(
        (
            "default-src 'self'",
            "script-src 'self' 'unsafe-inline' 'unsafe-eval'",
            "style-src 'self' 'unsafe-inline'",
            "img-src 'self' data: blob:",
            "font-src 'self' data:",
            "connect-src 'self'",
            "object-src 'none'",
            "base-uri 'self'",
            "form-action 'self'",
            "frame-ancestors 'self'",
        )
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
}
"""Sent with every response of the chat. `'unsafe-eval'` is what `gr.HTML` renders with. Under `no-referrer` a browser
would send a form with `Origin: null`, as a page that hides its origin does.
"""

STRICT_HEADERS = {**SECURITY_HEADERS, "Content-Security-Policy": STRICT_POLICY}
"""Sent with every other response."""

_EVENTS = frozenset({"/gradio_api/queue/join", "/gradio_api/run/predict"})
_ADDRESSES = frozenset({b"x-forwarded-host", b"x-gradio-server"})
_LAST_SECONDS = 8
"""How long a question may still take to be answered when the server is to stop. Open pages are not waited for."""


def headers_for(path: str, origins: frozenset[str] = frozenset()) -> dict[str, str]:
    """The security headers of a path. Pages of the origins, besides its own, may frame the chat."""
    return framing(SECURITY_HEADERS, origins) if is_chat(path) else STRICT_HEADERS


class _Rooms:
    """Sends a request to the REST interface or to the chat, by its path; what begins and ends with the server is the
    chat's. Two applications and not one, since a route of Gradio's at `/` takes what the interface refuses.
    """

    def __init__(self, api: ASGIApp, chat: ASGIApp, inputs: Mapping[int, int], door: Door) -> None:
        self.api = api
        self.chat = chat
        self.pages = {"/": headed(chat, ICON), EMBED: headed(chat, join(frame_script(door.origins), ICON))}
        self.prefix = door.prefix
        self.inputs = inputs
        """How many inputs each event of the chat has, by the number that its page calls it by."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self.chat(scope, receive, send)
        elif is_chat(scope["path"]):
            scope[CHAT] = True
            if scope["path"].rstrip("/") in _EVENTS and scope["method"] == "POST":
                receive = await self._checked(receive)
            # Gradio would believe anybody who says under which address it is reached.
            named = [(name, value) for name, value in scope["headers"] if name not in _ADDRESSES]
            room = self.pages.get(scope["path"], self.chat)
            await room({**scope, "headers": named}, receive, send)
        elif is_interface(scope["path"]):
            await self.api(scope, receive, send)
        else:
            line = f"the chat is at {self.prefix}/, and {self.prefix}/docs lists the rest."
            raise RequestError(404, f"There is nothing at this address: {line}")

    async def _checked(self, receive: Receive) -> Receive:
        """An event as the page sends it. Gradio fails, with a 500, at one that it does not know."""
        body: bytes = (await receive()).get("body", b"")  # the gate has read it whole
        try:
            event = json.loads(body)
            known = self.inputs[event["fn_index"]] == len(event["data"])
            odd = not isinstance(event.get("event_data") or {}, dict)
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
            known, odd = False, False
        if odd or not known:
            raise RequestError(422, "That is no event of the chat: programs ask at /v1/ask, see /docs.")
        return replayed(body, receive)


def create_app(
    pipeline: Searched,
    feedback: FeedbackStore | None = None,
    door: Door | None = None,
    stopping: asyncio.Event | None = None,
) -> ASGIApp:
    """The web application over a pipeline. What visitors say of the answers goes into the store, if there is one.
    Once it is `stopping`, the streams that tell whether a page is still open end; no question does.

    Raises:
        AccessError: the keys cannot be read.
    """
    door = door or Door()
    metrics = Metrics()
    sessions, tokens = None, None
    if door.access == "keys" and door.keys is not None:
        sessions, tokens = Sessions(door.keys.session_secret()), Tokens(door.keys.token_secret())
    api = create_api(pipeline, door, metrics, tokens)
    add_articles(api, pipeline, api.state.room)
    add_pages(api, door, sessions)
    add_scripts(api)
    chat = FastAPI(title="taobeiqa", docs_url=None, redoc_url=None, openapi_url=None)
    desk = Desk(pipeline, "chat", metrics, door.log_questions)
    blocks = build_chat(desk, feedback)
    gr.mount_gradio_app(chat, blocks, path="/", root_path=door.prefix or None, **page_options())
    if stopping is not None:
        for mount in [route for route in chat.routes if isinstance(route, Mount)]:
            mount.app.stop_event = stopping  # type: ignore[attr-defined]
    inputs = {number: len(event.inputs) for number, event in blocks.fns.items()}
    headers = partial(headers_for, origins=door.origins)
    return Gate(_Rooms(api, chat, inputs, door), door, sessions, metrics, headers, tokens)


class _Server(uvicorn.Server):
    """Says when it is ready to answer, and when it is stopping."""

    def __init__(self, config: uvicorn.Config, ready: Callable[[], None], stopping: asyncio.Event) -> None:
        super().__init__(config)
        self._ready = ready
        self._stopping = stopping

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self.started:
            self._ready()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        self._stopping.set()
        await super().shutdown(sockets)


def serve(
    pipeline: Searched,
    host: str = "127.0.0.1",
    port: int = 7860,
    announce: Callable[[str], None] = lambda line: None,
    feedback: FeedbackStore | None = None,
    door: Door | None = None,
    access: Access | None = None,
    rate: int | None = None,
) -> None:
    """Serve the chat and the REST interface until interrupted. `announce` is given one line, with the address, once it
    is ready.

    What visitors say of the answers goes into the store, if there is one; without one they are not asked. `access` and
    `rate` are what was decided of who may come in, and how often; see `decided`.

    Raises:
        TaobeiqaError: the address cannot be served on, as when the port is in use; or others can reach it and nothing
            was decided.
    """
    bound = _bind(host, port)
    with bound:
        door = decided(door or Door(), host, access, rate)
        shown = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(host, f"[{host}]" if ":" in host else host)  # noqa: S104
        address = f"http://{shown}:{bound.getsockname()[1]}" + f"{door.prefix}/" * bool(door.prefix)
        configure()
        stopping = asyncio.Event()
        config = uvicorn.Config(
            create_app(pipeline, feedback, door, stopping),
            log_config=None,
            log_level="warning",
            access_log=False,
            server_header=False,
            proxy_headers=bool(door.proxies),
            forwarded_allow_ips=list(door.proxies),
            timeout_graceful_shutdown=_LAST_SECONDS,
        )
        server = _Server(config, lambda: announce(f"taobeiqa is ready: {address}"), stopping)
        server.run(sockets=[bound])


def _bind(host: str, port: int) -> socket.socket:
    """A listening address of our own, so that a port in use is told before anything is built."""
    bound = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET)
    bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        bound.bind((host, port))
    except (OSError, OverflowError) as error:
        bound.close()
        if isinstance(error, OSError) and error.errno == errno.EADDRINUSE:
            raise TaobeiqaError(f"Port {port} on {host} is already in use: name another with --port.") from error
        reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        raise TaobeiqaError(
            f"Cannot serve on {host}, port {port}: {reason}. Name others with --host and --port."
        ) from error
    return bound
