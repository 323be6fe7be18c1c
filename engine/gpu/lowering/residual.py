"""The residual block as operations: the sum and the last ReLU in one pass."""

from __future__ import annotations

from engine.gpu.buffers import View
from engine.gpu.lowering.base import Backprop, Stage, lowers
from engine.gpu.lowering.convolve import convolve
from engine.gpu.lowering.normalize import normalize
from engine.layers.residual import EPS, MOMENTUM, Residual


@lowers("residual")
def residual(layer: Residual, x: View, stage: Stage) -> tuple[View, Backprop]:
    """Compute y = ReLU(x' + BN(conv(ReLU(BN(conv(x)))))), as the layer says."""
    a, back_conv1 = convolve(x, stage.inner("conv1"), 3, layer.stride, 1)
    a, back_norm1 = normalize(a, stage.inner("norm1"), MOMENTUM, EPS, "relu")
    a, back_conv2 = convolve(a, stage.inner("conv2"), 3, 1, 1)
    a, back_norm2 = normalize(a, stage.inner("norm2"), MOMENTUM, EPS)
    short, back_short = _shortcut(layer, x, stage)
    y = stage.make("y", a.shape)
    stage.run("add_relu", y.size, a=a, b=short, y=y, n=y.size)

    def backprop(dy: View) -> View:
        stage.run("relu_backward", y.size, y=y, dy=dy, n=y.size)
        dx = back_conv1(back_norm1(back_conv2(back_norm2(dy))))
        stage.run("accumulate", dx.size, x=back_short(dy), y=dx, n=dx.size)
        return dx

    return y, backprop


def _shortcut(layer: Residual, x: View, stage: Stage) -> tuple[View, Backprop]:
    """x, or its 1x1 convolution where stride or filters change its shape."""
    if layer.stride == 1 and x.shape[-1] == layer.filters:
        return x, lambda dy: dy
    return convolve(x, stage.inner("project"), 1, layer.stride, 0)
