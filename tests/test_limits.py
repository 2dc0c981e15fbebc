"""How much is let in: requests a minute, questions at a time, sizes, slow bodies, and how the server stops."""

import asyncio
import json
import os
import signal
import socket
import subprocess
import sys
import threading
from contextlib import closing

import httpx
import pytest

from taobeiqa.retrieval.index import save
from taobeiqa.serving.access import Door
from taobeiqa.serving.asking import Room
from taobeiqa.serving.limits import Buckets, address_key, read_body
from taobeiqa.serving.metrics import Metrics
from taobeiqa.serving.problems import RequestError
from tests.rest import bearer, free_port, locked, visitor

ASK = {"question": "villages"}


class Clock:
    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


def test_a_bucket_is_full_at_first_and_refills_evenly():
    clock = Clock()
    buckets = Buckets(3, clock)
    assert [buckets.wait("a") for _ in range(4)] == [0, 0, 0, 20]
    assert buckets.wait("b") == 0
    clock.now += 19
    assert buckets.wait("a") == 1
    clock.now += 1
    assert [buckets.wait("a"), buckets.wait("a")] == [0, 20]
    clock.now += 3600
    assert [buckets.wait("a") for _ in range(4)] == [0, 0, 0, 20]


def test_no_limit_is_no_limit():
    buckets = Buckets(0)
    assert {buckets.wait("a") for _ in range(1000)} == {0}


def test_callers_without_end_do_not_fill_the_memory():
    buckets = Buckets(1)
    for number in range(10_500):
        buckets.wait(str(number))
    assert len(buckets._buckets) == 10_000
    assert buckets.wait("10499") > 0


@pytest.mark.parametrize(
    ("address", "other", "same"),
    [
        ("10.0.0.1", "10.0.0.2", False),
        ("2001:db8:0:1::1", "2001:db8:0:1:ffff::2", True),
        ("2001:db8:0:1::1", "2001:db8:0:2::1", False),
        ("::ffff:10.0.0.1", "10.0.0.1", True),
        ("fe80::1%eth0", "fe80::2%eth1", True),
        ("testclient", "unix", False),
    ],
)
def test_addresses_of_one_caller(address, other, same):
    assert (address_key(address) == address_key(other)) == same


def test_each_key_and_each_address_has_its_own_limit(asked, tmp_path):
    client, store = locked(asked, tmp_path, access="open", rate=2)
    first, second = bearer(store, "ask"), bearer(store, "ask")
    for headers in ({}, first, second):
        assert [client.post("/v1/search", json=ASK, headers=headers).status_code for _ in range(3)] == [200, 200, 429]
    refused = client.get("/v1/articles")
    assert refused.status_code == 429
    assert 1 <= int(refused.headers["retry-after"]) <= 30
    assert set(refused.json()) == {"error", "request_id"}
    assert client.get("/healthz").status_code == client.get("/").status_code == 200
    assert client.post("/gradio_api/queue/join", json={}).status_code == 429


def test_guessing_keys_is_limited_too(asked, tmp_path):
    client, _ = locked(asked, tmp_path, rate=3)
    wrong = {"Authorization": "Bearer tbq_00000000_a"}
    statuses = [client.get("/v1/articles", headers=wrong).status_code for _ in range(2)]
    statuses += [client.post("/login", data={"key": "a"}).status_code for _ in range(2)]
    assert statuses == [401, 401, 401, 429]


def test_an_address_that_a_client_claims_is_not_believed(asked, tmp_path):
    client, _ = locked(asked, tmp_path, access="open", rate=1)
    statuses = [
        client.get("/v1/articles", headers={"X-Forwarded-For": f"10.0.0.{number}"}).status_code for number in range(2)
    ]
    assert statuses == [200, 429]


@pytest.mark.parametrize("path", ["/v1/ask", "/gradio_api/queue/join", "/gradio_api/run/predict", "/login"])
def test_a_body_that_is_too_large_is_refused_whether_its_length_is_told_or_not(client, path):
    body = json.dumps({"question": "a" * 70_000}).encode()
    headers = {"content-type": "application/json"}
    for content in (body, iter([body[:100], body[100:]])):
        response = client.post(path, content=content, headers=headers)
        assert response.status_code == 413
        assert "65,536" in response.json()["error"]
        assert response.headers["connection"] == "close"


def test_a_body_of_just_the_size_is_read(asked):
    client = visitor(asked, Door(body_bytes=100))
    body = json.dumps(ASK).encode()
    headers = {"content-type": "application/json"}
    assert client.post("/v1/search", content=body.ljust(100), headers=headers).status_code == 200
    assert client.post("/v1/search", content=body.ljust(101), headers=headers).status_code == 413


def test_a_body_that_never_ends_is_given_up():
    async def never():
        await asyncio.sleep(60)

    with pytest.raises(RequestError) as refused:
        asyncio.run(read_body(never, "10", False, 100, 0.05))
    assert refused.value.status == 408


