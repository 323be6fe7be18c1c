"""One dial on the lecture's network: short trainings at every learning rate from 1e-7 to 1e6."""

from engine.dial.course import Course, train
from engine.dial.problem import BATCH, IMAGES, STEPS, Problem, problem
from engine.dial.regimes import REGIMES, SLIDES, Sweep, judged, overshoots, regime, sweep

__all__ = [
    "BATCH",
    "IMAGES",
    "REGIMES",
    "SLIDES",
    "STEPS",
    "Course",
    "Problem",
    "Sweep",
    "judged",
    "overshoots",
    "problem",
    "regime",
    "sweep",
    "train",
]
