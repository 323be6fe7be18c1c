"""D05: Wx + b, cell by cell, on the lecture's four pixels."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import Any, ClassVar

import numpy as np

from engine.backend import Array
from engine.events import Done, Event, Frame, Metrics
from engine.lecture.examples import S39_B, S39_PRINTED, S39_W, S39_X, slide_39
from engine.losses import LOSSES
from engine.registry import Text
from engine.schema import BadParams, Refusal, choice, flag, integer, matrix
from engine.scores import Shapes, bias_trick, linear_scores, running
from webapp.demos.base import DEMOS, Demo, View
from webapp.demos.formula import Expression, at, joined, mark, row, sub
from webapp.demos.scores_words import CLASSES, METRICS, ONE_A_CLASS, ONE_A_PIXEL, RIGHT_CLASS

Rows = tuple[tuple[float, ...], ...]
BOUND = 1e6


@dataclass(frozen=True)
class ScoresView(View):
    """Which row is spelled out, and whether the reader looks for the slide's mistake."""

    row: int = integer(0, 0, 9, label=("Row spelled out", "سطر نوشته‌شده"))
    hunt: bool = flag(False, label=("Find the mistake", "خطا را بیابید"))
    guess: str = choice(
        "none",
        {"none": ("none yet", "هنوز هیچ"), **{str(k): CLASSES[k] for k in range(3)}},
        label=("Suspected row", "سطر مشکوک"),
    )


@DEMOS.add("scores", label=("Scores", "امتیازها"))
@dataclass(frozen=True)
class Scores(Demo):
    """The scores of one small image, every product and sum shown."""

    chapter: ClassVar[str] = "linear"
    title: ClassVar[Text] = ("A score is one dot product", "هر امتیاز یک ضرب داخلی است")
    idea: ClassVar[Text] = (
        "Each class weighs the pixels with a row of its own and adds a bias. Change any number.",
        "هر کلاس با سطر خودش به پیکسل‌ها وزن می‌دهد و بایاسی می‌افزاید. هر عددی را تغییر دهید.",
    )
    metrics: ClassVar[Mapping[str, Text]] = METRICS
    counts: ClassVar[Text] = ("row", "سطر")
    View: ClassVar[type[View]] = ScoresView

    W: Rows = matrix(
        S39_W,
        -BOUND,
        BOUND,
        rows=(2, 10),
        columns=(1, 12),
        group="numbers",
        label=("Weights W", "وزن‌های W"),
        help=("One row a class, one column a pixel.", "هر کلاس یک سطر و هر پیکسل یک ستون."),
    )
    x: Rows = matrix(
        S39_X,
        -BOUND,
        BOUND,
        columns=(1, 12),
        group="numbers",
        label=("Pixels x", "پیکسل‌های x"),
        help=("The image, stretched into a column.", "تصویر که به یک ستون کشیده شده است."),
    )
    b: Rows = matrix(
        S39_B,
        -BOUND,
        BOUND,
        columns=(2, 10),
        group="numbers",
        label=("Biases b", "بایاس‌های b"),
        help=("One a class; it does not see the image.", "هر کلاس یکی؛ تصویر را نمی‌بیند."),
    )
    y: int = integer(
        0,
        0,
        9,
        group="numbers",
        label=("Right class y", "کلاس درست y"),
        help=("Counted from 0; the picture shows a cat.", "از صفر شمرده می‌شود؛ تصویر، گربه است."),
    )
    trick: bool = flag(
        False,
        group="numbers",
        label=("Bias trick", "ترفند بایاس"),
        help=(
            "The bias becomes one more column of W, against a pixel that is always 1.",
            "بایاس ستون دیگری از W می‌شود، در برابر پیکسلی که همیشه 1 است.",
        ),
    )
    side: int = integer(32, 1, 256, group="shapes", label=("Image side", "ضلع تصویر"))
    channels: int = integer(3, 1, 4, group="shapes", label=("Channels", "کانال‌ها"))
    classes: int = integer(10, 2, 1000, group="shapes", label=("Classes", "کلاس‌ها"))
    examples: int = integer(
        50_000,
        1,
        10_000_000,
        scale="log",
        group="shapes",
        label=("Training images", "تصویرهای آموزشی"),
    )

    def check(self) -> None:
        """Refuse sizes that do not fit one another."""
        bad = {}
        if len(self.x[0]) != len(self.W[0]):
            bad["x"] = Refusal("fit", str(len(self.x[0])), len(self.W[0]), text=ONE_A_PIXEL)
        if len(self.b[0]) != len(self.W):
            bad["b"] = Refusal("fit", str(len(self.b[0])), len(self.W), text=ONE_A_CLASS)
        if self.y >= len(self.W):
            bad["y"] = Refusal("fit", str(self.y), len(self.W) - 1, text=RIGHT_CLASS)
        if bad:
            raise BadParams(bad)

    def run(self) -> Iterator[Event]:
        W, x, b = (np.array(rows) for rows in (self.W, self.x[0], self.b[0]))
        scores = linear_scores(W, x, b)
        judged = _losses(scores)
        yield Frame("scores", 0, _parts(W, x, b, self.trick) | {"y": self.y} | judged)
        yield Frame("formula", 0, [_formula(k, len(x), self.trick) for k in range(len(W))])
        yield Frame("slide", 0, _against_the_slide(W, x, b, scores))
        yield Frame("shapes", 0, self._shapes())
        sums = running(W * x)[:, -1]
        for k in range(len(W)):
            said = {"sum": sums[k], "bias": b[k], "score": scores[k]}
            yield Metrics(k, said | {name: values[k] for name, values in judged.items()})
        yield Done("finished")

    def _shapes(self) -> dict[str, Any]:
        pixels = self.side * self.side * self.channels
        shapes = Shapes(pixels, self.classes, self.examples, self.trick)
        derived = ("columns", "weights", "biases", "parameters", "data", "sides")
        image = [self.side, self.side, self.channels]
        return {"image": image} | asdict(shapes) | {n: getattr(shapes, n) for n in derived}

    @classmethod
    def page(cls) -> dict[str, Any]:
        return {"classes": [list(name) for name in CLASSES]}


