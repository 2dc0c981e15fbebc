"""Question sets that bring their own passages: SQuAD JSON, question-context JSON Lines and BEIR folders.

Each context or document becomes one article, and ranking is over whole articles, so that figures compare with published
ones.
"""

from __future__ import annotations

import hashlib
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from taobeiqa.corpus.articles import paragraphs
from taobeiqa.errors import SetError
from taobeiqa.evaluation.questions import Question, QuestionSet, check_ids, read_questions, wrong_lists, wrong_texts
from taobeiqa.evaluation.set_files import (
    Faults,
    decoded,
    file_kind,
    json_rows,
    json_value,
    lines,
    read_bytes,
    set_name,
    shown,
)
from taobeiqa.records import Article
from taobeiqa.text.script import language_of


def read_set(path: Path, passages: Path | None = None) -> QuestionSet:
    """A question set of any kind that is known, told by its content.

    `passages` names another question-context file whose contexts and answers take the place of the set's own, row by
    row: questions in one language then meet passages in the other.

    Raises:
        SetError: it is not one of them, or has faults; names each with its line.
    """
    if not path.is_dir() and _has_contexts(path):
        return _read_contexts(path, passages)
    if passages is not None:
        raise SetError(f"{path}: --passages goes with JSON Lines of {{id, question, context, answers}} only.")
    if path.is_dir():
        return _read_beir(path)
    return _read_squad(path) if file_kind(path) == ".json" else read_questions(path)


def _has_contexts(path: Path) -> bool:
    """Told by the first line that has a context, or the language that a question over the corpus has."""
    if file_kind(path) != ".jsonl":
        return False
    rows = json_rows(decoded(read_bytes(path), path), Faults(path))
    return next(("context" in row for _, row in rows if "context" in row or "language" in row), False)


@dataclass(frozen=True, slots=True)
class _Row:
    """A question with the context that answers it."""

    line: int
    id: str
    question: str
    context: str
    answers: tuple[str, ...]


def _read_contexts(path: Path, passages: Path | None) -> QuestionSet:
    raw = read_bytes(path)
    rows = _context_rows(raw, path)
    if passages is None:
        return _with_articles(path, raw, rows, (row.context for row in rows))
    other_raw = read_bytes(passages)
    others = _context_rows(other_raw, passages)
    matched = _on_other_passages(rows, others, path, passages)
    return _with_articles(path, raw + other_raw, matched, (other.context for other in others))


def _context_rows(raw: bytes, path: Path) -> list[_Row]:
    faults = Faults(path)
    rows = []
    for line, row in json_rows(decoded(raw, path), faults):
        answers = row.get("answers")
        fields = {**row, "answers": answers.get("text") if isinstance(answers, dict) else answers}
        wrong = _wrong(fields)
        for what in wrong:
            faults.add(line, what)
        if not wrong:
            rows.append(_Row(line, row["id"], row["question"], row["context"], tuple(fields["answers"])))
    _check(rows, path, faults)
    return rows


def _wrong(fields: Mapping[str, Any]) -> list[str]:
    """What is wrong with the fields of a question and its context."""
    wrong = [*wrong_texts(fields, ("id", "question", "context")), *wrong_lists(fields, ("answers",))]
    if fields.get("answers") is None:
        wrong.append("the field answers is missing")
    if not wrong and not _has_text(fields["context"]):
        wrong.append("context has no text, only marks of Markdown")
    return wrong


def _has_text(text: str) -> bool:
    return any(True for _ in paragraphs(text))


def _check(rows: Sequence[_Row], path: Path, faults: Faults) -> None:
    check_ids((Question(row.id, row.question, "zh", line=row.line) for row in rows), faults)
    faults.raise_any()
    if not rows:
        raise SetError(f"{path}: has no question.")


