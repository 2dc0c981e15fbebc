"""`taobeiqa questions` as a user meets it: drafts, the review of feedback, its export as a question set."""

from __future__ import annotations

from pathlib import Path

from typer.testing import CliRunner

from taobeiqa.cli import app
from taobeiqa.evaluation.questions import read_questions
from taobeiqa.feedback import FeedbackStore
from taobeiqa.pipeline import Pipeline
from tests.command import assert_one_line, run


def test_reviewed_feedback_becomes_a_question_set(pipeline: Pipeline, index_folder: Path, tmp_path: Path) -> None:
    path, out = tmp_path / "feedback.sqlite", tmp_path / "ours.jsonl"
    store = FeedbackStore(path)
    first = store.add(pipeline.ask("有多少个贫困村出列？"), "right")
    second = store.add(pipeline.ask("How many pandas live in the district?"), "wrong")
    store.change(second, "wrong", "53 villages!")
    store.add(pipeline.ask("What is the weather like?"), "right")
    options = ["--feedback", str(path), "--index", str(index_folder)]
    assert_one_line(run("questions", "export", out, *options), "questions review")
    typed = "r\n53\nc\n53\nno such words\n53个贫困村出列\nd\n"
    done = CliRunner().invoke(app, ["questions", "review", *options], input=typed)
    assert done.exit_code == 0, done.output
    assert "53 villages!" in done.output
    assert "no such words" in done.output
    assert "0 waiting, 2 kept" in done.output
    exported = run("questions", "export", out, *options)
    assert exported.returncode == 0, exported.stderr
    found = read_questions(out).questions
    assert [(q.id, q.language, q.answers, q.evidence) for q in found] == [
        (f"feedback-{first}", "zh", ("53",), (pipeline.ask("有多少个贫困村出列？").citations[0].quote,)),
        (f"feedback-{second}", "en", ("53",), ("53个贫困村出列",)),
    ]
    assert_one_line(run("questions", "export", out, *options), "is there already", "--force")
    assert run("evaluate", out, "--index", index_folder).returncode == 0


def test_drafts_are_proposed_and_held_back_until_reviewed(
    corpus_folder: Path, index_folder: Path, tmp_path: Path
) -> None:
    out = tmp_path / "drafts.jsonl"
    arguments = ("questions", "draft", "heming-lake-star-cleaning", "--corpus", corpus_folder, "--out", out)
    assert run(*arguments).returncode == 0
    drafts = read_questions(out).questions
    assert {question.language for question in drafts} == {"zh", "en"}
    assert all(question.draft for question in drafts)
    assert_one_line(run(*arguments), "is there already")
    assert_one_line(run("evaluate", out, "--index", index_folder), "is a draft")
    assert run("evaluate", out, "--index", index_folder, "--drafts").returncode == 0


def test_an_unknown_article_is_one_line(corpus_folder: Path) -> None:
    assert_one_line(run("questions", "draft", "nothing", "--corpus", corpus_folder), "'nothing'", "there are")
