"""How long a race of 12 rules over 2,000 steps of a typed function takes, and how large it is.

    python -m benchmarks.race

On one core, against the same rules one after another through `engine.rules.trajectory`.
Writes benchmarks/RESULTS.md.
"""

from __future__ import annotations

import json
import statistics
import time
from collections.abc import Callable, Sequence

import numpy as np

from benchmarks.results import record
from engine.events import to_wire
from engine.expressions import Tape, read
from engine.race import RACERS, race
from engine.rules import Rule, trajectory
from engine.schema import parse
from webapp.demos import DEMOS

TYPED = "(1.5-x+x*y)^2 + (2.25-x+x*y^2)^2 + sin(3*x)*exp(-y^2)/(1+x^2)"
START, STEPS, ROUNDS = (1.0, 1.5), 2000, 15


def rows() -> list[tuple[Rule, float]]:
    """Every rule, and three of them once more."""
    keys = [*RACERS, "sgd", "momentum", "adam"][:12]
    return [(RACERS[key]().made(), 0.001 * (1 + k // 9)) for k, key in enumerate(keys)]


def milliseconds(work: Callable[[], object]) -> float:
    """Wall time of one call."""
    began = time.perf_counter()
    work()
    return 1000 * (time.perf_counter() - began)


def one_by_one(entered: Sequence[tuple[Rule, float]]) -> None:
    """The same walks, each by itself."""
    graph = read(TYPED)

    tape = Tape(graph, 1)

    def surface(w: np.ndarray) -> tuple[float, np.ndarray]:
        tape.at[:, 0] = w
        tape.run()
        return float(tape.value[0]), tape.slope[:, 0].copy()

    for rule, lr in entered:
        trajectory(rule, surface, START, STEPS, lr)


def answer() -> tuple[float, int]:
    """Milliseconds and bytes of the whole answer of the page, 12 rules over 2,000 steps."""
    keys = ";".join([*RACERS, "sgd", "momentum", "adam"][:12])
    asked = {"surface": "typed", "surface.f": TYPED, "rules": keys, "steps": str(STEPS)}
    demo = parse(DEMOS["optimizers"], asked)
    said: list[object] = []
    took = milliseconds(lambda: said.extend(to_wire(event) for event in demo.run()))
    return took, len(json.dumps(said, separators=(",", ":")))


def main() -> None:
    """Measure and write RESULTS.md."""
    entered, graph = rows(), read(TYPED)
    whole: list[float] = []
    single: list[float] = []
    answers: list[tuple[float, int]] = []
    for _ in range(ROUNDS):
        whole.append(milliseconds(lambda: race(graph, entered, START, STEPS)))
        single.append(milliseconds(lambda: one_by_one(entered)))
        answers.append(answer())
    figures = {
        "race of 12 rules x 2,000 steps, ms (median)": statistics.median(whole),
        "range, ms": f"{min(whole):.0f} to {max(whole):.0f}",
        "one rule after another, ms": statistics.median(single),
        "times faster as one array": statistics.median(single) / statistics.median(whole),
        "whole answer, ms (median)": statistics.median(took for took, _ in answers),
        "whole answer, KB": answers[0][1] / 1000,
    }
    record("A race of update rules", figures)


if __name__ == "__main__":
    main()
