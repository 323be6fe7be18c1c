"""Layers: one file each, found by name."""

import sys

from engine.layers.base import LAYERS, Layer, Misfit, Norm, Plan, Weight
from engine.layers.context import Context, Moment
from engine.layers.workspace import Workspace

LAYERS.load(sys.modules[__name__])

__all__ = [
    "LAYERS",
    "Context",
    "Layer",
    "Misfit",
    "Moment",
    "Norm",
    "Plan",
    "Weight",
    "Workspace",
]
