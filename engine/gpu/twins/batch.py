"""A batch from the data set in the memory of a device, seen as augmentation asks."""

from __future__ import annotations

import numpy as np

from engine.augment import AUGMENTATIONS, Augmentation, Scratch, Seen, augment
from engine.backend import Array
from engine.gpu.operations import kernel
from engine.random import PURPOSES, stream

AUGMENT = PURPOSES.index("augment")
# What is mirrored in turn is mirrored by the order; the rest asks for no image's number.
NOTHING = Seen(np.zeros(0, int), np.zeros(0, int))


@kernel(
    "select_batch",
    "in byte images, in int labels, in int order, in int augment, in long seed, in long start, "
    "in long clock, in float mean, in float deviation, out T x, out int target, int n, int epoch, "
    "int height, int width, int channels, int purpose",
    source="batch",
    unit="block",
)
def select_batch(
    images: Array,
    labels: Array,
    order: Array,
    augment: Array,
    seed: Array,
    start: Array,
    clock: Array,
    mean: Array,
    deviation: Array,
    x: Array,
    target: Array,
    n: int,
    epoch: int,
    height: int,
    width: int,
    channels: int,
    purpose: int,
) -> None:
    """The images (R, N, H, W, C) and classes (R, N) of each run's step, by its clock from 1.

    images (M, H, W, C) and labels (M,) are the whole set; order (R, 2, epoch) says which image
    comes when in even and in odd epochs, times 2, plus 1 to mirror it; augment (R, 3) is the
    longest shift, whether to mirror at random, and the side of the grey square; start (R,)
    is how many images were seen before step 1.
    """
    for run in range(len(x)):
        now = int(clock[run]) - 1
        seen = int(start[run].astype(np.int64)) + now * n + np.arange(n)
        picked = order[run, seen // epoch % 2, seen % epoch]
        target[run] = labels[picked >> 1]
        rng = stream(int(seed[run]), PURPOSES[purpose], now)
        shown = _augmented(images[picked >> 1], picked & 1, augment[run].tolist(), rng)
        x[run] = (shown - mean) / deviation


def _augmented(
    pictures: Array, mirrored: Array, asked: list[int], rng: np.random.Generator
) -> Array:
    """The augmentations of a course, with the certain mirror beside the drawn one."""
    shift, flip, cutout = asked
    work = Scratch()
    if shift:
        pictures = augment([_part("shift", pixels=shift)], pictures, rng, work, NOTHING)
    pictures = np.where(mirrored[:, None, None, None], pictures[:, :, ::-1], pictures)
    rest = [_part("flip")] if flip else []
    rest += [_part("cutout", size=cutout)] if cutout else []
    return augment(rest, pictures, rng, work, NOTHING)


def _part(name: str, **numbers: int) -> Augmentation:
    return AUGMENTATIONS[name](**numbers)


@kernel(
    "show_images",
    "in byte images, in int picked, in int view, in float mean, in float deviation, out T x, "
    "int height, int width, int channels",
    source="batch",
    unit="block",
)
def show_images(
    images: Array,
    picked: Array,
    view: Array,
    mean: Array,
    deviation: Array,
    x: Array,
    height: int,
    width: int,
    channels: int,
) -> None:
    """The images numbered picked (R, N), all moved and mirrored by view (dy, dx, mirrored).

    Row y of what is shown is row y + dy of the image, which goes on beyond its border as its
    own reflection.
    """
    dy, dx, mirrored = view.tolist()
    rows, columns = (_reflected(n, d) for n, d in ((height, dy), (width, dx)))
    shown = images[picked][:, :, rows][:, :, :, columns[::-1] if mirrored else columns]
    x[...] = (shown - mean) / deviation


def _reflected(length: int, moved: int) -> Array:
    """Where each of `length` rows comes from when the picture moves."""
    at = np.abs(np.arange(length) + moved)
    return np.where(at < length, at, 2 * (length - 1) - at)
