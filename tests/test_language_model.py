"""The client of a language model against a local server that behaves and misbehaves, and its settings."""

from __future__ import annotations

import json
import socket
import time
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler

import pytest

from taobeiqa.errors import LanguageModelError, TaobeiqaError
from taobeiqa.language_model import LanguageModel
from tests.fake_model import KEY, saying, send, serving


@pytest.fixture(autouse=True)
def _clean_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    for name in ("BASE_URL", "MODEL", "KEY", "TIMEOUT"):
        monkeypatch.delenv(f"TAOBEIQA_LLM_{name}", raising=False)


def failure(answer: Callable[[BaseHTTPRequestHandler], None], timeout_s: float = 20) -> str:
    """What is said when a server answers so. It is one line, and does not tell the key."""
    with serving(answer) as (_, url), pytest.raises(LanguageModelError) as caught:
        LanguageModel(url, "fake", KEY, timeout_s).complete("system", "user")
    message = str(caught.value)
    assert KEY not in message
    assert "\n" not in message
    assert message.startswith("http://127.0.0.1")
    return message


def test_it_gives_the_text_of_the_first_choice() -> None:
    with serving(saying("答复 \n")) as (_, url):
        assert LanguageModel(url, "fake").complete("system", "user") == "答复 \n"


def test_without_a_key_none_is_sent() -> None:
    with serving(saying("yes")) as (server, url):
        LanguageModel(url, "fake").complete("system", "user")
    assert "Authorization" not in server.headers[0]


@pytest.mark.parametrize(
    ("status", "hint"),
    [(401, "TAOBEIQA_LLM_KEY"), (404, "TAOBEIQA_LLM_BASE_URL"), (429, "later"), (500, "later"), (418, "MODEL")],
)
def test_an_http_error_is_told_with_its_status(status: int, hint: str) -> None:
    message = failure(lambda handler: send(handler, f"your key {KEY} is wrong".encode(), status))
    assert f"status {status}" in message
    assert hint in message


def test_a_redirect_is_not_followed() -> None:
    with serving(saying("the key went elsewhere")) as (elsewhere, url):
        message = failure(lambda handler: send(handler, b"", 302, Location=f"{url}/chat/completions"))
    assert "redirect (302)" in message
    assert elsewhere.asked == []


@pytest.mark.parametrize(
    "body",
    [
        b"<html>hello</html>",
        b"",
        b"\xff\xfe",
        b"[" * 100_000,
        b"[]",
        b"{}",
        b'{"choices": []}',
        b'{"choices": [{"text": "old"}]}',
        b'{"choices": "abc"}',
        b'{"choices": [{"message": null}]}',
    ],
    ids=lambda body: repr(body[:30]),
)
def test_what_is_no_answer_of_a_model_is_told(body: bytes) -> None:
    assert "OpenAI-compatible" in failure(lambda handler: send(handler, body))


@pytest.mark.parametrize("text", [None, "", "  \n", ["a"], 3])
def test_an_answer_without_text_is_told(text: object) -> None:
    assert "without any text" in failure(saying(text))


def test_a_server_that_hangs_is_waited_for_as_long_as_is_set() -> None:
    message = failure(lambda handler: time.sleep(3), timeout_s=0.3)
    assert "within 0.3 s" in message
    assert "TAOBEIQA_LLM_TIMEOUT" in message


def test_a_server_that_answers_drop_by_drop_is_not_waited_for_either() -> None:
    def drip(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(200)
        handler.end_headers()
        try:
            for _ in range(60):
                handler.wfile.write(b" ")
                handler.wfile.flush()
                time.sleep(0.05)
        except OSError:
            pass

    assert "within 0.4 s" in failure(drip, timeout_s=0.4)


def test_an_endless_answer_is_cut_off() -> None:
    def flood(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(200)
        handler.end_headers()
        try:
            for _ in range(4000):
                handler.wfile.write(b" " * 10_000)
        except OSError:
            pass

    assert "more than 4 MiB" in failure(flood)


def test_a_connection_that_breaks_is_told() -> None:
    assert "cannot be reached" in failure(lambda handler: handler.connection.close())


def test_nobody_there_is_told() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{free.getsockname()[1]}/v1"
    with pytest.raises(LanguageModelError, match="cannot be reached") as caught:
        LanguageModel(url, "fake", KEY).complete("system", "user")
    assert KEY not in str(caught.value)


def test_the_environment_names_the_model(monkeypatch: pytest.MonkeyPatch) -> None:
    assert LanguageModel.from_environment() is None
    monkeypatch.setenv("TAOBEIQA_LLM_MODEL", "small")
    assert LanguageModel.from_environment() is None
    monkeypatch.setenv("TAOBEIQA_LLM_BASE_URL", " https://models.example/v1 ")
    assert LanguageModel.from_environment() == LanguageModel("https://models.example/v1", "small", "", 120)
    monkeypatch.setenv("TAOBEIQA_LLM_KEY", f"{KEY}\n")
    monkeypatch.setenv("TAOBEIQA_LLM_TIMEOUT", "7.5")
    assert LanguageModel.from_environment() == LanguageModel("https://models.example/v1", "small", KEY, 7.5)


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"BASE_URL": "http://127.0.0.1:1/v1"}, "MODEL is not"),
        ({"BASE_URL": "ftp://127.0.0.1/v1", "MODEL": "m"}, "no address"),
        ({"BASE_URL": "127.0.0.1:8080", "MODEL": "m"}, "no address"),
        ({"BASE_URL": "https://", "MODEL": "m"}, "no address"),
        ({"BASE_URL": "http://host:port/v1", "MODEL": "m"}, "no address"),
        ({"BASE_URL": "http://[::1/v1", "MODEL": "m"}, "no address"),
        ({"BASE_URL": f"https://me:{KEY}@host/v1", "MODEL": "m"}, "user or password"),
        ({"BASE_URL": "http://h/v1", "MODEL": "m", "KEY": f"{KEY}钥"}, "copy it again"),
        ({"BASE_URL": "http://h/v1", "MODEL": "m", "KEY": f"a\n{KEY}"}, "copy it again"),
        ({"BASE_URL": "http://h/v1", "MODEL": "m", "TIMEOUT": "soon"}, "seconds"),
        ({"BASE_URL": "http://h/v1", "MODEL": "m", "TIMEOUT": "0"}, "seconds"),
        ({"BASE_URL": "http://h/v1", "MODEL": "m", "TIMEOUT": "nan"}, "seconds"),
    ],
    ids=str,
)
def test_wrong_settings_are_told(monkeypatch: pytest.MonkeyPatch, settings: dict[str, str], message: str) -> None:
    for name, value in settings.items():
        monkeypatch.setenv(f"TAOBEIQA_LLM_{name}", value)
    with pytest.raises(TaobeiqaError, match=message) as caught:
        LanguageModel.from_environment()
    assert KEY not in str(caught.value)


def test_the_key_is_not_shown() -> None:
    model = LanguageModel("http://127.0.0.1:1/v1", "fake", KEY)
    assert KEY not in repr(model)
    assert KEY not in json.dumps(str(model))
