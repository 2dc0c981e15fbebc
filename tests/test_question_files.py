"""Question sets over the corpus as people write them: JSON Lines, CSV, XLSX, and what is said of a bad one."""

from __future__ import annotations

import bz2
import gzip
import json
import lzma
from dataclasses import replace
from pathlib import Path
from typing import Any, get_args

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from taobeiqa.errors import SetError
from taobeiqa.evaluation.passage_sets import read_set
from taobeiqa.evaluation.questions import FIELDS, TYPES, Question, question_to_json, read_questions
from taobeiqa.records import Language

ROW: dict[str, Any] = {
    "id": "exit-villages-en",
    "question": "How many villages exited poverty?",
    "language": "en",
    "answers": ["53"],
    "evidence": ["53个贫困村出列"],
}
IN_ONE_FOLDER = settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)


def write(folder: Path, name: str, content: str | bytes) -> Path:
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def lines(*rows: object) -> str:
    return "".join(f"{json.dumps(row, ensure_ascii=False)}\n" for row in rows)


def said(path: Path) -> str:
    """What is said of a bad set, without its name."""
    with pytest.raises(SetError) as caught:
        read_questions(path)
    message = str(caught.value)
    assert len(message.splitlines()) == 1
    assert message.encode(), "it can be printed"
    assert str(path) in message
    return message.replace(str(path), "").lstrip(": ")


def test_a_line_is_a_question_and_optional_fields_may_be_left_out(tmp_path: Path) -> None:
    full = {**ROW, "id": "b", "type": "figure", "tags": ["poverty"], "follows": "exit-villages-en", "draft": True}
    unsaid = {
        "id": "c",
        "question": "几只熊猫？",
        "language": "zh",
        "answers": [],
        "evidence": [],
        "note": {"any": [1]},
    }
    found = read_questions(write(tmp_path, "ours.v2.jsonl", lines(ROW, full, unsaid)))
    assert found.name == "ours.v2"
    assert found.articles is None
    one = {"text": "How many villages exited poverty?", "answers": ("53",), "evidence": ("53个贫困村出列",)}
    assert found.questions == (
        Question(id="exit-villages-en", language="en", **one, line=1),
        Question("b", language="en", **one, type="figure", tags=("poverty",), follows=ROW["id"], draft=True, line=2),
        Question("c", "几只熊猫？", "zh", line=3),
    )
    assert [question.answerable for question in found.questions] == [True, True, False]


@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
def test_blank_lines_count_and_line_ends_and_the_mark_do_not_matter(tmp_path: Path, ending: str) -> None:
    text = ending.join(["", json.dumps(ROW), "  ", "", json.dumps({**ROW, "id": "b\u2028\x85"}, ensure_ascii=False)])
    for content in (text.encode(), b"\xef\xbb\xbf" + text.encode()):
        found = read_questions(write(tmp_path, "set.jsonl", content)).questions
        assert [(question.id, question.line) for question in found] == [("exit-villages-en", 2), ("b\u2028\x85", 5)]


@pytest.mark.parametrize(
    ("pack", "ending"), [(lzma.compress, ".xz"), (gzip.compress, ".gz"), (bz2.compress, ".bz2"), (bytes, "")]
)
def test_a_packed_set_is_unpacked_and_cut_off_it_is_refused(tmp_path: Path, pack: Any, ending: str) -> None:
    for name in ("set.jsonl", "SET.JSONL"):
        path = write(tmp_path, f"{name}{ending}", pack(lines(ROW).encode()))
        assert [question.id for question in read_questions(path).questions] == ["exit-villages-en"]
        assert read_questions(path).name == name[:3]
    if ending:
        raw = pack(lines(ROW).encode())
        assert said(write(tmp_path, f"set.jsonl{ending}", raw[:-5])).startswith("cannot be read: ")
        assert said(write(tmp_path, f"set.jsonl{ending}", lines(ROW))).startswith("cannot be read: ")
        bad_blocks = raw[:10] + b"\xff" * 20
        assert said(write(tmp_path, f"set.jsonl{ending}", bad_blocks)).startswith("cannot be read: ")
        broken = raw[:20] + bytes(byte ^ 255 for byte in raw[20:40]) + raw[40:]
        assert said(write(tmp_path, f"set.jsonl{ending.upper()}", broken)).startswith("cannot be read: ")


