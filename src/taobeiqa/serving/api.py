"""The REST interface. Who may use it is the gate's business, how a question is answered the pipeline's."""

from __future__ import annotations

import json
from functools import partial
from typing import Annotated, Any

from fastapi import FastAPI, Path, Query, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import Response

from taobeiqa.records import hit_to_json
from taobeiqa.serving.access import Door
from taobeiqa.serving.asking import Desk, Room, Searched, in_conversation
from taobeiqa.serving.completion_schema import CompletionRefusal
from taobeiqa.serving.completions import add_completions
from taobeiqa.serving.embedding import add_tokens
from taobeiqa.serving.mcp import create_mcp, mcp_route
from taobeiqa.serving.metrics import Metrics
from taobeiqa.serving.problems import INTERNAL, RequestError, first_problem, refusal
from taobeiqa.serving.schema import (
    Alive,
    AnswerBody,
    ArticleBody,
    ArticlesBody,
    AskRequest,
    Paging,
    Ready,
    Refusal,
    SearchBody,
    SearchRequest,
    events,
    listed,
)
from taobeiqa.serving.tokens import Tokens
from taobeiqa.serving.unkept import NOT_KEPT, json_response, json_text
from taobeiqa.version import VERSION

_METRICS_TYPE = "text/plain; version=0.0.4; charset=utf-8"
_TOLD = {
    400: "The body is not valid JSON.",
    401: "A key is needed.",
    403: "The key may not do that, or the request comes from a page of another site.",
    404: "There is nothing of that name.",
    408: "The body took too long to arrive.",
    413: "The body is too large.",
    415: "The body is not JSON.",
    421: "The server does not answer for that host.",
    422: "A field is missing, unknown, or of the wrong type or size; or the question is none.",
    429: "Too many requests; `Retry-After` says in how many seconds to try again.",
    503: "There is no index with articles.",
}
_DESCRIPTION = """Questions in Chinese or English about newspaper articles, answered with verbatim quotations.

Every error is `{"error": "one line", "request_id": "…"}`, and on the routes that speak as OpenAI's do
`{"error": {"message": "one line", …}, "request_id": "…"}`. A key, where one is needed, is sent as
`Authorization: Bearer KEY`."""


def _refusals(*statuses: int, model: type = Refusal) -> dict[int | str, dict[str, Any]]:
    return {status: {"model": model, "description": _TOLD[status]} for status in (401, 403, 421, *statuses)}


_POSTED = _refusals(400, 408, 413, 415, 422, 429)


