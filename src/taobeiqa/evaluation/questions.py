"""Question sets over the corpus: JSON Lines, CSV and XLSX, read strictly. Whatever is wrong is named with its line.

A set that brings its own passages (SQuAD, question-context JSON Lines, BEIR) is read by `passage_sets`.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Any, get_args

from taobeiqa.errors import SetError
from taobeiqa.evaluation.set_files import Faults, decoded, file_kind, json_rows, read_bytes, set_name, shown
from taobeiqa.evaluation.tables import Rows, Unreadable, csv_rows, sheet_rows
from taobeiqa.records import Article, Language, QuestionType

TYPES: tuple[QuestionType, ...] = get_args(QuestionType)
FIELDS = ("id", "question", "language", "answers", "evidence", "type", "tags", "follows", "draft")
_REQUIRED = ("id", "question", "language")
_LISTS = ("answers", "evidence", "tags")
_MISSPELT = 0.8
"""How like a field's name another one is that must be meant for it (`difflib.get_close_matches`)."""
_DRAFT = {"": False, "false": False, "0": False, "no": False, "true": True, "1": True, "yes": True}


@dataclass(frozen=True, slots=True)
class Question:
    """One question of a set. Without `answers`, `evidence` and `relevant` the articles do not say, and the right answer
    is to abstain.
    """

    id: str
    text: str
    language: Language
    answers: tuple[str, ...] = ()
    """Accepted answers; one of them has to be in the answer."""
    evidence: tuple[str, ...] = ()
    """Verbatim pieces of article text; a passage that contains one is relevant."""
    type: str | None = None
    """What is asked for: one of `TYPES`, or the set's author's own word for it."""
    tags: tuple[str, ...] = ()
    """Labels of the set's author, to see figures for each."""
    follows: str | None = None
    """The id of the question before it in a conversation."""
    draft: bool = False
    """Proposed by a program and not reviewed yet."""
    relevant: tuple[tuple[str, int], ...] = ()
    """In a set that brings its own passages: the articles that answer, each with its grade, 1 or more."""
    line: int = 0
    """Where in the file it stands, from 1; the row of a spreadsheet."""

    @property
    def answerable(self) -> bool:
        """Whether the articles say."""
        return bool(self.answers or self.evidence or self.relevant)


@dataclass(frozen=True, slots=True)
class QuestionSet:
    """The questions of a file or folder. `digest` is the SHA-256 of what was read."""

    name: str
    digest: str
    questions: tuple[Question, ...]
    articles: tuple[Article, ...] | None = None
    """What the questions are asked of, where the set brings it along; else they are asked of the corpus."""


def read_questions(path: Path) -> QuestionSet:
    """A set over the corpus: JSON Lines, CSV (`.csv`, `.tsv`) or XLSX (its first sheet), columns named as the fields.

    In a cell, several answers, pieces of evidence or tags are parted by `|` or a line break.

    Raises:
        SetError: not UTF-8, a broken line, a missing or wrong field, an unknown language, a duplicate id; all of them.
    """
    raw = read_bytes(path)
    kind = file_kind(path)
    faults = Faults(path)
    if kind == ".xlsx":
        rows = _table_rows(_sheet_rows(raw, path), path, faults)
    elif kind in (".csv", ".tsv"):
        rows = _table_rows(csv_rows(decoded(raw, path), faults.add), path, faults)
    else:
        rows = json_rows(decoded(raw, path), faults)
    questions = list(_parsed(rows, faults))
    check_ids(questions, faults)
    faults.raise_any()
    if not questions:
        raise SetError(f"{path}: has no question.")
    return QuestionSet(set_name(path), hashlib.sha256(raw).hexdigest(), tuple(questions))


def check_ids(questions: Iterable[Question], faults: Faults) -> None:
    """Ids are unique, and a follow-up follows a question that stands before it."""
    seen: dict[str, int] = {}
    for question in questions:
        if question.id in seen:
            above = f"in {faults.unit} {seen[question.id]} already" if question.line else "twice"
            faults.add(question.line, f"the id {shown(question.id)} stands {above}; ids are unique")
        elif question.follows is not None and question.follows not in seen:
            faults.add(question.line, f"follows: no question {shown(question.follows)} stands before it")
        seen.setdefault(question.id, question.line)


