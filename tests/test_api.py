"""The REST interface: what it answers, what it refuses and how, and that it says what the others say."""

import json
from dataclasses import replace

import pytest

from taobeiqa.corpus.articles import Corpus
from taobeiqa.pipeline import Pipeline
from taobeiqa.records import hit_to_json
from taobeiqa.retrieval.encoders import HashingEncoder
from taobeiqa.serving.markup import ICON
from tests.rest import visitor

QUESTION = "有多少个贫困村出列？"
JSON = {"content-type": "application/json"}


def untimed(answer: dict) -> dict:
    return {name: value for name, value in answer.items() if name != "timings_ms"}


def streamed(text: str) -> list[tuple[str, dict]]:
    """Server-sent events, as the standard has them read."""
    events = []
    for block in text.split("\n\n")[:-1]:
        fields = dict(line.split(": ", 1) for line in block.split("\n"))
        events.append((fields["event"], json.loads(fields["data"])))
    return events


def assert_refused(response, status: int, *said: str) -> None:
    assert response.status_code == status, response.text
    assert set(response.json()) == {"error", "request_id"}
    line = response.json()["error"]
    assert line.count("\n") == 0
    assert response.json()["request_id"] == response.headers["x-request-id"] != ""
    assert "Traceback" not in line
    for words in said:
        assert words in line


def test_an_answer_has_the_keys_of_the_contract_in_their_order(client):
    answer = client.post("/v1/ask", json={"question": QUESTION, "top_k": 3}).json()
    assert list(answer) == ["question", "language", "abstained", "answer", "citations", "passages", "timings_ms"]
    assert [passage["rank"] for passage in answer["passages"]] == [1, 2, 3]


def test_a_citation_read_over_http_is_the_articles_text_at_its_offsets(pipeline):
    client = visitor(pipeline)
    answer = client.post("/v1/ask", json={"question": QUESTION}).json()
    (citation, *_) = answer["citations"]
    article = client.get(f"/v1/articles/{citation['article_id']}").json()
    assert article["text"][citation["start"] : citation["end"]] == citation["quote"]
    for start, end in citation["highlights"]:
        assert citation["start"] <= start < end <= citation["end"]


def test_a_follow_up_is_understood_from_the_questions_before_it(pipeline):
    client = visitor(pipeline)
    first, second = QUESTION, "2016年呢？"
    expected = pipeline.ask(second, before=pipeline.ask(first)).to_json()
    answer = client.post("/v1/ask", json={"question": second, "history": [first]}).json()
    assert untimed(answer) == untimed(json.loads(json.dumps(expected)))
    assert answer["asked"] != second
    assert "asked" not in client.post("/v1/ask", json={"question": second}).json()


def test_a_stream_says_that_it_is_one_and_ends_with_the_whole_answer(client):
    response = client.post("/v1/ask/stream", json={"question": QUESTION})
    assert response.headers["content-type"].startswith("text/event-stream")
    assert [name for name, _ in streamed(response.text)] == ["text", "answer"]


def test_search_lists_what_the_pipeline_finds(client, asked):
    found = client.post("/v1/search", json={"question": QUESTION, "top_k": 4}).json()
    assert found == {"question": QUESTION, "passages": [hit_to_json(hit) for hit in asked.search(QUESTION, 4)]}


def test_the_articles_are_listed_and_read(client, corpus: Corpus):
    listed = client.get("/v1/articles").json()
    assert (listed["total"], [one["id"] for one in listed["articles"]]) == (4, [one.id for one in corpus.articles])
    assert client.get("/v1/articles?limit=1&offset=2").json()["articles"] == [listed["articles"][2]]
    first = corpus.articles[0]
    article = client.get(f"/v1/articles/{first.id}").json()
    assert (article["text"], article["title"], article["authors"]) == (first.text, first.title, list(first.authors))
    translation = corpus.translations[first.id, "en"]
    assert article["translations"] == {"en": {"title": translation.title, "text": translation.text}}


