"""From images (H, W, N, C) to rows (N, H W C) and back."""

from __future__ import annotations

from engine.backend import Array
from engine.layers.context import Context


def as_rows(x: Array, ctx: Context) -> Array:
    """Each image as one row, read row by row; vectors (N, D) are rows already."""
    if x.ndim == 2:
        return x
    h, w, n, c = x.shape
    in_rows = x.transpose(2, 0, 1, 3)
    if in_rows.flags.c_contiguous:  # pixels of a network that begins with this layer
        return in_rows.reshape(n, h * w * c)
    rows = ctx.work("rows", (n, h * w * c))
    rows.reshape(n, h, w, c)[...] = in_rows
    return rows


def as_image(rows: Array, shape: tuple[int, ...], ctx: Context) -> Array:
    """The inverse of `as_rows`, for arrays of `shape`."""
    if len(shape) == 2:
        return rows
    h, w, n, c = shape
    image = ctx.work("image", shape)
    image[...] = rows.reshape(n, h, w, c).transpose(1, 2, 0, 3)
    return image
