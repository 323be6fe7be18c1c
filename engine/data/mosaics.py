"""The sample: the first 500 + 100 images of each class, kept as lossless WebP mosaics.

Images stay in the order of the whole set. `make_sample` wrote the files of the folder
`sample`; `unpack_sample` turns them into arrays and trusts nothing but the hashes.
"""

from __future__ import annotations

import functools
import hashlib
import io
import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import IO, Any

import numpy as np
from PIL import Image

from engine.backend import Array
from engine.data.building import Build, alone, need_space, verify
from engine.data.dataset import CLASSES, Content, Contents, DataSet
from engine.data.refusals import DataRefused, disk_errors

ASSETS = Path(__file__).parent / "sample"
INDEX = "sample.json"
PER_CLASS = {"train": 500, "test": 100}
COLUMNS = 25
PER_MOSAIC = 500  # 0.8 MB a file, decoded in 13 ms
SIDE = 32


@functools.cache
def index(assets: Path = ASSETS) -> Mapping[str, Any]:
    """Shapes, hashes, labels and file names, as `make_sample` wrote them."""
    read: Mapping[str, Any] = json.loads((assets / INDEX).read_text())
    return read


def sample_contents(assets: Path = ASSETS) -> Contents:
    """What the four arrays of the sample must be."""
    arrays = index(assets)["arrays"]
    return {n: Content(tuple(said["shape"]), said["sha256"]) for n, said in arrays.items()}


def unpack_sample(folder: Path, assets: Path = ASSETS) -> Path:
    """`folder`/sample, unpacked if it is not there already, every byte verified either way.

    Atomic and safe to call from many processes at once. Raises DataRefused.
    """
    folder, contents = Path(folder), sample_contents(assets)
    home = folder / "sample"
    if not _stands(home, contents):
        with disk_errors(folder), alone(folder, "sample", wait=True):
            if not _stands(home, contents):  # the one waited for has done it
                need_space(folder, sum(content.size for content in contents.values()))
                _build(home, contents, assets)
    return home


def _stands(home: Path, contents: Contents) -> bool:
    try:
        return sum(verify(home, contents)) > 0
    except DataRefused:
        return False


def _build(home: Path, contents: Contents, assets: Path) -> None:
    build = Build(home, contents)
    try:
        for part, said in index(assets)["parts"].items():
            build.write(f"{part}_y", 0, np.frombuffer(said["labels"].encode(), np.uint8) - ord("0"))
            start = 0
            for name in said["mosaics"]:
                images = images_of(assets / name, name)
                build.write(f"{part}_x", start, images)
                start += len(images)
        sum(build.verify())
        build.sync()
        build.finish()
    finally:
        build.discard()


def images_of(file: Path | IO[bytes], name: str) -> Array:
    """A mosaic (r 32, c 32, 3) as images (r c, 32, 32, 3), left to right, then down.

    Raises DataRefused `broken`, or `foreign` for a picture that is larger than a mosaic.
    """
    most = (COLUMNS * SIDE, PER_MOSAIC // COLUMNS * SIDE)
    try:
        with Image.open(file, formats=("WEBP",)) as picture:
            if picture.width > most[0] or picture.height > most[1]:
                raise DataRefused("foreign", file=name, want=f"{most}", got=f"{picture.size}")
            pixels = np.asarray(picture.convert("RGB"))
    except (OSError, SyntaxError) as error:
        raise DataRefused("broken", file=name, why=str(error)) from error
    rows, columns = pixels.shape[0] // SIDE, pixels.shape[1] // SIDE
    pixels = pixels[: rows * SIDE, : columns * SIDE]
    tiles = pixels.reshape(rows, SIDE, columns, SIDE, 3).transpose(0, 2, 1, 3, 4)
    return tiles.reshape(-1, SIDE, SIDE, 3)


def make_sample(whole: DataSet, assets: Path = ASSETS) -> Iterator[str]:
    """Write the mosaics and their index from the whole set; yields each file name."""
    assets.mkdir(parents=True, exist_ok=True)
    arrays: dict[str, Any] = {}
    parts: dict[str, Any] = {}
    for part in ("train", "test"):
        x, y = getattr(whole, f"{part}_x"), getattr(whole, f"{part}_y")
        chosen = first_of_each(y, PER_CLASS[part])
        x, y, names = x[chosen], y[chosen], []
        for start in range(0, len(x), PER_MOSAIC):
            names.append(f"{part}-{start:04d}.webp")
            (assets / names[-1]).write_bytes(mosaic(x[start : start + PER_MOSAIC]))
            yield names[-1]
        arrays |= {f"{part}_x": _said(x), f"{part}_y": _said(y)}
        parts[part] = {"labels": "".join(map(str, y)), "mosaics": names}
    made = {"made": "python -m engine.data sample --make", "arrays": arrays, "parts": parts}
    (assets / INDEX).write_text(json.dumps(made, indent=1) + "\n")
    yield INDEX


def first_of_each(labels: Array, count: int) -> Array:
    """Sorted places (classes * count,) of the first `count` examples of every class."""
    firsts = [np.flatnonzero(labels == label)[:count] for label in range(len(CLASSES))]
    return np.sort(np.concatenate(firsts))


def mosaic(images: Array, effort: int = 100) -> bytes:
    """Images (n, 32, 32, 3), n a multiple of COLUMNS, as one lossless WebP.

    The last ten of a hundred parts of `effort` cost twenty times the rest and save 0.05 %.
    """
    rows = len(images) // COLUMNS
    tiles = images.reshape(rows, COLUMNS, SIDE, SIDE, 3).transpose(0, 2, 1, 3, 4)
    picture = Image.fromarray(tiles.reshape(rows * SIDE, COLUMNS * SIDE, 3))
    file = io.BytesIO()
    picture.save(file, "WEBP", lossless=True, exact=True, method=6, quality=effort)
    return file.getvalue()


def _said(array: Array) -> dict[str, Any]:
    sha256 = hashlib.sha256(array.tobytes()).hexdigest()
    return {"shape": list(array.shape), "sha256": sha256}
