"""A server over a small index for the tests of the REST interface, and keys to come in with."""

from pathlib import Path

from fastapi.testclient import TestClient

from taobeiqa.pipeline import Pipeline
from taobeiqa.retrieval.encoders import HashingEncoder
from taobeiqa.retrieval.index import Index
from taobeiqa.retrieval.lexicon import Lexicon
from taobeiqa.serving.access import Access, Door, decided
from taobeiqa.serving.keys import KeyStore, Scope
from taobeiqa.serving.server import create_app

SITE = "http://127.0.0.1:7860"
PAGE = {"accept": "text/html"}


def small_pipeline(index: Index, lexicon: Lexicon) -> Pipeline:
    """A pipeline that needs no model."""
    return Pipeline(index, HashingEncoder(), lexicon)


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
