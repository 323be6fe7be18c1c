"""`/api/data/<set>`: a presenter fetches a data set; the download is a run like any other."""

from __future__ import annotations

from flask import Blueprint, Response, jsonify

from engine.schema import BadParams, parse, to_query
from webapp.api import asking
from webapp.demos import DEMOS
from webapp.errors import Problem
from webapp.runs.interface import Terms

bp = Blueprint("data", __name__)

FETCH = "fetch"  # the demo whose run is a download


@bp.post("/api/data/<name>")
def fetch(name: str) -> tuple[Response, int, dict[str, str]]:
    """Queue the download."""
    asking.require_presenter()
    asking.body({})
    try:
        demo = parse(DEMOS[FETCH], {"set": name})
    except (BadParams, KeyError):
        raise Problem("unknown_set", got=name) from None
    given = asking.identity().person, FETCH, to_query(demo)
    run = asking.site().store.submit(*given, terms=Terms(first=True, unwatched="train"))
    said = {"id": run.id, "state": run.state, "position": run.position}
    return jsonify(said), 201, {"Location": f"/api/runs/{run.id}"}