def test_so_many_at_a_time_so_many_wait_and_the_rest_is_told_to_come_again():
    room, release, running = Room(Door(at_once=2, waiting=1), Metrics()), threading.Event(), []

    def work() -> str:
        running.append(1)
        release.wait(30)
        return "done"

    async def crowd() -> list[object]:
        inside = [asyncio.create_task(room.run(work)) for _ in range(3)]
        while len(running) < 2:
            await asyncio.sleep(0.01)
        with pytest.raises(RequestError) as refused:
            await room.run(work)
        assert (refused.value.status, refused.value.headers) == (429, {"Retry-After": "1"})
        assert len(running) == 2
        release.set()
        return [*await asyncio.gather(*inside), await room.run(work)]

    assert asyncio.run(crowd()) == ["done"] * 4


# A real server

SLOW = """
import sys, time
from pathlib import Path
from dataclasses import replace
from taobeiqa.pipeline import Pipeline
from taobeiqa.retrieval.encoders import HashingEncoder
from taobeiqa.retrieval.index import load
from taobeiqa.retrieval.lexicon import Lexicon
from taobeiqa.serving.access import Door
from taobeiqa.serving.server import serve

class Slow(Pipeline):
    def ask(self, question, top_k=5, before=None):
        sys.stdout.write("asked\\n")
        sys.stdout.flush()
        time.sleep(1 if question == "slow" else 0)
        return super().ask(question, top_k, before)

encoder = HashingEncoder()
pipeline = Slow(load(Path(sys.argv[1]), encoder), encoder, Lexicon())
def ready(line):
    sys.stdout.write(line + "\\n")
    sys.stdout.flush()
serve(pipeline, "127.0.0.1", int(sys.argv[2]), ready, door=Door(body_seconds=0.5))
"""


@pytest.fixture(scope="module")
def running(hashing_index, tmp_path_factory):
    folder = tmp_path_factory.mktemp("served")
    save(hashing_index, folder)
    port = free_port()
    with (folder / "log").open("w") as log:
        process = subprocess.Popen(
            [sys.executable, "-c", SLOW, folder, str(port)],
            stdout=subprocess.PIPE,
            stderr=log,
            text=True,
            env={**os.environ, "GRADIO_TEMP_DIR": str(folder / "gradio")},
        )
        assert process.stdout.readline() == f"taobeiqa is ready: http://127.0.0.1:{port}\n"
        yield process, port, folder / "log"
        process.kill()
        process.wait()


def request_of(body: bytes, length: int | None = None) -> bytes:
    head = ("POST /v1/ask HTTP/1.1", "Host: localhost", "Content-Type: application/json")
    return "\r\n".join((*head, f"Content-Length: {length or len(body)}", "", "")).encode() + body


def answer_to(port: int, sent: bytes) -> str:
    """All that the server says until it closes the connection."""
    with closing(socket.create_connection(("127.0.0.1", port), timeout=30)) as wire:
        wire.sendall(sent)
        wire.settimeout(30)
        told = b""
        while not told.endswith(b"}") and (piece := wire.recv(65536)):
            told += piece
    return told.decode()


def test_a_slow_body_is_given_up_and_the_connection_closed(running):
    told = answer_to(running[1], request_of(b'{"question"', 100))
    assert told.startswith("HTTP/1.1 408 ")
    assert "connection: close" in told.lower()
    assert '"request_id"' in told


def test_a_sender_of_too_much_is_told_and_not_cut_off(running):
    told = answer_to(running[1], request_of(b"a" * 1_000_000))
    assert told.startswith("HTTP/1.1 413 ")


def test_what_is_no_http_is_refused(running):
    with closing(socket.create_connection(("127.0.0.1", running[1]), timeout=30)) as wire:
        wire.sendall(b"\x16\x03\x01 hello\r\n\r\n")
        assert wire.recv(65536).startswith(b"HTTP/1.1 400 ")


def test_a_question_that_is_being_answered_is_answered_before_the_server_stops(running):
    process, port, log = running
    told: list[str] = []
    asking = threading.Thread(target=lambda: told.append(answer_to(port, request_of(b'{"question": "slow"}'))))
    asking.start()
    assert process.stdout.readline() == "asked\n"
    with httpx.stream("GET", f"http://127.0.0.1:{port}/gradio_api/heartbeat/page", timeout=30) as page:
        beats = page.iter_lines()
        assert next(beats) == "data: ALIVE"
        process.send_signal(signal.SIGTERM)
        assert not "".join(beats)  # an open page is told at once, and not waited for
        asking.join(30)
    assert told[0].startswith("HTTP/1.1 200 ")
    assert process.wait(30) in (0, -signal.SIGTERM)
    lines = [json.loads(line) for line in log.read_text().splitlines()]
    assert [line["status"] for line in lines if line["event"] == "request"][-1] == 200
    assert not [line for line in lines if "traceback" in line]
    with pytest.raises(OSError, match="refused"):
        socket.create_connection(("127.0.0.1", port), timeout=5)
