"""From a source to a verified set, as a stream of events that may be left at any moment."""

from __future__ import annotations

import contextlib
import shutil
from collections.abc import Generator, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from engine.data.building import Build, alone, need_space, verify
from engine.data.dataset import Contents
from engine.data.formats import pieces
from engine.data.members import members, whole
from engine.data.parts import check_parts
from engine.data.refusals import OURS, DataRefused, disk_errors
from engine.data.waiting import Meter, patiently
from engine.events import Done, Event, Note

Steps = Generator[Event, None, None]


class Source(Protocol):
    """Where an archive can be had: a name for the reader, its size, and how to get it."""

    @property
    def name(self) -> str: ...

    @property
    def size(self) -> int: ...

    def get(self, folder: Path, meter: Meter) -> Generator[Event, None, Path]:
        """Yield progress, return the archive; raises DataRefused."""
        ...


@dataclass(frozen=True)
class Recipe:
    """A set by name: what it must hash to, and its sources in the order they are tried."""

    name: str
    contents: Contents
    sources: tuple[Source, ...]
    archive: str  # what a reader without a network would look for

    @property
    def size(self) -> int:
        """Bytes of all arrays."""
        return sum(content.size for content in self.contents.values())


def install(recipe: Recipe, folder: Path, source: Path | None = None) -> Iterator[Event]:
    """Put the set into `folder`/name, from `source` (a folder or archive) or the recipe's own.

    Yields Metrics (bytes, total), Notes and Done; a closed generator leaves what it fetched
    for the next one. The reason of a refusal is a Note too, then DataRefused is raised.
    """
    meter = Meter()
    try:
        with disk_errors(folder), alone(folder, recipe.name):
            if not (yield from _stands(recipe, folder / recipe.name, meter)):
                need_space(folder, recipe.size)
                if source is not None:
                    yield from _build(recipe, folder, source, meter)
                else:
                    yield from _first_that_answers(recipe, folder, meter)
    except DataRefused as refusal:
        yield Note(refusal.rule, refusal.words)
        raise
    yield Note("installed", {"name": recipe.name})
    yield Done("finished")


def _stands(recipe: Recipe, home: Path, meter: Meter) -> Generator[Event, None, bool]:
    """Whether the set is there already, every byte of it."""
    if not home.exists():
        return False
    with contextlib.suppress(DataRefused):
        yield Note("verifying", {"name": recipe.name})
        meter.start(recipe.size)
        for more in verify(home, recipe.contents):
            yield meter.beat(more)
        return True
    return False


def _first_that_answers(recipe: Recipe, folder: Path, meter: Meter) -> Steps:
    """Try the sources in turn; what they fetched goes when the set stands."""
    desk, refusals = folder / f"{recipe.name}.download", list[DataRefused]()
    desk.mkdir(parents=True, exist_ok=True)
    for source in recipe.sources:
        try:
            yield from _from_source(recipe, source, folder, meter)
        except DataRefused as refusal:
            if refusal.rule in OURS:
                raise
            yield Note(refusal.rule, refusal.words)
            refusals.append(refusal)
        else:
            shutil.rmtree(desk, ignore_errors=True)
            return
    why, why_fa = ("; ".join(refusal.text[i] for refusal in refusals) for i in (0, 1))
    words = {"file": recipe.archive, "name": recipe.name}
    raise DataRefused("no_source", why=why, why_fa=why_fa, **words)


def _from_source(recipe: Recipe, source: Source, folder: Path, meter: Meter) -> Steps:
    desk = folder / f"{recipe.name}.download"
    here = sum(file.stat().st_size for file in desk.glob("*") if file.is_file())
    need_space(folder, recipe.size + max(0, source.size - here))
    yield Note("downloading", {"source": source.name})
    archive = yield from source.get(desk, meter)
    try:
        yield from _build(recipe, folder, archive, meter)
    except DataRefused as refusal:
        if refusal.rule not in OURS:
            archive.unlink(missing_ok=True)  # it was fetched, it is wrong: fetch it anew
        raise


def _build(recipe: Recipe, folder: Path, path: Path, meter: Meter) -> Steps:
    """Read an archive or a folder into arrays, verify them, put them in place."""
    yield Note("unpacking", {"source": path.name})
    build = Build(folder / recipe.name, recipe.contents)
    try:
        yield from _fill(build, recipe, path, meter)
        yield Note("verifying", {"name": recipe.name})
        meter.start(recipe.size)
        for more in build.verify():
            yield meter.beat(more)
        yield from patiently(build.sync, meter)
        build.finish()
    finally:
        build.discard()


def _fill(build: Build, recipe: Recipe, path: Path, meter: Meter) -> Steps:
    meter.start(recipe.size)
    yield from patiently(lambda: check_parts(path), meter)
    with whole(path):
        for member in members(path):
            for said in pieces(member, recipe.contents, meter):
                yield said if isinstance(said, Event) else meter.beat(build.write(*said))
