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
    command = [sys.executable, "-u", *PYTEST]
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.STDOUT}
    with subprocess.Popen(command, cwd=ROOT, text=True, **pipes) as process:
        try:
            text, over = process.communicate(timeout=max(1.0, seconds_left()))[0], False
        except subprocess.TimeoutExpired:
            process.kill()
            text, over = process.communicate()[0], True
    print(text, file=sys.stderr)
    said = told(text, over)
    if not said:
        return cannot("pytest ran no tests")
    say(tests=said)
    return 0


def told(text: str, over: bool) -> str:
    """How many passed and failed; of tests that were stopped, by the marks pytest made so far."""
    counts = re.findall(r"\d+ (?:passed|failed|error)\w*", text)
    failed = any("passed" not in count for count in counts)
    if over:
        marks = "".join(re.findall(r"(?m)^([.FEsxX]+)(?:$| +\[)", text))
        bad = len(re.findall("[FE]", marks))
        counts, failed = [f"{marks.count('.')} passed, {bad} failed, no time for the others"], True
    return ("FAILED: " if failed else "") + ", ".join(counts)


if __name__ == "__main__":
    sys.exit(main())
