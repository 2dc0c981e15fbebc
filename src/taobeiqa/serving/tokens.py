"""Tokens for pages of other sites: short-lived, for one origin, signed, and dead with the key that made them.

A page must hold nothing that lasts, so a portal's backend fetches one with its key and the page shows that instead.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import time
from dataclasses import dataclass, field

from taobeiqa.serving.access import Caller, Door
from taobeiqa.serving.keys import Key

PREFIX = "tbt"
FEWEST_SECONDS, SECONDS, MOST_SECONDS = 60, 600, 3600
"""How long a token may be good for: at least, if nothing is said, at most."""
FRAMED_BY = "taobeiqa-framed-by"
"""The header in which the chat's own page tells which origin frames it. No page of another site can send it."""

_DOMAIN = b"taobeiqa embedding token\0"
"""Signed before every token, so that no signature of anything else is one of a token."""
_NOT_VALID = "This token is not valid here: fetch another from /v1/tokens."


@dataclass(frozen=True, slots=True)
class Tokens:
    """Makes tokens and reads them. Nothing of them is kept on the server."""

    secret: bytes = field(repr=False)

    def make(self, key: Key, origin: str, seconds: int, now: float | None = None) -> tuple[str, int]:
        """A token for pages of an origin, and when it ends, in seconds since 1970."""
        ends = int(time.time() if now is None else now) + seconds
        said = f"{PREFIX}.{key.id}.{ends}.{base64.urlsafe_b64encode(origin.encode()).decode().rstrip('=')}"
        return f"{said}.{self._signature(said)}", ends

    def caller(self, text: str, door: Door, origin: str | None, now: float | None = None) -> Caller:
        """Who sends a token from a page of an origin. More than that it is wrong is told only of one signed here."""
        said, _, signature = text.rpartition(".")
        if not signature.isascii() or not hmac.compare_digest(signature, self._signature(said)):
            return Caller(wrong=_NOT_VALID)
        _, identity, ends, encoded = said.split(".")
        if (time.time() if now is None else now) >= int(ends):
            return Caller(wrong="This token has expired: fetch another from /v1/tokens.")
        meant = base64.urlsafe_b64decode(encoded + "=" * (-len(encoded) % 4)).decode()
        if meant not in door.origins or origin is None or origin.lower() != meant:
            return Caller(wrong="This token is for pages of another origin: fetch one for theirs from /v1/tokens.")
        key = door.keys.get(identity) if door.keys is not None else None
        if key is None:
            return Caller(wrong="The key that this token was fetched with is no longer valid.")
        return Caller(key.scopes - {"administer"}, key, meant)

    def _signature(self, said: str) -> str:
        return hmac.new(self.secret, _DOMAIN + said.encode(errors="replace"), hashlib.sha256).hexdigest()


def token_in(authorization: str | None) -> str | None:
    """The token in a request's `Authorization`; None if there is none, or another kind of credentials."""
    kind, _, text = (authorization or "").partition(" ")
    return text.strip() if kind.lower() == "bearer" and text.strip().startswith(f"{PREFIX}.") else None
