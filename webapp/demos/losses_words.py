"""What the page of the losses says: names of classes, what-ifs, refusals."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from engine.data import CLASSES
from engine.lecture import polls
from engine.registry import Text

PLAIN: tuple[Text, ...] = tuple((f"class {k}", f"کلاس {k}") for k in range(10))
NAMES: Mapping[str, tuple[Text, ...]] = {
    "slide": (("cat", "گربه"), ("car", "خودرو"), ("frog", "قورباغه"), *PLAIN[3:]),
    "cifar": tuple((english, persian) for english, persian in CLASSES),
    "plain": PLAIN,
}
METRICS: Mapping[str, Text] = {
    "hinge": ("SVM loss", "هزینهٔ SVM"),
    "softmax": ("softmax loss", "هزینهٔ سافت‌مکس"),
    "rank": ("rank of the right class", "رتبهٔ کلاس درست"),
}
WHAT_IFS: Mapping[str, tuple[str, Text]] = {
    "own": ("Q10", ("also j = y", "همراه j = y")),
    "mean": ("Q11", ("mean, not sum", "میانگین به جای مجموع")),
    "square": ("Q12", ("squared", "توان دو")),
    "range": ("Q13", ("smallest, largest", "کمترین و بیشترین")),
    "zeros": ("Q14", ("all scores 0", "همهٔ امتیازها صفر")),
}
GUESSES: Mapping[str, Text] = {
    "none": ("none yet", "هنوز هیچ"),
    **{
        f"{key}{k}": (f"{label[0]}: {k}", f"{label[1]}: {k}")
        for key, (_, label) in WHAT_IFS.items()
        for k in range(4)
    },
}
LABELS: Text = (
    "expected {low} right classes, one an image, got {got}",
    "{low} کلاس درست لازم است، برای هر تصویر یکی، ولی {got} آمده است",
)
WHOLE: Text = (
    "expected whole numbers from 0 to {high}, one of the rows of the table, got {got}",
    "عددهای صحیح از 0 تا {high} لازم است، یکی از سطرهای جدول، ولی {got} آمده است",
)
OUTSIDE: Text = (
    "expected a number from 0 to {high}, as the table is, got {got}",
    "عددی از 0 تا {high} لازم است، به اندازهٔ جدول، ولی {got} آمده است",
)


def questions() -> list[dict[str, Any]]:
    """The five questions of slides 53 to 57: text, options, the right one, why."""
    known = {poll["id"]: poll for poll in polls()}
    return [_question(key, known[poll], label) for key, (poll, label) in WHAT_IFS.items()]


def _question(key: str, poll: Mapping[str, Any], label: Text) -> dict[str, Any]:
    return {
        "key": key,
        "label": list(label),
        "slide": poll["slide"].removeprefix("S"),
        "ask": [poll["q_en"], poll["q_fa"]],
        "options": [[option["en"], option["fa"]] for option in poll["options"]],
        "correct": poll["correct"],
        "why": [poll["why_en"], poll["why_fa"]],
    }