def _parts(W: Array, x: Array, b: Array, trick: bool) -> dict[str, Any]:
    """Every number between the pixels and the scores, as lists."""
    wide, long = bias_trick(W, x, b) if trick else (W, x)
    products = wide * long
    scores = linear_scores(W, x, b)
    return {
        "W": wide.tolist(),
        "x": long.tolist(),
        "b": b.tolist(),
        "products": products.tolist(),
        "running": running(products).tolist(),
        "sums": running(W * x)[:, -1].tolist(),
        "scores": scores.tolist(),
        "best": int(scores.argmax()),
    }


def _losses(scores: Array) -> dict[str, list[float]]:
    """Both losses, were each class in turn the right one."""
    alike, right = np.tile(scores, (len(scores), 1)), np.arange(len(scores))
    return {key: LOSSES[key]().per_example(alike, right).tolist() for key in ("hinge", "softmax")}


def _formula(k: int, pixels: int, trick: bool) -> Expression:
    columns = pixels + trick
    products = [
        row(at(f"scores.W.{k}.{d}", "factor"), "·", at(f"scores.x.{d}", "factor"))
        for d in range(columns)
    ]
    bias = [] if trick else ["+", at(f"scores.b.{k}", "factor")]
    return row(
        sub("s", str(k)), "=", joined(products, "+"), *bias, "=", mark(at(f"scores.scores.{k}"))
    )


def _against_the_slide(W: Array, x: Array, b: Array, scores: Array) -> dict[str, Any] | None:
    """What slide 39 prints; None when the numbers are not the slide's."""
    same = [
        np.array_equal(ours, theirs) for ours, theirs in zip((W, x, b), slide_39(), strict=True)
    ]
    if not all(same):
        return None
    agrees = np.isclose(scores, S39_PRINTED, rtol=0, atol=1e-9)
    return {"printed": list(S39_PRINTED), "agrees": agrees.tolist()}
