"""The loss of slide 70: a linear classifier of whole images, W (10, 3073), multiclass SVM."""

from __future__ import annotations

import numpy as np

from engine.backend import Array
from engine.losses.hinge import Hinge
from engine.training.pixels import MEAN

CLASSES = 10
PIXELS = 32 * 32 * 3
INPUTS = PIXELS + 1  # the bias trick: a last input that is always 1
SHAPE = (CLASSES, INPUTS)
MEANS = np.tile(np.array(MEAN, np.float32), PIXELS // 3)


def centred(images: Array, out: Array | None = None) -> Array:
    """The inputs x = [pixels - mean, 1], (n, 3073) float32, of images (n, 32, 32, 3) uint8.

    Pixels stay on their scale of 0 to 255, as on the slides: with pixels in [0, 1] every
    W of slide 70 would cost 9.000, and no try would differ from another.
    """
    x = np.empty((len(images), INPUTS), np.float32) if out is None else out
    x[:, :PIXELS] = images.reshape(len(images), PIXELS)
    x[:, :PIXELS] -= MEANS
    x[:, PIXELS] = 1
    return x


class Problem:
    """L(W) = 1/n sum_i sum_{j != y} max(0, s_j - s_y + 1) with s = W x_i, for several W at once."""

    def __init__(self, images: Array, target: Array, several: int) -> None:
        """`images` (n, 32, 32, 3) uint8, `target` (n,), and how many W are judged at a time."""
        self.x, self.y = centred(images), target.astype(np.int64)
        self.loss = Hinge()
        self._scores = np.empty((len(self.x), several * CLASSES), np.float32)
        self._slopes = np.empty((len(self.x), CLASSES), np.float32)

    def losses(self, W: Array) -> list[float]:
        """L of each W (r, 10, 3073); the images are read once for all of them."""
        scores = np.matmul(self.x, W.reshape(-1, INPUTS).T, out=self._scores)
        found = []
        for r in range(len(W)):
            loss, slopes = self.loss(scores[:, r * CLASSES : (r + 1) * CLASSES], self.y)
            found.append(float(loss))
        self._slopes[...] = slopes
        return found

    def gradient(self, out: Array) -> Array:
        """dL/dW = 1/n sum_i dL_i/ds x_i^T of the last W of `losses`, into `out` (10, 3073)."""
        np.matmul(self._slopes.T, self.x, out=out)
        return out
