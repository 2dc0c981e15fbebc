"""Many people asking one server at once: how long they wait, what fails, and whether its memory grows.

    python benchmarks/load.py                                            # 50 people for two minutes
    python benchmarks/load.py --people 4 --pause 0 --questions 20000     # a long day

A server is started on a free port over an index of its own, so it disturbs nothing. Each of the people asks one of the
bundled questions, reads the answer for `--pause` seconds on average (between half and one and a half times that), and
asks another. In the middle another index is built beside it, as an operator would. Prints a Markdown table.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import random
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

import httpx

QUESTIONS = Path(__file__).parents[1] / "corpus" / "questions"
TAOBEIQA = str(Path(sys.executable).parent / "taobeiqa")
WARM = 1000
"""After so many questions everything that is kept has been kept."""


@dataclass
class Seen:
    """What the people saw: seconds and status of each question, and the server's memory in MiB now and then."""

    seconds: list[float] = field(default_factory=list)
    statuses: Counter[object] = field(default_factory=Counter)
    pages: list[float] = field(default_factory=list)
    memory: list[tuple[int, float]] = field(default_factory=list)


def family(process: int) -> list[int]:
    """A process and its descendants."""
    parents: dict[int, list[int]] = {}
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            parent = int((folder / "stat").read_text().rpartition(")")[2].split()[1])
        except (OSError, ValueError):
            continue
        parents.setdefault(parent, []).append(int(folder.name))
    found, waiting = [], [process]
    while waiting:
        found.append(waiting.pop())
        waiting += parents.get(found[-1], [])
    return found


def memory(process: int) -> float:
    """Mebibytes that a process and its descendants hold, what they share counted once (proportional set size)."""
    total = 0
    for one in family(process):
        try:
            lines = Path(f"/proc/{one}/smaps_rollup").read_text().splitlines()
        except OSError:
            continue
        total += sum(int(line.split()[1]) for line in lines if line.startswith("Pss:"))
    return total / 1024


async def person(client: httpx.AsyncClient, questions: list[str], pause: float, seen: Seen, until: Until) -> None:
    """Asks, reads, asks again."""
    chance = random.Random(len(seen.seconds) + id(client) % 97)
    await asyncio.sleep(chance.uniform(0, pause))
    while until.more():
        began = time.perf_counter()
        try:
            response = await client.post("/v1/ask", json={"question": chance.choice(questions)})
            seen.statuses[response.status_code] += 1
        except httpx.HTTPError as error:
            seen.statuses[type(error).__name__] += 1
        seen.seconds.append(time.perf_counter() - began)
        await asyncio.sleep(chance.uniform(0.5, 1.5) * pause)


@dataclass
class Until:
    """When it is enough: after some seconds, or some questions."""

    end: float
    questions: int | None
    asked: int = 0

    def more(self) -> bool:
        """Whether another question is to be asked; counts it."""
        self.asked += 1
        return self.asked <= self.questions if self.questions else time.monotonic() < self.end


async def watch(process: int, client: httpx.AsyncClient, seen: Seen, until: Until) -> None:
    """Notes the memory and how long the page takes, every two seconds."""
    while True:
        await asyncio.sleep(2)
        seen.memory.append((len(seen.seconds), memory(process)))
        began = time.perf_counter()
        await client.get("/")
        seen.pages.append(time.perf_counter() - began)


async def load(address: str, process: int, options: argparse.Namespace) -> Seen:
    """Everything that the people see."""
    questions = [
        json.loads(line)["question"]
        for path in sorted(QUESTIONS.glob("*.jsonl"))
        for line in path.read_text(encoding="utf-8").splitlines()
    ]
    seen, until = Seen(), Until(time.monotonic() + options.seconds, options.questions)
    limits = httpx.Limits(max_connections=None)
    async with httpx.AsyncClient(base_url=address, timeout=60, limits=limits) as client:
        watching = asyncio.create_task(watch(process, client, seen, until))
        building = asyncio.create_task(build(options.seconds / 2)) if not options.questions else None
        await asyncio.gather(*(person(client, questions, options.pause, seen, until) for _ in range(options.people)))
        watching.cancel()
        if building is not None:
            await building
    return seen


async def build(after: float) -> None:
    """Another index, built while people ask."""
    await asyncio.sleep(after)
    with tempfile.TemporaryDirectory() as folder:
        building = await asyncio.create_subprocess_exec(
            TAOBEIQA, "index", "--index", folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        await building.wait()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--people", type=int, default=50)
    parser.add_argument("--pause", type=float, default=5.0, help="seconds that an answer is read, on average")
    parser.add_argument("--seconds", type=float, default=120.0)
    parser.add_argument("--questions", type=int, help="so many, however long they take")
    parser.add_argument("--workers", type=int, default=os.cpu_count() or 1)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        command = [TAOBEIQA, "serve", "--port", "0", "--index", folder, "--workers", str(options.workers)]
        with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as server:
            line = server.stdout.readline() if server.stdout else ""
            seen = asyncio.run(load(line.split()[-1], server.pid, options))
            server.send_signal(signal.SIGTERM)
    show(seen, options)


def show(seen: Seen, options: argparse.Namespace) -> None:
    """The table."""
    cuts = statistics.quantiles(seen.seconds, n=100)
    wrong = {str(status): count for status, count in seen.statuses.items() if status != 200}
    warm = [mebibytes for asked, mebibytes in seen.memory if asked >= WARM]
    print(f"{options.people} people, an answer read for {options.pause:g} s, {options.workers} processes that answer\n")
    print("| | |\n|---|---|")
    print(f"| questions | {len(seen.seconds):,} |")
    print(f"| not answered | {wrong or 'none'} |")
    print(f"| wait, median | {statistics.median(seen.seconds):.2f} s |")
    print(f"| wait, 95th percentile | {cuts[94]:.2f} s |")
    print(f"| wait, longest | {max(seen.seconds):.2f} s |")
    print(f"| the page itself, longest | {max(seen.pages, default=0):.2f} s |")
    print(f"| memory at the end | {seen.memory[-1][1]:.0f} MiB |")
    for asked in (1_000, 2_000, 5_000, 10_000):
        held = [mebibytes for count, mebibytes in seen.memory if count >= asked]
        if held:
            print(f"| memory after {asked:,} questions | {held[0]:.0f} MiB |")
    if len(warm) > 1:
        print(f"| growth after the first {WARM:,} questions | {100 * (warm[-1] / warm[0] - 1):+.1f} % |")


if __name__ == "__main__":
    main()
