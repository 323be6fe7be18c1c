"""The backward pass of two layers with ReLU and the softmax loss (slide 136)."""

from __future__ import annotations

from engine.backward.base import Blank, Pass
from engine.backward.lines import Line
from engine.backward.problems import two_layer
from engine.backward.softmax import MEANS, SHARES, scored

TWO_LAYER = Pass(
    ("two layers, ReLU, softmax", "دو لایه، ReLU، سافت‌مکس"),
    {"x": "id", "t": "ik", "W1": "dj", "W2": "jk", "N": ""},
    (
        Line("z", "ij", "x*W1", over="d"),
        Line("on", "ij", "z", gate=True),
        Line("h", "ij", "max(0, z)"),
        Line("s", "ik", "h*W2", over="j"),
        *SHARES,
        Line("L", "", "-t*log(p)/N", over="ik"),
    ),
    (
        scored("L"),
        Blank(
            "dW2",
            "jk",
            "h*ds",
            over="i",
            of="L",
            by="W2",
            given=("h", "z", "W2", "ds", "N"),
            numpy="dW2 = h.T @ ds",
            slips=(
                ("upstream", "h"),
                ("local", "ds"),
                ("swapped", "W2*ds"),
                ("input", "z*ds"),
                ("mean_twice", "h*ds/N"),
            ),
        ),
        Blank(
            "dh",
            "ij",
            "W2*ds",
            over="k",
            of="L",
            by="h",
            given=("h", "W2", "ds", "N"),
            numpy="dh = ds @ W2.T",
            slips=(
                ("upstream", "W2"),
                ("local", "ds"),
                ("swapped", "h*ds"),
                ("mean_twice", "W2*ds/N"),
            ),
        ),
        Blank(
            "dz",
            "ij",
            "on*dh",
            of="L",
            by="z",
            given=("z", "h", "on", "dh"),
            numpy="dz = dh * on",
            slips=(("closed", "dh"), ("amount", "h*dh"), ("amount", "z*dh"), ("upstream", "on")),
            through="on",
        ),
        Blank(
            "dW1",
            "dj",
            "x*dz",
            over="i",
            of="L",
            by="W1",
            given=("x", "W1", "dz", "N"),
            numpy="dW1 = x.T @ dz",
            slips=(
                ("upstream", "x"),
                ("local", "dz"),
                ("swapped", "W1*dz"),
                ("mean_twice", "x*dz/N"),
            ),
        ),
    ),
    ("dW1", "dW2"),
    {
        **MEANS,
        "W1": ("weight of number d in hidden unit j", "وزن عدد d در واحد پنهان j"),
        "W2": ("weight of hidden unit j for class k", "وزن واحد پنهان j برای کلاس k"),
        "z": ("hidden unit j before its ReLU", "واحد پنهان j پیش از ReLU"),
        "h": ("hidden unit j after its ReLU", "واحد پنهان j پس از ReLU"),
        "on": ("1 where z > 0, else 0", "جایی که z مثبت است 1، وگرنه 0"),
        "dh": ("upstream: ∂L/∂h", "گرادیان بالادست: مشتق L نسبت به h"),
        "dz": ("upstream: ∂L/∂z", "گرادیان بالادست: مشتق L نسبت به z"),
    },
    two_layer,
)
