"""The sample that ships with the lab: it needs no network."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from engine.data.dataset import Contents
from engine.data.mosaics import sample_contents, unpack_sample
from engine.data.sets.base import DATASETS, Collection
from engine.events import Done, Event, Note


@DATASETS.add("sample", label=("sample: 5,000 images", "نمونه: ۵٬۰۰۰ تصویر"))
@dataclass(frozen=True)
class Sample(Collection):
    """5,000 + 1,000 images of CIFAR-10: the first of each class."""

    def contents(self) -> Contents:
        return sample_contents()

    def install(self, folder: Path, source: Path | None = None) -> Iterator[Event]:
        unpack_sample(folder)
        yield Note("installed", {"name": self.key})
        yield Done("finished")
