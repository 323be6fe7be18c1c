"""Whitening as operations."""

from __future__ import annotations

from engine.gpu.buffers import View
from engine.gpu.lowering.base import Backprop, Stage, lowers
from engine.gpu.lowering.convolve import convolve_frozen
from engine.layers.whiten import Whiten


@lowers("whiten")
def whiten(layer: Whiten, x: View, stage: Stage) -> tuple[View, Backprop]:
    """A convolution with frozen filters and a bias that learns."""
    return convolve_frozen(x, stage, layer.size)
