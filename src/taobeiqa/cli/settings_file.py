"""Settings in a TOML file: its keys are the names of the options. What the environment or the command line says goes
before it.
"""

from __future__ import annotations

import difflib
import os
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any

import typer

from taobeiqa.cli.options import app
from taobeiqa.errors import TaobeiqaError
from taobeiqa.version import VERSION

_PREFIX = "TAOBEIQA_"
_MODEL = ("LLM_BASE_URL", "LLM_MODEL")
"""Settings that are options of no command. A language model's key is a secret: no file of settings should hold it."""


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"taobeiqa {VERSION}")
        raise typer.Exit


@app.callback()
def settings(
    context: typer.Context,
    file: Annotated[
        Path | None,
        typer.Option("--settings", envvar="TAOBEIQA_SETTINGS", help="A TOML file of settings.", show_default=False),
    ] = None,
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Show the version and exit.")
    ] = False,
) -> None:
    """Ask Chinese newspaper articles questions in Chinese or English; get answers with verbatim citations."""
    if file is None:
        return
    known = {_name(variable) for variable in (*_variables(context.command), *(_PREFIX + name for name in _MODEL))}
    for name, value in _read(file).items():
        if name not in known:
            near = difflib.get_close_matches(name, known, 1)
            hint = f"is it {near[0]}?" if near else "settings are named as the options are, such as index or host."
            raise TaobeiqaError(f"{file}: there is no setting {name!r}: {hint}")
        os.environ.setdefault(_PREFIX + name.replace("-", "_").upper(), _written(name, value, file))


def _read(file: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(file.read_text(encoding="utf-8"))
    except OSError as error:
        raise TaobeiqaError(f"The settings at {file} cannot be read: {error.strerror}.") from error
    except ValueError as error:
        raise TaobeiqaError(f"{file}: is no TOML file: {error}.") from error


def _variables(command: Any) -> Iterator[str]:
    """The environment variables of the options of every command."""
    for inner in getattr(command, "commands", {}).values():
        yield from _variables(inner)
        yield from (one.envvar for one in inner.params if isinstance(one.envvar, str))


def _name(variable: str) -> str:
    return variable.removeprefix(_PREFIX).replace("_", "-").lower()


def _written(name: str, value: object, file: Path) -> str:
    """A value as an environment variable holds it, where blanks stand between several."""
    match value:
        case bool():
            return "1" if value else "0"
        case str() | int() | float():
            return str(value)
        case list() if all(isinstance(one, str) and one and not any(char.isspace() for char in one) for one in value):
            return " ".join(value)
        case _:
            raise TaobeiqaError(f"{file}: {name} has to be text, a number, true, false, or a list of texts.")
