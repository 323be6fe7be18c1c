"""The only place where layers get their arrays from.

Arrays are made at the first step and used again at every later one: the warm loop
allocates nothing. Which layer shares memory with which is decided here alone.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Hashable
from types import ModuleType
from typing import Any, TypeVar

from engine.backend import Array
from engine.layers.pages import Zeros

T = TypeVar("T")
Shape = tuple[int, ...]
Derivation = tuple[Callable[[], object], int]  # what fills a place from the weights; its cost


class Workspace:
    """The arrays of one shard, by owner, name, shape and dtype.

    `memory` begins new memory for arrays; it is asked once for those that stay and once for
    those that are shared, and again whenever they are given up.
    """

    def __init__(
        self, xp: ModuleType, dtype: str, memory: Callable[[], Zeros] | None = None
    ) -> None:
        self.xp, self.dtype = xp, dtype
        self._memory = memory or (lambda: xp.zeros)
        self._lasting, self._passing = self._memory(), self._memory()
        self._own: dict[Hashable, Array] = {}
        self._shared: dict[tuple[str, str], Array] = {}
        self._views: dict[tuple[str, Shape, str], Array] = {}
        self._sizes: dict[tuple[str, str], int] = {}
        self._made: dict[Hashable, Any] = {}
        self._derive: dict[int, dict[tuple[Hashable, bool], Derivation]] = {}
        self._outgrown = False

    def own(self, owner: str, name: str, shape: Shape, dtype: str) -> Array:
        """An array of `owner` alone: zeros at first, then whatever was last written there."""
        key = (owner, name, shape, dtype)
        if key not in self._own:
            self._own[key] = self._lasting(shape, dtype)
        return self._own[key]

    def shared(self, name: str, shape: Shape, dtype: str) -> Array:
        """An array that all layers use under `name`, one after another: garbage at first."""
        key = (name, shape, dtype)
        if key not in self._views:
            size = math.prod(shape)
            buffer = self._shared.get((name, dtype))
            if buffer is None or buffer.size < size:
                self._outgrown |= buffer is not None
                self._sizes[name, dtype] = most = max(size, self._sizes.get((name, dtype), 0))
                buffer = self._shared[name, dtype] = self._passing((most,), dtype)
            self._views[key] = buffer[:size].reshape(shape)
        return self._views[key]

    def once(self, key: Hashable, make: Callable[[], T]) -> T:
        """What `make` returned the first time; for views and other things slow to prepare."""
        if key not in self._made:
            self._made[key] = make()
        made: T = self._made[key]
        return made

    def derive(self, images: int, key: tuple[Hashable, bool], derivation: Derivation) -> None:
        """Before passes of so many images it is to be called; of one key, the last.

        The key ends with whether only training needs it.
        """
        self._derive.setdefault(images, {})[key] = derivation

    def derivations(self, images: int, training: bool) -> list[Derivation]:
        """What is to be called before such a pass, in the order in which it was asked for."""
        asked = self._derive.get(images, {})
        return [one for (_, only_training), one in asked.items() if training or not only_training]

    def begin(self) -> None:
        """Called before every pass: shared arrays that grew, and views into them, are made anew."""
        if self._outgrown:
            for kept in (self._made, self._shared, self._views):
                kept.clear()
            self._passing = self._memory()
            self._outgrown = False

    def clear(self) -> None:
        """Forget everything, as when the batch size changes."""
        every = self._own, self._shared, self._views, self._sizes, self._made, self._derive
        for kept in every:
            kept.clear()
        self._outgrown = False
        self._lasting, self._passing = self._memory(), self._memory()
