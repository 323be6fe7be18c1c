"""Convolution as operations."""

from __future__ import annotations

from engine.gpu.buffers import View
from engine.gpu.lowering.base import Backprop, Stage, lowers
from engine.gpu.lowering.convolve import convolve
from engine.layers.conv import Conv


@lowers("conv")
def conv(layer: Conv, x: View, stage: Stage) -> tuple[View, Backprop]:
    """The convolution with its bias."""
    return convolve(x, stage, layer.size, layer.stride, layer.pad)
