"""D06: a linear classifier trains on CIFAR-10 and its ten rows are watched as pictures."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from engine.backend import Device
from engine.course import Course, cifar_page, course_plan, linear_look, network_of, refuse_state
from engine.data import CLASSES
from engine.events import Event
from engine.layers import Layer
from engine.losses import LOSSES, Loss
from engine.network import PRESETS
from engine.penalties import PENALTIES, Penalty
from engine.registry import Text
from engine.rules import Rule
from engine.schedules import Schedule
from engine.schema import change, choice, pick, real
from webapp.demos.base import DEMOS, Arrays, LiveDemo, Saved, View, pace
from webapp.demos.course_fields import (
    CourseView,
    batch_size,
    learning_rate,
    length,
    mirror,
    parts_of_batch,
    rate_schedule,
    seed_of_run,
    training_images,
    update_rule,
)
from webapp.demos.course_words import METRICS, NOTES


@dataclass(frozen=True)
class TemplatesView(CourseView):
    """The template enlarged and the scale of all, beside what every such page shows."""

    scale: str = choice(
        "own",
        {"own": ("own scale", "مقیاس هر الگو"), "shared": ("one scale", "مقیاس مشترک")},
        label=("Colour scale", "مقیاس رنگ"),
    )
    row: str = choice(
        "answer",
        {"answer": ("the answer", "پاسخ"), **{str(c): name for c, name in enumerate(CLASSES)}},
        label=("Template enlarged", "الگوی بزرگ‌شده"),
    )


@DEMOS.add("templates", label=("Templates", "الگوها"))
@dataclass(frozen=True)
class Templates(LiveDemo):
    """f(x, W, b) = Wx + b learns real images; row c of W is the template of class c."""

    chapter: ClassVar[str] = "linear"
    title: ClassVar[Text] = (
        "One template per class",
        "برای هر کلاس، یک الگو",
    )
    idea: ClassVar[Text] = (
        "Each row of W is a picture. Its score is how well an image matches it, pixel by pixel.",
        "هر سطر W یک تصویر است. امتیاز می‌گوید هر تصویر، پیکسل به پیکسل، چقدر با آن جور است.",
    )
    devices: ClassVar[tuple[str, ...]] = ("cpu", "gpu")
    metrics: ClassVar[Mapping[str, Text]] = METRICS
    notes: ClassVar[Mapping[str, Text]] = NOTES
    View: ClassVar[type[View]] = TemplatesView

    speed: str = pace("100")  # a few seconds in which the pictures can be seen to form
    lr: float = learning_rate(1e-3)
    strength: float = real(
        0.2,
        0,
        100,
        scale="log",
        floor=1e-4,
        group="run",
        live=True,
        label=("Regularization λ", "ضریب تنظیم λ"),
        help=(
            "How much large weights cost: more of it, and the templates become smoother.",
            "بهای وزن‌های بزرگ: هرچه بیشتر باشد، الگوها نرم‌تر می‌شوند.",
        ),
    )
    penalty: str = choice(
        "half",
        {"half": ("with ½", "با ½"), "slide": ("as on the slide", "مانند اسلاید")},
        group="run",
        live=True,
        label=("Factor of the penalty", "ضریب جملهٔ تنظیم"),
        help=(
            "The slides print λ R(W); with ½ the gradient of the L2 penalty is λ W.",
            "اسلایدها λ R(W) می‌نویسند؛ با ½ گرادیان جملهٔ L2 برابر λ W می‌شود.",
        ),
    )
    batch: int = batch_size(256)
    flip: bool = mirror()
    loss: Loss = pick(LOSSES, "softmax", group="start", label=("Loss", "تابع هزینه"))
    regularizer: Penalty = pick(
        PENALTIES, "l2", group="start", label=("Penalty R(W)", "جملهٔ تنظیم R(W)")
    )
    rule: Rule = update_rule("momentum")
    schedule: Schedule = rate_schedule("cosine")
    epochs: int = length(30)
    data: str = training_images()
    seed: int = seed_of_run()
    shards: int = parts_of_batch()

    alternate: ClassVar[bool] = False
    shift: ClassVar[int] = 0
    cutout: ClassVar[int] = 0
    views: ClassVar[str] = "1"
    hold_out: ClassVar[bool] = True
    layers: ClassVar[tuple[Layer, ...]] = PRESETS["linear"].layers

    @property
    def regularization(self) -> tuple[Penalty, float]:
        """R and its strength; the slides leave out the share of 1/2 that L2 has."""
        whole = self.penalty == "slide"
        return self.regularizer, self.strength / (self.regularizer.share if whole else 1)

    def check(self) -> None:
        """Refuse what cannot be trained, before anything is allocated."""
        network_of(self)

    def open(self, device: Device, saved: Saved | None = None) -> Course:
        return Course(self, device, saved)

    def look(self, ask: Mapping[str, Any], weights: Arrays, step: int) -> list[Event]:
        # A picture is kept by its address, so what may change while the run goes on is asked for.
        asked = {name: str(ask[name]) for name in ("strength", "penalty") if name in ask}
        return linear_look(change(self, asked), ask, weights, step)

    def plan(self) -> dict[str, Any]:
        return course_plan(self)

    def accept(self, saved: Saved) -> None:
        refuse_state(self, saved)

    @classmethod
    def page(cls) -> dict[str, Any]:
        return cifar_page()
