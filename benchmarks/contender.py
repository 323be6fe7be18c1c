"""Programs that race each other: one process each, all alive, taking turns."""

from __future__ import annotations

import os
import statistics
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path

ROOT = Path(__file__).parent.parent
# Settings that would choose another BLAS kernel than the one made for this processor.
FORCED = ("OPENBLAS_CORETYPE", "OPENBLAS_L2_SIZE", "OPENBLAS_VERBOSE", "MKL_ENABLE_INSTRUCTIONS")


def clean_environment() -> dict[str, str]:
    """The environment every contender gets: nothing in it chooses a BLAS kernel."""
    return {name: value for name, value in os.environ.items() if name not in FORCED}


class Contender:
    """A process that runs training steps for as many seconds as it is told."""

    def __init__(self, name: str, command: Sequence[object], env: Mapping[str, str]) -> None:
        self.name, self.rates = name, list[float]()
        self.process = subprocess.Popen(
            [str(part) for part in command],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env=clean_environment() | env,
            cwd=ROOT,
        )
        if self._line() != "ready":
            raise RuntimeError(f"expected {name} to say ready, got another line from {command}")

    def _line(self) -> str:
        return self.process.stdout.readline().strip()

    def ask(self, line: object) -> float:
        """The number it answers."""
        self.tell(line)
        return self.hear()

    def tell(self, line: object) -> None:
        """Say something; the answer is read with `hear`."""
        self.process.stdin.write(f"{line}\n")
        self.process.stdin.flush()

    def hear(self) -> float:
        """One number."""
        return float(self._line())

    def go(self, seconds: float) -> None:
        """Let it run, and remember its images a second."""
        self.rates.append(self.ask(seconds))

    @property
    def rate(self) -> float:
        """The median over rounds."""
        return statistics.median(self.rates)

    def close(self) -> None:
        """End it."""
        self.process.stdin.close()
        self.process.wait(timeout=20)


def race(found: Sequence[Contender], rounds: int, seconds: float) -> None:
    """Let all take turns; whatever else the machine does hits all of them alike."""
    for _ in range(rounds):
        for one in found:
            one.go(seconds)


def ratio(ours: Contender, other: Contender) -> float:
    """How many times as fast: the median of the ratios within each round."""
    pairs = zip(ours.rates, other.rates, strict=True)
    return statistics.median(a / b for a, b in pairs)
