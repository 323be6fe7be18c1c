"""The end of a gang's step: penalty and rule on all rows at once, each with its own numbers."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

import numpy as np

from engine.backend import Array
from engine.gangs.base import Batch
from engine.gangs.rows import Rows
from engine.penalties import Penalty
from engine.rules import Rule
from engine.training.update import BLOCK


def merged(values: Sequence[float]) -> Any:
    """One number where all are equal, else a column (R, 1), which rules take as well."""
    same = all(value == values[0] for value in values)
    return values[0] if same else np.array(values)[:, None]


class WideUpdate:
    """Works in place on some rows of a gang, a block of numbers at a time."""

    def __init__(self, penalty: Penalty, dtype: str) -> None:
        self.penalty, self.dtype = penalty, dtype
        self._arrays: dict[str, Array] = {}

    def costs(self, rows: Rows, part: slice, batches: Sequence[Batch]) -> list[float]:
        """What the penalty adds to the loss of each run of `part`, before its update."""
        weights = rows["weights"][part, rows.layout.groups["weights"]]
        return [self.penalty.value(w, b.strength) for w, b in zip(weights, batches, strict=True)]

    def __call__(
        self,
        rows: Rows,
        part: slice,
        grads: Array,
        rules: Sequence[Rule],
        batches: Sequence[Batch],
    ) -> None:
        """Move the rows of `part`, given grads, one rule and one batch a row."""
        memory = rows.memory()
        t, strength = merged([b.t for b in batches]), merged([b.strength for b in batches])
        for group, block in self._blocks(rows, len(batches)):
            w, g, work = rows["weights"][part, block], grads[:, block], self._work(len(batches))
            if group == "weights" and np.any(strength):
                self.penalty.add_gradient(w, g, strength, work(w.shape[1]))
            slots = {name: slot[part, block] for name, slot in memory.items()}
            each = [rule.hyper(b.lr, group) for rule, b in zip(rules, batches, strict=True)]
            hyper = {name: merged([one[name] for one in each]) for name in each[0]}
            rules[0].update(w, g, slots, t, hyper, work(w.shape[1]))

    def _blocks(self, rows: Rows, count: int) -> Iterator[tuple[str, slice]]:
        width = max(1, BLOCK // count)
        for group, whole in rows.layout.groups.items():
            for begin in range(whole.start, whole.stop, width):
                yield group, slice(begin, min(begin + width, whole.stop))

    def _work(self, count: int) -> Callable[[int], Callable[[str], Array]]:
        """Scratch arrays (count, width) by name."""

        def named(width: int, name: str) -> Array:
            if name not in self._arrays or self._arrays[name].size < count * width:
                self._arrays[name] = np.empty(max(BLOCK, count * width), self.dtype)
            return self._arrays[name][: count * width].reshape(count, width)

        return lambda width: lambda name: named(width, name)
