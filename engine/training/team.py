"""Shards side by side: what they share, and the messages that start them.

Results depend on the number of shards, never on how many cores ran them: each shard has
a fixed part of the batch and sums are taken in a fixed order.
"""

from __future__ import annotations

import mmap
from functools import lru_cache
from itertools import accumulate

import numpy as np

from engine.backend import Array
from engine.network import Network
from engine.rules import Rule

SUMS = 5  # loss, right answers, milliseconds forward and backward, penalty
SLOTS = 2  # a shard is at most one sum ahead of another, so two places take turns


class Board:
    """Arrays all shards see: one anonymous mmap, inherited by forked processes."""

    def __init__(self, network: Network, rule: Rule, shards: int, capacity: int) -> None:
        dtype, layout = network.dtype, network.layout
        classes = network.plans[-1].output[0]
        widest = max([2 * plan.output[-1] for plan in network.plans] + [1])
        shapes = {
            "weights": ((layout.size,), dtype),
            "norms": ((layout.norm_size,), dtype),
            "grads": ((shards, layout.size), dtype),
            "derived": ((layout.derived,), dtype),
            "slots": ((len(rule.slots), layout.size), dtype),
            "images": ((capacity, *network.shape), "uint8"),
            "target": ((capacity,), "int64"),
            "scores": ((capacity, classes), dtype),
            "sums": ((shards, SUMS), "float64"),
            "exchange": ((SLOTS, shards, widest), "float64"),
        }
        sizes = {n: _padded(int(np.prod(s)) * np.dtype(d).itemsize) for n, (s, d) in shapes.items()}
        memory, at = mmap.mmap(-1, sum(sizes.values())), 0
        self._arrays: dict[str, Array] = {}
        for name, (shape, kind) in shapes.items():
            flat = np.frombuffer(memory, kind, int(np.prod(shape)), at)
            self._arrays[name] = flat.reshape(shape)
            at += sizes[name]

    def __getitem__(self, name: str) -> Array:
        return self._arrays[name]

    def slots(self, rule: Rule) -> dict[str, Array]:
        """The rule's memory by name, each like the weights."""
        return dict(zip(rule.slots, self._arrays["slots"], strict=True))


def _padded(size: int) -> int:
    """`size` rounded up so that every array begins at a cache line of its own; never 0."""
    return max(64, -(-size // 64) * 64)


@lru_cache
def cut(n: int, shards: int) -> tuple[slice, ...]:
    """The part of n images that each shard computes: as even as can be, larger ones first."""
    base, extra = divmod(n, shards)
    sizes = [base + (k < extra) for k in range(shards)]
    return tuple(slice(end - size, end) for end, size in zip(accumulate(sizes), sizes, strict=True))