ONE = "the field {} is missing"


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        *((({name: missing}), ONE.format(name)) for name in ("id", "question", "language") for missing in (None, "")),
        ({"id": 5}, "id must be text, not 5"),
        ({"id": " \t"}, r"id must be text, not ' \t'"),
        ({"question": ["x"]}, "question must be text, not ['x']"),
        ({"question": float("nan")}, "question must be text, not nan"),
        ({"language": "fr"}, "unknown language 'fr'; zh and en are known"),
        ({"language": " zh"}, "unknown language ' zh'"),
        ({"language": 1}, "language must be text, not 1"),
        ({"answers": "53"}, "answers must be a list of texts, not '53'"),
        ({"answers": [53]}, "answers must be a list of texts, not [53]"),
        ({"answers": [""]}, "answers must be a list of texts, not ['']"),
        ({"answers": ["53", "\u3000\n"]}, r"answers must be a list of texts, not ['53', '\u3000\n']"),
        ({"answers": {"text": ["53"]}}, "answers must be a list of texts, not {'text': ['53']}"),
        ({"evidence": "53个贫困村出列"}, "evidence must be a list of texts, not '53个贫困村出列'"),
        ({"evidence": 0}, "evidence must be a list of texts, not 0"),
        ({"evidence": False}, "evidence must be a list of texts, not False"),
        ({"tags": [None]}, "tags must be a list of texts, not [None]"),
        ({"type": ["date"]}, "type must be text such as figure, name, date, place, other, not ['date']"),
        ({"type": 0}, "type must be text"),
        ({"draft": "yes"}, "draft must be true or false, not 'yes'"),
        ({"draft": 0}, "draft must be true or false, not 0"),
        ({"follows": 3}, "follows must be the id of the question before it"),
        ({"follows": []}, "follows must be the id of the question before it"),
        ({"follows": "later"}, "follows: no question 'later' stands before it"),
        ({"follows": "b"}, "follows: no question 'b' stands before it"),
    ],
)
def test_a_wrong_field_is_named_with_its_line(tmp_path: Path, changed: dict[str, object], told: str) -> None:
    path = write(tmp_path, "set.jsonl", lines(ROW, {**ROW, "id": "b", **changed}, {**ROW, "id": "later"}))
    assert said(path).startswith(f"line 2: {told}")


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("[]", "line 2: not a JSON object."),
        ('"id"', "line 2: not a JSON object."),
        ("NaN", "line 2: not a JSON object."),
        ('{"id": "a"', "line 2: not valid JSON (column 11: Expecting ',' delimiter)"),
        ('{"id": "a"} {}', "line 2: not valid JSON (column 13: Extra data)"),
        ("id,question", "line 2: not valid JSON (column 1: Expecting value)"),
        ("[" * 100_000, "line 2: not valid JSON (a number too long, or nested too deeply)"),
        ('{"id": ' + '{"a":' * 100_000, "line 2: not valid JSON (a number too long, or nested too deeply)"),
        ('{"note": ' + "9" * 10_000 + "}", "line 2: not valid JSON (a number too long, or nested too deeply)"),
        ('{"id": "a\\ud800"}', "line 2: not valid JSON (half of a surrogate pair"),
        ('{"\\udfff": 1}', "line 2: not valid JSON (half of a surrogate pair"),
        ('{"id": "a", "question": "b", "id": "c"}', "line 2: the field 'id' stands twice"),
        ('{"id": "a", "note": {"b": 1, "b": 1}}', "line 2: the field 'b' stands twice"),
        ("\ufeff{}", "line 2: not valid JSON (column 1: Unexpected UTF-8 BOM"),
    ],
)
def test_a_line_that_is_no_object_is_named(tmp_path: Path, line: str, told: str) -> None:
    path = write(tmp_path, "set.jsonl", f"{lines(ROW)}{line}\n{lines({**ROW, 'id': 'b'})}")
    assert said(path).startswith(told)


