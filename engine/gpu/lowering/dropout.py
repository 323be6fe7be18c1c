"""Dropout as operations."""

from __future__ import annotations

import math

from engine.gpu.buffers import View
from engine.gpu.lowering.base import Backprop, Stage, lowers
from engine.gpu.twins.dropout import bytes_of
from engine.layers.dropout import Dropout


@lowers("dropout")
def dropout(layer: Dropout, x: View, stage: Stage) -> tuple[View, Backprop]:
    """A bit a number is kept; the draws are those of the layer alone in its shard."""
    if not stage.training:
        return x, lambda dy: dy
    runs, images, *pixels, c = x.shape
    n = bytes_of(runs, x.per_run)
    y, mask = stage.make("y", x.shape), stage.make("mask", (runs, n // runs), "byte")
    given = {"n": n, "images": images, "pixels": math.prod(pixels), "c": c}
    stage.run(
        "dropout_forward",
        n,
        x=x,
        seed=stage.seeds,
        clock=stage.clock,
        y=y,
        mask=mask,
        lane=stage.index,
        keep=layer.keep,
        **given,
    )

    def backprop(dy: View) -> View:
        stage.run("dropout_backward", n, mask=mask, dy=dy, keep=layer.keep, **given)
        return dy

    return y, backprop
