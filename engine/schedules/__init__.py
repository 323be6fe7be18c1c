"""Learning-rate schedules: one file each, found by name."""

import sys

from engine.schedules.base import SCHEDULES, Schedule

SCHEDULES.load(sys.modules[__name__])

__all__ = ["SCHEDULES", "Schedule"]
