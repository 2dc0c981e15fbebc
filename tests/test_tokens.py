"""Tokens for pages of other sites: what makes them, what they open, and everything that refuses them."""

import re
import time
from datetime import UTC, datetime

import pytest

from taobeiqa.serving.access import Door
from taobeiqa.serving.keys import KeyStore
from taobeiqa.serving.tokens import FRAMED_BY, Tokens
from tests.rest import SITE, bearer, locked, visitor

ASK = {"question": "villages"}
PORTAL, OTHER = "https://portal.example", "https://other.example"
EVENT = {"data": [None], "fn_index": 9999, "session_hash": "a"}
"""What is no event: 422 from behind the gate, which is to say that the gate let it through."""


@pytest.fixture(scope="module")
def guarded(asked, tmp_path_factory):
    return locked(asked, tmp_path_factory.mktemp("keys"), origins=frozenset({PORTAL, OTHER}))


def fetched(client, store: KeyStore, *scopes, origin: str = PORTAL, **rest) -> dict[str, str]:
    """The header with a new token of a new key."""
    key = bearer(store, *(scopes or ("ask", "read")))
    response = client.post("/v1/tokens", json={"origin": origin, **rest}, headers=key)
    assert response.status_code == 200, response.text
    return {"Authorization": f"Bearer {response.json()['token']}"}


def refused(response, status: int, line: str) -> bool:
    """Whether a response refuses with one line that says so."""
    told = response.json()["error"]
    assert (response.status_code, "\n" in told) == (status, False), response.text
    assert line in told
    return True


# What makes one


def test_a_token_says_when_it_ends_and_is_not_kept_anywhere(guarded):
    client, store = guarded
    before = time.time()
    response = client.post("/v1/tokens", json={"origin": PORTAL, "seconds": 60}, headers=bearer(store, "ask"))
    ends = datetime.fromisoformat(response.json()["expires"]).timestamp()
    assert before + 59 <= ends <= time.time() + 60
    assert response.json()["expires"].endswith("Z")
    assert response.headers["cache-control"] == "no-store"
    assert response.json()["token"].encode() not in store.path.read_bytes()


def test_ten_minutes_if_nothing_else_is_said(guarded):
    client, store = guarded
    body = client.post("/v1/tokens", json={"origin": f"{PORTAL}:443/"}, headers=bearer(store, "ask")).json()
    left = datetime.fromisoformat(body["expires"]) - datetime.now(UTC)
    assert 590 < left.total_seconds() <= 600


@pytest.mark.parametrize("seconds", [0, 59, 3601, -600, 10**12, "600", None, 90.5])
def test_no_token_lasts_shorter_or_longer_than_is_sensible(guarded, seconds):
    client, store = guarded
    response = client.post("/v1/tokens", json={"origin": PORTAL, "seconds": seconds}, headers=bearer(store, "ask"))
    assert refused(response, 422, "'seconds'")


@pytest.mark.parametrize("origin", ["", "portal.example", "null", "*", f"{PORTAL}/a", "javascript:x", "https://a b", 5])
def test_what_is_no_origin_gets_no_token(guarded, origin):
    client, store = guarded
    assert refused(client.post("/v1/tokens", json={"origin": origin}, headers=bearer(store, "ask")), 422, "'origin'")


def test_an_origin_that_is_not_on_the_list_gets_no_token(guarded):
    client, store = guarded
    for origin in ("https://evil.example", "http://portal.example", f"{PORTAL}:8443", f"{PORTAL}.evil.example"):
        response = client.post("/v1/tokens", json={"origin": origin}, headers=bearer(store, "ask"))
        assert refused(response, 403, "--allow-origin")
        assert "evil" not in response.text


def test_only_a_key_that_may_ask_makes_tokens(guarded):
    client, store = guarded
    body = {"origin": PORTAL}
    assert refused(client.post("/v1/tokens", json=body), 401, "A key is needed")
    assert refused(client.post("/v1/tokens", json=body, headers=bearer(store, "read", "administer")), 403, "'ask'")


def test_a_token_makes_no_other_or_it_would_last_for_ever(guarded):
    client, store = guarded
    token = fetched(client, store)
    for origin in ({"Origin": PORTAL}, {FRAMED_BY: PORTAL}):
        assert client.post("/v1/tokens", json={"origin": PORTAL}, headers={**token, **origin}).status_code == 403


