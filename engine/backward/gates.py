"""Backward passes of a few gates: tanh of a product, and the sigmoid neuron of the lecture."""

from __future__ import annotations

from engine.backward.base import Blank, Pass
from engine.backward.lines import POINTS, Line
from engine.backward.problems import points
from engine.registry import Text

INPUT: Text = ("an input", "یک ورودی")
WEIGHT: Text = ("a weight", "یک وزن")
OUTPUT: Text = ("the output", "خروجی")
PRODUCT = {"x": 1.0, "y": -2.0}
LECTURE = {"w0": 2.0, "x0": -1.0, "w1": -3.0, "x1": -2.0, "w2": -3.0}  # slide 109
SUM = "F"  # over all points: its slope along a number of one point is that of this point's f


def _gate(target: str, expression: str, given: tuple[str, ...], numpy: str, *slips: str) -> Blank:
    said = [slip.split(": ", 1) for slip in slips]
    return Blank(
        target,
        POINTS,
        expression,
        of=SUM,
        by=target[1:],
        given=given,
        numpy=f"{target} = {numpy}",
        slips=tuple((kind, text) for kind, text in said),
    )


def _upstream(before: str) -> Text:
    return (f"upstream: ∂f/∂{before}", f"گرادیان بالادست: مشتق f نسبت به {before}")


TANH = Pass(
    ("tanh of a product", "تانژانت هایپربولیک یک ضرب"),
    {"x": POINTS, "y": POINTS},
    (
        Line("a", POINTS, "x*y"),
        Line("f", POINTS, "tanh(a)"),
        Line(SUM, "", "f", over=POINTS),
    ),
    (
        _gate(
            "da",
            "1 - f^2",
            ("a", "f"),
            "1 - f**2",
            "input: 1 - a^2",
            "missing: -f^2",
            "missing: 1",
            "flipped: 1 + f^2",
            "power: 1 - f",
            "other: f*(1 - f)",
        ),
        _gate(
            "dx", "y*da", ("x", "y", "da"), "y * da", "swapped: x*da", "upstream: y", "local: da"
        ),
        _gate(
            "dy", "x*da", ("x", "y", "da"), "x * da", "swapped: y*da", "upstream: x", "local: da"
        ),
    ),
    ("dx", "dy"),
    {
        "x": INPUT,
        "y": INPUT,
        "a": ("the product, before tanh", "حاصل ضرب، پیش از تابع"),
        "f": OUTPUT,
        "da": _upstream("a"),
    },
    lambda folder: points(PRODUCT),
    PRODUCT,
)

NEURON = Pass(
    ("a sigmoid neuron", "نورون سیگموید"),
    dict.fromkeys(LECTURE, POINTS),
    (
        Line("z", POINTS, "w0*x0 + w1*x1 + w2"),
        Line("f", POINTS, "1/(1 + exp(-z))"),
        Line(SUM, "", "f", over=POINTS),
    ),
    (
        _gate(
            "dz",
            "f*(1 - f)",
            ("z", "f"),
            "f * (1 - f)",
            "input: z*(1 - z)",
            "part: f",
            "part: 1 - f",
            "other: 1 - f^2",
            "flipped: f*(1 + f)",
        ),
        _gate(
            "dw0",
            "x0*dz",
            ("w0", "x0", "dz"),
            "x0 * dz",
            "swapped: w0*dz",
            "upstream: x0",
            "local: dz",
        ),
        _gate(
            "dx0",
            "w0*dz",
            ("w0", "x0", "dz"),
            "w0 * dz",
            "swapped: x0*dz",
            "upstream: w0",
            "local: dz",
        ),
        _gate("dw2", "dz", ("w2", "dz"), "dz", "adds: w2*dz", "upstream: 1"),
    ),
    ("dw0", "dx0", "dw2"),
    {
        **dict.fromkeys(("w0", "w1", "w2"), WEIGHT),
        **dict.fromkeys(("x0", "x1"), INPUT),
        "z": ("the sum, before the sigmoid", "مجموع، پیش از سیگموید"),
        "f": OUTPUT,
        "dz": _upstream("z"),
    },
    lambda folder: points(LECTURE),
    LECTURE,
)
