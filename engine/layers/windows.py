"""Windows of a pooling layer, along one side at a time."""

from __future__ import annotations

from engine.layers.base import Misfit, Plan, Shape, need_image
from engine.registry import Text
from engine.schema import integer

Index = tuple[slice, ...]


def window_size() -> int:
    """The side of a window, declared alike by both poolings."""
    made: int = integer(
        2,
        2,
        11,
        label=("Window size", "اندازهٔ پنجره"),
        help=(
            "Height and width of the window in pixels.",
            "ارتفاع و پهنای پنجره به پیکسل.",
        ),
    )
    return made


def window_stride() -> int:
    """How far windows lie apart, declared alike by both poolings."""
    made: int = integer(
        2,
        1,
        11,
        label=("Stride", "گام"),
        help=(
            "How many pixels lie between two windows.",
            "فاصلهٔ دو پنجرهٔ پیاپی به پیکسل.",
        ),
    )
    return made


def pooled(shape: Shape, size: int, stride: int) -> Plan:
    """The plan of a pooling: (side - size) / stride + 1 windows along each side."""
    h, w, c = need_image(shape)
    if size > min(h, w):
        raise Misfit("size", size, _too_large(h, w))
    down, across = (h - size) // stride + 1, (w - size) // stride + 1
    return Plan(output=(down, across, c), work=c * (2 * h * across + 2 * down * across + h * w))


def places(side: int, size: int, stride: int, axis: int) -> list[Index]:
    """For each of `size` places in a window: which rows (axis 0) or columns (1) lie there."""
    reach = stride * ((side - size) // stride) + 1
    before = (slice(None),) * axis
    return [(*before, slice(k, k + reach, stride)) for k in range(size)]


def _too_large(h: int, w: int) -> Text:
    return (
        f"needs a window no larger than its input, which is {h}×{w}, but the window is "
        "{got}×{got}; choose a smaller window or less pooling before it",
        f"به پنجره‌ای نیاز دارد که از ورودی بزرگ‌تر نباشد؛ ورودی {h}×{w} است، ولی پنجره "
        "{got}×{got} است؛ پنجرهٔ کوچک‌تر یا ادغام کمتر پیش از آن برگزینید",
    )
