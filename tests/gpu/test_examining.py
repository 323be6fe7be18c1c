"""Views averaged on a device are the views of a course, averaged on the processor."""

from __future__ import annotations

import numpy as np
import pytest

from engine.course.views import SHARES, averaged, viewed
from engine.gpu.examining import Examiner
from engine.gpu.machine import Opener
from engine.gpu.processor import Processor
from engine.gpu.scoring import Scorer
from engine.layers import LAYERS
from engine.network import Network


@pytest.mark.parametrize("views", SHARES)
def test_scores_are_the_mean_over_the_views(views: int) -> None:
    network = Network((LAYERS["relu"](), LAYERS["dense"](units=10)))
    rng = np.random.default_rng(views)
    images = rng.integers(0, 256, (11, *network.shape), np.uint8)
    numbers, weights = rng.permutation(11), network.initial(3)
    opener = Opener(Processor)
    examiner, scorer = Examiner(network, opener, images, views, 4), Scorer(network, opener, 6)
    for who in (examiner, scorer):
        who.take(*weights)
    wanted = averaged(scorer.scores(viewed(images[numbers], views)), views)
    np.testing.assert_allclose(examiner.scores(numbers), wanted, 1e-5, 1e-5)
