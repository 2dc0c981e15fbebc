"""A portal's backend, of the standard library alone: its page, and the address where the page gets fresh tokens.

    taobeiqa keys add "the portal" --scopes ask,read
    taobeiqa serve --access keys --allow-origin http://localhost:8000
    TAOBEIQA_KEY=tbq_… python examples/portal/backend.py

The key stays here. What reaches the page is a token that is good for ten minutes, on pages of this origin.
A portal of yours asks who the visitor is before it hands one out.
"""

import json
import os
import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.error import HTTPError, URLError
from urllib.request import Request, urlopen

SERVER = os.environ.get("TAOBEIQA_URL", "http://127.0.0.1:7860").rstrip("/")
"""Where taobeiqa is, for visitors and for this program."""
KEY = os.environ.get("TAOBEIQA_KEY", "")
PORT = int(os.environ.get("PORT", "8000"))
ORIGIN = os.environ.get("ORIGIN", f"http://localhost:{PORT}")
"""Of this portal's pages, as browsers name it."""
PAGE = Path(__file__).with_name("index.html").read_text(encoding="utf-8").replace("TAOBEIQA_URL", SERVER)


def fetched_token() -> bytes:
    """A fresh token, as JSON."""
    body = json.dumps({"origin": ORIGIN, "seconds": 600}).encode()
    headers = {"Authorization": f"Bearer {KEY}", "Content-Type": "application/json"}
    with urlopen(Request(f"{SERVER}/v1/tokens", body, headers), timeout=10) as answer:
        return answer.read()


class Portal(BaseHTTPRequestHandler):
    """Two addresses: the page, and the token for it."""

    def do_GET(self) -> None:
        """Answer one request."""
        if self.path == "/":
            self._send(200, "text/html; charset=utf-8", PAGE.encode())
        elif self.path == "/taobeiqa-token":
            try:
                self._send(200, "application/json", fetched_token())
            except (HTTPError, URLError) as error:
                sys.stderr.write(f"No token from {SERVER}: {error}\n")
                self._send(502, "application/json", b"{}")
        else:
            self._send(404, "text/plain", b"")

    def _send(self, status: int, kind: str, body: bytes) -> None:
        self.send_response(status)
        for name, value in (("Content-Type", kind), ("Content-Length", str(len(body))), ("Cache-Control", "no-store")):
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)


if __name__ == "__main__":
    sys.stderr.write(f"The portal is at {ORIGIN}/\n")
    ThreadingHTTPServer(("127.0.0.1", PORT), Portal).serve_forever()
