"""A local server in the place of a language model: it answers as it is told to, and keeps what it was asked."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

KEY = "sk-very-secret-0123456789"


@dataclass
class Server:
    """What a local server was asked, and how it answers."""

    answer: Callable[[BaseHTTPRequestHandler], None]
    asked: list[dict[str, Any]] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)
    paths: list[str] = field(default_factory=list)


@contextmanager
def serving(answer: Callable[[BaseHTTPRequestHandler], None]) -> Iterator[tuple[Server, str]]:
    server = Server(answer)

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.sent = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            server.asked.append(self.sent)
            server.headers.append(dict(self.headers))
            server.paths.append(self.path)
            server.answer(self)

        do_GET = do_POST  # noqa: N815

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002
            pass

    listening = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    listening.daemon_threads = True
    threading.Thread(target=listening.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    try:
        yield server, f"http://127.0.0.1:{listening.server_address[1]}/v1"
    finally:
        listening.shutdown()
        listening.server_close()


def send(handler: BaseHTTPRequestHandler, body: bytes, status: int = 200, **headers: str) -> None:
    handler.send_response(status)
    for name, value in headers.items():
        handler.send_header(name, value)
    handler.send_header("Content-Length", str(len(body)))
    handler.end_headers()
    handler.wfile.write(body)


def saying(text: object) -> Callable[[BaseHTTPRequestHandler], None]:
    body = json.dumps({"choices": [{"message": {"role": "assistant", "content": text}}]}).encode()
    return lambda handler: send(handler, body)


def streaming(text: str, size: int = 5) -> Callable[[BaseHTTPRequestHandler], None]:
    """Says a text as a stream of server-sent events, a few characters each, as OpenAI-compatible servers do."""
    pieces = [text[start : start + size] for start in range(0, len(text), size)]
    return sending(b'data: {"choices": [{"delta": {"role": "assistant"}}]}', *map(event, pieces), b"data: [DONE]")


def event(text: object, finish: str | None = None) -> bytes:
    """An event with a piece of text."""
    choice = {"index": 0, "delta": {"content": text}, "finish_reason": finish}
    return b"data: " + json.dumps({"choices": [choice]}, ensure_ascii=False).encode()


def sending(*events: bytes, end: bytes = b"\n\n", pause_s: float = 0) -> Callable[[BaseHTTPRequestHandler], None]:
    """Sends events one after another, waits, and closes the connection."""

    def answer(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(200)
        handler.send_header("Content-Type", "text/event-stream")
        handler.end_headers()
        try:
            for one in events:
                handler.wfile.write(one + end)
                handler.wfile.flush()
            time.sleep(pause_s)
        except OSError:
            pass

    return answer
