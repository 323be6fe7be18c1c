"""What a line of a backward pass gives away by its numbers beside differences."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from engine.backend import Array
from engine.backward.base import Blank
from engine.backward.lines import Env, computed, graph_of
from engine.expressions import Cause, Graph

RIGHT = 1e-6  # relative error of a right answer, by the rule of the lecture
FLOOR = 0.01  # of the steepest slope: below it errors are relative to this
STEADY = 1e-6  # how far a ratio may vary and still be one factor

Case = tuple[Env, Array]  # a problem with all its numbers, and the slopes by differences


@dataclass(frozen=True)
class Verdict:
    """`kind` is one of KINDS; `error` the largest relative error, of `count` slopes.

    There the reader has `said`, differences give `numeric`: at the index `where` of a problem,
    where the names of a line without a sum have `values`. `factor` is said over right where
    that is the same everywhere; `first` is said of the first number; `cause` is what is not finite.
    """

    kind: str
    error: float = 0.0
    count: int = 0
    problem: int = 0
    where: tuple[int, ...] = ()
    said: float = 0.0
    numeric: float = 0.0
    factor: float = 1.0
    first: float = 0.0
    values: Mapping[str, float] = field(default_factory=dict)
    cause: Cause | None = None


FOUND: tuple[str, ...] = (
    "empty",
    "undefined",
    "right",
    "number",
    "zero",
    "sign",
    "factor",
    "mean",
    "closed",
    "wrong",
)
SLIPS: tuple[str, ...] = (
    "missing",
    "flipped",
    "bracket",
    "upstream",
    "local",
    "swapped",
    "input",
    "part",
    "power",
)
SLIPS += ("other", "adds", "only_right", "mean_twice", "half", "undone", "own", "amount")
SLIPS += ("everywhere",)
KINDS = FOUND + SLIPS


def off(said: Array, slope: Array) -> Array:
    """|said - slope| / max(|said|, |slope|, a hundredth of the steepest slope)."""
    size = np.maximum(np.abs(said), np.abs(slope))
    found: Array = np.abs(said - slope) / np.maximum(size, FLOOR * np.abs(slope).max())
    return found


def verdict(blank: Blank, graph: Graph, cases: Sequence[Case]) -> Verdict:
    """Judge what a reader wrote; it is finite everywhere."""
    said = [computed(blank, graph, env).values for env, _ in cases]
    errors = [off(each, slope) for each, (_, slope) in zip(said, cases, strict=True)]
    kind, factor = _kind(blank, said, errors, [env for env, _ in cases])
    worst = int(np.argmax([each.max() for each in errors]))
    where = np.unravel_index(errors[worst].argmax(), errors[worst].shape)
    env, slope = cases[worst]
    return Verdict(
        kind,
        float(errors[worst].max()),
        sum(each.size for each in errors),
        worst,
        tuple(int(at) for at in where),
        float(said[worst][where]),
        float(slope[where]),
        factor,
        float(said[0].flat[0]),
        {} if blank.over else _values(blank, env, where),
    )


def _kind(
    blank: Blank, said: list[Array], errors: list[Array], envs: list[Env]
) -> tuple[str, float]:
    right = [bool(each.max() < RIGHT) for each in errors]
    if all(right):
        return "right", 1.0
    if any(right):
        return "number", 1.0
    if not any(each.any() for each in said):
        return "zero", 0.0
    closed = blank.through and all(map(_open, errors, [env[blank.through].values for env in envs]))
    return (
        _slip(blank, said, envs)
        or _ratio(said, [env[blank.target].values for env in envs], envs)
        or ("closed" if closed else "wrong", 1.0)
    )


def _slip(blank: Blank, said: list[Array], envs: list[Env]) -> tuple[str, float] | None:
    """A mistake that people make."""
    for kind, slip in blank.slips:
        made = [computed(blank, graph_of(slip, env), env).values for env in envs]
        if all(map(_same, said, made)):
            return kind, 1.0
    return None


def _ratio(said: list[Array], right: list[Array], envs: list[Env]) -> tuple[str, float] | None:
    """One factor everywhere, or N in every problem."""
    found = []
    for own, exact in zip(said, right, strict=True):
        counted = np.abs(exact) > 1e-9 * np.abs(exact).max()
        factor = float(np.median(own[counted] / exact[counted]))
        if not factor or not _same(own, factor * exact, STEADY):
            return None
        found.append(factor)
    if all(abs(each / found[0] - 1) < STEADY for each in found):
        return ("sign", -1.0) if abs(found[0] + 1) < STEADY else ("factor", found[0])
    counts = [float(env["N"].values) for env in envs]
    many = [each / count for each, count in zip(found, counts, strict=True)]
    return ("mean", 1.0) if all(abs(each - 1) < STEADY for each in many) else None


def _same(one: Array, other: Array, within: float = 1e-9) -> bool:
    return bool(np.abs(one - other).max() <= within * np.abs(other).max())


def _open(errors: Array, gate: Array) -> bool:
    """Whether all is right where the gate is open; elsewhere it is not."""
    return bool(errors[gate > 0].max(initial=0.0) < RIGHT)


def _values(blank: Blank, env: Env, where: tuple[int, ...]) -> dict[str, float]:
    at = dict(zip(blank.axes, where, strict=True))
    return {
        name: float(env[name].values[tuple(at[letter] for letter in env[name].axes)])
        for name in blank.given
    }
