"""Demos: one file each, found by name."""

import sys

from webapp.demos.base import DEMOS, Demo, LiveDemo, Session

DEMOS.load(sys.modules[__name__])

__all__ = ["DEMOS", "Demo", "LiveDemo", "Session"]
