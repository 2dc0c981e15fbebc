"""Who may do what: by the address that is listened on, a key, or a session that a key began. Pure but for the clock
and the file of the keys; the gate asks it about every request, whatever answers that in the end.
"""

from __future__ import annotations

import hashlib
import hmac
import ipaddress
import re
import time
from dataclasses import dataclass, field, replace
from http.cookies import CookieError, SimpleCookie
from typing import Literal
from urllib.parse import urlsplit

from taobeiqa.errors import AccessError
from taobeiqa.serving.keys import PREFIX, Key, KeyStore, Scope
from taobeiqa.serving.paths import EMBED, FILES, PROBES, SCRIPTS

Access = Literal["open", "keys"]

COOKIE = "taobeiqa_session"
SESSION_SECONDS = 12 * 60 * 60
RATE = 120
"""Requests a minute for each key or address, where nothing else is said and others than oneself can reach it."""
LOOPBACK_NAMES = ("localhost", "127.0.0.1", "[::1]")

_FREE = frozenset({*PROBES, "/docs", "/openapi.json", "/login", "/logout", EMBED, *SCRIPTS})
"""Of no use to anybody who may not ask, and holding nothing of the articles."""
_FREE_FILES = (*(f"/{folder}/" for folder in FILES), "/theme.css")
"""Gradio's own files, the same everywhere. A frame on another site loads them without a cookie or a token."""
ASKING = frozenset({"/v1/ask", "/v1/ask/stream", "/v1/search", "/v1/chat/completions", "/v1/tokens"})
_CHAT: frozenset[Scope] = frozenset({"ask", "read"})


@dataclass(frozen=True, slots=True)
class Door:
    """Who is let in, and how much each may do."""

    access: Access = "open"
    keys: KeyStore | None = None
    """Where they are looked up; when it is open to all, those that may administer."""
    anonymous: frozenset[Scope] = frozenset({"ask", "read", "administer"})
    """What somebody without a key may do when it is open."""
    hosts: frozenset[str] | None = None
    """The names that it answers to, lower case and without a port; None for any."""
    origins: frozenset[str] = frozenset()
    """Other sites whose pages may frame the chat, and use it and the interface with a token."""
    rate: int = 0
    """Requests a minute for each key or address; 0 for no limit."""
    body_bytes: int = 64 * 1024
    body_seconds: float = 10.0
    """How large a request's body may be, and how long it may take to arrive."""
    at_once: int = 2
    waiting: int = 64
    """How many questions are answered at a time, and how many more may wait for that."""
    log_questions: bool = False
    proxies: tuple[str, ...] = ()
    """Addresses of reverse proxies that are believed about whom they speak for."""
    prefix: str = ""
    """The path under which a reverse proxy shows it, as `prefix_of` returns it."""


@dataclass(frozen=True, slots=True)
class Caller:
    """Somebody who sent a request, and what they may do."""

    scopes: frozenset[Scope] = frozenset()
    key: Key | None = None
    origin: str | None = None
    """Of the pages that the token is for, if they came with a token."""
    wrong: str | None = None
    """What is wrong with the token that they came with."""


@dataclass(frozen=True, slots=True)
class Sessions:
    """Sessions of a browser: a key's id and the time, signed. Nothing of them is kept on the server."""

    secret: bytes = field(repr=False)

    def begin(self, key: Key, now: float | None = None) -> str:
        """The text of the cookie."""
        said = f"{key.id}.{int(time.time() if now is None else now)}"
        return f"{said}.{self._signature(said)}"

    def key_id(self, text: str, now: float | None = None) -> str | None:
        """The id of the key that began a session; None if it is forged or too old."""
        said, _, signature = text.rpartition(".")
        identity, _, begun = said.partition(".")
        if not signature.isascii() or not hmac.compare_digest(signature, self._signature(said)) or not begun.isdigit():
            return None
        age = (time.time() if now is None else now) - int(begun)
        return identity if -60 <= age < SESSION_SECONDS else None

    def _signature(self, said: str) -> str:
        return hmac.new(self.secret, said.encode(errors="replace"), hashlib.sha256).hexdigest()


