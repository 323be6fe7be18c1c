"""Activation functions as operations."""

from __future__ import annotations

from typing import Any

from engine.gpu.buffers import View
from engine.gpu.lowering.base import Backprop, Stage, lowers
from engine.layers import Layer

READS_X = ("gelu", "silu")  # where y does not tell the slope
GIVEN = {"leakyrelu": ("leak", "slope"), "elu": ("alpha", "alpha")}  # a kernel's, a layer's


@lowers("leakyrelu", "elu", "sigmoid", "tanh", "gelu", "silu")
def activation(layer: Layer, x: View, stage: Stage) -> tuple[View, Backprop]:
    """The slope is read off the result, or off x."""
    y, given = stage.make("y", x.shape), dict[str, Any](n=x.size)
    if layer.key in GIVEN:
        name, field = GIVEN[layer.key]
        given[name] = getattr(layer, field)
    stage.run(f"{layer.key}_forward", x.size, x=x, y=y, **given)

    def backprop(dy: View) -> View:
        kept = {"x": x} if layer.key in READS_X else {"y": y}
        stage.run(f"{layer.key}_backward", x.size, dy=dy, **kept, **given)
        return dy

    return y, backprop
