"""Forty questions that are asked in every way, what the command line prints for them, and a server to ask."""

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import pytest
from typer.testing import CliRunner

from taobeiqa.cli import app
from taobeiqa.pipeline import Pipeline

MODULE = [sys.executable, "-c", "from taobeiqa.cli import main; main()"]
HOW_MANY = 40


def chosen(folder: Path) -> list[dict]:
    """As many questions of either language, evenly out of all sets; none that only another makes sense of."""
    found: list[dict] = []
    for language in ("en", "zh"):
        lines = [
            json.loads(line)
            for path in sorted((folder / "questions").glob(f"*.{language}.jsonl"))
            for line in path.read_text(encoding="utf-8").splitlines()
        ]
        alone = [line for line in lines if not line.get("follows")]
        found += [alone[place * len(alone) // (HOW_MANY // 2)] for place in range(HOW_MANY // 2)]
    return found


def printed_by(pipeline: Pipeline, questions: Sequence[str]) -> dict[str, dict]:
    """What `ask --json` prints, by question. The index is opened once for all."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr("taobeiqa.cli.answers.opened", lambda index, model: pipeline)
        return {one: json.loads(CliRunner().invoke(app, ["ask", one, "--json"]).stdout) for one in questions}


def environment() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if not name.startswith("TAOBEIQA_")}


@contextmanager
def server(index: Path, corpus: Path, *more: str) -> Iterator[str]:
    """The address of a server in a process of its own."""
    wanted = ["serve", "--port", "0", "--index", str(index), "--corpus", str(corpus), "--no-feedback", *more]
    with subprocess.Popen(
        [*MODULE, *wanted], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, env=environment()
    ) as process:
        try:
            line = process.stdout.readline()
            assert re.fullmatch(r"taobeiqa is ready: http://127\.0\.0\.1:\d+\n", line)
            yield line.removeprefix("taobeiqa is ready: ").rstrip()
        finally:
            process.terminate()