def test_values_nested_as_deep_as_json_reads_are_shown_short(tmp_path: Path) -> None:
    for depth in range(900, 1000, 5):
        for name in ("id", "answers", "type", "draft", "language"):
            nested = {name: "@", **{key: value for key, value in ROW.items() if key != name}}
            text = json.dumps(nested).replace('"@"', "[" * depth + "]" * depth)
            assert len(said(write(tmp_path, "set.jsonl", text))) < 200


def test_a_pair_of_surrogates_is_one_character_and_an_escaped_backslash_none(tmp_path: Path) -> None:
    text = '{"id": "\\ud83c\\udf89", "question": "\\\\ud800?", "language": "en"}'
    (question,) = read_questions(write(tmp_path, "set.jsonl", text)).questions
    assert (question.id, question.text) == ("🎉", "\\ud800?")


def test_all_faults_are_told_at_once_by_line_and_no_more_than_one_reads(tmp_path: Path) -> None:
    path = write(
        tmp_path, "set.jsonl", lines(ROW, ROW, ROW, {**ROW, "id": "b", "type": 1, "draft": 2}, [], {"id": "b"})
    )
    assert said(path) == (
        "8 faults: line 2: the id 'exit-villages-en' stands in line 1 already; ids are unique; "
        "line 3: the id 'exit-villages-en' stands in line 1 already; ids are unique; "
        "line 4: type must be text such as figure, name, date, place, other, not 1; "
        "line 4: draft must be true or false, not 2; line 5: not a JSON object; "
        "line 6: the field question is missing; line 6: the field language is missing; "
        "line 6: the id 'b' stands in line 4 already; ids are unique."
    )
    many = said(write(tmp_path, "set.jsonl", lines(*([{**ROW, "id": 1}] * 5000))))
    assert many.startswith("5000 faults: line 1: id must be text, not 1; line 2: ")
    assert many.endswith("line 20: id must be text, not 1; and 4980 more.")
    assert len(said(write(tmp_path, "set.jsonl", lines({**ROW, "language": "f" * 9999})))) < 200


def test_a_follow_up_of_a_faulty_question_is_no_second_fault(tmp_path: Path) -> None:
    path = write(tmp_path, "set.jsonl", lines({**ROW, "language": "fr"}, {**ROW, "id": "b", "follows": ROW["id"]}))
    assert said(path) == "line 1: unknown language 'fr'; zh and en are known."


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "is empty"),
        (b" \r\n\t\n", "is empty"),
        (b"\xef\xbb\xbf\n", "has no question"),
        (lines(ROW).encode() + "新镇".encode("gb18030"), "line 2: not valid UTF-8 (byte 0xd0); save the whole file"),
        (b"\xef\xbb\xbf\n\n" + "新镇".encode("gb18030"), "line 3: not valid UTF-8 (byte 0xd0); save the whole file"),
        (b"a\r\rb\r" + "镇".encode("gb18030"), "line 4: not valid UTF-8 (byte 0xd5)"),
        (lines(ROW).encode("utf-16"), "line 1: not valid UTF-8 (byte 0xff)"),
        (lines(ROW, {**ROW, "id": "b"}).encode("utf-16-le"), "line 1: "),
        (lines(ROW).encode() + b"\0\0\0", "line 2: holds a NUL byte, as UTF-16 does; save the whole file as UTF-8"),
    ],
)
@pytest.mark.parametrize("name", ["set.jsonl", "set.csv"])
def test_a_file_of_another_encoding_is_refused(tmp_path: Path, content: bytes, told: str, name: str) -> None:
    if told == "has no question" and name == "set.csv":
        told = "the first row has no column id, question, language, answers, evidence"
    assert said(write(tmp_path, name, content)).startswith(told)


def test_what_is_no_file_is_one_line(tmp_path: Path) -> None:
    assert said(tmp_path / "nowhere.jsonl") == "There is no question set at ."
    assert said(tmp_path) == "cannot be read: Is a directory."


TEXT = st.text(st.characters(exclude_categories=["Cs"]), min_size=1).filter(str.strip)


