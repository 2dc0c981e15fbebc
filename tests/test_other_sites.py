"""What pages of other sites may do, and which names the server answers to."""

import pytest
from starlette.websockets import WebSocketDisconnect

from taobeiqa.serving.access import Door, decided, same_site
from tests.rest import SITE, visitor

ASK = {"question": "villages"}


@pytest.fixture(scope="module")
def local(asked):
    return visitor(asked, decided(Door(hosts=frozenset({"portal.example"})), "127.0.0.1", None))


@pytest.mark.parametrize(
    "host", ["evil.example", "evil.example:7860", "127.0.0.1.evil.example", "192.168.1.5", "", "localhost.", "[::2]"]
)
def test_on_loopback_another_name_is_refused_so_that_no_site_can_rebind_to_it(local, host):
    for path in ("/metrics", "/", "/v1/articles"):
        assert local.get(path, headers={"Host": host}).status_code == 421
    # What watches a server calls it by its address; these two say nothing of the articles.
    assert local.get("/healthz", headers={"Host": host}).status_code == 200


@pytest.mark.parametrize("host", ["localhost", "LOCALHOST:7860", "127.0.0.1:1", "[::1]:7860", "portal.example:443"])
def test_on_loopback_its_own_names_and_those_allowed_are_answered(local, host):
    assert local.get("/healthz", headers={"Host": host}).status_code == 200


@pytest.mark.parametrize(
    "origin", ["https://evil.example", "null", "http://localhost:7860", "http://127.0.0.1:9999", "file://", "x"]
)
@pytest.mark.parametrize("path", ["/v1/ask", "/gradio_api/queue/join", "/login", "/logout"])
def test_a_page_of_another_site_may_send_nothing_and_read_nothing(client, path, origin):
    response = client.post(path, json=ASK, headers={"Origin": origin})
    assert response.status_code == 403
    assert not [name for name in response.headers if name.startswith("access-control-")]


def test_the_chats_own_page_may(client):
    assert client.post("/v1/ask", json=ASK, headers={"Origin": SITE}).status_code == 200
    assert same_site("https://chat.example", "chat.example")
    assert same_site("https://chat.example", "chat.example:443")
    assert not same_site("https://chat.example:8443", "chat.example")


PORTAL = "https://portal.example"


@pytest.fixture(scope="module")
def shared(asked):
    return visitor(asked, Door(origins=frozenset({PORTAL})))


def preflight(client, path: str, origin: str):
    return client.options(path, headers={"Origin": origin, "Access-Control-Request-Method": "POST"})


def test_a_site_on_the_list_may_use_the_interface_and_not_the_chat(shared):
    response = shared.post("/v1/ask", json=ASK, headers={"Origin": PORTAL})
    assert (response.status_code, response.headers["access-control-allow-origin"]) == (200, PORTAL)
    assert "access-control-allow-credentials" not in response.headers
    asked_first = preflight(shared, "/v1/ask", PORTAL)
    assert (asked_first.status_code, asked_first.headers["access-control-allow-origin"]) == (204, PORTAL)
    assert "Authorization" in asked_first.headers["access-control-allow-headers"]
    for path in ("/gradio_api/queue/join", "/login"):
        assert shared.post(path, json=ASK, headers={"Origin": PORTAL}).status_code == 403
        assert preflight(shared, path, PORTAL).status_code == 403


@pytest.mark.parametrize(
    "origin", ["https://evil.example", "https://portal.example.evil.example", "http://portal.example", "null"]
)
def test_an_origin_that_is_not_on_the_list_is_never_reflected(shared, origin):
    for response in (
        shared.get("/v1/articles", headers={"Origin": origin}),
        shared.post("/v1/ask", json=ASK, headers={"Origin": origin}),
        preflight(shared, "/v1/ask", origin),
        shared.get("/gradio_api/info", headers={"Origin": origin}),
        shared.get("/", headers={"Origin": "http://localhost:1", "Host": "localhost:7860"}),
    ):
        assert "access-control-allow-origin" not in response.headers


def test_no_socket_is_opened(client):
    with pytest.raises(WebSocketDisconnect) as refused, client.websocket_connect("/gradio_api/queue/join"):
        pass
    assert refused.value.code == 1008
