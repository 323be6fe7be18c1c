"""D09: what a penalty does to weights: on two of them, on a whole W, on real images."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from engine.events import Done, Event, Frame, Metrics
from engine.lecture.examples import S47, S61_PAIR, S61_X
from engine.registry import Text
from engine.schema import BadParams, Refusal, choice, flag, integer, matrix, real
from webapp.demos.base import DEMOS, Demo, View
from webapp.demos.regularization_frames import Frames
from webapp.demos.regularization_words import (
    CONVENTIONS,
    IMAGES,
    KIND_WORDS,
    METRICS,
    PHOTOS,
    TWO_CLASSES,
)

Rows = tuple[tuple[float, ...], ...]
BOUND = 1e6


@dataclass(frozen=True)
class RegularizationView(View):
    """What stands beside the chosen penalty, and how the curves are drawn."""

    beside: str = choice("l2", KIND_WORDS, label=("Beside it", "در کنار آن"))
    path: bool = flag(True, label=("Path of λ", "مسیر λ"))
    log_x: bool = flag(True, label=("log λ", "λ لگاریتمی"))
    log_y: bool = flag(False, label=("log loss", "هزینهٔ لگاریتمی"))


@DEMOS.add("regularization", label=("Regularization", "تنظیم وزن‌ها"))
@dataclass(frozen=True)
class Regularization(Demo):
    """Penalties on two weights, on the scale of W, on two weight vectors and on real images."""

    chapter: ClassVar[str] = "losses"
    title: ClassVar[Text] = ("The penalty decides among weights", "تنظیم میان وزن‌ها داوری می‌کند")
    idea: ClassVar[Text] = (
        "Drag the minimum of the loss. At a corner of L1 a weight is exactly 0; the circle of L2"
        " has no corners.",
        "کمینهٔ هزینه را بکشید. در گوشهٔ L1 یک وزن درست 0 می‌شود؛ دایرهٔ L2 گوشه ندارد.",
    )
    metrics: ClassVar[Mapping[str, Text]] = METRICS
    counts: ClassVar[Text] = ("number", "شماره")
    View: ClassVar[type[View]] = RegularizationView

    regularizer: str = choice(
        "l1",
        KIND_WORDS,
        group="penalty",
        label=("Regularizer R", "تنظیم‌کنندهٔ R"),
        help=("What large weights cost.", "هزینهٔ بزرگ‌بودن وزن‌ها."),
    )
    strength: float = real(
        0.1,
        0,
        10,
        scale="log",
        floor=1e-3,
        group="penalty",
        label=("Regularization strength λ", "شدت تنظیم λ"),
        help=("0 leaves the loss alone.", "با 0 فقط هزینهٔ داده‌ها می‌ماند."),
    )
    beta: float = real(
        0.5,
        0,
        10,
        group="penalty",
        label=("Share of squares β", "سهم مربع‌ها β"),
        help=("Only the elastic net has it.", "فقط تور کشسان آن را دارد."),
    )
    penalty: str = choice(
        "half",
        CONVENTIONS,
        group="penalty",
        label=("Convention of L2", "قرارداد L2"),
        help=(
            "Slides 61 and 81 print λΣW², the run of slide 192 used the half.",
            "اسلایدهای ۶۱ و ۸۱ λΣW² نوشته‌اند، اجرای اسلاید ۱۹۲ نصف آن را به کار برده است.",
        ),
    )
    minimum: Rows = matrix(
        "0.85,0.3",
        -1,
        1,
        group="bowl",
        label=("Minimum of the loss", "کمینهٔ هزینه"),
        help=("Both weights without a penalty.", "هر دو وزن بدون تنظیم."),
    )
    correlation: float = real(
        -0.7,
        -0.9,
        0.9,
        step=0.05,
        group="bowl",
        label=("Correlation of the inputs", "همبستگی ورودی‌ها"),
        help=("Tilts the ellipses.", "بیضی‌ها را کج می‌کند."),
    )
    spread: float = real(
        1,
        0.25,
        4,
        scale="log",
        group="bowl",
        label=("Spread of the second input", "پراکندگی ورودی دوم"),
        help=("Of the first it is 1.", "پراکندگی ورودی نخست 1 است."),
    )
    alpha: float = real(
        1,
        0,
        4,
        step=0.01,
        group="scale",
        label=("Scale α", "مقیاس α"),
        help=("Every weight is multiplied by it.", "همهٔ وزن‌ها در آن ضرب می‌شوند."),
    )
    images: str = choice(
        "car",
        IMAGES,
        group="scale",
        label=("Images in the loss", "تصویرهای هزینه"),
        help=("Slide 60 asks about the car.", "پرسش اسلاید ۶۰ دربارهٔ خودرو است."),
    )
    scores: Rows = matrix(
        S47,
        -BOUND,
        BOUND,
        group="scale",
        label=("Scores at α = 1", "امتیازها با مقیاس 1"),
        help=("Rows cat, car, frog.", "سطرها گربه، خودرو، قورباغه."),
    )
    x: Rows = matrix(
        S61_X,
        -BOUND,
        BOUND,
        group="pair",
        label=("Input x", "ورودی x"),
    )
    pair: Rows = matrix(
        S61_PAIR,
        -BOUND,
        BOUND,
        group="pair",
        label=("Rows w₁ and w₂", "دو سطر وزن"),
    )
    one: str = choice("airplane", PHOTOS, group="photos", label=("First class", "کلاس نخست"))
    other: str = choice("frog", PHOTOS, group="photos", label=("Second class", "کلاس دوم"))
    examples: int = integer(
        50,
        10,
        250,
        group="photos",
        label=("Training images a class", "تصویرهای آموزشی هر کلاس"),
        help=("Few of them overfit.", "شمار کم به بیش‌برازش می‌انجامد."),
    )

    def check(self) -> None:
        """Refuse one class twice."""
        if self.one == self.other:
            raise BadParams({"other": Refusal("fit", self.other, text=TWO_CLASSES)})

    def cost(self) -> float:
        """Sweeps of three penalties, unless they are known already: measured on one core."""
        return 150.0 + 0.15 * self.examples

    def run(self) -> Iterator[Event]:
        frames = Frames(self)
        yield Frame("touch", 0, frames.touch())
        yield Frame("path", 0, frames.path())
        yield Frame("curve", 0, frames.curve())
        yield Frame("point", 0, frames.point())
        yield Frame("formula", 0, frames.formula())
        yield Frame("pair", 0, frames.pair())
        yield Frame("convention", 0, frames.convention())
        swept = frames.sweep()
        yield Frame("sweep", 0, swept)
        for row, values in enumerate(frames.rows(swept)):
            yield Metrics(row, values)
        yield Done("finished")

    @classmethod
    def page(cls) -> dict[str, Any]:
        return {
            "kinds": {key: list(label) for key, label in KIND_WORDS.items()},
            "photos": {key: list(label) for key, label in PHOTOS.items()},
        }
