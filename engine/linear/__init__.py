"""A linear classifier of points in the plane: its loss, its walk downhill, its gradient checked."""

from engine.linear.check import TOLERANCE, Check, check
from engine.linear.objective import Objective
from engine.linear.presets import PRESETS, START_B, START_W, Preset
from engine.linear.report import bound, curve, report
from engine.linear.terms import FORMULATIONS, terms

__all__ = [
    "FORMULATIONS",
    "PRESETS",
    "START_B",
    "START_W",
    "TOLERANCE",
    "Check",
    "Objective",
    "Preset",
    "bound",
    "check",
    "curve",
    "report",
    "terms",
]
