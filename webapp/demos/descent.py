"""D12: plain gradient descent, and one dial: the learning rate from 1e-7 to 1e6."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from engine.events import Done, Event, Frame, Metrics
from engine.race import RACERS, Racer, race, regime, sweep
from engine.race.racers import HIGHEST_RATE, LOWEST_RATE, learning_rate
from engine.race.regimes import heights_left
from engine.registry import Text
from engine.schema import flag, integer, matrix, pick, real
from engine.surfaces import SURFACES, Surface
from webapp.demos.base import DEMOS, Demo, View
from webapp.demos.descent_network import LOST, WHY, network_frame
from webapp.demos.descent_words import EXPLAINED, METRICS, REGIME_NAMES
from webapp.demos.race_fields import magnification, refuse_slow
from webapp.demos.race_frames import exact_frame, race_frame, rows_frame, surface_frame
from webapp.demos.race_view import RaceView
from webapp.demos.race_words import ENDS


@dataclass(frozen=True)
class DescentView(RaceView):
    """Which walk has the arrow, and whether it is drawn."""

    row: int = integer(0, 0, 6, label=("Walk with the arrow", "راه با پیکان"))
    step: int = integer(3, 0, 1000, label=("Step shown", "گام نمایش‌داده"))
    arrow: bool = flag(True, label=("Gradient and contour", "گرادیان و خط هم‌تراز"))


@DEMOS.add("descent", label=("Descent", "گرادیان کاهشی"))
@dataclass(frozen=True)
class Descent(Demo):
    """x <- x - lr g from one start at several learning rates."""

    chapter: ClassVar[str] = "optimization"
    title: ClassVar[Text] = ("One dial decides everything", "یک پیچ همه‌چیز را تعیین می‌کند")
    idea: ClassVar[Text] = (
        "Every step goes straight down, across the contour. How far it goes is the learning rate.",
        "هر گام یک‌راست رو به پایین و عمود بر خط هم‌تراز است. درازایش را نرخ یادگیری تعیین می‌کند.",
    )
    metrics: ClassVar[Mapping[str, Text]] = METRICS
    counts: ClassVar[Text] = ("walk", "راه")
    View: ClassVar[type[View]] = DescentView

    lr: float = learning_rate(0.17)
    others: tuple[tuple[float, ...], ...] = matrix(
        "0.01,0.1,0.21",
        LOWEST_RATE,
        HIGHEST_RATE,
        columns=(1, 6),
        label=("Beside it", "در کنار آن"),
        help=(
            "Further learning rates that walk from the same start at the same time.",
            "نرخ‌های دیگری که هم‌زمان از همان آغاز راه می‌افتند.",
        ),
    )
    surface: Surface = pick(SURFACES, "bowl", group="surface", label=("Surface", "رویه"))
    zoom: float = magnification()
    steps: int = integer(50, 1, 1000, scale="log", group="start", label=("Steps", "گام‌ها"))
    net_lr: float = real(
        1e-3,
        LOWEST_RATE,
        HIGHEST_RATE,
        scale="log",
        group="network",
        label=("Learning rate of the network", "نرخ یادگیری شبکه"),
        help=(
            "The same dial on the lecture's network, further down the page.",
            "همین پیچ روی شبکهٔ درس، پایین‌تر در همین صفحه.",
        ),
    )
    at: int = integer(
        0, 0, 1000, advanced=True, label=("Exact numbers from step", "عددهای دقیق از گام")
    )

    def check(self) -> None:
        """Refuse more steps than can be computed at once."""
        refuse_slow(self.steps, self.cost())

    def cost(self) -> float:
        """Two races: the walks that are drawn, and the sweep over all rates.

        The network costs 50 ms where its rate is new; its sweep ships with the engine.
        """
        return self.steps * 2 * (15 + 0.8 * self.surface.graph().work) / 1000

    def run(self) -> Iterator[Event]:
        graph, start = self.surface.graph(), (self.surface.x, self.surface.y)
        racers: list[Racer] = [RACERS["sgd"](lr=lr) for lr in (self.lr, *self.others[0])]
        run = race(graph, [(racer.made(), racer.lr) for racer in racers], start, self.steps)
        swept = sweep(graph, start, self.steps, self.surface.lowest)
        left = heights_left(run, swept.lowest)
        rows = rows_frame(racers, run)
        for k, row in enumerate(rows):
            row["regime"] = regime(run, k, float(left[k]))
            row["left"] = float(left[k])
        yield Frame("surface", 0, surface_frame(self.surface, self.zoom))
        yield Frame("rows", 0, rows)
        yield Frame("race", 0, race_frame(run, self.surface.lowest, 1))
        yield Frame("exact", 0, exact_frame(run, self.at))
        yield Frame("sweep", 0, {
            "rates": swept.rates.tolist(),
            "left": swept.left.tolist(),
            "regimes": list(swept.regimes),
            "steepest": swept.steepest,
            "limit": 2 / swept.steepest if swept.steepest > 0 else None,
        })  # fmt: skip
        yield Frame("network", 0, network_frame(self.net_lr))
        for k, row in enumerate(rows):
            x, y = row["point"]
            said = {"lr": row["lr"], "steps": row["last"], "loss": row["value"], "x": x, "y": y}
            yield Metrics(k, said)
        yield Done("finished")

    @classmethod
    def page(cls) -> dict[str, Any]:
        return {
            "ends": {key: list(said) for key, said in ENDS.items()},
            "regimes": {key: list(said) for key, said in REGIME_NAMES.items()},
            "why": {key: list(said) for key, said in WHY.items()},
            "lost": list(LOST),
            "explained": {key: [list(t) for t in said] for key, said in EXPLAINED.items()},
        }
