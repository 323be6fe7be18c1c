"""The linear score function of one image, with every number on the way."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from engine.backend import Array


def linear_scores(W: Array, x: Array, b: Array) -> Array:
    """S = W x + b: weights (K, D), pixels (D,), biases (K,), scores (K,)."""
    products = W * x  # (K, D): every weight times its pixel
    sums = running(products)[:, -1]  # (K,): one dot product a class
    return sums + b


def running(products: Array) -> Array:
    """Sums from the first product to each, row by row, (K, D); added from left to right."""
    return products.cumsum(axis=1)


def bias_trick(W: Array, x: Array, b: Array) -> tuple[Array, Array]:
    """W' = [W b] (K, D + 1) and x' = [x 1] (D + 1,), so that W' x' = W x + b."""
    return np.column_stack((W, b)), np.append(x, 1.0)


@dataclass(frozen=True)
class Shapes:
    """Sizes of a linear classifier of square images: all of them counts of numbers.

    Attributes:
        pixels: D, what one image holds.
        classes: K, rows of W.
        examples: N images it learns from.
        trick: whether the bias is a column of W.
    """

    pixels: int
    classes: int
    examples: int
    trick: bool = False

    @property
    def columns(self) -> int:
        """Width of W: one more with the bias trick."""
        return self.pixels + self.trick

    @property
    def weights(self) -> int:
        """Numbers in W."""
        return self.classes * self.columns

    @property
    def biases(self) -> int:
        """Numbers in b; none of its own with the bias trick."""
        return 0 if self.trick else self.classes

    @property
    def parameters(self) -> int:
        """All that is learned: the whole model."""
        return self.weights + self.biases

    @property
    def data(self) -> int:
        """Numbers in the training images."""
        return self.examples * self.pixels

    @property
    def sides(self) -> tuple[float, float]:
        """Sides of two squares whose areas are the data and the model."""
        return math.sqrt(self.data), math.sqrt(self.parameters)