def test_alive_ready_and_in_figures(client, asked):
    assert client.get("/healthz").json() == {"status": "ok"}
    assert client.get("/readyz").json() == {"status": "ready", "articles": 4}
    empty = replace(asked.index, articles={}, translations={})
    assert_refused(visitor(Pipeline(empty, HashingEncoder(), asked._lexicon)).get("/readyz"), 503, "no article")
    counted = visitor(asked)
    counted.post("/v1/ask", json={"question": QUESTION})
    counted.get("/v1/articles/none")
    text = counted.get("/metrics").text
    assert 'taobeiqa_requests_total{method="POST",route="/v1/ask",status="200"} 1.0' in text
    assert 'taobeiqa_requests_total{method="GET",route="/v1/articles/{id}",status="404"} 1.0' in text
    assert 'taobeiqa_questions_total{channel="rest",language="zh"' in text
    assert QUESTION not in text


@pytest.mark.parametrize("path", ["/v1/ask", "/v1/ask/stream", "/v1/search"])
@pytest.mark.parametrize(
    ("body", "status", "said"),
    [
        (b"{", 400, "not valid JSON"),
        (b"", 422, "body"),
        (b"[" * 30_000, 400, "not valid JSON"),
        (b"9" * 30_000, 400, "not valid JSON"),
        (b'{"question": "\xff"}', 400, "not valid JSON"),
        (b'{"question": "\\ud800 villages"}', 422, "Unicode"),
        (b"null", 422, "body"),
        (b'"question"', 422, "JSON object"),
        (b"[]", 422, "JSON object"),
        (b"{}", 422, "'question' is missing"),
        (b'{"question": 7}', 422, "string"),
        (b'{"question": null}', 422, "string"),
        (b'{"question": ["a"]}', 422, "string"),
        (b'{"question": ""}', 422, "no word"),
        (b'{"question": " \\n"}', 422, "no word"),
        ('{"question": "……？"}'.encode(), 422, "no word"),
        (b'{"question": "' + b"a" * 1001 + b'"}', 422, "1,000"),
        (b'{"question": "a", "top_k": 0}', 422, "'top_k' has to be at least 1"),
        (b'{"question": "a", "top_k": 101}', 422, "at most 100"),
        (b'{"question": "a", "top_k": "5"}', 422, "whole number"),
        (b'{"question": "a", "top_k": true}', 422, "whole number"),
        (b'{"question": "a", "top_k": 1.5}', 422, "whole number"),
        (b'{"question": "a", "top_k": NaN}', 422, "whole number"),
        (b'{"question": "a", "topk": 5}', 422, "'topk' is not known"),
    ],
)
def test_a_body_that_is_wrong_is_told_in_one_line(client, path, body, status, said):
    assert_refused(client.post(path, content=body, headers=JSON), status, said)


@pytest.mark.parametrize(
    ("history", "said"),
    [("a", "list"), ([1], "history.0"), (["a"] * 11, "10"), (["a", "…"], "history.1"), ([["a"]], "string")],
)
def test_a_history_that_is_wrong_is_told_in_one_line(client, history, said):
    assert_refused(client.post("/v1/ask", json={"question": "a", "history": history}), 422, said)


def test_a_question_that_only_the_pipeline_refuses_is_told_in_its_line(client):
    # 600 characters that canonical composition takes apart into three each.
    assert_refused(client.post("/v1/ask", json={"question": "a" + "\U0001d160" * 600}), 422, "1,801")


def test_what_was_sent_is_not_sent_back(client):
    for body in ({"question": "a", "<script>": 1}, {"question": {"<script>": 1}}):
        response = client.post("/v1/ask", json=body)
        assert response.headers["content-type"] == "application/json"
        assert response.headers["x-content-type-options"] == "nosniff"
    assert "secret" not in client.post("/v1/ask", json={"question": ["secret"]}).text


