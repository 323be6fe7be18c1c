"""D13: batches of one image to all of them learn side by side from the same start."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from engine.backend import Device
from engine.batching import (
    EXAMPLES,
    MOST,
    Race,
    forecast,
    look,
    read_sizes,
    refuse_state,
    sizes_of,
)
from engine.events import Event
from engine.registry import Text
from engine.schema import BadParams, Refusal, choice, flag, integer, real, text
from webapp.demos.base import DEMOS, Arrays, LiveDemo, Saved, View, pace
from webapp.demos.course_fields import seed_of_run
from webapp.demos.minibatch_words import DATA, LOSS_WORDS, METRICS, NOTES, SCALINGS


@dataclass(frozen=True)
class MinibatchView(View):
    """Against what the loss is drawn, and which step is looked at."""

    axis: str = choice(
        "seen",
        {"seen": ("examples seen", "نمونه‌های دیده‌شده"), "ms": ("time", "زمان")},
        label=("Loss against", "هزینه در برابر"),
    )
    noisy: bool = flag(False, label=("Loss of every batch", "هزینهٔ تک‌تک دسته‌ها"))
    log_x: bool = flag(False, label=("Logarithmic examples or time", "نمونه‌ها یا زمان لگاریتمی"))
    log_y: bool = flag(False, label=("Logarithmic loss", "هزینهٔ لگاریتمی"))
    step: str = text(
        "", label=("Step shown, empty for live", "گام نمایش؛ خالی یعنی زنده"), longest=12
    )


@DEMOS.add("minibatch", label=("Mini-batch", "ریزدسته"))
@dataclass(frozen=True)
class Minibatch(LiveDemo):
    """W <- W - rate g_B for up to six batch sizes B, with the same examples in the same order."""

    chapter: ClassVar[str] = "optimization"
    title: ClassVar[Text] = (
        "Many noisy steps for the price of one exact one",
        "چندین گام نوفه‌ای به بهای یک گام دقیق",
    )
    idea: ClassVar[Text] = (
        "Same problem, same start, same examples: small batches take many noisy steps, "
        "the full one a few exact ones. Noise shrinks only as 1/√B, the price grows as B.",
        "مسئله و آغاز و نمونه‌ها یکی است: دستهٔ کوچک گام‌های پرشمار و پرنوفه برمی‌دارد، "
        "دستهٔ کامل گام‌های کم‌شمار و دقیق. نوفه تنها با جذر اندازهٔ دسته کم می‌شود، "
        "ولی بهای گام با خود اندازه بالا می‌رود.",
    )
    metrics: ClassVar[Mapping[str, Text]] = METRICS
    notes: ClassVar[Mapping[str, Text]] = NOTES
    rows: ClassVar[tuple[str, ...]] = (
        "seen",
        *(f"{name}.{k}" for name in ("batch", "x", "y") for k in range(MOST)),
    )
    View: ClassVar[type[View]] = MinibatchView

    speed: str = pace("100")
    lr: float = real(
        0.5,
        1e-3,
        100,
        scale="log",
        group="run",
        live=True,
        label=("Learning rate", "نرخ یادگیری"),
        help=(
            "Examples have about unit length, so one rate suits images and points.",
            "طول هر نمونه نزدیک یک است؛ پس یک نرخ برای تصویر و نقطه می‌سازد.",
        ),
    )
    scaling: str = choice(
        "same",
        SCALINGS,
        group="run",
        live=True,
        label=("Rate of larger batches", "نرخ دسته‌های بزرگ‌تر"),
        help=(
            "Larger batches may take longer steps: the rate times √B or B.",
            "دستهٔ بزرگ‌تر می‌تواند گام بلندتری بردارد: نرخ ضربدر B یا جذر آن.",
        ),
    )
    data: str = choice("images", DATA, group="start", label=("Data", "داده‌ها"))
    batches: str = text(
        "1,8,64,256,full",
        parse=read_sizes,
        longest=60,
        group="start",
        label=("Batch sizes", "اندازه‌های دسته"),
        help=(
            f"Up to {MOST}, between commas; full is all the examples.",
            "تا شش اندازه، با ویرگول از هم جدا؛ full یعنی همهٔ نمونه‌ها.",
        ),
    )
    loss: str = choice("softmax", LOSS_WORDS, group="start", label=("Loss", "تابع هزینه"))
    epochs: int = integer(
        5,
        1,
        100,
        group="start",
        label=("Examples, in epochs", "نمونه‌ها، به دوره"),
        help=(
            "Every lane sees so many passes over the data, whatever its batch.",
            "هر دسته، بزرگ یا کوچک، همین تعداد بار همهٔ داده‌ها را می‌بیند.",
        ),
    )
    seed: int = seed_of_run()

    @property
    def sizes(self) -> tuple[int, ...]:
        """The batch sizes, smallest first."""
        return sizes_of(self.batches, EXAMPLES[self.data])

    def check(self) -> None:
        """No batch is larger than the data."""
        most = EXAMPLES[self.data]
        for size in self.sizes:
            if size > most:
                raise BadParams({"batches": Refusal("high", str(size), high=most, text=TOO_LARGE)})

    def open(self, device: Device, saved: Saved | None = None) -> Race:
        return Race(self, saved)

    def look(self, ask: Mapping[str, Any], weights: Arrays, step: int) -> list[Event]:
        return look(self, ask, weights, step)

    def plan(self) -> dict[str, Any]:
        return forecast(self)

    def accept(self, saved: Saved) -> None:
        refuse_state(self, saved)


TOO_LARGE: Text = (
    "a batch holds at most all {high} examples of this data, got {got}",
    "دسته حداکثر همهٔ {high} نمونهٔ این داده‌ها را دارد، ولی {got} آمده است",
)
