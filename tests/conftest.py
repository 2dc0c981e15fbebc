"""What several test files share: the corpus, a model-free index over it, a server of that, and the real pipeline."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from taobeiqa.corpus.articles import Corpus, read_corpus
from taobeiqa.pipeline import Pipeline, build_index, open_pipeline
from taobeiqa.retrieval.encoders import HashingEncoder
from taobeiqa.retrieval.index import Index, build
from taobeiqa.retrieval.lexicon import Lexicon
from taobeiqa.serving.keys import KeyStore
from taobeiqa.settings import Settings
from tests.forty import chosen, printed_by

if TYPE_CHECKING:
    from fastapi.testclient import TestClient

os.environ["HF_HUB_OFFLINE"] = "1"

CORPUS = Path(__file__).parents[1] / "corpus"
LONG = (
    "test_quality.py",
    "test_altered_articles.py",
    "test_same_answers.py",
    "test_same_pages.py",
    "test_directions.py",
    "test_api_fuzz.py",
    "test_evaluate_cli.py",
    "test_chat_accessible.py",
)
"""The files that take longest, which begin first: no processor is to wait for another at the end."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    places = {name: place for place, name in enumerate(LONG)}
    items.sort(key=lambda item: places.get(item.path.name, len(LONG)))


@pytest.fixture(scope="session")
def corpus_folder() -> Path:
    return CORPUS


@pytest.fixture(scope="session")
def corpus() -> Corpus:
    return read_corpus(CORPUS)


@pytest.fixture(scope="session")
def lexicon() -> Lexicon:
    return Lexicon()


@pytest.fixture(scope="session")
def hashing_index(corpus: Corpus, lexicon: Lexicon) -> Index:
    return build(corpus, HashingEncoder(), lexicon)


@pytest.fixture(scope="module")
def asked(hashing_index: Index, lexicon: Lexicon) -> Pipeline:
    """A pipeline that needs no model."""
    return Pipeline(hashing_index, HashingEncoder(), lexicon)


@pytest.fixture(scope="module")
def client(asked: Pipeline) -> TestClient:
    """A client of a server over that pipeline, to which anybody may come."""
    from tests.rest import visitor  # loads the web chat, which most tests do without

    return visitor(asked)


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> KeyStore:
    """Keys, with that of an operator among them."""
    store = KeyStore(tmp_path_factory.mktemp("keys") / "access.sqlite")
    store.add("the operator", frozenset({"administer"}))
    return store


@pytest.fixture(scope="session")
def index_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of an index of the corpus, made with the bundled encoder."""
    folder = tmp_path_factory.mktemp("index")
    build_index(Settings(corpus=CORPUS, index=folder))
    return folder


@pytest.fixture(scope="session")
def pipeline(index_folder: Path) -> Pipeline:
    return open_pipeline(Settings(corpus=CORPUS, index=index_folder))


@pytest.fixture(scope="session")
def printed(pipeline: Pipeline) -> dict[str, dict]:
    """What `ask --json` prints for each of the forty questions that are asked in every way."""
    return printed_by(pipeline, [line["question"] for line in chosen(CORPUS)])