@pytest.mark.parametrize("content_type", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data", ""])
def test_a_body_of_another_type_is_refused(client, content_type):
    response = client.post("/v1/ask", content=b'{"question": "a"}', headers={"content-type": content_type})
    assert_refused(response, 415, "application/json")


def test_json_may_name_its_encoding(client):
    headers = {"content-type": "application/json; charset=utf-8"}
    assert client.post("/v1/ask", content=b'{"question": "villages"}', headers=headers).status_code == 200


@pytest.mark.parametrize(
    ("method", "path", "allowed"),
    [
        ("GET", "/v1/ask", "POST"),
        ("DELETE", "/v1/ask", "POST"),
        ("PUT", "/v1/search", "POST"),
        ("POST", "/v1/articles", "GET"),
        ("TRACE", "/v1/articles", "GET"),
        ("PATCH", "/v1/articles/x", "GET"),
        ("POST", "/healthz", "GET"),
    ],
)
def test_a_wrong_method_is_told_which_are_right(client, method, path, allowed):
    response = client.request(method, path)
    assert_refused(response, 405, "method")
    assert response.headers["allow"] == allowed


@pytest.mark.parametrize(
    "path",
    [
        "/v1/articles/none",
        "/v1/articles/..%2f..%2f..%2fetc%2fpasswd",
        "/v1/articles/%2e%2e%2f%2e%2e%2fpyproject.toml",
        "/v1/articles/..%5c..%5cetc",
        "/v1/articles/%00",
        "/v1/articles/%ff%fe",
        "/v1//ask",
        "/v1",
        "/v1/../etc/passwd",
        "/static/..%2f..%2f..%2f..%2fetc%2fpasswd",
        "/static/..%2froutes.py",
        "/assets/..%2f..%2f..%2fpackage.json",
        "/gradio_api/file=/etc/passwd",
        "/gradio_api/file=../../etc/passwd",
        "/gradio_api/file=corpus/articles",
        "/gradio_api/file/etc/passwd",
        "/gradio_api/proxy=http://127.0.0.1/",
        "/file=/etc/passwd",
    ],
)
def test_nothing_outside_the_articles_is_found(client, path):
    response = client.get(path)
    assert response.status_code in (400, 403, 404)
    assert "root:" not in response.text
    assert "def " not in response.text


@pytest.mark.parametrize("query", ["limit=0", "limit=101", "limit=a", "offset=-1", "offset=99999999999", "page=2"])
def test_a_wrong_parameter_is_told_in_one_line(client, query):
    assert_refused(client.get(f"/v1/articles?{query}"), 422, query.partition("=")[0])


def test_a_request_keeps_its_id_if_it_is_one(client):
    assert client.get("/healthz", headers={"x-request-id": "portal-7.a_b"}).headers["x-request-id"] == "portal-7.a_b"
    for wrong in ("a" * 65, "a b", "<b>", '"'):
        given = client.get("/healthz", headers={"x-request-id": wrong}).headers["x-request-id"]
        assert given != wrong
        assert len(given) == 16


def test_the_page_of_documentation_names_every_route_and_loads_nothing(client):
    page = client.get("/docs")
    assert page.headers["content-type"].startswith("text/html")
    for path in client.get("/openapi.json").json()["paths"]:
        assert path in page.text
    # The icon holds its own picture, and an example names an origin.
    text = page.text.replace(ICON, "").replace("https://portal.example", "")
    for loading in ("<script", "<link", "<img", "<iframe", "src=", "url(", "http://", "https://", "@import"):
        assert loading not in text
    policy = page.headers["content-security-policy"]
    assert policy.startswith("default-src 'none'; img-src data:; style-src 'sha256-")
    assert "unsafe" not in policy


def test_every_response_is_as_the_schema_says_it_is(client):
    paths = client.get("/openapi.json").json()["paths"]
    assert set(paths) == {
        *("/v1/ask", "/v1/ask/stream", "/v1/search", "/v1/articles", "/v1/articles/{id}"),
        *("/v1/chat/completions", "/v1/models", "/v1/models/{id}", "/v1/tokens"),
        *("/healthz", "/readyz", "/metrics"),
    }
    for operations in paths.values():
        for operation in operations.values():
            assert operation["description"]
            assert "HTTPValidationError" not in json.dumps(operation)
