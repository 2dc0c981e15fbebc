"""Logs as JSON lines on stderr. No question's text unless the operator asked for it."""

from __future__ import annotations

import json
import logging
import sys
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import Any

REQUEST_ID: ContextVar[str] = ContextVar("request_id", default="")
"""Of the request that is being answered; empty outside of one."""

_log = logging.getLogger("taobeiqa.serving")


class JsonLines(logging.Formatter):
    """One JSON object a record: time, level, event, and what else is known of it."""

    def format(self, record: logging.LogRecord) -> str:
        """The line, without its end."""
        known: dict[str, Any] = getattr(record, "known", {})
        line = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "event": record.getMessage(),
            **({"request_id": REQUEST_ID.get()} if REQUEST_ID.get() else {}),
            **known,
        }
        if record.exc_info:
            line["traceback"] = self.formatException(record.exc_info)
        return json.dumps(line, ensure_ascii=True, default=str)


def configure() -> None:
    """Write the logs to stderr as JSON lines: ours from `info` on, those of libraries from `warning`."""
    root = logging.getLogger()
    if any(isinstance(handler.formatter, JsonLines) for handler in root.handlers):
        return
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonLines())
    root.addHandler(handler)
    logging.getLogger("taobeiqa").setLevel(logging.INFO)


def told(event: str, level: int = logging.INFO, **known: object) -> None:
    """Log that something happened."""
    _log.log(level, event, extra={"known": {name: value for name, value in known.items() if value is not None}})


def failed(event: str, **known: object) -> None:
    """Log what is being handled as an exception, with its traceback."""
    _log.exception(event, extra={"known": known})
