"""What the page of gradients shows, asked of the engine."""

from __future__ import annotations

from dataclasses import asdict
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np

from engine.data import CLASSES, DataRefused, sets_folder
from engine.differences import (
    Errors,
    Model,
    errors,
    images,
    made,
    picked,
    planted,
    secant,
    table,
    widths,
)
from engine.differences.models import HIDDEN
from engine.expressions import Graph, evaluate
from engine.lecture.compute import difference_quotient

if TYPE_CHECKING:
    from webapp.demos.gradient import Gradient

SPAN, POINTS = 4.0, 241
WEIGHTS = 8  # rows of the check
SWEPT = 5  # weights whose errors are swept
H = {"float64": 1e-5, "float32": 1e-2}  # near the best width of centred differences
PASSES = {"float64": 1e-6, "float32": 1e-2}
SLIDE_H, SLIDE_LOSS = 1e-4, 1.25347
SLIDE = (  # slides 74 to 79: a weight, and the loss after it has moved by h
    (0.34, 1.25322),
    (-1.11, 1.25353),
    (0.78, 1.25347),
)


def curve(graph: Graph) -> dict[str, Any]:
    """The function over [-4, 4], and the range that shows most of it."""
    x = np.linspace(-SPAN, SPAN, POINTS)
    values, _ = evaluate(graph, np.column_stack((x, np.zeros(POINTS))))
    seen = values[np.isfinite(values)]
    low, high = np.quantile(seen, (0.02, 0.98)) if seen.size else (-1.0, 1.0)
    room = 0.15 * (high - low) or 1.0
    return {"x": x.tolist(), "y": values.tolist(), "range": [float(low - room), float(high + room)]}


def secants(graph: Graph, x: float, h: float) -> dict[str, Any]:
    """The two points, their slope, the centred one and the tangent."""
    found = asdict(secant(graph, x, h))
    return found | {"x": x, "h": h, "error": abs(found["forward"] - found["exact"])}


def slide() -> list[dict[str, float]]:
    """The lecture's table, one weight a row."""
    return [
        {
            "w": w,
            "moved": w + SLIDE_H,
            "before": SLIDE_LOSS,
            "after": after,
            "slope": difference_quotient(SLIDE_LOSS, after, SLIDE_H),
        }
        for w, after in SLIDE
    ]


def check(asked: Gradient) -> dict[str, Any] | None:
    """Calculus beside differences for a few weights; None where there are no images."""
    try:
        model = _model(asked, asked.precision)
    except DataRefused:
        return None
    exact = _model(asked, "float64")
    chosen = picked(exact, WEIGHTS, asked.seed)
    rows = table(model, planted(model, asked.bug), chosen, H[asked.precision])
    worst = max(row.error for row in rows)
    return {
        "rows": [asdict(row) | {"where": _where(asked.model, row.index)} for row in rows],
        "worst": worst,
        "most": PASSES[asked.precision],
        "kind": _kind(asked, agrees=worst < PASSES[asked.precision]),
        "evaluations": len(model.start) + 1,
    }


def _kind(asked: Gradient, *, agrees: bool) -> str:
    """Which sentence of FINGERPRINTS holds."""
    if asked.bug == "none":
        return "none" if agrees else "kink"
    if not agrees:
        return asked.bug
    return "nothing" if asked.strength == 0 and asked.bug in ("penalty", "double") else "unseen"


def widths_of(asked: Gradient, graph: Graph) -> dict[str, Any]:
    """Error against h: of the slope of f at x, and of the loss."""
    tried = widths()
    found = [secant(graph, asked.x, float(h)) for h in tried]
    own = [[abs(each.forward - each.exact), abs(each.centred - each.exact)] for each in found]
    try:
        swept = _swept(asked.model, asked.images, asked.strength, asked.seed, asked.precision)
        loss = [swept.forward.tolist(), swept.centred.tolist()]
    except DataRefused:
        loss = [[], []]
    return {"h": tried.tolist(), "f": np.array(own).T.tolist(), "loss": loss}


def _model(asked: Gradient, dtype: str) -> Model:
    x, y = images(sets_folder(), asked.images)
    return made(asked.model, x, y, asked.strength, asked.seed, dtype)


@lru_cache(maxsize=64)
def _swept(key: str, count: int, strength: float, seed: int, dtype: str) -> Errors:
    x, y = images(sets_folder(), count)
    exact = made(key, x, y, strength, seed, "float64")
    model = made(key, x, y, strength, seed, dtype)
    return errors(model, planted(exact, "none"), picked(exact, SWEPT, seed), widths())


def _where(key: str, index: int) -> str:
    """The weight's place, as the code would index it."""
    if key != "two_layer":
        width = 32 * 32 * 3 + 1
        return f"W[{index // width}, {index % width}]"
    first = (32 * 32 * 3 + 1) * HIDDEN
    if index < first:
        return f"W1[{index // HIDDEN}, {index % HIDDEN}]"
    return f"W2[{(index - first) // len(CLASSES)}, {(index - first) % len(CLASSES)}]"
