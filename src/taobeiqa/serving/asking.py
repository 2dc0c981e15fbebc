"""The one place where what is served asks the pipeline: counted, logged, and only so many at a time."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Protocol, TypeVar

import anyio
import anyio.to_thread

from taobeiqa.answering.gloss import Gloss
from taobeiqa.errors import QuestionError
from taobeiqa.records import Answer, Citation, Hit, Language
from taobeiqa.retrieval.index import Index
from taobeiqa.serving.access import Door
from taobeiqa.serving.logs import told
from taobeiqa.serving.metrics import Metrics
from taobeiqa.serving.problems import RequestError

T = TypeVar("T")

_AGAIN_SECONDS = 1


class Asked(Protocol):
    """What a chat or an interface asks: a pipeline, or a desk before one."""

    @property
    def index(self) -> Index:
        """The articles."""

    def ask(self, question: str, top_k: int = 5, before: Answer | None = None) -> Answer:
        """See `Pipeline.ask`."""

    def stream(self, question: str, top_k: int = 5, before: Answer | None = None) -> Iterator[Answer]:
        """See `Pipeline.stream`."""

    def gloss(self, citation: Citation, language: Language) -> tuple[Gloss, ...]:
        """See `Pipeline.gloss`."""


class Searched(Asked, Protocol):
    """That can be searched too."""

    def search(self, question: str, top_k: int = 5) -> list[Hit]:
        """See `Pipeline.search`."""


class Desk:
    """Asks a pipeline, and tells metrics and the log what became of it."""

    def __init__(self, pipeline: Asked, channel: str, metrics: Metrics, log_questions: bool = False) -> None:
        self._pipeline = pipeline
        self._channel = channel
        self._metrics = metrics
        self._log_questions = log_questions

    @property
    def index(self) -> Index:
        """The articles."""
        return self._pipeline.index

    def ask(self, question: str, top_k: int = 5, before: Answer | None = None) -> Answer:
        """The pipeline's answer.

        Raises:
            QuestionError: see `Pipeline.ask`.
        """
        try:
            answer = self._pipeline.ask(question, top_k, before)
        except QuestionError:
            self._metrics.questions.labels(self._channel, "none", "refused").inc()
            raise
        self._tell(question, answer)
        return answer

    def stream(self, question: str, top_k: int = 5, before: Answer | None = None) -> Iterator[Answer]:
        """The pipeline's answers as they grow.

        Raises:
            QuestionError: see `Pipeline.stream`.
        """
        last: Answer | None = None
        try:
            for last in self._pipeline.stream(question, top_k, before):
                yield last
        except QuestionError:
            self._metrics.questions.labels(self._channel, "none", "refused").inc()
            raise
        if last is not None:
            self._tell(question, last)

    def gloss(self, citation: Citation, language: Language) -> tuple[Gloss, ...]:
        """See `Pipeline.gloss`."""
        return self._pipeline.gloss(citation, language)

    def _tell(self, question: str, answer: Answer) -> None:
        outcome = "abstained" if answer.abstained else "answered"
        self._metrics.questions.labels(self._channel, answer.language, outcome).inc()
        told(
            "question",
            channel=self._channel,
            language=answer.language,
            outcome=outcome,
            confidence=round(answer.confidence, 3),
            ms=round(answer.timings_ms.get("total", 0.0), 1),
            question=question if self._log_questions else None,
        )


class Room:
    """Runs what blocks in threads, so many at a time, and lets so many more wait."""

    def __init__(self, door: Door, metrics: Metrics) -> None:
        self._limiter = anyio.CapacityLimiter(door.at_once)
        self._most = door.at_once + door.waiting
        self._inside = 0
        self._metrics = metrics

    async def run(self, work: Callable[[], T]) -> T:
        """What `work` returns.

        Raises:
            RequestError: 429 if too many are waiting, 422 if the question is none.
        """
        if self._inside >= self._most:
            line = f"Too many questions are waiting: try again in {_AGAIN_SECONDS} s."
            raise RequestError(429, line, {"Retry-After": str(_AGAIN_SECONDS)})
        self._inside += 1
        self._metrics.answering.set(self._inside)
        try:
            return await anyio.to_thread.run_sync(work, limiter=self._limiter)
        except QuestionError as error:
            raise RequestError(422, str(error)) from error
        finally:
            self._inside -= 1
            self._metrics.answering.set(self._inside)


def in_conversation(desk: Asked, question: str, top_k: int, history: Sequence[str]) -> Answer:
    """The answer to a question after others of its conversation, which are asked again one after the other.

    Raises:
        QuestionError: see `Pipeline.ask`.
    """
    before: Answer | None = None
    for earlier in history:
        before = desk.ask(earlier, before=before)
    return desk.ask(question, top_k, before)
