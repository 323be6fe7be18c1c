"""D10: a thousand random W on real images, beside gradient descent with as many evaluations."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from engine.backend import Device
from engine.data import CLASSES, available, sets_folder
from engine.events import Event
from engine.registry import Text
from engine.schema import choice, flag, integer, real, text
from engine.search import Search, refuse_search, search_look
from webapp.demos import random_search_words as words
from webapp.demos.base import DEMOS, Arrays, LiveDemo, Saved, View, pace
from webapp.demos.course_fields import seed_of_run, training_images


@dataclass(frozen=True)
class RandomSearchView(View):
    """Axes, whose W is drawn, which tries are listed, and the moment shown."""

    step: str = text(
        "", label=("Step shown, empty for live", "گام نمایش؛ خالی یعنی زنده"), longest=12
    )
    log_x: bool = flag(False, label=("Logarithmic evaluations", "محاسبه‌ها لگاریتمی"))
    log_y: bool = flag(False, label=("Logarithmic loss", "هزینهٔ لگاریتمی"))
    listed: str = choice("newest", words.LISTED, label=("Tries listed", "تلاش‌های فهرست"))
    rider: str = choice("random", words.SHORT, label=("Whose W is drawn", "W کدام روش"))


@DEMOS.add("random-search", label=("Random search", "جست‌وجوی تصادفی"))
@dataclass(frozen=True)
class RandomSearch(LiveDemo):
    """The same number of loss evaluations for luck, for small lucky steps and for the slope."""

    chapter: ClassVar[str] = "optimization"
    title: ClassVar[Text] = ("Luck against slope", "بخت در برابر شیب")
    idea: ClassVar[Text] = (
        "Draw W a thousand times and keep the best: 16% right. "
        "Follow the slope with as many looks at the loss: nearly twice that.",
        "هزار بار W را به تصادف بکشید و بهترین را نگه دارید: ۱۶ درصد درست. "
        "با همین شمار نگاه به هزینه، شیب را دنبال کنید: نزدیک دو برابر.",
    )
    metrics: ClassVar[Mapping[str, Text]] = words.METRICS
    notes: ClassVar[Mapping[str, Text]] = words.NOTES
    counts: ClassVar[Text] = ("try", "تلاش")
    rows: ClassVar[tuple[str, ...]] = ("try", "now", "random", "local", "gradient")
    View: ClassVar[type[View]] = RandomSearchView

    speed: str = pace("20")
    lr: float = real(
        1e-7,
        1e-10,
        1e-3,
        scale="log",
        group="run",
        live=True,
        label=("Learning rate", "نرخ یادگیری"),
        help=words.LR_HELP,
    )
    jump: float = real(
        3e-5,
        1e-8,
        0.1,
        scale="log",
        group="run",
        live=True,
        label=("Step of the local search", "گام جست‌وجوی محلی"),
        help=words.JUMP_HELP,
    )
    scale: float = real(
        1e-4,
        1e-8,
        1,
        scale="log",
        group="start",
        label=("Scale of a random W", "مقیاس W تصادفی"),
        help=words.SCALE_HELP,
    )
    tries: int = integer(
        1000, 1, 10_000, group="start", label=("Tries", "شمار تلاش‌ها"), help=words.TRIES_HELP
    )
    images: int = integer(
        1000,
        10,
        5000,
        group="start",
        label=("Images in the loss", "تصویرهای هزینه"),
        help=words.IMAGES_HELP,
    )
    data: str = training_images()
    seed: int = seed_of_run()

    def open(self, device: Device, saved: Saved | None = None) -> Search:
        return Search(self, device, saved)

    def look(self, ask: Mapping[str, Any], weights: Arrays, step: int) -> list[Event]:
        return search_look(ask, weights, step)

    def accept(self, saved: Saved) -> None:
        refuse_search(saved)

    @classmethod
    def page(cls) -> dict[str, Any]:
        """Names of classes and riders, and the sets there are."""
        said = {key: list(pair) for key, pair in words.RIDERS_SAID.items()}
        short = {key: list(pair) for key, pair in words.SHORT.items()}
        classes = [list(pair) for pair in CLASSES]
        sets = available(sets_folder())
        return {"classes": classes, "riders": said, "short": short, "sets": sets}
