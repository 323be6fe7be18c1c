"""Layers of R runs at once: what they are given, and those that need nothing of their own.

Images of all runs lie side by side as one batch: (H, W, R N, C) or (R N, D), run by run. A
layer that treats every image by itself and has no weights works on that as it is. The others
have a wide form here, in which weights and gradients are (R, ...).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from engine.backend import Array
from engine.layers import Context, Layer, Moment
from engine.layers.base import Backprop
from engine.registry import Text

# Each image by itself, no weights, no draws.
FUNCTIONS = ("relu", "leakyrelu", "elu", "sigmoid", "tanh", "maxout")
AS_IT_IS = (*FUNCTIONS, "maxpool", "avgpool", "globalpool", "flatten")


@dataclass
class WideMoment(Moment):
    """What all layers know of a step of R runs; `seeds` and `steps` are by run."""

    seeds: tuple[int, ...] = ()
    steps: tuple[int, ...] = ()

    @property
    def runs(self) -> int:
        """R."""
        return len(self.seeds)


Wide = Callable[[Any, Array, Context, WideMoment], tuple[Array, Backprop]]

WIDE: dict[str, Wide] = {}


def wide_form(key: str) -> Callable[[Wide], Wide]:
    """Declare the wide form of the layer `key`."""

    def declare(form: Wide) -> Wide:
        WIDE[key] = form
        return form

    return declare


def forward(layer: Layer, x: Array, ctx: Context, moment: WideMoment) -> tuple[Array, Backprop]:
    """As `Layer.forward`, for all runs at once."""
    form = WIDE.get(layer.key)
    return layer.forward(x, ctx) if form is None else form(layer, x, ctx, moment)


def why_apart(layers: tuple[Layer, ...]) -> Text:
    """Why these layers cannot step together; empty where they can."""
    for layer in layers:
        if layer.key not in AS_IT_IS and layer.key not in WIDE:
            english, persian = layer.label
            return (
                f"{english}: this layer has no form for many runs at once; they take turns",
                f"{persian}: این لایه صورتی برای چند اجرای هم‌زمان ندارد؛ اجراها به نوبت پیش می‌روند",
            )
    return ("", "")
