"""Which layers of a network are done together, because numbers between them need not be written."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from engine.gpu.buffers import View
from engine.gpu.lowering.base import Backprop, Stage, lower
from engine.gpu.lowering.normalize import normalize
from engine.gpu.lowering.pooled import pool_and_normalize
from engine.gpu.twins.normalize import FUNCTIONS
from engine.layers import Layer
from engine.layers.batchnorm import BatchNorm
from engine.layers.maxpool import MaxPool


def groups(layers: Sequence[Layer], order: Sequence[int], training: bool) -> Iterator[list[int]]:
    """The indices of `layers` in `order`, those together that `lower_group` does in one go.

    A batch normalization takes the function after it along, and in training the max pooling
    before it where windows do not overlap.
    """
    rest = list(order)
    while rest:
        at = 1 if training and _pools(layers, rest) else 0
        taken = at + 1
        if isinstance(layers[rest[at]], BatchNorm):
            taken += at + 1 < len(rest) and layers[rest[at + 1]].key in FUNCTIONS
        yield rest[:taken]
        rest = rest[taken:]


def _pools(layers: Sequence[Layer], rest: Sequence[int]) -> bool:
    first, second = layers[rest[0]], layers[rest[1]] if len(rest) > 1 else None
    apart = isinstance(first, MaxPool) and first.stride >= first.size
    return apart and isinstance(second, BatchNorm)


def lower_group(layers: Sequence[Layer], x: View, stages: Sequence[Stage]) -> tuple[View, Backprop]:
    """Write down the forward pass of layers that `groups` put together, one stage each."""
    if len(layers) == 1:
        return lower(layers[0], x, stages[0])
    function = layers[-1].key if layers[-1].key in FUNCTIONS else ""
    if isinstance(first := layers[0], MaxPool):
        norm, stage = layers[1], stages[1]
        assert isinstance(norm, BatchNorm)
        return pool_and_normalize(first, norm, x, stage, function)
    assert isinstance(first, BatchNorm)
    return normalize(x, stages[0], first.momentum, first.eps, function)
