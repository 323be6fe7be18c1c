"""What the regularization page says: choices, columns of its table, refusals."""

from __future__ import annotations

from collections.abc import Mapping

from engine.data import CLASSES
from engine.penalties import PENALTIES
from engine.registry import Text

KINDS = ("l1", "l2", "elastic")  # the order of the page: corners, none, both
KIND_WORDS: Mapping[str, Text] = {key: PENALTIES[key].label for key in KINDS}
CONVENTIONS: Mapping[str, Text] = {
    "half": ("½ λΣW²", "با ضریب نیم"),
    "slide": ("λΣW²", "بی ضریب نیم"),
}
IMAGES: Mapping[str, Text] = {
    "car": ("only the car", "فقط خودرو"),
    "all": ("all three", "هر سه"),
}
PHOTOS: Mapping[str, Text] = {name[0]: name for name in CLASSES}
METRICS: Mapping[str, Text] = {
    "strength": ("λ", "ضریب λ"),
    "w1": ("w₁ of the two", "وزن نخست از دو وزن"),
    "w2": ("w₂ of the two", "وزن دوم از دو وزن"),
    "zeros": ("of 48 weights, exactly 0", "وزن‌های درست صفر از 48"),
    "train": ("training loss", "هزینهٔ آموزش"),
    "kept": ("validation loss", "هزینهٔ اعتبارسنجی"),
    "right": ("validation accuracy", "دقت اعتبارسنجی"),
}
TWO_CLASSES: Text = (
    "expected another class than the first one, got {got} twice",
    "کلاسی جز کلاس نخست لازم است، ولی {got} دو بار آمده است",
)
