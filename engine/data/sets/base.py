"""The contract of a set: what it must hold, and how it gets here."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from engine.data.dataset import Contents
from engine.events import Event
from engine.registry import Entry, Registry


@dataclass(frozen=True)
class Collection(Entry):
    """A labelled set of images by name; an entry knows its hashes and its sources."""

    def contents(self) -> Contents:
        """Shape and SHA-256 of each array."""
        raise NotImplementedError

    def install(self, folder: Path, source: Path | None = None) -> Iterator[Event]:
        """Put it into `folder`/key: Metrics, Notes, Done; raises DataRefused."""
        raise NotImplementedError


DATASETS: Registry[Collection] = Registry("data set")
