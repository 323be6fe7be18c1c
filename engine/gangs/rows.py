"""Where the numbers of a gang live: one row a run, with room for 1, 2, 4, ..., 64."""

from __future__ import annotations

from collections.abc import Collection, Hashable, Mapping, Sequence
from types import ModuleType

import numpy as np

from engine.backend import Array, to_numpy
from engine.network.layout import Layout
from engine.training.named import load_arrays, named_arrays

MOST = 64


def room_for(runs: int) -> int:
    """The smallest power of two that holds so many runs, at least 1."""
    return 1 << max(0, runs - 1).bit_length()


class Rows:
    """Weights (R, P), norms (R, Q) and the rule's memory (R, P); `names` says whose each row is.

    Rows move when runs come, go or are brought to the front: they are copied, never mixed.
    """

    def __init__(self, layout: Layout, dtype: str, slots: Sequence[str], xp: ModuleType) -> None:
        self.layout, self.dtype, self.xp = layout, dtype, xp
        self.slots = tuple(slots)
        self.names: list[Hashable] = []
        self._sizes = {"weights": layout.size, "norms": layout.norm_size}
        self._sizes |= {f"slots.{slot}": layout.size for slot in slots}
        self._arrays = {name: xp.zeros((1, n), dtype) for name, n in self._sizes.items()}

    @property
    def room(self) -> int:
        """R: how many rows there are, whether somebody has them or not."""
        return len(self._arrays["weights"])

    def __getitem__(self, name: str) -> Array:
        return self._arrays[name]

    def memory(self) -> dict[str, Array]:
        """The rule's memory by slot, each (R, P)."""
        return {slot: self._arrays[f"slots.{slot}"] for slot in self.slots}

    def join(self, name: Hashable, start: tuple[Array, Array]) -> None:
        """A row for `name`, with these weights (P,) and norms (Q,) and no memory."""
        if name in self.names:
            raise ValueError(f"expected a run that is not here yet, got {name!r}")
        if len(self.names) == MOST:
            raise ValueError(f"expected at most {MOST} runs, got {MOST + 1}")
        self.names.append(name)
        self._make_room()
        for array in self._arrays.values():
            array[len(self.names) - 1] = 0
        self._write(name, "weights", start[0])
        self._write(name, "norms", start[1])

    def leave(self, name: Hashable) -> None:
        """Free the row of `name`: the last one moves there."""
        row, last = self.names.index(name), len(self.names) - 1
        self._swap(row, last)
        self.names.pop()
        self._make_room()

    def front(self, wanted: Collection[Hashable]) -> list[Hashable]:
        """Bring the rows of `wanted` to the front; whose they are, in their order."""
        count = len(wanted)
        away = [k for k in range(count) if self.names[k] not in wanted]
        back = [k for k in range(count, len(self.names)) if self.names[k] in wanted]
        for one, other in zip(away, back, strict=True):
            self._swap(one, other)
        return self.names[:count]

    def keyframe(self, name: Hashable) -> dict[str, Array]:
        """Copies of `weights/<n>.<name>` and `norm/<n>.<name>`."""
        weights = named_arrays("weights/", self.layout.weights, self._read(name, "weights"))
        return weights | named_arrays("norm/", self.layout.norms, self._read(name, "norms"))

    def state(self, name: Hashable, rule: str) -> dict[str, Array]:
        """The keyframe and copies of `slots/<rule>.<slot>`."""
        slots = {f"slots/{rule}.{s}": self._read(name, f"slots.{s}").copy() for s in self.slots}
        return self.keyframe(name) | slots

    def load(self, name: Hashable, rule: str, state: Mapping[str, Array]) -> None:
        """Write what `state` returned; raises ValueError unless names and shapes are the layout's.

        Without memory of the rule, as in a keyframe, it begins with none.
        """
        weights, norms = self._read(name, "weights").copy(), self._read(name, "norms").copy()
        load_arrays("weights/", self.layout.weights, weights, state)
        load_arrays("norm/", self.layout.norms, norms, state)
        self._write(name, "weights", weights)
        self._write(name, "norms", norms)
        none = np.zeros(self.layout.size, self.dtype)
        for slot in self.slots:
            self._write(name, f"slots.{slot}", state.get(f"slots/{rule}.{slot}", none))

    def _read(self, name: Hashable, array: str) -> Array:
        return to_numpy(self._arrays[array][self.names.index(name)])

    def _write(self, name: Hashable, array: str, values: Array) -> None:
        self._arrays[array][self.names.index(name)] = self.xp.asarray(values, self.dtype)

    def _swap(self, one: int, other: int) -> None:
        if one == other:
            return
        for array in self._arrays.values():
            array[[one, other]] = array[[other, one]]
        names = self.names
        names[one], names[other] = names[other], names[one]

    def _make_room(self) -> None:
        """As many rows as the runs need: others are copied and all else is let go."""
        room, held = room_for(len(self.names)), min(len(self.names), self.room)
        if room == self.room:
            return
        for name, array in self._arrays.items():
            self._arrays[name] = self.xp.zeros((room, self._sizes[name]), self.dtype)
            self._arrays[name][:held] = array[:held]
