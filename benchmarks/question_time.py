"""How long a question takes and how much memory it needs, on this machine. Prints a Markdown table.

    python benchmarks/question_time.py

The index is built first if there is none. A cold question is a whole `taobeiqa ask`; a warm one is asked of a loaded
pipeline.
"""

from __future__ import annotations

import json
import os
import resource
import statistics
import subprocess
import sys
import time
from pathlib import Path

import taobeiqa

QUESTIONS = Path(__file__).parents[1] / "corpus" / "questions"


def cold(*arguments: str) -> tuple[float, float]:
    """Seconds and peak mebibytes of one `taobeiqa` command in a process of its own.

    Called while this process is still small: Linux counts a parent's memory at the fork towards its child.
    """
    command = [str(Path(sys.executable).parent / "taobeiqa"), *arguments]
    began = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    _, _, usage = os.wait4(process.pid, 0)
    return time.perf_counter() - began, usage.ru_maxrss / 1024


def main() -> None:
    cold("index")
    seconds, mebibytes = cold("ask", "有多少个贫困村出列")
    qa = taobeiqa.open()
    questions = [
        json.loads(line)["question"]
        for path in sorted(QUESTIONS.glob("*.jsonl"))
        for line in path.read_text(encoding="utf-8").splitlines()
    ]
    qa.ask(questions[0])
    warm = []
    for question in questions:
        began = time.perf_counter()
        qa.ask(question)
        warm.append(1000 * (time.perf_counter() - began))
    cuts = statistics.quantiles(warm, n=100)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print("| | |\n|---|---|")
    print(f"| warm question, median of {len(warm)} | {statistics.median(warm):.0f} ms |")
    print(f"| warm question, 95th percentile | {cuts[94]:.0f} ms |")
    print(f"| `taobeiqa ask`, start to answer | {seconds:.1f} s |")
    print(f"| `taobeiqa ask`, peak memory | {mebibytes:.0f} MiB |")
    print(f"| this process, peak memory | {peak:.0f} MiB |")


if __name__ == "__main__":
    main()
