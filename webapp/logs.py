"""The log of web processes and trainers: every line names its request and run.

One JSON object a line; plain lines where somebody reads along at a terminal.
"""

from __future__ import annotations

import json
import logging
import logging.config
import re
import secrets
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from types import TracebackType
from typing import Any

from webapp.settings import Settings

REQUEST: ContextVar[str] = ContextVar("request", default="")
RUN: ContextVar[str] = ContextVar("run", default="")
GIVEN = re.compile(r"[A-Za-z0-9._-]{1,64}")  # what a proxy may call a request
OF_RUN = re.compile(r"/api/runs/([A-Za-z0-9_-]{1,64})(?:/|$)")
log = logging.getLogger("lab")


class JsonLines(logging.Formatter):
    """{"time", "level", "logger", "message", "request", "run", ..., "traceback"}, none empty."""

    def format(self, record: logging.LogRecord) -> str:
        """One line."""
        said = {
            "time": _clock(record, "%Y-%m-%dT%H:%M:%S", "Z"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
            "request": REQUEST.get(),
            "run": RUN.get(),
            **getattr(record, "facts", {}),
            "traceback": self.formatException(record.exc_info) if record.exc_info else "",
        }
        return json.dumps({k: v for k, v in said.items() if v != ""}, ensure_ascii=False)


class PlainLines(logging.Formatter):
    """`12:03:05.120 warning: what happened (request 3f..., run 9a...)`, then the traceback."""

    def format(self, record: logging.LogRecord) -> str:
        """One line, and those of the traceback."""
        named = {"request": REQUEST.get(), "run": RUN.get(), **getattr(record, "facts", {})}
        about = ", ".join(f"{name} {value}" for name, value in named.items() if value != "")
        said = f"{_clock(record, '%H:%M:%S')} {record.levelname.lower()}: {record.getMessage()}"
        said += f" ({about})" if about else ""
        return f"{said}\n{self.formatException(record.exc_info)}" if record.exc_info else said


def _clock(record: logging.LogRecord, form: str, zone: str = "") -> str:
    """The time of a record in UTC, to the millisecond."""
    return f"{time.strftime(form, time.gmtime(record.created))}.{int(record.msecs):03}{zone}"


def new_request(path: str = "", given: str = "") -> str:
    """A number for one request, kept for everything logged while it is answered.

    `given` is what a trusted proxy calls it; a path that names a run names it for the log too.
    """
    number = given if GIVEN.fullmatch(given) else secrets.token_hex(8)
    REQUEST.set(number)
    run = OF_RUN.match(path)
    RUN.set(run[1] if run else "")
    return number


@contextmanager
def about(run_id: str) -> Iterator[None]:
    """What is logged inside is about this run."""
    before = RUN.set(run_id)
    try:
        yield
    finally:
        RUN.reset(before)


def config(settings: Settings) -> dict[str, Any]:
    """For `logging.config.dictConfig` and gunicorn: everything to standard error."""
    form = settings.log_format
    plain = form == "text" or (form == "auto" and sys.stderr.isatty())
    level = settings.log_level.upper()
    ours = {"level": level, "handlers": ["lines"], "propagate": False}
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"lines": {"()": PlainLines if plain else JsonLines}},
        "handlers": {
            "lines": {
                "class": "logging.StreamHandler",
                "formatter": "lines",
                "stream": "ext://sys.stderr",
            }
        },
        "root": {"level": "WARNING", "handlers": ["lines"]},
        "loggers": {"gunicorn.error": {**ours, "level": "WARNING"}, "lab": ours},
    }


def start(settings: Settings) -> None:
    """Log like this from now on, what nobody caught included."""
    logging.config.dictConfig(config(settings))
    sys.excepthook = _uncaught


def _uncaught(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    log.critical("the process ends", exc_info=(kind, error, trace))