def question_of(text: st.SearchStrategy[str]) -> st.SearchStrategy[Question]:
    """Questions whose fields are such texts."""
    texts = st.lists(text, max_size=3).map(tuple)
    return st.builds(
        Question,
        id=text,
        text=text,
        language=st.sampled_from(get_args(Language)),
        answers=texts,
        evidence=texts,
        type=st.none() | st.sampled_from(TYPES),
        tags=texts,
        draft=st.booleans(),
    )


@given(
    st.lists(question_of(TEXT), min_size=1, max_size=6, unique_by=lambda question: question.id),
    st.booleans(),
    st.data(),
)
@IN_ONE_FOLDER
def test_what_is_written_is_read_back(
    tmp_path: Path, made: list[Question], ascii_only: bool, data: st.DataObject
) -> None:
    for place, question in enumerate(made):
        earlier = st.sampled_from([other.id for other in made[:place]]) if place else st.none()
        made[place] = replace(question, follows=data.draw(st.none() | earlier), line=place + 1)
    text = "".join(f"{json.dumps(question_to_json(one), ensure_ascii=ascii_only)}\n" for one in made)
    assert read_questions(write(tmp_path, "set.jsonl", text)).questions == tuple(made)


def test_of_what_is_written_only_answers_and_evidence_may_be_empty() -> None:
    bare = {"id": "a", "question": "几只熊猫？", "language": "zh", "answers": [], "evidence": []}
    assert question_to_json(Question("a", "几只熊猫？", "zh", line=3)) == bare
    full = Question("a", "几只熊猫？", "zh", ("53",), (), "figure", ("t",), "b", draft=True)
    more = {"answers": ["53"], "type": "figure", "tags": ["t"], "follows": "b", "draft": True}
    assert question_to_json(full) == {**bare, **more}


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(st.characters(exclude_categories=[])),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=6,
)


def read_or_told(path: Path) -> None:
    """Nothing but questions or one line that can be printed comes of a file."""
    message = "-"
    try:
        assert read_set(path).questions
    except SetError as error:
        message = str(error)
    assert len(message.encode().decode().splitlines()) == 1


@given(st.lists(st.fixed_dictionaries({}, optional=dict.fromkeys((*FIELDS, "context"), JSON)), max_size=4))
@IN_ONE_FOLDER
def test_any_fields_are_read_or_told(tmp_path: Path, rows: list[dict[str, object]]) -> None:
    text = "".join(f"{json.dumps(row)}\n" for row in rows)
    read_or_told(write(tmp_path, "set.jsonl", text))


@given(
    st.binary(max_size=300),
    st.sampled_from(["jsonl", "csv", "tsv", "xlsx", "json", "txt", "jsonl.xz", "csv.gz", "xlsx.bz2"]),
    st.sampled_from([bytes, lzma.compress, gzip.compress, bz2.compress]),
)
@IN_ONE_FOLDER
def test_any_bytes_are_read_or_told(tmp_path: Path, raw: bytes, ending: str, pack: Any) -> None:
    read_or_told(write(tmp_path, f"set.{ending}", pack(raw)))


@given(st.data())
@IN_ONE_FOLDER
def test_a_set_with_any_bytes_put_into_it_is_read_or_told(tmp_path: Path, data: st.DataObject) -> None:
    raw = lines(ROW, {**ROW, "id": "b"}).encode()
    at = data.draw(st.integers(0, len(raw)))
    content = raw[:at] + data.draw(st.binary(max_size=4)) + raw[at + data.draw(st.integers(0, 4)) :]
    read_or_told(write(tmp_path, "set.jsonl", content))


def test_a_misspelt_field_is_named_and_another_is_let_be(tmp_path: Path) -> None:
    row = {"id": "a", "question": "多少？", "language": "zh", "notes": "ours", "answer": ["53"]}
    row["type"] = "of our own"
    assert "unknown field 'answer'; it is called answers" in said(write(tmp_path, "s.jsonl", lines(row)))
    assert len(read_questions(write(tmp_path, "s.jsonl", lines({**row, "answers": ["53"]}))).questions) == 1
