"""A language model that answers piece by piece, against a local server that behaves and misbehaves."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler

import pytest

from taobeiqa.errors import LanguageModelError
from taobeiqa.language_model import LanguageModel
from tests.fake_model import KEY, event, saying, send, sending, serving, streaming

Answer = Callable[[BaseHTTPRequestHandler], None]


@pytest.fixture(autouse=True)
def _no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")


def said(answer: Answer) -> list[str]:
    with serving(answer) as (_, url):
        return list(LanguageModel(url, "fake").stream("system", "user"))


def failure(answer: Answer, timeout_s: float = 20) -> tuple[list[str], str]:
    """The pieces before it fails, and what is said then: one line, without the key."""
    pieces: list[str] = []
    with serving(answer) as (_, url), pytest.raises(LanguageModelError) as caught:
        pieces.extend(LanguageModel(url, "fake", KEY, timeout_s).stream("system", "user"))
    message = str(caught.value)
    assert KEY not in message
    assert "\n" not in message
    return pieces, message


def test_the_pieces_come_in_order_and_a_stream_is_asked_for() -> None:
    with serving(streaming("53个贫困村出列。😀 yes", size=2)) as (server, url):
        pieces = list(LanguageModel(url, "fake", KEY).stream("system", "user"))
    assert "".join(pieces) == "53个贫困村出列。😀 yes"
    assert len(pieces) > 5
    (request,) = server.asked
    assert (request["stream"], request["temperature"], request["model"]) == (True, 0, "fake")
    assert server.headers[0]["Authorization"] == f"Bearer {KEY}"


@pytest.mark.parametrize(
    "answer",
    [
        saying("one piece"),
        lambda handler: send(
            handler, json.dumps({"choices": [{"message": {"content": "one piece"}}]}, indent=1).encode()
        ),
        sending(b": hello", b"event: message", b"id: 3", event("one "), event(None), event("piece"), b"data: [DONE]"),
        sending(event("one "), event("piece"), b"data:[DONE]", end=b"\r\n\r\n"),
        sending(event("one piece"), event("", "stop")),
        sending(event("one piece"), b'data: {"choices": [], "usage": {}}', b"data: [DONE]"),
    ],
)
def test_what_servers_do_differently_is_understood(answer: Answer) -> None:
    assert "".join(said(answer)) == "one piece"


def test_a_stream_that_breaks_off_is_told_after_what_came() -> None:
    pieces, message = failure(sending(event("half a sen")))
    assert pieces == ["half a sen"]
    assert "broke off" in message


@pytest.mark.parametrize(
    "answer",
    [
        sending(event("one"), b"data: {broken"),
        sending(event("one"), b'data: {"error": {"message": "overloaded"}}'),
        sending(event("one"), b'data: {"choices": [{"delta": {"content": 5}}]}'),
        sending(event("one"), b'data: {"choices": {"a": 1}}'),
        sending(event("one"), b"data: " + b"[" * 50_000),
        lambda handler: send(handler, b"<html>hello</html>"),
        lambda handler: send(handler, b'{"choices": []}'),
    ],
)
def test_what_is_no_stream_of_a_model_is_told(answer: Answer) -> None:
    assert "OpenAI-compatible" in failure(answer)[1]


@pytest.mark.parametrize("answer", [sending(b"data: [DONE]"), sending(event("  \n"), event("", "stop")), saying("")])
def test_a_stream_without_text_is_told(answer: Answer) -> None:
    assert "without any text" in failure(answer)[1]


@pytest.mark.parametrize(("status", "hint"), [(401, "TAOBEIQA_LLM_KEY"), (500, "later"), (302, "redirect")])
def test_an_http_error_is_told_with_its_status(status: int, hint: str) -> None:
    pieces, message = failure(lambda handler: send(handler, f"data: {KEY}".encode(), status))
    assert pieces == []
    assert str(status) in message
    assert hint in message


def test_a_stream_that_stalls_is_waited_for_as_long_as_is_set() -> None:
    pieces, message = failure(sending(event("one"), pause_s=3), timeout_s=0.3)
    assert pieces == ["one"]
    assert "within 0.3 s" in message


def test_a_stream_that_never_ends_is_not_waited_for_either() -> None:
    def drip(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(200)
        handler.end_headers()
        try:
            for _ in range(60):
                handler.wfile.write(event("a") + b"\n\n")
                handler.wfile.flush()
                time.sleep(0.05)
        except OSError:
            pass

    assert "within 0.4 s" in failure(drip, timeout_s=0.4)[1]


def test_ten_megabytes_are_cut_off() -> None:
    assert "more than 4 MiB" in failure(sending(*[event("a" * 10_000)] * 1000))[1]
    assert "more than 4 MiB" in failure(sending(b"data: " + b"a" * 10_000_000))[1]


def test_a_piece_is_there_before_the_next_is_sent() -> None:
    heard = threading.Event()

    def waiting(handler: BaseHTTPRequestHandler) -> None:
        sending(event("first"))(handler)
        if heard.wait(10):
            handler.wfile.write(event("second", "stop") + b"\n\n")

    pieces = []
    with serving(waiting) as (_, url):
        for piece in LanguageModel(url, "fake").stream("system", "user"):
            pieces.append(piece)
            heard.set()
    assert pieces == ["first", "second"]
