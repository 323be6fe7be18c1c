"""How much memory a process takes, as Linux counts it."""

from __future__ import annotations

from pathlib import Path


def _status(name: str) -> float:
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) / 1e3 for line in lines if line.startswith(name))


def resident_mb() -> float:
    """What this process holds now."""
    return _status("VmRSS")


def peak_mb() -> float:
    """The most this process ever held."""
    return _status("VmHWM")


def private_mb(pid: int) -> float:
    """What a process shares with nobody."""
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    return sum(int(line.split()[1]) / 1e3 for line in lines if line.startswith("Private_"))
