"""The command line with a language model behind a local address: asked, measured, named, and never missed."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.command import assert_one_line, run, started
from tests.fake_model import KEY, saying, send, serving, streaming

SAID = json.dumps({"sentence": "共有53个贫困村出列。", "passage": 1, "quote": "53个贫困村出列"}, ensure_ascii=False)
QUESTION = "有多少个贫困村出列"


def named(url: str) -> dict[str, str]:
    return {
        "TAOBEIQA_LLM_BASE_URL": url,
        "TAOBEIQA_LLM_MODEL": "small-model",
        "TAOBEIQA_LLM_KEY": KEY,
        "NO_PROXY": "127.0.0.1",
    }


@pytest.mark.parametrize("says", [saying, streaming])
def test_ask_prints_what_is_proven(says, index_folder: Path) -> None:
    with serving(says(SAID)) as (_, url):
        done = run("ask", QUESTION, "--json", "--index", index_folder, **named(url))
    answer = json.loads(done.stdout)
    assert (done.returncode, done.stderr) == (0, "")
    assert answer["answer"]["text"] == "共有53个贫困村出列。"
    assert answer["written_by"] == "small-model"
    assert "write" in answer["timings_ms"]
    assert KEY not in done.stdout


def test_a_model_that_fails_is_one_line_beside_the_readers_answer(index_folder: Path) -> None:
    alone = run("ask", QUESTION, "--index", index_folder)
    with serving(lambda handler: send(handler, b"", 401)) as (_, url):
        done = started("ask", QUESTION, "--index", index_folder, **named(url))
    assert (done.returncode, done.stdout) == (0, alone.stdout)
    assert len(done.stderr.splitlines()) == 1
    assert "TAOBEIQA_LLM_KEY" in done.stderr
    assert KEY not in done.stderr


def test_wrong_settings_are_one_line(index_folder: Path) -> None:
    settings = {"TAOBEIQA_LLM_BASE_URL": "http://127.0.0.1:1/v1"}
    assert_one_line(run("ask", QUESTION, "--index", index_folder, **settings), "TAOBEIQA_LLM_MODEL is not")


def test_evaluate_asks_the_model_and_names_it(index_folder: Path, tmp_path: Path) -> None:
    rows = [
        {"id": "a", "question": QUESTION, "language": "zh", "answers": ["53"], "evidence": ["53个贫困村出列"]},
        {"id": "b", "question": "二〇一八年世界杯谁是冠军？", "language": "zh"},
    ]
    questions, out = tmp_path / "small.jsonl", tmp_path / "out.json"
    questions.write_text("\n".join(json.dumps(row, ensure_ascii=False) for row in rows), encoding="utf-8")
    given = ("evaluate", questions, "--index", index_folder, "--json", out)
    with serving(streaming(SAID)) as (server, url):
        done = run(*given, **named(url))
    assert done.returncode == 0, done.stderr
    found = json.loads(out.read_text(encoding="utf-8"))
    assert found["settings"]["language_model"] == "small-model"
    first, second = (one["answer"] for one in found["questions"])
    assert first == "共有53个贫困村出列。"
    assert second.startswith("文章里没有说到。")
    assert len(server.asked) == 1
    assert run(*given).returncode == 0
    assert "language_model" not in json.loads(out.read_text(encoding="utf-8"))["settings"]


def test_doctor_names_the_model_and_not_the_key(corpus_folder: Path, index_folder: Path) -> None:
    given = ("doctor", "--corpus", corpus_folder, "--index", index_folder)
    told = run(*given, **named("http://127.0.0.1:1/v1")).stdout
    assert "language model: small-model at http://127.0.0.1:1/v1" in told
    assert KEY not in told
    assert "language model: none" in run(*given).stdout
