"""How fast the engine trains, against its peers in the same minutes.

    python -m benchmarks.engine [MATCH ...] [--rounds 7] [--seconds 1] [--checkout FOLDER]

`--on NAME` keeps the figures of another processor in sections of their own.

Opponents are installed into data/opponents, once. All contenders of a match are alive and take
turns for a second or so each; a ratio is the median over rounds of the ratio within a round, so
that whatever else the machine does hits all of them alike. Every match is a section of
benchmarks/RESULTS.md.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from benchmarks.contender import ROOT, Contender, clean_environment, race, ratio
from benchmarks.nets import EDITOR, described, preset
from benchmarks.opponents.install import (
    CONVNETJS,
    JAX,
    TFJS,
    TORCH,
    TUNED,
    node_package,
    python_with,
)
from benchmarks.results import write_section
from engine.layers import Layer

HERE = Path(__file__).parent / "opponents"
CACHE = ROOT / "data" / "opponents"
ONE = {"OPENBLAS_NUM_THREADS": "1", "PYTHONPATH": str(ROOT)}


@dataclass(frozen=True)
class Match:
    """A network raced: against PyTorch always, against others for the record."""

    layers: tuple[Layer, ...]
    least: float
    aim: float
    batch: int = 128
    cores: int = 2
    others: bool = False


MATCHES = {
    "convnetjs": Match(preset("convnetjs"), 1.1, 1.5, others=True),
    "vgg": Match(preset("vgg"), 1.6, 2.2, others=True),
    "convnetjs, one thread": Match(preset("convnetjs"), 1.4, 2.0, cores=1),
    "vgg, one thread": Match(preset("vgg"), 1.9, 2.5, cores=1),
    "convnetjs, batch 4": Match(preset("convnetjs"), 1.5, 2.0, batch=4),
    "vgg, batch 4": Match(preset("vgg"), 1.5, 2.0, batch=4),
    "3072-50-10, batch 100": Match(preset("twolayer"), 1.0, 1.5, batch=100),
    **{name: Match(layers, 0.7, 1.0) for name, layers in EDITOR.items()},
}


def ours(match: Match) -> Iterator[Contender]:
    """The engine, with one shard a core."""
    for shards in range(match.cores, 0, -1):
        command = [sys.executable, HERE / "engine_net.py", described(match.layers)]
        name = f"Gradient Lab, {shards} shard{'s' * (shards > 1)}"
        yield Contender(name, [*command, match.batch, shards], ONE)
        if match.batch > 100:  # small steps may be quicker without a second process
            return


def torches(match: Match) -> Iterator[Contender]:
    """PyTorch at its best: both layouts, every number of threads, malloc tuned, fused Adam."""
    python = python_with(CACHE, "torch", TORCH, "numpy")
    for threads in range(1, match.cores + 1):
        for layout in ("channels_last", "default"):
            command = [python, HERE / "torch_net.py", described(match.layers)]
            name = f"PyTorch {layout}, {threads} thread{'s' * (threads > 1)}"
            yield Contender(name, [*command, match.batch, threads, layout], TUNED)


def others(match: Match, checkout: Path | None) -> Iterator[Contender]:
    """JAX, and ConvNetJS on its own demo network."""
    python = python_with(CACHE, "jax", JAX)
    yield Contender("JAX", [python, HERE / "jax_net.py", described(match.layers), match.batch], {})
    if match.layers == preset("convnetjs"):
        script = HERE / "convnetjs_net.cjs"
        yield Contender("ConvNetJS 0.3.0", ["node", script, node_package(CACHE, CONVNETJS)], {})
        if checkout:
            yield Contender("ConvNetJS checkout", ["node", script, checkout.resolve()], {})


def slow(match: Match) -> Iterator[Contender]:
    """TensorFlow.js takes seconds for a step of 4 images: raced once, apart."""
    command = ["node", HERE / "tfjs_net.cjs", node_package(CACHE, TFJS)]
    yield Contender("TensorFlow.js (cpu), batch 4", [*command, described(match.layers), 4], {})


def raced(
    make: Callable[[], Iterator[Contender]], rounds: int, seconds: float
) -> tuple[list[Contender], dict[str, float]]:
    """Contenders after their race, and the megabytes of those that can tell."""
    found: list[Contender] = []
    try:
        for one in make():
            found.append(one)
        race(found, rounds, seconds)
        asked = [one for one in found if one.name.startswith(("Gradient", "PyTorch"))]
        return found, {one.name: one.ask("memory") for one in asked}
    finally:
        for one in found:
            one.close()


def table(match: Match, found: list[Contender], memory: dict[str, float]) -> str:
    """Median, range, memory, and our ratio to each, as markdown; first what was asked."""
    mine = max((one for one in found if one.name.startswith("Gradient")), key=lambda c: c.rate)
    best = max((one for one in found if one.name.startswith("PyTorch")), key=lambda c: c.rate)
    share = memory[mine.name] / memory[best.name]
    rows = [
        f"**{ratio(mine, best):.2f}x** the better PyTorch ({best.name}); asked {match.least:g}x, "
        f"aim {match.aim:g}x; {share:.0%} of its memory",
        "",
        "| | images/s | range | ours is | MB above the data |",
        "|---|---|---|---|---|",
    ]
    for one in found:
        low, high = min(one.rates), max(one.rates)
        times = ratio(mine, one) if len(one.rates) == len(mine.rates) else mine.rate / one.rate
        held = f"{memory[one.name]:.0f}" if one.name in memory else ""
        speed = (
            f"{one.rate:,.0f} | {low:,.0f} to {high:,.0f}" if one.rate > 9 else f"{one.rate:.2f} |"
        )
        rows.append(f"| {one.name} | {speed} | {times:.2f}x | {held} |")
    return "\n".join(rows)


def measure(name: str, args: argparse.Namespace) -> None:
    """One match, written down."""
    match = MATCHES[name]

    def contenders() -> Iterator[Contender]:
        yield from ours(match)
        yield from torches(match)
        if match.others and args.others:
            yield from others(match, args.checkout)

    found, memory = raced(contenders, args.rounds, args.seconds)
    if match.others and args.others:
        found += raced(lambda: slow(match), 1, args.seconds)[0]
    command = [sys.executable, "-m", "benchmarks.blas"]
    told = subprocess.run(
        command, env=clean_environment(), capture_output=True, text=True, check=True
    )
    load = "; ".join(f"{value:.1f}" for value in os.getloadavg())
    head = (
        f"{TORCH}, {told.stdout.strip()}; load averages at the end {load}; {args.rounds} "
        f"interleaved rounds of {args.seconds:g} s, medians. Batch {match.batch}, Adam, float32."
    )
    where = f" on {args.on}" if args.on else ""
    write_section(f"Training speed: {name}{where}", f"{head}\n\n{table(match, found, memory)}")


def main() -> None:
    """Measure and write RESULTS.md."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument(
        "matches", nargs="*", choices=[*MATCHES, []], help="all where none is named"
    )
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--seconds", type=float, default=1.0)
    parser.add_argument("--checkout", type=Path, help="a checkout of ConvNetJS, raced beside 0.3.0")
    parser.add_argument("--on", help="a processor with sections of its own, such as 'Intel Xeon'")
    parser.add_argument("--no-others", dest="others", action="store_false", help="PyTorch alone")
    args = parser.parse_args()
    for name in args.matches or MATCHES:
        measure(name, args)


if __name__ == "__main__":
    main()
