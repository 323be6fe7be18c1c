"""From the start of a process to 94 %: imports, compiling, uploading, training, all tests."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.gpu.finding import ROOT
from benchmarks.gpu.saying import cannot, say

COMMAND = (sys.executable, "-m", "benchmarks.gpu.speedrun", "0", "--once")


def once(caches: Path) -> float | None:
    """Seconds of one process whose compiled kernels and chosen plans lie in `caches`."""
    env = os.environ | {"CUPY_CACHE_DIR": str(caches), "PLANS_DIR": str(caches)}
    began = time.perf_counter()
    with subprocess.Popen(COMMAND, cwd=ROOT, env=env, stdout=subprocess.PIPE) as process:
        told = process.stdout.readline() if process.stdout else b""
        took = time.perf_counter() - began
    return took if told.startswith(b"{") else None


def main() -> int:
    """The first process of a machine compiles everything; the second is what a teacher sees."""
    with tempfile.TemporaryDirectory() as folder:
        first = once(Path(folder))
        if first is None:
            return cannot("a process that trains once did not end well")
        say(cold=f"{first:.1f} s with everything to compile")
        again = once(Path(folder))
    if again is None:
        return cannot("the second process did not end well")
    say(cold=f"{again:.1f} s ({first:.1f} s the first time, with everything to compile)")
    return 0


if __name__ == "__main__":
    sys.exit(main())
