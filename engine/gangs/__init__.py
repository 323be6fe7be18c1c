"""Runs of one shape that make their steps together, in one set of array operations.

A gang owns the weights of its runs, one row each. `open_gang` says how they step.
"""

from engine.gangs.base import Batch, Gang, Kind, kind_of
from engine.gangs.opening import open_gang

__all__ = ["Batch", "Gang", "Kind", "kind_of", "open_gang"]
