"""Where opponents live: installed once into a folder of their own, never into the project's."""

from __future__ import annotations

import subprocess
import venv
from pathlib import Path

TORCH = "torch==2.13.0"
JAX = "jax==0.10.2"
CONVNETJS = "convnetjs@0.3.0"
TFJS = "@tensorflow/tfjs@4.22.0"
# PyTorch otherwise returns its memory to the system, and pays for it, at every step.
TUNED = {
    "MALLOC_MMAP_THRESHOLD_": "1073741824",
    "MALLOC_TRIM_THRESHOLD_": "1073741824",
    "MALLOC_TOP_PAD_": "268435456",
    "GLIBC_TUNABLES": "glibc.malloc.hugetlb=1",
}


def python_with(cache: Path, name: str, *packages: str) -> Path:
    """A Python that has `packages`; whether they are there is asked by importing `name`."""
    folder = cache / name
    python = folder / "bin" / "python"
    if not python.exists():
        venv.create(folder, with_pip=True)
    if subprocess.run([python, "-c", f"import {name}"], check=False).returncode:
        subprocess.run([python, "-m", "pip", "install", "-q", *packages], check=True)
    return python


def node_package(cache: Path, package: str) -> Path:
    """Where npm put `package`, given as name@version."""
    folder = cache / "node_modules" / package.rsplit("@", 1)[0]
    if not folder.exists():
        cache.mkdir(parents=True, exist_ok=True)
        subprocess.run(["npm", "install", "--prefix", cache, package], check=True)
    return folder
