"""The whole CIFAR-10, fetched and verified as a run: its progress is events like any other."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from engine.backend import Device
from engine.data import DATASETS, NOTES, sets_folder
from engine.events import Done, Event
from engine.registry import Text
from engine.schema import choice
from webapp.demos.base import DEMOS, Arrays, LiveDemo, Saved


class FetchSession:
    """One event of the download a turn; what is on disk already is its saved state."""

    def __init__(self, events: Iterator[Event]) -> None:
        self.step = 0
        self._events = events

    def advance(self) -> list[Event]:
        event = next(self._events, None)
        if event is None:
            return [Done("finished")]
        self.step = max(self.step, getattr(event, "step", self.step))
        return [event]

    def change(self, demo: Any) -> list[Event]:
        return []

    def state(self) -> Saved:
        return {}, {}

    def keyframe(self) -> Arrays:
        return {}

    def close(self) -> None:
        close = getattr(self._events, "close", None)
        if close is not None:
            close()


@DEMOS.add("fetch", label=("Data set", "مجموعه داده"))
@dataclass(frozen=True)
class Fetch(LiveDemo):
    """Download, verify and install a data set; what was fetched before is not fetched again."""

    listed: ClassVar[bool] = False
    chapter: ClassVar[str] = "convnets"
    title: ClassVar[Text] = ("Fetching a data set", "دریافت مجموعه داده")
    idea: ClassVar[Text] = (
        "Every byte is checked against its hash before anything is used.",
        "پیش از هر استفاده، درستی همهٔ بایت‌ها با چکیدهٔ آن‌ها سنجیده می‌شود.",
    )
    metrics: ClassVar[Mapping[str, Text]] = {
        "bytes": ("bytes fetched", "بایت‌های دریافت‌شده"),
        "total": ("bytes in all", "همهٔ بایت‌ها"),
    }

    notes: ClassVar[Mapping[str, Text]] = NOTES

    set: str = choice(
        "cifar10",
        {"cifar10": ("whole CIFAR-10", "CIFAR-10 کامل")},
        label=("Data set", "مجموعه داده"),
    )

    def open(self, device: Device, saved: Saved | None = None) -> FetchSession:
        return FetchSession(DATASETS[self.set]().install(sets_folder()))

    def look(self, ask: Mapping[str, Any], weights: Arrays, step: int) -> list[Event]:
        return []
