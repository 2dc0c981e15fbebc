"""Who may come in: the decision that an address asks for, keys and their scopes, sessions."""

import json
import re
import sqlite3
from pathlib import Path

import pytest

from taobeiqa.errors import AccessError, TaobeiqaError
from taobeiqa.serving.access import COOKIE, RATE, SESSION_SECONDS, Door, Sessions, decided, needed
from taobeiqa.serving.keys import SCOPES, Key, KeyStore, scopes_of
from taobeiqa.serving.server import serve
from tests.rest import PAGE, bearer, locked

ASK = {"question": "villages"}
CHAT_ROUTES = ["/", "/config", "/gradio_api/info", "/gradio_api/queue/data?session_hash=a"]


@pytest.fixture(scope="module")
def guarded(asked, tmp_path_factory):
    return locked(asked, tmp_path_factory.mktemp("keys"))


@pytest.fixture
def store(tmp_path: Path) -> KeyStore:
    return KeyStore(tmp_path / "access.sqlite")


# The decision


@pytest.mark.parametrize("host", ["127.0.0.1", "127.8.8.8", "localhost", "::1"])
def test_loopback_is_open_to_all_without_a_decision(host):
    door = decided(Door(), host, None)
    assert (door.access, door.anonymous, door.rate) == ("open", frozenset(SCOPES), 0)
    assert {"localhost", "127.0.0.1", "[::1]"} <= (door.hosts or set())


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.168.1.5", "chat.example"])
def test_another_address_asks_for_a_decision_in_one_line(host):
    with pytest.raises(AccessError, match=r"--access keys .*--access open") as refused:
        decided(Door(), host, None)
    assert "\n" not in str(refused.value)
    door = decided(Door(), host, "open")
    assert (door.anonymous, door.rate, door.hosts) == ({"ask", "read"}, RATE, None)


def test_the_server_itself_refuses_an_undecided_address(asked):
    with pytest.raises(TaobeiqaError, match="say who may come in"):
        serve(asked, "0.0.0.0", 0)


def test_keys_are_wanted_only_where_there_is_one(store):
    with pytest.raises(AccessError, match="taobeiqa keys add"):
        decided(Door(keys=store), "127.0.0.1", "keys")
    key, _ = store.add("a", frozenset({"ask"}))
    assert decided(Door(keys=store), "127.0.0.1", "keys").access == "keys"
    store.revoke(key.id)
    with pytest.raises(AccessError, match="taobeiqa keys add"):
        decided(Door(keys=store), "127.0.0.1", "keys")


# Keys


def test_a_key_is_told_once_and_its_hash_alone_is_stored(store):
    key, text = store.add(" The portal ", frozenset({"ask"}))
    assert re.fullmatch(rf"tbq_{key.id}_[A-Za-z0-9_-]{{43}}", text)
    secret = text.split("_", 2)[2].encode()
    assert all(secret not in path.read_bytes() for path in store.path.parent.iterdir())
    assert store.find(text) == store.get(key.id) == store.all()[0] == key
    assert (key.name, key.scopes, key.revoked) == ("The portal", {"ask"}, None)
    assert store.path.stat().st_mode & 0o077 == 0


def test_what_is_no_key_finds_none(store):
    key, text = store.add("a", frozenset({"ask"}))
    last = "A" if text[-1] != "A" else "B"
    for wrong in (
        "",
        "tbq",
        "tbq__",
        f"tbq_{key.id}_",
        text[:-1] + last,
        text + "A",
        text.upper(),
        "tbq_' OR 1=1 --_a",
        "钥",
    ):
        assert store.find(wrong) is None


def test_a_revoked_key_is_refused_and_still_listed(store):
    key, text = store.add("a", frozenset({"ask"}))
    assert store.revoke(key.id)
    assert not store.revoke(key.id)
    assert not store.revoke("none")
    assert (store.find(text), store.get(key.id)) == (None, None)
    assert [one.revoked is not None for one in store.all()] == [True]


@pytest.mark.parametrize("text", ["", ",", "asks", "ask,all", "ASK"])
def test_scopes_that_are_not_known_are_refused(text):
    with pytest.raises(AccessError, match="ask, read, administer"):
        scopes_of(text)


