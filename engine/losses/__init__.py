"""Losses: one file each, found by name; `softmax` turns scores into probabilities."""

import sys

from engine.losses.base import LOSSES, Loss
from engine.losses.probability import softmax

LOSSES.load(sys.modules[__name__])

__all__ = ["LOSSES", "Loss", "softmax"]
