"""The tools of the Model Context Protocol over standard input and output of a process, as a program that starts it
meets them.
"""

import asyncio
import json
import os
import signal
import subprocess
import sys
from pathlib import Path

from mcp import Client
from mcp.client.stdio import StdioServerParameters

QUESTION = "有多少个贫困村出列？"
COMMAND = [sys.executable, "-c", "from taobeiqa.cli import main; main()", "mcp"]


def untimed(answer: dict) -> dict:
    return {name: value for name, value in answer.items() if name != "timings_ms"}


def environment() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if not name.startswith("TAOBEIQA_")}


def test_the_command_serves_the_same_tools_over_its_input_and_output(pipeline, index_folder: Path, corpus_folder: Path):
    command = [*COMMAND, "--index", str(index_folder), "--corpus", str(corpus_folder)]

    async def run():
        wanted = StdioServerParameters(command=command[0], args=command[1:], env=environment())
        async with Client(wanted) as client:
            tools = [tool.name for tool in (await client.list_tools()).tools]
            answer = await client.call_tool("ask", {"question": QUESTION})
            wrong = await client.call_tool("ask", {"question": ""})
            return tools, answer, wrong

    tools, answer, wrong = asyncio.run(run())
    assert tools == ["ask", "search", "read_article"]
    assert untimed(answer.structured_content) == untimed(json.loads(json.dumps(pipeline.ask(QUESTION).to_json())))
    assert wrong.is_error


def test_nothing_but_the_protocol_is_written_to_the_output(index_folder: Path, corpus_folder: Path):
    hello = {"protocolVersion": "2025-06-18", "capabilities": {}, "clientInfo": {"name": "a", "version": "1"}}
    sent = [
        {"jsonrpc": "2.0", "id": 1, "method": "initialize", "params": hello},
        {"jsonrpc": "2.0", "method": "notifications/initialized"},
        {
            "jsonrpc": "2.0",
            "id": 2,
            "method": "tools/call",
            "params": {"name": "ask", "arguments": {"question": QUESTION}},
        },
    ]
    process = subprocess.Popen(
        [*COMMAND, "--index", str(index_folder), "--corpus", str(corpus_folder)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
        env=environment(),
    )
    process.stdin.write("".join(json.dumps(message) + "\n" for message in sent) + "no message\n")
    process.stdin.flush()
    answers = [json.loads(process.stdout.readline()) for _ in range(2)]
    rest, log = process.communicate(timeout=60)
    assert process.returncode == 0
    assert [answer["id"] for answer in answers] == [1, 2]
    assert answers[1]["result"]["structuredContent"]["citations"]
    for line in rest.splitlines():
        assert json.loads(line)["jsonrpc"] == "2.0"
    lines = [json.loads(line) for line in log.splitlines()]
    assert [line["channel"] for line in lines if line["event"] == "question"] == ["mcp"]
    assert QUESTION not in log


def test_an_interrupt_ends_it_while_it_waits_for_input(index_folder: Path, corpus_folder: Path):
    process = subprocess.Popen(
        [*COMMAND, "--index", str(index_folder), "--corpus", str(corpus_folder)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env=environment(),
    )
    process.stdin.write(b'{"jsonrpc": "2.0", "id": 1, "method": "ping"}\n')
    process.stdin.flush()
    assert process.stdout.readline()
    process.send_signal(signal.SIGINT)
    assert process.wait(60) == -signal.SIGINT


def test_a_corpus_that_cannot_be_read_is_told_in_one_line(tmp_path):
    done = subprocess.run(
        [*COMMAND, "--corpus", str(tmp_path), "--index", str(tmp_path)],
        input="",
        capture_output=True,
        text=True,
        env=environment(),
        check=False,
    )
    assert (done.returncode, done.stdout) == (2, "")
    assert len(done.stderr.splitlines()) == 1
