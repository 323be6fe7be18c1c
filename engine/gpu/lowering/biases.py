"""A bias per channel as operations, for the layers that have one."""

from __future__ import annotations

from engine.gpu.buffers import View
from engine.gpu.lowering.base import Stage
from engine.gpu.twins.channels import chunks_of, tiles_of


def add_bias(y: View, b: View, stage: Stage) -> None:
    """Compute y <- y + b, y (R, ..., C) and b (R, C) of the masters."""
    sizes = _sizes(y)
    over = y.runs * sizes["chunks"]
    stage.run("bias_forward", over, y=y, b=b, stride=b.stride, **sizes)


def bias_gradient(dy: View, db: View, stage: Stage) -> None:
    """Compute db (R, C) = the sums of dy (R, ..., C), in two stages."""
    sizes, c = _sizes(dy), dy.shape[-1]
    partial = stage.make("db.partial", (dy.runs, sizes["chunks"], c), "float")
    stage.run("bias_partial", dy.runs * sizes["chunks"], dy=dy, partial=partial, **sizes)
    given = {"c": c, "chunks": sizes["chunks"], "stride": db.stride}
    stage.run("bias_gradient", tiles_of(dy.runs, c), partial=partial, db=db, **given)


def _sizes(x: View) -> dict[str, int]:
    c = x.shape[-1]
    rows = x.per_run // c
    return {"rows": rows, "c": c, "chunks": chunks_of(x.runs, rows, c)}