def is_loopback(host: str) -> bool:
    """Whether only this machine can reach an address that is listened on."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def decided(door: Door, host: str, access: Access | None, rate: int | None = None) -> Door:
    """The door for an address. Loopback is open and without a limit on requests unless something else was said;
    elsewhere somebody has to say who may come in, and `/metrics` wants a key even when it is open.

    Raises:
        AccessError: others than this machine can reach the address and nothing was decided; or keys are wanted and
            there is none that could be used.
    """
    local = is_loopback(host)
    if access is None and not local:
        raise AccessError(
            f"Others can reach {host}: say who may come in, with --access keys (make one with: taobeiqa keys add NAME) "
            "or --access open; or leave out --host, and only this machine can."
        )
    if access == "keys" and (door.keys is None or not any(key.revoked is None for key in door.keys.all())):
        raise AccessError("There is no key yet to come in with: make one with taobeiqa keys add NAME.")
    default = 0 if access is None else RATE
    hosts = door.hosts
    if local:
        hosts = frozenset({*LOOPBACK_NAMES, host, *(hosts or ())})
    return replace(
        door,
        access=access or "open",
        anonymous=frozenset({"ask", "read", "administer"}) if access is None else frozenset({"ask", "read"}),
        hosts=hosts,
        rate=default if rate is None else rate,
    )


def needed(path: str) -> frozenset[Scope]:
    """The scopes that a path takes. One that is not known takes those of the chat, which has paths of its own."""
    if path in _FREE or path.startswith(_FREE_FILES):
        return frozenset()
    if path == "/metrics":
        return frozenset({"administer"})
    if path in ASKING or speaks_openai(path):
        return frozenset({"ask"})
    if path in ("/articles", "/v1/articles") or path.startswith(("/articles/", "/v1/articles/")):
        return frozenset({"read"})
    return _CHAT


def speaks_openai(path: str) -> bool:
    """Whether the clients of a path are OpenAI's: they read errors in their own shape, and always send a key."""
    return path.startswith(("/v1/chat/", "/v1/models/")) or path == "/v1/models"


def shown(door: Door, path: str, authorization: str | None) -> str | None:
    """The header with the key, where it means one. Where anybody may come in, OpenAI's clients send some text all the
    same; unless it looks like a key of ours, it is none.
    """
    meant = authorization is not None and f" {PREFIX}_" in authorization
    return authorization if meant or door.access == "keys" or not speaks_openai(path) else None


def caller(door: Door, sessions: Sessions | None, authorization: str | None, cookies: str | None) -> Caller:
    """Who sends a request, by its headers. A key that is not valid is as good as none, also where it is open: whoever
    sends one wants to know that it is wrong.
    """
    anonymous = door.anonymous if door.access == "open" else frozenset()
    if authorization is not None:
        kind, _, text = authorization.partition(" ")
        key = door.keys.find(text.strip()) if door.keys is not None and kind.lower() == "bearer" else None
        return Caller(key.scopes | anonymous, key) if key else Caller()
    if cookies and door.keys is not None and sessions is not None:
        identity = sessions.key_id(_session_cookie(cookies))
        key = door.keys.get(identity) if identity else None
        if key is not None:
            return Caller(key.scopes | anonymous, key)
    return Caller(anonymous)


def _session_cookie(cookies: str) -> str:
    try:
        found = SimpleCookie(cookies).get(COOKIE)
    except CookieError:
        return ""
    return found.value if found else ""


def host_name(host: str) -> str:
    """The name in a `Host` header, without its port."""
    name = host.strip().lower()
    if name.startswith("["):
        return name.partition("]")[0] + "]"
    return name.rpartition(":")[0] if ":" in name else name


def same_site(origin: str, host: str) -> bool:
    """Whether a page of that origin was served from this host: name and port are the same."""
    parts = urlsplit(origin)
    if parts.scheme not in ("http", "https"):
        return False
    return _with_port(parts.netloc) == _with_port(host)


def _with_port(netloc: str) -> str:
    # A proxy that ends TLS passes the name without a port, whichever of the two ports it listens on.
    return netloc.strip().lower().removesuffix(":80").removesuffix(":443")


_ORIGIN = re.compile(r"(https?)://([a-z0-9](?:[a-z0-9.-]*[a-z0-9])?|\[[0-9a-f:.]+\])(?::([0-9]{1,5}))?/?")
"""A name in other letters stands in an origin as browsers send it, beginning with xn--."""


def origin_of(text: str) -> str:
    """An origin for the allow-list, as a browser sends it.

    Raises:
        AccessError: it is not a scheme and a host.
    """
    found = _ORIGIN.fullmatch(text.strip().lower())
    if found is None:
        raise AccessError(f"{text!r} is no origin: name it as https://portal.example, without a path.")
    scheme, host, port = found.groups()
    return f"{scheme}://{host}" + (f":{port}" if port and port != {"http": "80", "https": "443"}[scheme] else "")
