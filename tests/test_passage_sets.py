"""Question sets that bring their own passages: question-context JSON Lines, SQuAD, BEIR."""

from __future__ import annotations

import hashlib
import json
import lzma
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from taobeiqa.errors import SetError
from taobeiqa.evaluation.passage_sets import read_set
from taobeiqa.evaluation.questions import Question, QuestionSet
from tests.test_question_files import IN_ONE_FOLDER, JSON, ROW, lines, read_or_told, write

BRIDGE, LIBRARY = "大桥于5月12日通车。", "The library holds 48,000 books."
BOOKS = {"id": "q1", "question": "How many books are there?", "context": LIBRARY, "answers": ["48,000", "48000"]}
OPENED = {"id": "q2", "question": "大桥何时通车？", "context": BRIDGE, "answers": ["5月12日"], "title": "大桥"}
PANDAS = {"id": "q3", "question": "有多少只熊猫？", "context": BRIDGE, "answers": []}


def told(path: Path, passages: Path | None = None) -> str:
    """What is said of a bad set, in one line."""
    with pytest.raises(SetError) as caught:
        read_set(path, passages)
    message = str(caught.value)
    assert len(message.encode().decode().splitlines()) == 1
    return message


def articles(found: QuestionSet) -> list[tuple[str, str, str]]:
    return [(article.id, article.language, article.text) for article in found.articles or ()]


def test_equal_contexts_are_one_article_and_what_has_no_answer_is_not_said(tmp_path: Path) -> None:
    raw = lines(BOOKS, OPENED, PANDAS).encode()
    found = read_set(write(tmp_path, "ours.jsonl", raw))
    assert found.questions == (
        Question("q1", "How many books are there?", "en", ("48,000", "48000"), relevant=(("c00001", 1),), line=1),
        Question("q2", "大桥何时通车？", "zh", ("5月12日",), relevant=(("c00002", 1),), line=2),
        Question("q3", "有多少只熊猫？", "zh", line=3),
    )
    assert [question.answerable for question in found.questions] == [True, True, False]
    assert articles(found) == [("c00001", "en", LIBRARY), ("c00002", "zh", BRIDGE)]
    assert (found.name, found.digest) == ("ours", hashlib.sha256(raw).hexdigest())
    packed = read_set(write(tmp_path, "Ours.JSONL.XZ", lzma.compress(raw)))
    assert packed == QuestionSet("Ours", found.digest, found.questions, found.articles)


def test_answers_may_be_as_hugging_face_writes_them(tmp_path: Path) -> None:
    row = {**BOOKS, "answers": {"text": ["48,000"], "answer_start": [18]}}
    (question,) = read_set(write(tmp_path, "set.jsonl", lines(row))).questions
    assert question.answers == ("48,000",)


@pytest.mark.parametrize("field", ["id", "question", "context"])
@pytest.mark.parametrize(
    ("value", "fault"),
    [
        (None, "the field {} is missing"),
        ("", "the field {} is missing"),
        ("\u3000 ", r"{} must be text, not '\u3000 '"),
        (5, "{} must be text, not 5"),
        (["x"], "{} must be text, not ['x']"),
    ],
)
def test_a_wrong_field_beside_a_context_is_named(tmp_path: Path, field: str, value: object, fault: str) -> None:
    path = write(tmp_path, "set.jsonl", lines(BOOKS, {**OPENED, field: value}, PANDAS))
    assert told(path) == f"{path}: line 2: {fault.format(field)}."


@pytest.mark.parametrize(
    ("second", "fault"),
    [
        ({"id": "q2", "question": "大桥何时通车？", "answers": []}, "line 2: the field context is missing."),
        ({"id": "q2", "question": "?", "context": "x"}, "line 2: the field answers is missing."),
        ({**OPENED, "answers": "5月12日"}, "line 2: answers must be a list of texts, not '5月12日'."),
        ({**OPENED, "answers": [12]}, "line 2: answers must be a list of texts, not [12]."),
        ({**OPENED, "answers": ["5月12日", ""]}, "line 2: answers must be a list of texts, not ['5月12日', '']."),
        ({**OPENED, "answers": {"text": "5月12日"}}, "line 2: answers must be a list of texts, not '5月12日'."),
        ({**OPENED, "answers": {}}, "line 2: the field answers is missing."),
        ({**OPENED, "context": "<!-- gap -->\n"}, "line 2: context has no text, only marks of Markdown."),
        ({**OPENED, "id": "q1"}, "line 2: the id 'q1' stands in line 1 already; ids are unique."),
        ([OPENED], "line 2: not a JSON object."),
    ],
)
def test_a_line_without_what_the_others_have_is_named(tmp_path: Path, second: object, fault: str) -> None:
    path = write(tmp_path, "set.jsonl", lines(BOOKS, second))
    assert told(path) == f"{path}: {fault}"


