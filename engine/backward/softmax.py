"""The backward pass of the softmax loss of a linear classifier (slides 62 and 84).

The penalty has its half, as in the gradient check beside it.
"""

from __future__ import annotations

from engine.backward.base import Blank, Pass, Slope
from engine.backward.lines import Line
from engine.backward.problems import linear
from engine.registry import Text

ADDED: tuple[Line, ...] = (
    Line("R", "", "lam*W^2/2", over="kd"),
    Line("L", "", "D + R"),
)
SHARES: tuple[Line, ...] = (
    Line("e", "ik", "exp(s)"),
    Line("q", "i", "e", over="k"),
    Line("p", "ik", "e/q"),
)
SCORES = Line("s", "ik", "x*W", over="d")
MEANS: dict[str, Text] = {
    "x": ("number d of image i; the last is 1", "عدد d تصویر i؛ آخری 1 است"),
    "t": ("1 for the right class, else 0", "برای کلاس درست 1، وگرنه 0"),
    "N": ("how many images", "تعداد تصویرها"),
    "lam": ("strength λ of the penalty", "شدت λ در هزینهٔ تنظیم"),
    "W": ("weight of number d for class k", "وزن عدد d برای کلاس k"),
    "s": ("score of class k for image i", "امتیاز کلاس k برای تصویر i"),
    "p": ("probability of class k for image i", "احتمال کلاس k برای تصویر i"),
    "ds": ("upstream: ∂L/∂s", "گرادیان بالادست: مشتق L نسبت به s"),
}


def scored(of: str) -> Blank:
    """∂L/∂s of the softmax loss: slide 84."""
    slips = (
        ("missing", "p/N"),
        ("missing", "-t/N"),
        ("flipped", "(p + t)/N"),
        ("bracket", "p - t/N"),
        ("bracket", "p/N - t"),
        ("only_right", "t*(p - 1)/N"),
        ("other", "p*(1 - p)/N"),
    )
    given = ("s", "p", "t", "N")
    return Blank(
        "ds", "ik", "(p - t)/N", of=of, by="s", given=given, numpy="ds = (p - t) / N", slips=slips
    )


DATA = Blank(
    "dW_data",
    "kd",
    "x*ds",
    over="i",
    of="D",
    by="W",
    given=("x", "W", "ds", "N"),
    numpy="dW_data = ds.T @ x",
    slips=(("upstream", "x"), ("local", "ds"), ("swapped", "W*ds"), ("mean_twice", "x*ds/N")),
)
PENALTY = Blank(
    "dW_reg",
    "kd",
    "lam*W",
    of="R",
    by="W",
    given=("lam", "W"),
    numpy="dW_reg = lam * W",
    slips=(
        ("half", "2*lam*W"),
        ("half", "lam*W/2"),
        ("undone", "lam*W^2/2"),
        ("undone", "lam*W^2"),
        ("part", "W"),
        ("part", "lam"),
    ),
)
WEIGHTS: tuple[Slope, ...] = (
    DATA,
    PENALTY,
    Slope("dW", "kd", "dW_data + dW_reg", of="L", by="W"),
)

SOFTMAX = Pass(
    ("softmax loss", "هزینهٔ سافت‌مکس"),
    {"x": "id", "t": "ik", "W": "kd", "lam": "", "N": ""},
    (SCORES, *SHARES, Line("D", "", "-t*log(p)/N", over="ik"), *ADDED),
    (scored("D"), *WEIGHTS),
    ("dW",),
    MEANS,
    linear,
)
