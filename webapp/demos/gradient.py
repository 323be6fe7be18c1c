"""D11: from the secant to the tangent, the gradient check, and a backward pass to write."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from engine.differences import BUGS, MODELS
from engine.events import Done, Event, Frame, Metrics
from engine.expressions import LONGEST, Graph, read
from engine.registry import Text
from engine.schema import choice, integer, pick, real, seed, text
from engine.schema.spec import TextMistake
from webapp.demos.base import DEMOS, Demo, View
from webapp.demos.gradient_blanks import WRITTEN, Written, answers, passes
from webapp.demos.gradient_frames import check, curve, secants, slide, widths_of
from webapp.demos.gradient_verdicts import CAUSES, NO_VALUE, VERDICTS
from webapp.demos.gradient_words import FINGERPRINTS

WRITTEN_OF_X: Text = (
    "As a function of x: + - * / ^, exp, log, sin, cos, tanh, max, abs, sqrt.",
    "تابعی از x: عملگرهای + - * / ^ و تابع‌های exp, log, sin, cos, tanh, max, abs, sqrt.",
)


def read_of_x(typed: str) -> Graph:
    """The function typed; raises TextMistake where it names y."""
    graph = read(typed)
    for node in graph.nodes:
        if node.op == "y":
            english, persian = (
                "expected a function of x alone, got y",
                "تابعی تنها از x لازم است، ولی y آمده است",
            )
            raise TextMistake(node.start + 1, (english, persian))
    return graph


@dataclass(frozen=True)
class GradientView(View):
    """How much of the slide's table is uncovered, and whose error is drawn."""

    uncovered: int = integer(1, 0, 3, label=("Rows uncovered", "سطرهای روشده"))
    of: str = choice(
        "loss",
        {"loss": ("the loss", "هزینه"), "f": ("f at x", "تابع در x")},
        label=("Error of the slope of", "خطای شیبِ"),
    )


@DEMOS.add("gradient", label=("Gradient", "گرادیان"))
@dataclass(frozen=True)
class Gradient(Demo):
    """(f(x + h) - f(x)) / h beside what calculus says."""

    chapter: ClassVar[str] = "optimization"
    title: ClassVar[Text] = ("Which way is down?", "پایین کدام سو است؟")
    idea: ClassVar[Text] = (
        "Move a little and see what f does: that is a slope. Calculus gives it exactly and faster; "
        "so write that, and check it with this.",
        "اندکی جابه‌جا شوید و ببینید تابع چه می‌کند: این شیب است. حسابان آن را دقیق و تندتر می‌دهد؛ "
        "پس آن را بنویسید و با این بسنجید.",
    )
    metrics: ClassVar[Mapping[str, Text]] = {
        "forward": ("forward difference", "تفاضل پیشرو"),
        "centred": ("centred difference", "تفاضل مرکزی"),
        "exact": ("calculus", "حسابان"),
    }
    counts: ClassVar[Text] = ("point", "نقطه")
    View: ClassVar[type[View]] = GradientView

    f: str = text(
        "sin(2*x) + x^2/4",
        parse=read_of_x,
        longest=LONGEST,
        group="secant",
        label=("f(x) =", "f(x) ="),
        help=WRITTEN_OF_X,
    )
    x: float = real(0.3, -4, 4, step=0.01, group="secant", label=("Point x", "نقطهٔ x"))
    h: float = real(0.9, 1e-15, 4, scale="log", group="secant", label=("Width h", "پهنای h"))
    model: str = choice("softmax", MODELS, group="check", label=("Loss", "هزینه"))
    bug: str = choice("none", BUGS, group="check", label=("Planted mistake", "اشتباه عمدی"))
    precision: str = choice(
        "float64",
        {"float64": ("float64", "float64"), "float32": ("float32", "float32")},
        group="check",
        label=("Digits", "دقت عددها"),
    )
    images: int = integer(10, 2, 50, group="check", label=("Images", "تصویرها"))
    strength: float = real(
        0.1, 0, 10, scale="log", floor=1e-4, group="check", label=("Strength λ", "شدت λ")
    )
    seed: int = seed(0, group="check", label=("Seed of the weights", "بذر وزن‌ها"))
    exercise: Written = pick(
        WRITTEN, "neuron", group="answers", label=("Backward pass of", "محاسبات رو به عقبِ")
    )

    def cost(self) -> float:
        """The sweep over h and the passes, unless they are known already: measured on one core."""
        return 120.0 + (2.5 if self.model == "two_layer" else 1.0) * self.images

    def run(self) -> Iterator[Event]:
        graph = read(self.f)
        here = secants(graph, self.x, self.h)
        yield Frame("curve", 0, curve(graph))
        yield Frame("secant", 0, here)
        yield Frame("slide", 0, slide())
        yield Frame("check", 0, check(self))
        yield Frame("widths", 0, widths_of(self, graph))
        yield Frame("answers", 0, answers(self.exercise))
        yield Metrics(0, {name: here[name] for name in self.metrics})
        yield Done("finished")

    @classmethod
    def page(cls) -> dict[str, Any]:
        return {
            "fingerprints": {key: [list(t) for t in said] for key, said in FINGERPRINTS.items()},
            "verdicts": {key: [list(t) for t in said] for key, said in VERDICTS.items()},
            "causes": {key: [list(NO_VALUE), list(said)] for key, said in CAUSES.items()},
            "passes": passes(),
        }
