"""The numbers of slide 70: six losses of random search."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from engine.search.riders import RANDOM, Riders
from engine.search.spread import Spread


def best_of_tries(losses: Sequence[float]) -> float:
    """The running minimum after these losses."""
    riders = Riders()
    for step, loss in enumerate(losses, 1):
        riders.keep([loss] * len(riders.lowest), step)
    return float(riders.lowest[RANDOM] or 0)


def mean_of_tries(losses: Sequence[float]) -> float:
    """The mean of these losses."""
    return _spread(losses).mean


def deviation_of_tries(losses: Sequence[float]) -> float:
    """The sample standard deviation of these losses."""
    return _spread(losses).deviation


def _spread(losses: Sequence[float]) -> Spread:
    spread = Spread()
    for loss in losses:
        spread.add(loss)
    return spread


TRIES: dict[str, Callable[..., float]] = {
    made.__name__: made for made in (best_of_tries, mean_of_tries, deviation_of_tries)
}
