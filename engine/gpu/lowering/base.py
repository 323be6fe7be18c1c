"""The contract of a lowering: a layer's forward pass written down as operations.

It reads like the layer's own `forward`: views in, a view and its derivative out. Nothing
is computed while it runs.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from engine.gpu.buffers import Shape, View
from engine.gpu.convolution import PLAIN, Means
from engine.gpu.recorder import Recorder
from engine.layers import Layer

Backprop = Callable[[View], View]
Lower = Callable[[Any, View, "Stage"], tuple[View, Backprop]]

LOWERINGS: dict[str, Lower] = {}


@dataclass
class Stage:
    """One layer's view of the step: what a layer's Context is on a processor.

    `weights` are copies of kind T for products, `masters` the exact ones, (R, ...) views of
    flat arrays whose runs lie `stride` apart, as are `grads`; `norms` lie `norm_stride` apart.
    Each array of `grads` is written once a step, wholly.
    """

    recorder: Recorder
    index: int
    images: int
    training: bool
    weights: Mapping[str, View]
    masters: Mapping[str, View]
    grads: Mapping[str, View]
    norms: Mapping[str, View]
    clock: View  # long (R,): the number of the step, counted from 1
    seeds: View  # long (R,): the seed of each run
    wants_dx: bool = True
    part: str = ""
    means: Means = PLAIN

    def run(self, name: str, over: int, **arguments: Any) -> None:
        """Do the operation `name`."""
        self.recorder.run(name, over, **arguments)

    def make(self, name: str, shape: Shape, kind: str = "T") -> View:
        """An array (R, ...) of this layer; it shares memory with others when it is done with."""
        return self.recorder.make(f"{self.index}{self.part}.{name}", shape, kind)

    def inner(self, part: str) -> Stage:
        """The stage of a part of this layer; its weights are named `<part>.<name>`."""
        return replace(
            self,
            weights=_named(part, self.weights),
            masters=_named(part, self.masters),
            grads=_named(part, self.grads),
            norms=_named(part, self.norms),
            wants_dx=True,
            part=f"{self.part}.{part}",
        )


def lowers(*keys: str) -> Callable[[Lower], Lower]:
    """Declare how the layers of these keys are written down; raises ValueError for a second way."""

    def declare(lower: Lower) -> Lower:
        for key in keys:
            if key in LOWERINGS:
                raise ValueError(f"expected one lowering, got {key!r} a second time")
            LOWERINGS[key] = lower
        return lower

    return declare


def lower(layer: Layer, x: View, stage: Stage) -> tuple[View, Backprop]:
    """Write down the forward pass of `layer` on x (R, N, ...)."""
    return LOWERINGS[layer.key](layer, x, stage)


def _named(part: str, views: Mapping[str, View]) -> dict[str, View]:
    start = part + "."
    return {n.removeprefix(start): v for n, v in views.items() if n.startswith(start)}
