"""The fully connected layer as operations: one product for all runs."""

from __future__ import annotations

from engine.gpu.buffers import View
from engine.gpu.lowering.base import Backprop, Stage, lowers
from engine.gpu.lowering.biases import add_bias, bias_gradient
from engine.gpu.products import multiply
from engine.layers.dense import Dense


@lowers("dense")
def dense(layer: Dense, x: View, stage: Stage) -> tuple[View, Backprop]:
    """Compute y = x W + b; an image (H, W, C) is one row already."""
    W, (runs, n), d = stage.weights["W"], x.shape[:2], x.per_run // x.shape[1]
    rows, y = x.reshape(runs, n, d), stage.make("y", (runs, n, layer.units))
    multiply(stage, rows, W, y)
    if layer.bias:
        add_bias(y, stage.masters["b"], stage)

    def backprop(dy: View) -> View:
        multiply(stage, rows, dy, stage.grads["W"], turn="a")
        if layer.bias:
            bias_gradient(dy, stage.grads["b"], stage)
        if not stage.wants_dx:
            return dy
        dx = stage.make("dx", x.shape)
        multiply(stage, dy, W, dx.reshape(runs, n, d), turn="b")
        return dx

    return y, backprop