def test_a_session_makes_none_and_neither_does_a_page_that_has_a_key(guarded):
    client, store = guarded
    text = store.add("a visitor", frozenset({"ask"}))[1]
    client.post("/login", data={"key": text}, follow_redirects=False)
    assert refused(client.post("/v1/tokens", json={"origin": PORTAL}), 403, "API key")
    client.cookies.clear()
    headers = {"Authorization": f"Bearer {text}", "Origin": PORTAL}
    response = client.post("/v1/tokens", json={"origin": PORTAL}, headers=headers)
    assert refused(response, 403, "other sites")
    assert "access-control-allow-origin" not in response.headers


def test_where_anybody_may_ask_there_are_no_tokens(asked):
    client = visitor(asked, Door(origins=frozenset({PORTAL})))
    assert refused(client.post("/v1/tokens", json={"origin": PORTAL}), 403, "No token is needed")


# What one opens


def test_a_token_asks_and_reads_from_pages_of_its_origin(guarded):
    client, store = guarded
    page = {**fetched(client, store), "Origin": PORTAL}
    response = client.post("/v1/ask", json=ASK, headers=page)
    assert (response.status_code, response.headers["access-control-allow-origin"]) == (200, PORTAL)
    assert client.get("/v1/articles", headers=page).status_code == 200


def test_a_token_serves_the_chat_that_a_page_of_its_origin_frames(guarded):
    client, store = guarded
    frame = {**fetched(client, store), FRAMED_BY: PORTAL}
    assert client.get("/gradio_api/info", headers=frame).status_code == 200
    for path in ("/gradio_api/queue/join", "/gradio_api/run/predict"):
        assert client.post(path, json=EVENT, headers={**frame, "Origin": SITE}).status_code == 422
        assert refused(client.post(path, json=EVENT, headers={"Origin": SITE}), 401, "A key is needed")


@pytest.mark.parametrize(
    ("scopes", "allowed"),
    [({"ask"}, {"/v1/ask"}), ({"ask", "read"}, {"/v1/ask", "/v1/articles"}), ({"ask", "administer"}, {"/v1/ask"})],
    ids=lambda names: "+".join(sorted(names)),
)
def test_a_token_may_no_more_than_its_key_and_never_administer(guarded, scopes, allowed):
    client, store = guarded
    page = {**fetched(client, store, *scopes), "Origin": PORTAL}
    statuses = {
        "/v1/ask": client.post("/v1/ask", json=ASK, headers=page).status_code,
        **{path: client.get(path, headers=page).status_code for path in ("/v1/articles", "/metrics")},
    }
    assert statuses == {path: 200 if path in allowed else 403 for path in statuses}


# What refuses one


def test_an_altered_token_is_refused(guarded):
    client, store = guarded
    token = fetched(client, store)["Authorization"].removeprefix("Bearer ")
    kind, identity, ends, origin, signature = token.split(".")
    other = fetched(client, store, origin=OTHER)["Authorization"].split(".")[3]
    for wrong in (
        f"{kind}.{identity}.{int(ends) + 1}.{origin}.{signature}",
        f"{kind}.{identity}.{ends}.{other}.{signature}",
        f"{kind}.00000000.{ends}.{origin}.{signature}",
        f"{kind}.{identity}.{ends}.{origin}.{signature[:-1]}",
        f"{kind}.{identity}.{ends}.{origin}.",
        f"{kind}.{identity}.{ends}.{origin}",
        f"{kind}.",
        f"{kind}.......",
        token.upper().replace("TBT", "tbt"),
    ):
        headers = {"Authorization": f"Bearer {wrong}", "Origin": PORTAL}
        assert refused(client.post("/v1/ask", json=ASK, headers=headers), 401, "not valid")
    assert client.post("/v1/ask", json=ASK, headers={"Authorization": "Bearer tbt.é".encode()}).status_code == 401


def test_an_expired_token_is_refused(guarded):
    client, store = guarded
    key, _ = store.add("a test", frozenset({"ask"}))
    tokens = Tokens(store.token_secret())
    for age, status in ((58, 200), (61, 401)):
        text, ends = tokens.make(key, PORTAL, 60, now=int(time.time()) - age)
        assert ends == pytest.approx(time.time() - age + 60, abs=1.5)
        response = client.post("/v1/ask", json=ASK, headers={"Authorization": f"Bearer {text}", "Origin": PORTAL})
        assert response.status_code == status
    assert refused(response, 401, "expired")


