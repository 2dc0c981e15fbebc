"""A server for the tests of the REST interface, and keys to come in with."""

import queue
import socket
import threading
from pathlib import Path

from fastapi.testclient import TestClient

from taobeiqa.pipeline import Pipeline
from taobeiqa.serving.access import Access, Door, decided
from taobeiqa.serving.keys import KeyStore, Scope
from taobeiqa.serving.server import create_app, serve

SITE = "http://127.0.0.1:7860"
PAGE = {"accept": "text/html"}


def visitor(pipeline: Pipeline, door: Door | None = None) -> TestClient:
    """A client of an application, which shows what a client sees also where the server fails."""
    return TestClient(create_app(pipeline, door=door), base_url=SITE, raise_server_exceptions=False)


def locked(
    pipeline: Pipeline, folder: Path, host: str = "0.0.0.0", access: Access = "keys", rate: int = 0, **rest: object
) -> tuple[TestClient, KeyStore]:
    """A client without a key of a server that others can reach, and where its keys are."""
    store = KeyStore(folder / "access.sqlite")
    store.add("the operator", frozenset({"administer"}))
    return visitor(pipeline, decided(Door(keys=store, **rest), host, access, rate)), store


def bearer(store: KeyStore, *scopes: Scope) -> dict[str, str]:
    """The header with a new key."""
    return {"Authorization": f"Bearer {store.add('a test', frozenset(scopes))[1]}"}


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def served(pipeline: Pipeline, door: Door | None = None, access: Access | None = None) -> str:
    """A real server in a thread that ends with the tests; its address, once it is ready."""
    lines: queue.Queue[str] = queue.Queue()
    wanted = {"announce": lines.put, "door": door, "access": access, "rate": 0}
    threading.Thread(target=serve, args=(pipeline, "127.0.0.1", free_port()), kwargs=wanted, daemon=True).start()
    return lines.get(timeout=60).removeprefix("taobeiqa is ready: ")
