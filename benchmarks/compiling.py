"""What a first start on a card compiles for the speedrun: everything at once, or what it wants.

`python -m benchmarks.compiling`; NVRTC needs no card. Sides take turns: other work on the machine
falls on all of them. Seconds are of the clock, and of the processor in brackets.
"""

from __future__ import annotations

import os
import statistics
import time
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor

from benchmarks.results import record
from engine.course.settings import network_of, recipe_of
from engine.gpu.convolution import Means
from engine.gpu.operations import Kernel
from engine.gpu.sources import program, unit
from engine.gpu.step import Size, TrainingStep
from engine.network.on_card import ON_CARD
from engine.schema import parse
from tests.gpu import nvrtc
from webapp.demos.cifar10 import Cifar10

ROUNDS, ARCH, COMPUTE = 5, "sm_90", "float16"


def wanted() -> list[str]:
    """The kernels that a training step of the record launches where cuDNN is."""
    os.environ["DEVICE"] = "gpu"  # allows networks that only a card can train
    demo = parse(Cifar10, ON_CARD["speedrun"].to_query())
    size = Size(1, demo.batch, 50_000, 50_000, 200)
    step = TrainingStep.record(network_of(demo), recipe_of(demo), size, Means(True, True))
    operations = [call.operation for call in step.recorder.calls]
    return sorted({o.name for o in operations if isinstance(o, Kernel)})


def compiled(texts: Iterable[str], threads: int) -> tuple[float, float]:
    """Seconds of the clock and of the processor."""
    used, began = time.process_time(), time.perf_counter()
    with ThreadPoolExecutor(threads) as pool:
        list(pool.map(lambda text: nvrtc.cubin(text, ARCH, fast=True), texts))
    return time.perf_counter() - began, time.process_time() - used


def main() -> None:
    """The medians of a few rounds."""
    names = wanted()
    whole, units = [program(COMPUTE)], [unit(COMPUTE, name) for name in names]
    sides: dict[str, Callable[[], tuple[float, float]]] = {
        "all kernels as one text": lambda: compiled(whole, 1),
        f"the {len(units)} wanted, one after another": lambda: compiled(units, 1),
        "the same, 2 at a time": lambda: compiled(units, 2),
    }
    compiled(units[:1], 1)
    found: dict[str, list[tuple[float, float]]] = {name: [] for name in sides}
    for _ in range(ROUNDS):
        for name, side in sides.items():
            found[name].append(side())
    said = {}
    for name, pairs in found.items():
        clock, used = (statistics.median(times) for times in zip(*pairs, strict=True))
        said[name] = f"{clock:.2f} s ({used:.2f} s)"
    slowest = max((compiled([u], 1)[1], name) for name, u in zip(names, units, strict=True))
    record(
        "Compiling for a card, first start",
        said | {"the slowest kernel": f"{slowest[0]:.2f} s, {slowest[1]}"},
    )


if __name__ == "__main__":
    main()
