"""What the walks of second-order methods tell their page."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from engine.expressions import Graph
from engine.race import End
from engine.second import Walks, models

LONG = 1.0  # widths of the map: a step beyond is called long


def rows_frame(keys: Sequence[str], walked: Walks) -> list[dict[str, Any]]:
    """Who walks, how far it came, what it asked and how it ended."""
    run = walked.race
    return [
        {
            "key": key,
            "last": last,
            "value": float(run.values[last, row]),
            "point": run.points[last, row].tolist(),
            "counts": walked.counts[last, row].tolist(),
            "end": _said(run.ends[row]),
        }
        for row, (key, last) in enumerate(zip(keys, walked.lasts, strict=True))
    ]


def models_frame(graph: Graph, walked: Walks, lr: float, width: float) -> dict[str, Any]:
    """The model at every point of every walk, and the steps from there."""
    points = walked.race.points
    shape = points.shape[:2]
    found = models(graph, points.reshape(-1, 2))
    lengths = np.hypot(*found.steps.T).reshape(shape)
    return {
        "points": points,
        "values": walked.race.values,
        "gradients": walked.race.gradients,
        "hessians": found.hessians.reshape(*shape, 4),
        "curvatures": found.curvatures.reshape(*shape, 2),
        "newton": found.steps.reshape(*shape, 2),
        "descent": -lr * walked.race.gradients,
        "landed": found.landed.reshape(shape),
        "lengths": lengths,
        "widths": np.where(lengths > LONG * width, lengths / width, np.nan),
        "kinds": np.array(found.kinds).reshape(shape).tolist(),
        "counts": walked.counts.astype(float),
        "asked": walked.counts[:, :, :2].sum(-1).astype(float),
    }


def _said(end: End | None) -> dict[str, Any] | None:
    if end is None:
        return None
    part = {"part": end.cause.part, "column": end.cause.column} if end.cause else {}
    return {"step": end.step, "kind": end.kind, "x": end.point[0], "y": end.point[1]} | part
