"""What goes in and out of the routes that speak as OpenAI's do. Fields that are not named here are accepted and have
no effect.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Discriminator, Field, Tag

from taobeiqa.serving.schema import AnswerBody, whole

MODEL = "taobeiqa"


class _Open(BaseModel):
    model_config = ConfigDict(extra="ignore", strict=True)


class TextPart(_Open):
    """A piece of a message. Images, audio and files are not read."""

    type: Literal["text"]
    text: str


def _kind_of_content(content: object) -> str:
    return "~parts" if isinstance(content, list) else "~text"


def _kind_of_message(message: object) -> str | None:
    role = message.get("role") if isinstance(message, dict) else None
    if role == "user":
        return "~user"
    return "~other" if isinstance(role, str) and role in _OTHERS else None


_OTHERS = ("system", "developer", "assistant", "tool", "function")
# The tags are no steps on the way to a field: `first_problem` leaves them out.
Content = Annotated[
    Annotated[str, Tag("~text")] | Annotated[list[TextPart], Tag("~parts")], Discriminator(_kind_of_content)
]


class UserMessage(_Open):
    """What the user says. The last one is the question, those before it are what a follow-up goes on from."""

    role: Literal["user"]
    content: Annotated[
        Content,
        Field(
            description="In Chinese or English, 1,000 characters at most in the last message.",
            examples=["How many libraries does the city have?"],
        ),
    ]


class OtherMessage(_Open):
    """What others say. It is accepted and not read: answers come from the articles, and follow no instructions."""

    role: Literal["system", "developer", "assistant", "tool", "function"]


class StreamOptions(_Open):
    """What a stream ends with."""

    include_usage: Annotated[bool | None, Field(description="Whether a chunk with the usage comes last.")] = None


class ResponseFormat(_Open):
    """Answers are text."""

    type: Literal["text"]


class CompletionRequest(_Open):
    """A conversation whose last question is to be answered. `temperature`, `max_tokens`, `tools` and whatever else is
    not listed is accepted and has no effect.
    """

    model: Annotated[str, Field(description=f"`{MODEL}`: there is one.", examples=[MODEL])]
    messages: Annotated[
        list[
            Annotated[
                Annotated[UserMessage, Tag("~user")] | Annotated[OtherMessage, Tag("~other")],
                Discriminator(_kind_of_message, "message_kind", "no message"),
            ]
        ],
        Field(
            min_length=1,
            description="The last one of the user is the question; 10 of the user before it are the conversation.",
            examples=[[{"role": "user", "content": "How many libraries does the city have?"}]],
        ),
    ]
    stream: Annotated[bool | None, Field(description="Whether to answer in chunks, as server-sent events.")] = None
    stream_options: StreamOptions | None = None
    n: Annotated[
        Annotated[int, Field(ge=1, le=1), BeforeValidator(whole)] | None,
        Field(description="1: there is one answer."),
    ] = None
    tool_choice: Annotated[Literal["none", "auto"] | None, Field(description="No tool is ever called.")] = None
    function_call: Annotated[Literal["none", "auto"] | None, Field(description="No function is ever called.")] = None
    response_format: ResponseFormat | None = None
    modalities: Annotated[list[Literal["text"]] | None, Field(description="Answers are text.")] = None


class Usage(_Open):
    """Always 0: tokens are not counted."""

    prompt_tokens: int = 0
    completion_tokens: int = 0
    total_tokens: int = 0


class Message(_Open):
    """The answer, then its citations: number, quotation, title, date, and offsets into the article's text."""

    role: Literal["assistant"]
    content: Annotated[str, Field(description="Markdown in which quotations are code, and so shown as they are.")]
    refusal: None = None


class Choice(_Open):
    """The one answer."""

    index: Literal[0]
    message: Message
    logprobs: None = None
    finish_reason: Literal["stop"]


class Completion(_Open):
    """An answer as OpenAI's clients read it; `taobeiqa` is all that `/v1/ask` returns."""

    id: str
    object: Literal["chat.completion"]
    created: Annotated[int, Field(description="Seconds since 1970.")]
    model: str
    choices: list[Choice]
    usage: Usage
    taobeiqa: AnswerBody


class ModelBody(_Open):
    """A model that can be asked."""

    id: str
    object: Literal["model"]
    created: int
    owned_by: str


class ModelsBody(_Open):
    """The models: one."""

    object: Literal["list"]
    data: list[ModelBody]


class CompletionProblem(_Open):
    """What was wrong, as OpenAI's clients read it."""

    message: Annotated[str, Field(description="One line that says what was wrong and how to mend it.")]
    type: str
    code: str | None
    param: Annotated[str | None, Field(description="The field that was wrong.")]


class CompletionRefusal(_Open):
    """What was wrong with a request."""

    error: CompletionProblem
    request_id: Annotated[str, Field(description="By which the operator finds the request in the logs.")]


def completion_of(identity: str, created: int, content: str, answer: dict[str, Any]) -> dict[str, Any]:
    """A whole completion."""
    message = {"role": "assistant", "content": content, "refusal": None}
    return {
        "id": identity,
        "object": "chat.completion",
        "created": created,
        "model": MODEL,
        "choices": [{"index": 0, "message": message, "logprobs": None, "finish_reason": "stop"}],
        "usage": Usage().model_dump(),
        "taobeiqa": answer,
    }


def chunks_of(
    identity: str, created: int, pieces: list[str], answer: dict[str, Any], with_usage: bool
) -> list[dict[str, Any]]:
    """The same in chunks, whose contents one after the other are the content of the whole."""
    head = {"id": identity, "object": "chat.completion.chunk", "created": created, "model": MODEL}
    usage = {"usage": None} if with_usage else {}

    def chunk(delta: dict[str, str], finish: str | None = None) -> dict[str, Any]:
        choice = {"index": 0, "delta": delta, "logprobs": None, "finish_reason": finish}
        return {**head, "choices": [choice], **usage}

    told = [chunk({"role": "assistant", "content": ""}), *(chunk({"content": piece}) for piece in pieces)]
    last = {**chunk({}, "stop"), "taobeiqa": answer}
    return [*told, last, *([{**head, "choices": [], "usage": Usage().model_dump()}] if with_usage else [])]


def models() -> dict[str, Any]:
    """The list of models."""
    return {"object": "list", "data": [{"id": MODEL, "object": "model", "created": 0, "owned_by": MODEL}]}
