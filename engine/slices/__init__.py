"""A plane through the weights of a trained network: its loss on a grid, its own path, a spline."""

from engine.slices.slice import Slice, network_slice
from engine.slices.spline import Spline

__all__ = ["Slice", "Spline", "network_slice"]
