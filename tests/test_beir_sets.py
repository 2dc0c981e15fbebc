"""Question sets in BEIR folders: documents, queries and graded judgements."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from taobeiqa.evaluation.passage_sets import read_set
from taobeiqa.evaluation.questions import Question
from tests.test_passage_sets import BRIDGE, LIBRARY, articles, told
from tests.test_question_files import IN_ONE_FOLDER, JSON, lines, read_or_told

CORPUS = [{"_id": "d1", "title": "大桥", "text": BRIDGE}, {"_id": "d2", "title": "", "text": LIBRARY, "metadata": {}}]
QUERIES = [
    {"_id": "q1", "text": "大桥何时通车？"},
    {"_id": "q2", "text": "How many books?"},
    {"_id": "q3", "text": "-"},
]
HEADING = "query-id\tcorpus-id\tscore\n"
QRELS = f"{HEADING}q2\td2\t2\nq1\td1\t1\nq2\td1\t1\nq1\td2\t0\n"


def beir(
    folder: Path, corpus: str = lines(*CORPUS), queries: str = lines(*QUERIES), name: str = "test", **splits: str
) -> Path:
    files = {"corpus.jsonl": corpus, "queries.jsonl": queries}
    files |= {f"qrels/{split}.tsv": text for split, text in (splits or {name: QRELS}).items()}
    for path in (folder / "qrels").glob("*"):
        path.unlink()
    for file, text in files.items():
        (folder / file).parent.mkdir(parents=True, exist_ok=True)
        (folder / file).write_bytes(text.encode(errors="surrogatepass"))
    return folder


def test_judged_queries_are_asked_with_the_grades_above_0(tmp_path: Path) -> None:
    found = read_set(beir(tmp_path / "ours"))
    assert found.questions == (
        Question("q2", "How many books?", "en", relevant=(("d2", 2), ("d1", 1))),
        Question("q1", "大桥何时通车？", "zh", relevant=(("d1", 1),)),
    )
    assert articles(found) == [("d1", "zh", f"大桥\n\n{BRIDGE}"), ("d2", "en", LIBRARY)]
    assert [article.title for article in found.articles or ()] == ["大桥", LIBRARY]
    assert found.name == "ours"
    content = lines(*CORPUS) + lines(*QUERIES) + QRELS
    assert found.digest == hashlib.sha256(content.encode()).hexdigest()


def test_a_folder_is_called_what_it_is_called(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(beir(tmp_path / "ours"))
    assert read_set(Path()).name == "ours"


@pytest.mark.parametrize(
    "text",
    [
        QRELS.replace("\n", "\r\n"),
        "\ufeff" + QRELS,
        QRELS.removeprefix(HEADING),
        QRELS.replace("\n", "\n\n").rstrip("\n"),
        QRELS.replace("\t2\n", "\t 2 \n"),
        QRELS + "q2\td2\t2\n",
        QRELS + "q3\td1\t-1\nq3\td2\t0\n",
    ],
)
def test_how_judgements_are_written_does_not_matter(tmp_path: Path, text: str) -> None:
    expected = read_set(beir(tmp_path / "ours")).questions
    assert read_set(beir(tmp_path / "ours", test=text)).questions == expected


def test_the_test_split_comes_first_then_dev_then_the_only_one(tmp_path: Path) -> None:
    one, two, three = (f"{HEADING}{query}\td1\t1\n" for query in ("q1", "q2", "q3"))
    for splits, expected in (
        ({"dev": one, "test": two, "train": three}, "q2"),
        ({"dev": one, "train": three}, "q1"),
        ({"train": three}, "q3"),
    ):
        assert [question.id for question in read_set(beir(tmp_path, **splits)).questions] == [expected]
    assert told(beir(tmp_path, train=one, validation=two)) == (
        f"{tmp_path}: is no BEIR folder: expected corpus.jsonl, queries.jsonl and qrels/test.tsv; "
        "qrels has only train, validation."
    )


def test_a_document_without_text_is_a_document_that_is_never_found(tmp_path: Path) -> None:
    corpus = [{"_id": "d1", "text": ""}, {"_id": "d2", "title": "书", "text": ""}, {"_id": "d3", "text": BRIDGE}]
    found = read_set(beir(tmp_path, corpus=lines(*corpus), test="q1\td1\t1\nq1\td3\t1\n"))
    assert articles(found) == [("d1", "en", ""), ("d2", "zh", "书\n\n"), ("d3", "zh", BRIDGE)]
    assert found.questions[0].relevant == (("d1", 1), ("d3", 1))
    assert (
        told(beir(tmp_path, corpus=lines(*corpus[:1]), test="q1\td1\t1\n")) == f"{tmp_path}/corpus.jsonl: has no text."
    )


@pytest.mark.parametrize(
    ("rows", "fault"),
    [
        ([{"text": "x"}], "line 4: the field _id is missing."),
        ([{"_id": 5, "text": "x"}], "line 4: _id must be text, not 5."),
        ([{"_id": " ", "text": "x"}], "line 4: _id must be text, not ' '."),
        ([{"_id": "z"}], "line 4: the field text is missing."),
        ([{"_id": "z", "text": None}], "line 4: the field text is missing."),
        ([{"_id": "z", "text": ["x"]}], "line 4: text must be text, not ['x']."),
        ([{"_id": "z", "text": "x", "title": 1}], "line 4: title must be text, not 1."),
        ([{"_id": "z", "text": "x"}, {"_id": "z", "text": "y"}], "line 5: the _id 'z' stands above already; ids are"),
        ([[]], "line 4: not a JSON object."),
    ],
)
@pytest.mark.parametrize("name", ["corpus", "queries"])
def test_a_bad_document_or_query_is_named_with_its_line(
    tmp_path: Path, rows: list[object], fault: str, name: str
) -> None:
    first = [{"_id": "a", "text": "a"}, {"_id": "b", "text": "b"}, {"_id": "c", "text": "c"}]
    path = beir(tmp_path, **{name: lines(*first, *rows)}) / f"{name}.jsonl"
    assert told(tmp_path).startswith(f"{path}: {fault}")


def test_a_query_without_text_is_named(tmp_path: Path) -> None:
    beir(tmp_path, queries=lines(*QUERIES, {"_id": "q4", "text": ""}))
    assert told(tmp_path) == f"{tmp_path}/queries.jsonl: line 4: the field text is missing."


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        ("q1\td9\t1", "line 6: 'd9' is not in corpus.jsonl."),
        ("q9\td1\t1", "line 6: 'q9' is not in queries.jsonl."),
        ("q9\td9\t0", "2 faults: line 6: 'q9' is not in queries.jsonl; line 6: 'd9' is not in corpus.jsonl."),
        ("q1\td1 \t1", "line 6: 'd1 ' is not in corpus.jsonl."),
        *(
            (bad, "line 6: expected query-id, corpus-id and a whole number, parted by tabs.")
            for bad in (
                "q1 d1 1",
                "q1\td1",
                "q1\t0\td1\t1",
                "q1\td1\t1.5",
                "q1\td1\t²",
                "q1\td1\t",
                "q1\td1\t" + "9" * 5000,
            )
        ),
        ("q2\td1\t2", "line 6: 'd1' has another grade for 'q2' above."),
        ("q1\td2\t1", "line 6: 'd2' has another grade for 'q1' above."),
        (HEADING, "line 6: expected query-id, corpus-id and a whole number, parted by tabs."),
        ("q1\td1\u2028\t1", r"line 6: 'd1\u2028' is not in corpus.jsonl."),
    ],
)
def test_a_bad_judgement_is_named_with_its_line(tmp_path: Path, line: str, fault: str) -> None:
    path = beir(tmp_path, test=f"{QRELS}{line}\n") / "qrels" / "test.tsv"
    assert told(tmp_path) == f"{path}: {fault}"


def test_what_is_no_beir_folder_is_one_line(tmp_path: Path) -> None:
    expected = "is no BEIR folder: expected corpus.jsonl, queries.jsonl and qrels/test.tsv."
    assert told(tmp_path) == f"{tmp_path}: {expected}"
    (tmp_path / "qrels").write_text("no folder")
    assert told(tmp_path) == f"{tmp_path}: {expected}"
    (tmp_path / "qrels").unlink()
    for name in ("corpus", "queries"):
        (beir(tmp_path) / f"{name}.jsonl").unlink()
        assert told(tmp_path) == f"There is no question set at {tmp_path / name}.jsonl."
    beir(tmp_path, test=f"{HEADING}q1\td1\t0\n")
    assert told(tmp_path) == f"{tmp_path}/qrels/test.tsv: judges nothing to be relevant."
    beir(tmp_path, test=" ")
    assert told(tmp_path).startswith(f"{tmp_path}/qrels/test.tsv: is empty")


CELLS = st.lists(st.sampled_from(["q1", "d1", "1", "0", ""]) | st.text(max_size=3), min_size=2, max_size=4)


@given(
    st.lists(st.fixed_dictionaries({}, optional={"_id": JSON, "title": JSON, "text": JSON}), max_size=2),
    st.lists(CELLS.map("\t".join), max_size=3),
    st.booleans(),
)
@IN_ONE_FOLDER
def test_a_folder_with_anything_in_it_is_read_or_told(
    tmp_path: Path, rows: list[dict[str, object]], judged: list[str], documents: bool
) -> None:
    corpus = lines(*CORPUS, *(rows if documents else ()))
    queries = lines(*QUERIES, *(() if documents else rows))
    read_or_told(beir(tmp_path, corpus, queries, test="\n".join([QRELS, *judged])))
