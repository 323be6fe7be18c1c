"""Batch normalization as layers use it, with the function after it in the same pass."""

from __future__ import annotations

from typing import Any

from engine.gpu.buffers import View
from engine.gpu.lowering.base import Backprop, Stage
from engine.gpu.twins.channels import chunks_of, tiles_of
from engine.gpu.twins.normalize import name_of


def normalize(
    x: View, stage: Stage, momentum: float, eps: float, function: str = ""
) -> tuple[View, Backprop]:
    """Compute y = f(z), z = gamma (x - mean) / sqrt(var + eps) + beta, x (R, ..., C).

    f(z) is z, or one of relu, gelu, silu by name.
    """
    if stage.training:
        statistics = batch_statistics(x, moments(x, stage), stage, momentum, eps)
    else:
        statistics = _running_statistics(x, stage, eps)
    return normalize_by(x, statistics, stage, function)


def normalize_by(x: View, statistics: View, stage: Stage, function: str) -> tuple[View, Backprop]:
    """The same with statistics (R, 3, C) that are there already."""
    y, sizes, beta = stage.make("y", x.shape), sizes_of(x), stage.masters["beta"]
    over = x.runs * sizes["chunks"]
    given = {"x": x, "statistics": statistics, "beta": beta, "stride": beta.stride, **sizes}
    stage.run(name_of(function, "apply"), over, y=y, **given)

    def backprop(dy: View) -> View:
        if function and not stage.training:
            back_through(function, dy, given, stage)
        after = function if stage.training else ""
        sums, dx = gradients(dy, given, stage, after), stage.make("dx", x.shape)
        if stage.training:
            stage.run(name_of(after, "dx"), over, dy=dy, dx=dx, sums=sums, **given)
        else:
            stage.run("batchnorm_dx_running", over, dy=dy, dx=dx, **given)
        return dx

    return y, backprop


def back_through(function: str, dy: View, given: dict[str, Any], stage: Stage) -> None:
    """Outside training: dy <- dy f'(z), where z is computed again."""
    z = stage.make("z", dy.shape)
    stage.run("batchnorm_apply", dy.runs * given["chunks"], y=z, **given)
    kept = {"y" if function == "relu" else "x": z}
    stage.run(f"{function}_backward", dy.size, dy=dy, n=dy.size, **kept)


def sizes_of(x: View) -> dict[str, int]:
    """How x (R, ..., C) is shared out."""
    c = x.shape[-1]
    rows = x.per_run // c
    return {"rows": rows, "c": c, "chunks": chunks_of(x.runs, rows, c)}


def moments(x: View, stage: Stage) -> View:
    """Means and M2 of each chunk of x."""
    sizes = sizes_of(x)
    partial = stage.make("moments", (x.runs, sizes["chunks"], 2, sizes["c"]), "float")
    stage.run("batchnorm_partial", x.runs * sizes["chunks"], x=x, partial=partial, **sizes)
    return partial


def batch_statistics(x: View, partial: View, stage: Stage, momentum: float, eps: float) -> View:
    """Those of the batch by the moments of its chunks; the running ones follow."""
    sizes = sizes_of(x)
    made = stage.make("statistics", (x.runs, 3, sizes["c"]), "float")
    given = {"partial": partial, "statistics": made, "momentum": momentum, "eps": eps, **sizes}
    return _made_by("batchnorm_statistics", tiles_of(x.runs, sizes["c"]), given, stage)


def _running_statistics(x: View, stage: Stage, eps: float) -> View:
    made = stage.make("statistics", (x.runs, 3, x.shape[-1]), "float")
    n = x.runs * x.shape[-1]
    given = {"statistics": made, "eps": eps, "n": n, "c": x.shape[-1]}
    return _made_by("batchnorm_running", n, given, stage)


def _made_by(name: str, over: int, given: dict[str, Any], stage: Stage) -> View:
    """Statistics by the kernel `name`, or its kind for a learned scale where there is one."""
    mean, var, gamma = stage.norms["mean"], stage.norms["var"], stage.masters.get("gamma")
    given = {"mean": mean, "var": var, "norms": mean.stride, **given}
    if gamma is None:
        stage.run(name, over, **given)
    else:
        stage.run(f"{name}_scaled", over, gamma=gamma, stride=gamma.stride, **given)
    statistics: View = given["statistics"]
    return statistics


def gradients(dy: View, given: dict[str, Any], stage: Stage, function: str) -> View:
    """Write dbeta and, where it is learned, dgamma; the sums (R, 2, C) that dx needs."""
    runs, c, chunks = dy.runs, given["c"], given["chunks"]
    partial = stage.make("partial", (runs, chunks, 2, c), "float")
    stage.run(name_of(function, "sums"), runs * chunks, dy=dy, partial=partial, **given)
    sums = stage.make("sums", (runs, 2, c), "float")
    dbeta, dgamma = stage.grads["beta"], stage.grads.get("gamma")
    rest = {"partial": partial, "sums": sums, "dbeta": dbeta, "stride": dbeta.stride}
    rest |= {"c": c, "chunks": chunks}
    if dgamma is None:
        stage.run("batchnorm_gradients", tiles_of(runs, 2 * c), **rest)
    else:
        stage.run("batchnorm_gradients_scaled", tiles_of(runs, 2 * c), dgamma=dgamma, **rest)
    return sums
