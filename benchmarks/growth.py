"""How cost grows: images a second against batch, width, depth and image size, and a picture.

    python -m benchmarks.growth [--rounds 5] [--seconds 0.4]

Writes benchmarks/growth.svg and a section of benchmarks/RESULTS.md.
"""

from __future__ import annotations

import argparse
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from benchmarks.nets import net, preset
from benchmarks.plot import Curve, write_plots
from benchmarks.results import write_section
from engine.losses import LOSSES
from engine.network import Limits, Network, Task
from engine.penalties import PENALTIES
from engine.rules import RULES
from engine.training import Learner, Recipe

PICTURE = Path(__file__).parent / "growth.svg"
LIMITS = Limits(parameters=50_000_000, bytes=16_000_000_000, step_ms=1e6)


@dataclass(frozen=True)
class Case:
    """A network and a batch to step on."""

    network: Network
    batch: int


def by_batch(batch: int) -> Case:
    """The ConvNetJS net."""
    return Case(Network(preset("convnetjs"), batch=batch, limits=LIMITS), batch)


def by_width(filters: int) -> Case:
    """Three convolutions of so many filters."""
    wide = {f"_{i}_filters": filters for i in (0, 3, 6)}
    layers = net("conv;relu;maxpool;" * 3 + "dense", **wide)
    return Case(Network(layers, limits=LIMITS), 64)


def by_depth(depth: int) -> Case:
    """So many convolutions of 16 filters, all 16 x 16 pixels large after the first pooling."""
    layers = net("conv;relu;maxpool;" + "conv;relu;" * depth + "dense")
    return Case(Network(layers, limits=LIMITS), 64)


def by_size(side: int) -> Case:
    """The ConvNetJS net on larger images."""
    task = Task((side, side, 3), 10)
    return Case(Network(preset("convnetjs"), task=task, limits=LIMITS), 32)


SWEEPS: dict[str, tuple[Callable[[int], Case], tuple[int, ...]]] = {
    "batch": (by_batch, (1, 2, 4, 8, 16, 32, 64, 128, 256, 512)),
    "width (filters)": (by_width, (8, 16, 32, 64, 128)),
    "depth (convolutions)": (by_depth, (1, 2, 4, 8, 16)),
    "image side (pixels)": (by_size, (16, 32, 64, 128)),
}


def speed(case: Case, rounds: int, seconds: float) -> float:
    """Images a second, the median over rounds, on two shards."""
    recipe = Recipe(LOSSES["softmax"](), RULES["adam"](), PENALTIES["l2"]())
    learner = Learner(case.network, recipe, shards=2)
    rng = np.random.default_rng(0)
    x = rng.integers(0, 256, (case.batch, *case.network.shape), dtype=np.uint8)
    y, rates, t = rng.integers(0, 10, case.batch), list[float](), 0
    try:
        for _ in range(rounds + 1):
            begin, count = time.perf_counter(), 0
            while not count or time.perf_counter() - begin < seconds:
                t, count = t + 1, count + 1
                learner.step(x, y, t, 1e-3)
            rates.append(count * case.batch / (time.perf_counter() - begin))
    finally:
        learner.close()
    return statistics.median(rates[1:])


def main() -> None:
    """Measure, draw, write down."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=float, default=0.4)
    args = parser.parse_args()
    curves, lines = [], ["![images a second](growth.svg)", ""]
    for name, (make, sizes) in SWEEPS.items():
        cases = [make(size) for size in sizes]
        rates = [speed(case, args.rounds, args.seconds) for case in cases]
        work = [case.network.macs for case in cases]
        curves.append(Curve(name, sizes, rates, work))
        lines += [f"| {name} | images/s | multiply-adds an image | of them a second |"]
        lines += ["|---|---|---|---|"]
        for size, rate, macs in zip(sizes, rates, work, strict=True):
            lines.append(f"| {size} | {rate:,.0f} | {macs:,} | {rate * macs / 1e9:.1f} G |")
        lines.append("")
    write_plots(curves, PICTURE)
    write_section("How cost grows", "\n".join(lines))


if __name__ == "__main__":
    main()
