"""What visitors say of the answers, kept in one SQLite file until a reviewer makes test cases of it.

Kept is what was asked, what was shown, whether it was right and what the visitor writes: nothing of who it was, from
where, with what, or at what hour.
"""

from __future__ import annotations

import json
import os
import sqlite3
import unicodedata
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Literal

from taobeiqa.errors import FeedbackError
from taobeiqa.records import Answer, Language

Verdict = Literal["right", "wrong"]

MAX_CORRECTION_CHARS = 1000
"""In code points. A longer correction is cut, not refused: its beginning is worth more than a complaint."""

_VERSION = 1
_APPLICATION = 0x54425141
"""`TBQA` in the file's header, by which another program's file is told from ours before anything is written to it."""

_PATIENCE = 5.0
"""Seconds to wait for another thread or program that is writing; each writes one row."""

_UNUSABLE = frozenset(
    {
        sqlite3.SQLITE_BUSY,
        sqlite3.SQLITE_CANTOPEN,
        sqlite3.SQLITE_FULL,
        sqlite3.SQLITE_IOERR,
        sqlite3.SQLITE_LOCKED,
        sqlite3.SQLITE_NOMEM,
        sqlite3.SQLITE_PERM,
        sqlite3.SQLITE_READONLY,
    }
)
"""What is wrong around the file and not in it."""

# AUTOINCREMENT: the id of a row that was taken back is never given to another visitor's.
_SCHEMA = f"""
CREATE TABLE feedback (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    day TEXT NOT NULL,
    question TEXT NOT NULL,
    language TEXT NOT NULL CHECK (language IN ('zh', 'en')),
    answer TEXT NOT NULL,
    abstained INTEGER NOT NULL CHECK (abstained IN (0, 1)),
    quotes TEXT NOT NULL,
    verdict TEXT NOT NULL CHECK (verdict IN ('right', 'wrong')),
    correction TEXT NOT NULL DEFAULT '' CHECK (length(correction) <= {MAX_CORRECTION_CHARS}),
    review TEXT NOT NULL DEFAULT '' CHECK (review IN ('', 'kept', 'dropped')),
    answers TEXT NOT NULL DEFAULT '[]',
    evidence TEXT NOT NULL DEFAULT '[]'
)
"""


@dataclass(frozen=True, slots=True)
class Quoted:
    """A citation that was shown: the article's id and the quoted sentence."""

    article_id: str
    quote: str


@dataclass(frozen=True, slots=True)
class Feedback:
    """What one visitor said of one answer, and what the reviewer made of it."""

    id: int
    day: str
    """An ISO date, with no time of day."""
    question: str
    language: Language
    answer: str
    """As it was shown."""
    abstained: bool
    quotes: tuple[Quoted, ...]
    verdict: Verdict
    correction: str
    """In the visitor's words; may be empty."""
    review: Literal["", "kept", "dropped"]
    answers: tuple[str, ...]
    """By the reviewer. Of one that is kept, no answers and no evidence: the articles do not say."""
    evidence: tuple[str, ...]


def as_correction(text: str) -> str:
    """A correction as it is stored: no control or invisible characters but line breaks, at most 1,000 code points."""
    lines = text.replace("\r\n", "\n").translate({ord(mark): "\n" for mark in "\r\v\f\x85\u2028\u2029"})
    return _visible(lines.replace("\t", " "), "\n").strip()[:MAX_CORRECTION_CHARS].rstrip()


