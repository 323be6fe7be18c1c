"""What the scores page says: classes, columns of its table, refusals."""

from __future__ import annotations

from collections.abc import Mapping

from engine.registry import Text

CLASSES: tuple[Text, ...] = (
    ("cat", "گربه"),
    ("dog", "سگ"),
    ("ship", "کشتی"),
    *((f"class {k}", f"کلاس {k}") for k in range(3, 10)),
)
METRICS: Mapping[str, Text] = {
    "sum": ("products, added", "مجموع حاصل‌ضرب‌ها"),
    "bias": ("bias", "بایاس"),
    "score": ("score", "امتیاز"),
    "hinge": ("SVM loss, were it right", "هزینهٔ SVM اگر درست بود"),
    "softmax": ("softmax loss, were it right", "هزینهٔ سافت‌مکس اگر درست بود"),
}
ONE_A_PIXEL: Text = (
    "expected {low} pixels, one a column of W, got {got}",
    "{low} پیکسل لازم است، برای هر ستون W یکی، ولی {got} آمده است",
)
ONE_A_CLASS: Text = (
    "expected {low} biases, one a row of W, got {got}",
    "{low} بایاس لازم است، برای هر سطر W یکی، ولی {got} آمده است",
)
RIGHT_CLASS: Text = (
    "expected a class from 0 to {low}, got {got}",
    "کلاسی از 0 تا {low} لازم است، ولی {got} آمده است",
)
