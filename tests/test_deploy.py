"""What stands in `deploy/` and for a Hugging Face Space agrees with the project that it installs."""

import fnmatch
import os
import re
import shutil
import subprocess
import sys
import sysconfig
import tomllib
from pathlib import Path

import httpx
import pytest
import yaml
from typer.testing import CliRunner

from taobeiqa.cli import app
from taobeiqa.serving.chat import TITLE
from tests.rest import free_port

ROOT = Path(__file__).parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]


def named(requirement: str) -> str:
    """The package that a requirement is for, written in one way."""
    return re.match(r"[\w.-]+", requirement)[0].lower().replace("_", "-")


def pinned(file: Path) -> dict[str, str]:
    """The versions that a file of requirements names."""
    lines = [line.split("==") for line in file.read_text(encoding="utf-8").splitlines() if "==" in line]
    return {named(package): version for package, version in lines}


def test_a_space_installs_what_the_package_needs_in_the_versions_that_the_tests_pass_with() -> None:
    needed = {named(requirement) for requirement in PROJECT["dependencies"]}
    versions = pinned(ROOT / "constraints.txt")
    assert pinned(ROOT / "requirements.txt") == {package: versions[package] for package in needed}


def test_the_header_of_the_readme_is_that_of_a_space() -> None:
    _, header, _ = (ROOT / "README.md").read_text(encoding="utf-8").split("---\n", 2)
    told = yaml.safe_load(header)
    assert told["sdk"] == "gradio"
    assert told["sdk_version"] == pinned(ROOT / "constraints.txt")["gradio"]
    assert (ROOT / told["app_file"]).is_file()
    assert told["license"] == PROJECT["license"].lower()
    assert len(told["short_description"]) <= 60  # what a Space allows


def test_a_space_answers_where_the_package_is_not_installed(tmp_path: Path, index_folder: Path) -> None:
    # Without `site` the installed packages are found on the path, but not this one, which is installed as a link, nor
    # what is known of it.
    port, index = free_port(), shutil.copytree(index_folder, tmp_path / "index")
    told = {"SPACE_ID": "somebody/taobeiqa", "GRADIO_SERVER_PORT": str(port), "TAOBEIQA_INDEX": str(index)}
    told |= {"TAOBEIQA_PREFIX": "/wenda", "GRADIO_SERVER_NAME": "0.0.0.0"}
    environment = {**os.environ, **told, "PYTHONPATH": sysconfig.get_path("purelib")}
    command = [sys.executable, "-S", "-c", "import taobeiqa"]
    assert subprocess.run(command, env=environment, cwd=tmp_path, capture_output=True, check=False).returncode == 1
    command = [sys.executable, "-S", str(ROOT / "app.py")]
    with subprocess.Popen(command, env=environment, cwd=tmp_path, stdout=subprocess.PIPE, text=True) as server:
        try:
            assert server.stdout is not None
            address = f"http://127.0.0.1:{port}/wenda/"
            assert server.stdout.readline().endswith(f" {address}\n")
            assert httpx.get(f"{address}readyz").status_code == 200
            page = httpx.get(address)
            assert f'"root":"{address.rstrip("/")}"' in page.text
            assert "frame-ancestors 'self' https://huggingface.co" in page.headers["content-security-policy"]
        finally:
            server.terminate()


def test_the_page_alone_can_be_imported_as_demo(tmp_path: Path, index_folder: Path) -> None:
    index = shutil.copytree(index_folder, tmp_path / "index")
    command = [sys.executable, "-c", "from app import demo; print(type(demo).__name__, demo.title)"]
    environment = {**os.environ, "TAOBEIQA_INDEX": str(index)}
    done = subprocess.run(command, env=environment, cwd=ROOT, capture_output=True, encoding="utf-8", check=True)
    assert done.stdout == f"Blocks {TITLE}\n"


def test_the_example_settings_are_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    for variable in [name for name in os.environ if name.startswith("TAOBEIQA_")]:
        monkeypatch.delenv(variable)
    before = dict(os.environ)
    try:
        # A port that cannot be is refused after all other settings have been read.
        ended = CliRunner().invoke(app, ["--settings", str(ROOT / "deploy" / "taobeiqa.toml"), "serve", "--port", "-1"])
    finally:
        os.environ.clear()
        os.environ.update(before)
    assert ended.exit_code == 2
    assert "Invalid value for '--port'" in ended.output


def test_everything_that_the_image_is_made_from_is_there_and_let_in() -> None:
    lines = (ROOT / "deploy" / "Dockerfile").read_text(encoding="utf-8").splitlines()
    copied = [source for line in lines if line.startswith("COPY ") for source in line.split()[1:-1]]
    allowed = [
        line[1:] for line in (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines() if line[:1] == "!"
    ]
    assert {"src", "corpus", "pyproject.toml"} <= set(copied)
    for source in copied:
        assert (ROOT / source).exists()
        assert any(fnmatch.fnmatch(source, pattern) for pattern in allowed), source


def test_the_unit_reads_the_settings_and_may_write_where_they_say() -> None:
    unit = (ROOT / "deploy" / "taobeiqa.service").read_text(encoding="utf-8")
    settings = tomllib.loads((ROOT / "deploy" / "taobeiqa.toml").read_text(encoding="utf-8"))
    state = re.search(r"^StateDirectory=(\S+)$", unit, re.MULTILINE)[1]
    assert settings["index"] == f"/var/lib/{state}"
    assert "--settings /etc/taobeiqa/taobeiqa.toml serve" in unit
