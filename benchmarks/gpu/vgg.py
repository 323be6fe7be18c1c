"""How many images a second the small VGG learns from at batch 512."""

from __future__ import annotations

import statistics
import sys

from benchmarks.gpu.ours import Steps
from benchmarks.gpu.saying import say

BATCH, ROUNDS, SECONDS = 512, 5, 1.5


def main() -> int:
    """The median of the rounds so far."""
    steps = Steps("vgg", BATCH)
    rates: list[float] = []
    for _ in range(ROUNDS):
        rates.append(steps.rate(SECONDS))
        median = statistics.median(rates)
        say(vgg=f"{median:,.0f} images/s ({min(rates):,.0f} to {max(rates):,.0f})")
    return 0


if __name__ == "__main__":
    sys.exit(main())
