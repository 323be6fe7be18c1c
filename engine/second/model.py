"""The quadratic model of f at a point, m(s) = f + g.s + s.H.s/2, and where its flat place is."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from engine.backend import Array
from engine.expressions import Graph, evaluate
from engine.second.jets import hessians

SINGULAR = 1e-12  # the smaller curvature over the larger one, in size
STILL = 1e-9  # a gradient shorter than this has arrived
KINDS = ("arrived", "valley", "rises", "saddle", "hill", "singular", "undefined")


@dataclass(frozen=True)
class Models:
    """Of R points: values (R,), gradients (R, 2), Hessians (R, 2, 2), curvatures upwards (R, 2).

    `steps` (R, 2) are Newton's, -H^-1 g, NaN where H is singular; `landed` (R,) is f there, and
    `kinds` says what the step does: one of KINDS.
    """

    values: Array
    gradients: Array
    hessians: Array
    curvatures: Array
    steps: Array
    landed: Array
    kinds: tuple[str, ...]


def models(graph: Graph, points: Array) -> Models:
    """The quadratic model and Newton's step at every point (R, 2)."""
    values, slopes = evaluate(graph, points)
    bent = hessians(graph, points)
    known = np.isfinite(values) & np.isfinite(slopes).all(-1) & np.isfinite(bent).all((-1, -2))
    safe = np.where(known[:, None, None], bent, np.eye(2))
    curvatures = np.linalg.eigvalsh(safe)
    sizes = np.sort(np.abs(curvatures), -1)
    solvable = known & (sizes[:, 0] > SINGULAR * sizes[:, 1])
    inverted = np.where(solvable[:, None, None], safe, np.eye(2))
    steps = -np.linalg.solve(inverted, slopes[:, :, None])[:, :, 0]
    steps[~solvable] = np.nan
    curvatures[~known] = np.nan
    landed = evaluate(graph, points + steps)[0]
    kinds = tuple(
        _kind(*one) for one in zip(known, solvable, slopes, curvatures, values, landed, strict=True)
    )
    return Models(values, slopes, bent, curvatures, steps, landed, kinds)


def _kind(
    known: bool, solvable: bool, slope: Array, curved: Array, value: float, landed: float
) -> str:
    if not known:
        return "undefined"
    if not solvable:
        return "singular"
    if curved[1] < 0:
        return "hill"
    if curved[0] < 0:
        return "saddle"
    if np.hypot(*slope) < STILL:
        return "arrived"
    return "valley" if landed <= value else "rises"
