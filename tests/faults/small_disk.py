"""Run on a small disk, in a mount namespace: fills it up while a server trains, and looks."""

from __future__ import annotations

import sys
from pathlib import Path

from tests.faults.conftest import DEMOS, wait
from tests.faults.test_trainers import last_step
from tests.runs.conftest import FolderBench
from tests.server import Server
from webapp.runs import Refused


def fill(path: Path) -> None:
    """Take every block that is left."""
    with path.open("wb", buffering=0) as file:
        block = b"\0" * 65536
        while block:
            try:
                file.write(block)
            except OSError:
                block = block[: len(block) // 2]


def refused(bench: FolderBench) -> bool:
    """Whether a new run is refused with the sentence about the disk."""
    try:
        bench.run("bob")
    except Refused as reason:
        return reason.code == "full"
    return False


def main(folder: Path) -> None:
    """Everything in order; an assertion that fails ends with its traceback."""
    with Server(folder, **DEMOS, TRAINERS="1") as server:
        bench = FolderBench(folder)
        id = bench.run(delay=2, size=1000)
        wait(lambda: last_step(bench, id) > 20, what="a start")
        fill(folder / "filler")
        wait(lambda: refused(bench), what="new runs to be refused")
        wait(lambda: "pausing" in server.said() or bench.state(id) == "paused", what="a pause")
        assert server.process.poll() is None
        assert server.answers("/healthz")
        (folder / "filler").unlink()
        wait(lambda: bench.state(id) == "paused", what="the pause in the log")
        assert ("note", {"key": "disk_full", "args": {}}) in bench.events(id)
        bench.lab.store.command(id, "resume")
        step = last_step(bench, id)
        wait(lambda: last_step(bench, id) > step + 20, what="the run again")
        steps = sorted(bench.losses(id))
        assert steps == list(range(1, len(steps) + 1))
        assert not refused(bench)
        bench.close()
        assert "Traceback" not in server.said(), server.said()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
