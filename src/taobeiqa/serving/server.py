"""The web server: the chat at `/`, and whether it is up at `/healthz`."""

from __future__ import annotations

import errno
import socket
from collections.abc import Callable

import gradio as gr
import uvicorn
from fastapi import FastAPI
from fastapi.middleware.cors import CORSMiddleware
from starlette.datastructures import MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from taobeiqa.errors import TaobeiqaError
from taobeiqa.feedback import FeedbackStore
from taobeiqa.pipeline import Pipeline
from taobeiqa.serving.chat import build_chat, page_options

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
    "Referrer-Policy": "no-referrer",
}
"""Sent with every response. `'unsafe-eval'` is what `gr.HTML` renders with."""

_CLOSED = ("/gradio_api/upload", "/gradio_api/proxy=")
"""Routes of Gradio that the chat has no use for."""


class _Guard:
    """Adds the security headers to every response, and closes the routes that the chat does not need."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def send_guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).update(SECURITY_HEADERS)
            await send(message)

        closed = scope["path"].startswith(_CLOSED)
        app = PlainTextResponse("Not found", status_code=404) if closed else self.app
        await app(scope, receive, send_guarded)


def create_app(pipeline: Pipeline, feedback: FeedbackStore | None = None) -> FastAPI:
    """The web application over a pipeline. What visitors say of the answers goes into the store, if there is one."""
    app = FastAPI(title="taobeiqa", docs_url=None, redoc_url=None, openapi_url=None)
    app.add_middleware(CORSMiddleware, allow_origins=[])
    app.add_middleware(_Guard)

    @app.get("/healthz")
    def healthz() -> dict[str, str]:
        return {"status": "ok"}

    gr.mount_gradio_app(app, build_chat(pipeline, feedback), path="/", **page_options())
    return app


class _Server(uvicorn.Server):
    """Says when it is ready to answer."""

    def __init__(self, config: uvicorn.Config, ready: Callable[[], None]) -> None:
        super().__init__(config)
        self._ready = ready

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self.started:
            self._ready()


def serve(
    pipeline: Pipeline,
    host: str = "127.0.0.1",
    port: int = 7860,
    announce: Callable[[str], None] = lambda line: None,
    feedback: FeedbackStore | None = None,
) -> None:
    """Serve the chat until interrupted. `announce` is given one line, with the address, once it is ready.

    What visitors say of the answers goes into the store, if there is one; without one they are not asked.

    Raises:
        TaobeiqaError: the address cannot be served on, as when the port is in use.
    """
    bound = _bind(host, port)
    shown = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(host, f"[{host}]" if ":" in host else host)  # noqa: S104
    address = f"http://{shown}:{bound.getsockname()[1]}"
    app = create_app(pipeline, feedback)
    config = uvicorn.Config(app, log_level="warning", access_log=False, timeout_graceful_shutdown=3)
    server = _Server(config, lambda: announce(f"taobeiqa is ready: {address}"))
    with bound:
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
