"""How often each may ask, how many are answered at a time, and how long a body may be in coming."""

from __future__ import annotations

import asyncio
import ipaddress
import math
import time
from collections import OrderedDict
from collections.abc import Callable

from starlette.types import Message, Receive

from taobeiqa.serving.problems import RequestError

_MOST_CALLERS = 10_000
"""How many callers are remembered; whoever was longest away is forgotten first."""
_DRAIN_BYTES, _DRAIN_SECONDS = 4 * 1024 * 1024, 2.0


class Buckets:
    """A bucket of tokens for each caller: full at first, refilled evenly, a token a request. For one thread."""

    def __init__(self, per_minute: int, clock: Callable[[], float] = time.monotonic) -> None:
        self.per_minute = per_minute
        self._clock = clock
        self._buckets: OrderedDict[str, tuple[float, float]] = OrderedDict()
        """Tokens, and when they were counted; whoever came last is at the end."""

    def wait(self, caller: str) -> int:
        """Take a token: 0 if there was one, else the whole seconds until there is."""
        if self.per_minute <= 0:
            return 0
        now, each = self._clock(), self.per_minute / 60
        tokens, counted = self._buckets.pop(caller, (float(self.per_minute), now))
        tokens = min(float(self.per_minute), tokens + (now - counted) * each)
        passes = tokens >= 1
        self._buckets[caller] = (tokens - passes, now)
        while len(self._buckets) > _MOST_CALLERS:
            self._buckets.popitem(last=False)
        return 0 if passes else max(1, math.ceil((1 - tokens) / each))


def address_key(address: str) -> str:
    """What of an address stands for one caller: of IPv6 the first 64 bits, since one customer is given all the rest."""
    try:
        parsed = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return address
    if isinstance(parsed, ipaddress.IPv6Address):
        if parsed.ipv4_mapped is not None:
            return str(parsed.ipv4_mapped)
        return str(ipaddress.ip_network((parsed, 64), strict=False))
    return str(parsed)


async def read_body(receive: Receive, declared: str | None, expects: bool, most: int, seconds: float) -> bytes:
    """The whole body of a request.

    Args:
        receive: where it comes from.
        declared: its `Content-Length`, if it has one.
        expects: whether the sender waits to be told to send it.
        most: in bytes.
        seconds: how long it may take to arrive.

    Raises:
        RequestError: 413 if it is too long, 408 if it takes too long.
    """
    too_large = RequestError(413, f"The body is too large: send at most {most:,} bytes.", {"Connection": "close"})
    if declared is not None and declared.isdigit() and int(declared[:19]) > most:
        if not expects:
            await _drain(receive)
        raise too_large
    body = bytearray()
    try:
        async with asyncio.timeout(seconds):
            while True:
                message = await receive()
                if message["type"] == "http.disconnect":
                    raise RequestError(400, "The connection was closed before the body was complete.")
                body += message.get("body", b"")
                if len(body) > most:
                    break
                if not message.get("more_body", False):
                    return bytes(body)
    except TimeoutError as error:
        line = f"The body took longer than {seconds:g} seconds to arrive: send it faster."
        raise RequestError(408, line, {"Connection": "close"}) from error
    await _drain(receive)
    raise too_large


async def _drain(receive: Receive) -> None:
    """Read on for a while and forget it: a sender still at it would see a broken connection and not what it is told."""
    taken = 0
    try:
        async with asyncio.timeout(_DRAIN_SECONDS):
            while taken < _DRAIN_BYTES:
                message = await receive()
                taken += len(message.get("body", b""))
                if message["type"] == "http.disconnect" or not message.get("more_body", False):
                    return
    except TimeoutError:
        return


def replayed(body: bytes, receive: Receive) -> Receive:
    """A body that was read, to be read again; then whatever else comes."""
    sent = False

    async def receive_again() -> Message:
        nonlocal sent
        if sent:
            return await receive()
        sent = True
        return {"type": "http.request", "body": body, "more_body": False}

    return receive_again
