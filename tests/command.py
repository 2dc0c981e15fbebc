"""The command line in the tests' own process: it is started so often that loading it anew took longer than the rest."""

from __future__ import annotations

import contextlib
import io
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from unittest.mock import patch

from taobeiqa.cli import main


@dataclass(frozen=True)
class Done:
    """What a command printed, and its exit code."""

    returncode: int
    stdout: str
    stderr: str


def clean() -> dict[str, str]:
    """The environment without the program's own settings."""
    return {name: value for name, value in os.environ.items() if not name.startswith("TAOBEIQA_")}


def run(*arguments: str | Path, folder: Path | None = None, **environment: str) -> Done:
    """A command, as if started in a folder, with no other settings than those of the environment given."""
    out, err = io.StringIO(), io.StringIO()
    code = 0
    with (
        patch.dict(os.environ, clean() | environment, clear=True),  # a command reads a file of settings into it
        patch.object(os, "nice"),  # the other tests are not to stand back with it
        contextlib.chdir(folder or Path.cwd()),
        contextlib.redirect_stdout(out),
        contextlib.redirect_stderr(err),
    ):
        try:
            main([str(argument) for argument in arguments])
        except SystemExit as end:
            code = int(end.code or 0)
    return Done(code, out.getvalue(), err.getvalue())


def started(*arguments: str | Path, **environment: str) -> Done:
    """A command of the program itself."""
    command = [Path(sys.executable).parent / "taobeiqa", *map(str, arguments)]
    done = subprocess.run(command, capture_output=True, encoding="utf-8", env=clean() | environment, check=False)
    return Done(done.returncode, done.stdout, done.stderr)


def assert_one_line(done: Done, *said: str) -> None:
    assert done.returncode == 2
    assert done.stdout == ""
    assert len(done.stderr.splitlines()) == 1, done.stderr
    assert "Traceback" not in done.stderr
    for words in said:
        assert words in done.stderr
