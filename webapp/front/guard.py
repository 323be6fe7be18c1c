"""What is refused before anything is read: the address, the host, writes of other sites."""

from __future__ import annotations

import ipaddress
from urllib.parse import urlsplit

from webapp.errors import Problem
from webapp.front.asgi import JSON, Request

LONGEST_URL = 6000
SAFE = ("GET", "HEAD", "OPTIONS")
NEEDS_BODY = ("POST", "PATCH", "PUT")
PICTURES = ("image/png", "image/jpeg", "image/webp")
STATE = "application/octet-stream"


def check(request: Request, hosts: frozenset[str]) -> None:
    """Raise Problem for what no handler may see."""
    check_url(request)
    check_host(request, hosts)
    if request.method not in SAFE:
        check_site(request)
        check_type(request)


def check_url(request: Request) -> None:
    """At most 6,000 bytes of path and query: longer states are short links."""
    size = len(request.scope.get("raw_path") or request.path.encode())
    size += len(request.scope.get("query_string", b""))
    if size > LONGEST_URL:
        raise Problem("url_too_long", got=size, high=LONGEST_URL)


def check_host(request: Request, hosts: frozenset[str]) -> None:
    """Literal addresses, localhost and configured names: no other site may pose as us."""
    given = request.headers.get("host", "")
    name = host_name(given)
    if name not in hosts and name != "localhost" and not is_address(name):
        raise Problem("host", got=given)


def check_site(request: Request) -> None:
    """A write must come from our own pages, as far as the browser says."""
    site = request.headers.get("sec-fetch-site", "same-origin")
    origin = request.headers.get("origin")
    if site not in ("same-origin", "none"):
        raise Problem("cross_site")
    if origin is not None and not is_own(origin, request):
        raise Problem("cross_site")


def check_type(request: Request) -> None:
    """JSON, or the upload's own type: a form of another site can send neither."""
    expected = expected_types(request.path)
    given = request.headers.get("content-type", "").split(";")[0].strip().lower()
    empty = request.headers.get("content-length", "0") == "0"
    bare = request.method not in NEEDS_BODY and not given and empty
    if given not in expected and not bare:
        raise Problem("media_type", got=given or ("nothing", "هیچ"), near=", ".join(expected))


def expected_types(path: str) -> tuple[str, ...]:
    """What a write to this address may carry."""
    return {"/api/images": PICTURES, "/api/states": (STATE,)}.get(path, (JSON,))


def host_name(given: str) -> str:
    """A Host header without its port, in lower case."""
    try:
        return urlsplit("//" + given).hostname or ""
    except ValueError:
        return ""


def is_address(name: str) -> bool:
    """Whether a name is a literal IPv4 or IPv6 address."""
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True


def is_own(origin: str, request: Request) -> bool:
    """Whether an Origin is the host that was asked."""
    try:
        there = urlsplit(origin)
    except ValueError:
        return False
    own = request.headers.get("host", "").lower()
    return there.scheme in ("http", "https") and there.netloc.lower() == own
