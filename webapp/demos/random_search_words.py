"""What the page of random search says: measures, helps, notes."""

from __future__ import annotations

from collections.abc import Mapping

from engine.registry import Text

METRICS: Mapping[str, Text] = {
    "try": ("loss of this random W", "هزینهٔ این W تصادفی"),
    "random": ("random search, best so far", "جست‌وجوی تصادفی، بهترین تاکنون"),
    "local": ("local search, best so far", "جست‌وجوی محلی، بهترین تاکنون"),
    "gradient": ("gradient descent, best so far", "گرادیان کاهشی، بهترین تاکنون"),
    "now": ("gradient descent, now", "گرادیان کاهشی، اکنون"),
    "test.random": ("random search, test accuracy", "جست‌وجوی تصادفی، دقت آزمایش"),
    "test.local": ("local search, test accuracy", "جست‌وجوی محلی، دقت آزمایش"),
    "test.gradient": ("gradient descent, test accuracy", "گرادیان کاهشی، دقت آزمایش"),
    "step_ms": ("a try of all three", "هر تلاش هر سه"),
}
NOTES: Mapping[str, Text] = {
    "changed": ("{label} {old} → {new}", "{label} از {old} به {new}"),
}
RIDERS_SAID: Mapping[str, Text] = {
    "random": ("Random search", "جست‌وجوی تصادفی"),
    "local": ("Local random search", "جست‌وجوی تصادفی محلی"),
    "gradient": ("Gradient descent", "گرادیان کاهشی"),
}
SHORT: Mapping[str, Text] = {
    "random": ("random", "تصادفی"),
    "local": ("local", "محلی"),
    "gradient": ("gradient", "گرادیان"),
}
LISTED: Mapping[str, Text] = {
    "newest": ("newest", "تازه‌ترین"),
    "better": ("only better ones", "فقط بهترها"),
}
LR_HELP: Text = (
    "How far gradient descent goes against the slope in one step.",
    "گرادیان کاهشی در هر گام چقدر خلاف شیب می‌رود.",
)
JUMP_HELP: Text = (
    "The spread of the random step from the best W so far; kept only if it helps.",
    "پراکندگی گام تصادفی از بهترین W تاکنون؛ تنها اگر بهتر شد می‌ماند.",
)
SCALE_HELP: Text = (
    "Every W is randn(10, 3073) times this; slide 70 has 0.0001.",
    "هر W برابر randn(10, 3073) ضربدر این عدد است؛ در اسلاید ۷۰: 0.0001.",
)
TRIES_HELP: Text = (
    "Evaluations of the loss that each of the three may use; slide 70 has 1000.",
    "شمار محاسبه‌های هزینه برای هر یک از سه روش؛ در اسلاید ۷۰: 1000.",
)
IMAGES_HELP: Text = (
    "The loss is the mean over so many images. More of them: slower, and less luck.",
    "هزینه میانگین روی این شمار تصویر است. هرچه بیشتر، کندتر، و سهم بخت کمتر.",
)
