"""The two kinds of demo. A demo imports the engine and this module, never Flask."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, Protocol

from engine.backend import Array, Device
from engine.events import Event
from engine.registry import Entry, Registry, Text
from engine.schema import choice

Arrays = dict[str, Array]
Saved = tuple[Arrays, dict[str, Any]]  # what a state file holds: arrays by name, metadata

SPEEDS: dict[str, Text] = {
    "1": ("1 step/s", "۱ گام در ثانیه"),
    "5": ("5 steps/s", "۵ گام در ثانیه"),
    "20": ("20 steps/s", "۲۰ گام در ثانیه"),
    "100": ("100 steps/s", "۱۰۰ گام در ثانیه"),
    "free": ("full speed", "بیشترین سرعت"),
}


def pace(default: str) -> Any:
    """How many steps a second a run makes at most."""
    return choice(
        default,
        SPEEDS,
        label=("Speed", "سرعت"),
        help=("At most this many steps a second.", "حداکثر همین تعداد گام در ثانیه."),
        group="run",
        live=True,
    )


@dataclass(frozen=True)
class View:
    """What a page shows of a demo; a demo's own view adds fields made by the schema's makers."""


@dataclass(frozen=True)
class Demo(Entry):
    """Parameters are fields made by the schema's makers; the class says what its page shows."""

    kind: ClassVar[str] = "instant"
    listed: ClassVar[bool] = True  # on the front page and in the API's list
    chapter: ClassVar[str]
    title: ClassVar[Text]
    idea: ClassVar[Text]
    metrics: ClassVar[Mapping[str, Text]] = {}
    notes: ClassVar[Mapping[str, Text]] = {}
    counts: ClassVar[Text] = ("step", "گام")  # what the step of a metrics event counts
    View: ClassVar[type[View]] = View

    def cost(self) -> float:
        """Milliseconds `run` is expected to take; above 200 the page starts a run instead."""
        return 0.0

    def run(self) -> Iterator[Event]:
        """Instant demos: every event, the last one Done; the same parameters, the same events."""
        raise NotImplementedError

    def plan(self) -> dict[str, Any] | None:
        """What the parameters would build, as JSON, before anything is allocated."""
        return None

    @classmethod
    def presets(cls) -> Mapping[str, Mapping[str, str]]:
        """Parameters by a name that may stand for them in the address: `?preset=<name>`."""
        return {}

    @classmethod
    def page(cls) -> dict[str, Any]:
        """What the page needs beside the declaration, as JSON: class names, presets, sources."""
        return {}


class Session(Protocol):
    """One live run in the memory of a trainer, which alone pauses, stops and saves it."""

    @property
    def step(self) -> int:
        """How many optimization steps are done."""
        raise NotImplementedError

    def advance(self) -> list[Event]:
        """Exactly one optimization step, or one slice of at most 20 ms of something else."""
        raise NotImplementedError

    def change(self, demo: Any) -> list[Event]:
        """Take over the live parameters of `demo`, which is otherwise the one that opened this."""
        raise NotImplementedError

    def state(self) -> Saved:
        """All that `open(saved=...)` needs to go on bit for bit."""
        raise NotImplementedError

    def keyframe(self) -> Arrays:
        """float32 weights and norm statistics by name: what pictures are recomputed from.

        Empty where there is nothing to be seen yet: then none is written.
        """
        raise NotImplementedError

    def close(self) -> None:
        """Free processes and memory, and leave nothing in a cycle; it is not used again."""


@dataclass(frozen=True)
class LiveDemo(Demo):
    """A demo that trains on the server for as long as its owner likes."""

    kind: ClassVar[str] = "live"
    rows: ClassVar[tuple[str, ...]] = ("loss", "accuracy")  # metrics kept for every single step
    devices: ClassVar[tuple[str, ...]] = ("cpu",)  # kinds of Device that `open` makes use of

    speed: str = pace("free")

    def open(self, device: Device, saved: Saved | None = None) -> Session:
        """A session from the start, or from what `Session.state` returned."""
        raise NotImplementedError

    def look(self, ask: Mapping[str, Any], weights: Arrays, step: int) -> list[Event]:
        """Pictures at one step, recomputed from a keyframe; raises BadParams for a bad question."""
        raise NotImplementedError

    def accept(self, saved: Saved) -> None:
        """Refuse (BadState) a state whose names, shapes or kinds this network does not build."""
        raise NotImplementedError


DEMOS: Registry[Demo] = Registry("demo")
