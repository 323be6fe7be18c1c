"""Batch normalization as operations."""

from __future__ import annotations

from engine.gpu.buffers import View
from engine.gpu.lowering.base import Backprop, Stage, lowers
from engine.gpu.lowering.normalize import normalize
from engine.layers.batchnorm import BatchNorm


@lowers("batchnorm")
def batchnorm(layer: BatchNorm, x: View, stage: Stage) -> tuple[View, Backprop]:
    """Normalization alone, as the layer says."""
    return normalize(x, stage, layer.momentum, layer.eps)
