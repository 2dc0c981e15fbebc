"""`taobeiqa evaluate`, `calibrate` and `questions` as a user meets them: files, exit codes, one line for a fault."""

from __future__ import annotations

import json
import shutil
import xml.etree.ElementTree as ET
from itertools import islice
from pathlib import Path

import ir_measures
import openpyxl
import pytest
from ir_measures import RR, R, nDCG

from taobeiqa.evaluation.evaluate import ask_all
from taobeiqa.evaluation.metrics import METRICS
from taobeiqa.evaluation.questions import read_questions
from taobeiqa.evaluation.resume import Unfinished
from taobeiqa.pipeline import Pipeline
from taobeiqa.records import Answer
from tests.command import assert_one_line, run

QUESTIONS = Path(__file__).parents[1] / "corpus" / "questions"


def some_of(name: str, count: int) -> list[dict]:
    """The first answerable questions of a bundled set, and as many that the articles do not answer."""
    rows = [json.loads(line) for line in (QUESTIONS / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()]
    answerable = [row for row in rows if row["answers"]]
    return [*answerable[:count], *[row for row in rows if not row["answers"]][:count]]


def taken_for_unsaid(name: str, count: int) -> list[dict]:
    """Questions of a bundled set that the articles answer, as if they did not: each answer is a false one."""
    rows = [row for row in some_of(name, count) if row["answers"]]
    return [{**row, "id": f"unsaid-{row['id']}", "answers": [], "evidence": []} for row in rows]


def written(rows: list[dict], path: Path) -> Path:
    path.write_text("".join(f"{json.dumps(row, ensure_ascii=False)}\n" for row in rows), encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    rows = [*some_of("taobei.zh", 5), *some_of("taobei.en", 5)]
    rows[0]["evidence"] = ["一次购置了小型环卫保洁设备13台"]  # which answers something else: not all is to be right
    return written(rows, tmp_path_factory.mktemp("sets") / "small.jsonl")


@pytest.fixture(scope="module")
def few(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where not much has to be asked: one that looks wrong, one that is right, one without an answer."""
    rows = some_of("taobei.zh", 3)[1:4]
    rows[0]["evidence"] = ["一次购置了小型环卫保洁设备13台"]
    return written(rows, tmp_path_factory.mktemp("sets") / "few.jsonl")


@pytest.fixture(scope="module")
def evaluated(small: Path, index_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with everything that one evaluation writes."""
    out = tmp_path_factory.mktemp("out")
    files = ("--json", out / "r.json", "--run", out / "r.run", "--junit", out / "r.xml", "--report", out / "report")
    done = run("evaluate", small, "--index", index_folder, *files)
    assert done.returncode == 0, done.stderr
    assert "| all | 20 |" in done.stdout
    return out


def test_the_json_keeps_its_contract(evaluated: Path) -> None:
    content = json.loads((evaluated / "r.json").read_text(encoding="utf-8"))
    assert set(content) >= {"settings", "overall", "by_language", "questions"}
    assert set(content["by_language"]) == {"zh", "en"}
    for metrics in (content["overall"], *content["by_language"].values()):
        assert set(metrics) >= {"count", "intervals", *METRICS}
        for metric in METRICS:
            low, high = metrics["intervals"][metric]
            assert 0 <= low <= metrics[metric] <= high <= 1
    assert (content["overall"]["count"], content["by_language"]["zh"]["count"]) == (20, 10)
    for question in content["questions"]:
        assert set(question) >= {"id", "abstained", "answer", "rank", "answer_correct", "citation_correct"}
    accurate = [
        question["answer_correct"] for question in content["questions"] if question["answer_correct"] is not None
    ]
    assert content["overall"]["answer_accuracy"] == pytest.approx(sum(accurate) / len(accurate), abs=1e-6)


def test_the_run_can_be_checked_by_others(evaluated: Path) -> None:
    overall = json.loads((evaluated / "r.json").read_text(encoding="utf-8"))["overall"]
    qrels = list(ir_measures.read_trec_qrels(str(evaluated / "r.run.qrels")))
    ranked = list(ir_measures.read_trec_run(str(evaluated / "r.run")))
    theirs = ir_measures.calc_aggregate([R @ 1, R @ 5, R @ 10, RR @ 10, nDCG @ 10], qrels, ranked)
    for metric, name in ((R @ 1, "recall@1"), (R @ 5, "recall@5"), (RR @ 10, "mrr@10"), (nDCG @ 10, "ndcg@10")):
        assert overall[name] == pytest.approx(theirs[metric], abs=1e-6)


def test_junit_shows_each_question_as_a_test(evaluated: Path) -> None:
    questions = json.loads((evaluated / "r.json").read_text(encoding="utf-8"))["questions"]
    [suite] = ET.parse(evaluated / "r.xml").getroot()
    failed = {case.get("name", "").split(":")[0] for case in suite if case.find("failure") is not None}
    assert len(suite) == 20
    assert failed == {question["id"] for question in questions if question["outcome"] != "right"}


def test_the_report_is_one_file(evaluated: Path) -> None:
    assert [path.name for path in (evaluated / "report").iterdir()] == ["index.html"]


def test_limits_decide_the_exit_code(small: Path, index_folder: Path, tmp_path: Path) -> None:
    reached = ("--fail-under", "recall@10=0.5", "--fail-under", "false_answer_rate=1")
    assert run("evaluate", small, "--index", index_folder, *reached).returncode == 0
    failed = run("evaluate", small, "--index", index_folder, "--fail-under", "recall@1=1")
    assert failed.returncode == 1
    assert "recall@1 is" in failed.stderr
    unsaid = written(taken_for_unsaid("taobei.zh", 2), tmp_path / "unsaid.jsonl")
    rate = run("evaluate", unsaid, "--index", index_folder, "--fail-under", "false_answer_rate=0")
    assert (rate.returncode, "at most 0 is asked for" in rate.stderr) == (1, True)


def test_a_baseline_that_was_better_fails_and_names_the_questions(
    small: Path, evaluated: Path, index_folder: Path, tmp_path: Path
) -> None:
    same = run("evaluate", small, "--index", index_folder, "--baseline", evaluated / "r.json")
    assert same.returncode == 0, same.stderr
    assert "p = 1.000" in same.stdout
    rows = map(json.loads, (QUESTIONS / "taobei-conflict.en.jsonl").read_text(encoding="utf-8").splitlines())
    hard, now = tmp_path / "hard.jsonl", tmp_path / "now.json"
    written([{**row, "answers": ["98765432"]} for row in islice(rows, 8)], hard)
    assert run("evaluate", hard, "--index", index_folder, "--json", now).returncode == 0
    content = json.loads(now.read_text(encoding="utf-8"))
    wrong = [question for question in content["questions"] if question["outcome"] != "right"]
    assert len(wrong) == len(content["questions"]) >= 6
    for question in wrong:
        question["outcome"] = "right"
        question["metrics"]["answer_accuracy"] = 1.0
    now.write_text(json.dumps(content), encoding="utf-8")
    lost = run("evaluate", hard, "--index", index_folder, "--baseline", now, "--json", tmp_path / "compared.json")
    assert lost.returncode == 1
    assert "answer_accuracy" in lost.stderr
    comparison = json.loads((tmp_path / "compared.json").read_text(encoding="utf-8"))["comparison"]
    assert set(comparison["worse"]) == {question["id"] for question in wrong}
    assert comparison["better"] == []


def test_floors_are_pinned_and_lowered_only_when_told(few: Path, index_folder: Path, tmp_path: Path) -> None:
    floors = tmp_path / "floors.json"
    assert run("evaluate", few, "--index", index_folder, "--floors", floors, "--pin").returncode == 0
    pinned = json.loads(floors.read_text(encoding="utf-8"))
    assert run("evaluate", few, "--index", index_folder, "--floors", floors).returncode == 0
    strict = {"few": {**pinned["few"], "recall@1": 1.0}}
    floors.write_text(json.dumps(strict), encoding="utf-8")
    kept = run("evaluate", few, "--index", index_folder, "--floors", floors, "--pin")
    assert (kept.returncode, json.loads(floors.read_text(encoding="utf-8"))) == (1, strict)
    lowered = run("evaluate", few, "--index", index_folder, "--floors", floors, "--pin", "--allow-lower")
    assert (lowered.returncode, json.loads(floors.read_text(encoding="utf-8"))) == (0, pinned)


GOOD = {
    "id": "a",
    "question": "有多少个贫困村出列？",
    "language": "zh",
    "answers": ["53"],
    "evidence": ["53个贫困村出列"],
}


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ([GOOD, {**GOOD, "id": "b", "evidence": ["九百个贫困村出列"]}], ["line 2", "九百个贫困村出列", "no article"]),
        ([GOOD, GOOD], ["line 2", "'a'", "unique"]),
        ([GOOD, {**GOOD, "id": "b", "language": "fr"}], ["line 2", "'fr'"]),
        ([{name: value for name, value in GOOD.items() if name != "question"}], ["line 1", "question", "missing"]),
        ([{**GOOD, "question": "？？"}], ["line 1", "no word"]),
        ([{**GOOD, "draft": True}], ["line 1", "draft"]),
        ([], ["empty"]),
    ],
)
def test_a_faulty_set_is_one_line(rows: list[dict], said: list[str], index_folder: Path, tmp_path: Path) -> None:
    done = run("evaluate", written(rows, tmp_path / "set.jsonl"), "--index", index_folder)
    assert_one_line(done, "set.jsonl", *said)


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--fail-under", "accuracy=0.5"], "unknown metric 'accuracy'"),
        (["--fail-under", "recall@1=2"], "between 0 and 1"),
        (["--baseline", "nowhere.json"], "no baseline at nowhere.json"),
        (["--floors", "nowhere.json"], "no floors at nowhere.json"),
        (["--pin"], "--floors"),
        (["--report-language", "fr"], "write en or zh"),
        (["--index", "nowhere"], "taobeiqa index"),
        (["--json", "."], "is a folder"),
        (["--passages", "nowhere.jsonl"], "--passages"),
    ],
)
def test_wrong_options_are_one_line(
    options: list[str], said: str, small: Path, index_folder: Path, tmp_path: Path
) -> None:
    index = [] if "--index" in options else ["--index", index_folder]
    assert_one_line(run("evaluate", small, *index, *options, folder=tmp_path), said)


