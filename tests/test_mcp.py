"""The tools of the Model Context Protocol, as the protocol's own client meets them, over HTTP against a real
server, with and without keys.
"""

import asyncio
import json
from collections.abc import Awaitable, Callable
from contextlib import asynccontextmanager

import httpx2
import pytest
from mcp import Client
from mcp.client.streamable_http import streamable_http_client
from mcp.shared.exceptions import MCPError

from taobeiqa.corpus.articles import Corpus
from taobeiqa.records import hit_to_json
from taobeiqa.serving.access import Door
from tests.rest import bearer, locked, served, visitor

QUESTION, FOLLOW_UP, UNSAID = "有多少个贫困村出列？", "户数呢？", "市长叫什么名字？"
ACCEPT = {"accept": "application/json, text/event-stream"}
LIST = {"jsonrpc": "2.0", "id": 1, "method": "tools/list"}


@pytest.fixture(scope="module")
def address(asked, store) -> str:
    """Of a server that wants keys."""
    return f"{served(asked, Door(keys=store), 'keys')}/mcp"


@asynccontextmanager
async def over_http(address: str, headers: dict[str, str], mode: str = "auto"):
    async with (
        httpx2.AsyncClient(headers=headers, timeout=120) as http,
        Client(streamable_http_client(address, http_client=http), mode=mode) as client,
    ):
        yield client


@pytest.fixture(scope="module")
def talk(address, store) -> Callable:
    """Does something with a client that has a key."""
    headers = bearer(store, "ask", "read")

    def talk(what: Callable[[Client], Awaitable], mode: str = "auto"):
        async def run():
            async with over_http(address, headers, mode) as client:
                return await what(client)

        return asyncio.run(run())

    return talk


def untimed(answer: dict) -> dict:
    return {name: value for name, value in answer.items() if name != "timings_ms"}


def as_json(content: object) -> object:
    return json.loads(json.dumps(content))


@pytest.mark.parametrize("mode", ["auto", "legacy"])
def test_three_tools_are_described_with_what_they_take_and_give(talk, mode):
    tools = talk(lambda client: client.list_tools(), mode).tools
    assert [tool.name for tool in tools] == ["ask", "search", "read_article"]
    for tool in tools:
        assert tool.description
        assert tool.annotations.read_only_hint
        assert tool.input_schema["additionalProperties"] is False
        assert tool.output_schema["type"] == "object"
        for told in tool.input_schema["properties"].values():
            assert told["description"]
            assert {"maxLength", "maximum", "maxItems"} & set(told)
    assert "\\p" not in json.dumps([tool.input_schema for tool in tools])


@pytest.mark.parametrize("mode", ["auto", "legacy"])
def test_an_answer_has_its_citations_word_for_word_with_their_offsets(talk, asked, corpus: Corpus, mode):
    result = talk(lambda client: client.call_tool("ask", {"question": QUESTION, "top_k": 3}), mode)
    expected = asked.ask(QUESTION, 3)
    assert expected.citations
    assert untimed(result.structured_content) == untimed(as_json(expected.to_json()))
    (text,) = [piece.text for piece in result.content]
    assert text.startswith(f"{expected.text} [1]\n\n[1] ")
    texts = {article.id: article.text for article in corpus.articles}
    for citation in expected.citations:
        assert f"article_id {citation.article_id}, characters {citation.start} to {citation.end}" in text
        assert texts[citation.article_id][citation.start : citation.end] in text


def test_an_abstention_is_said_and_nothing_else(talk, asked):
    result = talk(lambda client: client.call_tool("ask", {"question": UNSAID}))
    assert asked.ask(UNSAID).abstained
    assert [piece.text for piece in result.content] == [asked.ask(UNSAID).text]
    assert (result.is_error, result.structured_content["citations"]) == (False, [])


def test_a_follow_up_is_understood_from_the_questions_before_it(talk, asked):
    result = talk(lambda client: client.call_tool("ask", {"question": FOLLOW_UP, "history": [QUESTION]}))
    assert result.structured_content["asked"] == asked.ask(FOLLOW_UP, before=asked.ask(QUESTION)).asked != FOLLOW_UP


def test_a_search_gives_the_passages_word_for_word(talk, asked):
    result = talk(lambda client: client.call_tool("search", {"question": QUESTION, "top_k": 4}))
    hits = asked.search(QUESTION, 4)
    assert result.structured_content == {"question": QUESTION, "passages": as_json([hit_to_json(hit) for hit in hits])}
    for hit in hits:
        place = f"article_id {hit.passage.article_id}, characters {hit.passage.start} to {hit.passage.end}"
        assert f"{place}):\n{hit.passage.text}" in result.content[0].text


def test_an_article_is_read_piece_by_piece_without_a_loss(talk, corpus: Corpus):
    article = max(corpus.articles, key=lambda one: len(one.text))

    async def read(client: Client) -> list:
        step = {"article_id": article.id, "length": 700}
        starts = range(0, len(article.text), 700)
        return [await client.call_tool("read_article", {**step, "start": start}) for start in starts]

    results = talk(read)
    assert "".join(result.structured_content["text"] for result in results) == article.text
    for result in results:
        known = result.structured_content
        assert article.text[known["start"] : known["end"]] == known["text"]
        assert (known["length"], known["title"]) == (len(article.text), article.title)
        assert result.content[0].text.endswith(f" of {len(article.text)}):\n{known['text']}")


def test_beyond_the_end_of_an_article_there_is_nothing(talk, corpus: Corpus):
    (first, *_) = corpus.articles
    known = talk(lambda client: client.call_tool("read_article", {"article_id": first.id, "start": 10**9}))
    assert (known.structured_content["text"], known.structured_content["start"]) == ("", len(first.text))


