"""The small examples of the slides, as matrices in canonical text and as arrays."""

from __future__ import annotations

import numpy as np

from engine.backend import Array

# Slide 39: four pixels, three classes (cat, dog, ship); the picture shows a cat.
S39_W = "0.2,-0.5,0.1,2;1.5,1.3,2.1,0;0,0.25,0.2,-0.3"
S39_X = "56,231,24,2"
S39_B = "1.1,3.2,-1.2"
S39_PRINTED = (-96.8, 437.9, 61.95)

# Slide 47: rows cat, car, frog; columns the images of a cat, a car, a frog.
S47 = "3.2,1.3,2.2;5.1,4.9,2.5;-1.7,2,-3.1"
S47_RIGHT = "0,1,2"

# Slide 43: rows the ten classes of CIFAR-10; columns a cat, an automobile, a frog.
S43 = (
    "-3.45,-0.51,3.42;-8.87,6.04,4.64;0.09,5.31,2.65;2.9,-4.22,5.1;4.48,-4.19,2.64;"
    "8.02,3.58,5.55;3.78,4.49,-4.34;1.06,-4.37,-1.5;-0.36,-2.09,-4.79;-0.72,-2.93,6.14"
)
S43_RIGHT = "3,1,6"

# Slide 65: three rows of scores, here as columns; class 0 is right in each.
S65 = "10,10,10;-2,9,-100;3,9,-100"
S65_RIGHT = "0,0,0"

# Slide 61 and its source: one image, two rows of weights with the same score.
S61_X = "1,1,1,1"
S61_PAIR = "1,0,0,0;0.25,0.25,0.25,0.25"


def table(text: str) -> Array:
    """The array of a matrix in canonical text, float64."""
    return np.array([[float(cell) for cell in row.split(",")] for row in text.split(";")])


def slide_39() -> tuple[Array, Array, Array]:
    """W (3, 4), x (4,) and b (3,)."""
    return table(S39_W), table(S39_X)[0], table(S39_B)[0]


def slide_43() -> tuple[Array, Array]:
    """Scores (3, 10), one row an image, and the right classes (3,)."""
    return table(S43).T, table(S43_RIGHT)[0].astype(int)


def cat_of_slide_47() -> tuple[Array, Array]:
    """Scores (1, 3) of the cat image and its right class (1,)."""
    return table(S47).T[:1], table(S47_RIGHT)[0][:1].astype(int)
