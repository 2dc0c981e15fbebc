"""The gate around everything that is served, the routes of Gradio too: who is let in, with how much, how often, and
what is told of it. No route behind it checks any of this again.
"""

from __future__ import annotations

import re
import secrets
import time
from collections.abc import Callable, Mapping
from urllib.parse import quote

from starlette.datastructures import Headers, MutableHeaders, QueryParams
from starlette.responses import RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from taobeiqa.serving.access import (
    ASKING,
    Caller,
    Door,
    Sessions,
    caller,
    host_name,
    needed,
    same_site,
    shown,
)
from taobeiqa.serving.limits import Buckets, address_key, read_body, replayed
from taobeiqa.serving.logs import REQUEST_ID, failed, told
from taobeiqa.serving.metrics import Metrics
from taobeiqa.serving.paths import MCP, PROBES
from taobeiqa.serving.prefix import asking, climbs, without
from taobeiqa.serving.problems import INTERNAL, RequestError, refusal
from taobeiqa.serving.tokens import FRAMED_BY, Tokens, token_in
from taobeiqa.serving.unkept import NOT_KEPT

CALLER = "taobeiqa.caller"
"""Where in the ASGI scope the routes find who asks."""
CHAT = "taobeiqa.chat"
"""Set in the ASGI scope of what goes to the chat."""

_READS = frozenset({"GET", "HEAD", "OPTIONS"})
_ID = re.compile(r"[A-Za-z0-9._-]{1,64}")
_PREFLIGHT = {
    "Access-Control-Allow-Methods": "GET, POST",
    "Access-Control-Allow-Headers": "Authorization, Content-Type, X-Request-Id",
    "Access-Control-Max-Age": "600",
}
_EXPOSED = {"Access-Control-Expose-Headers": "X-Request-Id, Retry-After"}
_NO_KEY = {"WWW-Authenticate": "Bearer"}


