"""The contract of augmentations: uint8 in, uint8 out, the same draws the same pictures."""

from __future__ import annotations

import time

import numpy as np
import pytest

from engine.augment import AUGMENTATIONS, Augmentation, Scratch, Seen, augment
from engine.augment.cutout import GREY, Cutout
from engine.augment.flip import Flip
from engine.augment.shift import Shift

ALL = [cls() for cls in AUGMENTATIONS.values()]
IDLE = [Shift(0), Flip(0), Cutout(0)]


def pictures(n: int = 64, size: int = 32) -> np.ndarray:
    return np.random.default_rng(0).integers(0, 256, (n, size, size, 3), dtype=np.uint8)


def changed(part: Augmentation, x: np.ndarray, seed: int = 1, epoch: int = 0) -> np.ndarray:
    out = np.empty_like(x)
    part(x, np.random.default_rng(seed), out, Scratch(), seen(len(x), epoch))
    return out


def seen(n: int, epoch: int = 0) -> Seen:
    return Seen(np.arange(n), np.full(n, epoch))


@pytest.mark.parametrize("part", ALL, ids=str)
def test_the_batch_is_only_read_and_the_same_draws_give_the_same(part: Augmentation) -> None:
    x = pictures()
    out = changed(part, x)
    assert (x == pictures()).all()
    assert (out == changed(part, x)).all()
    assert (out != changed(part, x, seed=2)).any()
    assert (out != x).any()


@pytest.mark.parametrize("part", IDLE, ids=str)
def test_at_its_lower_bound_nothing_changes(part: Augmentation) -> None:
    assert (changed(part, pictures()) == pictures()).all()


@pytest.mark.parametrize("part", ALL, ids=str)
def test_one_picture_is_changed_by_its_own_draws(part: Augmentation) -> None:
    """Other pictures in the batch may look different; mine stays what it is."""
    x = pictures()
    other = x.copy()
    other[1:] = 0
    assert (changed(part, x)[0] == changed(part, other)[0]).all()


def test_every_shift_is_a_crop_of_the_mirrored_border() -> None:
    p, x = 3, pictures()
    wide = np.pad(x, ((0, 0), (p, p), (p, p), (0, 0)), mode="reflect")
    seen = set()
    for i, image in enumerate(changed(Shift(p), x)):
        crops = {
            (dy, dx): wide[i, dy : dy + 32, dx : dx + 32]
            for dy in range(2 * p + 1)
            for dx in range(2 * p + 1)
        }
        found = [place for place, crop in crops.items() if (crop == image).all()]
        assert len(found) == 1
        seen |= set(found)
    assert len(seen) > 25  # of 49


def test_a_mirrored_share_of_p() -> None:
    x = pictures(2000, 4)
    out = changed(Flip(0.3), x)
    flipped = (out == x[:, :, ::-1]).all(axis=(1, 2, 3))
    assert ((out == x).all(axis=(1, 2, 3)) ^ flipped).all()
    assert flipped.mean() == pytest.approx(0.3, abs=0.05)
    assert (changed(Flip(1), x) == x[:, :, ::-1]).all()


def test_alternating_shows_every_image_from_each_side_in_turn() -> None:
    x, part = pictures(2000, 4), Flip(0.5, alternating=True)
    epochs = [changed(part, x, seed=e, epoch=e) for e in range(4)]
    first = (epochs[0] == x[:, :, ::-1]).all(axis=(1, 2, 3))
    assert first.mean() == pytest.approx(0.5, abs=0.05)
    assert (epochs[1] == epochs[0][:, :, ::-1]).all()
    assert (epochs[2] == epochs[0]).all()
    assert (epochs[3] == epochs[1]).all()


def test_in_a_batch_across_two_epochs_each_image_has_its_own_side() -> None:
    x, out = pictures(50, 4), np.empty((50, 4, 4, 3), np.uint8)
    numbers, epochs = np.arange(50) % 25, np.arange(50) // 25
    x[25:] = x[:25]
    part = Flip(0.5, alternating=True)
    part(x, np.random.default_rng(0), out, Scratch(), Seen(numbers, epochs))
    assert (out[25:] == out[:25, :, ::-1]).all()


def test_cutout_greys_one_square_inside_the_picture() -> None:
    x = np.zeros((300, 32, 32, 3), np.uint8)
    hole = changed(Cutout(8), x) == GREY
    assert (hole.all(axis=3) == hole.any(axis=3)).all()
    height, width = hole.any(axis=(2, 3)).sum(axis=1), hole.any(axis=(1, 3)).sum(axis=1)
    assert (hole[..., 0].sum(axis=(1, 2)) == height * width).all()
    assert {height.min(), height.max(), width.min(), width.max()} == {4, 8}
    assert hole[..., 0].any(axis=0).all()


def test_several_in_order_take_turns_with_two_arrays() -> None:
    x, rng, work = pictures(), np.random.default_rng(4), Scratch()
    result = augment([Shift(2), Flip(1), Cutout(8)], x, np.random.default_rng(4), work, seen(64))
    shifted, flipped, cut = (np.empty_like(x) for _ in range(3))
    Shift(2)(x, rng, shifted, work, seen(64))
    Flip(1)(shifted, rng, flipped, work, seen(64))
    Cutout(8)(flipped, rng, cut, work, seen(64))
    assert (result == cut).all()
    assert augment([], x, rng, work, seen(64)) is x


def test_a_batch_of_128_takes_well_under_a_frame() -> None:
    """About 0.5 ms for shift and flip on one core; the bound leaves room for a busy machine."""
    x = pictures(128)
    work, took = Scratch(), list[float]()
    for seed in range(20):
        start = time.perf_counter()
        augment([Shift(2), Flip(0.5)], x, np.random.default_rng(seed), work, seen(128))
        took.append(time.perf_counter() - start)
    assert min(took) < 5e-3
