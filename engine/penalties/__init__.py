"""Penalties on weights: one file each, found by name."""

import sys

from engine.penalties.base import PENALTIES, Penalty

PENALTIES.load(sys.modules[__name__])

__all__ = ["PENALTIES", "Penalty"]
