"""`/api/demos`: what there is, what it computes at once, what it would build."""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from typing import Any

from flask import Blueprint, Response, jsonify, request

from engine.events import name_of, to_wire
from engine.schema import BadParams, describe, parse
from webapp.api import asking
from webapp.demos import DEMOS, Demo
from webapp.errors import Problem, bad_params
from webapp.pages import SHELL_NAMES

bp = Blueprint("demos", __name__)

AT_ONCE_MS, LONGEST_MS = 200.0, 1000.0
LARGEST = ("the largest value", "بزرگ‌ترین مقدار")


@bp.get("/api/demos")
def index() -> Response:
    """Every demo with its declaration."""
    return jsonify(demos=[summary(cls) for cls in DEMOS.values() if cls.listed])


@bp.route("/api/demos/<key>/events", methods=["GET", "POST"])
def events(key: str) -> Response:
    """All events of an instant demo; a live one is a run."""
    demo = read(demo_class(key), asked_params())
    cost = 0.0 if demo.kind == "live" else demo.cost()
    if cost > LONGEST_MS:
        raise Problem("too_slow", near=LARGEST)
    if demo.kind == "live" or cost > AT_ONCE_MS:
        raise Problem("use_run")
    said = [{"event": name_of(event), **to_wire(event)} for event in demo.run()]
    return jsonify(events=said)


@bp.route("/api/demos/<key>/plan", methods=["GET", "POST"])
def plan(key: str) -> Response:
    """What the parameters would build; their mistakes are part of the answer."""
    cls, given = demo_class(key), asked_params()
    try:
        built = read(cls, given).plan()
    except Problem as problem:
        said = problem.to_json(asking.lang())
        return jsonify(plan=None, fields=said["fields"], refusals=said["refusals"])
    return jsonify(plan=built, fields={}, refusals={})


def demo_class(key: str) -> type[Demo]:
    """The demo of this key; raises Problem with the nearest one."""
    if key not in DEMOS:
        near = difflib.get_close_matches(key[:100], DEMOS, n=1, cutoff=0)
        raise Problem("unknown_demo", got=key, near=near[0] if near else "-")
    return DEMOS[key]


def read(cls: type[Demo], given: Mapping[str, object]) -> Demo:
    """The demo with these parameters; raises Problem for the bad ones."""
    try:
        return parse(cls, given)
    except BadParams as bad:
        raise bad_params(bad) from None


def asked_params() -> dict[str, Any]:
    """From the body of a POST, or the query without what a page's address holds besides."""
    if request.method == "POST":
        params: dict[str, Any] = asking.body({"params": dict}).get("params", {})
        return params
    return {
        name: text
        for name, text in asking.query().items()
        if name not in SHELL_NAMES and not name.startswith("v.")
    }


def summary(cls: type[Demo]) -> dict[str, Any]:
    """One demo as the catalogue of the API shows it."""
    return {
        "key": cls.key,
        "chapter": cls.chapter,
        "kind": cls.kind,
        "label": list(cls.label),
        "title": list(cls.title),
        "idea": list(cls.idea),
        "metrics": {name: list(text) for name, text in cls.metrics.items()},
        "notes": {name: list(text) for name, text in cls.notes.items()},
        "params": describe(cls),
        "view": describe(cls.View),
    }