def test_the_first_line_need_not_be_the_one_that_tells_what_the_set_is(tmp_path: Path) -> None:
    without = {name: value for name, value in BOOKS.items() if name != "context"}
    path = write(tmp_path, "set.jsonl", f"\ufeff\n{lines(without, OPENED)}")
    assert told(path) == f"{path}: line 2: the field context is missing."
    path = write(tmp_path, "set.jsonl", f"{{\n{lines(OPENED)}")
    assert told(path).startswith(f"{path}: line 1: not valid JSON (column 2: ")
    late = {**ROW, "context": LIBRARY, "id": "late"}
    assert read_set(write(tmp_path, "set.jsonl", lines(ROW, late))).articles is None
    assert told(tmp_path / "nowhere.jsonl") == f"There is no question set at {tmp_path / 'nowhere.jsonl'}."


def rows(ids: Sequence[str], contexts: Sequence[str]) -> str:
    pairs = zip(ids, contexts, strict=True)
    made = ({"id": name, "question": f"{name}?", "context": text, "answers": [f"{text}!"]} for name, text in pairs)
    return lines(*made)


@pytest.mark.parametrize(
    ("ids", "other_ids", "expected"),
    [
        ("ab", "ab", {"a": "X", "b": "Y"}),
        ("ab", "ba", {"a": "Y", "b": "X"}),
        ("ab", "xy", {"a": "X", "b": "Y"}),
        ("ab", "ay", {"a": "X", "b": "Y"}),
        ("ba", "cab", {"a": "Y", "b": "Z"}),
        ("ab", "yzbxa", {"a": "V", "b": "Z"}),
    ],
)
def test_passages_of_another_file_are_matched_by_id_or_else_by_position(
    tmp_path: Path, ids: str, other_ids: str, expected: dict[str, str]
) -> None:
    contexts = "XYZWV"[: len(other_ids)]
    ours, others = rows(ids, "12345"[: len(ids)]), rows(other_ids, contexts)
    found = read_set(write(tmp_path, "ours.jsonl", ours), write(tmp_path, "others.jsonl", others))
    texts = {article.id: article.text for article in found.articles or ()}
    assert {one.id: texts[one.relevant[0][0]] for one in found.questions} == expected
    assert {one.id: one.answers for one in found.questions} == {name: (f"{text}!",) for name, text in expected.items()}
    assert [one.text for one in found.questions] == [f"{name}?" for name in ids]
    assert list(texts.values()) == list(contexts), "whatever the file holds is searched, asked of or not"
    assert found.name == "ours"
    assert found.digest == hashlib.sha256((ours + others).encode()).hexdigest()


@pytest.mark.parametrize(
    ("ids", "other_ids", "said"),
    [
        (
            "ab",
            "xyz",
            "has 3 rows, none of them 'a', where {} has 2; rows are matched by id, or by position where there",
        ),
        ("abc", "ab", "has 2 rows, none of them 'c', where {} has 3; rows"),
        ("abc", "xca", "has 3 rows, none of them 'b', and 'a' in another place, where {} has 3; rows"),
    ],
)
def test_passages_that_do_not_match_are_refused(tmp_path: Path, ids: str, other_ids: str, said: str) -> None:
    ours = write(tmp_path, "ours.jsonl", rows(ids, ids))
    others = write(tmp_path, "others.jsonl", rows(other_ids, other_ids))
    assert told(ours, others).startswith(f"{others}: {said.format(ours)}")


def test_a_fault_in_the_passages_is_named_with_their_file(tmp_path: Path) -> None:
    ours = write(tmp_path, "ours.jsonl", lines(BOOKS))
    others = write(tmp_path, "others.jsonl", lines({**BOOKS, "context": None}))
    assert told(ours, others) == f"{others}: line 1: the field context is missing."
    assert told(ours, tmp_path / "nowhere.jsonl") == f"There is no question set at {tmp_path / 'nowhere.jsonl'}."


@pytest.mark.parametrize("name", ["set.jsonl", "set.csv", "set.json", "folder"])
def test_passages_go_with_contexts_only(tmp_path: Path, name: str) -> None:
    path = write(tmp_path, name, lines(ROW)) if "." in name else tmp_path
    others = write(tmp_path, "others.jsonl", lines(BOOKS))
    assert told(path, others) == f"{path}: --passages goes with JSON Lines of {{id, question, context, answers}} only."


def squad(*paragraphs: object) -> dict[str, Any]:
    return {"version": "1.1", "data": [{"title": "T", "paragraphs": list(paragraphs)}]}


def qa(identity: str, *answers: str, **more: object) -> dict[str, Any]:
    texts = [{"text": text, "answer_start": 0} for text in answers]
    return {"id": identity, "question": f"{identity}是什么？", "answers": texts, **more}


