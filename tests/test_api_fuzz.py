"""The interface and the routes of the chat under requests that nobody would send: never a 5xx, all by the schema.

Some here; `TAOBEIQA_FUZZ=5000` and `python benchmarks/fuzz.py` send thousands.
"""

import os
from random import Random

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from schemathesis import GenerationMode

from taobeiqa.serving.server import create_app
from tests.rest import SITE, locked

# Paths whose routes are Gradio's, and bodies of what a browser sends there or nearly.
CHAT_POSTS = ("queue/join", "run/predict", "reset", "cancel", "queue/data")
CHAT_BODIES = (
    b"",
    b"{",
    b"[]",
    b"null",
    b"{}",
    b"\xff\xfe",
    b'{"data": []}',
    b'{"data": null, "fn_index": 0, "session_hash": "a"}',
    b'{"data": [], "fn_index": 9999, "session_hash": "a"}',
    b'{"data": [], "fn_index": -1, "session_hash": "a"}',
    b'{"data": [1, 2, 3, 4], "fn_index": 0, "session_hash": "a", "event_data": 5}',
    b'{"data": [null, "a"], "fn_index": "0", "session_hash": {}, "trigger_id": []}',
    b'{"data": [null, "a"], "fn_index": 0, "session_hash": "../../etc", "simple_format": true}',
    b'{"data": "ab", "fn_index": 1, "session_hash": "a"}',
    b'{"data": [5], "fn_index": 2, "session_hash": "a", "event_data": {"act": {}}}',
    b'{"data": [null], "fn_index": 3, "session_hash": "a", "event_data": {"act": "cite", "turn": []}}',
    b'{"data": [{"a": 1}], "fn_index": 4, "session_hash": 7}',
    b'{"data": [null], "fn_index": 2.0, "session_hash": "a", "trigger_id": 10000}',
    b'{"data": [null], "fn_index": true, "session_hash": "a", "trigger_id": "x"}',
    b'{"session_hash": "a", "fn_index": 0, "event_id": "b"}',
    b'{"event_id": "a", "session_hash": null}',
)
QUICK = settings(
    max_examples=15, deadline=None, database=None, derandomize=True, suppress_health_check=list(HealthCheck)
)


def send_all(app, modes: list[GenerationMode]) -> int:
    """Requests to every route, made from its schema; each response is held against the schema. How many were sent."""
    sent = 0
    for found in schemathesis.openapi.from_asgi("/openapi.json", app).get_all_operations():
        operation = found.ok()
        takes = operation.query or operation.body  # any text is a path
        for mode in modes if takes else [GenerationMode.POSITIVE]:

            @QUICK
            @given(case=operation.as_strategy(generation_mode=mode))
            def one(case):
                nonlocal sent
                sent += 1
                case.call_and_validate()

            one()
    return sent


def test_every_route_does_what_its_schema_says(asked):
    assert send_all(create_app(asked), [GenerationMode.POSITIVE, GenerationMode.NEGATIVE]) > 100


def test_every_route_keeps_to_its_schema_without_a_key(asked, tmp_path):
    assert send_all(locked(asked, tmp_path)[0].app, [GenerationMode.POSITIVE]) > 50


@pytest.mark.parametrize("path", CHAT_POSTS)
@pytest.mark.parametrize("body", CHAT_BODIES)
def test_the_routes_of_the_chat_refuse_what_is_no_event(client, path, body):
    response = client.post(
        f"/gradio_api/{path}", content=body, headers={"content-type": "application/json", "origin": SITE}
    )
    assert response.status_code < 500, response.text
    assert "Traceback" not in response.text
    untyped = client.post(f"/gradio_api/{path}", content=body, headers={"content-type": ";", "origin": SITE})
    assert untyped.status_code == 415


def test_no_garbled_request_breaks_the_server(client):
    """300 of them, or as many as TAOBEIQA_FUZZ says."""
    random, paths = Random(7), [f"/gradio_api/{path}" for path in CHAT_POSTS]
    paths += [
        "/v1/chat/completions",
        "/v1/models",
        "/mcp",
        "/v1/ask",
        "/v1/ask/stream",
        "/v1/search",
        "/v1/articles",
        "/v1/articles/x",
        "/login",
        "/healthz",
        "/",
    ]
    seeds = [*CHAT_BODIES, '{"question": "贫困村？", "top_k": 3, "history": ["how many villages?"]}'.encode()]
    seeds += [b'{"model": "taobeiqa", "messages": [{"role": "user", "content": "how many?"}], "stream": true}']
    seeds += [b'{"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": {"name": "search", "arguments": {}}}']
    for _ in range(int(os.environ.get("TAOBEIQA_FUZZ", "300"))):
        body = bytearray(random.choice(seeds))
        for _ in range(random.randrange(5)):
            at = random.randrange(len(body) + 1)
            body[at : at + random.randrange(3)] = bytes(random.choices(range(256), k=random.randrange(4)))
        path = random.choice(paths) + random.choice(["", "", "", "/", "/..%2f..", "%00", "?a=b", "%ff", "?limit=9e9"])
        headers = {"content-type": random.choice(["application/json"] * 6 + ["text/plain", "", ";"])}
        if random.random() < 0.1:
            odd = "".join(chr(random.randrange(32, 255)) for _ in range(random.randrange(40)))
            headers[random.choice(["authorization", "cookie", "origin", "host", "x-request-id"])] = odd
        method = random.choice(["POST"] * 6 + ["GET", "PUT", "DELETE", "OPTIONS", "HEAD"])
        if method == "GET" and "queue/data" in path:
            continue  # a stream that ends when its page goes
        sent = {name: value.encode("latin-1") for name, value in headers.items()}
        response = client.request(method, path, content=bytes(body), headers=sent, follow_redirects=False)
        assert response.status_code < 500, (method, path, bytes(body), headers, response.text)
