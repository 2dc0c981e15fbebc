"""The command line. Exit codes: 0 fine; 1 a quality gate failed; 2 the input or the settings were wrong, told in one
line on stderr; 130 interrupted.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping, Sequence
from typing import Any

import typer

from taobeiqa.cli import answers, evaluation, keys, questions, serving, settings_file, translate
from taobeiqa.cli.options import app
from taobeiqa.errors import TaobeiqaError

__all__ = ["answers", "app", "evaluation", "keys", "main", "questions", "serving", "settings_file", "translate"]


def main(arguments: Sequence[str] | None = None, defaults: Mapping[str, Mapping[str, Any]] | None = None) -> None:
    """Run the command line; every error that the user can mend is one line on stderr and exit code 2.

    `arguments` are those of the process unless others are given; `defaults` is what options of a command, by its name
    and theirs, are where neither the command line nor the environment says anything.
    """
    try:
        app(arguments, prog_name="taobeiqa", default_map=defaults)
    except TaobeiqaError as error:
        typer.echo(" ".join(str(error).split()), err=True)
        sys.exit(2)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(1)
