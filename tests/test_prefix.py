"""Under a path of a site: every address that is sent out has the prefix, and none leads anywhere else."""

import html
import re
from collections.abc import Iterable, Iterator
from urllib.parse import unquote, urlencode

import anyio
import pytest
from starlette.routing import Mount

from taobeiqa.errors import AccessError
from taobeiqa.serving.access import COOKIE, Door
from taobeiqa.serving.keys import KeyStore
from taobeiqa.serving.paths import FIRST, is_chat
from taobeiqa.serving.prefix import prefix_of
from taobeiqa.serving.server import create_app
from tests.rest import PAGE, SITE, bearer, locked, visitor

ASK = {"question": "villages"}


@pytest.fixture(scope="module")
def guarded(asked, tmp_path_factory):
    return locked(asked, tmp_path_factory.mktemp("keys"), prefix="/wenda")


@pytest.fixture(scope="module")
def client(asked):
    return visitor(asked, Door(prefix="/wenda"))


# What may be one


@pytest.mark.parametrize(
    ("text", "prefix"),
    [("", ""), ("/", ""), ("/wenda", "/wenda"), (" /a/b-2/c.d_~/ ", "/a/b-2/c.d_~"), ("/v1x", "/v1x")],
)
def test_a_prefix_is_a_path(text, prefix):
    assert prefix_of(text) == prefix


@pytest.mark.parametrize(
    "text",
    [
        "wenda",
        "//evil.example",
        "/a//b",
        "/..",
        "/a/../b",
        "/.a",
        "/a b",
        "/a?b",
        "/a#b",
        "/问答",
        "/a\\b",
        "/a%2f",
        "/a\nb",
        *["https://portal.example/wenda", "/v1", "/docs/a", "/gradio_api", "/login", "/static", "/mcp"],
    ],
)
def test_nothing_else_is_one_and_one_line_says_so(text):
    with pytest.raises(AccessError, match="is no prefix") as refused:
        prefix_of(text)
    assert "\n" not in str(refused.value)


def paths_of(routes: Iterable[object]) -> Iterator[str]:
    """The paths of routes, and of routers among them."""
    for route in routes:
        inner = getattr(route, "original_router", None)
        yield from [route.path] if inner is None else paths_of(inner.routes)


def test_no_path_that_is_really_served_could_be_taken_for_a_prefix(asked):
    """Gradio's, so far as they are let through; a place to fill in them is filled."""
    rooms = create_app(asked).app
    gradio = next(route for route in rooms.chat.routes if isinstance(route, Mount)).app
    chat = {re.sub(r"{[^}]*}", "x", path) for path in paths_of(gradio.routes)}
    served = {route.path for route in rooms.api.routes} | {path for path in chat if is_chat(path)}
    assert {"/v1/ask", "/mcp", "/articles/{id}", "/gradio_api/queue/join", "/assets/x"} <= served
    taken = {path.split("/")[1] for path in served} - {""}
    assert taken <= FIRST
    for name in taken:
        with pytest.raises(AccessError, match="is no prefix"):
            prefix_of(f"/{name}/wenda")


# What is answered, and where


@pytest.mark.parametrize("before", ["/wenda", ""])
def test_it_makes_no_difference_whether_the_proxy_takes_the_prefix_away(client, before):
    assert client.post(f"{before}/v1/ask", json=ASK, headers={"Origin": SITE}).status_code == 200
    for path in ("/", "/embed", "/docs", "/embed.js", "/gradio_api/info", "/healthz", "/v1/articles"):
        assert client.get(before + path).status_code == 200
    page = client.get(f"{before}/").text
    assert '"root":"http://127.0.0.1:7860/wenda"' in page
    assert '<base href="./" />' in page
    for address in ("/", "/embed", "/docs", "/login"):
        named = re.findall(r'(?:src|href|action)="(/[^"]*)"', client.get(before + address).text)
        assert [path for path in named if not path.startswith("/wenda/")] == []


def test_the_prefix_without_its_slash_leads_to_the_chat(client):
    response = client.get("/wenda?q=%E9%97%AE&a=b", follow_redirects=False)
    assert (response.status_code, response.headers["location"]) == (307, "/wenda/?q=%E9%97%AE&a=b")


def test_another_path_that_begins_like_the_prefix_is_another(client):
    for path in ("/wendax/", "/wenda2/healthz", "/Wenda/healthz", "/wenda/wenda/healthz"):
        response = client.get(path)
        assert response.status_code == 404
        assert "/wenda/docs" in response.json()["error"]


@pytest.mark.parametrize(
    "path",
    [
        "/wenda/../v1/articles",
        "/wenda/%2e%2e/v1/articles",
        "/wenda/assets/..%2f..%2fv1/articles",
        "/wenda%2f..%2fmetrics",
        "/wenda/./healthz",
        "/../healthz",
        "/wenda/static/..%5c..%5caccess.sqlite",
        "/wenda/assets/%2e%2e/%2e%2e/etc/passwd",
    ],
)
def test_no_path_climbs(asked, path):
    """Sent as it stands: the client would tidy it."""
    status = raw_status(create_app(asked, door=Door(prefix="/wenda")), path)
    assert status == 404