def test_scopes_may_be_written_with_blanks():
    assert scopes_of(" read, ask,ask ") == {"ask", "read"}


@pytest.mark.parametrize("name", ["", "  ", "a" * 81, "a\nb", "\x1b[31m"])
def test_a_key_has_a_name_that_can_be_shown(store, name):
    with pytest.raises(AccessError, match="name"):
        store.add(name, frozenset({"ask"}))


def test_a_file_that_is_another_programs_is_left_alone(tmp_path):
    other = tmp_path / "other.sqlite"
    with sqlite3.connect(other) as file:
        file.execute("CREATE TABLE mine (a)")
    (tmp_path / "text").write_text("not a database at all, but long enough to have a header of that size" * 10)
    for path in (other, tmp_path / "text"):
        before = path.read_bytes()
        with pytest.raises(AccessError, match=str(path)):
            KeyStore(path).add("a", frozenset({"ask"}))
        assert path.read_bytes() == before


def test_no_keys_are_listed_where_there_is_no_file_and_none_is_made(store):
    assert (store.all(), store.find("tbq_00000000_a"), store.path.exists()) == ([], None, False)


# Scopes over HTTP


@pytest.mark.parametrize(
    "path", ["/v1/articles", "/v1/articles/x", "/v1/nothing", "/metrics", *CHAT_ROUTES, "/nothing"]
)
def test_without_a_key_nothing_of_the_articles_is_reached(guarded, path):
    client, _ = guarded
    response = client.get(path)
    assert (response.status_code, response.headers["www-authenticate"]) == (401, "Bearer")
    assert set(response.json()) == {"error", "request_id"}


@pytest.mark.parametrize(
    "path", ["/v1/ask", "/v1/ask/stream", "/v1/search", "/gradio_api/queue/join", "/gradio_api/run/predict"]
)
def test_without_a_key_nothing_is_asked(guarded, path):
    client, _ = guarded
    assert client.post(path, json=ASK).status_code == 401


@pytest.mark.parametrize("path", ["/healthz", "/readyz", "/docs", "/openapi.json", "/login", "/embed", "/theme.css"])
def test_without_a_key_there_is_still_what_helps_to_come_in(guarded, path):
    client, _ = guarded
    assert client.get(path).status_code == 200


@pytest.mark.parametrize(
    ("scopes", "allowed"),
    [
        ({"ask"}, {"/v1/ask"}),
        ({"read"}, {"/v1/articles"}),
        ({"administer"}, {"/metrics"}),
        ({"ask", "read"}, {"/v1/ask", "/v1/articles", "/"}),
        (set(SCOPES), {"/v1/ask", "/v1/articles", "/", "/metrics"}),
    ],
    ids=lambda names: "+".join(sorted(names)),
)
def test_a_key_may_do_what_its_scopes_say_and_no_more(guarded, scopes, allowed):
    client, store = guarded
    key = bearer(store, *scopes)
    statuses = {
        "/v1/ask": client.post("/v1/ask", json=ASK, headers=key).status_code,
        **{path: client.get(path, headers=key).status_code for path in ("/v1/articles", "/", "/metrics")},
    }
    assert statuses == {path: 200 if path in allowed else 403 for path in statuses}


@pytest.mark.parametrize(
    "header", ["", "Bearer", "Bearer ", "Bearer x", "Basic dTpw", "Bearer tbq_00000000_a", "x" * 5000]
)
def test_a_wrong_key_is_refused_also_where_it_is_open(guarded, client, header):
    for one in (guarded[0], client):
        response = one.get("/v1/articles", headers={"Authorization": header})
        assert response.status_code == 401
        assert header[:20] not in response.text or len(header) < 8


def test_a_revoked_key_is_refused_by_a_running_server(guarded):
    client, store = guarded
    key = bearer(store, "read")
    assert client.get("/v1/articles", headers=key).status_code == 200
    store.revoke(store.all()[-1].id)
    assert client.get("/v1/articles", headers=key).status_code == 401


