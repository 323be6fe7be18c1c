"""How many images a second the small VGG learns from at batch 512."""

from __future__ import annotations

import statistics
import sys

from benchmarks.gpu.ours import Steps
from benchmarks.gpu.saying import say

BATCH, ROUNDS, SECONDS = 512, 5, 1.5


def main() -> int:
    """The median of a few rounds."""
    steps = Steps("vgg", BATCH)
    rates = [steps.rate(SECONDS) for _ in range(ROUNDS)]
    say(vgg=f"{statistics.median(rates):,.0f} images/s ({min(rates):,.0f} to {max(rates):,.0f})")
    return 0


if __name__ == "__main__":
    sys.exit(main())
