"""From bytes to numbers of about unit size."""

from __future__ import annotations

from engine.backend import Array
from engine.layers import Workspace

# Mean and standard deviation of red, green and blue over the 50,000 training images of
# CIFAR-10. Constants, so that a network sees the same numbers wherever it is looked at.
MEAN = (125.307, 122.950, 113.865)
STD = (62.993, 62.089, 66.705)


def normalized(images: Array, space: Workspace) -> Array:
    """(images - MEAN) / STD, from uint8 (N, H, W, C) to (H, W, N, C).

    In memory the result is (H, C, W, N): what the first convolution reads in long runs.
    """
    n, h, w, c = images.shape
    planes = space.own("pixels", "bytes", (h, c, w * n), "uint8")
    values = space.own("pixels", "values", (h, c, w * n), space.dtype)
    planes.reshape(h, c, w, n)[...] = images.transpose(1, 3, 2, 0)
    mean, std = (space.xp.asarray(s[:c], space.dtype)[:, None] for s in (MEAN, STD))
    space.xp.subtract(planes, mean, out=values)
    values /= std
    return values.reshape(h, c, w, n).transpose(0, 2, 3, 1)