def test_open_to_others_is_not_open_to_administer(asked, tmp_path):
    client, store = locked(asked, tmp_path, access="open")
    assert client.post("/v1/ask", json=ASK).status_code == 200
    assert client.get("/metrics").status_code == 401
    assert client.get("/metrics", headers=bearer(store, "administer")).status_code == 200


def test_a_path_that_nobody_thought_of_takes_the_scopes_of_the_chat():
    for path in ("/", "/v1/", "/v1/articlesx", "//v1/ask", "/mcp", "/gradio_api/anything", "/healthz/", "/Metrics"):
        assert needed(path) == {"ask", "read"}


def test_the_schema_tells_of_keys_only_where_they_are_needed(guarded, client):
    schema = guarded[0].get("/openapi.json").json()
    assert schema["paths"]["/v1/ask"]["post"]["security"] == [{"key": []}]
    assert "security" not in json.dumps(client.get("/openapi.json").json()["paths"])


# Sessions


def signed_in(client, store, *scopes) -> str:
    text = store.add("a visitor", frozenset(scopes))[1]
    response = client.post("/login", data={"key": text}, follow_redirects=False)
    assert (response.status_code, response.headers["location"]) == (303, "/")
    client.cookies.clear()
    return response.headers["set-cookie"]


def test_a_browser_is_sent_to_sign_in_and_comes_in_with_a_cookie(guarded):
    client, store = guarded
    away = client.get("/", headers=PAGE, follow_redirects=False)
    assert (away.status_code, away.headers["location"]) == (303, "/login")
    cookie = signed_in(client, store, "ask", "read")
    flags = {flag.strip().lower() for flag in cookie.split(";")[1:]}
    assert {"httponly", "samesite=lax", "path=/", f"max-age={SESSION_SECONDS}"} <= flags
    assert "tbq_" not in cookie
    session = {"Cookie": cookie.split(";")[0]}
    for path in ("/", "/config", "/gradio_api/info", "/v1/articles"):
        assert client.get(path, headers=session).status_code == 200
    assert client.get("/metrics", headers=session).status_code == 403
    assert "a visitor" in client.get("/login", headers=session).text
    store.revoke(store.all()[-1].id)
    assert client.get("/v1/articles", headers=session).status_code == 401


def test_behind_tls_the_cookie_never_leaves_it(asked, tmp_path):
    client, store = locked(asked, tmp_path)
    client.base_url = "https://chat.example"
    assert "secure" in signed_in(client, store, "ask").lower()


@pytest.mark.parametrize("key", ["", "tbq_00000000_a", "<script>", "%00", "a" * 2000])
def test_a_wrong_key_does_not_sign_in(guarded, key):
    response = guarded[0].post("/login", data={"key": key}, follow_redirects=False)
    assert response.status_code == 401
    assert "set-cookie" not in response.headers
    assert "not valid" in response.text
    assert "<script" not in response.text


def test_signing_out_takes_the_cookie_away(guarded):
    response = guarded[0].post("/logout", follow_redirects=False)
    assert (response.status_code, response.headers["location"]) == (303, "/login")
    assert f'{COOKIE}=""' in response.headers["set-cookie"]
    assert "Max-Age=0" in response.headers["set-cookie"]


def test_a_session_that_is_forged_or_old_is_none():
    sessions, key = Sessions(b"s" * 32), Key("ab12", "a", frozenset(), "2026-01-01", None)
    text = sessions.begin(key, now=1_000_000)
    assert sessions.key_id(text, now=1_000_000 + SESSION_SECONDS - 1) == "ab12"
    assert sessions.key_id(text, now=1_000_000 + SESSION_SECONDS) is None
    assert sessions.key_id(text, now=900_000) is None
    assert Sessions(b"t" * 32).key_id(text, now=1_000_000) is None
    for forged in (
        "",
        ".",
        "..",
        "ab12.1000000.",
        text.replace("ab12", "ab13"),
        text.replace("1000000", "1000001"),
        "é.1.é",
    ):
        assert sessions.key_id(forged, now=1_000_000) is None


def test_the_secret_of_sessions_outlives_the_server(store):
    assert store.session_secret() == KeyStore(store.path).session_secret()
    assert len(store.session_secret()) == 32