def create_api(pipeline: Searched, door: Door, metrics: Metrics, tokens: Tokens | None = None) -> FastAPI:
    """The REST interface over a pipeline, without the gate."""
    api = FastAPI(
        title="taobeiqa",
        version=VERSION,
        summary="Answers from newspaper articles, with verbatim quotations.",
        description=_DESCRIPTION,
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
    )
    rest, completions, mcp = (
        Desk(pipeline, channel, metrics, door.log_questions) for channel in ("rest", "completions", "mcp")
    )
    room = Room(door, metrics)
    api.state.room = room
    index = pipeline.index
    _answer_errors(api)
    add_completions(api, completions, room, partial(_refusals, model=CompletionRefusal))
    api.router.routes.append(mcp_route(create_mcp(mcp, pipeline, room)))

    @api.post("/v1/ask", response_model=AnswerBody, responses=_POSTED, tags=["questions"])
    async def ask(asked: AskRequest) -> Response:
        """Answer a question from the articles, or say that they do not say."""
        answer = await room.run(partial(in_conversation, rest, asked.question, asked.top_k, asked.history))
        return json_response(answer.to_json())

    event = {
        "type": "object",
        "properties": {"event": {"enum": ["text", "answer"]}, "data": {"type": "string", "description": "JSON."}},
        "required": ["event", "data"],
    }
    stream_of = {"text/event-stream": {"schema": event}}

    @api.post(
        "/v1/ask/stream",
        response_class=Response,
        responses={200: {"content": stream_of, "description": "Server-sent events."}, **_POSTED},
        tags=["questions"],
    )
    async def ask_stream(asked: AskRequest) -> Response:
        """The same as server-sent events: `text` with pieces of the answer's text as `{"text": "…"}`, then `answer`
        with all that `/v1/ask` returns. Whatever is wrong with the question is told before the stream begins.
        """
        answer = await room.run(partial(in_conversation, rest, asked.question, asked.top_k, asked.history))
        lines = [f"event: {name}\ndata: {json_text(data)}\n\n" for name, data in events(answer)]
        return Response("".join(lines), headers=NOT_KEPT, media_type="text/event-stream")

    @api.post("/v1/search", response_model=SearchBody, responses=_POSTED, tags=["questions"])
    async def search(asked: SearchRequest) -> Response:
        """The passages nearest to a question, best first."""
        hits = await room.run(partial(pipeline.search, asked.question, asked.top_k))
        return json_response({"question": asked.question, "passages": [hit_to_json(hit) for hit in hits]})

    @api.get("/v1/articles", response_model=ArticlesBody, responses=_refusals(422, 429), tags=["articles"])
    async def articles(paging: Annotated[Paging, Query()]) -> Response:
        """The articles by id, without their texts."""
        shown = list(index.articles.values())[paging.offset : paging.offset + paging.limit]
        return json_response({"total": len(index.articles), "articles": [listed(article) for article in shown]})

    @api.get("/v1/articles/{id}", response_model=ArticleBody, responses=_refusals(404, 429), tags=["articles"])
    async def article(id: Annotated[str, Path(description="The article's id.")]) -> Response:  # noqa: A002
        """One article with its text and its translations."""
        found = index.articles.get(id)
        if found is None:
            raise RequestError(404, "There is no article of that id: GET /v1/articles lists them.")
        translations = {
            language: {"title": translation.title, "text": translation.text}
            for (original, language), translation in index.translations.items()
            if original == id
        }
        return json_response({**listed(found), "text": found.text, "translations": translations})

    @api.get("/healthz", response_model=Alive, responses=_refusals(), tags=["operation"])
    async def healthz() -> Response:
        """Whether the server runs."""
        return json_response({"status": "ok"})

    @api.get("/readyz", response_model=Ready, responses=_refusals(503), tags=["operation"])
    async def readyz() -> Response:
        """Whether the index is loaded and holds articles."""
        if not index.articles:
            raise RequestError(503, "The index holds no article yet.", {"Retry-After": "10"})
        return json_response({"status": "ready", "articles": len(index.articles)})

    metrics_of = {"text/plain": {"schema": {"type": "string"}}}

    @api.get(
        "/metrics",
        response_class=Response,
        responses={200: {"content": metrics_of, "description": "In Prometheus's text format."}, **_refusals()},
        tags=["operation"],
    )
    async def figures() -> Response:
        """Figures about the server, for Prometheus."""
        return Response(metrics.text(), headers={**NOT_KEPT, "Content-Type": _METRICS_TYPE})

    add_tokens(api, door, tokens, _POSTED)
    _describe(api, door)
    return api


def _answer_errors(api: FastAPI) -> None:
    """Every error in one shape. What was sent is never sent back."""

    @api.exception_handler(RequestError)
    async def problem(request: Request, error: RequestError) -> Response:
        return refusal(request.scope["path"], error)

    @api.exception_handler(RequestValidationError)
    async def invalid(request: Request, error: RequestValidationError) -> Response:
        return refusal(request.scope["path"], first_problem(error.errors()))

    @api.exception_handler(HTTPException)
    async def refused(request: Request, error: HTTPException) -> Response:
        lines = {
            400: "The body is not valid JSON.",
            404: "There is nothing at this address: /docs lists what there is.",
            405: "This address does not take that method: the header Allow lists those it takes.",
        }
        line = lines.get(error.status_code, "The request is refused.")
        return refusal(request.scope["path"], RequestError(error.status_code, line, error.headers))

    @api.exception_handler(Exception)
    async def failed(request: Request, error: Exception) -> Response:
        return refusal(request.scope["path"], RequestError(500, INTERNAL))


def _describe(api: FastAPI, door: Door) -> None:
    """Say in the schema which routes take a key, where one is needed."""
    schema = api.openapi()
    if door.prefix:
        schema["servers"] = [{"url": door.prefix}]
    schema["paths"] = {path: _without_default_422(operations) for path, operations in schema["paths"].items()}
    for unused in ("HTTPValidationError", "ValidationError"):
        schema["components"]["schemas"].pop(unused, None)
    if door.access == "keys":
        schema["components"]["securitySchemes"] = {"key": {"type": "http", "scheme": "bearer"}}
        for path, operations in schema["paths"].items():
            if path not in ("/healthz", "/readyz"):
                for operation in operations.values():
                    operation["security"] = [{"key": []}]
    api.openapi = lambda: schema  # type: ignore[method-assign]


def _without_default_422(operations: dict[str, Any]) -> dict[str, Any]:
    """FastAPI adds its own shape of a 422 where a route has parameters and does not tell of one."""
    for operation in operations.values():
        told = operation["responses"].get("422", {})
        if "HTTPValidationError" in json.dumps(told):
            del operation["responses"]["422"]
    return operations
