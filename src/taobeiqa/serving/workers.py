"""Questions answered in processes of their own: several processors answer, and the page stays quick meanwhile."""

from __future__ import annotations

import multiprocessing
import os
import signal
import tempfile
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import Any, TypeVar

from taobeiqa.answering.gloss import Gloss
from taobeiqa.errors import TaobeiqaError
from taobeiqa.pipeline import Pipeline
from taobeiqa.records import Answer, Citation, Hit, Language
from taobeiqa.retrieval.index import Index, save

T = TypeVar("T")

_HERE: list[Pipeline] = []
"""In a process that answers: its pipeline."""


class Workers:
    """A pipeline whose questions `count` processes answer. A context manager: they run until it is left.

    They read the index that the pipeline has, from a copy, whatever becomes of the file that it came from. One that
    dies is replaced, and what it was asked is asked again. A language model's answers do not come this way: they are
    waited for, not worked out.
    """

    def __init__(self, pipeline: Pipeline, opened: Callable[[Path], Pipeline], count: int) -> None:
        """Starts the processes and waits until they are ready. `opened` makes a pipeline over the index in a folder, in
        each of them: a function that can be pickled.

        Raises:
            StoredIndexError: there is no room for the copy.
            TaobeiqaError: they cannot start.
        """
        self._pipeline = pipeline
        self._count = count
        self._folder = tempfile.TemporaryDirectory(prefix="taobeiqa-")
        save(pipeline.index, Path(self._folder.name))
        self._opened = partial(opened, Path(self._folder.name))
        self._changing = threading.Lock()
        self._pool = self._started()
        try:
            for future in [self._pool.submit(os.getpid) for _ in range(count)]:
                future.result()
        except BrokenProcessPool as error:
            self._folder.cleanup()
            raise TaobeiqaError(
                "The processes that answer end at once: is there memory for so many --workers?"
            ) from error

    def __enter__(self) -> Workers:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._pool.shutdown(cancel_futures=True)
        self._folder.cleanup()

    @property
    def index(self) -> Index:
        """The articles."""
        return self._pipeline.index

    def ask(self, question: str, top_k: int = 5, before: Answer | None = None) -> Answer:
        """See `Pipeline.ask`."""
        return self._run(_ask, question, top_k, before)

    def stream(self, question: str, top_k: int = 5, before: Answer | None = None) -> Iterator[Answer]:
        """See `Pipeline.stream`."""
        yield self.ask(question, top_k, before)

    def search(self, question: str, top_k: int = 5) -> list[Hit]:
        """See `Pipeline.search`."""
        return self._run(_search, question, top_k)

    def gloss(self, citation: Citation, language: Language) -> tuple[Gloss, ...]:
        """See `Pipeline.gloss`."""
        return self._pipeline.gloss(citation, language)

    def _started(self) -> ProcessPoolExecutor:
        # A fork of a process with threads may hold a lock that nobody releases: these begin afresh.
        return ProcessPoolExecutor(self._count, multiprocessing.get_context("spawn"), _begin, (self._opened,))

    def _run(self, work: Callable[..., T], *arguments: Any) -> T:
        pool = self._pool
        try:
            return pool.submit(work, *arguments).result()
        except BrokenProcessPool:
            with self._changing:
                if self._pool is pool:
                    pool.shutdown(wait=False)
                    self._pool = self._started()
            return self._pool.submit(work, *arguments).result()


def _begin(opened: Callable[[], Pipeline]) -> None:
    """What a process does before the first question. It ends with the server, however that ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C goes to all processes of a terminal; the server ends them
    threading.Thread(target=_end_with_parent, daemon=True).start()
    _HERE[:] = [opened()]


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def _ask(question: str, top_k: int, before: Answer | None) -> Answer:
    return _HERE[0].ask(question, top_k, before)


def _search(question: str, top_k: int) -> list[Hit]:
    return _HERE[0].search(question, top_k)
