"""A language model behind an OpenAI-compatible address, for those who have one. Nothing needs it."""

from __future__ import annotations

import json
import os
import re
import time
from collections.abc import Generator, Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from taobeiqa.errors import LanguageModelError

BASE_URL, MODEL, KEY, TIMEOUT = (f"TAOBEIQA_LLM_{name}" for name in ("BASE_URL", "MODEL", "KEY", "TIMEOUT"))
"""The environment variables: the address up to /v1, the model's name, the key if it wants one, seconds to wait."""
_PATIENCE_S = 120.0
_MOST_BYTES = 4 * 1024 * 1024
"""Of an answer: several hundred times what one passage gives rise to."""
_EVENT = (b"data:", b"event:", b"id:", b"retry:", b":")
"""How a line of a stream of events may begin."""
_HINTS = {
    401: f"check {KEY}",
    403: f"check {KEY}",
    404: f"check {BASE_URL} (it usually ends in /v1) and {MODEL}",
    429: "it is asked too often or the account is used up; try again later",
}


@dataclass(frozen=True)
class LanguageModel:
    """Where a model is asked. The key is never shown, neither here nor in an error.

    Raises:
        LanguageModelError: the address is not http or https, or has a password in it, the model has no name, the key
            has characters that no header can hold, or the time to wait is not more than 0.
    """

    base_url: str
    model: str
    key: str = field(default="", repr=False)
    timeout_s: float = _PATIENCE_S

    def __post_init__(self) -> None:
        try:
            parts = urlsplit(self.base_url)
            is_address = parts.scheme in ("http", "https") and bool(parts.hostname) and (parts.port or 1) > 0
        except ValueError:
            is_address = False
        if not is_address:
            raise LanguageModelError(f"{BASE_URL} is no address of the form http://host:port/v1 or https://host/v1.")
        if parts.username or parts.password:
            raise LanguageModelError(f"{BASE_URL} has a user or password in it; put the key into {KEY}.")
        if not self.model:
            raise LanguageModelError(f"{BASE_URL} is set but {MODEL} is not; name the model there.")
        if not re.fullmatch(r"[!-~]*", self.key):
            raise LanguageModelError(f"{KEY} has blanks or characters other than ASCII in it; copy it again.")
        if not 0 < self.timeout_s < float("inf"):
            raise LanguageModelError(f"{TIMEOUT} must be a number of seconds, more than 0.")

    @staticmethod
    def from_environment(patience_s: float = _PATIENCE_S) -> LanguageModel | None:
        """The model that the environment names; None where it names no address. `patience_s` are the seconds to wait
        where it does not say.

        Raises:
            LanguageModelError: an address is named, but it, or what belongs to it, is not as it has to be.
        """
        base_url, model, key, timeout = (os.environ.get(name, "").strip() for name in (BASE_URL, MODEL, KEY, TIMEOUT))
        if not base_url:
            return None
        try:
            patience = float(timeout) if timeout else patience_s
        except ValueError as error:
            raise LanguageModelError(f"{TIMEOUT} must be a number of seconds, not {timeout!r}.") from error
        return LanguageModel(base_url, model, key, patience)

    def complete(self, system: str, user: str) -> str:
        """What the model answers to a user's message under a system prompt, at temperature 0.

        Redirects are not followed: the key goes to the named address only.

        Raises:
            LanguageModelError: no connection, no answer in time, an HTTP error, an answer that is too large, is not
                JSON, or holds no text.
        """
        with closing(self._received(system, user)) as received:
            return _text(b"".join(received), self._url)

    def stream(self, system: str, user: str) -> Generator[str]:
        """As `complete`, piece by piece as the model writes it (server-sent events). A server that answers in one go
        gives one piece.

        Raises:
            LanguageModelError: as `complete` does, also after pieces; or what comes is no such stream, or breaks off.
        """
        said = ended = False
        with closing(self._received(system, user, stream=True)) as received:
            for data in _events(received, self._url):
                if data == b"[DONE]":
                    ended = True
                    break
                text, finished = _delta(data, self._url)
                said, ended = said or bool(text.strip()), ended or finished
                if text:
                    yield text
                if ended:
                    break
        if not ended:
            raise LanguageModelError(f"{self._url}: the answer broke off; try again later.")
        if not said:
            raise LanguageModelError(_wordless(self._url))

    @property
    def _url(self) -> str:
        return f"{self.base_url.rstrip('/')}/chat/completions"

    def _received(self, system: str, user: str, stream: bool = False) -> Generator[bytes]:
        """What the server sends, within the limits of time and size."""
        import httpx

        url = self._url
        messages = [{"role": "system", "content": system}, {"role": "user", "content": user}]
        request = {"model": self.model, "temperature": 0, "messages": messages} | ({"stream": True} if stream else {})
        headers = {"Accept-Encoding": "identity"} | ({"Authorization": f"Bearer {self.key}"} if self.key else {})
        late = f"{url}: did not answer within {self.timeout_s:g} s; wait longer with {TIMEOUT}."
        deadline = time.monotonic() + self.timeout_s
        try:
            with httpx.stream("POST", url, json=request, headers=headers, timeout=self.timeout_s) as response:
                if response.status_code != httpx.codes.OK:
                    raise LanguageModelError(_refused(url, response.status_code))
                size = 0
                for piece in response.iter_bytes():
                    size += len(piece)
                    if size > _MOST_BYTES:
                        raise LanguageModelError(f"{url}: answers more than {_MOST_BYTES // 2**20} MiB; is it a model?")
                    if time.monotonic() > deadline:
                        raise LanguageModelError(late)
                    yield piece
        except httpx.TimeoutException as error:
            raise LanguageModelError(late) from error
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise LanguageModelError(
                f"{url}: cannot be reached ({type(error).__name__}); is it running, and is {BASE_URL} right?"
            ) from error


