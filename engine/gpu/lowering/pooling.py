"""The poolings as operations."""

from __future__ import annotations

from engine.gpu.buffers import View
from engine.gpu.lowering.base import Backprop, Stage, lowers
from engine.gpu.twins.channels import chunks_of
from engine.gpu.twins.pooling import windows_of
from engine.layers.avgpool import AvgPool
from engine.layers.globalpool import GlobalPool
from engine.layers.maxpool import MaxPool


def windows(layer: MaxPool | AvgPool, x: View) -> tuple[tuple[int, ...], dict[str, int]]:
    """The shape of y, and the numbers of a call but `chunks`."""
    runs, n, h, w, c = x.shape
    shape = (runs, n, *windows_of(h, w, layer.size, layer.stride), c)
    sizes = {"images": runs * n, "h": h, "w": w, "c": c}
    return shape, {**sizes, "size": layer.size, "stride": layer.stride}


def blocks(x: View) -> int:
    """How many blocks go over all runs of x at once."""
    return chunks_of(1, x.size // x.shape[-1], x.shape[-1])


@lowers("maxpool")
def maxpool(layer: MaxPool, x: View, stage: Stage) -> tuple[View, Backprop]:
    """Where the winner stood is kept, a byte each."""
    shape, sizes = windows(layer, x)
    over = sizes["chunks"] = blocks(x)
    y, winner = stage.make("y", shape), stage.make("winner", shape, "byte")
    stage.run("maxpool_forward", over, x=x, y=y, winner=winner, **sizes)

    def backprop(dy: View) -> View:
        dx = stage.make("dx", x.shape)
        stage.run("maxpool_backward", over, winner=winner, dy=dy, dx=dx, **sizes)
        return dx

    return y, backprop


@lowers("avgpool")
def avgpool(layer: AvgPool, x: View, stage: Stage) -> tuple[View, Backprop]:
    """Nothing is kept."""
    shape, sizes = windows(layer, x)
    over = sizes["chunks"] = blocks(x)
    y = stage.make("y", shape)
    stage.run("avgpool_forward", over, x=x, y=y, **sizes)

    def backprop(dy: View) -> View:
        dx = stage.make("dx", x.shape)
        stage.run("avgpool_backward", over, dy=dy, dx=dx, **sizes)
        return dx

    return y, backprop


@lowers("globalpool")
def globalpool(layer: GlobalPool, x: View, stage: Stage) -> tuple[View, Backprop]:
    """Nothing is kept."""
    runs, n, h, w, c = x.shape
    sizes = {"images": runs * n, "pixels": h * w, "c": c, "chunks": blocks(x)}
    y = stage.make("y", (runs, n, c))
    stage.run("globalpool_forward", sizes["chunks"], x=x, y=y, **sizes)

    def backprop(dy: View) -> View:
        dx = stage.make("dx", x.shape)
        stage.run("globalpool_backward", sizes["chunks"], dy=dy, dx=dx, **sizes)
        return dx

    return y, backprop
