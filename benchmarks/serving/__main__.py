"""`python -m benchmarks.serving [part ...]`: a real server, a load client in C, the figures asked.

Every part starts a server of its own with a data folder of its own and sets its own caps,
which it names; other settings in the environment reach that server. RUN_STORE must name a Redis
that is empty; it is emptied after each part, whose section says where the runs were. Results
are printed and kept in benchmarks/RESULTS.md, a section a part.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from benchmarks.results import record
from benchmarks.serving import joining, killing, oneshots, soaking, steering, watching
from benchmarks.serving.keeping import where
from benchmarks.serving.load import NoCompiler, compile_client

Part = Callable[[Path], dict[str, Any]]
CROWD = partial(watching.measure, watchers=4000, asked_ms=150)
PARTS: dict[str, tuple[str, Part]] = {
    "watchers": ("1,000 watchers", partial(watching.measure, watchers=1000, asked_ms=50)),
    "crowd": ("4,000 watchers", partial(CROWD, trainings=0)),
    "worst": ("4,000 watchers, two trainings", CROWD),
    "join": ("300 students join", joining.measure),
    "oneshots": ("one-shot demos beside streams", oneshots.measure),
    "control": ("control to effect", lambda _: steering.measure()),
    "kill": ("killed", killing.measure),
    "soak": ("soak", soaking.measure),
}


def main(asked: list[str]) -> int:
    """Measure what is asked, all without a name; record each."""
    unknown = [name for name in asked if name not in PARTS]
    if unknown:
        print(f"expected {', '.join(PARTS)}, got {', '.join(unknown)}", file=sys.stderr)
        return 2
    with tempfile.TemporaryDirectory() as folder:
        try:
            program = compile_client(Path(folder))
        except NoCompiler as none:
            print(none, file=sys.stderr)
            return 1
        for name in asked or PARTS:
            title, measure = PARTS[name]
            record(f"Serving: {title}{where()}", measure(program))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
