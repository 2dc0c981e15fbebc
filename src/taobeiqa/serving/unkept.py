"""Responses that no cache may keep, since they hold answers or tell who asks."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from starlette.responses import JSONResponse

NOT_KEPT: Mapping[str, str] = {"Cache-Control": "no-store"}


def json_text(content: Mapping[str, Any]) -> str:
    """JSON on one line."""
    return json.dumps(content, ensure_ascii=False, separators=(",", ":"))


def json_response(content: Mapping[str, Any], status: int = 200, headers: Mapping[str, str] = NOT_KEPT) -> JSONResponse:
    """JSON that is not kept, with more headers if there are any."""
    return JSONResponse(content, status, {**NOT_KEPT, **headers})
