"""The tests marked `gpu`."""

from __future__ import annotations

import re
import subprocess
import sys

from benchmarks.gpu.finding import ROOT
from benchmarks.gpu.saying import cannot, say, seconds_left

# Without the fixtures of servers and browsers, which a machine made for a card may not have.
# What a library there warns of is no fault of ours, and no reason to have no figure.
PYTEST = ("-m", "pytest", "-q", "-m", "gpu", "--noconftest", "-p", "no:cacheprovider")
PYTEST += ("-W", "default", "tests/gpu")


def main() -> int:
    """Run them, and say how many passed; what failed is in the log."""
    done = subprocess.run(
        [sys.executable, *PYTEST],
        capture_output=True,
        text=True,
        check=False,
        cwd=ROOT,
        timeout=max(1.0, seconds_left()),
    )
    print(done.stdout, done.stderr, file=sys.stderr)
    counts = re.findall(r"\d+ (?:passed|failed|error)\w*", done.stdout)
    if not counts:
        return cannot("pytest ran no tests")
    say(tests=("" if done.returncode == 0 else "FAILED: ") + ", ".join(counts))
    return done.returncode


if __name__ == "__main__":
    sys.exit(main())
