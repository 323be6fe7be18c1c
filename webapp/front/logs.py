"""The log: one JSON object a line, naming the request it belongs to."""

from __future__ import annotations

import json
import logging
import secrets
import time
from contextvars import ContextVar
from typing import Any

REQUEST: ContextVar[str] = ContextVar("request", default="")
log = logging.getLogger("lab")


class JsonLines(logging.Formatter):
    """{"time", "level", "logger", "message", "request", "traceback"}, without what is empty."""

    def format(self, record: logging.LogRecord) -> str:
        """One line."""
        said = {
            "time": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(record.created)),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
            "request": REQUEST.get(),
            "traceback": self.formatException(record.exc_info) if record.exc_info else "",
        }
        return json.dumps({k: v for k, v in said.items() if v}, ensure_ascii=False)


def new_request() -> str:
    """A number for one request, kept for everything logged while it is answered."""
    number = secrets.token_hex(8)
    REQUEST.set(number)
    return number


def config() -> dict[str, Any]:
    """For `logging.config.dictConfig` and gunicorn: warnings and errors to standard error."""
    quiet = {"level": "WARNING", "handlers": ["lines"], "propagate": False}
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"json": {"()": JsonLines}},
        "handlers": {
            "lines": {
                "class": "logging.StreamHandler",
                "formatter": "json",
                "stream": "ext://sys.stderr",
            }
        },
        "root": {"level": "WARNING", "handlers": ["lines"]},
        "loggers": {"gunicorn.error": quiet, "lab": quiet},
    }