def test_a_token_ends_to_the_second(tmp_path):
    store = KeyStore(tmp_path / "access.sqlite")
    key, _ = store.add("a test", frozenset({"ask"}))
    door, tokens = Door(keys=store, origins=frozenset({PORTAL})), Tokens(b"s" * 32)
    text, ends = tokens.make(key, PORTAL, 600, now=1_000_000)
    assert ends == 1_000_600
    assert tokens.caller(text, door, PORTAL, now=1_000_599.9).scopes == {"ask"}
    assert tokens.caller(text, door, PORTAL, now=1_000_600).scopes == frozenset()
    assert Tokens(b"t" * 32).caller(text, door, PORTAL, now=1_000_000).key is None


@pytest.mark.parametrize(
    "page",
    [
        {"Origin": OTHER},
        {},
        {"Origin": SITE},
        {FRAMED_BY: OTHER},
        {FRAMED_BY: ""},
        {"Origin": OTHER, FRAMED_BY: PORTAL},
    ],
)
def test_a_token_of_another_origin_is_refused(guarded, page):
    """Also one whose page sends the header of the frame itself: its `Origin` is the browser's word, and goes first."""
    client, store = guarded
    headers = {**fetched(client, store), **page}
    assert refused(client.post("/v1/ask", json=ASK, headers=headers), 401, "another origin")


def test_a_page_of_another_site_cannot_send_the_header_of_the_frame(guarded):
    client, _ = guarded
    asked_first = {"Origin": PORTAL, "Access-Control-Request-Method": "POST"}
    allowed = client.options("/v1/ask", headers=asked_first).headers["access-control-allow-headers"]
    assert FRAMED_BY not in allowed.lower()
    for path in ("/gradio_api/queue/join", "/gradio_api/run/predict", "/v1/tokens"):
        assert client.options(path, headers=asked_first).status_code == 403


def test_a_token_does_not_help_a_page_that_is_not_on_the_list(guarded):
    client, store = guarded
    evil = {**fetched(client, store), "Origin": "https://evil.example", FRAMED_BY: PORTAL}
    for path in ("/v1/ask", "/gradio_api/queue/join", "/v1/tokens", "/login", "/logout"):
        response = client.post(path, json=ASK, headers=evil)
        assert refused(response, 403, "other sites")
        assert not [name for name in response.headers if name.startswith("access-control-")]


def test_when_a_key_is_revoked_its_tokens_are_dead_at_once(guarded):
    client, store = guarded
    token = fetched(client, store)
    page, frame = {**token, "Origin": PORTAL}, {**token, FRAMED_BY: PORTAL, "Origin": SITE}
    assert client.post("/v1/ask", json=ASK, headers=page).status_code == 200
    store.revoke(store.all()[-1].id)
    for _ in range(2):
        assert refused(client.post("/v1/ask", json=ASK, headers=page), 401, "no longer valid")
        assert refused(client.post("/gradio_api/queue/join", json=EVENT, headers=frame), 401, "no longer valid")


def test_an_origin_that_is_taken_off_the_list_loses_its_tokens(guarded, asked, tmp_path):
    client, store = guarded
    page = {**fetched(client, store, origin=OTHER), "Origin": OTHER}
    assert client.get("/v1/articles", headers=page).status_code == 200
    later = visitor(asked, Door("keys", store, origins=frozenset({PORTAL})))
    assert refused(later.get("/v1/articles", headers=page), 401, "another origin")


def test_no_signature_of_a_session_is_one_of_a_token(guarded):
    _, store = guarded
    assert store.token_secret() != store.session_secret()
    assert store.token_secret() == KeyStore(store.path).token_secret()


def test_visitors_of_one_portal_do_not_use_up_each_others_requests(asked, tmp_path):
    client, store = locked(asked, tmp_path, rate=2, origins=frozenset({PORTAL}))
    page = {**fetched(client, store), "Origin": PORTAL}
    statuses = [client.get("/v1/articles", headers=page).status_code for _ in range(3)]
    assert statuses == [200, 200, 429]
    client._transport.client = ("203.0.113.9", 1)
    assert client.get("/v1/articles", headers=page).status_code == 200


def test_the_schema_tells_of_tokens(guarded):
    operation = guarded[0].get("/openapi.json").json()["paths"]["/v1/tokens"]["post"]
    assert {"200", "401", "403", "422"} <= set(operation["responses"])
    assert re.search("never|not administer", operation["description"])
