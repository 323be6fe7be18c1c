"""From bytes to numbers of about unit size."""

from __future__ import annotations

from engine.backend import Array
from engine.layers import Workspace

# Mean and standard deviation of red, green and blue over the 50,000 training images of
# CIFAR-10. Constants, so that a network sees the same numbers wherever it is looked at.
MEAN = (125.307, 122.950, 113.865)
STD = (62.993, 62.089, 66.705)


def normalized(images: Array, space: Workspace, rows: bool = False) -> Array:
    """(images - MEAN) / STD, from uint8 (N, H, W, C) to (H, W, N, C).

    In memory the result is (H, C, W, N), what a first convolution reads in long runs, or
    with `rows` (N, H, W, C), what a first dense layer takes as it is.
    """
    n, h, w, c = images.shape
    shape = (n, h * w * c) if rows else (h, c, w * n)
    values = space.own("pixels", "values", shape, space.dtype)
    mean, scale = space.once(("pixels", shape), lambda: _statistics(space, h * w, c, rows))
    if rows:
        planes = images.reshape(shape)
    else:
        planes = space.own("pixels", "bytes", shape, "uint8")
        planes.reshape(h, c, w, n)[...] = images.transpose(1, 3, 2, 0)
    values[...] = planes
    values -= mean
    values *= scale
    if rows:
        return values.reshape(n, h, w, c).transpose(1, 2, 0, 3)
    return values.reshape(h, c, w, n).transpose(0, 2, 3, 1)


def _statistics(space: Workspace, pixels: int, c: int, rows: bool) -> tuple[Array, Array]:
    """MEAN and 1 / STD, as they are lined up with the pixels: long runs are fast."""
    both = [space.xp.asarray(s[:c], space.dtype) for s in (MEAN, [1 / s for s in STD])]
    mean, scale = [space.xp.tile(s, pixels) if rows else s[:, None] for s in both]
    return mean, scale
