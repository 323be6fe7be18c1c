"""How much a CPU gains by stepping many small runs as one batch instead of one after another.

    OPENBLAS_NUM_THREADS=1 python -m benchmarks.gang [--seconds 0.6] [--rounds 7]

Every run has a learner of one shard, as a trainer would hold it, and a row of a gang; the two
take turns on the same images, on one core. Ratios are medians over rounds.
"""

from __future__ import annotations

import argparse
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from benchmarks.results import record
from engine.gangs import Batch, open_gang
from engine.losses import LOSSES
from engine.network import Network
from engine.network.network import Task
from engine.network.presets import Declared
from engine.penalties import PENALTIES
from engine.rules import RULES
from engine.schema import parse
from engine.training import Learner, Recipe

RUNS = (8, 32)
RATE, STRENGTH = 1e-3, 1e-4


@dataclass(frozen=True)
class Net:
    """What is trained, and on how many images a step."""

    task: Task
    batch: int
    declared: dict[str, str]


DENSE = {"layers": "dense;relu;dense", "layers.0.units": "50"}
CONV = {"layers": "conv;relu;maxpool;conv;relu;maxpool;dense"}
PICTURES, DIGITS, SMALL = Task(), Task((8, 8, 1), 10), Task((16, 16, 3), 10)
NETS = {
    "64-50-10, batch 8": Net(DIGITS, 8, DENSE),
    "64-50-10, batch 32": Net(DIGITS, 32, DENSE),
    "768-50-10, batch 16": Net(SMALL, 16, DENSE),
    "3072-10, batch 8": Net(PICTURES, 8, {"layers": "dense"}),
    "3072-50-10, batch 100": Net(PICTURES, 100, DENSE),
    "two convolutions, 8×8, batch 8": Net(DIGITS, 8, CONV),
    "two convolutions, 32×32, batch 32": Net(PICTURES, 32, CONV),
}


class Contest:
    """The same runs twice: in learners of their own, and in a gang."""

    def __init__(self, net: Net, runs: int) -> None:
        layers = parse(Declared, net.declared).layers
        network = Network(layers, task=net.task, batch=net.batch, shards=1)
        made = Recipe(LOSSES["softmax"](), RULES["adam"](), PENALTIES["l2"]())
        rng, n = np.random.default_rng(0), net.batch
        self.images = rng.integers(0, 256, (runs, n, *net.task.shape), dtype=np.uint8)
        self.target = rng.integers(0, net.task.classes, (runs, n))
        self.learners = [Learner(network, made, seed=k, shards=1) for k in range(runs)]
        self.gang = open_gang(network, made)
        for k in range(runs):
            self.gang.join(k, made.rule, k)
        self.t = [0, 0]

    def apart(self) -> None:
        """One step of every run, one after another."""
        self.t[0] += 1
        for one, images, target in zip(self.learners, self.images, self.target, strict=True):
            one.step(images, target, self.t[0], RATE, STRENGTH)

    def together(self) -> None:
        """One step of every run at once."""
        self.t[1] += 1
        pairs = enumerate(zip(self.images, self.target, strict=True))
        self.gang.step({k: Batch(x, y, self.t[1], RATE, STRENGTH) for k, (x, y) in pairs})


def milliseconds(step: Callable[[], None], seconds: float) -> float:
    """Of one step, on average over so many seconds."""
    began, count = time.perf_counter(), 0
    while time.perf_counter() - began < seconds or not count:
        step()
        count += 1
    return 1e3 * (time.perf_counter() - began) / count


def measure(net: Net, runs: int, rounds: int, seconds: float) -> str:
    """Milliseconds of both, and how many times as fast the gang is."""
    contest = Contest(net, runs)
    contest.apart()
    contest.together()
    alone, gang = list[float](), list[float]()
    for _ in range(rounds):
        alone.append(milliseconds(contest.apart, seconds))
        gang.append(milliseconds(contest.together, seconds))
    faster = statistics.median(a / g for a, g in zip(alone, gang, strict=True))
    one, other = statistics.median(alone), statistics.median(gang)
    how = "together" if contest.gang.together else "in turns: too large for the caches"
    return f"{faster:.2f}× ({one:.2f} → {other:.2f} ms), {how}"


def main() -> None:
    """Measure and record."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--seconds", type=float, default=0.6)
    args = parser.parse_args()
    record(
        "Gangs on a CPU: a step of all runs, one after another → at once",
        {
            f"{name}: {runs} runs": measure(net, runs, args.rounds, args.seconds)
            for name, net in NETS.items()
            for runs in RUNS
        },
    )


if __name__ == "__main__":
    main()
