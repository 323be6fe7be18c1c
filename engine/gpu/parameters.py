"""The flat arrays of K runs of one network, and each layer's views of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from engine.gpu.buffers import View
from engine.gpu.convolution import PLAIN, Means
from engine.gpu.lowering import Stage
from engine.gpu.recorder import Recorder
from engine.network.layout import Layout, Place


@dataclass(frozen=True)
class Parameters:
    """Masters and norms (float) are kept; `weights` is their copy of kind T, made by the update.

    All are (R, P), norms (R, Q); `grads` (float) is written anew by every step.
    """

    layout: Layout
    masters: View
    weights: View
    grads: View
    norms: View

    @classmethod
    def make(cls, recorder: Recorder, layout: Layout, runs: int) -> Parameters:
        """Fresh arrays for so many runs."""
        size = (runs, layout.size)
        return cls(
            layout,
            recorder.make("masters", size, "float", held=True),
            recorder.make("weights", size, "T", held=True),
            recorder.make("grads", size, "float"),
            recorder.make("norms", (runs, layout.norm_size), "float", held=True),
        )

    def of_layer(self, index: int) -> tuple[dict[str, View], ...]:
        """Weights, masters, gradients and norms of one layer by its own names."""
        learned, norms = self.layout.weights, self.layout.norms
        pairs = ((learned, self.weights), (learned, self.masters), (learned, self.grads))
        return tuple(_views(p, index, flat) for p, flat in (*pairs, (norms, self.norms)))


def _views(places: Sequence[Place], index: int, flat: View) -> dict[str, View]:
    return {p.entry.name: flat.part(p.begin, p.entry.shape) for p in places if p.layer == index}


@dataclass(frozen=True)
class Moment:
    """What all layers know of a step: how many images, and where each run is."""

    images: int
    training: bool
    clock: View
    seeds: View
    means: Means = PLAIN

    def stage(self, recorder: Recorder, index: int, parameters: Parameters) -> Stage:
        """The stage of one layer."""
        weights, masters, grads, norms = parameters.of_layer(index)
        return Stage(
            recorder,
            index,
            self.images,
            self.training,
            weights,
            masters,
            grads,
            norms,
            self.clock,
            self.seeds,
            means=self.means,
        )
