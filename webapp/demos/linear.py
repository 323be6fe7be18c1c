"""D07: a line per class among points of the plane, two losses at once, the whole walk at hand."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import Any, ClassVar

from engine.events import Done, Event, Frame, Metrics
from engine.linear import PRESETS, START_B, START_W
from engine.registry import Text
from engine.rules import ELEMENTWISE, Rule
from engine.schema import BadParams, Refusal, choice, flag, integer, matrix, pick, points, real
from webapp.demos import linear_words as words
from webapp.demos.base import DEMOS, Demo, View
from webapp.demos.linear_scene import Scene

Rows = tuple[tuple[float, ...], ...]
FARTHEST, LARGEST = 100.0, 1000.0
MOST_POINTS, MOST_STEPS = 150, 1000
# Biases are not penalized here, so rules that bring a decay of their own are left out.
PLAIN_RULES = {key: rule for key, rule in ELEMENTWISE.items() if not rule.weights_only}


@dataclass(frozen=True)
class LinearView(View):
    """What is drawn, which point is spelled out, and what a press on the plane does."""

    show: str = choice("both", words.SHOWN, label=("Losses shown", "هزینه‌های نمایان"))
    point: int = integer(8, 0, MOST_POINTS - 1, label=("Point spelled out", "نقطهٔ نوشته‌شده"))
    margins: bool = flag(True, label=("Margins", "حاشیه‌ها"))
    arrows: bool = flag(True, label=("Lines and arrows", "خط‌ها و پیکان‌ها"))
    pen: str = choice("none", words.PENS, label=("A press adds", "فشردن می‌افزاید"))
    speed: str = choice("20", words.SPEEDS, label=("Updates a second", "به‌روزرسانی در ثانیه"))
    curve: str = choice("total", words.CURVES, label=("Curve", "منحنی"))
    log_y: bool = flag(False, label=("Log scale of the loss", "مقیاس لگاریتمی هزینه"))
    log_x: bool = flag(False, label=("Log scale of the step", "مقیاس لگاریتمی گام"))


@DEMOS.add("linear", label=("Linear classifier", "دسته‌بند خطی"))
@dataclass(frozen=True)
class Linear(Demo):
    """Two linear classifiers that start alike, each walking down a loss of its own."""

    chapter: ClassVar[str] = "linear"
    title: ClassVar[Text] = ("One line per class", "برای هر کلاس یک خط")
    idea: ClassVar[Text] = (
        "Drag a point and see which loss still cares. "
        "The SVM rests at its margin; softmax never does.",
        "نقطه‌ای را بکشید و ببینید کدام هزینه هنوز واکنش دارد. "
        "SVM در حاشیه آرام می‌گیرد؛ سافت‌مکس هرگز.",
    )
    metrics: ClassVar[Mapping[str, Text]] = words.METRICS
    counts: ClassVar[Text] = ("point", "نقطه")
    View: ClassVar[type[View]] = LinearView

    first: str = choice(
        "hinge", words.LOSSES_SAID, group="loss", label=("First loss", "هزینهٔ نخست")
    )
    second: str = choice(
        "softmax", words.LOSSES_SAID, group="loss", label=("Second loss", "هزینهٔ دوم")
    )
    strength: float = real(
        0.01,
        0,
        10,
        scale="log",
        floor=1e-4,
        group="loss",
        label=("Regularization λ", "ضریب تنظیم λ"),
        help=("Shrinks the arrows; biases are spared.", "پیکان‌ها را کوتاه می‌کند؛ بایاس‌ها نه."),
    )
    penalty: str = choice(
        "half",
        words.PENALTY_SAID,
        group="loss",
        label=("What λ adds", "آنچه λ می‌افزاید"),
        help=words.PENALTY_HELP,
    )
    lr: float = real(
        0.1,
        1e-4,
        100,
        scale="log",
        group="update",
        label=("Step size", "اندازهٔ گام"),
        help=("How far one update goes.", "هر به‌روزرسانی چقدر پیش می‌رود."),
    )
    rule: Rule = pick(PLAIN_RULES, "sgd", group="update", label=("Rule", "قاعده"))
    steps: int = integer(
        200,
        0,
        MOST_STEPS,
        group="update",
        label=("Updates made", "به‌روزرسانی‌های انجام‌شده"),
        help=("The length of the walk from the start.", "درازای مسیر از آغاز."),
    )
    back: int = integer(
        0,
        0,
        MOST_STEPS,
        group="update",
        label=("Looking back", "نگاه به گذشته"),
        help=("How many updates before the last is shown.", "نمایش چند گام پیش از آخرین."),
    )
    points: Rows = points(
        PRESETS["nine"].points,
        -FARTHEST,
        FARTHEST,
        classes=5,
        longest=MOST_POINTS,
        group="data",
        label=("Points", "نقطه‌ها"),
        help=words.POINTS_HELP,
    )
    W: Rows = matrix(
        START_W,
        -LARGEST,
        LARGEST,
        rows=(2, 5),
        group="start",
        label=("First weights W", "وزن‌های آغازین W"),
        help=("One row a class: its arrow.", "هر کلاس یک سطر: پیکان آن."),
    )
    b: Rows = matrix(
        START_B,
        -LARGEST,
        LARGEST,
        columns=(2, 5),
        group="start",
        label=("First biases b", "بایاس‌های آغازین b"),
        help=("One a class: moves its line.", "هر کلاس یکی: خط آن را جابه‌جا می‌کند."),
    )

    def check(self) -> None:
        """Refuse points, biases and steps that do not fit W or one another."""
        bad = {}
        classes = len(self.W)
        beyond = [(n, row[2]) for n, row in enumerate(self.points, 1) if row[2] >= classes]
        if not self.points:
            bad["points"] = Refusal("fit", "0", 1, text=words.NO_POINT)
        elif beyond:
            row, got = beyond[0]
            bad["points"] = Refusal("fit", str(got), row, classes - 1, text=words.TOO_HIGH)
        if len(self.b[0]) != classes:
            bad["b"] = Refusal("fit", str(len(self.b[0])), classes, text=words.ONE_A_CLASS)
        if self.back > self.steps:
            bad["back"] = Refusal("fit", str(self.back), 0, self.steps, text=words.TOO_FAR_BACK)
        if bad:
            raise BadParams(bad)

    def cost(self) -> float:
        return 3 + 2 * self.steps * (0.05 + 2e-4 * len(self.points))

    def run(self) -> Iterator[Event]:
        scene = Scene(self)
        yield from (Frame(name, 0, data) for name, data in scene.frames())
        for i in range(len(self.points)):
            yield Metrics(i, scene.row(i))
        yield Done("finished")

    @classmethod
    def page(cls) -> dict[str, Any]:
        """Presets, and shorter names of the losses."""
        presets = {key: asdict(preset) for key, preset in PRESETS.items()}
        return {"presets": presets, "losses": words.SHORT, "brief": words.BRIEF}
