"""D25: the quadratic model, Newton's step, who comes down with how many evaluations."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import Any, ClassVar

from engine.events import Done, Event, Frame, Metrics
from engine.race.racers import learning_rate
from engine.registry import Text
from engine.schema import choice, flag, integer, pick
from engine.second import FLOPS, METHODS, NETS, available, memory, readable, walks
from engine.surfaces import SURFACES, Surface
from webapp.demos import second_order_words as words
from webapp.demos.base import DEMOS, Demo, View
from webapp.demos.race_fields import magnification, refuse_slow
from webapp.demos.race_frames import race_frame, surface_frame
from webapp.demos.race_view import RaceView
from webapp.demos.second_order_frames import models_frame, rows_frame


@dataclass(frozen=True)
class SecondOrderView(RaceView):
    """Whose model is drawn, and what the loss is drawn against."""

    row: int = integer(1, 0, 4, label=("Method with the model", "روش دارای مدل"))
    step: int = integer(0, 0, 100, label=("Step shown", "گام نمایش‌داده"))
    model: bool = flag(True, label=("Quadratic model", "مدل درجهٔ دو"))
    against: str = choice("iterations", words.AGAINST, label=("Loss against", "هزینه در برابر"))


@DEMOS.add("second-order", label=("Second order", "مرتبهٔ دوم"))
@dataclass(frozen=True)
class SecondOrder(Demo):
    """x <- x - H^-1 g beside x <- x - lr g, BFGS and L-BFGS, from one start."""

    chapter: ClassVar[str] = "updates"
    title: ClassVar[Text] = ("Jump to the bottom of the model", "پرش به تهِ مدل")
    idea: ClassVar[Text] = (
        "Newton fits a quadratic where it stands and jumps to its flat place. That is superb in a "
        "bowl and wrong at a saddle.",
        "نیوتن در جای خود یک تابع درجهٔ دو می‌سازد و به جای هموارش می‌پرد. در کاسه عالی است و در "
        "نقطهٔ زینی نادرست.",
    )
    metrics: ClassVar[Mapping[str, Text]] = words.METRICS
    counts: ClassVar[Text] = ("method", "روش")
    View: ClassVar[type[View]] = SecondOrderView

    surface: Surface = pick(SURFACES, "rosenbrock", group="surface", label=("Surface", "رویه"))
    zoom: float = magnification()
    lr: float = learning_rate(0.001)
    steps: int = integer(40, 1, 100, scale="log", group="start", label=("Steps", "گام‌ها"))
    pairs: int = integer(
        10,
        1,
        100,
        scale="log",
        label=("Pairs m of L-BFGS", "جفت‌های m در L-BFGS"),
        help=("How many past steps it remembers.", "چند گام گذشته را به یاد می‌سپارد."),
    )
    parameters: int = integer(
        154160,
        1,
        1_000_000_000_000,
        scale="log",
        label=("Parameters n", "شمار پارامتر n"),
    )

    def check(self) -> None:
        """Refuse more steps than can be computed at once."""
        refuse_slow(self.steps, self.cost())

    def cost(self) -> float:
        """Five walks that evaluate the graph a few times a step."""
        return self.steps * (0.3 + 0.02 * self.surface.graph().work)

    def run(self) -> Iterator[Event]:
        graph, start = self.surface.graph(), (self.surface.x, self.surface.y)
        keys = METHODS if available() else METHODS[:3]
        walked = walks(graph, keys, start, self.steps, self.lr, self.pairs)
        rows = rows_frame(keys, walked)
        surface = surface_frame(self.surface, self.zoom)
        yield Frame("surface", 0, surface)
        yield Frame("rows", 0, rows)
        yield Frame("race", 0, race_frame(walked.race, self.surface.lowest, 1))
        width = surface["x"][1] - surface["x"][0]
        yield Frame("models", 0, models_frame(graph, walked, self.lr, width))
        yield Frame("memory", 0, self.memory())
        for k, row in enumerate(rows):
            f, g, h = row["counts"]
            said = {"steps": row["last"], "loss": row["value"]}
            yield Metrics(k, said | {"values": f, "gradients": g, "hessians": h})
        yield Done("finished")

    def memory(self) -> dict[str, Any]:
        """What every method stores, in readable units, and the operations of one solve."""
        kept = asdict(memory(self.parameters, self.pairs))
        operations = kept.pop("operations")
        stored = [
            {"key": key, "bytes": size, "shown": readable(size)} for key, size in kept.items()
        ]
        return {
            "n": self.parameters,
            "stored": stored,
            "operations": operations,
            "seconds": operations / FLOPS,
        }

    @classmethod
    def page(cls) -> dict[str, Any]:
        return {
            "ends": {key: list(said) for key, said in words.ENDS.items()},
            "names": {key: list(said) for key, said in words.NAMES.items()},
            "short": {key: list(said) for key, said in words.SHORT.items()},
            "stored": {key: list(said) for key, said in words.STORED.items()},
            "kinds": {key: [list(t) for t in said] for key, said in words.KIND.items()},
            "long": list(words.LONG),
            "missing": None if available() else [list(said) for said in words.MISSING],
            "nets": [[list(name), n] for name, n in NETS],
        }
