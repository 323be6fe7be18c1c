"""The parts of the measurement and the rows they fill."""

from __future__ import annotations

from dataclasses import dataclass

LIMIT_S = 525.0  # of all parts together: the command ends in less than nine minutes


@dataclass(frozen=True)
class Row:
    """A line of the table: what is measured, what is asked for at least, what is aimed at."""

    what: str
    least: str = ""
    aim: str = ""


@dataclass(frozen=True)
class Part:
    """`python -m benchmarks.gpu.<module>`, how long it may take, and the keys of its rows."""

    module: str
    seconds: float
    rows: tuple[str, ...]
    torch: bool = False  # runs where PyTorch is


ROWS: dict[str, Row] = {
    "tests": Row("tests marked `gpu`: every kernel against its twin, replayed steps"),
    "speedrun": Row("CIFAR-10 to 94 %, warm, by the page's clock", "2.0 s", "1.0 s, then 0.6 s"),
    "accuracy": Row("its accuracy with 6 views, mean over seeds", "94.00 %, 50 seeds"),
    "torch_speedrun": Row("the same recipe in PyTorch, without tests on the way", "", "slower"),
    "torch_accuracy": Row("its accuracy with 6 views, mean over seeds"),
    "cold": Row("process start to 94 %", "15 s", "5 s"),
    "vgg": Row("small VGG, batch 512"),
    "torch_vgg": Row("the same in PyTorch, channels-last, compiled, graphs"),
    "vgg_ratio": Row("ours over PyTorch", "1x", "1.3x"),
    "gang": Row("32 small runs at once against one after another", "10x", "20x"),
    "watchers": Row("streaming every step's metrics to 100 watchers costs", "2 %", "0.5 %"),
    "plans": Row("which plan each convolution uses (table below)"),
}

# In this order, so that what matters most is measured even where time runs out.
PARTS: dict[str, Part] = {
    "tests": Part("kernels", 90, ("tests",)),
    "speedrun": Part("speedrun", 95, ("speedrun", "accuracy")),
    "torch_speedrun": Part("torch_speedrun", 120, ("torch_speedrun", "torch_accuracy"), torch=True),
    "cold": Part("cold", 40, ("cold",)),
    "vgg": Part("vgg", 25, ("vgg",)),
    "torch_vgg": Part("torch_vgg", 60, ("torch_vgg",), torch=True),
    "gang": Part("gang", 25, ("gang",)),
    "watchers": Part("watchers", 45, ("watchers",)),
    "plans": Part("plans", 25, ("plans",)),
}
DERIVED = ("vgg_ratio",)  # made of the figures of two parts
