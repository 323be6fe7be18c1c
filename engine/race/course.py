"""The race itself: the graph is evaluated once a step for all rows, each rule moves its own."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from engine.backend import Array
from engine.expressions import Cause, Graph, Tape, cause
from engine.race.differences import Differences
from engine.rules import Rule

FAR = 1e9  # a row past this, in either coordinate, has diverged
Entered = tuple[Rule, float | Array]  # a rule, its learning rate or one for every update
SLOTS = 2  # what a rule remembers at most: arrays like w


@dataclass(frozen=True)
class End:
    """Why a row went no further than `step`: `far`, or the kind of a Cause."""

    step: int
    kind: str
    point: tuple[float, float]
    cause: Cause | None = None


@dataclass(frozen=True)
class Race:
    """Points (T + 1, R, 2), values (T + 1, R), gradients as the rules saw them (T + 1, R, 2).

    `slots` (T + 1, R, SLOTS, 2) holds what each rule remembers, in the order it names it. A row
    that ended is NaN after its end; `ends` has its reason, None for a row that arrived.
    """

    points: Array
    values: Array
    gradients: Array
    slots: Array
    ends: tuple[End | None, ...]


class _Block:
    """Rows of one rule: they move in one call, the numbers that differ are columns."""

    def __init__(self, rows: Sequence[Entered], state: Array, slope: Array) -> None:
        self.rule = rows[0][0]
        self.hyper = _together([rule.hyper(float(np.ravel(lr)[0])) for rule, lr in rows])
        self.rates = None
        if any(np.ndim(lr) for _, lr in rows):
            each = np.broadcast_arrays(*[lr for _, lr in rows])
            self.rates = np.repeat(np.stack(each, axis=1), 2, axis=1)
        self.w, self.g = state[0].reshape(-1), slope.reshape(-1)
        self.slots = {name: state[1 + k].reshape(-1) for k, name in enumerate(self.rule.slots)}
        scratch: dict[str, Array] = defaultdict(lambda: np.zeros_like(self.w))
        self.work: Callable[[str], Array] = scratch.__getitem__

    def move(self, t: int) -> None:
        if self.rates is not None:
            self.hyper["lr"] = self.rates[t - 1]
        self.rule.update(self.w, self.g, self.slots, t, self.hyper, self.work)


def _together(hypers: Sequence[Mapping[str, float]]) -> dict[str, Any]:
    """Floats where all rows agree, else one number for each number of w."""
    found: dict[str, Any] = {}
    for name in hypers[0]:
        values = [hyper[name] for hyper in hypers]
        same = len(set(values)) == 1
        found[name] = values[0] if same else np.repeat(values, 2)
    return found


def race(
    graph: Graph,
    rows: Sequence[Entered],
    start: tuple[float, float],
    steps: int,
    noise: Array | None = None,
    h: float | None = None,
) -> Race:
    """`steps` updates of every (rule, learning rate) from `start`, in float64.

    A learning rate that is an array (steps,) has a value of its own for every update. `noise`
    (steps + 1, 2) is added to the gradients, the same to every row; as (steps + 1, R, 2) every
    row has its own. With `h` gradients are taken by forward differences of that width.
    """
    order = sorted(range(len(rows)), key=lambda i: rows[i][0].key)
    entered = [rows[i] for i in order]
    state = np.zeros((1 + SLOTS, len(rows), 2))
    state[0] = start
    at = state[0].T
    tape = Differences(graph, len(rows), at, h) if h else Tape(graph, len(rows), at)
    noise = noise[:, order] if noise is not None and noise.ndim == 3 else noise
    blocks = _blocks(entered, state, tape.slope.T)
    walked = _walk(tape, blocks, state, steps, noise)
    back = np.argsort(order)
    states, values, slopes = walked
    return _ended(graph, states[:, :, back], values[:, back], slopes[:, back])


def _blocks(rows: Sequence[Entered], state: Array, slope: Array) -> list[_Block]:
    """Neighbours of one rule, as slices of the state."""
    keys = [rule.key for rule, _ in rows]
    begins = [keys.index(key) for key in dict.fromkeys(keys)]
    ends = [*begins[1:], len(rows)]
    return [_Block(rows[a:b], state[:, a:b], slope[a:b]) for a, b in zip(begins, ends, strict=True)]


def _walk(
    tape: Tape | Differences,
    blocks: Sequence[_Block],
    state: Array,
    steps: int,
    noise: Array | None,
) -> tuple[Array, Array, Array]:
    states = np.empty((steps + 1, *state.shape))
    values = np.empty((steps + 1, tape.rows))
    slope = tape.slope.T
    slopes = np.empty((steps + 1, *slope.shape))
    with np.errstate(all="ignore"):
        for t in range(steps + 1):
            for block in blocks if t else ():
                block.move(t)
            tape.run()
            if noise is not None:
                slope += noise[t]
            states[t], values[t], slopes[t] = state, tape.value, slope
    return states, values, slopes


def _ended(graph: Graph, states: Array, values: Array, slopes: Array) -> Race:
    """Find where rows left the numbers there are, and blank what comes after."""
    with np.errstate(invalid="ignore"):
        far = (~(np.abs(states[:, 0]) <= FAR)).any(-1)
    bad = far | ~np.isfinite(values) | ~np.isfinite(slopes).all(-1)
    ends: list[End | None] = []
    for row in range(values.shape[1]):
        if not bad[:, row].any():
            ends.append(None)
            continue
        step = int(bad[:, row].argmax())
        ends.append(_end(graph, step, states[step, 0, row], bool(far[step, row])))
        for blank in (values, slopes, states.swapaxes(1, 2)):
            blank[step + 1 :, row] = np.nan
    return Race(states[:, 0], values, slopes, states[:, 1:].swapaxes(1, 2), tuple(ends))


def _end(graph: Graph, step: int, point: Array, far: bool) -> End:
    x, y = (float(number) for number in point)
    if far:
        return End(step, "far", (x, y))
    why = cause(graph, x, y)
    return End(step, why.kind if why else "large", (x, y), why)
