"""The routes that speak as OpenAI's do, so that whatever talks to those can ask here: the chat completions and the
list of models. Who may use them is the gate's business, what a request looks like the schema's.
"""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable, Sequence
from functools import partial
from typing import Annotated, Any

from fastapi import FastAPI, Path
from starlette.responses import Response

from taobeiqa.answering.query import ask_query
from taobeiqa.errors import QuestionError
from taobeiqa.records import Answer, Citation, Language
from taobeiqa.serving.asking import Asked, Room, in_conversation
from taobeiqa.serving.completion_schema import (
    MODEL,
    Completion,
    CompletionRequest,
    ModelBody,
    ModelsBody,
    OtherMessage,
    UserMessage,
    chunks_of,
    completion_of,
    models,
)
from taobeiqa.serving.markdown import plain, quoted
from taobeiqa.serving.problems import RequestError
from taobeiqa.serving.schema import MAX_HISTORY
from taobeiqa.serving.unkept import NOT_KEPT, json_response, json_text
from taobeiqa.serving.words import HTML_LANG, WORDS

_TOP_K = 5

Refusals = Callable[..., dict[int | str, dict[str, Any]]]


def add_completions(api: FastAPI, desk: Asked, room: Room, refusals: Refusals) -> None:
    """The routes, on an interface. `refusals` describes statuses that a route may answer with."""
    event = {
        "type": "object",
        "properties": {"data": {"type": "string", "description": "JSON; `[DONE]` in the last one."}},
        "required": ["data"],
    }
    streamed: dict[int | str, dict[str, Any]] = {
        200: {"content": {"text/event-stream": {"schema": event}}, "description": "The answer, whole or in chunks."}
    }

    @api.post(
        "/v1/chat/completions",
        response_model=Completion,
        responses={**streamed, **refusals(400, 404, 408, 413, 415, 422, 429)},
        tags=["openai"],
    )
    async def complete(asked: CompletionRequest) -> Response:
        """Answer the last question of a conversation, as OpenAI's chat completions do. The answer's text is followed by
        its citations as text; `taobeiqa` is all that `/v1/ask` returns. System and developer messages are accepted and
        not read. With `stream` the same content comes in chunks, as server-sent events; the chunk with the
        `finish_reason` has `taobeiqa`.
        """
        _check_model(asked.model)
        question, history = conversation(asked.messages)
        answer = await room.run(partial(in_conversation, desk, question, _TOP_K, history))
        identity, created, pieces = f"chatcmpl-{secrets.token_hex(12)}", int(time.time()), told(answer)
        if not asked.stream:
            return json_response(completion_of(identity, created, "".join(pieces), answer.to_json()))
        with_usage = bool(asked.stream_options and asked.stream_options.include_usage)
        sent = chunks_of(identity, created, pieces, answer.to_json(), with_usage)
        lines = [f"data: {json_text(one)}\n\n" for one in sent]
        return Response("".join([*lines, "data: [DONE]\n\n"]), headers=NOT_KEPT, media_type="text/event-stream")

    @api.get("/v1/models", response_model=ModelsBody, responses=refusals(429), tags=["openai"])
    async def list_models() -> Response:
        """The models that `/v1/chat/completions` takes: one."""
        return json_response(models())

    @api.get("/v1/models/{id}", response_model=ModelBody, responses=refusals(404, 429), tags=["openai"])
    async def one_model(id: Annotated[str, Path(description="The model's name.")]) -> Response:  # noqa: A002
        """One model."""
        _check_model(id)
        return json_response(models()["data"][0])


def _check_model(name: str) -> None:
    if name != MODEL:
        raise RequestError(404, f"There is no model of that name: ask the model {MODEL!r}.", field="model")


def conversation(messages: Sequence[UserMessage | OtherMessage]) -> tuple[str, list[str]]:
    """The question and those before it, oldest first. What the user sent earlier and is no question, since it was
    refused then, is left out: a program sends it again with every question that follows.

    Raises:
        RequestError: 422 if the user says nothing.
    """
    said = [_said(message) for message in messages if isinstance(message, UserMessage)]
    if not said:
        line = "No message is the user's, whose last one is the question: send one with the role 'user'."
        raise RequestError(422, line, field="messages")
    *earlier, question = said
    return question, [text for text in earlier if _is_question(text)][-MAX_HISTORY:]


def _said(message: UserMessage) -> str:
    content = message.content
    return content if isinstance(content, str) else "\n".join(part.text for part in content)


def _is_question(text: str) -> bool:
    try:
        ask_query(text)
    except QuestionError:
        return False
    return True


def told(answer: Answer) -> list[str]:
    """An answer as Markdown, in pieces: its text, then a paragraph for each citation and for its translation. Whatever
    comes from an article is shown there as it is written.
    """
    numbers = "".join(f" [{citation.number}]" for citation in answer.citations)
    cited = [piece for citation in answer.citations for piece in _cited(citation, answer.language)]
    return [plain(answer.text) + numbers, *(f"\n\n{piece}" for piece in cited)]


def _cited(citation: Citation, language: Language) -> list[str]:
    dated = [citation.published] if citation.published else []
    place = ", ".join([citation.title, *dated, f"{citation.start}–{citation.end}"])
    pieces = [f"[{citation.number}] {quoted(citation.quote)} — {plain(place)}"]
    if citation.translation:
        mark = "" if citation.translation_reviewed else f" ({WORDS[HTML_LANG[language]].unreviewed})"
        pieces.append(plain(citation.translation) + mark)
    return pieces
