"""D23: any number of update rules race from one start on one surface."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, ClassVar

import numpy as np

from engine.events import Done, Event, Frame, Metrics
from engine.expressions import read
from engine.lecture import golden
from engine.race import RACERS, Racer, race
from engine.random import stream
from engine.registry import Text
from engine.rules import ELEMENTWISE
from engine.schema import choice, flag, integer, many, pick
from engine.surfaces import SURFACES, Surface
from webapp.demos.base import DEMOS, Demo, View
from webapp.demos.race_fields import (
    gradient_noise,
    magnification,
    noise_seed,
    refuse_slow,
)
from webapp.demos.race_frames import exact_frame, race_frame, rows_frame, surface_frame
from webapp.demos.race_view import RaceView
from webapp.demos.race_words import DOES, ENDS, FORMULAS, SHORT

H = 1e-5  # of the slide that takes gradients by differences
DEFAULT = "sgd;momentum;nesterov;adagrad;adam"
RATES = {"0.lr": "0.17", "1.lr": "0.03", "2.lr": "0.03", "3.lr": "0.4", "4.lr": "0.12"}


@dataclass(frozen=True)
class OptimizersView(RaceView):
    """Which rule is spelled out, and what is drawn of it."""

    words: bool = flag(False, label=("In words", "با واژه‌ها"))
    arrows: bool = flag(True, label=("Arrows", "پیکان‌ها"))
    against: str = choice(
        "step",
        {"step": ("steps", "گام"), "evaluations": ("evaluations", "محاسبهٔ تابع")},
        label=("Loss against", "هزینه در برابر"),
    )
    size: str = choice(
        "size",
        {
            "size": ("length of steps", "درازای گام"),
            "rate": ("step over gradient", "گام به گرادیان"),
        },
        label=("Per coordinate", "هر مختصه"),
    )


@DEMOS.add("optimizers", label=("Optimizers", "بهینه‌سازها"))
@dataclass(frozen=True)
class Optimizers(Demo):
    """One surface, one start, one noise; only the last line of the loop differs."""

    chapter: ClassVar[str] = "updates"
    title: ClassVar[Text] = ("Many rules, one valley", "چند قاعده، یک دره")
    idea: ClassVar[Text] = (
        "Only the last line of the training loop differs. Steep across, shallow along: "
        "who arrives first?",
        "تنها سطر آخر حلقهٔ آموزش فرق دارد. در پهنا پرشیب و در درازا کم‌شیب: چه کسی زودتر می‌رسد؟",
    )
    metrics: ClassVar[Mapping[str, Text]] = {
        "lr": ("learning rate α", "نرخ یادگیری α"),
        "steps": ("steps", "گام‌ها"),
        "loss": ("f at the end", "f در پایان"),
        "x": ("x at the end", "x در پایان"),
        "y": ("y at the end", "y در پایان"),
    }
    counts: ClassVar[Text] = ("rule", "قاعده")
    View: ClassVar[type[View]] = OptimizersView

    surface: Surface = pick(SURFACES, "bowl", group="surface", label=("Surface", "رویه"))
    zoom: float = magnification()
    rules: tuple[Racer, ...] = many(
        RACERS,
        DEFAULT,
        settings=RATES,
        longest=12,
        group="rules",
        label=("Rules in the race", "قاعده‌های مسابقه"),
    )
    steps: int = integer(60, 1, 5000, scale="log", group="start", label=("Steps", "گام‌ها"))
    noise: float = gradient_noise(0)
    seed: int = noise_seed()
    slope: str = choice(
        "reverse",
        {
            "reverse": ("reverse mode", "مشتق‌گیری رو به عقب"),
            "differences": ("differences", "تفاضل"),
        },
        group="advanced",
        advanced=True,
        label=("Gradient by", "گرادیان با"),
        help=(
            "Reverse mode evaluates f once a step, forward differences once more a coordinate.",
            "مشتق‌گیری رو به عقب در هر گام یک محاسبهٔ f می‌خواهد و تفاضل پیشرو برای هر مختصه "
            "یکی بیشتر.",
        ),
    )
    at: int = integer(
        0,
        0,
        5000,
        advanced=True,
        label=("Exact numbers from step", "عددهای دقیق از گام"),
        help=(
            "In a long race these are sent in full; the page asks for others where you look.",
            "در مسابقهٔ بلند این‌ها کامل فرستاده می‌شوند؛ صفحه هرجا را ببینید خودش می‌پرسد.",
        ),
    )

    def check(self) -> None:
        """Refuse more steps than can be computed at once."""
        refuse_slow(self.steps, self.cost())

    def cost(self) -> float:
        """Measured: 10 us a step, 4.5 a rule, 0.8 an operation of f."""
        nodes = self.surface.graph().work * (1.6 if self.slope == "differences" else 1)
        return self.steps * (10 + 4.5 * len(self.rules) + 0.8 * nodes) / 1000

    def run(self) -> Iterator[Event]:
        noise = None
        if self.noise:
            noise = self.noise * stream(self.seed, "noise", 0).standard_normal((self.steps + 1, 2))
        entered = [(racer.made(), racer.lr) for racer in self.rules]
        start = (self.surface.x, self.surface.y)
        by = H if self.slope == "differences" else None
        run = race(self.surface.graph(), entered, start, self.steps, noise, by)
        rows = rows_frame(self.rules, run)
        yield Frame("surface", 0, surface_frame(self.surface, self.zoom))
        yield Frame("rows", 0, rows)
        yield Frame("race", 0, race_frame(run, self.surface.lowest, 3 if by else 1))
        yield Frame("exact", 0, exact_frame(run, self.at))
        for k, row in enumerate(rows):
            x, y = row["point"]
            said = {"lr": row["lr"], "steps": row["last"], "loss": row["value"], "x": x, "y": y}
            yield Metrics(k, said)
        yield Done("finished")

    @classmethod
    def page(cls) -> dict[str, Any]:
        return {
            "rules": {key: list(rule.label) for key, rule in ELEMENTWISE.items()},
            "short": {key: list(said) for key, said in SHORT.items()},
            "formulas": FORMULAS,
            "does": {key: list(said) for key, said in DOES.items()},
            "ends": {key: list(said) for key, said in ENDS.items()},
            "golden": _golden(),
        }


@cache
def _golden() -> list[dict[str, Any]]:
    """The lecture's table: what the engine computes, and whether the slides' numbers agree."""
    told = [walk for walk in golden() if walk["rule"] in ELEMENTWISE]
    short = {"b1": "beta1", "b2": "beta2"}
    made = [
        RACERS[walk["rule"]](
            lr=walk["lr"], **{short.get(n, n): v for n, v in walk["params"].items()}
        )
        for walk in told
    ]
    run = race(read("0.5*(x^2 + 10*y^2)"), [(m.made(), m.lr) for m in made], (1.0, 1.0), 3)
    return [
        {
            "rule": walk["rule"],
            "lr": walk["lr"],
            "params": walk["params"],
            "points": run.points[1:, row].tolist(),
            "agrees": bool(np.allclose(run.points[1:, row], walk["steps"][:3], rtol=0, atol=1e-8)),
        }
        for row, walk in enumerate(told)
    ]
