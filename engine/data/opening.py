"""Sets by name, from the folder of sets."""

from __future__ import annotations

from pathlib import Path

from engine.data.dataset import DataSet, open_arrays
from engine.data.refusals import DataRefused
from engine.data.sets import DATASETS


def open_set(name: str, folder: Path) -> DataSet:
    """The set `folder`/name; raises DataRefused `unknown_set`, `missing` or `array`."""
    if name not in DATASETS:
        raise DataRefused("unknown_set", known=", ".join(DATASETS), got=name)
    return DataSet(name, **open_arrays(Path(folder) / name, DATASETS[name]().contents()))


def available(folder: Path) -> list[str]:
    """Keys of the sets that can be opened in `folder`, in the order of the registry."""
    return [name for name in DATASETS if _opens(name, folder)]


def _opens(name: str, folder: Path) -> bool:
    try:
        open_set(name, folder)
    except DataRefused:
        return False
    return True
