"""`python -m benchmarks.gpu [part ...]`: run the parts one after another, write what they say."""

from __future__ import annotations

import contextlib
import json
import os
import re
import selectors
import signal
import subprocess
import sys
import time
from pathlib import Path

from benchmarks.gpu import report
from benchmarks.gpu.finding import ROOT, Found, described, look
from benchmarks.gpu.parts import LIMIT_S, PARTS, ROWS, Part

LOGS = ROOT / "data" / "bench-gpu"
GRACE_S = 3.0  # for a part to end by itself after its time
BROKEN = re.compile("^(FAILED|failed|stopped|no time)|; then failed")  # of what a row says


def run(part: Part, python: str, seconds: float) -> dict[str, str]:
    """What a part said within its seconds; its rows say why where it said nothing."""
    LOGS.mkdir(parents=True, exist_ok=True)
    log = LOGS / f"{part.module}.log"
    ends = time.time() + seconds - GRACE_S
    command = [python, "-m", f"benchmarks.gpu.{part.module}", f"{ends:.3f}"]
    with log.open("wb") as errors:
        process = subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=errors, cwd=ROOT, start_new_session=True
        )
        figures, over = heard(process, time.monotonic() + seconds)
    why = f"stopped after {seconds:.0f} s" if over else f"failed: {last_line(log)}"
    if not over and process.returncode:  # what it said before it broke is shown as that
        told = [row for row in part.rows if row in figures]
        figures |= {row: f"{figures[row]}; then {why}" for row in told}
    missing = {row: why for row in part.rows if row not in figures}
    return figures | missing


def heard(process: subprocess.Popen[bytes], deadline: float) -> tuple[dict[str, str], bool]:
    """Figures until the process ends or its time does, and which of the two it was."""
    assert process.stdout is not None
    text, over = b"", False
    with selectors.DefaultSelector() as ready:
        ready.register(process.stdout, selectors.EVENT_READ)
        while True:
            if not ready.select(max(0.0, deadline - time.monotonic())):
                over = True
                break
            piece = os.read(process.stdout.fileno(), 1 << 16)
            if not piece:
                break
            text += piece
    if not over:  # it has closed its output: how it ended is known in a moment
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(GRACE_S)
    end(process)
    return figures_in(text.decode(errors="replace")), over


def figures_in(text: str) -> dict[str, str]:
    """What is said as JSON, line by line; what libraries print between is passed over."""
    found: dict[str, str] = {}
    for line in text.splitlines():
        with contextlib.suppress(ValueError):
            said = json.loads(line)
            found |= {key: str(value) for key, value in said.items()} if is_figures(said) else {}
    return found


def is_figures(said: object) -> bool:
    """Whether a line is one of ours: other JSON is a library's."""
    known = (*ROWS, report.PLAN)
    return isinstance(said, dict) and all(key.startswith(known) for key in said)


def end(process: subprocess.Popen[bytes]) -> None:
    """End a part and whatever it started; one that hangs in a driver cannot be waited for."""
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    with contextlib.suppress(subprocess.TimeoutExpired):
        process.wait(GRACE_S)
    if process.stdout is not None:
        process.stdout.close()


def last_line(log: Path) -> str:
    """What a part complained of last, without the folders of this machine."""
    lines = log.read_text(errors="replace").strip().splitlines()
    return re.sub(r"(/[\w.-]+)+/", "", lines[-1])[:200] if lines else "it said nothing"


def tried(part: Part, python: str, seconds: float) -> dict[str, str]:
    """`run`; where not even that is possible, the others go on all the same."""
    try:
        return run(part, python, seconds)
    except (OSError, ValueError) as error:
        return dict.fromkeys(part.rows, f"failed: {type(error).__name__}")


def measure(
    asked: list[str], found: Found, keep: bool = True, began: float | None = None
) -> dict[str, str]:
    """The parts one after another; to `keep`, a table of what is known is written after each.

    All of it ends LIMIT_S after it `began`, which is when somebody asked for it.
    """
    figures, began = dict[str, str](), time.monotonic() if began is None else began
    for name in asked:
        part = PARTS[name]
        python = found.torch if part.torch else found.ours
        left = LIMIT_S - (time.monotonic() - began)
        if python is None:
            figures |= dict.fromkeys(part.rows, "PyTorch with CUDA is not installed here")
        elif left < 2 * GRACE_S:
            figures |= dict.fromkeys(part.rows, "no time was left")
        else:
            figures |= tried(part, python, min(part.seconds, left))
        figures |= report.ratio(figures)
        if keep:
            report.write(described(found), figures)
        else:  # somebody may end this before the last part does
            said = {row: figures[row] for row in part.rows if row in figures}
            print(json.dumps(said, ensure_ascii=False), flush=True)
    return figures


def main(asked: list[str]) -> int:
    """0 when every part had figures; 1 after a sentence where there is no card."""
    began = time.monotonic()
    unknown = [name for name in asked if name not in PARTS]
    if unknown:
        print(f"expected {', '.join(PARTS)}, got {', '.join(unknown)}", file=sys.stderr)
        return 2
    found = look()
    if found.card is None:
        print(f"make bench-gpu needs a graphics card. {found.why}", file=sys.stderr)
        return 1
    print(described(found), flush=True)
    figures = measure(asked or list(PARTS), found, keep=not asked, began=began)
    if asked:  # a table of some parts would hide what the others said last
        print(report.table(figures))
    return 1 if any(BROKEN.search(said) for said in figures.values()) else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
