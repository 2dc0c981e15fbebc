"""API keys, kept hashed in one SQLite file beside the index.

A key is 256 random bits. Its plain SHA-256 is stored: a slow hash protects what people choose and others may guess, and
of 256 random bits nobody guesses any; a slow one would let whoever sends wrong keys keep the server busy with them.
"""

from __future__ import annotations

import hashlib
import hmac
import os
import secrets
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Literal, get_args

from taobeiqa.errors import AccessError

Scope = Literal["ask", "read", "administer"]
"""`ask`: questions and search; `read`: whole articles; `administer`: figures about the server."""
SCOPES: tuple[Scope, ...] = get_args(Scope)

FILE = "access.sqlite"
MAX_NAME_CHARS = 80
PREFIX = "tbq"
_VERSION = 1
_APPLICATION = 0x5442514B
"""`TBQK` in the file's header, by which another program's file is told from ours before anything is written to it."""
_PATIENCE = 5.0
"""Seconds to wait for another program that is writing; each writes one row."""
_SCHEMA = (
    "CREATE TABLE keys (id TEXT PRIMARY KEY, name TEXT NOT NULL, hash BLOB NOT NULL, scopes TEXT NOT NULL, "
    "made TEXT NOT NULL, revoked TEXT)",
    "CREATE TABLE secrets (name TEXT PRIMARY KEY, value BLOB NOT NULL)",
)


@dataclass(frozen=True, slots=True)
class Key:
    """What is known of a key; not the key itself."""

    id: str
    name: str
    scopes: frozenset[Scope]
    made: str
    """An ISO date."""
    revoked: str | None
    """The ISO date from which it is refused."""


def scopes_of(text: str) -> frozenset[Scope]:
    """Scopes written with commas between them.

    Raises:
        AccessError: there is none, or one that is not known.
    """
    written = [piece.strip() for piece in text.split(",") if piece.strip()]
    known = frozenset(scope for scope in SCOPES if scope in written)
    if not written or len(known) < len(set(written)):
        raise AccessError(f"The scopes {text!r} are not known: name some of {', '.join(SCOPES)}, with commas between.")
    return known


