"""Functions of two variables to descend on: one file each, found by name."""

import sys

from engine.surfaces.base import SURFACES, Surface
from engine.surfaces.field import Field, field_of

SURFACES.load(sys.modules[__name__])

__all__ = ["SURFACES", "Field", "Surface", "field_of"]
