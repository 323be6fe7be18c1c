"""What a layer is given while it works."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from types import ModuleType

import numpy as np

from engine.backend import Array
from engine.layers.workspace import Shape, T, Workspace
from engine.random import stream


def alone(array: Array) -> Array:
    """The sum over all shards where there is one."""
    return array


@dataclass
class Moment:
    """What all layers of a shard know about the pass in progress.

    `images` is the size of the whole batch; `several` is whether shards take it in several
    micro-batches, `ready` whether what layers derive from the weights has been computed.
    """

    training: bool = False
    ready: bool = False
    several: bool = False
    images: int = 0
    seed: int = 0
    step: int = 0
    shard: int = 0
    micro: int = 0
    total: Callable[[Array], Array] = alone


@dataclass
class Context:
    """One layer's view of its shard: weights, gradients, statistics and workspace by name.

    `derived` are places for what depends on a weight alone, by its name, where shards share such
    work. `wants_dx` is whether anybody reads the gradient of x; `takes_over` whether y may be
    written over x.
    """

    space: Workspace
    moment: Moment
    index: int
    weights: Mapping[str, Array]
    grads: Mapping[str, Array]
    norms: Mapping[str, Array]
    derived: Mapping[str, Array] = field(default_factory=dict)
    wants_dx: bool = True
    takes_over: bool = False
    part: str = ""
    _parts: dict[str, Context] = field(default_factory=dict)

    @cached_property  # these are asked for dozens of times a pass
    def xp(self) -> ModuleType:
        """NumPy or CuPy."""
        return self.space.xp

    @cached_property
    def dtype(self) -> str:
        """float32 for training, float64 for checks."""
        return self.space.dtype

    @cached_property
    def owner(self) -> str:
        """Whose arrays the workspace holds for it."""
        return f"{self.index}{self.part}"

    @property
    def training(self) -> bool:
        """Whether dropout drops and batch norm looks at the batch."""
        return self.moment.training

    @property
    def ready(self) -> bool:
        """Whether `derived` holds what belongs to the weights of this pass."""
        return self.moment.ready

    @property
    def images(self) -> int:
        """The size of the whole batch, over all shards."""
        return self.moment.images

    @property
    def first(self) -> bool:
        """Whether gradients of filters and matrices are to be written; later ones are added."""
        return self.moment.micro == 0

    @property
    def leads(self) -> bool:
        """Whether this shard is the one that writes what all shards share."""
        return self.moment.shard == 0

    @property
    def rng(self) -> np.random.Generator:
        """A generator for this step, shard, micro-batch and layer."""
        m = self.moment
        return stream(m.seed, "dropout", m.step, m.shard << 40 | m.micro << 16 | self.index)

    def total(self, array: Array) -> Array:
        """The sum of `array` over all shards, the same in each; small arrays only."""
        return self.moment.total(array)

    def work(self, name: str, shape: Shape, dtype: str | None = None) -> Array:
        """This layer's own array: zeros at first, then whatever was last written there."""
        return self.space.own(self.owner, name, shape, dtype or self.dtype)

    def scratch(self, name: str, shape: Shape, dtype: str | None = None) -> Array:
        """An array to be forgotten when the call returns: every layer may write there."""
        return self.space.shared(name, shape, dtype or self.dtype)

    def add_gradient(self, grad: Array, write: Callable[[Array], object]) -> None:
        """Have `write` fill `grad` of filters or a matrix the `first` time, then what is added."""
        total = grad if self.first else self.scratch("more of it", grad.shape)
        write(total)
        if total is not grad:
            grad += total

    def once(self, name: Hashable, make: Callable[[], T]) -> T:
        """What `make` returned the first time it was asked for `name` by this layer."""
        return self.space.once((self.owner, name), make)

    def derives(self, make: Callable[[], object], cost: int, *, training: bool = False) -> None:
        """From the next pass on have one of the shards call `make` before it; it fills `derived`.

        `cost` is in numbers written, about. What only training needs is not made for other passes.
        Nothing comes of it where a pass uses it only once.
        """
        if self.moment.several:
            self.space.derive(self.moment.images, (self.owner, training), (make, cost))

    def inner(self, part: str) -> Context:
        """The context of a part of this layer; its weights are named `<part>.<name>`."""
        if part not in self._parts:
            self._parts[part] = Context(
                self.space,
                self.moment,
                self.index,
                _named(part, self.weights),
                _named(part, self.grads),
                _named(part, self.norms),
                _named(part, self.derived),
                part=f"{self.part}.{part}",
            )
        inner = self._parts[part]
        inner.wants_dx = True
        return inner


def _named(part: str, arrays: Mapping[str, Array]) -> dict[str, Array]:
    start = part + "."
    return {name.removeprefix(start): a for name, a in arrays.items() if name.startswith(start)}