def raw_status(app, path: str) -> int:
    """The status of a GET of exactly this path."""

    statuses = []

    async def send(message):
        if message["type"] == "http.response.start":
            statuses.append(message["status"])

    async def receive():
        return {"type": "http.request", "body": b"", "more_body": False}

    scope = {"type": "http", "method": "GET", "path": unquote(path), "raw_path": path.encode(), "query_string": b""}
    scope |= {"headers": [(b"host", b"127.0.0.1:7860")], "client": ("127.0.0.1", 1), "scheme": "http", "root_path": ""}
    anyio.run(app, scope, receive, send)
    return statuses[0]


def test_a_path_that_does_not_climb_is_found_by_the_same_means(asked):
    assert raw_status(create_app(asked, door=Door(prefix="/wenda")), "/wenda/healthz") == 200


# Addresses that are sent out


def test_signing_in_stays_under_the_prefix(guarded):
    client, store = guarded
    away = client.get("/wenda/", headers=PAGE, follow_redirects=False)
    assert (away.status_code, away.headers["location"]) == (303, "/wenda/login")
    assert 'action="/wenda/login"' in client.get("/wenda/login").text
    text = store.add("a visitor", frozenset({"ask", "read"}))[1]
    inside = client.post("/wenda/login", data={"key": text}, follow_redirects=False)
    assert (inside.status_code, inside.headers["location"]) == (303, "/wenda/")
    assert "path=/wenda;" in inside.headers["set-cookie"].lower()
    page = client.get("/wenda/login").text
    assert 'action="/wenda/logout"' in page
    assert 'href="/wenda/"' in page
    out = client.post("/wenda/logout", follow_redirects=False)
    assert out.headers["location"] == "/wenda/login"
    assert f'{COOKIE}=""' in out.headers["set-cookie"]
    assert "path=/wenda;" in out.headers["set-cookie"].lower()


@pytest.mark.parametrize("name", ["next", "redirect", "url", "return_to"])
def test_signing_in_leads_nowhere_that_an_address_names(guarded, client, name):
    guest, store = guarded
    text = store.add("a visitor", frozenset({"ask", "read"}))[1]
    evil = f"?{name}=https://evil.example/"
    for target in (evil, evil.replace("https:", ""), evil.replace("https://", "/\\")):
        for response in (
            guest.post(f"/wenda/login{target}", data={"key": text, name: target}, follow_redirects=False),
            client.get(f"/wenda/login{target}", follow_redirects=False),
            guest.get(f"/wenda{target}", headers=PAGE, follow_redirects=False),
        ):
            assert response.headers["location"].startswith("/wenda/")
        assert "evil" not in guest.get(f"/wenda/login{target}").text
        guest.cookies.clear()


@pytest.mark.parametrize(
    "question",
    ["有几个村？ & <b>", '"', "https://evil.example/", "//evil.example", "/\\evil.example", "a\r\nSet-Cookie: b"],
)
def test_signing_in_leads_back_to_the_question_of_a_shared_link(guarded, client, question):
    guest, store = guarded
    text = store.add("a visitor", frozenset({"ask", "read"}))[1]
    asked = urlencode({"q": question})
    away = guest.get(f"/wenda/?x=1&{asked}", headers=PAGE, follow_redirects=False)
    assert away.headers["location"] == f"/wenda/login?{asked}"
    page = guest.get(away.headers["location"]).text
    for _ in range(2):  # a wrong key does not lose it
        held = html.unescape(re.search('name="q" value="([^"]*)"', page, re.DOTALL)[1])
        assert held == question
        page = guest.post("/wenda/login", data={"q": held, "key": "wrong"}).text
    inside = guest.post("/wenda/login", data={"q": question, "key": text}, follow_redirects=False)
    assert (inside.status_code, inside.headers.get_list("location")) == (303, [f"/wenda/?{asked}"])
    assert f'href="/wenda/?{asked}"' in guest.get(f"/wenda/login?{asked}").text
    guest.cookies.clear()
    assert client.get(f"/wenda/login?{asked}", follow_redirects=False).headers["location"] == f"/wenda/?{asked}"


def test_only_the_chat_is_returned_to(guarded):
    away = guarded[0].get("/wenda/v1/articles?q=a", headers=PAGE, follow_redirects=False)
    assert away.headers["location"] == "/wenda/login"


def test_documentation_and_schema_name_the_prefix(client):
    assert 'href="/wenda/openapi.json"' in client.get("/wenda/docs").text
    assert client.get("/wenda/openapi.json").json()["servers"] == [{"url": "/wenda"}]


@pytest.mark.parametrize("header", ["X-Forwarded-Host", "X-Gradio-Server", "X-Forwarded-Prefix", "Forwarded"])
def test_no_header_moves_the_page_to_another_address(client, header):
    for path in ("/wenda/", "/wenda/embed", "/wenda/config", "/wenda/gradio_api/info"):
        for value in ("evil.example", "https://evil.example/", "host=evil.example;proto=https"):
            response = client.get(path, headers={header: value})
            assert (response.status_code, "evil" in response.text) == (200, False)


def test_without_a_prefix_nothing_is_different(asked, tmp_path):
    client, store = locked(asked, tmp_path)
    assert client.get("/", headers=PAGE, follow_redirects=False).headers["location"] == "/login"
    assert client.get("/v1/articles", headers=bearer(store, "read")).status_code == 200
    assert "servers" not in client.get("/openapi.json").json()
    assert isinstance(store, KeyStore)
