"""`/api/links` and `/s/<id>`: a short address for a page's whole state, named by its content."""

from __future__ import annotations

import base64
import hashlib
import json
from typing import Any
from urllib.parse import urlencode

from flask import Blueprint, Response, jsonify, redirect
from werkzeug.wrappers import Response as Redirect

from engine.schema import BadParams, parse, to_query
from webapp.api import asking
from webapp.api.demos import demo_class, read
from webapp.errors import Problem, bad_params
from webapp.front.guard import LONGEST_URL
from webapp.logs import log

bp = Blueprint("links", __name__)

PASSED_ON = ("lang", "theme", "embed")
ROOM = 500  # bytes of an address for the host and what is passed on


@bp.post("/api/links")
def shorten() -> tuple[Response, int, dict[str, str]]:
    """Keep parameters and view in their canonical form; the same state, the same link."""
    given = asking.body({"demo": str, "params": dict, "view": dict}, required=("demo",))
    cls = demo_class(given["demo"])
    demo = read(cls, given.get("params", {}))
    try:
        view = parse(cls.View, given.get("view", {}))
    except BadParams as bad:
        raise bad_params({f"v.{name}": why for name, why in bad.refusals.items()}) from None
    state = {"demo": cls.key, "params": to_query(demo), "view": to_query(view)}
    text = json.dumps(state, ensure_ascii=False, sort_keys=True).encode()
    link_id = _named(text)
    asking.site().links.keep(link_id, text)
    return jsonify(id=link_id, url=f"/s/{link_id}"), 201, {"Location": f"/api/links/{link_id}"}


@bp.get("/api/links/<link_id>")
def show(link_id: str) -> Response:
    """What a link stands for: a page reads it when the state is longer than an address."""
    return jsonify(find(link_id))


@bp.get("/s/<link_id>")
def follow(link_id: str) -> Redirect:
    """To the page in that state."""
    state = find(link_id)
    kept = {name: text for name, text in asking.query().items() if name in PASSED_ON}
    view = {f"v.{name}": text for name, text in state["view"].items()}
    query = urlencode({**state["params"], **view})
    if len(query) > LONGEST_URL - ROOM:
        query = urlencode({"link": link_id})
    more = urlencode(kept)
    return redirect(f"/demos/{state['demo']}?{'&'.join(filter(None, (query, more)))}".rstrip("?"))


def find(link_id: str) -> dict[str, Any]:
    """The state behind a link; raises Problem when there is none, or not the one it names."""
    site = asking.site()
    text = site.links.find(link_id)
    if text is not None and _named(text) != link_id:
        log.warning("the short link %s is damaged: its %s bytes are others", link_id, len(text))
        text = None
    if text is None:
        raise Problem("unknown_link", got=link_id, high=site.settings.links)
    state: dict[str, Any] = json.loads(text)
    return state


def _named(text: bytes) -> str:
    """The name of what is kept: 60 bits of its SHA-256."""
    return base64.b32encode(hashlib.sha256(text).digest())[:12].decode().lower()
