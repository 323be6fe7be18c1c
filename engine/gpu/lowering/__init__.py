"""Layers as operations of a GPU: one file each, found by name."""

import importlib
import pkgutil

import engine.gpu.twins  # noqa: F401 - what lowerings run
from engine.gpu.lowering.base import LOWERINGS, Backprop, Stage, lower

for module in sorted(m.name for m in pkgutil.iter_modules(__path__)):
    importlib.import_module(f"{__name__}.{module}")

__all__ = ["LOWERINGS", "Backprop", "Stage", "lower"]