@pytest.mark.parametrize(
    ("tool", "arguments", "said"),
    [
        ("ask", {}, "'question' is missing"),
        ("ask", {"question": ""}, "'question' is empty"),
        ("ask", {"question": "……？"}, "no word"),
        ("ask", {"question": 7}, "has to be a string"),
        ("ask", {"question": "a" * 1001}, "1,000 characters"),
        ("ask", {"question": "a" + "\U0001d160" * 600}, "1,801"),
        ("ask", {"question": "a", "history": ["a"] * 11}, "at most 10"),
        ("ask", {"question": "a", "history": ["？"]}, "no word"),
        ("ask", {"question": "a", "top_k": 101}, "at most 100"),
        ("ask", {"question": "a", "topk": 5}, "'topk' is not known"),
        ("search", {"question": "a", "top_k": "5"}, "whole number"),
        ("search", {"question": "a", "top_k": 0}, "at least 1"),
        ("read_article", {}, "'article_id' is missing"),
        ("read_article", {"article_id": "../../etc/passwd"}, "no article of that id"),
        ("read_article", {"article_id": "a", "start": -1}, "at least 0"),
        ("read_article", {"article_id": "a", "length": 20_001}, "at most 20,000"),
    ],
)
def test_wrong_arguments_are_told_in_one_line_as_a_tools_error(talk, tool, arguments, said):
    result = talk(lambda client: client.call_tool(tool, arguments))
    assert (result.is_error, result.structured_content) == (True, None)
    (line,) = [piece.text for piece in result.content]
    assert said in line
    assert "\n" not in line


def test_a_tool_that_does_not_exist_is_refused_with_those_that_do(talk):
    async def call(client: Client) -> str:
        with pytest.raises(MCPError) as refused:
            await client.call_tool("delete_article", {})
        return refused.value.error.message

    assert "ask, search, read_article" in talk(call)


class Broken:
    """A pipeline that fails."""

    def __init__(self, index) -> None:
        self.index = index

    def search(self, question, top_k=5):
        raise RuntimeError("cannot read /srv/index")


def test_a_failure_is_told_without_what_failed(hashing_index):
    call = {"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": {"name": "search"}}
    call["params"]["arguments"] = {"question": "a"}
    response = visitor(Broken(hashing_index)).post("/mcp", json=call, headers=ACCEPT)
    result = response.json()["result"]
    assert result["isError"]
    assert response.headers["x-request-id"] in result["content"][0]["text"]
    assert "/srv" not in response.text


# Who may come in


@pytest.mark.parametrize("headers", [{}, {"Authorization": "Bearer tbq_00000000_a"}], ids=["no key", "a wrong key"])
@pytest.mark.parametrize("mode", ["auto", "legacy"])
def test_without_a_key_there_are_no_tools(address, headers, mode):
    async def run():
        async with over_http(address, headers, mode) as client:
            return await client.list_tools()

    with pytest.raises(ExceptionGroup):
        asyncio.run(run())


@pytest.mark.parametrize(
    ("scopes", "status"), [((), 401), (("ask",), 403), (("read",), 403), (("ask", "read"), 200), (("administer",), 403)]
)
def test_the_tools_take_a_key_that_may_ask_and_read(asked, tmp_path, scopes, status):
    client, store = locked(asked, tmp_path)
    headers = {**ACCEPT, **(bearer(store, *scopes) if scopes else {})}
    response = client.post("/mcp", json=LIST, headers=headers)
    assert response.status_code == status
    assert ("read_article" in response.text) == (status == 200)


def test_the_limits_of_the_gate_hold_here_too(asked):
    client = visitor(asked, Door(rate=2, body_bytes=500, hosts=frozenset({"127.0.0.1"})))
    assert client.post("/mcp", json=LIST, headers=ACCEPT).status_code == 200
    assert client.post("/mcp", json={"a": "a" * 600}, headers=ACCEPT).status_code == 413
    assert client.post("/mcp", json=LIST, headers=ACCEPT).status_code == 429
    fresh = visitor(asked, Door(hosts=frozenset({"127.0.0.1"})))
    assert (
        fresh.post("/mcp", content=json.dumps(LIST), headers={**ACCEPT, "content-type": "text/plain"}).status_code
        == 415
    )
    assert fresh.post("/mcp", json=LIST, headers={**ACCEPT, "origin": "https://evil.example"}).status_code == 403
    assert fresh.post("/mcp", json=LIST, headers={**ACCEPT, "host": "evil.example"}).status_code == 421
    assert (fresh.get("/mcp").status_code, fresh.get("/mcp").headers["allow"]) == (405, "POST")


@pytest.mark.parametrize(
    "body",
    [
        *(b"", b"{", b"[]", b"null", b"5", b"\xff", b"[" * 30_000, b"9" * 30_000, b'{"jsonrpc": "2.0"}'),
        b'{"jsonrpc": "2.0", "id": 1, "method": "tools/call"}',
        b'{"jsonrpc": "2.0", "id": {}, "method": 5}',
        b'{"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": {"name": "ask", "arguments": []}}',
        b'{"jsonrpc": "2.0", "id": 1, "method": "initialize", "params": {"protocolVersion": []}}',
    ],
)
@pytest.mark.parametrize("version", [None, "2025-06-18", "2026-07-28", "1999-01-01"])
def test_what_is_no_message_of_the_protocol_breaks_nothing(asked, body, version):
    headers = {**ACCEPT, "content-type": "application/json", **({"mcp-protocol-version": version} if version else {})}
    response = visitor(asked).post("/mcp", content=body, headers=headers)
    assert response.status_code < 500, response.text
    assert "Traceback" not in response.text
    assert "error" in response.json()
