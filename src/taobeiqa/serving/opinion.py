"""What a visitor says of an answer: whether it is right, and what would be."""

from __future__ import annotations

import logging
import threading
from collections.abc import Mapping
from dataclasses import dataclass

from taobeiqa.errors import FeedbackError
from taobeiqa.feedback import FeedbackStore, Verdict, as_correction
from taobeiqa.records import Answer

_log = logging.getLogger(__name__)


@dataclass(slots=True)
class Opinion:
    """What a visitor says of one answer, changed in place; with no verdict, nothing yet or nothing any more."""

    verdict: Verdict | None = None
    written: str = ""
    """The correction as it was last sent, stored or not: what stands in the box."""
    sent: bool = False
    """Whether `written` is stored and shown, and not in the box to be worked on."""
    failed: bool = False
    """Whether what was last said could not be stored."""
    id: int | None = None
    """By which the store knows it."""


class Opinions:
    """Takes what visitors say to the store, one at a time. A store that fails is told to them and to the log."""

    def __init__(self, store: FeedbackStore) -> None:
        self._store = store
        self._lock = threading.Lock()

    def hear(self, answer: Answer, opinion: Opinion, said: Mapping[str, object]) -> None:
        """What a button said, which may be anything at all: a verdict, a correction, or that it is to be changed."""
        with self._lock:
            match said:
                case {"act": "rate", "verdict": "right" | "wrong" as verdict}:
                    self._rate(answer, opinion, verdict)
                case {"act": "rate", "verdict": ""}:
                    self._rate(answer, opinion, None)
                case {"act": "correct", "correction": str(text)} if opinion.verdict == "wrong":
                    self._correct(answer, opinion, as_correction(text))
                case {"act": "reword"}:
                    opinion.sent = False

    def _rate(self, answer: Answer, opinion: Opinion, verdict: Verdict | None) -> None:
        """The page says which verdict is to hold, and not that it changes: two quick presses of a thumb are one."""
        if verdict != opinion.verdict and self._stored(answer, opinion, verdict, ""):
            opinion.verdict, opinion.sent = verdict, False

    def _correct(self, answer: Answer, opinion: Opinion, correction: str) -> None:
        """Empty, it takes back the one before; where there was none, it is nothing."""
        if not correction and not opinion.written:
            return
        opinion.written = correction
        opinion.sent = self._stored(answer, opinion, "wrong", correction) and bool(correction)

    def _stored(self, answer: Answer, opinion: Opinion, verdict: Verdict | None, correction: str) -> bool:
        """Whether it is in the store now. One that has gone from there is put there again."""
        try:
            if opinion.id is not None and not self._store.change(opinion.id, verdict, correction):
                opinion.id = None
            if opinion.id is None and verdict is not None:
                opinion.id = self._store.add(answer, verdict)
                if correction:
                    self._store.change(opinion.id, verdict, correction)
        except FeedbackError as error:
            _log.error("%s", error)
            opinion.failed = True
        except Exception:
            _log.exception("what a visitor says of an answer could not be stored")
            opinion.failed = True
        else:
            opinion.failed = False
            opinion.id = opinion.id if verdict is not None else None
        return not opinion.failed
