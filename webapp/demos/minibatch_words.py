"""What the page of mini-batches offers and measures, in both languages."""

from engine.batching import MOST
from engine.registry import Text

SCALINGS: dict[str, Text] = {
    "same": ("the same", "یکسان"),
    "root": ("times √B", "ضربدر جذر B"),
    "linear": ("times B", "ضربدر B"),
}
DATA: dict[str, Text] = {
    "images": ("CIFAR-10: 4,500 images", "CIFAR-10: ۴٬۵۰۰ تصویر"),
    "points": ("256 points, two weights", "۲۵۶ نقطه، دو وزن"),
}
LOSS_WORDS: dict[str, Text] = {
    "softmax": ("Softmax", "سافت‌مکس"),
    "hinge": ("SVM", "SVM (لولایی)"),
}
METRICS: dict[str, Text] = {
    "loss": ("lowest loss", "کمترین هزینه"),
    "val.accuracy": ("best validation accuracy", "بهترین دقت اعتبارسنجی"),
    "seen": ("examples seen", "نمونه‌های دیده‌شده"),
    **{f"batch.{k}": (f"batch loss {k + 1}", f"هزینهٔ دسته، {k + 1}") for k in range(MOST)},
}
NOTES: dict[str, Text] = {"changed": ("{label} {old} → {new}", "{label} از {old} به {new}")}
