"""`/api/session`: the role of this browser; a token makes it a presenter's, of few tries."""

from __future__ import annotations

import contextlib

from flask import Blueprint, Response, g, jsonify

from webapp.api import asking
from webapp.api.networks import network_of
from webapp.errors import Problem
from webapp.runs.interface import Refused

bp = Blueprint("session", __name__)


@bp.get("/api/session")
def read() -> Response:
    """The role."""
    return jsonify(role=asking.identity().role)


@bp.post("/api/session")
def promote() -> Response:
    """Become a presenter."""
    given = asking.body({"token": str}, required=("token",))
    if asking.identity().presenter:
        return _become(given["token"])
    tries, network = asking.site().tries, network_of(asking.address())
    wait = tries.begin(network)
    if wait:
        raise Problem("tries", headers={"Retry-After": str(wait)}, high=wait)
    answer = _become(given["token"])
    with contextlib.suppress(Refused):  # the store is away: this one counts as wrong
        tries.right(network)
    return answer


def _become(token: str) -> Response:
    """The token is judged; raises Problem."""
    identity = asking.site().identities.promote(asking.identity(), token)
    if identity is None:
        raise Problem("wrong_token")
    g.identity = identity
    return jsonify(role=identity.role)
