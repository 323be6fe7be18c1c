"""How much of the machine others used while we measured: a figure of a busy machine says so."""

from __future__ import annotations

import os
import time
from collections.abc import Iterable
from pathlib import Path
from types import TracebackType

import psutil

BUSY = 0.1  # cores: more than this used by others and a figure is an upper bound
WORKING = (0, 1, 2, 7)  # user, nice, system, steal; interrupts are our own packets too


class Machine:
    """Cores used by us and by others between the ends of a block."""

    ours = others = 0.0

    def __enter__(self) -> Machine:
        self._began, self._all, self._own = time.monotonic(), all_seconds(), own_seconds()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        value: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        took = time.monotonic() - self._began
        own = own_seconds() - self._own
        self.ours = own / took
        self.others = max(0.0, (all_seconds() - self._all - own) / took)

    def said(self) -> str:
        """One sentence for the table."""
        cores = os.cpu_count() or 1
        word = "BUSY" if self.others > BUSY else "quiet"
        return f"{word}: others used {self.others:.2f} of {cores} cores, we {self.ours:.2f}"


def all_seconds() -> float:
    """Processor seconds of every process since the machine started."""
    first = Path("/proc/stat").read_text().split("\n", 1)[0].split()[1:]
    return sum(int(first[k]) for k in WORKING) / os.sysconf("SC_CLK_TCK")


def own_seconds() -> float:
    """Processor seconds of this process and of all it has started, the dead ones too."""
    me = psutil.Process()
    return sum(seconds_of(process) for process in [me, *me.children(recursive=True)])


KINDS = ("Pss_Anon", "Pss_Shmem", "Pss_File")  # proc(5): heap and arrays; shared; mapped files


def megabytes(processes: Iterable[psutil.Process]) -> dict[str, float]:
    """What these hold, by KINDS, pages that several share split among them; swapped out is anon."""
    total = dict.fromkeys(KINDS, 0.0)
    for process in processes:
        lines = Path(f"/proc/{process.pid}/smaps_rollup").read_text().splitlines()[1:]
        sizes = {line.split(":")[0]: int(line.split()[1]) * 1024 / 1e6 for line in lines}
        for kind in KINDS:
            total[kind] += sizes[kind]
        total["Pss_Anon"] += sizes["SwapPss"]
    return total


def seconds_of(process: psutil.Process) -> float:
    """Processor seconds of a process and of its children that have ended."""
    try:
        return float(sum(process.cpu_times()[:4]))
    except psutil.NoSuchProcess:
        return 0.0
