"""The building: which floor may import which, how large a file may be, what `import taobeiqa` loads."""

from __future__ import annotations

import ast
import json
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "src" / "taobeiqa"
FILES = sorted(PACKAGE.rglob("*.py"))

# Each floor and the floors it may import besides itself and the ground. `text` stands on nothing at all: not even on
# the records, which are about articles and questions. The pipeline builds what the rooms above it use.
GROUND = {"records", "errors", "settings", "language_model", "version"}
FLOORS: dict[str, set[str]] = {
    "records": set(),
    "errors": set(),
    "version": set(),
    "settings": set(),
    "language_model": {"errors"},
    "feedback": set(),
    "text": set(),
    "corpus": {"text"},
    "retrieval": {"text", "corpus"},
    "answering": {"text", "corpus", "retrieval"},
    "pipeline": {"text", "corpus", "retrieval", "answering"},
    "evaluation": {"text", "corpus", "retrieval", "answering", "pipeline", "feedback"},
    "serving": {"text", "corpus", "retrieval", "answering", "pipeline", "feedback"},
    "cli": {"text", "corpus", "retrieval", "answering", "pipeline", "evaluation", "serving", "feedback"},
    "__init__": {"pipeline"},
    "__main__": {"cli"},
}


def parsed(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def floor_of(path: Path) -> str:
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


def imported(path: Path) -> Iterator[str]:
    """The floors of taobeiqa that a file imports, wherever in the file it does."""
    for node in ast.walk(parsed(path)):
        if isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative import"
            modules = [node.module or ""]
            if node.module == "taobeiqa":
                modules = [f"taobeiqa.{alias.name}" for alias in node.names]
        elif isinstance(node, ast.Import):
            modules = [alias.name for alias in node.names]
        else:
            continue
        yield from (module.split(".")[1] for module in modules if module.startswith("taobeiqa."))


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_imports_go_up_the_building_only(path: Path) -> None:
    floor = floor_of(path)
    allowed = FLOORS[floor] | {floor} | (set() if floor in GROUND | {"text"} else GROUND)
    assert set(imported(path)) <= allowed


def test_only_the_roof_knows_the_settings() -> None:
    assert {floor_of(path) for path in FILES if "settings" in imported(path)} <= {"pipeline", "cli", "__init__"}


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_a_file_is_short_and_neither_prints_nor_asserts_nor_swallows(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) < 320
    for node in ast.walk(parsed(path)):
        assert not isinstance(node, ast.Assert), f"assert at line {node.lineno}"
        if isinstance(node, ast.ExceptHandler):
            assert node.type is not None, f"bare except at line {node.lineno}"
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            assert node.func.id not in ("print", "eval", "exec"), f"{node.func.id}() at line {node.lineno}"


def test_no_test_or_source_file_is_long() -> None:
    for path in (ROOT / "tests").glob("*.py"):
        assert len(path.read_text(encoding="utf-8").splitlines()) < 320, path.name


@pytest.mark.parametrize(
    ("module", "heavy"),
    [
        ("taobeiqa", ["torch", "faiss", "gradio", "fastapi", "transformers", "sentence_transformers", "numpy"]),
        ("taobeiqa.pipeline", ["torch", "gradio", "fastapi", "transformers", "sentence_transformers"]),
        ("taobeiqa.cli", ["torch", "gradio", "fastapi", "transformers", "sentence_transformers"]),
    ],
)
def test_importing_loads_nothing_heavy(module: str, heavy: list[str]) -> None:
    code = f"import sys, {module}; print(*(name for name in {heavy!r} if name in sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == []


def test_a_question_in_the_bundled_setting_loads_no_pytorch(index_folder: Path) -> None:
    code = (
        "import sys; from pathlib import Path; from taobeiqa.pipeline import open_pipeline;"
        "from taobeiqa.settings import Settings;"
        f"open_pipeline(Settings(index=Path({str(index_folder)!r}))).ask('how many villages exited poverty');"
        "print(*(name for name in ('torch', 'transformers', 'gradio') if name in sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == []


def constants(path: Path) -> Iterator[str]:
    """The strings and numbers that a file computes with: no docstrings, no comments."""
    tree = parsed(path)
    told = {
        id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and id(node) not in told:
            yield str(node.value)


def known_answers() -> set[str]:
    """Answers too particular to stand in code by chance: names, and figures of three digits that count."""
    found: set[str] = set()
    for path in (ROOT / "corpus" / "questions").glob("*.jsonl"):
        for line in path.read_text(encoding="utf-8").splitlines():
            for answer in json.loads(line)["answers"]:
                figure = answer.replace(",", "").replace(".", "").rstrip("%")
                particular = len(answer) > 2 and (not answer.isascii() or answer[0].isupper() or len(answer) > 9)
                if len(figure.strip("0")) >= 3 if figure.isdigit() else particular:
                    found.add(answer.lower())
    return found


def _stands_in(answer: str, words: str) -> bool:
    """Whether an answer is written there; a figure is no part of a longer one."""
    return (
        re.search(r"(?<!\d)" * answer[0].isdigit() + re.escape(answer) + r"(?!\d)" * answer[-1].isdigit(), words)
        is not None
    )


def test_the_code_holds_no_answer_of_the_question_sets_and_no_evidence() -> None:
    answers = known_answers()
    assert len(answers) > 20
    evidence = {
        piece[start : start + 8]
        for path in (ROOT / "corpus" / "questions").glob("*.jsonl")
        for line in path.read_text(encoding="utf-8").splitlines()
        for piece in json.loads(line)["evidence"]
        for start in range(len(piece) - 7)
    }
    for path in FILES:
        # The example questions of the chat name places, which are answers to other questions.
        unwanted = {answer for answer in answers if answer[0].isdigit()} if floor_of(path) == "serving" else answers
        for constant in constants(path):
            words = constant.lower()
            assert not [answer for answer in unwanted if _stands_in(answer, words)], path
            assert not [piece for piece in evidence if piece in constant], path
