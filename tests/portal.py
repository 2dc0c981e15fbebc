"""A portal for the tests of the embedded chat: a server that it may use, its pages, and what is asked in its frames."""

import json
import time
import urllib.request
from pathlib import Path

import pytest

from taobeiqa.serving.access import Door
from taobeiqa.serving.keys import KeyStore
from taobeiqa.serving.tokens import Tokens
from tests.browser import free_port, start_server


class Place:
    """A server with keys under /wenda, and ports for portals: one is on its list, and another is not."""

    def __init__(self, pipeline, folder: Path) -> None:
        self.folder = folder
        self.portal_port, self.evil_port = free_port(), free_port()
        self.portal, self.evil = f"http://localhost:{self.portal_port}", f"http://localhost:{self.evil_port}"
        self.store = KeyStore(folder / "access.sqlite")
        self.store.add("the operator", frozenset({"administer"}))
        origins = frozenset({self.portal})
        door = Door(keys=self.store, origins=origins, prefix="/wenda", proxies=("127.0.0.1",))
        self.server = start_server(pipeline, door=door, access="keys").removeprefix("http://").removesuffix("/wenda/")
        self.open = start_server(pipeline, door=Door(origins=origins)).rstrip("/")

    def key(self):
        """A new key that may do what the chat takes."""
        return self.store.add("the portal", frozenset({"ask", "read"}))

    def token(self, key, seconds: int = 600) -> str:
        """A token for the portal's pages, as JSON; one that ended where the seconds are negative."""
        text, ends = Tokens(self.store.token_secret()).make(key, self.portal, seconds)
        return json.dumps({"token": text, "expires": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(ends))})


def portal_page(server: str, attributes: str = "", head: str = "") -> str:
    """A page with the element; `token-url` is what `pages` answers at /token.json."""
    chat = f"<taobei-chat {attributes}></taobei-chat>"
    script = f'<script src="{server}/embed.js" async></script>'
    head = f'<!doctype html><html lang="en"><head><link rel="icon" href="data:,">{head}</head>'
    return f"{head}<body><p>Ours</p>{chat}{script}</body></html>"


def ask(frame, question: str) -> str:
    """Ask in the chat of a frame; the answer's text."""
    frame.locator("#tq-box textarea").fill(question)
    frame.locator("#tq-box textarea").press("Enter")
    return frame.locator(".tq-turn:last-child .tq-answer > span").inner_text()


def offered(frame) -> list[str]:
    """The questions that the chat of a frame begins with."""
    frame.locator(".tq-example").first.wait_for()
    return frame.locator(".tq-example").all_inner_texts()


def answering(url: str) -> None:
    """Wait until there is an answer."""
    for _ in range(100):
        try:
            urllib.request.urlopen(url, timeout=5).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    pytest.fail(f"{url} does not answer")
