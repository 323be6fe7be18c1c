"""ReLU as operations."""

from __future__ import annotations

from engine.gpu.buffers import View
from engine.gpu.lowering.base import Backprop, Stage, lowers
from engine.layers import Layer


@lowers("relu")
def relu(layer: Layer, x: View, stage: Stage) -> tuple[View, Backprop]:
    """The slope is read off the result, so x need not be kept."""
    y = stage.make("y", x.shape)
    stage.run("relu_forward", x.size, x=x, y=y, n=x.size)

    def backprop(dy: View) -> View:
        stage.run("relu_backward", y.size, y=y, dy=dy, n=y.size)
        return dy

    return y, backprop
