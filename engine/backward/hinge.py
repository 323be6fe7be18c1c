"""The backward pass of the SVM loss of a linear classifier, margins first (slides 81 and 129)."""

from __future__ import annotations

from engine.backward.base import Blank, Pass
from engine.backward.lines import Line
from engine.backward.problems import linear
from engine.backward.softmax import ADDED, MEANS, SCORES, WEIGHTS

HINGE = Pass(
    ("SVM loss", "هزینهٔ SVM"),
    {"x": "id", "t": "ik", "W": "kd", "lam": "", "N": ""},
    (
        SCORES,
        Line("r", "i", "t*s", over="k"),
        Line("m", "ik", "s - r + 1"),
        Line("on", "ik", "(1 - t)*m", gate=True),
        Line("D", "", "(1 - t)*max(0, m)/N", over="ik"),
        *ADDED,
    ),
    (
        Blank(
            "dm",
            "ik",
            "on/N",
            of="D",
            by="m",
            given=("m", "on", "t", "N"),
            numpy="dm = on / N",
            slips=(
                ("closed", "1/N"),
                ("own", "max(0, m)/abs(m)/N"),
                ("amount", "on*m/N"),
                ("amount", "max(0, m)/N"),
                ("closed", "(1 - t)/N"),
                ("own", "(on + t)/N"),
            ),
            through="on",
        ),
        Blank(
            "dr",
            "i",
            "-dm",
            over="k",
            of="D",
            by="r",
            given=("dm", "on", "t", "N"),
            numpy="dr = -dm.sum(axis=1)",
            slips=(("mean_twice", "-dm/N"),),
        ),
        Blank(
            "ds",
            "ik",
            "dm + t*dr",
            of="D",
            by="s",
            given=("dm", "dr", "t", "on"),
            numpy="ds = dm + t * dr[:, None]",
            slips=(
                ("missing", "dm"),
                ("missing", "t*dr"),
                ("flipped", "dm - t*dr"),
                ("flipped", "t*dr - dm"),
                ("everywhere", "dm + dr"),
            ),
        ),
        *WEIGHTS,
    ),
    ("dW",),
    {
        **MEANS,
        "r": ("score of the right class of image i", "امتیاز کلاس درست تصویر i"),
        "m": ("margin of class k", "حاشیهٔ کلاس k"),
        "on": (
            "1 where a wrong class counts, else 0",
            "جایی که کلاس نادرست به حساب آید 1، وگرنه 0",
        ),
        "dm": ("upstream: ∂L/∂m", "گرادیان بالادست: مشتق L نسبت به m"),
        "dr": ("upstream: ∂L/∂r", "گرادیان بالادست: مشتق L نسبت به r"),
    },
    linear,
)
