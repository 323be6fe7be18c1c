"""The sets the lab knows: one file each, found by name."""

import sys

from engine.data.sets.base import DATASETS, Collection

DATASETS.load(sys.modules[__name__])

__all__ = ["DATASETS", "Collection"]