def test_squad_of_either_version_is_read(tmp_path: Path) -> None:
    content = squad(
        {"context": BRIDGE, "qas": [qa("a", "5月12日", "5月12日", "12日")]}, {"context": LIBRARY, "qas": []}
    )
    content["data"] += [
        {"paragraphs": [{"context": LIBRARY, "qas": [qa("b", "48,000", is_impossible=False)]}]},
        {"paragraphs": [{"context": BRIDGE, "qas": [qa("c"), qa("d", "x", is_impossible=True)]}]},
        {"paragraphs": []},
    ]
    del content["data"][2]["paragraphs"][0]["qas"][1]["answers"]
    text = json.dumps(content, indent=1)
    for name, raw in (("dev.json", b"\xef\xbb\xbf" + text.encode()), ("DEV.JSON.xz", lzma.compress(text.encode()))):
        found = read_set(write(tmp_path, name, raw))
        assert found.questions == (
            Question("a", "a是什么？", "zh", ("5月12日", "12日"), relevant=(("c00001", 1),)),
            Question("b", "b是什么？", "zh", ("48,000",), relevant=(("c00002", 1),)),
            Question("c", "c是什么？", "zh"),
            Question("d", "d是什么？", "zh"),
        )
        assert articles(found) == [("c00001", "zh", BRIDGE), ("c00002", "en", LIBRARY)]
        assert found.name == name[:3]


@pytest.mark.parametrize(
    ("paragraph", "fault"),
    [
        ({"qas": [qa("a")]}, "data[0].paragraphs[1]: the field context is missing."),
        ({"context": 5, "qas": [qa("a")]}, "data[0].paragraphs[1]: context must be text, not 5."),
        ({"context": "x"}, "data[0].paragraphs[1].qas is missing, or no list."),
        ({"context": "x", "qas": {"a": 1}}, "data[0].paragraphs[1].qas is missing, or no list."),
        ({"context": "x", "qas": ["a"]}, "data[0].paragraphs[1].qas[0] is no object."),
        ("x", "data[0].paragraphs[1] is no object."),
        (qa("a"), "data[0].paragraphs[1]: the field context is missing."),
        ([qa("a", "1"), {"question": "?", "answers": []}], "qas[1] (id None): the field id is missing."),
        ([{**qa("a"), "id": 7}], "qas[0] (id 7): id must be text, not 7."),
        ([{**qa("a"), "question": ""}], "qas[0] (id 'a'): the field question is missing."),
        ([{**qa("a"), "answers": None}], "qas[0] (id 'a'): the field answers is missing."),
        ([{**qa("a"), "answers": ["1", {}]}], "qas[0] (id 'a'): answers must be a list of texts, not ['1', None]."),
        ([qa("a", "1", " ")], "qas[0] (id 'a'): answers must be a list of texts, not ['1', ' ']."),
        ([qa("a", is_impossible="false")], "qas[0] (id 'a'): is_impossible must be true or false, not 'false'."),
        ([qa("a", "1"), qa("a", "2")], "the id 'a' stands twice; ids are unique."),
        ([qa("first", "1")], "the id 'first' stands twice; ids are unique."),
    ],
)
def test_bad_squad_is_named_with_its_place(tmp_path: Path, paragraph: Any, fault: str) -> None:
    second = {"context": "x", "qas": paragraph} if isinstance(paragraph, list) else paragraph
    path = write(tmp_path, "set.json", json.dumps(squad({"context": BRIDGE, "qas": [qa("first", "1")]}, second)))
    place = "data[0].paragraphs[1]." if fault.startswith("qas") else ""
    assert told(path) == f"{path}: {place}{fault}"


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        (lines(ROW, ROW), "not valid JSON (line 2, column 1: Extra data)."),
        ('{"data": [', "not valid JSON (column 11: Expecting value)."),
        ("[" * 100_000, "not valid JSON (a number too long, or nested too deeply)."),
        ('{"data": ["\\ud800"]}', "not valid JSON (half of a surrogate pair, such as \\ud800 alone)."),
        ('{"data": [], "data": []}', "the field 'data' stands twice."),
        ("[]", "is not SQuAD JSON, data → paragraphs → context and qas; name JSON Lines .jsonl."),
        (json.dumps(ROW), "is not SQuAD JSON, data → paragraphs → context and qas; name JSON Lines .jsonl."),
        ('{"data": {}}', "data is missing, or no list."),
        ('{"data": [1, {}]}', "2 faults: data[0] is no object; data[1].paragraphs is missing, or no list."),
        ('{"data": []}', "has no question."),
    ],
)
def test_what_is_no_squad_is_one_line(tmp_path: Path, text: str, fault: str) -> None:
    path = write(tmp_path, "set.json", text)
    assert told(path) == f"{path}: {fault}"


@given(st.data())
@IN_ONE_FOLDER
def test_squad_with_anything_in_it_is_read_or_told(tmp_path: Path, data: st.DataObject) -> None:
    content = squad({"context": BRIDGE, "qas": [qa("a", "1", is_impossible=False)]})
    steps = data.draw(st.integers(0, 8))
    parent: Any = content
    for step in ("data", 0, "paragraphs", 0, "qas", 0, "answers", 0)[:steps]:
        parent = parent[step]
    parent[data.draw(st.sampled_from(sorted(parent)) if isinstance(parent, dict) else st.just(0))] = data.draw(JSON)
    read_or_told(write(tmp_path, "set.json", json.dumps(content)))
