"""Update rules over the flat weights (R, P) of all runs, with the penalty's gradient and cost."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from engine.backend import Array
from engine.gpu.operations import kernel
from engine.gpu.twins.rule_numbers import Numbers

CHUNK = 2048  # numbers of a block

Move = Callable[..., Array]
ARGUMENTS = (
    "out T copy, out float costs, in float now, in int ends, int size, int stride, int groups, "
    "float scale"
)


def rule(name: str, *slots: str, tells: tuple[str, ...] = ()) -> Callable[[Move], Move]:
    """Declare the kernel `rule_<name>`; decorated is w' = move(w, g, *slots, *tells, q).

    Slots are changed in place, and what it `tells` beside w is written.
    """
    memory = "".join(f"inout float {slot}, " for slot in slots)
    memory += "".join(f"out float {name}, " for name in tells)
    said = f"inout float w, in float g, {memory}{ARGUMENTS}"

    def declare(move: Move) -> Move:
        @kernel(f"rule_{name}", said, source="rules", unit="block")
        def twin(size: int, stride: int, groups: int, **arrays: Array) -> None:
            """Weights w (R, P) given gradients g times `scale`; group k ends before ends[k]."""
            _sweep([arrays[name] for name in (*slots, *tells)], move, **arrays)

        return move

    return declare


def _sweep(
    slots: Sequence[Array],
    move: Move,
    *,
    w: Array,
    g: Array,
    copy: Array,
    costs: Array,
    now: Array,
    ends: Array,
    scale: float,
    **_: Array,
) -> None:
    cost, begins = np.zeros_like(w), [0, *ends[:-1]]
    for run, group in np.ndindex(now.shape[:2]):
        part = slice(begins[group], ends[group])
        q = Numbers(*now[run, group])
        x, d = w[run, part], scale * g[run, part]
        if q.l1 or q.l2:
            d = d + q.l1 * np.sign(x) + q.l2 * x
            cost[run, part] = q.l1 * abs(x) + q.l2 / 2 * x * x
        w[run, part] = move(x, d, *(slot[run, part] for slot in slots), q)
    for block, begin in enumerate(range(0, w.shape[1], CHUNK)):
        costs[:, block] = cost[:, begin : begin + CHUNK].sum(axis=1)
    copy[...] = w


@rule("sgd")
def sgd(w: Array, g: Array, q: Numbers) -> Array:
    """Plain gradient descent."""
    return w - q.rate * g


@rule("momentum", "v")
def momentum(w: Array, g: Array, v: Array, q: Numbers) -> Array:
    """A ball with friction."""
    v[...] = q.keep1 * v - q.rate * g
    return w + v


@rule("nesterov", "v")
def nesterov(w: Array, g: Array, v: Array, q: Numbers) -> Array:
    """The gradient at the place one is about to be."""
    before = v.copy()
    v[...] = q.keep1 * v - q.rate * g
    return w - q.keep1 * before + (1 + q.keep1) * v


@rule("adagrad", "cache")
def adagrad(w: Array, g: Array, cache: Array, q: Numbers) -> Array:
    """Every weight by all its gradients so far."""
    cache += g * g
    return w - q.rate * g / (np.sqrt(cache) + q.eps)


@rule("rmsprop", "cache")
def rmsprop(w: Array, g: Array, cache: Array, q: Numbers) -> Array:
    """Every weight by its gradients of late."""
    cache[...] = q.keep1 * cache + q.take1 * g * g
    return w - q.rate * g / (np.sqrt(cache) + q.eps)


@rule("adadelta", "cache", "steps")
def adadelta(w: Array, g: Array, cache: Array, steps: Array, q: Numbers) -> Array:
    """Gradients measured in steps of late."""
    cache[...] = q.keep1 * cache + q.take1 * g * g
    step = np.sqrt((steps + q.eps) / (cache + q.eps)) * g
    steps[...] = q.keep1 * steps + q.take1 * step * step
    return w - q.rate * step


@rule("adam", "m", "v")
def adam(w: Array, g: Array, m: Array, v: Array, q: Numbers) -> Array:
    """Adam, corrected or not by its numbers, and AdamW."""
    m[...] = q.keep1 * m + q.take1 * g
    v[...] = q.keep2 * v + q.take2 * g * g
    return q.shrink * w - q.rate * m / (np.sqrt(v) + q.eps)


@rule("muon", "v", tells=("step",))
def muon(w: Array, g: Array, v: Array, step: Array, q: Numbers) -> Array:
    """Nesterov momentum; matrices, marked by their second number, stay for `muon_end`."""
    v[...] = q.keep1 * v + g
    step[...] = g + q.keep1 * v
    return w if q.take2 else w - q.rate * step
