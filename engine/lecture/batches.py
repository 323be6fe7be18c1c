"""What a batch of the lecture's size buys, as the engine computes it."""

from __future__ import annotations

from collections.abc import Callable

from engine.batching.noise import deviation


def batch_noise(batch: int, examples: int) -> float:
    """How noisy the gradient of a batch is beside that of one example."""
    return deviation(1.0, batch, examples) / deviation(1.0, 1, examples)


def updates_an_epoch(batch: int, examples: int) -> float:
    """How many updates one pass over the data pays for."""
    return examples / batch


BATCHES: dict[str, Callable[..., float]] = {
    made.__name__: made for made in (batch_noise, updates_an_epoch)
}
