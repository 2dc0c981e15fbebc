"""The web server around the chat: what it answers, what it refuses, and its headers."""

import os
import socket
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest
from fastapi.testclient import TestClient

from taobeiqa.errors import TaobeiqaError
from taobeiqa.serving.server import SECURITY_HEADERS, STRICT_HEADERS, create_app, serve

NOTHING = SimpleNamespace(index=SimpleNamespace(articles={}, translations={}))


@pytest.fixture(scope="module")
def client():
    return TestClient(create_app(NOTHING))


def test_health(client):
    answer = client.get("/healthz")
    assert (answer.status_code, answer.json()) == (200, {"status": "ok"})


@pytest.mark.parametrize(
    ("path", "headers"),
    [
        *[(path, SECURITY_HEADERS) for path in ("/", "/theme.css")],
        *[(path, STRICT_HEADERS) for path in ("/healthz", "/docs", "/nothing-here", "/gradio_api/upload")],
    ],
)
def test_every_response_has_the_security_headers(client, path, headers):
    answer = client.get(path)
    assert {name: answer.headers.get(name) for name in headers} == headers
    assert "'self'" in answer.headers["Content-Security-Policy"]


def test_nothing_can_be_uploaded(client):
    assert client.post("/gradio_api/upload", files={"files": ("a.txt", b"a")}).status_code in (404, 415)
    assert client.get("/gradio_api/proxy=https://example.com/").status_code == 404


@pytest.mark.parametrize("path", ["/docs", "/redoc", "/openapi.json"])
def test_no_page_of_documentation_that_loads_from_elsewhere(client, path):
    answer = client.get(path)
    assert "cdn" not in answer.text
    assert "swagger" not in answer.text


@pytest.mark.parametrize("host", ["127.0.0.1", "chat.example"])
def test_another_site_may_not_read_answers(client, host):
    answer = client.get("/gradio_api/info", headers={"Host": host, "Origin": "https://evil.example"})
    assert "access-control-allow-origin" not in answer.headers
    assert "access-control-allow-credentials" not in answer.headers


def test_the_handlers_are_no_public_interface(client):
    info = client.get("/gradio_api/info").json()
    assert info["named_endpoints"] == {}
    assert info["unnamed_endpoints"] == {}


def test_the_page_names_no_other_host_that_a_browser_would_ask(client):
    page = client.get("/").text
    assert [tag for tag in ("<script", "<link", "<img", "<iframe") if f'{tag} src="http' in page] == []
    assert 'href="http' not in page
    assert "googleapis" not in page
    assert "cdnjs" not in page


def test_a_port_in_use_is_told_in_one_line():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(TaobeiqaError, match=f"^Port {port} on 127.0.0.1 is already in use: .*--port.*$"):
            serve(NOTHING, port=port)


@pytest.mark.parametrize(("host", "port"), [("127.0.0.1", 99999), ("no.such.host.invalid", 0), ("203.0.113.7", 0)])
def test_an_address_that_cannot_be_served_on(host, port):
    with pytest.raises(TaobeiqaError, match=r"^Cannot serve on .*--host and --port"):
        serve(NOTHING, host, port)


def test_the_space_refuses_a_missing_corpus_in_one_line(tmp_path):
    ended = subprocess.run(
        [sys.executable, Path(__file__).parents[1] / "app.py"],
        env={**os.environ, "TAOBEIQA_CORPUS": str(tmp_path / "none"), "TAOBEIQA_INDEX": str(tmp_path / "index")},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert ended.returncode == 2
    assert ended.stdout == ""
    assert ended.stderr.count("\n") == 1
    assert f"No corpus at {tmp_path / 'none'}" in ended.stderr
