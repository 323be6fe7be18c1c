"""Update rules: one file each, found by name."""

import sys

from engine.rules.base import RULES, Rule
from engine.rules.trajectory import Trajectory, trajectory

RULES.load(sys.modules[__name__])

__all__ = ["RULES", "Rule", "Trajectory", "trajectory"]
