"""`/api/runs`: start, list, watch and steer; steering takes the owner or a presenter."""

from __future__ import annotations

import re
from typing import Any

from flask import Blueprint, Response, jsonify

from engine.registry import Text
from engine.schema import Refusal, to_query
from webapp.api import asking
from webapp.api.demos import demo_class, read
from webapp.api.patches import MOST_STEPS, Patch, check_title, check_unwatched, read_patch
from webapp.api.states import check_source
from webapp.demos import LiveDemo
from webapp.errors import Problem, bad_params
from webapp.runs.interface import PRETRAINED, Run, Terms
from webapp.runs.limits import most_of

bp = Blueprint("runs", __name__)

ID = re.compile(r"[A-Za-z0-9_-]{1,64}")
STARTED = {"demo": str, "params": dict, "state": str, "title": str, "steps": int, "unwatched": str}

GONE: Text = (
    "There is no run named {got}; a run is kept for {days} days after its end or its last visit.",
    "اجرایی به نام {got} نیست؛ هر اجرا تا {days} روز پس از پایان یا آخرین بازدیدش می‌ماند.",
)


@bp.post("/api/runs")
def start() -> tuple[Response, int, dict[str, str]]:
    """Queue a run."""
    given = asking.body(STARTED, required=("demo",))
    cls = demo_class(given["demo"])
    demo = read(cls, given.get("params", {}))
    if not cls.listed:
        asking.require_presenter()
    if not isinstance(demo, LiveDemo):
        raise Problem("not_live")
    source = check_source(demo, given.get("state", ""))
    title, steps = check_title(given.get("title", "")), given.get("steps", 0)
    if not 0 <= steps <= MOST_STEPS:
        raise bad_params({"steps": Refusal("integer", str(steps), 0, MOST_STEPS)})
    store, who = asking.site().store, asking.identity()
    terms = Terms(steps, first=who.presenter, unwatched=check_unwatched(given))
    run = store.submit(who.person, cls.key, to_query(demo), source, title, terms)
    said = {"id": run.id, "state": run.state, "position": run.position}
    return jsonify(said), 201, {"Location": f"/api/runs/{run.id}"}


@bp.get("/api/runs")
def mine() -> Response:
    """The runs of this browser, newest first."""
    return jsonify(
        runs=[to_json(run) for run in asking.site().store.mine(asking.identity().person)]
    )


@bp.get("/api/runs/<run_id>")
def show(run_id: str) -> Response:
    """One run; whoever knows its id may see it."""
    return jsonify(to_json(find(run_id)))


@bp.patch("/api/runs/<run_id>")
def steer(run_id: str) -> Response:
    """Command, change, rename or pin: all of it is checked before any of it is done."""
    run = find(run_id)
    require_control(run)
    return jsonify(to_json(apply(run, read_patch(run))))


@bp.delete("/api/runs/<run_id>")
def remove(run_id: str) -> tuple[str, int]:
    """Stop the run and remove it."""
    run = find(run_id)
    require_control(run)
    asking.site().store.delete(run.id)
    return "", 204


def find(run_id: str) -> Run:
    """The run; raises Problem when there is none."""
    run = asking.site().store.get(run_id) if ID.fullmatch(run_id) else None
    if run is None:
        kept = f"{asking.site().settings.keep_days:g}"
        raise Problem("unknown_run", text=GONE, got=run_id, days=kept)
    return run


def require_control(run: Run) -> None:
    """Raise Problem unless the owner or a presenter asks, and for the run nobody owns."""
    if run.id == PRETRAINED:
        raise Problem("fixed_run")
    who = asking.identity()
    if run.owner != who.person and not who.presenter:
        raise Problem("not_yours")


def apply(run: Run, patch: Patch) -> Run:
    """Do what was asked, parameters before commands."""
    store = asking.site().store
    by = "owner" if run.owner == asking.identity().person else "presenter"
    if patch.params:
        run = store.change(run.id, patch.params, by)
    if patch.title is not None:
        run = store.rename(run.id, patch.title)
    if patch.pinned is not None:
        run = store.pin(run.id, patch.pinned)
    if patch.unwatched:
        run = store.unwatched(run.id, patch.unwatched)
    if patch.command:
        run = store.command(run.id, patch.command, patch.steps, by)
    return run


def to_json(run: Run) -> dict[str, Any]:
    """A run as its reader may see it."""
    return {
        "id": run.id,
        "demo": run.demo,
        "params": run.params,
        "title": run.title,
        "state": run.state,
        "step": run.step,
        "position": run.position,
        "reason": run.reason,
        "most": most_of(asking.site().settings, run.reason),
        "owner": _whose(run),
        "created": run.created,
        "pinned": run.pinned,
        "size": run.size,
        "source": run.source,
        "unwatched": run.unwatched,
    }


def _whose(run: Run) -> str:
    """What the reader may know of its owner; the store is asked only where it has to be."""
    if run.owner == asking.identity().person:
        return "me"
    if run.id == PRETRAINED:  # can be watched while the store is away
        return "other"
    return "presenter" if asking.site().identities.presenters([run.owner]) else "other"
