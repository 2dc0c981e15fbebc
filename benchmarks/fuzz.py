"""Thousands of requests to a server on this machine, made from its own OpenAPI schema to find what breaks it.

    python benchmarks/fuzz.py [--examples 700]

Serves the corpus with the index in `index/`, and lets schemathesis try every route: valid, invalid and random requests,
wrong methods, missing and unknown fields. Ends with its exit code: 0 if it found nothing. Then counts from the server's
own metrics how many requests there were, and how many 5xx.
"""

from __future__ import annotations

import argparse
import re
import subprocess
import sys
import time
from pathlib import Path

import httpx

PORT = 7868
SITE = f"http://127.0.0.1:{PORT}"
BIN = Path(sys.executable).parent


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--examples", type=int, default=700, help="requests a route and kind of request, at most")
    parser.add_argument("--index", default="index")
    wanted = parser.parse_args()
    serve = ["-c", "from taobeiqa.cli import main; main()", "serve", "--port", str(PORT), "--index", wanted.index]
    with Path("/dev/null").open("w") as nowhere:
        server = subprocess.Popen([sys.executable, *serve], stderr=nowhere, stdout=subprocess.PIPE, text=True)
        try:
            server.stdout.readline()
            began = time.monotonic()
            found = subprocess.run(
                [BIN / "schemathesis", "run", f"{SITE}/openapi.json", "--max-examples", str(wanted.examples)],
                check=False,
            )
            text = httpx.get(f"{SITE}/metrics").text
        finally:
            server.terminate()
            server.wait(30)
    counts = [
        (int(status), float(count))
        for status, count in re.findall(r'^taobeiqa_requests_total\{.*status="(\d+)"\} (\S+)$', text, re.MULTILINE)
    ]
    total, broken = sum(count for _, count in counts), sum(count for status, count in counts if status >= 500)
    print(f"{total:.0f} requests in {time.monotonic() - began:.0f} s, {broken:.0f} of them a 5xx")
    return found.returncode or int(broken > 0)


if __name__ == "__main__":
    sys.exit(main())
