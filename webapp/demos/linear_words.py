"""What the page of the linear classifier says: choices, helps, refusals."""

from __future__ import annotations

from collections.abc import Mapping

from engine.registry import Text

LOSSES_SAID: Mapping[str, Text] = {
    "hinge": ("SVM (Weston & Watkins)", "SVM (وستون و واتکینز)"),
    "one_vs_all": ("One-vs-all SVM", "SVM یکی در برابر همه"),
    "structured": ("Structured SVM", "SVM ساختاری"),
    "softmax": ("Softmax", "سافت‌مکس"),
}
SHORT: Mapping[str, Text] = {
    "hinge": ("SVM", "SVM"),
    "one_vs_all": ("One-vs-all", "یکی در برابر همه"),
    "structured": ("Structured SVM", "SVM ساختاری"),
    "softmax": ("Softmax", "سافت‌مکس"),
}
BRIEF: Mapping[str, Text] = {
    "hinge": ("SVM", "SVM"),
    "one_vs_all": ("OvA", "OvA"),
    "structured": ("struct.", "ساختاری"),
    "softmax": ("softmax", "سافت‌مکس"),
}
PENALTY_SAID: Mapping[str, Text] = {
    "half": ("½ λ ΣW²", "\u2066½ λ ΣW²\u2069"),
    "slide": ("λ ΣW²", "\u2066λ ΣW²\u2069"),
}
SHOWN: Mapping[str, Text] = {
    "both": ("both", "هر دو"),
    "first": ("first", "نخست"),
    "second": ("second", "دوم"),
}
PENS: Mapping[str, Text] = {
    "none": ("move points", "جابه‌جایی"),
    **{str(k): (f"class {k}", f"کلاس {k}") for k in range(5)},
}
SPEEDS: Mapping[str, Text] = {"5": ("5×", "5×"), "20": ("20×", "20×"), "100": ("100×", "100×")}
CURVES: Mapping[str, Text] = {
    "total": ("total", "کل"),
    "parts": ("two parts", "دو بخش"),
    "accuracy": ("accuracy", "دقت"),
}
METRICS: Mapping[str, Text] = {
    "x0": ("x₀", "مختصهٔ x₀"),
    "x1": ("x₁", "مختصهٔ x₁"),
    "y": ("right class", "کلاس درست"),
    "first": ("first loss", "هزینهٔ نخست"),
    "first_best": ("its answer", "پاسخ آن"),
    "second": ("second loss", "هزینهٔ دوم"),
    "second_best": ("its answer ", "پاسخ آن "),
}
POINTS_HELP: Text = (
    "One point a line: x₀, x₁, class. Paste CSV or cells of a spreadsheet.",
    "هر سطر یک نقطه: x₀، x₁، کلاس. CSV یا خانه‌های صفحه‌گسترده را بچسبانید.",
)
PENALTY_HELP: Text = (
    "Slides 61 and 81 print λ ΣW², but the run of slide 192 adds half of it. Loss, gradient and "
    "formula change together.",
    "اسلایدهای ۶۱ و ۸۱ می‌نویسند λ ΣW²، ولی اجرای اسلاید ۱۹۲ نیمی از آن را می‌افزاید. هزینه، "
    "گرادیان و فرمول با هم عوض می‌شوند.",
)
NO_POINT: Text = (
    "expected one point or more, got {got}",
    "دست‌کم یک نقطه لازم است، ولی {got} نقطه آمده است",
)
TOO_HIGH: Text = (
    "expected classes from 0 to {high}, one a row of W, got {got} in row {low}",
    "کلاس‌ها باید از 0 تا {high} باشند، برای هر سطر W یکی، ولی در سطر {low} کلاس {got} آمده است",
)
ONE_A_CLASS: Text = (
    "expected {low} biases, one a row of W, got {got}",
    "{low} بایاس لازم است، برای هر سطر W یکی، ولی {got} آمده است",
)
TOO_FAR_BACK: Text = (
    "expected at most the {high} updates made, got {got}",
    "حداکثر به شمار به‌روزرسانی‌های انجام‌شده، {high}، ولی {got} آمده است",
)
