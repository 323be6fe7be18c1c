"""The picture of what will come on the page of templates is what its defaults give."""

from __future__ import annotations

import numpy as np
import pytest
from PIL import Image

from webapp import foretold


@pytest.mark.usefixtures("sample")
def test_it_is_the_end_of_a_run_with_the_defaults() -> None:
    shipped = np.asarray(Image.open(foretold.PICTURE).convert("RGB"), np.int16)
    made = foretold.templates().astype(np.int16)
    assert shipped.shape == made.shape == (32, 320, 3)
    assert np.abs(shipped - made).max() <= 2  # sums of another BLAS may round elsewhere
    assert np.ptp(shipped, axis=(0, 1)).min() > 100