class KeyStore:
    """The keys in the file at `path`, which is made with its folder when the first is added.

    Every call opens the file, does one short transaction and closes it, so that a key that is revoked is refused by a
    running server at once. Each raises `AccessError` if the file cannot be read or written, or is another program's.
    """

    def __init__(self, path: Path) -> None:
        self.path = path

    def add(self, name: str, scopes: frozenset[Scope]) -> tuple[Key, str]:
        """A new key, and its text: the only time that it is told.

        Raises:
            AccessError: the name is empty, too long or not printable.
        """
        name = name.strip()
        if not name or len(name) > MAX_NAME_CHARS or not name.isprintable():
            raise AccessError(f"A key needs a name, in at most {MAX_NAME_CHARS} printable characters: say whose it is.")
        key = Key(secrets.token_hex(4), name, scopes, date.today().isoformat(), None)
        text = f"{PREFIX}_{key.id}_{secrets.token_urlsafe(32)}"
        with self._open(writing=True) as file:
            row = (key.id, key.name, _hash(text), ",".join(_sorted(scopes)), key.made)
            file.execute("INSERT INTO keys (id, name, hash, scopes, made) VALUES (?, ?, ?, ?, ?)", row)
        return key, text

    def all(self) -> list[Key]:
        """All of them, the revoked ones too, oldest first."""
        with self._open() as file:
            rows = file.execute("SELECT id, name, scopes, made, revoked FROM keys ORDER BY rowid").fetchall()
        return [_key(row) for row in rows]

    def revoke(self, id: str) -> bool:  # noqa: A002
        """Refuse a key from now on. Returns whether there was one to refuse."""
        with self._open(writing=True) as file:
            row = (date.today().isoformat(), id)
            return file.execute("UPDATE keys SET revoked = ? WHERE id = ? AND revoked IS NULL", row).rowcount > 0

    def find(self, text: str) -> Key | None:
        """The key whose text this is; None if there is none, or it is revoked."""
        prefix, _, rest = text.partition("_")
        identity = rest.partition("_")[0]
        if prefix != PREFIX or not identity.isalnum() or not text.isascii():
            return None
        with self._open() as file:
            row = file.execute("SELECT id, name, scopes, made, revoked, hash FROM keys WHERE id = ?", (identity,))
            found = row.fetchone()
        if found is None or not hmac.compare_digest(found["hash"], _hash(text)):
            return None
        return _valid(_key(found))

    def get(self, id: str) -> Key | None:  # noqa: A002
        """The key of that id; None if there is none, or it is revoked."""
        with self._open() as file:
            found = file.execute("SELECT id, name, scopes, made, revoked FROM keys WHERE id = ?", (id,)).fetchone()
        return None if found is None else _valid(_key(found))

    def session_secret(self) -> bytes:
        """32 random bytes to sign sessions with: made when first asked for, the same ever after."""
        return self._secret("session")

    def token_secret(self) -> bytes:
        """Others, to sign tokens with."""
        return self._secret("token")

    def _secret(self, name: str) -> bytes:
        with self._open(writing=True) as file:
            file.execute("INSERT OR IGNORE INTO secrets VALUES (?, ?)", (name, secrets.token_bytes(32)))
            return bytes(file.execute("SELECT value FROM secrets WHERE name = ?", (name,)).fetchone()[0])

    @contextmanager
    def _open(self, writing: bool = False) -> Iterator[sqlite3.Connection]:
        """One transaction on the file. Where there is no file, a reader reads an empty one."""
        try:
            if writing:
                self.path.parent.mkdir(parents=True, exist_ok=True)
                os.close(os.open(self.path, os.O_CREAT | os.O_RDWR, 0o600))
            address = f"{self.path.absolute().as_uri()}?mode=rw" if self.path.exists() else "file::memory:"
            with closing(sqlite3.connect(address, uri=True, timeout=_PATIENCE, isolation_level=None)) as file:
                file.row_factory = sqlite3.Row
                file.execute("BEGIN IMMEDIATE" if writing else "BEGIN")
                self._check(file, writing)
                yield file
                file.execute("COMMIT")
        except (OSError, sqlite3.Error) as error:
            raise AccessError(
                f"The keys at {self.path} cannot be read or written ({error}): see that it is the file that "
                "`taobeiqa keys` made, that the disk has room, and that it may be read and written."
            ) from error

    def _check(self, file: sqlite3.Connection, writing: bool) -> None:
        """That the file is ours; a blank one is given its tables."""
        application, version, tables = (
            file.execute(query).fetchone()[0]
            for query in ("PRAGMA application_id", "PRAGMA user_version", "SELECT count(*) FROM sqlite_master")
        )
        if (application, version, tables) == (0, 0, 0):
            for statement in _SCHEMA:
                file.execute(statement)
            if writing:
                file.execute(f"PRAGMA application_id = {_APPLICATION}")
                file.execute(f"PRAGMA user_version = {_VERSION}")
        elif (application, version) != (_APPLICATION, _VERSION):
            raise AccessError(f"{self.path} holds no keys of this taobeiqa: name another file with --keys-file.")


def _hash(text: str) -> bytes:
    return hashlib.sha256(text.encode()).digest()


def _sorted(scopes: frozenset[Scope]) -> Sequence[Scope]:
    return [scope for scope in SCOPES if scope in scopes]


def _key(row: sqlite3.Row) -> Key:
    scopes = frozenset(scope for scope in SCOPES if scope in row["scopes"].split(","))
    return Key(row["id"], row["name"], scopes, row["made"], row["revoked"])


def _valid(key: Key) -> Key | None:
    return None if key.revoked else key