def _parsed(rows: Iterable[tuple[int, Mapping[str, Any]]], faults: Faults) -> Iterator[Question]:
    for line, row in rows:
        wrong = list(_wrong(row))
        for what in wrong:
            faults.add(line, what)
        if not wrong:
            yield Question(
                id=row["id"],
                text=row["question"],
                language=row["language"],
                answers=tuple(row.get("answers") or ()),
                evidence=tuple(row.get("evidence") or ()),
                type=row.get("type") or None,
                tags=tuple(row.get("tags") or ()),
                follows=row.get("follows") or None,
                draft=bool(row.get("draft")),
                line=line,
            )
        elif isinstance(row.get("id"), str):
            # Its id counts nevertheless: another question may have it too, or follow it.
            yield Question(row["id"], "", "zh", line=line)


def _wrong(row: Mapping[str, Any]) -> Iterator[str]:
    """What is wrong with the fields of one row. Fields it does not know are left to their author, but for a known one
    misspelt: left alone, `answer` would make a question that the articles do not answer.
    """
    for field in row:
        near = [] if field in FIELDS else get_close_matches(field.lower(), FIELDS, 1, _MISSPELT)
        if near and near[0] not in row:
            yield f"unknown field {shown(field)}; it is called {near[0]}"
    yield from wrong_texts(row, _REQUIRED)
    language = row.get("language")
    if isinstance(language, str) and language.strip() and language not in get_args(Language):
        yield f"unknown language {shown(language)}; zh and en are known"
    yield from wrong_lists(row, _LISTS)
    if not isinstance(row.get("type"), str | None):
        yield f"type must be text such as {', '.join(TYPES)}, not {shown(row['type'])}"
    if not isinstance(row.get("follows"), str | None):
        yield "follows must be the id of the question before it"
    if not isinstance(row.get("draft"), bool | None):
        yield f"draft must be true or false, not {shown(row['draft'])}"


def wrong_texts(row: Mapping[str, Any], fields: Iterable[str]) -> Iterator[str]:
    """What is wrong with fields that have to be text."""
    for field in fields:
        if row.get(field) in (None, ""):
            yield f"the field {field} is missing"
        elif not isinstance(row[field], str) or not row[field].strip():
            yield f"{field} must be text, not {shown(row[field])}"


def wrong_lists(row: Mapping[str, Any], fields: Iterable[str]) -> Iterator[str]:
    """What is wrong with fields that may be lists of texts."""
    for field in fields:
        value = row.get(field)
        texts = value if isinstance(value, list) else [None]
        if value is not None and not all(isinstance(item, str) and item.strip() for item in texts):
            yield f"{field} must be a list of texts, not {shown(value)}"


def _sheet_rows(raw: bytes, path: Path) -> Rows:
    try:
        return sheet_rows(raw)
    except ValueError as error:
        raise SetError(f"{path}: cannot be read as XLSX: {error}.") from error


def _table_rows(rows: Rows, path: Path, faults: Faults) -> Iterator[tuple[int, dict[str, Any]]]:
    """Rows of a table as fields. The first row that is not blank names the columns."""
    filled = ((line, cells) for line, cells in rows if any(cell.strip() for cell in cells))
    _, heading = next(filled, (0, []))
    faults.raise_any()
    columns = [name.strip().lower() for name in heading]
    missing = [name for name in (*_REQUIRED, "answers", "evidence") if name not in columns]
    if missing:
        raise SetError(
            f"{path}: the first row has no column {', '.join(missing)}; it names the columns: {', '.join(FIELDS)}."
        )
    if twice := [name for name in FIELDS if columns.count(name) > 1]:
        raise SetError(f"{path}: the first row names the column {', '.join(twice)} more than once.")
    for line, cells in filled:
        if any(cell.strip() for cell in cells[len(columns) :]):
            faults.add(line, f"has {len(cells)} cells where the first row names {len(columns)} columns")
            continue
        row = {name: cell for name, cell in zip(columns, cells, strict=False) if name in FIELDS}
        unreadable = [f"{name}: {cell}" for name, cell in row.items() if isinstance(cell, Unreadable)]
        for what in unreadable:
            faults.add(line, what)
        if not unreadable:
            yield line, {name: _field(name, cell.strip()) for name, cell in row.items()}


def _field(name: str, cell: str) -> object:
    if name in _LISTS:
        return [piece.strip() for line in cell.splitlines() for piece in line.split("|") if piece.strip()]
    return _DRAFT.get(cell.lower(), cell) if name == "draft" else cell


def question_to_json(question: Question) -> dict[str, object]:
    """A question as a line of a set; what is empty is left out but for answers and evidence."""
    fields: dict[str, object] = {
        "id": question.id,
        "question": question.text,
        "language": question.language,
        "answers": list(question.answers),
        "evidence": list(question.evidence),
        "type": question.type,
        "tags": list(question.tags),
        "follows": question.follows,
        "draft": question.draft,
    }
    return {name: value for name, value in fields.items() if value or name in ("answers", "evidence")}
