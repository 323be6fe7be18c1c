"""Update rules: one file each, found by name."""

import sys

from engine.rules.base import RULES, Rule
from engine.rules.trajectory import Trajectory, trajectory

RULES.load(sys.modules[__name__])

# Those that move every number by itself: what pages of a few numbers can show.
ELEMENTWISE = {key: rule for key, rule in RULES.items() if not rule.whole}

__all__ = ["ELEMENTWISE", "RULES", "Rule", "Trajectory", "trajectory"]