class FeedbackStore:
    """The feedback in the file at `path`, which is made with its folder when the first is added.

    Every call opens the file, does one short transaction and closes it, so that threads and programs can share it. Each
    raises `FeedbackError` if the file is damaged, is another program's, or cannot be read or written just now.
    """

    def __init__(self, path: Path) -> None:
        self.path = path

    def add(self, answer: Answer, verdict: Verdict) -> int:
        """What a visitor says of an answer. Returns the id to change it by."""
        row = {
            "day": date.today().isoformat(),
            "question": _visible(" ".join(answer.question.split())),
            "language": answer.language,
            "answer": answer.text,
            "abstained": int(answer.abstained),
            "quotes": _json([[citation.article_id, citation.quote] for citation in answer.citations]),
            "verdict": verdict,
        }
        with self._changing() as file:
            added = file.execute(
                "INSERT INTO feedback (day, question, language, answer, abstained, quotes, verdict) "
                "VALUES (:day, :question, :language, :answer, :abstained, :quotes, :verdict)",
                row,
            )
            return int(added.lastrowid or 0)

    def change(self, id: int, verdict: Verdict | None, correction: str = "") -> bool:  # noqa: A002
        """The same visitor thinks again. None takes it back: the row goes. Returns whether there was one to change.

        What was reviewed and says something else now waits for another review.
        """
        new = {"id": id, "verdict": verdict, "correction": as_correction(correction)}
        with self._changing() as file:
            if verdict is None:
                changed = file.execute("DELETE FROM feedback WHERE id = :id", new)
            else:
                changed = file.execute(
                    "UPDATE feedback SET verdict = :verdict, correction = :correction, "
                    "review = CASE WHEN verdict = :verdict AND correction = :correction THEN review ELSE '' END "
                    "WHERE id = :id",
                    new,
                )
            return changed.rowcount > 0

    def waiting(self) -> list[Feedback]:
        """What is not reviewed yet, oldest first."""
        return self._all("")

    def kept(self) -> list[Feedback]:
        """What the reviewer made test cases of, oldest first."""
        return self._all("kept")

    def keep(self, id: int, answers: Sequence[str], evidence: Sequence[str]) -> None:  # noqa: A002
        """Make a test case of it. Neither answers nor evidence: the articles do not say.

        Raises:
            FeedbackError: it is not there; the visitor may have taken it back meanwhile.
        """
        self._review(id, "kept", answers, evidence)

    def drop(self, id: int) -> None:  # noqa: A002
        """Make nothing of it.

        Raises:
            FeedbackError: it is not there; the visitor may have taken it back meanwhile.
        """
        self._review(id, "dropped", (), ())

    def _review(self, number: int, review: str, answers: Sequence[str], evidence: Sequence[str]) -> None:
        row = {"id": number, "review": review, "answers": _json(list(answers)), "evidence": _json(list(evidence))}
        with self._changing() as file:
            changed = file.execute(
                "UPDATE feedback SET review = :review, answers = :answers, evidence = :evidence WHERE id = :id", row
            )
            if changed.rowcount == 0:
                raise FeedbackError(f"There is no feedback {number} in {self.path}: its visitor took it back. Go on.")

    def _all(self, review: str) -> list[Feedback]:
        if not os.path.lexists(self.path):
            return []
        with self._open("rw") as file:
            if self._blank(file):
                return []
            rows = file.execute("SELECT * FROM feedback WHERE review = ? ORDER BY id", (review,)).fetchall()
        try:
            return [_feedback(row) for row in rows]
        except (ValueError, TypeError) as error:
            raise self._damaged() from error

    @contextmanager
    def _changing(self) -> Iterator[sqlite3.Connection]:
        """One transaction that writes; what raises in it leaves the file as it was."""
        with self._open("rwc") as file:
            file.execute("BEGIN IMMEDIATE")
            if self._blank(file):
                file.execute(_SCHEMA)
                file.execute(f"PRAGMA application_id = {_APPLICATION}")
                file.execute(f"PRAGMA user_version = {_VERSION}")
            yield file
            file.execute("COMMIT")

    @contextmanager
    def _open(self, mode: Literal["rw", "rwc"]) -> Iterator[sqlite3.Connection]:
        """The file; only `rwc` makes it. Not `ro`: that could not mend what a power cut left half written."""
        try:
            if mode == "rwc":
                self.path.parent.mkdir(parents=True, exist_ok=True)
            address = f"{self.path.absolute().as_uri()}?mode={mode}"
            with closing(sqlite3.connect(address, uri=True, timeout=_PATIENCE, isolation_level=None)) as file:
                file.row_factory = sqlite3.Row
                file.execute("PRAGMA secure_delete = ON")  # what is taken back leaves the disk too
                yield file
        except OSError as error:
            raise self._unusable(error.strerror or str(error)) from error
        except sqlite3.IntegrityError:
            raise  # a value that is none of those allowed is the caller's mistake, and the file is sound
        except sqlite3.Error as error:
            if getattr(error, "sqlite_errorcode", sqlite3.SQLITE_CORRUPT) & 0xFF in _UNUSABLE:
                raise self._unusable(str(error)) from error
            raise self._damaged() from error

    def _blank(self, file: sqlite3.Connection) -> bool:
        """Whether there is nothing in the file yet, not even a table.

        Raises:
            FeedbackError: it is another program's, or a later version's.
        """
        application, version, tables = (
            file.execute(query).fetchone()[0]
            for query in ("PRAGMA application_id", "PRAGMA user_version", "SELECT count(*) FROM sqlite_master")
        )
        if (application, version, tables) == (0, 0, 0):
            return True
        if application != _APPLICATION:
            raise FeedbackError(f"{self.path} is another program's file: name another file for the feedback.")
        if version != _VERSION:
            raise FeedbackError(
                f"The feedback at {self.path} has format {version}, and this taobeiqa reads {_VERSION}: "
                "use the taobeiqa that wrote it, or name another file."
            )
        return False

    def _unusable(self, reason: str) -> FeedbackError:
        return FeedbackError(
            f"The feedback at {self.path} cannot be read or written ({reason}): see that the disk has room, that the "
            "file and its folder may be written, and that no other program holds it."
        )

    def _damaged(self) -> FeedbackError:
        return FeedbackError(
            f"The feedback at {self.path} is damaged, or is no feedback at all: move it away, "
            "and the next begins a new file."
        )


def _feedback(row: sqlite3.Row) -> Feedback:
    fields: dict[str, Any] = dict(row)
    quotes = tuple(Quoted(article_id, quote) for article_id, quote in json.loads(fields["quotes"]))
    lists = {name: tuple(json.loads(fields[name])) for name in ("answers", "evidence")}
    return Feedback(**{**fields, **lists, "abstained": bool(fields["abstained"]), "quotes": quotes})


def _json(content: object) -> str:
    return json.dumps(content, ensure_ascii=False)


def _visible(text: str, but: str = "") -> str:
    """Without control, format and surrogate characters, which can hide or turn round what a reviewer reads."""
    return "".join(char for char in text if char in but or unicodedata.category(char) not in ("Cc", "Cf", "Cs"))
