"""How good the answers to the bundled question sets are. Prints a Markdown table.

python benchmarks/quality.py
"""

from __future__ import annotations

import sys
from pathlib import Path

import taobeiqa

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from tests.quality import judge, metrics, read_set  # noqa: E402

COLUMNS = ("recall@1", "recall@5", "answer_accuracy", "citation_accuracy", "false_answer_rate", "wrong_refusal_rate")


def main() -> None:
    qa = taobeiqa.open()
    print("| set | questions | " + " | ".join(COLUMNS) + " |")
    print("|---|---|" + "---|" * len(COLUMNS))
    for path in sorted((ROOT / "corpus" / "questions").glob("*.jsonl")):
        judged = [judge(qa, question) for question in read_set(path)]
        reached = metrics(judged)
        print(f"| {path.stem} | {len(judged)} | " + " | ".join(f"{reached[column]:.2f}" for column in COLUMNS) + " |")


if __name__ == "__main__":
    main()