class Gate:
    """ASGI middleware. `headers` are the security headers for a path."""

    def __init__(
        self,
        app: ASGIApp,
        door: Door,
        sessions: Sessions | None,
        metrics: Metrics,
        headers: Callable[[str], Mapping[str, str]],
        tokens: Tokens | None = None,
    ) -> None:
        self.app = app
        self.door = door
        self.sessions = sessions
        self.metrics = metrics
        self.headers = headers
        self.tokens = tokens
        self.buckets = Buckets(door.rate)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request, or refuse it."""
        if scope["type"] == "lifespan":
            await self.app(scope, receive, send)
        elif scope["type"] == "http":
            await self._visit({**scope, "path": without(self.door.prefix, scope["path"])}, receive, send)
        else:
            # Nothing that is served here speaks WebSocket, and a page of any site may open one.
            await receive()
            await send({"type": "websocket.close", "code": 1008})

    async def _visit(self, scope: Scope, receive: Receive, send: Send) -> None:
        asked = Headers(scope=scope)
        given = asked.get("x-request-id", "")
        request_id = given if _ID.fullmatch(given) else secrets.token_hex(8)
        token = REQUEST_ID.set(request_id)
        began, status = time.perf_counter(), 0

        async def send_marked(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                answered = MutableHeaders(scope=message)
                # Gradio would let other origins in; who may come is decided here alone.
                for name in [name for name in answered if name.startswith("access-control-")]:
                    del answered[name]
                answered.update({**self.headers(scope["path"]), **self._shared(scope["path"], asked)})
                answered["X-Request-Id"] = request_id
            await send(message)

        try:
            await self._answer(scope, asked, receive, send_marked)
        except RequestError as problem:
            await refusal(scope["path"], problem)(scope, receive, send_marked)
        except Exception:
            failed("request failed", method=scope["method"], route=_route(scope))
            if not status:
                await refusal(scope["path"], RequestError(500, INTERNAL))(scope, receive, send_marked)
        finally:
            self._tell(scope, status, time.perf_counter() - began)
            REQUEST_ID.reset(token)

    async def _answer(self, scope: Scope, asked: Headers, receive: Receive, send: Send) -> None:
        path, method = scope["path"], scope["method"]
        if path not in PROBES:
            self._check_host(asked.get("host", ""))
        if climbs(path):
            raise RequestError(404, "There is nothing at an address with . or .. in it.")
        if not path:
            query = scope["query_string"].decode("latin-1")
            await RedirectResponse(f"{self.door.prefix}/" + f"?{query}" * bool(query))(scope, receive, send)
            return
        origin = asked.get("origin")
        if method == "OPTIONS" and origin is not None and "access-control-request-method" in asked:
            await self._preflight(path, origin)(scope, receive, send)
            return
        if origin is not None and method not in _READS and not self._welcome(path, origin, asked.get("host", "")):
            raise RequestError(403, "Requests from pages of other sites are refused: name theirs with --allow-origin.")
        who = self._caller(path, asked)
        self._check_rate(scope, method, who)
        lacking = needed(path) - who.scopes
        if lacking:
            if who.key is None and method == "GET" and "text/html" in asked.get("accept", ""):
                # Only the question of a shared link goes along, and no path: there is none to be led astray by.
                question = QueryParams(scope["query_string"]).get("q", "") if path == "/" else ""
                to_login = RedirectResponse(asking(f"{self.door.prefix}/login", question), 303, NOT_KEPT)
                await to_login(scope, receive, send)
                return
            raise self._refused(who, min(lacking))
        scope[CALLER] = who
        if method not in _READS:
            takes_json = path in ASKING or path == MCP or path.startswith("/gradio_api/")
            if method == "POST" and takes_json and not _is_json(asked.get("content-type", "")):
                raise RequestError(415, "The body has to be JSON: send it with Content-Type: application/json.")
            expects = asked.get("expect", "").lower() == "100-continue"
            body = await read_body(
                receive, asked.get("content-length"), expects, self.door.body_bytes, self.door.body_seconds
            )
            receive = replayed(body, receive)
        await self.app(scope, receive, send)

    def _caller(self, path: str, asked: Headers) -> Caller:
        authorization, origin = asked.get("authorization"), asked.get("origin")
        token = token_in(authorization)
        if token is None or self.tokens is None:
            return caller(self.door, self.sessions, shown(self.door, path, authorization), asked.get("cookie"))
        if origin is None or same_site(origin, asked.get("host", "")):
            origin = asked.get(FRAMED_BY, origin)
        return self.tokens.caller(token, self.door, origin)

    def _check_host(self, host: str) -> None:
        if self.door.hosts is not None and host_name(host) not in self.door.hosts:
            name = host_name(host)[:80]
            raise RequestError(421, f"This server does not answer for the host {name!a}: allow it with --allow-host.")

    def _check_rate(self, scope: Scope, method: str, who: Caller) -> None:
        """Only what makes work counts: a page of the chat is a hundred files."""
        path = scope["path"]
        if method in _READS and not path.startswith(("/v1/", "/articles")):
            return
        address = address_key((scope.get("client") or ("",))[0])
        # The visitors of a portal come with one key's tokens.
        name = f"key {who.key.id}" + f" {address}" * (who.origin is not None) if who.key else address
        wait = self.buckets.wait(name)
        if wait:
            line = f"More than {self.door.rate} requests a minute: try again in {wait} s."
            raise RequestError(429, line, {"Retry-After": str(wait)})

    def _welcome(self, path: str, origin: str, host: str) -> bool:
        """Whether a page of an origin may send what changes something."""
        return same_site(origin, host) or (_for_pages(path) and origin.lower() in self.door.origins)

    def _shared(self, path: str, asked: Headers) -> dict[str, str]:
        """That a page of another site may read the response, if its site is on the list."""
        if not self.door.origins or not _for_pages(path):
            return {}
        origin = asked.get("origin", "").lower()
        if origin not in self.door.origins:
            return {"Vary": "Origin"}
        preflight = _PREFLIGHT if "access-control-request-method" in asked else {}
        return {"Vary": "Origin", "Access-Control-Allow-Origin": origin, **_EXPOSED, **preflight}

    def _preflight(self, path: str, origin: str) -> Response:
        if _for_pages(path) and origin.lower() in self.door.origins:
            return Response(status_code=204)
        raise RequestError(403, "Requests from pages of other sites are refused: name theirs with --allow-origin.")

    def _refused(self, who: Caller, scope: str) -> RequestError:
        if who.key is not None:
            return RequestError(403, f"This key may not do that: it needs the scope {scope!r}.")
        login = f"{self.door.prefix}/login"
        line = who.wrong or f"A key is needed: send it as Authorization: Bearer KEY, or sign in at {login}."
        return RequestError(401, line, _NO_KEY)

    def _tell(self, scope: Scope, status: int, seconds: float) -> None:
        route, who = _route(scope), scope.get(CALLER)
        method = scope["method"] if scope["method"] in (*_READS, "POST") else "other"
        self.metrics.requests.labels(route, method, str(status)).inc()
        self.metrics.seconds.labels(route).observe(seconds)
        if route == "chat" and method in _READS and status < 400:
            return  # the pieces of the chat's page
        told(
            "request",
            method=scope["method"][:20],
            route=route,
            path=quote(scope["path"][:200]),
            status=status,
            ms=round(1000 * seconds, 1),
            key=who.key.id if who and who.key else None,
            address=(scope.get("client") or (None,))[0],
        )


def _for_pages(path: str) -> bool:
    """Whether pages of sites on the list may ask for a path. None has a key, and no token makes another."""
    return path.startswith("/v1/") and path != "/v1/tokens"


def _is_json(content_type: str) -> bool:
    return content_type.partition(";")[0].strip().lower() == "application/json"


def _route(scope: Scope) -> str:
    """The template of the route: there are few of them, whatever is asked for."""
    if scope.get(CHAT):
        return "chat"
    if scope["path"] == MCP:
        return MCP
    return getattr(scope.get("route"), "path", "") or "none"
