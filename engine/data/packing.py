"""`python -m engine.data pack`: the whole set as three files of lossless mosaics."""

from __future__ import annotations

import os
import zipfile
from collections.abc import Iterator, Mapping
from functools import partial
from pathlib import Path

import numpy as np

from engine.backend import Array
from engine.data import mosaics
from engine.data.building import need_space, verify
from engine.data.dataset import Contents, open_arrays
from engine.data.parts import COUNT, DAMAGE, NAMES
from engine.data.refusals import disk_errors
from engine.data.waiting import Meter, patiently
from engine.events import Done, Event, Note

EFFORT = 90
LONG_AGO = (1980, 1, 1, 0, 0, 0)  # the same set packs into the same bytes, whenever
Piece = tuple[str, Array, Array]  # name without suffix, images, labels


def pack(home: Path, contents: Contents, folder: Path) -> Iterator[Event]:
    """Write the set in `home` as parts into `folder`; yields Metrics, Notes and Done.

    Its hashes are checked first. A part that is there and holds what it should is left alone,
    so that a second call goes on where one was stopped. Raises DataRefused.
    """
    meter, arrays, done = Meter(), open_arrays(home, contents), 0
    yield Note("verifying", {"name": home.name})
    meter.start(sum(content.size for content in contents.values()))
    for more in verify(home, contents):
        yield meter.beat(more)
    pieces = list(_pieces(arrays))
    total, share = sum(x.nbytes for _, x, _ in pieces), -(-len(pieces) // COUNT)
    with disk_errors(folder):
        folder.mkdir(parents=True, exist_ok=True)
        need_space(folder, total)
        for number, name in enumerate(NAMES):
            mine, path = pieces[number * share : (number + 1) * share], folder / name
            meter.start(total, done)
            if not (yield from patiently(partial(_stands, path, mine), meter)):
                yield from _write(path, mine, meter)
            done += sum(x.nbytes for _, x, _ in mine)
            yield Note("packed", {"file": str(path), "mb": f"{path.stat().st_size / 1e6:.1f}"})
    yield Done("finished")


def _pieces(arrays: Mapping[str, Array]) -> Iterator[Piece]:
    for part in ("train", "test"):
        x, y = arrays[f"{part}_x"], arrays[f"{part}_y"]
        for start in range(0, len(x), mosaics.PER_MOSAIC):
            end = start + mosaics.PER_MOSAIC
            yield f"{part}-{start:05d}", x[start:end], y[start:end]


def _write(path: Path, pieces: list[Piece], meter: Meter) -> Iterator[Event]:
    """One part beside its place, then in it."""
    fresh = path.with_name(f"{path.name}.part")
    try:
        with zipfile.ZipFile(fresh, "w", zipfile.ZIP_STORED) as part:
            for name, x, y in pieces:
                blob = yield from patiently(partial(mosaics.mosaic, x, EFFORT), meter)
                part.writestr(zipfile.ZipInfo(f"{name}.webp", LONG_AGO), blob)
                part.writestr(zipfile.ZipInfo(f"{name}.txt", LONG_AGO), _digits(y))
                yield meter.beat(x.nbytes)
        os.replace(fresh, path)
    finally:
        fresh.unlink(missing_ok=True)


def _stands(path: Path, pieces: list[Piece]) -> bool:
    """Whether a part is there and holds these very images and labels."""
    try:
        with zipfile.ZipFile(path) as part:
            return all(
                part.read(f"{name}.txt") == _digits(y)
                and np.array_equal(_images(part, f"{name}.webp"), x)
                for name, x, y in pieces
            )
    except (FileNotFoundError, KeyError, *DAMAGE):
        return False


def _images(part: zipfile.ZipFile, name: str) -> Array:
    with part.open(name) as file:
        return mosaics.images_of(file, name)


def _digits(labels: Array) -> bytes:
    return bytes(np.asarray(labels, np.uint8) + ord("0"))
