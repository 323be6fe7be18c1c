"""Weight initializations: one file each, found by name."""

import sys

from engine.initializers.base import INITIALIZERS, Initializer

INITIALIZERS.load(sys.modules[__name__])

__all__ = ["INITIALIZERS", "Initializer"]
