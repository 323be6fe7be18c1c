"""What a handler may ask about its request: who, in which language, with what body."""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from typing import Any, cast
from urllib.parse import parse_qsl

from flask import current_app, g, request

from engine.registry import Text
from engine.schema import Refusal
from webapp.api.json_body import read_json
from webapp.api.site import Site
from webapp.errors import Problem, bad_params
from webapp.identity import Identity, cookie_of
from webapp.language import COOKIE, choose
from webapp.logs import REQUEST, new_request

KINDS: dict[type, Text] = {
    str: ("text", "متن"),
    int: ("a whole number", "عددی صحیح"),
    bool: ("true or false", "true یا false"),
    dict: ("an object", "یک شیء"),
}
WRONG_KIND: Text = ("expected {low}, got {got}", "{low} لازم است، ولی {got} آمده است")
MISSING: Text = ("expected a value, got nothing", "مقداری لازم است، ولی چیزی نیامده است")


def prepare() -> None:
    """Before every request: who asks and in which language; its JSON is read and refused here."""
    scope = request.environ.get("asgi.scope", {})
    cookies = request.headers.get("Cookie", "")
    g.identity = scope.get("lab.identity") or site().identities.read(cookies)
    asked, accepted = query().get("lang"), request.headers.get("Accept-Language")
    g.lang = choose(asked, cookie_of(cookies, COOKIE), accepted)
    if not REQUEST.get():
        new_request()
    if request.routing_exception is None and request.mimetype == "application/json":
        g.body = read_json(request.get_data()) if request.content_length else {}


def site() -> Site:
    """The opened site."""
    return cast(Site, current_app.config["SITE"])


def identity() -> Identity:
    """Who asks."""
    return cast(Identity, g.identity)


def lang() -> str:
    """`en` or `fa`."""
    return cast(str, g.lang)


def address() -> str:
    """The other end, as the front makes it out behind its proxies."""
    scope = request.environ.get("asgi.scope", {})
    return str(scope.get("lab.address") or request.remote_addr or "")


def request_number() -> str:
    """What the log calls this request."""
    return REQUEST.get()


def query() -> dict[str, str]:
    """The first value of every name in the query; never a byte that is not UTF-8."""
    raw = request.environ.get("QUERY_STRING", "")
    pairs = parse_qsl(raw, keep_blank_values=True, errors="replace")
    return dict(reversed(pairs))


def require_presenter() -> None:
    """Raise Problem unless a presenter asks."""
    if not identity().presenter:
        raise Problem("presenter_only")


def body(kinds: Mapping[str, type], required: tuple[str, ...] = ()) -> dict[str, Any]:
    """The JSON object of this request, its names and types checked; all bad ones at once."""
    given = g.get("body")
    if not isinstance(given, dict):
        got = Refusal("body", kind_of(given), text=WRONG_KIND, low=KINDS[dict][lang() == "fa"])
        raise bad_params({"body": got})
    refusals = {name: _refusal(name, value, kinds) for name, value in given.items()}
    refusals |= {name: Refusal("empty", "", text=MISSING) for name in required if name not in given}
    bad = {name: why for name, why in refusals.items() if why is not None}
    if bad:
        raise bad_params(bad)
    return given


def _refusal(name: str, value: object, kinds: Mapping[str, type]) -> Refusal | None:
    if name not in kinds:
        near = difflib.get_close_matches(name[:100], kinds, n=1, cutoff=0)
        return Refusal("unknown", name, near[0] if near else "")
    expected = kinds[name]
    if type(value) is expected:  # a bool is no whole number here
        return None
    return Refusal("type", kind_of(value), KINDS[expected][lang() == "fa"], text=WRONG_KIND)


def kind_of(value: object) -> str:
    """What JSON calls a value, in the reader's language."""
    names: dict[type, Text] = {
        type(None): ("null", "null"),
        list: ("a list", "یک فهرست"),
        float: ("a number", "یک عدد"),
        **KINDS,
    }
    return names.get(type(value), ("something else", "چیز دیگری"))[lang() == "fa"]
