"""CIFAR-10 to 94 % by the engine: as many seeds as there is time for, fifty at most.

`--once` trains a single seed and says so, for the part that counts from the start of a process.
"""

from __future__ import annotations

import statistics
import sys
from collections.abc import Sequence

from benchmarks.gpu.ours import GOAL, Trained, card, speedrun
from benchmarks.gpu.saying import cannot, say, seconds_left
from engine.data import DataRefused

SEEDS = 50


def said(found: Sequence[Trained]) -> dict[str, str]:
    """The two rows of so many seeds."""
    clock, whole = ([getattr(t, name) for t in found] for name in ("clock", "whole"))
    accuracies = [t.accuracy for t in found]
    spread = statistics.stdev(accuracies) if len(found) > 1 else 0.0
    reached = sum(accuracy >= GOAL for accuracy in accuracies)
    return {
        "speedrun": f"{statistics.mean(clock):.3f} s (from {min(clock):.3f} to {max(clock):.3f}, "
        f"{len(found)} seeds; {statistics.mean(whole):.3f} s with opening the run)",
        "accuracy": f"{statistics.mean(accuracies):.2%}, sd {spread:.2%}, "
        f"{reached} of {len(found)} seeds at 94 % or more",
    }


def main() -> int:
    """Warm up by one whole seed, then measure."""
    device = card()
    try:
        speedrun(1000, device)
    except DataRefused as refusal:
        return cannot(str(refusal))
    if "--once" in sys.argv:
        say(trained=1)
        return 0
    found: list[Trained] = []
    for seed in range(SEEDS):
        found.append(speedrun(seed, device))
        say(**said(found))
        if seconds_left() < 1.2 * found[-1].whole:
            break
    return 0


if __name__ == "__main__":
    sys.exit(main())
