"""Maxout as operations."""

from __future__ import annotations

from engine.gpu.buffers import View
from engine.gpu.lowering.base import Backprop, Stage, lowers
from engine.layers.maxout import Maxout


@lowers("maxout")
def maxout(layer: Maxout, x: View, stage: Stage) -> tuple[View, Backprop]:
    """Which piece won is kept, a byte each."""
    shape = (*x.shape[:-1], x.shape[-1] // layer.pieces)
    y, winner = stage.make("y", shape), stage.make("winner", shape, "byte")
    given = {"n": y.size, "pieces": layer.pieces}
    stage.run("maxout_forward", y.size, x=x, y=y, winner=winner, **given)

    def backprop(dy: View) -> View:
        dx = stage.make("dx", x.shape)
        stage.run("maxout_backward", y.size, winner=winner, dy=dy, dx=dx, **given)
        return dx

    return y, backprop
