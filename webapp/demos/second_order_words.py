"""What the page of second-order methods says."""

from __future__ import annotations

from collections.abc import Mapping

from engine.registry import Text
from webapp.demos.race_words import ENDS as RACE_ENDS

METRICS: Mapping[str, Text] = {
    "steps": ("steps", "گام‌ها"),
    "loss": ("f at the end", "f در پایان"),
    "values": ("values of f", "مقدارهای f"),
    "gradients": ("gradients", "گرادیان‌ها"),
    "hessians": ("Hessians", "ماتریس‌های هسین"),
}
NAMES: dict[str, Text] = {
    "gd": ("Gradient descent", "گرادیان کاهشی"),
    "newton": ("Newton", "نیوتن"),
    "damped": ("Damped Newton", "نیوتن میرا"),
    "bfgs": ("BFGS", "BFGS"),
    "lbfgs": ("L-BFGS", "L-BFGS"),
}
SHORT: dict[str, Text] = {  # at the end of a line
    "gd": ("Descent", "کاهشی"),
    "newton": NAMES["newton"],
    "damped": ("Damped", "میرا"),
    "bfgs": NAMES["bfgs"],
    "lbfgs": NAMES["lbfgs"],
}
STORED: dict[str, Text] = {
    "gradient": ("Gradient: n numbers", "گرادیان: n عدد"),
    "adam": ("Adam: 2n", "آدام: 2n"),
    "lbfgs": ("L-BFGS, m pairs: 2mn", "L-BFGS با m جفت: 2mn"),
    "hessian": ("Hessian: n²", "ماتریس هسین: n²"),
}
ENDS: dict[str, Text] = RACE_ENDS | {
    "far": (
        "It ran past {limit}: its steps grow instead of shrinking.",
        "از {limit} گذشت: گام‌هایش به جای کوچک‌شدن بزرگ می‌شوند.",
    ),
    "singular": (
        "No step leads on from there, though the slope is not 0: the Hessian cannot be solved "
        "with, or no shorter step goes down.",
        "از آنجا گامی پیش نمی‌رود، هرچند شیب صفر نیست: دستگاه ماتریس هسین حل نمی‌شود یا هیچ گام "
        "کوتاه‌تری پایین نمی‌رود.",
    ),
}
AGAINST: dict[str, Text] = {
    "iterations": ("iterations", "تکرارها"),
    "evaluations": ("evaluations", "محاسبه‌ها"),
}
# Title and text of what Newton's step does at a point, by engine.second.KINDS.
KIND: dict[str, tuple[Text, Text]] = {
    "arrived": (
        ("A minimum.", "کمینه."),
        (
            "The slope is 0 and both curvatures, {low} and {high}, are positive.",
            "شیب صفر است و هر دو خمیدگی، {low} و {high}، مثبت‌اند.",
        ),
    ),
    "valley": (
        ("Newton's step goes down.", "گام نیوتن پایین می‌رود."),
        (
            "Both curvatures, {low} and {high}, are positive, so the model is a bowl. Its lowest "
            "place is {length} away; f goes from {value} to {landed}.",
            "هر دو خمیدگی، {low} و {high}، مثبت‌اند، پس مدل کاسه است. پایین‌ترین جایش در فاصلهٔ "
            "{length} است و مقدار تابع از {value} به {landed} می‌رسد.",
        ),
    ),
    "rises": (
        ("The model is a bowl, but f is not.", "مدل کاسه است، ولی خود تابع نه."),
        (
            "Both curvatures, {low} and {high}, are positive, yet the step of {length} leaves the "
            "place where the model holds: f rises from {value} to {landed}.",
            "هر دو خمیدگی، {low} و {high}، مثبت‌اند، ولی گامی به درازای {length} از جایی که مدل "
            "درست است بیرون می‌زند: مقدار تابع از {value} به {landed} بالا می‌رود.",
        ),
    ),
    "saddle": (
        ("Newton heads for a saddle.", "نیوتن به سوی نقطهٔ زینی می‌رود."),
        (
            "One curvature is negative: {low}, beside {high}. The flat place of the model is no "
            "minimum, and along the negative direction the step goes uphill. f goes from {value} "
            "to {landed}.",
            "یک خمیدگی منفی است: {low} در کنار {high}. جای هموار مدل کمینه نیست و گام در راستای "
            "منفی رو به بالا می‌رود. مقدار تابع از {value} به {landed} می‌رسد.",
        ),
    ),
    "hill": (
        ("Newton goes uphill.", "نیوتن رو به بالا می‌رود."),
        (
            "Both curvatures, {low} and {high}, are negative, so the flat place of the model is "
            "its highest. f goes from {value} to {landed}.",
            "هر دو خمیدگی، {low} و {high}، منفی‌اند، پس جای هموار مدل بلندترین جای آن است. "
            "مقدار تابع از {value} به {landed} می‌رسد.",
        ),
    ),
    "singular": (
        ("There is no Newton step here.", "اینجا گام نیوتن وجود ندارد."),
        (
            "A curvature is 0 ({low} and {high}): the model has no single flat place.",
            "یکی از خمیدگی‌ها صفر است ({low} و {high}): مدل جای هموار یکتایی ندارد.",
        ),
    ),
    "undefined": (
        ("There is no model here.", "اینجا مدلی وجود ندارد."),
        (
            "f, its slope or its curvature has no finite value at this point.",
            "مقدار، شیب یا خمیدگی تابع در این نقطه متناهی نیست.",
        ),
    ),
}
LONG: Text = (
    "The step is {times} times as long as the map is wide: along it the ground hardly curves.",
    "گام {times} برابر پهنای نقشه است: زمین در راستای آن تقریباً خمیدگی ندارد.",
)
MISSING: tuple[Text, Text] = (
    ("BFGS and L-BFGS are missing.", "BFGS و L-BFGS در کار نیستند."),
    (
        "They are SciPy's, and SciPy is not installed on this server.",
        "این دو از SciPy می‌آیند که روی این کارساز نصب نیست.",
    ),
)
