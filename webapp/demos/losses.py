"""D08: two losses of one table of scores, every intermediate number shown."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np

from engine.events import Done, Event, Frame, Metrics
from engine.lecture.examples import S43, S43_RIGHT, S47, S47_RIGHT, S65, S65_RIGHT
from engine.loss_steps import trace
from engine.losses.cross_entropy import CrossEntropy
from engine.registry import Text
from engine.schema import choice, flag, integer, matrix, real
from webapp.demos.base import DEMOS, Demo, View
from webapp.demos.formula import Expression
from webapp.demos.losses_check import check_table
from webapp.demos.losses_formula import hinge_formula, softmax_formula
from webapp.demos.losses_frames import Pair, chains, jiggled, judged, listed, margin_loss, what_ifs
from webapp.demos.losses_words import GUESSES, METRICS, NAMES, WHAT_IFS, questions

Rows = tuple[tuple[float, ...], ...]
PRESETS = {"slide": (S47, S47_RIGHT), "cifar": (S43, S43_RIGHT), "plain": (S65, S65_RIGHT)}


@dataclass(frozen=True)
class LossesView(View):
    """Which chain of steps is shown and how far, which what-if is asked and what was guessed."""

    chain: str = choice(
        "hinge",
        {"hinge": ("SVM", "SVM"), "softmax": ("softmax", "سافت‌مکس")},
        label=("Steps of", "گام‌های"),
    )
    line: int = integer(0, 0, 8, label=("Lines lit, 0 for all", "سطرهای روشن؛ صفر یعنی همه"))
    whatif: str = choice(
        "own",
        {key: label for key, (_, label) in WHAT_IFS.items()},
        label=("What if", "چه می‌شد اگر"),
    )
    guess: str = choice("none", GUESSES, label=("Guess", "حدس"))


@DEMOS.add("losses", label=("Losses", "هزینه‌ها"))
@dataclass(frozen=True)
class Losses(Demo):
    """The SVM loss and the cross-entropy of a table of scores, side by side."""

    chapter: ClassVar[str] = "losses"
    title: ClassVar[Text] = ("How unhappy are these scores?", "این امتیازها چقدر بدند؟")
    idea: ClassVar[Text] = (
        "Drag a score. The SVM is content past its margin; softmax always wants more.",
        "امتیازی را بکشید. SVM پس از گذر از حاشیه راضی است؛ سافت‌مکس همیشه بیشتر می‌خواهد.",
    )
    metrics: ClassVar[Mapping[str, Text]] = METRICS
    counts: ClassVar[Text] = ("image", "تصویر")
    View: ClassVar[type[View]] = LossesView

    margin: float = real(
        1,
        0,
        10,
        step=0.1,
        group="loss",
        label=("Margin Δ", "حاشیهٔ Δ"),
        help=(
            "How far the right class must lead to cost nothing.",
            "کلاس درست باید دست‌کم این اندازه جلوتر باشد تا هزینه‌ای نداشته باشد.",
        ),
    )
    square: bool = flag(False, group="loss", label=("Squared hinge", "لولای مربعی"))
    own: bool = flag(False, group="loss", label=("Include j = y", "با j = y"))
    mean: bool = flag(False, group="loss", label=("Mean over the classes", "میانگین روی کلاس‌ها"))
    temperature: float = real(
        1,
        0.01,
        100,
        scale="log",
        group="loss",
        label=("Temperature T", "دمای T"),
        help=(
            "Softmax divides the scores by it: below 1 it sharpens, above it flattens.",
            "سافت‌مکس امتیازها را بر آن تقسیم می‌کند: کمتر از 1 تیزتر و بیشتر از آن هموارتر.",
        ),
    )
    base: str = choice(
        "e",
        {"e": ("ln", "ln"), "2": ("log2", "log2"), "10": ("log10", "log10")},
        group="loss",
        label=("Logarithm", "لگاریتم"),
        help=("Base 10 gives the 0.89 of the source.", "پایهٔ 10 همان 0.89 منبع را می‌دهد."),
    )
    scores: Rows = matrix(
        S47,
        -1e6,
        1e6,
        rows=(2, 10),
        columns=(1, 8),
        group="numbers",
        label=("Scores", "امتیازها"),
        help=("One row a class, one column an image.", "هر کلاس یک سطر و هر تصویر یک ستون."),
    )
    y: Rows = matrix(
        S47_RIGHT,
        0,
        9,
        columns=(1, 8),
        group="numbers",
        label=("Right classes", "کلاس‌های درست"),
        help=("One an image, counted from 0.", "برای هر تصویر یکی، شمرده از صفر."),
    )
    names: str = choice(
        "slide",
        {
            "slide": ("cat, car, frog", "گربه، خودرو، قورباغه"),
            "cifar": ("the ten of CIFAR-10", "ده کلاس CIFAR-10"),
            "plain": ("class 0, 1, 2 …", "کلاس 0، 1، 2 …"),
        },
        group="numbers",
        label=("Names of the classes", "نام کلاس‌ها"),
    )
    image: int = integer(
        0,
        0,
        7,
        group="numbers",
        label=("Image looked at", "تصویر برگزیده"),
        help=("From 0.", "از صفر."),
    )
    moved: int = integer(
        0,
        0,
        9,
        group="numbers",
        label=("Score dragged", "امتیاز کشیدنی"),
        help=("A class, from 0.", "یک کلاس، از صفر."),
    )
    jiggle: float = real(
        0.1,
        0.001,
        10,
        scale="log",
        group="numbers",
        label=("Jiggle ±", "تکان ±"),
        help=("How far the right scores are moved.", "امتیازهای درست این اندازه جابه‌جا می‌شوند."),
    )

    def check(self) -> None:
        """Refuse labels and choices that the table does not have."""
        check_table(self.scores, self.y[0], image=self.image, moved=self.moved)

    def run(self) -> Iterator[Event]:
        table, y = np.array(self.scores).T, np.array(self.y[0], int)
        hinge = margin_loss(self.margin, square=self.square, own=self.own, mean=self.mean)
        cross = CrossEntropy(temperature=self.temperature, base=self.base)
        pair: Pair = {"hinge": hinge, "softmax": cross}
        found = judged(pair, table, y)
        scores, right = table[self.image], int(y[self.image])
        yield Frame("table", 0, found | {"scores": [list(row) for row in self.scores]})
        for name, chain in chains(hinge, cross, scores, right).items():
            yield Frame(name, 0, chain)
        yield Frame("formula", 0, self._formulas(right))
        yield Frame("trace", 0, listed(trace(hinge, cross, scores, right, self.moved)))
        yield Frame("jiggle", 0, jiggled(pair, table, y, self.jiggle))
        yield Frame("whatif", 0, what_ifs(self.margin, table, y))
        for i in range(len(table)):
            yield Metrics(i, {name: found[name][i] for name in METRICS})
        yield Done("finished")

    def _formulas(self, y: int) -> dict[str, Expression]:
        classes = len(self.scores)
        switches = {"own": self.own, "mean": self.mean, "square": self.square}
        return {
            "hinge": hinge_formula(classes, y, **switches),
            "softmax": softmax_formula(classes, y, self.base),
        }

    @classmethod
    def page(cls) -> dict[str, Any]:
        names = {key: [list(name) for name in known] for key, known in NAMES.items()}
        return {"names": names, "presets": PRESETS, "whatifs": questions()}
