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
from engine.rules.base import WEIGHTS
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
        self._known: dict[tuple[int, str], tuple[Sequence[Rule], dict[str, Any]]] = {}

    def costs(self, rows: Rows, part: slice, batches: Sequence[Batch]) -> list[float]:
        """What the penalty adds to the loss of each run of `part`, before its update."""
        groups = [rows["weights"][part, rows.layout.groups[name]] for name in WEIGHTS]
        return [
            sum(self.penalty.value(weights[k], batch.strength) for weights in groups)
            for k, batch in enumerate(batches)
        ]

    def __call__(
        self,
        rows: Rows,
        part: slice,
        grads: Array,
        rules: Sequence[Rule],
        batches: Sequence[Batch],
    ) -> None:
        """Move the rows of `part`, given grads, one rule and one batch a row."""
        memory, work = rows.memory(), self._work(len(batches))
        t, strength = merged([b.t for b in batches]), merged([b.strength for b in batches])
        for group, whole in rows.layout.groups.items():
            hyper = {**self._numbers(part, group, rules), "lr": merged([b.lr for b in batches])}
            for block in _blocks(whole, len(batches)):
                w, g, scratch = rows["weights"][part, block], grads[:, block], work(block)
                if group in WEIGHTS and np.any(strength):
                    self.penalty.add_gradient(w, g, strength, scratch)
                slots = {name: slot[part, block] for name, slot in memory.items()}
                rules[0].update(w, g, slots, t, hyper, scratch)

    def _numbers(self, part: slice, group: str, rules: Sequence[Rule]) -> dict[str, Any]:
        """What the rules of these rows are given for a group; kept while the rules stay."""
        key = (part.start, group)
        before = self._known.get(key)
        if before is None or before[0] != rules:
            each = [rule.hyper(0.0, group) for rule in rules]
            before = (rules, {name: merged([one[name] for one in each]) for name in each[0]})
            self._known[key] = before
        return before[1]

    def _work(self, count: int) -> Callable[[slice], Callable[[str], Array]]:
        """Scratch arrays (count, block) by name."""

        def named(width: int, name: str) -> Array:
            if name not in self._arrays or self._arrays[name].size < count * width:
                self._arrays[name] = np.empty(max(BLOCK, count * width), self.dtype)
            return self._arrays[name][: count * width].reshape(count, width)

        return lambda block: lambda name: named(block.stop - block.start, name)


def _blocks(whole: slice, count: int) -> Iterator[slice]:
    """Parts of a group, so that so many rows of one stay in a core's cache."""
    width = max(1, BLOCK // count)
    for begin in range(whole.start, whole.stop, width):
        yield slice(begin, min(begin + width, whole.stop))
