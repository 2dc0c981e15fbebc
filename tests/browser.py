"""A real browser, and the web chat served on a free port, for the tests that need both."""

import queue
import re
import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from taobeiqa.feedback import FeedbackStore
from taobeiqa.pipeline import Pipeline
from taobeiqa.serving.access import Access, Door
from taobeiqa.serving.server import serve
from tests.rest import free_port

FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
DESKTOP = {"width": 1280, "height": 860}
PHONE = {"width": 390, "height": 844}
BROKEN_OFF = re.compile(r"console: (AbortError: signal is aborted|Unexpected error Connection errored out)")
"""What Gradio says of a request that ends because its page is left."""


def start_server(
    pipeline: Pipeline,
    feedback: FeedbackStore | None = None,
    door: Door | None = None,
    access: Access | None = None,
    port: int | None = None,
) -> str:
    """Serve the chat in a thread that ends with the tests; its address, once it is ready."""
    lines: queue.Queue[str] = queue.Queue()
    wanted = (pipeline, "127.0.0.1", port or free_port(), lines.put, feedback, door, access)
    threading.Thread(target=serve, args=wanted, daemon=True).start()
    line = lines.get(timeout=60)
    assert line.startswith("taobeiqa is ready: http://127.0.0.1:")
    return line.removeprefix("taobeiqa is ready: ")


@contextmanager
def chromium() -> Iterator[Browser]:
    path = shutil.which("chromium")
    if path is None:
        pytest.fail("chromium is not installed, and the web chat is tested in it: run `make test`, which says how.")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield browser
        browser.close()


class Visit:
    """One visitor with a new profile at the chat, and what the browser said meanwhile."""

    def __init__(self, browser: Browser, url: str, shows: str = ".tq-welcome, .tq-turn", **profile: object) -> None:
        self.context = browser.new_context(**{"viewport": DESKTOP, "locale": "en-US", **profile})
        self.page: Page = self.context.new_page()
        self.requests: list[str] = []
        self.complaints: list[str] = []
        self.page.on("request", lambda request: self.requests.append(request.url))
        self.page.on("pageerror", lambda error: self.complaints.append(f"page error: {error}"))
        self.page.on("dialog", self._dialog)
        self.page.on("console", self._console)
        self.page.goto(url)
        self.page.wait_for_selector(shows)

    @classmethod
    def of(cls, page: Page) -> "Visit":
        """A visit that goes on on a page that is at the chat already."""
        visit = cls.__new__(cls)
        visit.context, visit.page, visit.requests, visit.complaints = page.context, page, [], []
        return visit

    def _dialog(self, dialog) -> None:
        self.complaints.append(f"dialog: {dialog.message}")
        dialog.dismiss()

    def _console(self, message) -> None:
        if message.type in ("error", "warning"):
            self.complaints.append(f"console: {message.text}")

    def ask(self, question: str) -> None:
        """Type a question, send it with Enter, wait for what comes."""
        turns = self.page.locator(".tq-turn").count()
        self.page.fill("#tq-box textarea", question)
        self.page.press("#tq-box textarea", "Enter")
        self.page.wait_for_selector(f".tq-turn:nth-child({turns + 1}) :is(.tq-answer, .tq-note)")
        self.page.wait_for_selector("#tq-box textarea:enabled")

    def reload(self) -> None:
        """Load the page anew. What the old one still had open is broken off; whether Gradio tells the console so
        depends on the moment, and it is no complaint.
        """
        before = len(self.complaints)
        self.page.reload()
        self.complaints[before:] = [each for each in self.complaints[before:] if not BROKEN_OFF.match(each)]

    def in_view(self, selector: str) -> None:
        """Wait until an element is seen, none of it above the window."""
        self.page.wait_for_function(
            """selector => { const box = document.querySelector(selector)?.getBoundingClientRect();
               return box && box.height > 0 && box.top >= 0 && box.top < innerHeight - 40; }""",
            arg=selector,
        )

    def leave(self) -> None:
        """Close the page. Nothing may have been asked of another host, and nothing complained."""
        self.context.close()
        foreign = [url for url in self.requests if not _local(url)]
        if foreign or self.complaints:
            pytest.fail(f"asked of other hosts: {foreign}; complained of: {self.complaints}")


def _local(url: str) -> bool:
    parts = urlsplit(url)
    return parts.scheme in ("data", "blob") or parts.hostname in ("127.0.0.1", "localhost")
