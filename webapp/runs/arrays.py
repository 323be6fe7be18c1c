"""Checkpoints and keyframes on the disk, each written whole or not at all.

A checkpoint is a state file like a download. Neither waits for the disk (no fsync): what a
power cut tears is computed again from an older one, and training never stands still for it.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
from safetensors import SafetensorError
from safetensors.numpy import load, save

from engine.backend import to_numpy
from engine.statefile import Limits, read_state, write_state
from webapp.runs.interface import Arrays

OWN = Limits(whole=1 << 30)  # our own files may be larger than what strangers upload


def write_checkpoint(path: Path, arrays: Arrays, meta: Mapping[str, Any]) -> None:
    """Replace the checkpoint; raises BadState for numbers that are not finite, or OSError."""
    with _replacing(path) as file:
        write_state(file, arrays, meta, limits=OWN)


def read_checkpoint(path: Path) -> tuple[Arrays, dict[str, Any]]:
    """Arrays and metadata; raises FileNotFoundError, or BadState for a torn file."""
    return read_state(path, limits=OWN)


def write_keyframe(path: Path, arrays: Arrays) -> None:
    """Replace a keyframe; unlike a checkpoint it may show weights that have overflowed."""
    plain = {name: np.ascontiguousarray(to_numpy(array)) for name, array in arrays.items()}
    with _replacing(path) as file:
        file.write(save(plain))


def read_keyframe(path: Path) -> Arrays:
    """The arrays by name; raises FileNotFoundError, also for a file torn by a power cut."""
    try:
        return dict(load(path.read_bytes()))
    except SafetensorError as torn:
        raise FileNotFoundError(path) from torn


@contextlib.contextmanager
def _replacing(path: Path) -> Iterator[BinaryIO]:
    fresh = path.with_suffix(".new")
    try:
        with fresh.open("wb") as file:
            yield file
        fresh.replace(path)
    except BaseException:
        with contextlib.suppress(OSError):
            fresh.unlink()
        raise
