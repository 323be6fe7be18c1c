"""Max pooling together with the batch normalization after it, in training."""

from __future__ import annotations

from engine.gpu.buffers import View
from engine.gpu.lowering.base import Backprop, Stage
from engine.gpu.lowering.normalize import batch_statistics, gradients, sizes_of
from engine.gpu.lowering.pooling import windows
from engine.gpu.twins.normalize import name_of
from engine.layers.batchnorm import BatchNorm
from engine.layers.maxpool import MaxPool


def pool_and_normalize(
    pool: MaxPool, norm: BatchNorm, x: View, stage: Stage, function: str = ""
) -> tuple[View, Backprop]:
    """`maxpool`, then `normalize`, on the stage of the second; windows do not overlap.

    The gradient of what was pooled is never written: it goes on to the winners at once.
    """
    shape, sizes = windows(pool, x)
    pooled, winner = stage.make("pooled", shape), stage.make("winner", shape, "byte")
    shares = sizes_of(pooled)
    chunks, over = shares["chunks"], x.runs * shares["chunks"]
    sizes |= {"images": x.shape[1], "chunks": chunks}
    partial = stage.make("moments", (x.runs, chunks, 2, x.shape[-1]), "float")
    stage.run("maxpool_partial", over, x=x, y=pooled, winner=winner, partial=partial, **sizes)
    statistics = batch_statistics(pooled, partial, stage, norm.momentum, norm.eps)
    y, beta = stage.make("y", shape), stage.masters["beta"]
    kept = {"statistics": statistics, "beta": beta}
    given = {"x": pooled, "stride": beta.stride, **kept, **shares}
    stage.run(name_of(function, "apply"), over, y=y, **given)

    def backprop(dy: View) -> View:
        sums, dx = gradients(dy, given, stage, function), stage.make("dx", x.shape)
        back = {**kept, "y": pooled, "dy": dy, "sums": sums, "winner": winner, "dx": dx}
        stage.run(name_of(function, "unpool"), over, shift=beta.stride, **back, **sizes)
        return dx

    return y, backprop
