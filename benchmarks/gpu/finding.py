"""Which Python has CuPy, which has PyTorch, and which card they see; asked in other processes."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

from webapp.supervisor.graphics import driver_release

ROOT = Path(__file__).parent.parent.parent
OPPONENT = ROOT / "data" / "opponents" / "torch" / "bin" / "python"
CARD = """
import json, platform, cupy, numpy
r = cupy.cuda.runtime
p = r.getDeviceProperties(0)
print(json.dumps({
    "name": p["name"].decode(), "memory": p["totalGlobalMem"],
    "level": f"{p['major']}.{p['minor']}", "driver": r.driverGetVersion(),
    "runtime": r.runtimeGetVersion(), "cupy": cupy.__version__,
    "python": platform.python_version(), "numpy": numpy.__version__,
}))
"""
TORCH = "import torch; assert torch.cuda.is_available(); print(torch.__version__)"
CUDNN = "import cudnn; print(cudnn.__version__, cudnn.backend_version())"
PATIENCE_S = 60.0


@dataclass(frozen=True)
class Found:
    """Where things are; `card` is what CuPy says of it, `why` what is missing without one."""

    ours: str = sys.executable
    torch: str | None = None
    card: dict[str, str | int] | None = None
    why: str = ""
    libraries: tuple[str, ...] = ()


def look() -> Found:
    """Ask every Python there is; nothing is imported here."""
    candidates = [sys.executable, "python3", str(OPPONENT)]
    ours = next((python for python in candidates if _asked(python, "import cupy") == ""), None)
    if ours is None:
        return Found(why="CuPy is not installed: `make gpu` installs it where there is a driver.")
    said = _asked(ours, CARD)
    if said is None:
        return Found(ours, why=f"CuPy finds no card: {_complaint(ours, CARD)}.")
    versions = ((python, _asked(python, TORCH)) for python in candidates)
    torch, version = next(((p, found) for p, found in versions if found), (None, ""))
    libraries = [f"PyTorch {version.strip()}"] if version else []
    if cudnn := _asked(ours, CUDNN):
        frontend, backend = cudnn.split()
        libraries.append(f"cuDNN frontend {frontend}, cuDNN {backend}")
    else:
        libraries.append("no cuDNN frontend")
    card = json.loads(said.splitlines()[-1])
    return Found(ours, torch, card, libraries=tuple(libraries))


def described(found: Found) -> str:
    """The card and its software, and the day, in one line."""
    card, release = found.card or {}, f"driver {driver_release()} for".replace("  ", " ")
    driver, runtime = (_dotted(int(card[name])) for name in ("driver", "runtime"))
    parts = [
        f"{card['name']}, {int(card['memory']) / 1e9:.0f} GB, compute capability {card['level']}",
        f"{release} CUDA {driver}, CUDA {runtime}, CuPy {card['cupy']}",
        *found.libraries,
        f"Python {card['python']}, NumPy {card['numpy']}",
        time.strftime("%Y-%m-%d", time.gmtime()),
    ]
    return "; ".join(parts)


def _dotted(version: int) -> str:
    return f"{version // 1000}.{version % 1000 // 10}"


def _run(python: str, code: str) -> subprocess.CompletedProcess[str] | None:
    command = [python, "-W", "ignore", "-c", code]
    try:
        return subprocess.run(
            command, capture_output=True, text=True, check=False, timeout=PATIENCE_S, cwd=ROOT
        )
    except (OSError, subprocess.TimeoutExpired):
        return None


def _asked(python: str, code: str) -> str | None:
    """What the code prints there, None if it fails."""
    done = _run(python, code)
    return done.stdout if done is not None and done.returncode == 0 else None


def _complaint(python: str, code: str) -> str:
    """The last line of an error, without the class it has in Python."""
    done = _run(python, code)
    lines = done.stderr.strip().splitlines() if done is not None else []
    return lines[-1].split(": ", 1)[-1].rstrip(".") if lines else "it does not answer"
