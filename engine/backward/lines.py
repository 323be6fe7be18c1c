"""Lines of code with indices: what is shown to a reader is what is computed.

A line `target[axes] = sum_over(expression)` has one letter an index; names in the expression are
numbers of the same letters. A letter BATCH in front stands for many copies computed at once.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np

from engine.backend import Array
from engine.expressions import Cause, Graph, blamed, read, valued, variables_of

BATCH = "b"
POINTS = "n"  # many points at once of what the reader sees as one number: not written
NAME = re.compile(r"[A-Za-z_]\w*")


@dataclass(frozen=True)
class Named:
    """Numbers with a letter for each axis."""

    axes: str
    values: Array


Env = Mapping[str, Named]


@dataclass(frozen=True)
class Line:
    """target[axes] = sum over the letters `over` of expression; 1 or 0 where `gate`: is it > 0?"""

    target: str
    axes: str
    expression: str
    over: str = ""
    gate: bool = False


def graph_of(expression: str, env: Env) -> Graph:
    """The graph of a line's own expression."""
    return read(expression, tuple(env))


def computed(line: Line, graph: Graph, env: Env) -> Named:
    """What a line makes of `env`, its expression given as a graph."""
    used = {name: env[name] for name in variables_of(graph)}
    batch = BATCH if any(named.axes.startswith(BATCH) for named in used.values()) else ""
    letters = batch + line.over + line.axes
    value = valued(graph, _all_spread(used, letters))[-1]
    with np.errstate(all="ignore"):
        if line.gate:
            value = (value > 0).astype(float)
        whole = np.broadcast_to(value, [_size(letter, used, env) for letter in letters])
        places = tuple(range(len(batch), len(batch) + len(line.over)))
        return Named(batch + line.axes, whole.sum(axis=places) if places else np.array(whole))


def run(lines: Iterable[Line], env: Env) -> dict[str, Named]:
    """`env` and what every line adds to it, in order."""
    known = dict(env)
    for line in lines:
        known[line.target] = computed(line, graph_of(line.expression, known), known)
    return known


def blame(line: Line, graph: Graph, env: Env) -> Cause | None:
    """The part of an expression that is not finite somewhere in `env`."""
    used = {name: env[name] for name in variables_of(graph)}
    return blamed(graph, valued(graph, _all_spread(used, line.over + line.axes)))


def code(line: Line, axes: Mapping[str, str]) -> tuple[str, str, str]:
    """A line in three parts: before its expression, the expression with indices, and after."""
    before = f"{_indexed(line.target, line.axes)} = "
    inside = NAME.sub(lambda m: _indexed(m[0], axes.get(m[0], "")), line.expression)
    if line.over and line.over != POINTS:
        return f"{before}sum_{line.over}(", inside, ")"
    return before, inside, " > 0" if line.gate else ""


def _indexed(name: str, axes: str) -> str:
    shown = ", ".join(axes.replace(POINTS, ""))
    return f"{name}[{shown}]" if shown else name


def _all_spread(used: Env, letters: str) -> dict[str, Array]:
    return {name: _spread(named, letters) for name, named in used.items()}


def _spread(named: Named, letters: str) -> Array:
    """Its axes in the order of `letters`, with an axis of length 1 for every other letter."""
    own = [letter for letter in letters if letter in named.axes]
    turned = named.values.transpose([named.axes.index(letter) for letter in own])
    sizes = iter(turned.shape)
    return turned.reshape([next(sizes) if letter in named.axes else 1 for letter in letters])


def _size(letter: str, *places: Env) -> int:
    for env in places:
        for named in env.values():
            if letter in named.axes:
                return int(named.values.shape[named.axes.index(letter)])
    raise ValueError(f"expected an axis that some name has, got {letter!r}")
