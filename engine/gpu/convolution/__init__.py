"""Ways to compute a convolution on a GPU, chosen by what the machine has and by shape."""

import sys

from engine.gpu.convolution.base import PLAIN, WAYS, Means, Site, Way, choose

WAYS.load(sys.modules[__name__])

__all__ = ["PLAIN", "WAYS", "Means", "Site", "Way", "choose"]
