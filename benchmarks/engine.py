"""How fast the engine trains, against PyTorch and ConvNetJS in the same minutes.

    python -m benchmarks.engine

Opponents are installed into data/opponents, once. All contenders are alive and take turns
for a second or so each; the result is the median over rounds, so that whatever else
the machine does hits all of them alike. Writes benchmarks/RESULTS.md.
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import venv
from pathlib import Path

from benchmarks.results import write_section

HERE = Path(__file__).parent
CACHE = HERE.parent / "data" / "opponents"
TORCH = "torch==2.13.0"
CONVNETJS = "convnetjs@0.3.0"
# PyTorch otherwise returns its memory to the system, and pays for it, at every step.
TUNED = {
    "MALLOC_MMAP_THRESHOLD_": "1073741824",
    "MALLOC_TRIM_THRESHOLD_": "1073741824",
    "MALLOC_TOP_PAD_": "268435456",
}


class Contender:
    """A process that runs training steps for as many seconds as it is told."""

    def __init__(self, name: str, command: list[str], env: dict[str, str]) -> None:
        self.name, self.rates = name, list[float]()
        self.process = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env=os.environ | env,
            cwd=HERE.parent,
        )
        if self._line() != "ready":
            raise RuntimeError(f"expected {name} to say ready, got {command}")

    def _line(self) -> str:
        return self.process.stdout.readline().strip()

    def go(self, seconds: float) -> None:
        """Let it run, and remember its images a second."""
        self.process.stdin.write(f"{seconds}\n")
        self.process.stdin.flush()
        self.rates.append(float(self._line()))

    @property
    def rate(self) -> float:
        """The median over rounds."""
        return statistics.median(self.rates)

    def close(self) -> None:
        """End it."""
        self.process.stdin.close()
        self.process.wait(timeout=20)


def torch_python(cache: Path) -> Path:
    """A Python that has PyTorch, installed apart from the project's own."""
    folder = cache / "torch"
    python = folder / "bin" / "python"
    if not python.exists():
        venv.create(folder, with_pip=True)
        subprocess.run([python, "-m", "pip", "install", "-q", TORCH, "numpy"], check=True)
    return python


def convnetjs_folder(cache: Path) -> Path:
    """Where npm put ConvNetJS."""
    folder = cache / "node_modules" / "convnetjs"
    if not folder.exists():
        cache.mkdir(parents=True, exist_ok=True)
        subprocess.run(["npm", "install", "--prefix", cache, CONVNETJS], check=True)
    return folder


def contenders(cache: Path, preset: str, batch: int) -> list[Contender]:
    """Our engine and its opponents on one preset, ours first."""
    opponents = HERE / "opponents"
    ours = {"OPENBLAS_NUM_THREADS": "1", "PYTHONPATH": str(HERE.parent)}
    engine = [sys.executable, str(opponents / "engine_net.py"), preset, "2", str(batch)]
    found = [Contender("Gradient Lab, 2 shards", engine, ours)]
    for layout in ("channels_last", "default"):
        script = str(opponents / "torch_net.py")
        command = [str(torch_python(cache)), script, preset, layout, str(batch)]
        found.append(Contender(f"PyTorch {layout}, malloc tuned", command, TUNED))
    if preset == "convnetjs":
        script = str(opponents / "convnetjs_net.cjs")
        node = ["node", script, str(convnetjs_folder(cache))]
        found.append(Contender("ConvNetJS 0.3.0", node, {}))
    return found


def table(preset: str, batch: int, found: list[Contender]) -> str:
    """One preset as markdown: median, range, and our ratio to each."""
    rows = [f"### {preset}, batch {batch}, Adam", "", "| | images/s | range | ours is |"]
    rows.append("|---|---|---|---|")
    for one in found:
        low, high = min(one.rates), max(one.rates)
        ratio = found[0].rate / one.rate
        rows.append(f"| {one.name} | {one.rate:,.0f} | {low:,.0f} to {high:,.0f} | {ratio:.2f}x |")
    return "\n".join(rows)


def measure(cache: Path, preset: str, args: argparse.Namespace) -> str:
    """Take turns; the table."""
    found = contenders(cache, preset, args.batch)
    try:
        for _ in range(args.rounds):
            for one in found:
                one.go(args.seconds)
    finally:
        for one in found:
            one.close()
    return table(preset, args.batch, found)


def main() -> None:
    """Measure and write RESULTS.md."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--cache", type=Path, default=CACHE, help="where opponents are installed")
    parser.add_argument("--rounds", type=int, default=9)
    parser.add_argument("--seconds", type=float, default=1.0)
    parser.add_argument("--batch", type=int, default=128)
    parser.add_argument("--presets", nargs="+", default=["convnetjs", "vgg"])
    args = parser.parse_args()
    tables = [measure(args.cache.resolve(), preset, args) for preset in args.presets]
    load = "; ".join(f"{value:.1f}" for value in os.getloadavg())
    head = (
        f"{TORCH}, load averages at the end {load}. {args.rounds} interleaved rounds of "
        f"{args.seconds:g} s, medians."
    )
    write_section("Training speed", "\n\n".join([head, *tables]))


if __name__ == "__main__":
    main()
