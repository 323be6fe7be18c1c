"""CIFAR-10 of sixty random images, in every form the whole one is handed round in."""

from __future__ import annotations

import hashlib
import io
import json
import pickle
import tarfile
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from PIL import Image

from engine.data.dataset import ARRAYS, Content, DataSet
from engine.data.installing import Recipe, Source

COUNT = 10  # images a file
FILES = [*(f"data_batch_{i}" for i in range(1, 6)), "test_batch"]


@dataclass(frozen=True, eq=False)
class Small:
    arrays: dict[str, np.ndarray]
    contents: dict[str, Content] = field(default_factory=dict)

    @classmethod
    def make(cls) -> Small:
        rng = np.random.default_rng(7)
        arrays = {}
        for part, count in (("train", 5 * COUNT), ("test", COUNT)):
            arrays[f"{part}_x"] = rng.integers(0, 256, (count, 32, 32, 3), dtype=np.uint8)
            arrays[f"{part}_y"] = rng.integers(0, 10, count, dtype=np.uint8)
        return cls(arrays, {n: Content(a.shape, sha(a)) for n, a in arrays.items()})

    def recipe(self, *sources: Source) -> Recipe:
        return Recipe("cifar10", self.contents, sources, "cifar-10-binary.tar.gz")

    def batches(self) -> dict[str, tuple[np.ndarray, np.ndarray]]:
        """File name -> images, labels."""
        train = self.arrays["train_x"].reshape(5, COUNT, 32, 32, 3)
        labels = self.arrays["train_y"].reshape(5, COUNT)
        rows = [*zip(train, labels, strict=True), (self.arrays["test_x"], self.arrays["test_y"])]
        return dict(zip(FILES, rows, strict=True))

    def binary(self) -> dict[str, bytes]:
        files = {"cifar-10-batches-bin/batches.meta.txt": b"airplane\n"}
        for name, (x, y) in self.batches().items():
            rows = np.concatenate([y[:, None], planes(x)], axis=1)
            files[f"cifar-10-batches-bin/{name}.bin"] = rows.tobytes()
        return files

    def python(self) -> dict[str, bytes]:
        said = {
            n: {b"data": planes(x), b"labels": y.tolist()} for n, (x, y) in self.batches().items()
        }
        return {f"cifar-10-batches-py/{n}": pickle.dumps(b, 2) for n, b in said.items()}

    def strips(self) -> dict[str, bytes]:
        files = {
            f"package/{part}_lables.json": json.dumps(self.arrays[f"{part}_y"].tolist()).encode()
            for part in ("train", "test")
        }
        for name, (x, _) in self.batches().items():
            png = io.BytesIO()
            Image.fromarray(x.reshape(COUNT, 1024, 3)).save(png, "PNG")
            files[f"package/{name}.png"] = png.getvalue()
        return files

    def holds(self, found: DataSet) -> bool:
        return all(np.array_equal(getattr(found, n), self.arrays[n]) for n in ARRAYS)


def sha(array: np.ndarray) -> str:
    return hashlib.sha256(array.tobytes()).hexdigest()


def planes(images: np.ndarray) -> np.ndarray:
    return images.transpose(0, 3, 1, 2).reshape(len(images), 3072)


def archive(path: Path, files: dict[str, bytes], mode: str = "w:gz") -> Path:
    with tarfile.open(path, mode) as tar:
        for name, content in files.items():
            info = tarfile.TarInfo(name)
            info.size = len(content)
            tar.addfile(info, io.BytesIO(content))
    return path


def folder(path: Path, files: dict[str, bytes]) -> Path:
    for name, content in files.items():
        (path / name).parent.mkdir(parents=True, exist_ok=True)
        (path / name).write_bytes(content)
    return path
