"""Convolution as layers use it: the way is chosen once, by shape and machine."""

from __future__ import annotations

from engine.convolution import Geometry
from engine.gpu.buffers import View
from engine.gpu.convolution import Way, choose
from engine.gpu.lowering.base import Backprop, Stage
from engine.gpu.lowering.biases import add_bias, bias_gradient

ALIGNED = 8  # numbers: cuDNN takes arrays that begin at 16 bytes, and a bias lies among weights


def convolve_frozen(x: View, stage: Stage, size: int) -> tuple[View, Backprop]:
    """As `convolve`, stride 1 and no padding, with filters W among the norms: they do not learn."""
    exact, b, (h, w, c) = stage.norms["W"], stage.masters["b"], x.shape[2:]
    W = stage.make("W", exact.shape)
    # Every step converts what an upload changed: it is a few hundred numbers of each run.
    sizes = {"n": exact.size, "size": exact.per_run, "stride": exact.stride}
    stage.run("from_float", exact.size, x=exact, y=W, **sizes)
    g = Geometry(h, w, c, W.shape[-1], size)
    way = _way(g, x.runs, stage)
    y = way.forward(x, W)
    add_bias(y, b, stage)

    def backprop(dy: View) -> View:
        bias_gradient(dy, stage.grads["b"], stage)
        return way.dx(dy, W) if stage.wants_dx else dy

    return y, backprop


def convolve(x: View, stage: Stage, size: int, stride: int, pad: int) -> tuple[View, Backprop]:
    """Outputs (R, N, H', W', F) of x (R, N, H, W, C), weights W (R, K, K, C, F), maybe b (R, F)."""
    W, b = stage.weights["W"], stage.masters.get("b")
    h, w, c = x.shape[2:]
    g = Geometry(h, w, c, W.shape[-1], size, stride, pad)
    way = _way(g, x.runs, stage)
    on_the_way = b is not None and way.adds_bias and stage.weights["b"].begin % ALIGNED == 0
    y = way.forward(x, W, stage.weights["b"] if on_the_way else None)
    if b is not None and not on_the_way:
        add_bias(y, b, stage)

    def backprop(dy: View) -> View:
        way.dw(x, dy, stage.grads["W"])
        if b is not None:
            bias_gradient(dy, stage.grads["b"], stage)
        return way.dx(dy, W) if stage.wants_dx else dy

    return y, backprop


def _way(g: Geometry, runs: int, stage: Stage) -> Way:
    """The way for this machine; the recorder can tell which it was."""
    way = choose(g, runs, stage.means)
    stage.recorder.chosen.append((f"{stage.index}{stage.part}", way.key, way.reason))
    return way(stage, g, stage.means)
