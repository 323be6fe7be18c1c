"""D24: one rule, one noisy valley, and a learning rate that changes with time."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from typing import Any, ClassVar

import numpy as np

from engine.events import Done, Event, Frame, Metrics
from engine.race import Paced, hover, noises, paced, rates_of
from engine.race.racers import learning_rate
from engine.registry import Text
from engine.rules import ELEMENTWISE, Rule
from engine.schedules import SCHEDULES, Schedule
from engine.schema import choice, integer, many, pick
from engine.surfaces import SURFACES, Surface
from engine.surfaces.bowl import Bowl
from webapp.demos.base import DEMOS, Demo, View
from webapp.demos.race_fields import (
    gradient_noise,
    magnification,
    noise_seed,
    refuse_slow,
)
from webapp.demos.race_frames import ended_frame, race_frame, surface_frame
from webapp.demos.race_view import RaceView
from webapp.demos.race_words import ENDS
from webapp.demos.schedules_words import SHORT, formula_of

RUNS = 32  # of each schedule: their mean is a curve one can read
DEFAULT = "constant;step;exponential;inverse;cosine;one_cycle"
SETTINGS = {"1.every": "60", "2.k": "0.012", "3.k": "0.05", "4.warmup": "0.05"}


@dataclass(frozen=True)
class SchedulesView(RaceView):
    """The moment, the schedule that is spelled out, and which height is drawn."""

    row: int = integer(1, 0, 7, label=("Schedule spelled out", "زمان‌بندی نوشته‌شده"))
    step: int = integer(300, 0, 2000, label=("Step shown", "گام نمایش‌داده"))
    height: str = choice(
        "mean",
        {
            "mean": ("mean of 32 runs", "میانگین ۳۲ اجرا"),
            "one": ("the run on the map", "اجرای روی نقشه"),
        },
        label=("Height of", "ارتفاعِ"),
    )


@DEMOS.add("schedules", label=("Schedules", "زمان‌بندی‌ها"))
@dataclass(frozen=True)
class Schedules(Demo):
    """The rate sets how far one gets and how well one settles; a schedule does both in turn."""

    chapter: ClassVar[str] = "updates"
    title: ClassVar[Text] = ("Stride first, settle later", "نخست گام بلند، سپس آرام گرفتن")
    idea: ClassVar[Text] = (
        "With noise in the gradient a constant rate never settles: it hovers. "
        "Let the rate fall, and the walk goes in.",
        "گرادیان که نوفه دارد، نرخ ثابت هرگز آرام نمی‌گیرد و بالای کمینه سرگردان می‌ماند. "
        "نرخ را کم کنید تا راه به درون برود.",
    )
    metrics: ClassVar[Mapping[str, Text]] = {
        "first": ("first rate", "نخستین نرخ"),
        "last_rate": ("last rate", "آخرین نرخ"),
        "floor": ("height at the end", "ارتفاع در پایان"),
    }
    counts: ClassVar[Text] = ("schedule", "زمان‌بندی")
    View: ClassVar[type[View]] = SchedulesView

    lr: float = learning_rate(0.15)
    schedules: tuple[Schedule, ...] = many(
        SCHEDULES,
        DEFAULT,
        settings=SETTINGS,
        longest=8,
        group="schedules",
        label=("Schedules", "زمان‌بندی‌ها"),
    )
    steps: int = integer(300, 2, 2000, scale="log", group="start", label=("Steps", "گام‌ها"))
    noise: float = gradient_noise(
        1,
        (
            "What mini-batches do to a gradient: random numbers added at every step.",
            "همان کاری که ریزدسته‌ها با گرادیان می‌کنند: در هر گام عددهایی تصادفی افزوده می‌شود.",
        ),
    )
    seed: int = noise_seed()
    surface: Surface = pick(SURFACES, "bowl", group="surface", label=("Surface", "رویه"))
    zoom: float = magnification()
    rule: Rule = pick(ELEMENTWISE, "sgd", group="advanced", advanced=True, label=("Rule", "قاعده"))

    def check(self) -> None:
        """Refuse more steps than can be computed at once."""
        refuse_slow(self.steps, self.cost())

    def cost(self) -> float:
        """Measured: 18 us a step, 7 a schedule, 1.5 an operation of f."""
        return self.steps * (18 + 7 * len(self.schedules) + 1.5 * self.surface.graph().work) / 1000

    def run(self) -> Iterator[Event]:
        graph, start = self.surface.graph(), (self.surface.x, self.surface.y)
        rates = [rates_of(schedule, self.lr, self.steps) for schedule in self.schedules]
        noise = noises(self.seed, self.noise, self.steps, RUNS)
        lowest = self.surface.lowest or 0.0
        ran = paced(graph, self.rule, np.stack(rates, axis=1), start, noise, lowest)
        rows = [self._row(schedule, ran, k) for k, schedule in enumerate(self.schedules)]
        drawn = race_frame(ran.first, lowest, 1)
        kept = drawn["steps"]
        yield Frame("surface", 0, surface_frame(self.surface, self.zoom))
        yield Frame("rows", 0, rows)
        yield Frame("race", 0, drawn)
        yield Frame("rates", 0, {"values": ran.rates[np.minimum(kept, self.steps - 1)]})
        yield Frame("mean", 0, {"above": ran.above[kept]})
        yield Frame("hover", 0, self._hover())
        for k, row in enumerate(rows):
            yield Metrics(k, {name: row[name] for name in self.metrics})
        yield Done("finished")

    def _row(self, schedule: Schedule, ran: Paced, k: int) -> dict[str, Any]:
        """One schedule: what it is called, its first and last rate, where it settled."""
        return {
            "key": schedule.key,
            "lr": self.lr,
            "numbers": [getattr(schedule, field.name) for field in fields(schedule)],
            "first": float(ran.rates[0, k]),
            "last_rate": float(ran.rates[-1, k]),
            "floor": float(ran.floors[k]),
            "formula": formula_of(schedule.key, k),
        } | ended_frame(ran.first, k)

    def _hover(self) -> dict[str, Any] | None:
        """Where a constant rate of plain descent hovers; known for the valley alone."""
        if not isinstance(self.surface, Bowl) or self.rule.key != "sgd":
            return None
        height = hover((1.0, self.surface.kappa), self.lr, self.noise)
        return {"height": height if np.isfinite(height) else None, "limit": 2 / self.surface.kappa}

    @classmethod
    def page(cls) -> dict[str, Any]:
        return {
            "schedules": {key: list(kind.label) for key, kind in SCHEDULES.items()},
            "short": {key: list(SHORT.get(key, kind.label)) for key, kind in SCHEDULES.items()},
            "ends": {key: list(said) for key, said in ENDS.items()},
            "runs": RUNS,
        }