def _on_other_passages(rows: list[_Row], others: list[_Row], path: Path, passages: Path) -> list[_Row]:
    """Each question with the context and the answers of its row in the other file: by id, or else by position."""
    by_id = {other.id: other for other in others}
    strange = [row.id for row in rows if row.id not in by_id]
    moved = [row.id for row, other in zip(rows, others, strict=False) if by_id.get(row.id, other) is not other]
    matched = others if strange else [by_id[row.id] for row in rows]
    if strange and (moved or len(rows) != len(others)):
        place = f", and {shown(moved[0])} in another place" if moved else ""
        raise SetError(
            f"{passages}: has {len(others)} rows, none of them {shown(strange[0])}{place}, where {path} has {len(rows)}"
            "; rows are matched by id, or by position where there are equally many."
        )
    pairs = zip(rows, matched, strict=True)
    return [replace(row, context=other.context, answers=other.answers) for row, other in pairs]


def _read_squad(path: Path) -> QuestionSet:
    raw = read_bytes(path)
    text = decoded(raw, path)
    faults = Faults(path)
    try:
        content = json_value(text)
    except SetError as error:
        raise SetError(f"{path}: {error}.") from error
    if not (isinstance(content, dict) and "data" in content):
        raise SetError(f"{path}: is not SQuAD JSON, data → paragraphs → context and qas; name JSON Lines .jsonl.")
    paragraphs_asked = list(_squad_paragraphs(content, faults))
    rows = [row for place, paragraph in paragraphs_asked for row in _squad_rows(place, paragraph, faults)]
    _check(rows, path, faults)
    return _with_articles(path, raw, rows, (paragraph["context"] for _, paragraph in paragraphs_asked))


def _squad_paragraphs(content: Mapping[str, Any], faults: Faults) -> Iterator[tuple[str, dict[str, Any]]]:
    for at, entry in _members(content, "data", "", faults):
        for place, paragraph in _members(entry, "paragraphs", at, faults):
            wrong = list(wrong_texts(paragraph, ("context",)))
            for what in wrong:
                faults.add(0, f"{place}: {what}")
            if not wrong:
                yield place, paragraph


def _squad_rows(at: str, paragraph: Mapping[str, Any], faults: Faults) -> Iterator[_Row]:
    for place, asked in _members(paragraph, "qas", at, faults):
        impossible = asked.get("is_impossible", False)
        answers = [] if impossible is True else asked.get("answers")
        if isinstance(answers, list):
            answers = [one.get("text") if isinstance(one, dict) else one for one in answers]
        wrong = _wrong({**asked, "context": paragraph["context"], "answers": answers})
        if not isinstance(impossible, bool):
            wrong.append(f"is_impossible must be true or false, not {shown(impossible)}")
        for what in wrong:
            faults.add(0, f"{place} (id {shown(asked.get('id'))}): {what}")
        if not wrong:
            told = tuple(dict.fromkeys(answers or ()))
            yield _Row(0, asked["id"], asked["question"], paragraph["context"], told)


def _members(parent: Mapping[str, Any], key: str, at: str, faults: Faults) -> Iterator[tuple[str, dict[str, Any]]]:
    """The objects of a list in JSON, each with its place such as `data[0].paragraphs[2]`."""
    place = f"{at}.{key}".lstrip(".")
    if not isinstance(parent.get(key), list):
        faults.add(0, f"{place} is missing, or no list")
        return
    for number, member in enumerate(parent[key]):
        if isinstance(member, dict):
            yield f"{place}[{number}]", member
        else:
            faults.add(0, f"{place}[{number}] is no object")


def _with_articles(path: Path, raw: bytes, rows: Sequence[_Row], contexts: Iterable[str]) -> QuestionSet:
    """Equal contexts are one article; a question without an answer is one that the articles do not answer."""
    ids: dict[str, str] = {}
    for context in contexts:
        ids.setdefault(context, f"c{len(ids) + 1:05d}")
    questions = tuple(
        Question(
            row.id,
            row.question,
            language_of(row.question),
            answers=row.answers,
            relevant=((ids[row.context], 1),) if row.answers else (),
            line=row.line,
        )
        for row in rows
    )
    articles = tuple(map(_article, ids.values(), ids))
    return QuestionSet(set_name(path), hashlib.sha256(raw).hexdigest(), questions, articles)


