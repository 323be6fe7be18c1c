"""`/api/session`: the role of this browser; a token makes it a presenter's, of few tries."""

from __future__ import annotations

from flask import Blueprint, Response, g, jsonify

from webapp.api import asking
from webapp.errors import Problem

bp = Blueprint("session", __name__)


@bp.get("/api/session")
def read() -> Response:
    """The role."""
    return jsonify(role=asking.identity().role)


@bp.post("/api/session")
def promote() -> Response:
    """Become a presenter."""
    given = asking.body({"token": str}, required=("token",))
    site, address = asking.site(), asking.address()
    wait = site.tries.wait(address)
    if wait:
        raise Problem("tries", headers={"Retry-After": str(wait)}, high=wait)
    identity = site.identities.promote(asking.identity(), given["token"])
    if identity is None:
        site.tries.wrong(address)
        raise Problem("wrong_token")
    g.identity = identity
    return jsonify(role=identity.role)
