"""An installed set: four memory-mapped arrays, opened by name from the folder of sets."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from engine.backend import Array
from engine.data.refusals import DataRefused
from engine.registry import Text

ARRAYS = ("train_x", "train_y", "test_x", "test_y")

CLASSES: tuple[Text, ...] = (
    ("airplane", "هواپیما"),
    ("automobile", "خودرو"),
    ("bird", "پرنده"),
    ("cat", "گربه"),
    ("deer", "گوزن"),
    ("dog", "سگ"),
    ("frog", "قورباغه"),
    ("horse", "اسب"),
    ("ship", "کشتی"),
    ("truck", "کامیون"),
)


@dataclass(frozen=True)
class Content:
    """What one array of a set must be: its shape, and the SHA-256 of its uint8 bytes."""

    shape: tuple[int, ...]
    sha256: str

    @property
    def size(self) -> int:
        """Bytes of the array."""
        return int(np.prod(self.shape))


Contents = Mapping[str, Content]  # one for each name of ARRAYS


@dataclass(frozen=True, eq=False)
class DataSet:
    """Images uint8 (n, 32, 32, 3) and labels uint8 (n,), read-only and shared by all processes."""

    name: str
    train_x: Array
    train_y: Array
    test_x: Array
    test_y: Array


def sets_folder() -> Path:
    """`sets` of the data folder that the environment names (DATA_DIR, by default `data`)."""
    return Path(os.environ.get("DATA_DIR") or "data") / "sets"


def open_arrays(home: Path, contents: Contents) -> dict[str, Array]:
    """The four arrays of the folder `home`, mapped; raises DataRefused `missing` or `array`.

    Shapes and sizes are checked here; hashes are checked once, before a set is put in place.
    """
    return {name: _open(home, name, contents[name].shape) for name in ARRAYS}


def _open(home: Path, name: str, shape: tuple[int, ...]) -> Array:
    path = home / f"{name}.npy"
    try:
        array = np.asarray(np.load(path, mmap_mode="r", allow_pickle=False))
    except FileNotFoundError as error:
        raise DataRefused("missing", name=home.name, folder=str(home.parent)) from error
    except (OSError, ValueError, EOFError) as error:
        got = str(error)
        raise DataRefused("array", file=str(path), shape=str(shape), got=got) from error
    if array.shape != shape or array.dtype != np.uint8:
        got = f"{array.dtype} {array.shape}"
        raise DataRefused("array", file=str(path), shape=str(shape), got=got)
    return array