def test_two_sets_with_one_id_are_refused(small: Path, index_folder: Path, tmp_path: Path) -> None:
    other = shutil.copy(small, tmp_path / "other.jsonl")
    assert_one_line(run("evaluate", small, other, "--index", index_folder), "small", "other", "exit-villages-zh")


def test_a_spreadsheet_is_evaluated(index_folder: Path, tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active.append(["id", "question", "language", "answers", "evidence", "type"])
    book.active.append(["a", "有多少个贫困村出列？", "zh", 53, "53个贫困村出列", "figure"])
    book.active.append(["b", "How many pandas live in the district?", "en", None, None, None])
    book.save(tmp_path / "ours.xlsx")
    done = run("evaluate", tmp_path / "ours.xlsx", "--index", index_folder, "--json", tmp_path / "r.json")
    assert done.returncode == 0, done.stderr
    book.active.append(["c", "有多少个？", "zh", "9", "九百个贫困村出列"])
    book.save(tmp_path / "faulty.xlsx")
    assert_one_line(
        run("evaluate", tmp_path / "faulty.xlsx", "--index", index_folder), "faulty.xlsx: row 4", "no article"
    )
    rows = json.loads((tmp_path / "r.json").read_text(encoding="utf-8"))["questions"]
    assert [(row["id"], row["outcome"]) for row in rows] == [("a", "right"), ("b", "right")]


def test_questions_of_one_language_meet_passages_of_the_other(index_folder: Path, tmp_path: Path) -> None:
    bridge, library = "The bridge opened on May 12.", "The library holds 48,000 books."
    english = [
        {"id": "q1", "question": "When did the bridge open?", "context": bridge, "answers": ["May 12"]},
        {"id": "q2", "question": "How many books are there?", "context": library, "answers": ["48,000"]},
    ]
    chinese = [
        {"id": "z1", "question": "-", "context": "大桥于5月12日通车。", "answers": ["5月12日"]},
        {"id": "z2", "question": "-", "context": "图书馆藏书4.8万册。", "answers": ["4.8万册"]},
    ]
    ours, others = written(english, tmp_path / "en.jsonl"), written(chinese, tmp_path / "zh.jsonl")
    files = ("--passages", others, "--json", tmp_path / "r.json", "--run", tmp_path / "r.run")
    done = run("evaluate", ours, "--index", tmp_path / "index", *files)
    assert done.returncode == 0, done.stderr
    content = json.loads((tmp_path / "r.json").read_text(encoding="utf-8"))
    assert list(content["by_direction"]) == ["en→zh"]
    assert content["overall"]["recall@1"] == 1
    assert len((tmp_path / "r.run").read_text(encoding="utf-8").splitlines()) == 4
    assert not (tmp_path / "index" / "unfinished").exists()


class Interrupted:
    """A pipeline that is stopped before its n-th question, and counts what it was asked."""

    def __init__(self, pipeline: Pipeline, stop_at: int) -> None:
        self.asked: list[str] = []
        self._pipeline, self._stop_at = pipeline, stop_at

    def attempt(self, question: str, top_k: int, before: Answer | None) -> object:
        if len(self.asked) == self._stop_at:
            raise KeyboardInterrupt
        self.asked.append(question)
        return self._pipeline.attempt(question, top_k, before)

    def worded(self, attempt: Answer) -> Answer:
        return attempt


def test_an_interrupted_evaluation_goes_on(small: Path, pipeline: Pipeline, tmp_path: Path) -> None:
    questions = read_questions(small)
    whole = ask_all(questions, pipeline, Unfinished(tmp_path, "whole"))
    first = Interrupted(pipeline, 7)
    with pytest.raises(KeyboardInterrupt):
        ask_all(questions, first, Unfinished(tmp_path, "cut"))
    second = Interrupted(pipeline, 100)
    resumed = ask_all(questions, second, Unfinished(tmp_path, "cut"))
    assert first.asked + second.asked == [question.text for question in questions.questions]
    assert {name: (one.text, one.ranking) for name, one in resumed.items()} == {
        name: (one.text, one.ranking) for name, one in whole.items()
    }


def test_calibration_is_stored_shown_and_used(index_folder: Path, tmp_path: Path) -> None:
    index = tmp_path / "index"
    shutil.copytree(index_folder, index)
    rows = [*some_of("taobei.zh", 12), *taken_for_unsaid("taobei-more.zh", 8)]
    sets = [written(rows, tmp_path / "said.jsonl"), QUESTIONS / "taobei-unsaid.zh.jsonl"]
    done = run("calibrate", *sets, "--max-false-answers", "0.05", "--index", index)
    assert done.returncode == 0, done.stderr
    doctor = run("doctor", "--index", index).stdout
    [line] = [line for line in doctor.splitlines() if line.startswith("threshold")]
    assert line in done.stdout
    threshold = float(line.split()[1].rstrip(","))
    assert threshold > 0.5
    content = tmp_path / "r.json"
    assert run("evaluate", *sets, "--index", index, "--json", content).returncode == 0
    found = json.loads(content.read_text(encoding="utf-8"))
    assert found["settings"]["threshold"] == pytest.approx(threshold, abs=1e-3)
    assert found["settings"]["threshold_from"] == "calibrated"
    assert found["overall"]["false_answer_rate"] <= 0.05
    assert run("index", "--index", index).returncode == 0
    assert line in run("doctor", "--index", index).stdout, "an update of the index keeps its calibration"


def test_a_threshold_is_not_set_from_questions_of_one_kind(index_folder: Path) -> None:
    done = run("calibrate", QUESTIONS / "taobei-more.zh.jsonl", "--index", index_folder)
    assert_one_line(done, "at least 10", "48 and 0")
