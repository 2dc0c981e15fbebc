"""A real nginx before the server, with the example of `deploy/`, and a portal's pages on an origin of their own."""

import os
import shutil
import socket
import subprocess
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import urlsplit

import pytest

ROOT = Path(__file__).parents[1]
MAIN = """
daemon off;
pid {folder}/pid;
error_log {folder}/error.log;
events {{}}
http {{
    access_log {folder}/access.log;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    include {folder}/site.conf;
}}
"""


def _changed(text: str, *changes: tuple[str, str]) -> str:
    for old, new in changes:
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    return text


@contextmanager
def nginx(server: str, port: int, folder: Path, *changes: tuple[str, str]) -> Iterator[None]:
    """The example's nginx, as whoever runs the tests, on a port of this machine before a server."""
    program = shutil.which("nginx", path=os.environ.get("PATH", "") + ":/usr/sbin")
    if program is None:
        pytest.fail("nginx is not installed, and the prefix is tested behind it: run `make test`, which says how.")
    folder.mkdir(parents=True, exist_ok=True)
    addresses = (("listen 80;", f"listen 127.0.0.1:{port};"), ("server 127.0.0.1:7860;", f"server {server};"))
    site = (ROOT / "deploy" / "nginx.conf").read_text(encoding="utf-8")
    (folder / "site.conf").write_text(_changed(site, *addresses, *changes), encoding="utf-8")
    (folder / "nginx.conf").write_text(MAIN.format(folder=folder), encoding="utf-8")
    running = subprocess.Popen([program, "-p", folder, "-c", folder / "nginx.conf", "-e", folder / "error.log"])
    try:
        _wait(port, running, folder / "error.log")
        yield
    finally:
        running.terminate()
        running.wait(10)


def _wait(port: int, running: subprocess.Popen, log: Path) -> None:
    for _ in range(200):
        assert running.poll() is None, log.read_text()
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    pytest.fail(f"nginx does not answer: {log.read_text()}")


@contextmanager
def pages(port: int, content: Mapping[str, Callable[[], str]]) -> Iterator[list[str]]:
    """Pages at the paths of a port of this machine, made as they are asked for. The paths that were asked for."""
    asked: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            path = urlsplit(self.path).path
            asked.append(self.path)
            body = content[path]().encode() if path in content else b""
            self.send_response(200 if path in content else 404)
            self.send_header(
                "Content-Type", "application/json" if path.endswith("json") else "text/html; charset=utf-8"
            )
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *told: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", port), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield asked
    finally:
        server.shutdown()
        server.server_close()
