"""What a run on one core loses when another one runs on the other core.

    python -m benchmarks.pair [--rounds 7] [--seconds 2]

Two runs of one shard each take turns: the first alone, both together, the second alone.
"""

from __future__ import annotations

import argparse
import statistics

from benchmarks.contender import Contender
from benchmarks.engine import MATCHES, ours
from benchmarks.results import record

NETS = ("convnetjs, one thread", "vgg, one thread")


def together(pair: list[Contender], seconds: float) -> list[float]:
    """Images a second of both, at the same time."""
    for one in pair:
        one.tell(seconds)
    return [one.hear() for one in pair]


def measure(name: str, rounds: int, seconds: float) -> dict[str, str]:
    """How much of its own speed alone each keeps beside the other, medians over rounds."""
    pair = [next(ours(MATCHES[name])) for _ in range(2)]
    kept: list[tuple[float, ...]] = []
    try:
        for _ in range(rounds):
            alone = [one.ask(seconds) for one in pair]
            both = together(pair, seconds)
            kept.append(tuple(b / a for a, b in zip(alone, both, strict=True)))
    finally:
        for one in pair:
            one.close()
    medians = [statistics.median(column) for column in zip(*kept, strict=True)]
    return {f"{name}: each keeps (asked 90 %)": " and ".join(f"{m:.0%}" for m in medians)}


def main() -> None:
    """Measure and record."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--seconds", type=float, default=2.0)
    args = parser.parse_args()
    figures: dict[str, str] = {}
    for name in NETS:
        figures |= measure(name, args.rounds, args.seconds)
    record("Two one-core runs together", figures)


if __name__ == "__main__":
    main()