def _refused(url: str, status: int) -> str:
    if 300 <= status < 400:
        return f"{url}: answers with a redirect ({status}), which is not followed; put its target into {BASE_URL}."
    hint = _HINTS.get(status, "try again later" if status >= 500 else f"check {BASE_URL} and {MODEL}")
    return f"{url}: answers with HTTP status {status}; {hint}."


def _text(raw: bytes, url: str) -> str:
    """The text of the first choice of an answer."""
    try:
        answer: Any = json.loads(raw)
        text = answer["choices"][0]["message"]["content"]
    except (ValueError, RecursionError, KeyError, IndexError, TypeError) as error:
        raise LanguageModelError(_foreign(url)) from error
    if not isinstance(text, str) or not text.strip():
        raise LanguageModelError(_wordless(url))
    return text


def _foreign(url: str) -> str:
    return f"{url}: the answer is not that of an OpenAI-compatible model; check {BASE_URL}."


def _wordless(url: str) -> str:
    return f"{url}: the model {MODEL} names answered without any text; try another model."


def _events(received: Iterable[bytes], url: str) -> Iterator[bytes]:
    """The data of each event of a stream; of an answer that is none, made into one event, its text."""
    whole = bytearray()
    for line in _lines(received):
        if not whole and line.startswith(_EVENT):
            if line.startswith(b"data:"):
                yield line.removeprefix(b"data:").strip()
        elif whole or line.strip():
            whole += line + b"\n"
    if whole:
        choice = {"delta": {"content": _text(bytes(whole), url)}, "finish_reason": "stop"}
        yield json.dumps({"choices": [choice]}).encode()


def _lines(received: Iterable[bytes]) -> Iterator[bytes]:
    rest = b""
    for piece in received:
        *lines, rest = (rest + piece).split(b"\n")
        yield from (line.removesuffix(b"\r") for line in lines)
    yield rest


def _delta(data: bytes, url: str) -> tuple[str, bool]:
    """What an event adds to the text, and whether the model has ended it."""
    try:
        event: Any = json.loads(data)
        if not event["choices"]:
            return "", False  # the count of tokens
        choice = event["choices"][0]
        text = choice.get("delta", {}).get("content") or ""
        finished = choice.get("finish_reason") is not None
    except (ValueError, RecursionError, KeyError, IndexError, TypeError, AttributeError) as error:
        raise LanguageModelError(_foreign(url)) from error
    if not isinstance(text, str):
        raise LanguageModelError(_foreign(url))
    return text, finished
