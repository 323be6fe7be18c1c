"""`/api/states`: a state file comes back, is taken apart by the engine, and may start a run."""

from __future__ import annotations

import hashlib
import re

from flask import Blueprint, Response, jsonify, request

from engine.schema import to_query
from engine.statefile import BadState, Limits, read_state
from webapp.api import asking
from webapp.api.demos import demo_class, read
from webapp.demos import Demo, LiveDemo
from webapp.errors import Problem
from webapp.runs.interface import PRETRAINED

bp = Blueprint("states", __name__)

ID = re.compile(r"[0-9a-f]{32}")
NOT_LIVE = ("its demo does not train", "نمایشِ آن آموزش نمی‌بیند")


@bp.post("/api/states")
def upload() -> tuple[Response, int]:
    """Check a state file against the network it declares, and keep it for a week."""
    blob = request.get_data()
    try:
        saved = read_state(blob, limits=Limits(whole=asking.site().settings.state_bytes))
        meta = saved[1]
        demo = read(demo_class(meta["demo"]), meta["params"])
        live(demo).accept(saved)
    except BadState as bad:
        raise refused(bad) from None
    state_id = hashlib.sha256(blob).hexdigest()[:32]
    asking.site().files.keep_state(state_id, blob)
    said = {"id": state_id, "demo": demo.key, "params": to_query(demo), "step": meta["step"]}
    return jsonify(said), 201


def check_source(demo: LiveDemo, state_id: str) -> str:
    """The id of a state this demo can start from, or nothing; raises Problem."""
    if not state_id:
        return ""
    known = state_id == PRETRAINED or ID.fullmatch(state_id)
    if not known:
        raise Problem("unknown_state", got=state_id)
    try:
        demo.accept(asking.site().files.load_state(state_id))
    except FileNotFoundError:
        raise Problem("unknown_state", got=state_id) from None
    except BadState as bad:
        raise refused(bad) from None
    return state_id


def live(demo: Demo) -> LiveDemo:
    """The demo, which must be one that trains."""
    if not isinstance(demo, LiveDemo):
        raise Problem("bad_state", why=NOT_LIVE)
    return demo


def refused(bad: BadState) -> Problem:
    """The engine's sentence, with the name of the array it is about."""
    english, persian = bad.sentence
    if bad.name:
        english, persian = f"{bad.name}: {english}", f"{bad.name}: {persian}"
    return Problem("bad_state", why=(english, persian))