def _article(identity: str, text: str) -> Article:
    return Article(identity, text[:40].split("\n", 1)[0], (), language_of(text), text)


def _read_beir(folder: Path) -> QuestionSet:
    """`corpus.jsonl`, `queries.jsonl` and `qrels/*.tsv`: the test split, or else dev, or the only one there is.

    Only judged queries are asked.
    """
    qrels_path = _qrels_path(folder)
    digest = hashlib.sha256()
    texts: dict[str, dict[str, str]] = {}
    for name in ("corpus", "queries"):
        path = folder / f"{name}.jsonl"
        raw = read_bytes(path)
        digest.update(raw)
        faults = Faults(path)
        # A document may be empty, as some are in published sets; it is never found.
        texts[name] = dict(_beir_texts(decoded(raw, path), faults, may_be_empty=name == "corpus"))
        faults.raise_any()
        if not any(map(_has_text, texts[name].values())):
            raise SetError(f"{path}: has no text.")
    raw = read_bytes(qrels_path)
    digest.update(raw)
    qrels = _beir_qrels(decoded(raw, qrels_path), qrels_path, texts)
    questions = tuple(
        Question(query, texts["queries"][query], language_of(texts["queries"][query]), relevant=tuple(judged.items()))
        for query, judged in qrels.items()
    )
    articles = tuple(_article(identity, text) for identity, text in texts["corpus"].items())
    return QuestionSet(folder.resolve().name, digest.hexdigest(), questions, articles)


def _qrels_path(folder: Path) -> Path:
    found = {path.stem: path for path in sorted((folder / "qrels").glob("*.tsv"))}
    for split in ("test", "dev"):
        if split in found:
            return found[split]
    if len(found) == 1:
        return next(iter(found.values()))
    there = f"; qrels has only {', '.join(found)}" if found else ""
    raise SetError(f"{folder}: is no BEIR folder: expected corpus.jsonl, queries.jsonl and qrels/test.tsv{there}.")


def _beir_texts(text: str, faults: Faults, may_be_empty: bool) -> Iterator[tuple[str, str]]:
    seen = set()
    for line, row in json_rows(text, faults):
        empty = may_be_empty and row.get("text") == ""
        wrong = [*wrong_texts(row, ("_id",) if empty else ("_id", "text"))]
        if not isinstance(row.get("title"), str | None):
            wrong.append(f"title must be text, not {shown(row['title'])}")
        if not wrong and row["_id"] in seen:
            wrong.append(f"the _id {shown(row['_id'])} stands above already; ids are unique")
        for what in wrong:
            faults.add(line, what)
        if not wrong:
            seen.add(row["_id"])
            yield row["_id"], f"{row['title']}\n\n{row['text']}" if row.get("title") else row["text"]


def _beir_qrels(text: str, path: Path, texts: Mapping[str, Mapping[str, str]]) -> dict[str, dict[str, int]]:
    faults = Faults(path)
    grades: dict[tuple[str, str], int] = {}
    for number, line in lines(text):
        cells = line.split("\t")
        if number == 1 and cells[0] == "query-id":
            continue
        if len(cells) != 3 or not re.fullmatch("-?[0-9]{1,6}", cells[2].strip()):
            faults.add(number, "expected query-id, corpus-id and a whole number, parted by tabs")
            continue
        query, document, grade = cells[0], cells[1], int(cells[2])
        for name, identity in (("queries", query), ("corpus", document)):
            if identity not in texts[name]:
                faults.add(number, f"{shown(identity)} is not in {name}.jsonl")
        if grades.setdefault((query, document), grade) != grade:
            faults.add(number, f"{shown(document)} has another grade for {shown(query)} above")
    faults.raise_any()
    qrels: dict[str, dict[str, int]] = defaultdict(dict)
    for (query, document), grade in grades.items():
        if grade > 0:
            qrels[query][document] = grade
    if not qrels:
        raise SetError(f"{path}: judges nothing to be relevant.")
    return dict(qrels)
