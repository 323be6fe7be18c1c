"""What a race tells its page: the surface, thinned trails and curves, exact numbers near a step."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from engine.backend import Array
from engine.expressions import evaluate
from engine.race import End, Race, Racer, kept_steps
from engine.surfaces import Field, Surface, field_of
from webapp.demos.race_words import kind_of_slot

RATIO = 0.46  # height of a map over its width: both axes to one scale
COLUMNS, ROWS = 89, 41
DRAWN = 1300  # rows x steps that are drawn
MOST_DRAWN = 400  # steps of one row
EXACT = 320  # rows x steps of which every number is sent


def surface_frame(surface: Surface, zoom: float) -> dict[str, Any]:
    """The map: f on a grid, the heights of its lines, where its minima are."""
    middle, width = surface.view()
    graph, path = surface.graph(), surface.path()
    field = field_of(graph, middle, width / zoom, RATIO, COLUMNS, ROWS)
    return {
        "text": surface.text(),
        "x": list(field.x),
        "y": list(field.y),
        "values": _drawable(field.values),
        "levels": list(field.levels),
        "minima": [list(place) for place in surface.minima],
        "lowest": surface.lowest,
        "flat": graph.constant,
        "path": [] if path is None else np.column_stack([path, evaluate(graph, path)[0]]).tolist(),
        "about": list(surface.about() or ()),
        "start": [surface.x, surface.y],
        "undefined": _share_undefined(field),
    }


def race_frame(run: Race, lowest: float | None, evaluations: int) -> dict[str, Any]:
    """Trails, heights above the lowest place and lengths of steps, at the steps that are drawn."""
    steps, rows = len(run.values) - 1, run.values.shape[1]
    kept = kept_steps(steps, min(MOST_DRAWN, DRAWN // rows))
    moves = _moves(run)
    with np.errstate(all="ignore"):
        rates = np.abs(moves) / np.abs(run.gradients)
    rates[~np.isfinite(rates)] = np.nan
    return {
        "total": steps,
        "steps": kept.tolist(),
        "trail": _drawable(run.points[kept]),
        "above": run.values[kept] - (lowest or 0.0),
        "sizes": np.abs(moves)[kept],
        "rates": rates[kept],
        "evaluations": (evaluations * (kept + 1)).tolist(),
    }


def rows_frame(racers: Sequence[Racer], run: Race) -> list[dict[str, Any]]:
    """Who races, with which numbers, and how each ended."""
    return [_row(racer, run, row) for row, racer in enumerate(racers)]


def ended_frame(run: Race, row: int) -> dict[str, Any]:
    """How far a row went, where that is, and why it went no further."""
    end = run.ends[row]
    last = end.step if end else len(run.values) - 1
    return {
        "end": _said(end),
        "last": last,
        "value": float(run.values[last, row]),
        "point": run.points[last, row].tolist(),
    }


def exact_frame(run: Race, at: int) -> dict[str, Any]:
    """Every number of the steps from `at` on, as many as may be sent."""
    steps, rows = len(run.values) - 1, run.values.shape[1]
    many = max(2, EXACT // rows)
    first = max(0, min(at, steps + 1 - many))
    part = slice(first, first + many)
    return {
        "from": first,
        "points": run.points[part],
        "values": run.values[part],
        "gradients": run.gradients[part],
        "slots": run.slots[part],
        "moves": _moves(run)[part],
    }


def _moves(run: Race) -> Array:
    """The step taken from each point (T + 1, R, 2); NaN from the last one."""
    ahead = np.diff(run.points, axis=0)
    return np.concatenate([ahead, np.full_like(run.points[:1], np.nan)])


def _row(racer: Racer, run: Race, row: int) -> dict[str, Any]:
    rule = racer.made()
    said = {"key": racer.key, "lr": racer.lr, "hyper": rule.hyper(racer.lr)}
    slots = [{"name": name, "kind": kind_of_slot(racer.key, name)} for name in rule.slots]
    return said | {"slots": slots} | ended_frame(run, row)


def _said(end: End | None) -> dict[str, Any] | None:
    if end is None:
        return None
    part = {"part": end.cause.part, "column": end.cause.column} if end.cause else {}
    return {"step": end.step, "kind": end.kind, "x": end.point[0], "y": end.point[1]} | part


def _drawable(values: Array) -> Array:
    """Half the bytes, for what is only drawn; what is too large for them stands at their edge."""
    most = float(np.finfo(np.float32).max)
    return np.clip(values, -most, most).astype(np.float32)


def _share_undefined(field: Field) -> float:
    return float(np.isnan(field.values).mean())
