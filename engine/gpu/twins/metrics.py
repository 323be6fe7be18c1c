"""What a step says of itself: loss, hits, how far weights moved; and the clock of every run."""

from __future__ import annotations

import numpy as np

from engine.backend import Array
from engine.gpu.operations import kernel


@kernel(
    "end_step",
    "in float losses, in int right, in float costs, inout float ring, inout long clock, "
    "in int active, int n, int parts, int slots",
    source="metrics",
    unit="block",
)
def end_step(
    losses: Array,
    right: Array,
    costs: Array,
    ring: Array,
    clock: Array,
    active: Array,
    n: int,
    parts: int,
    slots: int,
) -> None:
    """Note {step, mean loss, with the penalty, how many right} in ring (R, slots, 4); go on.

    losses and right are (R, N), costs (R, parts); step t is at place t % slots. Runs that are
    not active (R,) say nothing, and their clocks stand.
    """
    runs = np.flatnonzero(active)
    loss = losses.mean(axis=1)
    said = np.stack((clock, loss, loss + costs.sum(axis=1), right.sum(axis=1)), axis=1)
    ring[runs, (clock[runs] % slots).astype(int)] = said[runs]
    clock[runs] += np.uint64(1)


@kernel(
    "remember",
    "in float w, inout float before, in int active, in long clock, int n, int size, int depth",
    source="metrics",
)
def remember(
    w: Array, before: Array, active: Array, clock: Array, n: int, size: int, depth: int
) -> None:
    """Copy w (R, size) of the runs that step to place clock % depth of before (R, depth, size)."""
    runs = np.flatnonzero(active)
    before[runs, (clock[runs] % depth).astype(int)] = w[runs].reshape(len(runs), size)


@kernel("undo", "inout float w, in float before, in int active, int n, int size", source="metrics")
def undo(w: Array, before: Array, active: Array, n: int, size: int) -> None:
    """Copy back w (R, size) of the runs that rest."""
    w[active == 0] = before[active == 0]


@kernel("undo_copy", "in float w, inout T copy, in int active, int n, int size", source="metrics")
def undo_copy(w: Array, copy: Array, active: Array, n: int, size: int) -> None:
    """Have the copy be that of w (R, size) for the runs that rest."""
    copy[active == 0] = w[active == 0]


@kernel("watch_begin", "in float w, out float before, int n", source="metrics")
def watch_begin(w: Array, before: Array, n: int) -> None:
    """Remember the weights of before the step."""
    before[...] = w


@kernel(
    "square_pieces",
    "in float a, in float b, in int pieces, out float sums, int count, int size, int apart",
    source="metrics",
    unit="block",
)
def square_pieces(
    a: Array, b: Array, pieces: Array, sums: Array, count: int, size: int, apart: int
) -> None:
    """Sums of squares (R, count, 2) of a, or of a - b if `apart`, and of b, both (R, P)."""
    for k, (begin, end, _) in enumerate(pieces):
        x, y = a[:, begin:end], b[:, begin:end]
        sums[:, k, 0] = ((x - y if apart else x) ** 2).sum(axis=1)
        sums[:, k, 1] = (y**2).sum(axis=1)


@kernel(
    "watch_ratios",
    "in float sums, in int pieces, in long clock, inout float ring, int arrays, int count, "
    "int slots",
    source="metrics",
    unit="block",
)
def watch_ratios(
    sums: Array,
    pieces: Array,
    clock: Array,
    ring: Array,
    arrays: int,
    count: int,
    slots: int,
) -> None:
    """||dw|| / ||w|| of each array in ring (R, slots, arrays), beside what `end_step` notes."""
    at = (clock % slots).astype(int)
    for array in range(arrays):
        moved, size = np.sqrt(sums[:, pieces[:, 2] == array].sum(axis=1)).T
        ratio = np.divide(moved, size, out=np.zeros_like(size), where=size != 0)
        ring[np.arange(len(ring)), at, array] = ratio
