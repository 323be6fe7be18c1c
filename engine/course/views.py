"""One image seen several times, and one answer: test-time augmentation, as in
https://github.com/KellerJordan/cifar10-airbench.
"""

from __future__ import annotations

import numpy as np

from engine.backend import Array

# What each view counts: the image and its mirror image as much as all shifted ones together.
SHARES = {1: (1.0,), 2: (0.5, 0.5), 6: (0.25, 0.25, 0.125, 0.125, 0.125, 0.125)}
SHIFT = 1  # pixel


def viewed(images: Array, views: int) -> Array:
    """Views (V N, H, W, C) of images (N, H, W, C), all of one view after all of another.

    1: the images. 2: and mirrored. 6: and both of those moved by a pixel down and right, and up
    and left, the border reflected.
    """
    if views == 1:
        return images
    _, h, w, _ = images.shape
    sides = [images, images[:, :, ::-1]]
    if views > len(sides):
        wide = np.pad(images, ((0, 0), (SHIFT, SHIFT), (SHIFT, SHIFT), (0, 0)), mode="reflect")
        for at in (0, 2 * SHIFT):
            moved = wide[:, at : at + h, at : at + w]
            sides += [moved, moved[:, :, ::-1]]
    return np.concatenate(sides)


def averaged(scores: Array, views: int) -> Array:
    """The weighted mean (N, K) of the scores (V N, K) of all views of each image."""
    if views == 1:
        return scores
    shares = np.array(SHARES[views], scores.dtype)
    mean: Array = np.tensordot(shares, scores.reshape(views, -1, scores.shape[1]), axes=1)
    return mean
