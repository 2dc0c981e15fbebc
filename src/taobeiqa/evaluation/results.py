"""What an evaluation found, and the forms it is written in: JSON, a TREC run, JUnit XML."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from taobeiqa.evaluation.judge import Judged
from taobeiqa.evaluation.metrics import Metrics, Values, grouped, summary, trec_scores, values

_TAG = "taobeiqa"
_NOT_IN_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True, slots=True)
class Results:
    """Every question as it was judged, with the metrics over all of them and over each group."""

    settings: Mapping[str, object]
    judged: tuple[Judged, ...]
    values: Mapping[str, Values]
    """What each question counts in each metric, by question id."""
    overall: Metrics
    groups: Mapping[str, Mapping[str, Metrics]]
    """By kind (`by_language`, `by_set`, `by_type`, `by_direction`, `by_tag`) and name."""


def results(judged: Sequence[Judged], settings: Mapping[str, object]) -> Results:
    """The metrics of judged questions."""
    counted = values(judged)
    return Results(settings, tuple(judged), counted, summary(list(counted.values())), grouped(judged, counted))


def to_json(found: Results) -> dict[str, object]:
    """What `evaluate --json` writes; `--baseline` reads it again."""
    groups = {
        kind: {name: metrics.to_json() for name, metrics in members.items()} for kind, members in found.groups.items()
    }
    return {
        "settings": dict(found.settings),
        "overall": found.overall.to_json(),
        **groups,
        "questions": [_question(one, found.values[one.question.id]) for one in found.judged],
    }


def _question(one: Judged, counted: Values) -> dict[str, object]:
    return {
        "id": one.question.id,
        "set": one.set,
        "question": one.question.text,
        "language": one.question.language,
        "type": one.question.type,
        "tags": list(one.question.tags),
        "direction": one.direction,
        "abstained": one.abstained,
        "answer": one.shown,
        "confidence": round(one.attempt.confidence, 4),
        "rank": one.rank,
        "answer_correct": one.answer_correct,
        "sentence_correct": one.sentence_correct,
        "citation_correct": one.citation_correct,
        "outcome": one.outcome,
        "metrics": {name: round(value, 6) for name, value in counted.items()},
        "milliseconds": round(one.attempt.milliseconds, 1),
    }


def run_lines(judged: Sequence[Judged]) -> Iterator[str]:
    """A TREC run, `qid Q0 docid rank score tag`. White space in an id becomes an underscore."""
    for one in judged:
        query = "_".join(one.question.id.split())
        for rank, (document, score) in enumerate(trec_scores(one.attempt.ranking).items(), start=1):
            yield f"{query} Q0 {'_'.join(document.split())} {rank} {score:.4f} {_TAG}"


def qrels_lines(judged: Sequence[Judged]) -> Iterator[str]:
    """The relevance judgements that go with the run, `qid 0 docid rel`."""
    for one in judged:
        query = "_".join(one.question.id.split())
        for document, grade in one.relevant.items():
            yield f"{query} 0 {'_'.join(document.split())} {grade}"


def junit(found: Results) -> bytes:
    """JUnit XML: a test suite a set, a test a question; whatever is not right is a failure."""
    root = ET.Element("testsuites", name="taobeiqa evaluate")
    for name in found.groups["by_set"]:
        members = [one for one in found.judged if one.set == name]
        failed = sum(one.outcome != "right" for one in members)
        seconds = sum(one.attempt.milliseconds for one in members) / 1000
        suite = ET.SubElement(
            root, "testsuite", name=_xml(name), tests=str(len(members)), failures=str(failed), time=f"{seconds:.3f}"
        )
        for one in members:
            case = ET.SubElement(
                suite,
                "testcase",
                classname=_xml(name),
                name=_xml(f"{one.question.id}: {one.question.text}"),
                time=f"{one.attempt.milliseconds / 1000:.3f}",
            )
            if one.outcome != "right":
                ET.SubElement(case, "failure", type=one.outcome, message=_xml(one.outcome)).text = _xml(_told(one))
    ET.indent(root)
    written: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return written


def _told(one: Judged) -> str:
    expected = " | ".join(one.question.answers) if one.question.answerable else "the articles do not say"
    quotes = [f"quoted: {quote.quote}" for quote in one.attempt.quotes if not one.abstained]
    rank = [f"right passage at rank: {one.rank or 'not found'}"] if one.relevant else []
    return "\n".join([f"expected: {expected}", f"answer: {one.shown}", *quotes, *rank])


def _xml(text: str) -> str:
    return _NOT_IN_XML.sub("\N{REPLACEMENT CHARACTER}", text)
