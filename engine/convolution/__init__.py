"""Ways to compute a convolution: a plain reference and faster ones, chosen by shape."""

import sys

from engine.convolution.base import CONVOLUTIONS, Convolution, Geometry, Room, choose

CONVOLUTIONS.load(sys.modules[__name__])

__all__ = ["CONVOLUTIONS", "Convolution", "Geometry", "Room", "choose"]
