"""What a request is told when it is refused: one line and the request's id, always in the same shape."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from starlette.responses import JSONResponse

from taobeiqa.serving.logs import REQUEST_ID

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
    "string_pattern_mismatch": "has no word in it: ask in Chinese or English",
    "string_too_long": "is too long: at most {max_length:,} characters",
    "too_long": "has too many entries: at most {max_length:,}",
    "greater_than_equal": "has to be at least {ge:,}",
    "less_than_equal": "has to be at most {le:,}",
}
"""By the validator's name of what is wrong; the braces are filled with its limits. Never what was sent."""


class RequestError(Exception):
    """A request that is refused: the status, one line that says what was wrong and how to mend it, more headers."""

    def __init__(self, status: int, line: str, headers: Mapping[str, str] | None = None) -> None:
        super().__init__(line)
        self.status = status
        self.line = line
        self.headers = dict(headers or {})


def refusal(status: int, line: str, headers: Mapping[str, str] | None = None) -> JSONResponse:
    """The response that tells of a problem."""
    content = {"error": " ".join(line.split()), "request_id": REQUEST_ID.get()}
    return JSONResponse(content, status, {"Cache-Control": "no-store", **(headers or {})})


def first_problem(errors: Sequence[Mapping[str, Any]]) -> RequestError:
    """What a validator found wrong first, as one line that names the field and none of its content."""
    error = errors[0]
    kind, context = str(error.get("type")), error.get("ctx") or {}
    if kind == "json_invalid":
        return RequestError(400, "The body is not valid JSON.")
    where, *steps = [str(step) for step in error.get("loc", ())] or ["body"]
    field = ".".join(steps)
    if where == "path":
        return RequestError(404, "There is nothing of that name.")
    told = _LINES.get(kind, "is not as it has to be: see /docs").format_map(dict(context))
    subject = f"The field {field[:80]!a}" if where == "body" else f"The parameter {field[:80]!a}"
    return RequestError(422, f"{subject if field else 'The body'} {told}.")
