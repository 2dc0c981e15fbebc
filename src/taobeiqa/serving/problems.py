"""What a request is told when it is refused: one line and the request's id, in the shape that its
clients read.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from starlette.responses import JSONResponse

from taobeiqa.serving.access import speaks_openai
from taobeiqa.serving.logs import REQUEST_ID
from taobeiqa.serving.unkept import json_response

INTERNAL = "Something went wrong here, and not with the request: try again, and tell the operator its request id."

_LINES = {
    "missing": "is missing",
    "extra_forbidden": "is not known here: leave it out",
    "string_type": "has to be a string",
    "string_unicode": "is not valid Unicode",
    "int_type": "has to be a whole number",
    "int_parsing": "has to be a whole number",
    "int_parsing_size": "has to be a smaller whole number",
    "int_from_float": "has to be a whole number",
    "list_type": "has to be a list",
    "model_attributes_type": "has to be a JSON object",
    "model_type": "has to be a JSON object",
    "dict_type": "has to be a JSON object",
    "literal_error": "has to be {expected}",
    "message_kind": "has to have a role: system, developer, user, assistant or tool",
    "string_too_short": "is empty",
    "too_short": "is empty",
    "string_pattern_mismatch": "has no word in it: ask in Chinese or English",
    "string_too_long": "is too long: at most {max_length:,} characters",
    "too_long": "has too many entries: at most {max_length:,}",
    "greater_than_equal": "has to be at least {ge:,}",
    "less_than_equal": "has to be at most {le:,}",
}
"""By the validator's name of what is wrong; the braces are filled with its limits. Never what was sent."""


_TOLD_APART = frozenset({"~text", "~parts", "~user", "~other"})
"""Kinds of a value that a validator names on the way to a field, and the sender does not."""
_OPENAI_KINDS = {
    401: ("authentication_error", "invalid_api_key"),
    403: ("permission_error", "insufficient_permissions"),
    429: ("rate_limit_error", "rate_limit_exceeded"),
}


class RequestError(Exception):
    """A request that is refused: the status, one line that says what was wrong and how to mend it, more headers."""

    def __init__(
        self, status: int, line: str, headers: Mapping[str, str] | None = None, field: str | None = None
    ) -> None:
        super().__init__(line)
        self.status = status
        self.line = line
        self.headers = dict(headers or {})
        self.field = field
        """What of the request was wrong, where it is known."""


def refusal(path: str, problem: RequestError) -> JSONResponse:
    """The response that tells of a problem with a request to a path, in the shape that its clients read."""
    line = " ".join(problem.line.split())
    error = _as_openai(problem, line) if speaks_openai(path) else line
    content = {"error": error, "request_id": REQUEST_ID.get()}
    return json_response(content, problem.status, problem.headers)


def _as_openai(problem: RequestError, line: str) -> dict[str, str | None]:
    kind, code = _OPENAI_KINDS.get(problem.status, ("invalid_request_error", None))
    if problem.status == 404 and problem.field == "model":
        code = "model_not_found"
    if problem.status >= 500:
        kind = "server_error"
    return {"message": line, "type": kind, "code": code, "param": problem.field}


def first_problem(errors: Sequence[Mapping[str, Any]]) -> RequestError:
    """What a validator found wrong first, as one line that names the field and none of its content."""
    error = errors[0]
    kind, context = str(error.get("type")), error.get("ctx") or {}
    if kind == "json_invalid":
        return RequestError(400, "The body is not valid JSON.")
    where, *steps = [str(step) for step in error.get("loc", ())] or ["body"]
    field = ".".join(step for step in steps if step not in _TOLD_APART)[:80]
    if where == "path":
        return RequestError(404, "There is nothing of that name.")
    told = _LINES.get(kind, "is not as it has to be: see /docs").format_map(dict(context))
    subject = f"The field {field!a}" if where == "body" else f"The parameter {field!a}"
    return RequestError(422, f"{subject if field else 'The body'} {told}.", field=field or None)
