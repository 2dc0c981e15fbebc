"""Answers from processes of their own are the pipeline's, also after one has died or the index has changed."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from taobeiqa.errors import QuestionError
from taobeiqa.pipeline import Pipeline, build_index, open_pipeline
from taobeiqa.serving.workers import Workers
from taobeiqa.settings import Settings

CORPUS = Path(__file__).parents[1] / "corpus"


def opened(folder: Path) -> Pipeline:
    """What each process does first."""
    return open_pipeline(Settings(index=folder))


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    settings = Settings(CORPUS, tmp_path_factory.mktemp("index"))
    build_index(settings)
    return settings


@pytest.fixture(scope="module")
def pipeline(settings: Settings) -> Pipeline:
    return open_pipeline(settings)


@pytest.fixture(scope="module")
def workers(pipeline: Pipeline) -> Iterator[Workers]:
    with Workers(pipeline, opened, 2) as started:
        yield started


def running(process: int) -> bool:
    """Whether a process lives; one that nobody has buried does not."""
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def children() -> set[int]:
    """The processes that this one has begun and that live."""
    found = set()
    for folder in Path("/proc").iterdir():
        try:
            state, parent = (folder / "stat").read_text().rpartition(")")[2].split()[:2]
        except (OSError, ValueError):
            continue
        if int(parent) == os.getpid() and state != "Z":
            command = (folder / "cmdline").read_bytes()
            found |= {int(folder.name)} if b"spawn_main" in command else set()
    return found


def test_answers_are_those_of_the_pipeline(workers: Workers, pipeline: Pipeline) -> None:
    for question in ("2016年有多少个贫困村退出？", "Who is the mayor of Beijing?"):
        answer, own = workers.ask(question), pipeline.ask(question)
        assert replace(answer, timings_ms={}) == replace(own, timings_ms={})
        assert [replace(one, timings_ms={}) for one in workers.stream(question)] == [replace(own, timings_ms={})]
    assert workers.search("贫困村", 3) == pipeline.search("贫困村", 3)


def test_a_follow_up_goes_on_from_an_answer_of_another_process(workers: Workers, pipeline: Pipeline) -> None:
    first = workers.ask("2016年有多少个贫困村退出？")
    assert workers.ask("那2017年呢？", before=first).asked == pipeline.ask("那2017年呢？", before=first).asked


def test_what_is_wrong_with_a_question_is_told(workers: Workers) -> None:
    with pytest.raises(QuestionError):
        workers.ask("   ")


def test_a_process_that_dies_is_replaced_and_nothing_is_lost(workers: Workers, pipeline: Pipeline) -> None:
    for process in children():
        os.kill(process, signal.SIGKILL)
    answer = workers.ask("2016年有多少个贫困村退出？")
    assert answer.text == pipeline.ask("2016年有多少个贫困村退出？").text


def test_the_file_of_the_index_may_go(pipeline: Pipeline, settings: Settings) -> None:
    kept = settings.index / "generation.zip"
    content = kept.read_bytes()
    kept.unlink()
    try:
        with Workers(pipeline, opened, 1) as started:
            assert started.ask("贫困村").text == pipeline.ask("贫困村").text
    finally:
        kept.write_bytes(content)


def test_processes_end_with_a_server_that_is_killed(settings: Settings) -> None:
    program = (
        "import os, sys, time; from pathlib import Path\n"
        "from taobeiqa.pipeline import open_pipeline; from taobeiqa.serving.workers import Workers\n"
        "from taobeiqa.settings import Settings\n"
        "def opened(folder): return open_pipeline(Settings(index=folder))\n"
        "if __name__ == '__main__':\n"
        "    workers = Workers(opened(Path(sys.argv[1])), opened, 1)\n"
        "    print(*workers._pool._processes, flush=True)\n"
        "    time.sleep(600)\n"
    )
    script = settings.index / "server.py"
    script.write_text(program, encoding="utf-8")
    command = [sys.executable, str(script), str(settings.index)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
        worker = int(server.stdout.readline() if server.stdout else 0)
        server.kill()
    patience = time.monotonic() + 20
    while running(worker) and time.monotonic() < patience:
        time.sleep(0.05)
    assert not running(worker)
