"""What makes a process a good trainer: quiet arithmetic libraries, low priority, no orphans."""

from __future__ import annotations

import ctypes
import os
import signal
import sys

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
PR_SET_PDEATHSIG = 1


def die_with_parent(parent: int | None = None) -> None:
    """Be killed when the parent dies, even by SIGKILL (Linux); `parent` was alive at the fork."""
    if sys.platform == "linux":
        ctypes.CDLL(None, use_errno=True).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
        if parent is not None and os.getppid() != parent:
            os._exit(1)


def be_nice() -> None:
    """Let web processes and the rest of the machine go first."""
    os.setpriority(os.PRIO_PROCESS, 0, NICE)
