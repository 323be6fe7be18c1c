"""A network is a list of layers; everything else follows from it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from engine.backend import Array
from engine.layers import Context, Layer, Moment, Plan, Workspace
from engine.layers.base import Backprop, Shape, count
from engine.network.checks import build_all, check_limits, check_scores
from engine.network.layout import Layout
from engine.network.limits import Limits
from engine.network.order import execution_order
from engine.random import stream

CACHE = 1 << 21  # bytes: the largest activation of a micro-batch stays in the processor's caches


@dataclass(frozen=True)
class Task:
    """What goes in and how many scores have to come out."""

    shape: Shape = (32, 32, 3)
    classes: int = 10


CIFAR10 = Task()


class Network:
    """Layers applied one after another, from images (H, W, C) to scores (classes,).

    A declaration that cannot be built raises BadParams, all before anything is allocated.
    `batch` and `shards` serve to estimate memory and time. Weights are named `<n>.<name>`
    by the declared index n, whatever the order of execution.
    """

    def __init__(
        self,
        layers: Sequence[Layer],
        *,
        task: Task = CIFAR10,
        dtype: str = "float32",
        limits: Limits | None = None,
        batch: int = 128,
        shards: int = 2,
    ) -> None:
        self.layers, self.shape, self.dtype = tuple(layers), task.shape, dtype
        self.batch, self.shards = batch, shards
        self.plans: tuple[Plan, ...] = build_all(self.layers, self.shape)
        check_scores(self.layers, self.plans, task.classes)
        self.layout = Layout(self.plans)
        self.order = execution_order(self.layers)
        check_limits(self, limits or Limits.read())

    @property
    def parameters(self) -> int:
        """How many numbers are learned."""
        return self.layout.size

    @property
    def macs(self) -> int:
        """Multiply-adds of one forward pass of one image."""
        return sum(plan.macs for plan in self.plans)

    @cached_property
    def couples_batch(self) -> bool:
        """Whether a shard has to be computed as one micro-batch."""
        return any(plan.couples_batch for plan in self.plans)

    @property
    def reads_rows(self) -> bool:
        """Whether the first layer takes each image as one row."""
        return self.layers[self.order[0]].reads_rows

    @cached_property
    def micro(self) -> int:
        """Images at a time: a power of two from 4 to 128, so that activations stay in cache.

        Where dense layers are all there is, the weights are what should be read seldom.
        """
        if self.reads_rows:
            return 128
        largest = max(count(shape) for shape in (self.shape, *(p.output for p in self.plans)))
        size = np.dtype(self.dtype).itemsize * largest
        return int(max(4, min(128, 2 ** int(np.log2(max(1, CACHE / size))))))

    @property
    def bytes(self) -> int:
        """Memory of a training run: weights, gradients, two slots, and the work of all shards."""
        item = np.dtype(self.dtype).itemsize
        held = self.batch if self.couples_batch else self.shards * self.micro
        work = sum(plan.work for plan in self.plans) * held
        kept = self.layout.size * (6 + self.shards) + self.layout.derived
        return int(item * (kept + work))

    @property
    def step_ms(self) -> float:
        """A rough guess of one training step on two cores, from multiply-adds and memory."""
        work = sum(plan.work for plan in self.plans)
        return float(self.batch * (6 * self.macs / 60e6 + 2 * work / 1e6))

    def rows(self) -> list[dict[str, Any]]:
        """One JSON row a layer: index, kind, label, output, parameters, macs, algorithm, reason."""
        return [
            {
                "index": i,
                "kind": layer.key,
                "label": list(layer.label),
                "output": list(plan.output),
                "parameters": sum(int(np.prod(w.shape)) for w in plan.weights),
                "macs": plan.macs,
                "algorithm": plan.algorithm,
                "reason": list(plan.reason),
            }
            for i, (layer, plan) in enumerate(zip(self.layers, self.plans, strict=True))
        ]

    def initial(self, seed: int) -> tuple[Array, Array]:
        """Fresh flat buffers of weights (P,) and norms, drawn from (seed, "init", layer)."""
        buffers = []
        for places, size, first in (
            (self.layout.weights, self.layout.size, 0),
            (self.layout.norms, self.layout.norm_size, len(self.layout.weights)),
        ):
            buffer = np.empty(size, self.dtype)
            for lane, place in enumerate(places, first):
                w, view = place.entry, place.view(buffer)
                view[...] = w.start
                if w.init is not None:
                    rng = stream(seed, "init", place.layer, lane)
                    view[...] = w.init.fill(rng, w.shape, w.fan_in, w.fan_out, buffer.dtype)
            buffers.append(buffer)
        return buffers[0], buffers[1]

    def contexts(
        self,
        space: Workspace,
        moment: Moment,
        buffers: tuple[Array, Array, Array],
        derived: Array | None = None,
    ) -> tuple[Context, ...]:
        """One context a layer over flat buffers (weights, gradients, norms).

        `derived` (layout.derived,) is where shards share what depends on the weights alone.
        """
        weights, grads, norms = buffers
        pick = self.layout.of_layer
        return tuple(
            Context(
                space,
                moment,
                i,
                pick(self.layout.weights, i, weights),
                pick(self.layout.weights, i, grads),
                pick(self.layout.norms, i, norms),
                {} if derived is None else self.layout.derived_of(i, derived),
            )
            for i in range(len(self.layers))
        )


def forward(
    layers: Sequence[Layer], contexts: Sequence[Context], order: Sequence[int], x: Array
) -> tuple[Array, Callable[[Array], Array]]:
    """Scores of x and the function from dscores to dx, layers taken in `order`."""
    backs: list[Backprop] = []
    for i in order:
        x, back = layers[i].forward(x, contexts[i])
        backs.append(back)

    def backprop(dy: Array) -> Array:
        for back in reversed(backs):
            dy = back(dy)
        return dy

    return x, backprop
