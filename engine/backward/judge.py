"""Lines of a backward pass judged by the gradient check, each with the others taken as right."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np

from engine.backend import Array
from engine.backward.base import Pass
from engine.backward.lines import BATCH, Env, Named, blame, computed, graph_of, run
from engine.backward.passes import PASSES
from engine.backward.verdict import RIGHT, Verdict, off, verdict
from engine.expressions import Graph, read

H = 1e-5


@dataclass(frozen=True)
class Solved:
    """A problem with all its numbers: forward, backward as it should be, and by differences."""

    env: Env
    slopes: Mapping[str, Array]


@dataclass(frozen=True)
class Whole:
    """The gradient of a whole pass: the largest relative error of `count` slopes."""

    error: float
    count: int
    losses: int

    @property
    def right(self) -> bool:
        """Whether it passes the check."""
        return self.error < RIGHT


@lru_cache(maxsize=8)
def solved(key: str, folder: Path) -> tuple[Solved, ...]:
    """The problems of a pass; raises DataRefused where the images are missing."""
    own = PASSES[key]
    found = []
    for inputs in own.problems(folder):
        env = run((*own.forward, *own.backward), inputs)
        slopes = {line.target: differences(own, env, line.of, line.by) for line in own.backward}
        found.append(Solved(env, slopes))
    return tuple(found)


def differences(own: Pass, env: Env, of: str, by: str) -> Array:
    """Centred differences of the number `of` along every one of `by`, the lines between rerun."""
    here = env[by]
    steps = H * np.eye(here.values.size)
    moved = here.values + np.concatenate((steps, -steps)).reshape(-1, *here.values.shape)
    tried = dict(env) | {by: Named(BATCH + here.axes, moved)}
    names = [line.target for line in own.forward]
    for line in own.forward[names.index(by) + 1 if by in names else 0 :]:
        tried[line.target] = computed(line, graph_of(line.expression, env), tried)
    ahead, behind = np.split(tried[of].values, 2)
    slope: Array = ((ahead - behind) / (2 * H)).reshape(here.values.shape)
    return slope


def read_blank(key: str, name: str, typed: str) -> Graph | None:
    """The graph of what is written in a blank, None where it is empty; raises TextMistake."""
    return read(typed, PASSES[key].blanks[name].given) if typed.strip() else None


def judge(key: str, name: str, typed: str, folder: Path) -> Verdict:
    """What the check says of a blank; raises DataRefused where the images are missing."""
    graph, blank = read_blank(key, name, typed), PASSES[key].blanks[name]
    if graph is None:
        return Verdict("empty")
    problems = solved(key, folder)
    for k, problem in enumerate(problems):
        said = computed(blank, graph, problem.env).values
        if not np.isfinite(said).all():
            return Verdict("undefined", problem=k, cause=blame(blank, graph, problem.env))
    return verdict(blank, graph, [(each.env, each.slopes[name]) for each in problems])


def whole(key: str, written: Mapping[str, str], folder: Path) -> Whole:
    """The reader's lines one after the other, from their own numbers, against differences."""
    own, errors, count, losses = PASSES[key], [0.0], 0, 0
    for problem in solved(key, folder):
        env = {name: problem.env[name] for name in (*own.inputs, *(f.target for f in own.forward))}
        for line in own.backward:
            env[line.target] = computed(
                line, graph_of(written.get(line.target, line.expression), env), env
            )
        for end in own.ends:
            errors.append(float(off(env[end].values, problem.slopes[end]).max()))
            count += problem.slopes[end].size
            losses += 2 * problem.slopes[end].size
    return Whole(max(errors), count, losses)
