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
from engine.penalties import PENALTIES, Penalty
from engine.registry import Text
from engine.rules import RULES, Rule
from engine.schedules import SCHEDULES, Schedule
from engine.schema import choice, flag, integer, many, pick, real, seed, text
from webapp.demos.base import DEMOS, Arrays, LiveDemo, Saved, View
from webapp.demos.cifar10_words import METRICS, NOTES

CONVNETJS = presets.PRESETS["convnetjs"]


@dataclass(frozen=True)
class CifarView(View):
    """What the page shows; links, undo and followers use these values alone."""

    image: str = text("test:0", label=("Image", "تصویر"), longest=80)
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
    step: str = text(
        "", label=("Step shown, empty for live", "گام نمایش؛ خالی یعنی زنده"), longest=12
    )
    smooth: float = real(0.9, 0, 0.99, label=("Smoothing", "هموارسازی"))
    log_x: bool = flag(False, label=("Logarithmic steps", "گام لگاریتمی"))
    log_y: bool = flag(False, label=("Logarithmic loss", "هزینهٔ لگاریتمی"))
    log_accuracy: bool = flag(False, label=("Logarithmic accuracy", "دقت لگاریتمی"))
    nine: int = integer(0, 0, 9999, label=("First test image shown", "نخستین تصویر آزمایش"))
    cell: str = text("", label=("Confusion cell", "خانهٔ ماتریس درهم‌ریختگی"), longest=8)


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
    metrics: ClassVar[Mapping[str, Text]] = METRICS
    notes: ClassVar[Mapping[str, Text]] = NOTES
    View: ClassVar[type[View]] = CifarView

    lr: float = real(
        CONVNETJS.lr,
        1e-6,
        1,
        scale="log",
        group="run",
        live=True,
        label=("Learning rate", "نرخ یادگیری"),
        help=("The size of a step along the gradient.", "اندازهٔ گام در راستای گرادیان."),
    )
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
    batch: int = integer(
        CONVNETJS.batch,
        1,
        512,
        group="run",
        live=True,
        label=("Batch size", "اندازهٔ دسته"),
        help=("Images averaged for one step.", "شمار تصویرهایی که هر گام از آن‌ها میانگین می‌گیرد."),
    )
    flip: bool = flag(
        True,
        group="run",
        live=True,
        label=("Flip images", "قرینهٔ افقی تصویرها"),
        help=("Mirror every other image at random.", "هر تصویر به تصادف آینه‌ای می‌شود یا نه."),
    )
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
    rule: Rule = pick(RULES, "adam", group="start", label=("Update rule", "روش به‌روزرسانی"))
    schedule: Schedule = pick(
        SCHEDULES,
        CONVNETJS.schedule,
        group="start",
        label=("Learning-rate schedule", "برنامهٔ نرخ یادگیری"),
    )
    epochs: int = integer(
        CONVNETJS.epochs,
        1,
        1000,
        group="start",
        label=("Length in epochs", "طول به دوره"),
        help=("The run ends after so many passes.", "اجرا پس از این شمار دوره پایان می‌یابد."),
    )
    loss: Loss = pick(LOSSES, "softmax", group="start", label=("Loss", "تابع هزینه"))
    penalty: Penalty = pick(PENALTIES, "l2", group="start", label=("Penalty", "جملهٔ تنظیم"))
    data: str = choice(
        "sample",
        {
            "sample": ("sample: 5,000 images", "نمونه: ۵٬۰۰۰ تصویر"),
            "cifar10": ("whole CIFAR-10: 50,000 images", "CIFAR-10 کامل: ۵۰٬۰۰۰ تصویر"),
        },
        group="start",
        label=("Training images", "تصویرهای آموزشی"),
    )
    seed: int = seed(
        1,
        group="start",
        label=("Seed", "بذر تصادف"),
        help=("The same seed, the same run.", "بذر یکسان، اجرای یکسان."),
    )
    shards: int = integer(
        2,
        1,
        8,
        group="start",
        advanced=True,
        label=("Shards", "بخش‌های دسته"),
        help=("Parts of a batch computed side by side.", "بخش‌هایی از دسته که هم‌زمان حساب می‌شوند."),
    )

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
    def page(cls) -> dict[str, Any]:
        return cifar_page()
