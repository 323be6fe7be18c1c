"""D30: a ConvNet trains on CIFAR-10 on the server and the class watches it learn."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from engine.backend import Device
from engine.course import Course, cifar_page, course_plan, look, network_of, refuse_state
from engine.events import Event
from engine.layers import LAYERS, Layer
from engine.losses import LOSSES, Loss
from engine.network import presets
from engine.network.on_card import presets_here
from engine.penalties import PENALTIES, Penalty
from engine.registry import Text
from engine.rules import Rule
from engine.schedules import Schedule
from engine.schema import choice, integer, many, pick, real
from webapp.demos.base import DEMOS, Arrays, LiveDemo, Saved, View
from webapp.demos.course_fields import (
    CourseView,
    batch_size,
    holding_out,
    learning_rate,
    length,
    mirror,
    parts_of_batch,
    rate_schedule,
    seed_of_run,
    sides_in_turn,
    training_images,
    update_rule,
    views_of_test,
)
from webapp.demos.course_words import METRICS, NOTES

CONVNETJS = presets.PRESETS["convnetjs"]


@dataclass(frozen=True)
class CifarView(CourseView):
    """The maps of every layer and their scale, beside what every such page shows."""

    maps: str = choice(
        "activations",
        {
            "activations": ("Activations", "فعالیت‌ها"),
            "gradients": ("Gradients", "گرادیان‌ها"),
            "weights": ("Weights", "وزن‌ها"),
            "weight_gradients": ("Weight gradients", "گرادیان وزن‌ها"),
        },
        label=("What every layer shows", "آنچه هر لایه نشان می‌دهد"),
    )
    scale: str = choice(
        "own",
        {"own": ("own scale", "مقیاس هر لایه"), "shared": ("one scale", "مقیاس مشترک")},
        label=("Colour scale", "مقیاس رنگ"),
    )


@DEMOS.add("cifar10", label=("ConvNet on CIFAR-10", "شبکه روی CIFAR-10"))
@dataclass(frozen=True)
class Cifar10(LiveDemo):
    """A network declared as a list of layers learns real images, every number on the page."""

    chapter: ClassVar[str] = "convnets"
    title: ClassVar[Text] = ("A ConvNet learns CIFAR-10", "شبکهٔ کانولوشنی CIFAR-10 را یاد می‌گیرد")
    idea: ClassVar[Text] = (
        "Filters turn from noise into edges while the loss falls. Watch every layer as it happens.",
        "فیلترها از نوفه به لبه بدل می‌شوند و هزینه پایین می‌آید. هر لایه را در همان لحظه ببینید.",
    )
    devices: ClassVar[tuple[str, ...]] = ("cpu", "gpu")
    metrics: ClassVar[Mapping[str, Text]] = METRICS
    notes: ClassVar[Mapping[str, Text]] = NOTES
    View: ClassVar[type[View]] = CifarView

    lr: float = learning_rate(CONVNETJS.lr)
    weight_decay: float = real(
        CONVNETJS.weight_decay,
        0,
        1,
        scale="log",
        floor=1e-6,
        group="run",
        live=True,
        label=("Weight decay λ", "ضریب تنظیم λ"),
        help=("How strongly large weights are punished.", "شدت جریمهٔ وزن‌های بزرگ."),
    )
    batch: int = batch_size(CONVNETJS.batch)
    flip: bool = mirror()
    alternate: bool = sides_in_turn()
    shift: int = integer(
        CONVNETJS.shift,
        0,
        8,
        group="run",
        live=True,
        label=("Shift by up to (pixels)", "جابه‌جایی تا (پیکسل)"),
        help=("Move each image at random, edges reflected.", "هر تصویر به تصادف جابه‌جا می‌شود."),
    )
    cutout: int = integer(
        0,
        0,
        16,
        group="run",
        live=True,
        label=("Cut out a square (pixels)", "بریدن یک مربع (پیکسل)"),
        help=("Grey out a random square, 0 for none.", "مربعی تصادفی خاکستری می‌شود؛ صفر یعنی هیچ."),
    )
    layers: tuple[Layer, ...] = many(
        LAYERS,
        CONVNETJS.keys,
        settings=CONVNETJS.settings,
        longest=40,
        group="network",
        label=("Layers", "لایه‌ها"),
        help=("From the image to ten scores.", "از تصویر تا ده امتیاز."),
    )
    rule: Rule = update_rule("adam")
    schedule: Schedule = rate_schedule(CONVNETJS.schedule)
    epochs: int = length(CONVNETJS.epochs)
    loss: Loss = pick(LOSSES, "softmax", group="start", label=("Loss", "تابع هزینه"))
    penalty: Penalty = pick(PENALTIES, "l2", group="start", label=("Penalty", "جملهٔ تنظیم"))
    hold_out: bool = holding_out()
    views: str = views_of_test()
    data: str = training_images()
    seed: int = seed_of_run()
    shards: int = parts_of_batch()

    @property
    def regularization(self) -> tuple[Penalty, float]:
        return self.penalty, self.weight_decay

    def check(self) -> None:
        """Refuse a network that cannot be built, before anything is allocated."""
        network_of(self)

    def open(self, device: Device, saved: Saved | None = None) -> Course:
        return Course(self, device, saved)

    def look(self, ask: Mapping[str, Any], weights: Arrays, step: int) -> list[Event]:
        return look(self, ask, weights, step)

    def plan(self) -> dict[str, Any]:
        return course_plan(self)

    def accept(self, saved: Saved) -> None:
        refuse_state(self, saved)

    @classmethod
    def presets(cls) -> Mapping[str, Mapping[str, str]]:
        return {key: preset.to_query() for key, preset in presets_here().items()}

    @classmethod
    def page(cls) -> dict[str, Any]:
        return cifar_page()
