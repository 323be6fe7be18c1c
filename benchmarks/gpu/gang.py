"""32 small runs in one set of kernels, against the same runs one after another."""

from __future__ import annotations

import statistics
import sys

from benchmarks.gpu.ours import COMPUTE, Steps
from benchmarks.gpu.saying import say
from engine.gpu.cost import cost
from engine.gpu.stored import dtypes

RUNS, BATCH, ROUNDS, SECONDS = 32, 64, 3, 1.0


def main() -> int:
    """Images a second of a run alone do not depend on how many come after it."""
    alone, gang = Steps("convnetjs", BATCH), Steps("convnetjs", BATCH, RUNS)
    sizes = {kind: dtype.itemsize for kind, dtype in dtypes(COMPUTE).items()}
    single, together = (cost(steps.runs.recorded.recorder, sizes) for steps in (alone, gang))
    modelled = RUNS * single.seconds / together.seconds
    pairs: list[tuple[float, float]] = []
    for _ in range(ROUNDS):
        pairs.append((gang.rate(SECONDS), alone.rate(SECONDS)))
        tell(pairs, modelled)
    return 0


def tell(pairs: list[tuple[float, float]], modelled: float) -> None:
    """The medians of the rounds so far, and what engine/gpu/cost.py expects of an H100."""
    ratio = statistics.median(together / single for together, single in pairs)
    together, single = (statistics.median(side) for side in zip(*pairs, strict=True))
    steps = together / BATCH
    rates = f"{together:,.0f} against {single:,.0f} images/s; {steps:,.0f} steps/s"
    say(gang=f"{ratio:.1f}x ({rates}; modelled {modelled:.1f}x)")


if __name__ == "__main__":
    sys.exit(main())
