"""One member of a team: a shard, the board it shares, and how it meets the others."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from engine.backend import Array
from engine.losses import Loss
from engine.network import Network
from engine.training.shard import Shard
from engine.training.team import SLOTS, Board, cut

# Numbers NumPy converts at a time where types differ; its usual 8,192 would leave L1. What
# is set inside errstate ends with it.
BUFFER = 2048

Meet = Callable[[int], None]  # waits until so many members have called it


class Member:
    """Does its part of what `do` is asked; every member is asked the same."""

    def __init__(self, network: Network, loss: Loss, board: Board, number: int, seed: int) -> None:
        self.board, self.number, self.loss = board, number, loss
        self.shards = len(board["grads"])
        buffers = (board["weights"], board["grads"][number], board["norms"])
        self.shard = Shard(network, buffers, seed, number)
        self._sums = 0
        self.meet: Meet = lambda active: None

    def do(self, message: tuple[Any, ...]) -> None:
        """`message` is the name of a method below and its arguments."""
        getattr(self, message[0])(*message[1:])

    def learn(self, n: int, step: int, stamp: int) -> None:
        """Gradients and sums of this member's part of the first n images on the board."""
        active = min(n, self.shards)
        self.board["sums"][self.number] = 0
        if self.number >= active:
            self.board["grads"][self.number] = 0
            return
        part, moment = cut(n, active)[self.number], self.shard.moment
        moment.images, moment.step, moment.stamp = n, step, stamp
        images, target = self.board["images"][part], self.board["target"][part]
        with np.errstate(all="ignore"):  # a diverging run says so by its loss
            np.setbufsize(BUFFER)
            sums = self.shard.learn(images, target, self.loss, lambda a: self.total(a, active))
        told = (sums.loss, sums.right, sums.forward_ms, sums.backward_ms)
        self.board["sums"][self.number] = told

    def scores(self, n: int, stamp: int) -> None:
        """Scores of this member's part of the first n images on the board."""
        part = cut(n, self.shards)[self.number]
        self.shard.moment.stamp = stamp
        with np.errstate(all="ignore"):
            self.shard.scores(self.board["images"][part], self.board["scores"][part])

    def change(self, network: Network, loss: Loss) -> None:
        """Take over live parameters of layers and loss."""
        self.shard.change(network)
        self.loss = loss

    def total(self, array: Array, active: int) -> Array:
        """The sum of `array` over the active members, added in the same order by each."""
        if active == 1:
            return array
        self._sums += 1
        places = self.board["exchange"][self._sums % SLOTS, :active, : array.size]
        places[self.number] = array.reshape(-1)
        self.meet(active)
        result: Array = places.sum(axis=0).astype(array.dtype).reshape(array.shape)
        return result
