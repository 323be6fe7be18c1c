"""The addresses the front answers itself; everything else is Flask's."""

from __future__ import annotations

import re
from dataclasses import dataclass

from webapp.errors import Problem

RUN = r"(?P<run_id>[A-Za-z0-9_-]{1,64})"


@dataclass(frozen=True)
class Route:
    """A pattern of paths and the name of the method that answers."""

    pattern: re.Pattern[str]
    handler: str


def route(pattern: str, handler: str) -> Route:
    """One row of the table."""
    return Route(re.compile(pattern), handler)


ROUTES = (
    route(r"/healthz", "health"),
    route(r"/readyz", "readiness"),
    route(r"/metrics", "metrics"),
    route(r"/api/status", "status"),
    route(r"/static/(?P<name>.{1,300})", "static"),
    route(r"/api/events", "many_streams"),
    route(rf"/api/runs/{RUN}/events", "run_stream"),
    route(rf"/api/runs/{RUN}/keyframes", "keyframes"),
    route(rf"/api/runs/{RUN}/look", "look"),
    route(rf"/api/runs/{RUN}/state", "state"),
)


def match(path: str, method: str) -> tuple[str, dict[str, str]] | None:
    """The handler's name and what the path says; None for Flask. These only answer questions."""
    for row in ROUTES:
        found = row.pattern.fullmatch(path)
        if found:
            if method not in ("GET", "HEAD"):
                raise Problem("method", got=method, near="GET", headers={"Allow": "GET, HEAD"})
            return row.handler, found.groupdict()
    return None
