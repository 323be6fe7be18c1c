"""What makes a process a good trainer: quiet arithmetic libraries, low priority, no orphans."""

from __future__ import annotations

import contextlib
import ctypes
import os
import signal
import sys
from pathlib import Path

# A trainer's parallelism is its sessions' own; BLAS threads would fight over the same cores.
ONE_THREAD = dict.fromkeys(
    (
        "OPENBLAS_NUM_THREADS",
        "OMP_NUM_THREADS",
        "MKL_NUM_THREADS",
        "NUMEXPR_NUM_THREADS",
        "VECLIB_MAXIMUM_THREADS",
    ),
    "1",
)
NICE = 10  # web processes come first: watching stays smooth while everything trains
AUTOGROUP = Path("/proc/self/autogroup")
PR_SET_PDEATHSIG = 1


def die_with_parent(parent: int | None = None) -> None:
    """Be killed when the parent dies, even by SIGKILL (Linux); `parent` was alive at the fork."""
    if sys.platform == "linux":
        ctypes.CDLL(None, use_errno=True).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
        if parent is not None and os.getppid() != parent:
            os._exit(1)


def be_nice() -> None:
    """Let web processes and the rest of the machine go first.

    Where Linux groups processes by session (sched(7), "The autogroup feature"), nice counts
    only within one, and a trainer has a session of its own: the whole session has to be nice.
    """
    os.setpriority(os.PRIO_PROCESS, 0, NICE)
    if os.getsid(0) == os.getpid():
        with contextlib.suppress(OSError):  # a kernel without autogroups
            AUTOGROUP.write_text(str(NICE))
