# Two commands on a fresh machine: `make chat` starts the web chat, `make test` passes the tests.
PYTHON ?= python3
BIN := .venv/bin
# Modules are compiled when they are first read: most never are, and compiling all takes longer than the rest. What was
# compiled is kept, also on a machine that is set to keep nothing: else every start compiles PyTorch and Gradio anew.
unexport PYTHONDONTWRITEBYTECODE
PIP := $(BIN)/python -m pip install --quiet --no-compile --constraint constraints.txt

.PHONY: chat index test lint types pytest quality floors benchmark clean

# Programs are fetched beside packages, and types checked beside tests, which often wait.
MAKEFLAGS += --jobs=2

chat: .venv/installed
	$(BIN)/taobeiqa serve

index: .venv/installed
	$(BIN)/taobeiqa index

test: lint types pytest

lint: .venv/installed-for-tests
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: lint
	$(BIN)/mypy

pytest: lint programs
	$(BIN)/python -m pytest -n 2 --dist loadfile --no-loadscope-reorder --durations=30

# The figures of the README, against the floors that CI holds; a report to read in build/quality/index.html.
quality: .venv/installed
	$(BIN)/taobeiqa index
	$(BIN)/taobeiqa evaluate corpus/questions/*.jsonl --floors tests/floors.json --report build/quality

# Raises the floors to what is reached now. To lower one: make floors FLAGS=--allow-lower
floors: .venv/installed
	$(BIN)/taobeiqa index
	$(BIN)/taobeiqa evaluate corpus/questions/*.jsonl --floors tests/floors.json --pin $(FLAGS)

benchmark: .venv/installed
	$(BIN)/python benchmarks/question_time.py

.venv/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or newer is needed: make PYTHON=python3.12" >&2; exit 1; }
	$(PYTHON) -m venv .venv

.venv/installed: pyproject.toml constraints.txt | .venv/bin/python
	$(PIP) --editable .
	@touch $@

.venv/installed-for-tests: pyproject.toml constraints.txt | .venv/bin/python
	$(PIP) --editable '.[test]'
	@touch .venv/installed $@

# The tests need Chromium, a Chinese font and nginx; on Debian they are installed when the machine allows it.
.PHONY: programs
programs:
	@sh tests/install_programs.sh

clean:
	rm -rf .venv index/generation.zip
