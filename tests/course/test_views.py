"""Several views of one image: which they are, and what each counts."""

from __future__ import annotations

import numpy as np
import pytest

from engine.course.views import SHARES, averaged, viewed


def test_views_are_mirrored_and_moved_by_a_pixel() -> None:
    x = np.random.default_rng(0).integers(0, 256, (5, 8, 8, 3), dtype=np.uint8)
    six = viewed(x, 6).reshape(6, 5, 8, 8, 3)
    assert (viewed(x, 2).reshape(2, 5, 8, 8, 3) == six[:2]).all()
    assert (viewed(x, 1) == six[0]).all()
    assert (six[1::2] == six[::2, :, :, ::-1]).all()
    assert (six[2, :, 1:, 1:] == x[:, :-1, :-1]).all()
    assert (six[2, :, 0, 1:] == x[:, 1, :-1]).all()  # the border is its own reflection
    assert (six[4, :, :-1, :-1] == x[:, 1:, 1:]).all()
    assert (six[4, :, -1, :-1] == x[:, -2, 1:]).all()


@pytest.mark.parametrize("views", SHARES)
def test_scores_are_averaged_by_shares_that_add_up_to_one(views: int) -> None:
    scores = np.random.default_rng(1).standard_normal((views, 4, 10))
    assert sum(SHARES[views]) == 1
    mean = sum(share * part for share, part in zip(SHARES[views], scores, strict=True))
    assert np.allclose(averaged(scores.reshape(-1, 10), views), mean)
