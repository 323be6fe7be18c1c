"""Parameters that demos on which a network learns from images declare alike."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from engine.rules import RULES
from engine.schedules import SCHEDULES
from engine.schema import choice, flag, integer, pick, real, seed, text
from webapp.demos.base import View


@dataclass(frozen=True)
class CourseView(View):
    """What such a page shows; links, undo and followers use these values alone."""

    image: str = text("test:0", label=("Image", "تصویر"), longest=80)
    step: str = text(
        "", label=("Step shown, empty for live", "گام نمایش؛ خالی یعنی زنده"), longest=12
    )
    smooth: float = real(0.9, 0, 0.99, label=("Smoothing", "هموارسازی"))
    log_x: bool = flag(False, label=("Logarithmic steps", "گام لگاریتمی"))
    log_y: bool = flag(False, label=("Logarithmic loss", "هزینهٔ لگاریتمی"))
    log_accuracy: bool = flag(False, label=("Logarithmic accuracy", "دقت لگاریتمی"))
    nine: int = integer(0, 0, 9999, label=("First test image shown", "نخستین تصویر آزمایشی"))
    cell: str = text("", label=("Confusion cell", "خانهٔ ماتریس درهم‌ریختگی"), longest=8)


def learning_rate(default: float) -> Any:
    """The size of a step along the gradient, before the schedule."""
    return real(
        default,
        1e-6,
        1,
        scale="log",
        group="run",
        live=True,
        label=("Learning rate", "نرخ یادگیری"),
        help=("The size of a step along the gradient.", "اندازهٔ گام در راستای گرادیان."),
    )


def batch_size(default: int) -> Any:
    """How many images a step averages."""
    return integer(
        default,
        1,
        2048,
        group="run",
        live=True,
        label=("Batch size", "اندازهٔ دسته"),
        help=("Images averaged for one step.", "شمار تصویرهایی که هر گام از آن‌ها میانگین می‌گیرد."),
    )


def mirror() -> Any:
    """Whether every other image is mirrored."""
    return flag(
        True,
        group="run",
        live=True,
        label=("Flip images", "قرینهٔ افقی تصویرها"),
        help=("Mirror every other image at random.", "هر تصویر به تصادف آینه‌ای می‌شود یا نه."),
    )


def sides_in_turn() -> Any:
    """Whether mirroring follows the epochs instead of chance."""
    return flag(
        False,
        group="run",
        live=True,
        label=("Flip in turn", "قرینه، یک‌درمیان"),
        help=(
            "Each image is seen from one side in one epoch and from the other in the next.",
            "هر تصویر در یک دوره از یک سو و در دورهٔ بعد از سوی دیگر دیده می‌شود.",
        ),
    )


def update_rule(default: str) -> Any:
    """The update rule."""
    return pick(RULES, default, group="start", label=("Update rule", "قاعدهٔ به‌روزرسانی"))


def rate_schedule(default: str) -> Any:
    """How the learning rate changes over the run."""
    return pick(
        SCHEDULES,
        default,
        group="start",
        label=("Learning-rate schedule", "زمان‌بندی نرخ یادگیری"),
    )


def length(default: int) -> Any:
    """When the run ends."""
    return integer(
        default,
        1,
        1000,
        group="start",
        label=("Length in epochs", "طول به دوره"),
        help=("The run ends after so many passes.", "اجرا پس از این شمار دوره پایان می‌یابد."),
    )


def training_images() -> Any:
    """The data set."""
    return choice(
        "sample",
        {
            "sample": ("sample: 5,000 images", "نمونه: ۵٬۰۰۰ تصویر"),
            "cifar10": ("whole CIFAR-10: 50,000 images", "CIFAR-10 کامل: ۵۰٬۰۰۰ تصویر"),
        },
        group="start",
        label=("Training images", "تصویرهای آموزشی"),
    )


def holding_out() -> Any:
    """Whether some training images are kept for validation."""
    return flag(
        True,
        group="start",
        label=("Hold images out for validation", "کنار گذاشتن تصویر برای اعتبارسنجی"),
        help=(
            "One in ten, at most 2,000. Otherwise all are learned from, and the test set, which is "
            "never learned from, is judged on the way instead.",
            "از هر ده تصویر یکی، حداکثر ۲٬۰۰۰. وگرنه شبکه از همه یاد می‌گیرد و در راه، مجموعهٔ "
            "آزمایشی داوری می‌شود که هرگز از آن یاد نمی‌گیرد.",
        ),
    )


def views_of_test() -> Any:
    """In how many views the network sees each test image before it answers."""
    return choice(
        "1",
        {
            "1": ("1: as it is", "۱: همان‌طور که هست"),
            "2": ("2: and its mirror image", "۲: و قرینهٔ آن"),
            "6": ("6: and both shifted, twice", "۶: و هر دو با دو جابه‌جایی"),
        },
        group="start",
        label=("Views of a test image", "نماهای هر تصویر آزمایشی"),
        help=(
            "Averaged in the test at the end (test-time augmentation); on the way one view does.",
            "در آزمایش پایانی میانگین می‌گیرند (افزایش داده هنگام آزمایش)؛ پیش از آن یک نما بس است.",
        ),
    )


def seed_of_run() -> Any:
    """The seed of everything random."""
    return seed(
        1,
        group="start",
        label=("Seed", "بذر تصادف"),
        help=("The same seed, the same run.", "بذر یکسان، اجرای یکسان."),
    )


def parts_of_batch() -> Any:
    """How many parts of a batch are computed side by side."""
    return integer(
        2,
        1,
        8,
        group="start",
        advanced=True,
        label=("Shards", "بخش‌های دسته"),
        help=("Parts of a batch computed side by side.", "بخش‌هایی از دسته که هم‌زمان حساب می‌شوند."),
    )
